"""Weights of a section's entries against its rule, and how to share out what is left."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from reviewdesk.i18n import tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from reviewdesk.domain.scheme import Section, WeightRule


def number_text(number: Decimal) -> str:
    """Return a number without an exponent and without idle zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def weight_faults(section: Section, weights: Sequence[Decimal | None]) -> tuple[str, ...]:
    """Return a sentence for each way in which weights, in per cent, break the section's rule."""
    rule = section.weights
    if rule is None:
        return ()
    given = [weight for weight in weights if weight is not None]
    faults = []
    if len(given) < len(weights):
        faults.append(
            tr_n(
                "{n} entry has no weight yet.",
                "{n} entries have no weight yet.",
                len(weights) - len(given),
            )
        )
    for weight in dict.fromkeys(given):
        sentence = _limit_fault(rule, weight)
        if sentence:
            faults.append(sentence)
    total = sum(given, start=rule.total * 0)
    if total != rule.total:
        faults.append(
            tr("The weights add up to {total} %, not {wanted} %.").format(
                total=number_text(total), wanted=number_text(rule.total)
            )
        )
    return tuple(faults)


def _limit_fault(rule: WeightRule, weight: Decimal) -> str:
    shown = number_text(weight)
    if weight < rule.least:
        return tr("A weight of {weight} % is less than the {least} % allowed.").format(
            weight=shown, least=number_text(rule.least)
        )
    if weight > rule.most:
        return tr("A weight of {weight} % is more than the {most} % allowed.").format(
            weight=shown, most=number_text(rule.most)
        )
    if weight % rule.step:
        return tr("A weight of {weight} % is not a multiple of {step} %.").format(
            weight=shown, step=number_text(rule.step)
        )
    return ""


def share_out(
    section: Section, weights: Sequence[Decimal | None], names: Sequence[str] = ()
) -> tuple[Decimal, ...]:
    """Return weights in the rule's step that end exactly at its total.

    What is left goes evenly to entries without a weight, and those given stay as they are.
    Where that cannot keep to the limits, or all have a weight, the rest is spread over all.
    Where the number of entries itself cannot keep to the limits, only the total is kept.

    Args:
        section: a section with a rule of weights.
        weights: per cent, None where there is none yet.
        names: of the entries, where some that the scheme names have limits of their own.

    Raises:
        ValueError: when the section has no rule of weights.
    """
    rule = section.weights
    if rule is None:
        raise ValueError(section.id)
    if not weights:
        return ()
    least, heaviest = _own_limits(section, rule, names or [""] * len(weights))
    shared = _among_free(rule, weights, least, heaviest)
    if shared:
        return shared
    total = Fraction(rule.total)
    even = total / len(weights)
    wanted = [even if weight is None else Fraction(weight) for weight in weights]
    rest = (total - sum(wanted)) / len(wanted)
    spread = _spread(rule, [each + rest for each in wanted], total, least)
    if heaviest is not None:
        top = max(range(len(spread)), key=lambda at: spread[at])
        if spread[top] > spread[heaviest] >= least[top]:  # they change places
            spread[top], spread[heaviest] = spread[heaviest], spread[top]
    return tuple(spread)


def _among_free(
    rule: WeightRule,
    weights: Sequence[Decimal | None],
    least: Sequence[Decimal],
    heaviest: int | None,
) -> tuple[Decimal, ...]:
    """Return the weights with what is left given to those without one; empty if it cannot be."""
    floors = [*least]
    if heaviest is not None:
        floors[heaviest] = max([floors[heaviest], *(each for each in weights if each is not None)])
    free = [floors[place] for place, weight in enumerate(weights) if weight is None]
    left = Fraction(rule.total) - sum(Fraction(each) for each in weights if each is not None)
    if not free or not sum(free) <= left <= len(free) * rule.most or max(free) > rule.most:
        return ()
    if any(
        weight is not None and (_limit_fault(rule, weight) or weight < floor)
        for weight, floor in zip(weights, floors, strict=True)
    ):
        return ()
    shares = iter(_spread(rule, [left / len(free)] * len(free), left, free))
    shared = tuple(next(shares) if weight is None else weight for weight in weights)
    return shared if heaviest is None or shared[heaviest] == max(shared) else ()


def _own_limits(
    section: Section, rule: WeightRule, names: Sequence[str]
) -> tuple[list[Decimal], int | None]:
    """Return the least weight at each place, and the place of what may not weigh less than any."""
    fixed = {same_name(each.name): each for each in section.fixed_entries}
    known = [fixed.get(same_name(name)) for name in names]
    least = [
        max(rule.least, each.least_weight)
        if each is not None and each.least_weight is not None
        else rule.least
        for each in known
    ]
    heaviest = next(
        (place for place, each in enumerate(known) if each is not None and each.heaviest), None
    )
    return least, heaviest


def _spread(
    rule: WeightRule, wanted: list[Fraction], total: Fraction, floors: Sequence[Decimal]
) -> list[Decimal]:
    """Return whole steps near ``wanted`` that add up to ``total``, within limits if possible."""
    step = Fraction(rule.step)
    count = len(wanted)
    steps = int(total / step)
    least, most = [-(-Fraction(each) // step) for each in floors], Fraction(rule.most) // step
    if not sum(least) <= steps <= count * most:
        least, most = [0] * count, max(steps, 0)
    given = [
        min(max(int(each / step), floor), most) for each, floor in zip(wanted, least, strict=True)
    ]
    while (over := steps - sum(given)) != 0:
        direction = 1 if over > 0 else -1
        open_places = [
            place
            for place in range(count)
            if (given[place] < most if direction > 0 else given[place] > least[place])
        ]
        if not open_places:
            break
        # the one furthest from what was wanted moves by one step; ties go to the first
        best = max(open_places, key=lambda at: direction * (wanted[at] / step - given[at]))
        given[best] += direction
    return [rule.step * each for each in given]


def same_name(name: str) -> str:
    """Return a name so that case and spaces make no difference."""
    return " ".join(name.split()).casefold()
