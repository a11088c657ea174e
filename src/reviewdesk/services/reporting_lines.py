"""Reporting lines put right at any date, and open reviews handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from reviewdesk.domain import lifecycle, reporting_line
from reviewdesk.domain.days import day_words, period_words
from reviewdesk.domain.lifecycle import OPEN_STATES, Mover, State
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.reporting_line import Line
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.participants import choice_of
from reviewdesk.services.people import find_person
from reviewdesk.services.standing import find_review, name_of, signed_parties
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.people import Assignment, full_name, line_above
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.people import Person


@dataclass(frozen=True, slots=True)
class OpenReview:
    """An open review whose supervisor is not the one just recorded."""

    id: UUID
    number: str
    cycle: str
    period: str
    supervisor: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did, and the reviews that could follow it."""

    sentence: str
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
            _open_reviews(session, person_id, supervisor_id, starts, ends),
        )


def hand_over_review(ctx: Context, review_id: UUID, supervisor_id: UUID, reason: str = "") -> None:
    """Give an open review to another supervisor; the reviewer follows unless HR chose one.

    Raises:
        UserError: when the review has ended, is being signed, or would be one's own.
    """
    with ctx.begin(Right.CHANGE_PEOPLE) as session:
        review = find_review(session, review_id)
        above = find_person(session, supervisor_id)
        if review.state not in OPEN_STATES:
            raise UserError(
                tr("This review is {state} and stays with its supervisor.").format(
                    state=lifecycle.state_words(review.state)
                ),
                safe=tr("Nothing was changed."),
            )
        if signed_parties(session, review.id):
            raise UserError(
                tr("The form of this review is being signed."),
                safe=tr("Nothing was changed."),
                remedy=tr("Send the review back first; the signatures given become void."),
            )
        if supervisor_id == review.employee_id:
            raise UserError(tr("Nobody can supervise their own review."))
        before = review.supervisor_id, review.reviewer_id
        choice = choice_of(session, review.cycle_id, review.employee_id)
        choice.supervisor_id = supervisor_id
        choice.reason = reason.strip()
        review.supervisor_id = supervisor_id
        if choice.reviewer_id is None:
            review.reviewer_id = _reviewer(session, review, above, ctx.clock.today())
        if review.reviewer_id in (supervisor_id, review.employee_id):
            review.reviewer_id = None
        if review.state is State.PLAN:
            review.supervisor_agreed_at = None
        held = lifecycle.holder(review.state)
        if (held is Mover.SUPERVISOR and before[0] != review.supervisor_id) or (
            held is Mover.REVIEWER and before[1] != review.reviewer_id
        ):
            review.since = ctx.clock.today()
            review.begun = False
        if review.state is State.REVIEWER and review.reviewer_id is None:
            raise UserError(
                tr(
                    "The review waits for its reviewer, and {name} has no supervisor to do it."
                ).format(name=full_name(above.given, above.surname)),
                safe=tr("Nothing was changed."),
                remedy=tr("Record the supervisor of {name} first.").format(
                    name=full_name(above.given, above.surname)
                ),
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


def _open_reviews(
    session: Session, person_id: UUID, supervisor_id: UUID | None, starts: date, ends: date | None
) -> tuple[OpenReview, ...]:
    if supervisor_id is None:
        return ()
    query = (
        select(Review, Cycle.name)
        .join(Cycle, Review.cycle_id == Cycle.id)
        .where(Review.employee_id == person_id, Review.state.in_(OPEN_STATES))
        .where(Review.supervisor_id != supervisor_id, Review.ends >= starts)
        .order_by(Review.starts)
    )
    if ends is not None:
        query = query.where(Review.starts <= ends)
    return tuple(
        OpenReview(
            review.id,
            review.number,
            cycle,
            period_words(review.starts, review.ends),
            name_of(session, review.supervisor_id),
        )
        for review, cycle in session.execute(query)
    )


def _reviewer(session: Session, review: Review, above: Person, today: date) -> UUID | None:
    """Return the supervisor's supervisor, or the present reviewer where there is none."""
    line = line_above(session, above.id, today)
    return line[0] if line else review.reviewer_id
