"""The check-ins of all reviews that somebody may see, one line each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.lifecycle import PLANNED_STATES, State
from reviewdesk.domain.permissions import Right
from reviewdesk.services.glance import CHECK_IN_AFTER_DAYS
from reviewdesk.services.goal_copies import relation_of, visible
from reviewdesk.services.standing import read_scheme
from reviewdesk.store.tables.checkins import Action, CheckIn
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.people import Person, Unit, full_name
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from reviewdesk.services.context import Context
    from reviewdesk.services.goal_copies import Relation


@dataclass(frozen=True, slots=True)
class CheckInRow:
    """How it stands with the talks of one review."""

    id: UUID
    """Of the review."""
    number: str
    employee: str
    unit: str
    cycle: str
    state: State
    last: date | None
    days_ago: int | None
    held: int
    required: int
    """How many the scheme asks for."""
    open_actions: int
    unseen: int
    """Records that the employee has not marked as read."""
    supervisor: str
    next_due: date | None
    """By when the next talk is proposed; None outside the year."""
    relation: Relation
    may_hold: bool


def list_checkins(ctx: Context) -> list[CheckInRow]:
    """Return the reviews the actor may see with their talks, in a handful of statements."""
    query = (
        select(Review, Person, Unit.name, Cycle.name.label("cycle"), Cycle.scheme_text)
        .join(Person, Review.employee_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .join(Cycle, Review.cycle_id == Cycle.id)
        .where(Review.state.not_in((State.VOID, State.PLAN)))
        .order_by(Cycle.starts.desc(), Person.surname, Person.given)
    )
    today, me = ctx.clock.today(), ctx.actor.person_id
    with ctx.read(Right.SEE_REVIEW) as session:
        held: Counter[UUID] = Counter()
        unseen: Counter[UUID] = Counter()
        last: dict[UUID, date] = {}
        for talk in session.execute(select(CheckIn.review_id, CheckIn.held_on, CheckIn.seen_at)):
            held[talk.review_id] += 1
            unseen[talk.review_id] += talk.seen_at is None
            last[talk.review_id] = max(last.get(talk.review_id, talk.held_on), talk.held_on)
        promised = Counter(
            session.scalars(select(Action.review_id).where(Action.done_on.is_(None)))
        )
        bosses = select(Review.supervisor_id).distinct()
        names = {
            row.id: full_name(row.given, row.surname)
            for row in session.execute(
                select(Person.id, Person.given, Person.surname).where(Person.id.in_(bosses))
            )
        }
        seen = visible(ctx, session)
        rows: list[CheckInRow] = []
        for review, person, unit, cycle, scheme_text in session.execute(query):
            parties = (review.employee_id, review.supervisor_id, review.reviewer_id)
            if seen is not None and person.id not in seen and me not in parties:
                continue
            day = last.get(review.id)
            rows.append(
                CheckInRow(
                    id=review.id,
                    number=review.number,
                    employee=full_name(person.given, person.surname),
                    unit=unit,
                    cycle=cycle,
                    state=review.state,
                    last=day,
                    days_ago=(today - day).days if day else None,
                    held=held[review.id],
                    required=read_scheme(scheme_text).discussions,
                    open_actions=promised[review.id],
                    unseen=unseen[review.id],
                    supervisor=names.get(review.supervisor_id, ""),
                    next_due=min(
                        (day or review.since) + timedelta(CHECK_IN_AFTER_DAYS), review.ends
                    )
                    if review.state in PLANNED_STATES
                    else None,
                    relation=relation_of(ctx, review),
                    may_hold=me == review.supervisor_id
                    and me != review.employee_id
                    and review.state in PLANNED_STATES,
                )
            )
        return rows
