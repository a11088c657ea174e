"""A cycle: its dates, who takes part, and what keeps somebody from taking part."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewdesk.domain.days import day_words
from reviewdesk.domain.scheme_process import Period
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from uuid import UUID

    from reviewdesk.domain.parties import Phase
    from reviewdesk.domain.scheme import Scheme


class CycleState(StrEnum):
    """Where a cycle stands."""

    PREPARING = "preparing"
    OPEN = "open"
    CLOSED = "closed"


class Problem(StrEnum):
    """Why a person cannot simply be given a review."""

    NO_SUPERVISOR = "no-supervisor"
    TWO_SUPERVISORS = "two-supervisors"
    SUPERVISOR_LEFT = "supervisor-left"
    LEFT = "left"
    NOT_YET_HERE = "not-yet-here"
    OVERLAPPING = "overlapping"
    UNDER_MINIMUM = "under-minimum"
    SAME_REVIEWER = "same-reviewer"
    NO_REVIEWER = "no-reviewer"
    REVIEWER_LEFT = "reviewer-left"


@dataclass(frozen=True, slots=True)
class Population:
    """Who takes part; an empty set means no limit."""

    units: frozenset[UUID] = frozenset()
    grades: frozenset[str] = frozenset()
    employment_types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """What readiness looks at for one person."""

    person: UUID
    unit: UUID
    grade: str
    employment_type: str
    starts: date | None
    ends: date | None
    supervisors: tuple[UUID, ...]
    """Who supervised the person on the day that counts."""
    supervisor_ends: date | None = None
    reviewer: UUID | None = None
    reviewer_ends: date | None = None
    overlapping: str = ""
    """Number of a review whose period overlaps, or empty."""
    chosen: bool = False
    """Whether HR named the supervisor, which settles doubts about the lines."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of one person, with the way to mend it."""

    person: UUID
    problem: Problem
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """When each phase of a new cycle is due, in the scheme's order."""

    dates: tuple[tuple[Phase, str, date], ...] = field(default=())


def takes_part(population: Population, candidate: Candidate) -> bool:
    """Return whether the cycle is meant for a person at all."""
    return (
        (not population.units or candidate.unit in population.units)
        and (not population.grades or candidate.grade in population.grades)
        and (
            not population.employment_types
            or candidate.employment_type in population.employment_types
        )
    )


def days_served(candidate: Candidate, starts: date, ends: date) -> int:
    """Return on how many days of the period a person is employed, both ends counted."""
    first = max(starts, candidate.starts or starts)
    last = min(ends, candidate.ends or ends)
    return max(0, (last - first).days + 1)


def findings(candidate: Candidate, starts: date, ends: date) -> tuple[Finding, ...]:
    """Return what stands in the way of a review of this person for this period."""
    found: list[Finding] = []

    def add(problem: Problem, sentence: str, remedy: str) -> None:
        found.append(Finding(candidate.person, problem, sentence, remedy))

    if candidate.ends is not None and candidate.ends < starts:
        add(
            Problem.LEFT,
            tr("Left on {day}, before the period begins.").format(day=day_words(candidate.ends)),
            tr("Leave the person out, or correct the last day."),
        )
    elif candidate.starts is not None and candidate.starts > ends:
        add(
            Problem.NOT_YET_HERE,
            tr("Begins on {day}, after the period ends.").format(day=day_words(candidate.starts)),
            tr("Leave the person out, or correct the first day."),
        )
    if not candidate.supervisors:
        add(
            Problem.NO_SUPERVISOR,
            tr("Has no supervisor on the day that counts."),
            tr("Name a supervisor, or leave the person out."),
        )
    elif len(candidate.supervisors) > 1 and not candidate.chosen:
        add(
            Problem.TWO_SUPERVISORS,
            tr("Has more than one supervisor on the day that counts."),
            tr("Name the one who does the review."),
        )
    elif candidate.supervisor_ends is not None and candidate.supervisor_ends < ends:
        add(
            Problem.SUPERVISOR_LEFT,
            tr("The supervisor leaves on {day}, before the period ends.").format(
                day=day_words(candidate.supervisor_ends)
            ),
            tr("Name another supervisor."),
        )
    if candidate.reviewer is not None and candidate.reviewer in (
        candidate.person,
        *candidate.supervisors,
    ):
        add(
            Problem.SAME_REVIEWER,
            tr("The reviewer is also the supervisor or the person reviewed."),
            tr("Name another reviewer."),
        )
    if candidate.overlapping:
        add(
            Problem.OVERLAPPING,
            tr("Already has review {number} for some of these days.").format(
                number=candidate.overlapping
            ),
            tr("Leave the person out, or make the other review void."),
        )
    return tuple(found)


def remarks(
    candidate: Candidate, starts: date, ends: date, minimum_days: int
) -> tuple[Finding, ...]:
    """Return what HR should know of a review that can be made all the same."""
    found: list[Finding] = []
    served = days_served(candidate, starts, ends)
    if served < minimum_days:
        found.append(
            Finding(
                candidate.person,
                Problem.UNDER_MINIMUM,
                tr(
                    "Serves {served} days of the period; the scheme asks for {least}, so the "
                    "review will say “not rated”."
                ).format(served=served, least=minimum_days),
                tr("Leave it so, or leave the person out."),
            )
        )
    if candidate.reviewer is None:
        found.append(
            Finding(
                candidate.person,
                Problem.NO_REVIEWER,
                tr("Nobody stands above the supervisor, so this review has no reviewer."),
                tr("Name a reviewer, or leave it so."),
            )
        )
    elif candidate.reviewer_ends is not None and candidate.reviewer_ends < ends:
        found.append(
            Finding(
                candidate.person,
                Problem.REVIEWER_LEFT,
                tr("The reviewer leaves on {day}, before the period ends.").format(
                    day=day_words(candidate.reviewer_ends)
                ),
                tr("Name another reviewer."),
            )
        )
    return tuple(found)


def phase_plan(scheme: Scheme, starts: date, ends: date) -> PhasePlan:
    """Return the due dates that a scheme gives to a period."""
    return PhasePlan(
        tuple(
            (rule.phase, rule.title, (ends if rule.after_end else starts) + timedelta(rule.days))
            for rule in scheme.phases
        )
    )


def day_that_counts(starts: date, ends: date, today: date) -> date:
    """Return the day on which reporting lines decide: today, kept within the period."""
    return min(max(today, starts), ends)


USUAL_PERIOD = Period(month=4)
"""The budget year that most offices keep, April to March."""


def default_period(today: date, usual: Period | None = None) -> tuple[date, date]:
    """Return the period in which a day lies: of a scheme, or of the year most offices keep."""
    period = usual or USUAL_PERIOD
    since = (today.month - period.month) % 12 % period.months
    first = today.year * 12 + today.month - 1 - since
    after = first + period.months
    starts = date(first // 12, first % 12 + 1, 1)
    return starts, date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
