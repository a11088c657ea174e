"""Goals: what may be written, how far one is reached, how they change after agreement."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID


class GoalKind(StrEnum):
    """How a goal is measured."""

    NUMBER = "number"
    MILESTONES = "milestones"
    YES_NO = "yes-no"
    WORDS = "words"


class Direction(StrEnum):
    """Which way a number should go."""

    UP = "up"
    DOWN = "down"
    RANGE = "range"


class VersionState(StrEnum):
    """Where a version of a goal stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class GoalText:
    """Everything two people agree on in one goal."""

    title: str
    kind: GoalKind = GoalKind.NUMBER
    measure: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    range_low: Decimal | None = None
    range_high: Decimal | None = None
    direction: Direction = Direction.UP
    unit: str = ""
    due: date | None = None
    weight: Decimal | None = None
    milestones: tuple[str, ...] = ()
    parent_id: UUID | None = None
    objective_id: UUID | None = None
    section: str = ""
    """Id of the scheme's section it belongs to; empty for the first that holds goals."""


def faults(goal: GoalText) -> tuple[str, ...]:
    """Return what must be mended before a goal can be agreed, as sentences."""
    return tuple(sentence for _field, sentence in field_faults(goal))


def field_faults(goal: GoalText) -> tuple[tuple[str, str], ...]:
    """Return what must be mended, each with the name of the field where it is mended."""
    found: list[tuple[str, str]] = []
    if not goal.title.strip():
        found.append(("title", tr("Give the goal a title.")))
    if goal.kind is GoalKind.NUMBER:
        found.extend(_number_faults(goal))
    if goal.kind is GoalKind.MILESTONES and not any(one.strip() for one in goal.milestones):
        found.append(("milestones", tr("Name at least one milestone.")))
    return tuple(found)


def _number_faults(goal: GoalText) -> list[tuple[str, str]]:
    if goal.direction is Direction.RANGE:
        return _range_faults(goal)
    if goal.target is None:
        return [("target", tr("Give the number to be reached."))]
    if goal.baseline is None:
        return [("baseline", tr("Give the number at the start."))]
    if goal.baseline == goal.target:
        sentence = tr("Baseline and target are the same, so progress cannot be measured.")
        return [("target", sentence)]
    if (goal.target > goal.baseline) is not (goal.direction is Direction.UP):
        sentence = tr("The target lies on the wrong side of the baseline for this direction.")
        return [("target", sentence)]
    return []


def _range_faults(goal: GoalText) -> list[tuple[str, str]]:
    if goal.range_low is None:
        return [("range_low", tr("Give both ends of the range."))]
    if goal.range_high is None:
        return [("range_high", tr("Give both ends of the range."))]
    if goal.range_low > goal.range_high:
        return [("range_high", tr("The range ends below its start."))]
    if goal.baseline is not None and goal.range_low <= goal.baseline <= goal.range_high:
        sentence = tr("The baseline lies inside the range, so there is nothing to reach.")
        return [("baseline", sentence)]
    return []


def progress(
    goal: GoalText, actual: Decimal | None, milestones_done: int = 0, *, cap: int = 100
) -> Fraction | None:
    """Return how far a goal is reached, in per cent from 0 to ``cap``; None if unmeasured.

    A number counts ``(actual - baseline) / (target - baseline)`` in either direction.
    Within a range it is 100; outside it falls in a straight line to 0 at the baseline's
    distance from the range, or is 0 at once where there is no baseline.
    """
    match goal.kind:
        case GoalKind.WORDS:
            return None
        case GoalKind.MILESTONES:
            if not goal.milestones:
                return None
            return Fraction(100 * milestones_done, len(goal.milestones))
        case GoalKind.YES_NO:
            return None if actual is None else Fraction(100 if actual else 0)
        case GoalKind.NUMBER:
            reached = None if actual is None else _number_progress(goal, Fraction(actual))
            return None if reached is None else min(max(reached, Fraction(0)), Fraction(cap))


def _number_progress(goal: GoalText, actual: Fraction) -> Fraction | None:
    if goal.direction is Direction.RANGE:
        if goal.range_low is None or goal.range_high is None:
            return None
        low, high = Fraction(goal.range_low), Fraction(goal.range_high)
        away = max(low - actual, actual - high, Fraction(0))
        if not away:
            return Fraction(100)
        if goal.baseline is None:
            return Fraction(0)
        tolerance = max(low - Fraction(goal.baseline), Fraction(goal.baseline) - high)
        return 100 * (1 - away / tolerance) if tolerance > 0 else Fraction(0)
    if goal.baseline is None or goal.target is None or goal.baseline == goal.target:
        return None
    start, end = Fraction(goal.baseline), Fraction(goal.target)
    return 100 * (actual - start) / (end - start)


def is_worse_than_start(goal: GoalText, actual: Decimal | None) -> bool:
    """Return whether a number moved away from its target."""
    if goal.kind is not GoalKind.NUMBER or actual is None or goal.direction is Direction.RANGE:
        return False
    reached = _number_progress(goal, Fraction(actual))
    return reached is not None and reached < 0


def percent_words(value: Fraction | None) -> str:
    """Return per cent with up to two decimals, half up, such as "66.67 %"; empty for None."""
    if value is None:
        return ""
    hundredths = (value * 200 + 1) // 2  # half up, exact
    whole, rest = divmod(hundredths, 100)
    digits = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"{digits} %"


def number_words(value: Decimal | None) -> str:
    """Return a number as a person writes it: no exponent, no idle zeros; empty for None."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def measure_words(goal: GoalText, actual: Decimal | None, milestones_done: int = 0) -> str:
    """Return where a goal stands in a few words, such as "14 → 8.5 days, target 9"."""
    match goal.kind:
        case GoalKind.WORDS:
            return goal.measure
        case GoalKind.MILESTONES:
            return tr("{done} of {total} milestones").format(
                done=milestones_done, total=len(goal.milestones)
            )
        case GoalKind.YES_NO:
            return tr("not yet") if not actual else tr("done")
        case GoalKind.NUMBER:
            return _number_words(goal, actual)


def _number_words(goal: GoalText, actual: Decimal | None) -> str:
    if goal.direction is Direction.RANGE:
        span = tr("{low} to {high} {unit}").format(
            low=number_words(goal.range_low), high=number_words(goal.range_high), unit=goal.unit
        )
        if actual is None:
            return span.strip()
        return tr("{actual}, wanted {span}").format(actual=number_words(actual), span=span).strip()
    if actual is None:
        return tr("{baseline} {unit} now, target {target}").format(
            baseline=number_words(goal.baseline), unit=goal.unit, target=number_words(goal.target)
        )
    return tr("{baseline} → {actual} {unit}, target {target}").format(
        baseline=number_words(goal.baseline),
        actual=number_words(actual),
        unit=goal.unit,
        target=number_words(goal.target),
    )


def changes_words(before: GoalText, after: GoalText) -> tuple[str, ...]:
    """Return what an amendment changes, one sentence a field, old text kept."""
    titles = {
        "title": tr("Title"),
        "kind": tr("Kind"),
        "measure": tr("Measure"),
        "baseline": tr("Baseline"),
        "target": tr("Target"),
        "range_low": tr("Lower end"),
        "range_high": tr("Upper end"),
        "direction": tr("Direction"),
        "unit": tr("Unit"),
        "due": tr("Due"),
        "weight": tr("Weight"),
        "milestones": tr("Milestones"),
    }
    return tuple(
        tr("{field}: {before} → {after}").format(
            field=title,
            before=_value_words(getattr(before, name)),
            after=_value_words(getattr(after, name)),
        )
        for name, title in titles.items()
        if getattr(before, name) != getattr(after, name)
    )


def _value_words(value: str | Decimal | date | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        return "; ".join(value) or tr("nothing")
    if isinstance(value, Decimal):
        return number_words(value)
    return str(value) if value else tr("nothing")


def weight_left(total: Decimal, weights: Sequence[Decimal | None]) -> Decimal:
    """Return what is left to give out, negative when too much was given."""
    return total - sum((weight for weight in weights if weight is not None), Decimal(0))
