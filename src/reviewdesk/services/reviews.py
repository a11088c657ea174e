"""One review with its evidence, and the list of all that somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from reviewdesk.domain import lifecycle, scoring
from reviewdesk.domain.days import period_words
from reviewdesk.domain.lifecycle import ENDED_STATES, Mover, State
from reviewdesk.domain.parties import Party
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.reporting_line import everyone_below
from reviewdesk.services import corrections
from reviewdesk.services.evidence import evidence_of
from reviewdesk.services.form_snapshot import scored_entries
from reviewdesk.services.interim_periods import periods_of
from reviewdesk.services.plan_days import not_rated_reason, plan_since
from reviewdesk.services.review_entries import EntryView, SectionView, sections_of
from reviewdesk.services.review_history import history_of
from reviewdesk.services.standing import (
    about_review,
    find_review,
    name_of,
    open_moves,
    parts,
    scheme_of,
    shown_state,
    turn,
)
from reviewdesk.store.tables.cycles import Cycle, PhaseDate
from reviewdesk.store.tables.people import Person, Unit, full_name, supervisor_map
from reviewdesk.store.tables.reviews import Comment, Review

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.lifecycle import Rule
    from reviewdesk.domain.parties import Phase
    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.domain.scoring import Missing, Result
    from reviewdesk.services.context import Context
    from reviewdesk.services.corrections import CorrectionView
    from reviewdesk.services.evidence import Evidence
    from reviewdesk.services.interim_periods import PeriodView
    from reviewdesk.services.review_history import MoveView
    from reviewdesk.services.standing import Turn

_AFTER_RATING = (State.REVIEWER, State.EMPLOYEE, State.SIGNING)

__all__ = [
    "EntryView",
    "ReviewRow",
    "ReviewView",
    "SectionView",
    "Stop",
    "comment_party",
    "list_reviews",
    "open_review",
]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review as the list shows it."""

    id: UUID
    number: str
    employee: str
    unit: str
    cycle_id: UUID
    cycle: str
    state: State
    holder: str
    since: date
    due: date | None
    late_days: int
    level: str
    mine: bool
    """Whether it is the actor's turn."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the strip at the top."""

    phase: Phase
    title: str
    due: date


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Everything the review page shows."""

    id: UUID
    number: str
    employee_id: UUID
    employee: str
    employee_number: str
    job: str
    unit: str
    supervisor: str
    reviewer: str
    cycle: str
    period: str
    ends: date
    """The last day of the period."""
    scheme: Scheme
    turn: Turn
    stops: tuple[Stop, ...]
    sections: tuple[SectionView, ...]
    comments: dict[Party, str]
    result: Result | None
    missing: tuple[Missing, ...]
    evidence: tuple[Evidence, ...]
    moves: tuple[Rule, ...]
    history: tuple[MoveView, ...]
    parts: frozenset[Mover]
    sees_self: bool
    sees_rating: bool
    edits_self: bool
    edits_rating: bool
    second_rater: str
    """Title of who grades after the supervisor and counts; empty where nobody does."""
    sees_second: bool
    edits_second: bool
    edits_comment: Party | None
    void_reason: str
    plan_since: date | None
    """First day under an agreed plan."""
    not_rated: str
    """Why there is, or will be, no rating."""
    periods: tuple[PeriodView, ...]
    """Who supervised when; empty where it was one person all the time."""
    corrections: tuple[CorrectionView, ...]
    """What is noted beside the record, the oldest first."""

    @property
    def writes(self) -> bool:
        """Whether the actor has something to write here now."""
        return (
            self.edits_self
            or self.edits_rating
            or self.edits_second
            or self.edits_comment is not None
        )


def open_review(ctx: Context, review_id: UUID) -> ReviewView:
    """Return a review as the actor may see it at this step."""
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        scheme = scheme_of(session, review.cycle_id)
        mine = parts(ctx, review)
        now = turn(session, review)
        cycle = session.get_one(Cycle, review.cycle_id)
        employee = session.get_one(Person, review.employee_id)
        shown = shown_state(session, review)
        sees_self = lifecycle.sees_self_assessment(shown, mine)
        sees_rating = lifecycle.sees_rating(shown, mine)
        my_turn = now.holder in mine
        second = scheme.second_rater(has_reviewer=review.reviewer_id is not None)
        sees_second = second is not None and lifecycle.sees_second_rating(shown, mine)
        entries = scored_entries(session, review, second=sees_second)
        so_far = scoring.score_so_far(scheme, entries)
        rated = review.state in (*ENDED_STATES, *_AFTER_RATING)
        not_rated = review.not_rated if rated else not_rated_reason(session, review)
        shows_result = sees_rating and not not_rated
        return ReviewView(
            id=review.id,
            number=review.number,
            employee_id=employee.id,
            employee=full_name(employee.given, employee.surname),
            employee_number=employee.number,
            job=employee.job,
            unit=session.get_one(Unit, employee.unit_id).name,
            supervisor=name_of(session, review.supervisor_id),
            reviewer=name_of(session, review.reviewer_id),
            cycle=cycle.name,
            period=period_words(review.starts, review.ends),
            ends=review.ends,
            scheme=scheme,
            turn=now,
            stops=tuple(
                Stop(one.phase, one.title, one.due)
                for one in session.scalars(
                    select(PhaseDate)
                    .where(PhaseDate.cycle_id == review.cycle_id)
                    .order_by(PhaseDate.due)
                )
            ),
            sections=sections_of(
                session,
                review,
                scheme,
                sees_self=sees_self,
                sees_rating=sees_rating,
                sees_second=sees_second,
            ),
            comments=_comments(session, review, mine, sees_rating=sees_rating),
            result=so_far.result if shows_result else None,
            missing=so_far.missing if shows_result else (),
            evidence=evidence_of(ctx, session, review),
            moves=open_moves(ctx, session, review),
            history=history_of(ctx, session, review, sees_rating=sees_rating),
            parts=mine,
            sees_self=sees_self,
            sees_rating=sees_rating,
            edits_self=my_turn and review.state is State.SELF_ASSESSMENT,
            edits_rating=my_turn and review.state is State.RATING,
            second_rater=second.title if second else "",
            sees_second=sees_second,
            edits_second=second is not None
            and my_turn
            and review.state is State.REVIEWER
            and not not_rated,
            edits_comment=comment_party(review.state) if my_turn else None,
            void_reason=review.void_reason,
            plan_since=plan_since(session, review),
            not_rated=not_rated,
            periods=periods_of(session, review),
            corrections=corrections.views(ctx, session, review),
        )


def comment_party(state: State) -> Party | None:
    """Return whose comment on the whole review is written in a state."""
    writers = {State.RATING: Party.SUPERVISOR, State.REVIEWER: Party.REVIEWER}
    return Party.EMPLOYEE if state is State.EMPLOYEE else writers.get(state)


def list_reviews(ctx: Context) -> list[ReviewRow]:
    """Return the reviews the actor may see, in two statements."""
    supervisor, reviewer = aliased(Person), aliased(Person)
    query = (
        select(Review, Person, Unit.name, Cycle.name, supervisor, reviewer)
        .join(Person, Review.employee_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .join(Cycle, Review.cycle_id == Cycle.id)
        .join(supervisor, Review.supervisor_id == supervisor.id)
        .outerjoin(reviewer, Review.reviewer_id == reviewer.id)
        .order_by(Cycle.starts.desc(), Person.surname, Person.given)
    )
    today = ctx.clock.today()
    with ctx.read(Right.SEE_REVIEW) as session:
        due = {
            (row.cycle_id, row.phase): row.due
            for row in session.execute(select(PhaseDate.cycle_id, PhaseDate.phase, PhaseDate.due))
        }
        below = _visible(ctx, session)
        rows: list[ReviewRow] = []
        for review, person, unit, cycle, boss, second in session.execute(query):
            if below is not None and not (
                person.id in below
                or ctx.actor.person_id in (review.supervisor_id, review.reviewer_id)
            ):
                continue
            phase = lifecycle.PHASE_OF[review.state]
            day = due.get((review.cycle_id, phase)) if phase else None
            open_ended = review.state in (State.PLAN, State.SIGNING)
            holder = turn(session, review).holder if open_ended else lifecycle.holder(review.state)
            held_by = {
                Mover.EMPLOYEE: person,
                Mover.SUPERVISOR: boss,
                Mover.REVIEWER: second,
            }.get(holder) if holder else None  # fmt: skip
            rows.append(
                ReviewRow(
                    id=review.id,
                    number=review.number,
                    employee=full_name(person.given, person.surname),
                    unit=unit,
                    cycle_id=review.cycle_id,
                    cycle=cycle,
                    state=review.state,
                    holder=full_name(held_by.given, held_by.surname) if held_by else "",
                    since=review.since,
                    due=day,
                    late_days=max(0, (today - day).days) if day else 0,
                    level=(review.result_label or "") if review.state is State.CLOSED else "",
                    mine=held_by is not None and held_by.id == ctx.actor.person_id,
                )
            )
        return rows


def _visible(ctx: Context, session: Session) -> frozenset[UUID] | None:
    if ctx.sees_office(Right.SEE_REVIEW):
        return None
    if (me := ctx.actor.person_id) is None:
        return frozenset()
    return everyone_below(supervisor_map(session, ctx.clock.today()), me) | {me}


def _comments(
    session: Session, review: Review, mine: frozenset[Mover], *, sees_rating: bool
) -> dict[Party, str]:
    return {
        one.party: one.text
        for one in session.scalars(select(Comment).where(Comment.review_id == review.id))
        if sees_rating or Mover(one.party.value) in mine
    }
