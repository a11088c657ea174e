"""Open reviews that go on under another supervisor; the one before closes their part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import lifecycle
from reviewdesk.domain.cycle import day_that_counts
from reviewdesk.domain.days import period_words
from reviewdesk.domain.interim import InterimState
from reviewdesk.domain.lifecycle import OPEN_STATES, Move, Mover, State
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.reporting_line import Line, covers
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.interim_periods import close_part
from reviewdesk.services.participants import choice_of
from reviewdesk.services.people import find_person
from reviewdesk.services.standing import find_review, name_of, note_line, signed_parties
from reviewdesk.store.tables.cycles import Choice, Cycle
from reviewdesk.store.tables.people import Assignment, Person, full_name, line_above
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context


@dataclass(frozen=True, slots=True)
class OpenReview:
    """An open review whose supervisor is not the one on record."""

    id: UUID
    number: str
    employee: str
    cycle: str
    period: str
    supervisor: str
    """Who has the review."""
    successor_id: UUID
    successor: str
    first_day: date
    """From which day the successor is on record."""


def hand_over_review(
    ctx: Context,
    review_id: UUID,
    supervisor_id: UUID,
    reason: str = "",
    first_day: date | None = None,
) -> str:
    """Give an open review to another supervisor; the reviewer follows unless HR chose one.

    Whoever supervised until then is asked for an interim assessment, if the days they had
    reach the scheme's minimum.

    Args:
        ctx: who hands it over.
        review_id: the review.
        supervisor_id: who goes on with it.
        reason: why, kept on record with the review.
        first_day: the successor's first day; None is today.

    Returns:
        A sentence that says what happened and what is asked for.

    Raises:
        UserError: when the review has ended, is being signed, or would be one's own.
    """
    with ctx.begin(Right.CHANGE_PEOPLE) as session:
        review = find_review(session, review_id)
        above = find_person(session, supervisor_id)
        name = full_name(above.given, above.surname)
        _demand_possible(session, review, supervisor_id)
        if supervisor_id == review.supervisor_id:
            return tr("Review {number} is with {name} already.").format(
                number=review.number, name=name
            )
        part = close_part(session, review, supervisor_id, first_day or ctx.clock.today())
        _give(ctx, session, review, above, reason.strip())
        done = tr("{name} goes on with review {number}.").format(name=name, number=review.number)
        if part is None or part.state is not InterimState.DUE:
            return done
        asked = tr("{before} is asked for an interim assessment of the days before.").format(
            before=name_of(session, part.supervisor_id)
        )
        return f"{done} {asked}"


def astray(ctx: Context) -> tuple[OpenReview, ...]:
    """Return the open reviews whose supervisor is another one on record, as after an import.

    Where HR named the supervisor of a review, that choice holds.
    """
    with ctx.read(Right.CHANGE_PEOPLE) as session:
        rows = session.execute(
            select(Review, Cycle.name)
            .join(Cycle, Review.cycle_id == Cycle.id)
            .where(Review.state.in_(OPEN_STATES))
        ).all()
        named = select(Choice.cycle_id, Choice.person_id).where(Choice.supervisor_id.is_not(None))
        chosen = {(row.cycle_id, row.person_id) for row in session.execute(named)}
        lines: dict[UUID, list[Line]] = {}
        for one in session.scalars(select(Assignment).where(Assignment.withdrawn_at.is_(None))):
            line = Line(one.id, one.person_id, one.supervisor_id, one.starts, one.ends)
            lines.setdefault(line.person, []).append(line)
        people = session.execute(select(Person.id, Person.given, Person.surname))
        names = {row.id: full_name(row.given, row.surname) for row in people}
    found: list[OpenReview] = []
    for review, cycle in rows:
        day = day_that_counts(review.starts, review.ends, ctx.clock.today())
        now = [line for line in lines.get(review.employee_id, ()) if covers(line, day)]
        if (
            len(now) == 1
            and now[0].supervisor not in (review.supervisor_id, review.employee_id)
            and (review.cycle_id, review.employee_id) not in chosen
        ):
            found.append(_open_review(review, cycle, names, now[0].supervisor, now[0].starts))
    return tuple(sorted(found, key=lambda one: (one.supervisor, one.employee)))


def open_reviews(
    session: Session, person_id: UUID, supervisor_id: UUID | None, starts: date, ends: date | None
) -> tuple[OpenReview, ...]:
    """Return a person's open reviews in a period that are with another supervisor."""
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
    found: list[OpenReview] = []
    for review, cycle in session.execute(query):
        people = (review.employee_id, review.supervisor_id, supervisor_id)
        names = {one: name_of(session, one) for one in people}
        found.append(_open_review(review, cycle, names, supervisor_id, starts))
    return tuple(found)


def _open_review(
    review: Review, cycle: str, names: Mapping[UUID, str], successor: UUID, first_day: date
) -> OpenReview:
    return OpenReview(
        review.id,
        review.number,
        names[review.employee_id],
        cycle,
        period_words(review.starts, review.ends),
        names[review.supervisor_id],
        successor,
        names[successor],
        first_day,
    )


def _demand_possible(session: Session, review: Review, supervisor_id: UUID) -> None:
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


def _give(ctx: Context, session: Session, review: Review, above: Person, reason: str) -> None:
    before = review.supervisor_id, review.reviewer_id
    choice = choice_of(session, review.cycle_id, review.employee_id)
    choice.supervisor_id = None  # whoever HR named before the launch is another one now
    review.supervisor_id = above.id
    if choice.reviewer_id is None:
        line = line_above(session, above.id, ctx.clock.today())
        review.reviewer_id = line[0] if line else review.reviewer_id
    if review.reviewer_id in (above.id, review.employee_id):
        review.reviewer_id = None
    if review.state is State.PLAN:
        review.supervisor_agreed_at = None
    held = lifecycle.holder(review.state)
    if held is Mover.SUPERVISOR or (held is Mover.REVIEWER and before[1] != review.reviewer_id):
        review.since = ctx.clock.today()
        review.begun = False
    name = full_name(above.given, above.surname)
    if review.state is State.REVIEWER and review.reviewer_id is None:
        raise UserError(
            tr("The review waits for its reviewer, and {name} has no supervisor to do it.").format(
                name=name
            ),
            safe=tr("Nothing was changed."),
            remedy=tr("Record the supervisor of {name} first.").format(name=name),
        )
    words = tr("{before} → {after}").format(before=name_of(session, before[0]), after=name)
    note_line(ctx, session, review, Move.HAND_OVER, f"{words}: {reason}" if reason else words)
