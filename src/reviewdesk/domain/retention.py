"""How long what is kept, and when its time is over.

An office writes its own rules, for the law differs from country to country; until it has,
everything is kept for good. What a legal hold covers stays, however old it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from uuid import UUID

LONGEST = 100
"""Years that a rule can name."""


class Kind(StrEnum):
    """Kinds of records that have a time of their own."""

    REVIEWS = "reviews"
    """Closed reviews with all that hangs on them."""
    VOID = "void"
    """Void reviews."""
    TALKS = "talks"
    """Check-ins, promises and noted progress of reviews that ended; the form stays."""
    NOTES = "notes"
    """Private notes of reviews that ended."""
    PEOPLE = "people"
    """Staff list entries of those who left, once no review names them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is kept."""

    kind: Kind
    id: UUID
    """Of the review or the person."""
    person_id: UUID
    name: str
    """By which people know it, such as a review's number."""
    since: date
    """The day its time begins."""


@dataclass(frozen=True, slots=True)
class Over:
    """Something whose time is over, or would be without a hold."""

    what: Kept
    on: date
    """The first day on which it is over."""
    hold: str
    """Why it stays all the same; empty when nothing holds it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold: about one person, or about the whole office."""

    person_id: UUID | None
    reason: str


def kind_words(kind: Kind) -> str:
    """Return a kind of records as people read it."""
    return {
        Kind.REVIEWS: tr("Closed reviews with their forms"),
        Kind.VOID: tr("Void reviews"),
        Kind.TALKS: tr("Check-ins, promises and progress notes"),
        Kind.NOTES: tr("Private notes"),
        Kind.PEOPLE: tr("Staff list entries of people who left"),
    }[kind]


def begins_words(kind: Kind) -> str:
    """Return from when a kind's time counts."""
    return {
        Kind.REVIEWS: tr("counted from the end of the period, or from closing if that was later"),
        Kind.VOID: tr("counted from the day the review was made void"),
        Kind.TALKS: tr("counted from the end of the period, or from closing if that was later"),
        Kind.NOTES: tr("counted from the end of the period, or from closing if that was later"),
        Kind.PEOPLE: tr("counted from the last day in the office"),
    }[kind]


def over_on(since: date, years: int) -> date:
    """Return the first day on which a time of whole years is over; 29 February ends on 1 March."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 3, 1)


def over(
    kept: Iterable[Kept], years: Mapping[Kind, int | None], holds: Iterable[Hold], today: date
) -> Iterator[Over]:
    """Yield what is over, held or not, in the order it came.

    Args:
        kept: everything that has a time.
        years: how long by kind; None or no entry keeps for good.
        holds: those in force.
        today: the present day.
    """
    held: dict[UUID | None, str] = {one.person_id: one.reason for one in holds}
    for one in kept:
        time = years.get(one.kind)
        if time is None or one.since.year + time > date.max.year:
            continue
        day = over_on(one.since, time)
        if day <= today:
            yield Over(one, day, held.get(None) or held.get(one.person_id, ""))
