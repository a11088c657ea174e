"""Reporting lines put right at any date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from reviewdesk.domain import reporting_line
from reviewdesk.domain.days import day_words, period_words
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.reporting_line import Line
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.hand_overs import open_reviews
from reviewdesk.services.people import find_person
from reviewdesk.store.tables.people import Assignment, full_name

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.services.hand_overs import OpenReview
    from reviewdesk.store.tables.people import Person


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did, and the reviews that could follow it."""

    sentence: str
    reason: str
    open_reviews: tuple[OpenReview, ...]


def correct_supervisor(
    ctx: Context,
    person_id: UUID,
    supervisor_id: UUID | None,
    starts: date,
    ends: date | None = None,
    reason: str = "",
) -> Corrected:
    """Record who supervised a person in a period; what was recorded before stays, withdrawn.

    Args:
        ctx: who records it.
        person_id: whose supervisor it is.
        supervisor_id: the right one; None for nobody.
        starts: the first day.
        ends: the last day; None while it goes on.
        reason: why, kept with the line.

    Raises:
        UserError: when the period ends before it starts, or somebody would stand above themselves.
    """
    _check_period(starts, ends)
    with ctx.begin(Right.CHANGE_PEOPLE) as session:
        person = find_person(session, person_id)
        name = full_name(person.given, person.surname)
        above = find_person(session, supervisor_id) if supervisor_id else None
        if above is not None:
            _refuse_circle(session, person, above, starts, ends)
            _refuse_gone(above, starts)
        rows = {
            row.id: row
            for row in session.scalars(
                select(Assignment).where(
                    Assignment.person_id == person_id, Assignment.withdrawn_at.is_(None)
                )
            )
        }
        lines = [
            Line(row.id, row.person_id, row.supervisor_id, row.starts, row.ends)
            for row in rows.values()
        ]
        change = reporting_line.correct(lines, person_id, supervisor_id, starts, ends)
        for line in change.withdrawn:
            if line.id is not None:
                rows[line.id].withdrawn_at = ctx.clock.now()
                rows[line.id].withdrawn_by = ctx.actor.name
        session.add_all(
            Assignment(
                person_id=line.person,
                supervisor_id=line.supervisor,
                starts=line.starts,
                ends=line.ends,
                reason=reason.strip(),
                recorded_at=ctx.clock.now(),
                recorded_by=ctx.actor.name,
            )
            for line in change.added
        )
        return Corrected(
            _sentence(name, above, starts, ends),
            reason.strip(),
            open_reviews(session, person_id, supervisor_id, starts, ends),
        )


def _check_period(starts: date, ends: date | None) -> None:
    if ends is not None and ends < starts:
        raise UserError(
            tr("The last day is before the first day."),
            safe=tr("Nothing was changed."),
            remedy=tr("Correct one of the two days."),
        )


def _refuse_gone(above: Person, starts: date) -> None:
    if above.ends is not None and above.ends < starts:
        raise UserError(
            tr("{name} left on {day} and cannot supervise after that.").format(
                name=full_name(above.given, above.surname), day=day_words(above.ends)
            ),
            safe=tr("Nothing was changed."),
            remedy=tr("Choose somebody else, or an earlier first day."),
        )


def _refuse_circle(
    session: Session, person: Person, above: Person, starts: date, ends: date | None
) -> None:
    """Refuse a line by which a person would stand above themselves on any of its days."""
    name, other = (full_name(one.given, one.surname) for one in (person, above))
    if person.id == above.id:
        raise UserError(
            tr("{name} cannot be their own supervisor.").format(name=name),
            safe=tr("Nothing was changed."),
            remedy=tr("Choose somebody else."),
        )
    waiting: list[tuple[UUID, date, date | None]] = [(above.id, starts, ends)]
    seen: set[tuple[UUID, date, date | None]] = set()
    while waiting:
        current, first, last = waiting.pop()
        query = select(Assignment.supervisor_id, Assignment.starts, Assignment.ends).where(
            Assignment.person_id == current,
            Assignment.withdrawn_at.is_(None),
            or_(Assignment.ends.is_(None), Assignment.ends >= first),
        )
        if last is not None:
            query = query.where(Assignment.starts <= last)
        for supervisor, begins, stops in session.execute(query):
            lasts = [day for day in (last, stops) if day is not None]
            step = (supervisor, max(first, begins), min(lasts, default=None))
            if supervisor == person.id:
                raise UserError(
                    tr(
                        "{other} stands below {name} from {day}, so {other} cannot be "
                        "the supervisor of {name}."
                    ).format(name=name, other=other, day=day_words(step[1])),
                    safe=tr("Nothing was changed."),
                    remedy=tr("Put the supervisor of {other} right first.").format(other=other),
                )
            if step not in seen:
                seen.add(step)
                waiting.append(step)


def _sentence(name: str, above: Person | None, starts: date, ends: date | None) -> str:
    who = full_name(above.given, above.surname) if above else tr("nobody")
    if ends is None:
        return tr("The supervisor of {name} is {who} from {day}.").format(
            name=name, who=who, day=day_words(starts)
        )
    return tr("The supervisor of {name} was {who}, {period}.").format(
        name=name, who=who, period=period_words(starts, ends)
    )
