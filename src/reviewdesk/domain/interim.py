"""Supervisors who change within a review, and people too short under a plan to be rated.

An outgoing supervisor closes with an interim assessment of the days they supervised, if
those reach the scheme's minimum; whoever was under a plan for less than the minimum is
not rated. Days are counted with both ends.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewdesk.domain.days import day_words
from reviewdesk.i18n import tr, tr_n

if TYPE_CHECKING:
    from datetime import date

_DAY = timedelta(days=1)
LONGEST = 5000
"""Characters of an interim assessment."""
LATE_START_DAYS = 60
"""A cycle made this many days after its period began is one whose plans were agreed on paper."""


class InterimState(StrEnum):
    """How the part of a supervisor who left the review stands."""

    DUE = "due"
    """The outgoing supervisor still has to write."""
    HANDED_IN = "handed-in"
    TOO_SHORT = "too-short"
    """The days stay below the minimum: nothing is asked for."""
    WAIVED = "waived"
    """By HR, with a reason."""


def days_between(starts: date, ends: date) -> int:
    """Return the days of a period, both ends counted; 0 when it ends before it starts."""
    return max(0, (ends - starts).days + 1)


def outgoing_period(
    review_starts: date, review_ends: date, recorded_until: date | None, first_day: date
) -> tuple[date, date] | None:
    """Return the days for which the supervisor who leaves a review has to answer, or None.

    Args:
        review_starts: first day of the review.
        review_ends: last day of the review.
        recorded_until: last day of the supervisor before, where there was one.
        first_day: the successor's first day.
    """
    starts = review_starts if recorded_until is None else recorded_until + _DAY
    ends = min(review_ends, first_day - _DAY)
    return (starts, ends) if starts <= ends else None


def days_under_plan(starts: date, ends: date, plan_since: date | None) -> int:
    """Return on how many days of a period an agreed plan was in force."""
    return 0 if plan_since is None else days_between(max(starts, plan_since), ends)


def first_state(days: int, least: int) -> InterimState:
    """Return whether an interim assessment is asked for after so many days under a plan."""
    return InterimState.DUE if days and days >= least else InterimState.TOO_SHORT


def not_rated_reason(starts: date, ends: date, plan_since: date | None, least: int) -> str:
    """Return why the person cannot be rated for a period; empty when they can."""
    days = days_under_plan(starts, ends, plan_since)
    if days >= least or plan_since is None:
        return ""
    return tr("{days} under the plan, in force since {day}; the scheme asks for {least}.").format(
        days=tr_n("{n} day", "{n} days", days),
        day=day_words(max(starts, plan_since)),
        least=least,
    )


def agreed_on_paper(starts: date, today: date) -> bool:
    """Return whether a cycle made today surely had its plans before they are written down here."""
    return (today - starts).days > LATE_START_DAYS


def state_words(state: InterimState) -> str:
    """Return a state as people read it."""
    return {
        InterimState.DUE: tr("Interim assessment is due"),
        InterimState.HANDED_IN: tr("Interim assessment handed in"),
        InterimState.TOO_SHORT: tr("Too few days for an interim assessment"),
        InterimState.WAIVED: tr("No interim assessment"),
    }[state]
