"""The four charts of a cycle, from plain lines about its reviews.

Each function also notes in ``behind`` which reviews stand behind each bar, by chart id
and bar key.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.analytics.charts import Bar, Chart, Shape, share
from reviewdesk.domain import lifecycle
from reviewdesk.domain.days import month_words
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.scheme import NOT_RATED
from reviewdesk.i18n import tr, tr_n

if TYPE_CHECKING:
    from uuid import UUID

    from reviewdesk.domain.scheme import Scheme

SMALLEST_GROUP = 5
"""Ratings of fewer people than this are shown to nobody but HR and auditors."""
WANTED_SHARE = 90
"""Per cent of closed reviews below which a unit is marked."""
_MOST_UNITS = 8


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """What a chart needs to know of a review."""

    id: UUID
    number: str
    employee_id: UUID
    name: str
    unit_id: UUID
    unit: str
    state: State
    level: str | None
    not_rated: bool = False


def standing(lines: list[ReviewLine], behind: dict[tuple[str, str], list[ReviewLine]]) -> Chart:
    """Return how many reviews are at each step."""
    count = Counter(line.state for line in lines)
    for line in lines:
        behind["standing", line.state.value].append(line)
    states = [state for state in State if state is not State.VOID]
    return Chart(
        id="standing",
        title=tr("Where reviews stand"),
        subtitle=tr_n("{n} review by its next step", "{n} reviews by their next step", len(lines)),
        finding=tr("{closed} of {total} reviews are closed.").format(
            closed=count[State.CLOSED], total=len(lines)
        ),
        shape=Shape.ROWS,
        bars=tuple(
            Bar(state.value, lifecycle.state_words(state), count[state]) for state in states
        ),
        columns=(tr("Step"), tr("Reviews")),
    )


def rated(
    lines: list[ReviewLine],
    scheme: Scheme,
    behind: dict[tuple[str, str], list[ReviewLine]],
    *,
    show_few: bool,
) -> Chart:
    """Return how closed reviews were rated, by level from the lowest; few only if allowed."""
    rated = [line for line in lines if line.state is State.CLOSED and line.level]
    hidden = 0 < len(rated) < SMALLEST_GROUP and not show_few
    count: Counter[str] = Counter() if hidden else Counter(line.level or "" for line in rated)
    if not hidden:
        for line in rated:
            behind["rated", line.level or ""].append(line)
    best = count.most_common(1)
    if hidden:
        finding = tr("Too few reviews are closed to show ratings without naming people.")
    elif best:
        finding = tr("Most often: {label} ({n}).").format(
            label=scheme.result_level(best[0][0]).label, n=best[0][1]
        )
    else:
        finding = tr("No review is closed yet.")
    return Chart(
        id="rated",
        title=tr("How reviews were rated"),
        subtitle=tr_n(
            "{n} closed review by level, the lowest first",
            "{n} closed reviews by level, the lowest first",
            len(rated),
        ),
        finding=finding,
        shape=Shape.COLUMNS,
        bars=()
        if hidden
        else tuple(
            Bar(level.code, level.label, count[level.code]) for level in scheme.result.levels
        )
        + _not_rated(lines, behind),
        columns=(tr("Level"), tr("Reviews")),
    )


def _not_rated(
    lines: list[ReviewLine], behind: dict[tuple[str, str], list[ReviewLine]]
) -> tuple[Bar, ...]:
    """Return a bar for those who were too short under a plan, where there are any."""
    without = [line for line in lines if line.state is State.CLOSED and line.not_rated]
    if not without:
        return ()
    behind["rated", NOT_RATED].extend(without)
    return (Bar(NOT_RATED, tr("Not rated"), len(without)),)


def units(lines: list[ReviewLine], behind: dict[tuple[str, str], list[ReviewLine]]) -> Chart:
    """Return the share of closed reviews of each unit, the lowest first."""
    by_unit: dict[tuple[UUID, str], list[ReviewLine]] = defaultdict(list)
    for line in lines:
        by_unit[line.unit_id, line.unit].append(line)
    bars = []
    for (unit_id, name), several in by_unit.items():
        done = sum(1 for line in several if line.state is State.CLOSED)
        bar = Bar(unit_id.hex, name, done, len(several))
        bars.append(Bar(bar.key, name, done, len(several), weak=share(bar) < WANTED_SHARE))
        behind["units", unit_id.hex].extend(several)
    bars.sort(key=lambda bar: (share(bar), -bar.whole, bar.label))
    return Chart(
        id="units",
        title=tr("Completion by unit"),
        subtitle=tr("Lowest first; under {wanted} % is hatched").format(wanted=WANTED_SHARE)
        if len(bars) <= _MOST_UNITS
        else tr("The {shown} lowest of {all} units; under {wanted} % is hatched").format(
            shown=_MOST_UNITS, all=len(bars), wanted=WANTED_SHARE
        ),
        finding=tr_n(
            "{n} unit is below what is wanted.",
            "{n} units are below what is wanted.",
            sum(1 for bar in bars if bar.weak),
        ),
        shape=Shape.SHARES,
        bars=tuple(bars),
        drawn=_MOST_UNITS,
        columns=(tr("Unit"), tr("Closed"), tr("Reviews"), tr("Share")),
    )


def months(
    held: dict[tuple[int, int], list[ReviewLine]], behind: dict[tuple[str, str], list[ReviewLine]]
) -> Chart:
    """Return how many check-ins were held in each month of the period."""
    bars = []
    for (year, month), several in held.items():
        key = f"{year}-{month:02d}"
        bars.append(
            Bar(
                key,
                tr("{month} {year}").format(month=month_words(month)[:3], year=year),
                len(several),
            )
        )
        behind["months", key].extend(several)
    total = sum(bar.value for bar in bars)
    return Chart(
        id="months",
        title=tr("Check-ins held"),
        subtitle=tr("By month of the period"),
        finding=tr_n("{n} check-in was held.", "{n} check-ins were held.", total),
        shape=Shape.COLUMNS,
        bars=tuple(bars),
        columns=(tr("Month"), tr("Check-ins")),
    )
