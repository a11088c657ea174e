"""The talks of one review as they are shown: said, promised, seen, and one's own notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.goal import GoalKind, number_words
from reviewdesk.domain.lifecycle import ENDED_STATES, Mover, State
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr, tr_n
from reviewdesk.services.goals import goals_of
from reviewdesk.services.standing import about_review, find_review, name_of, parts, scheme_of
from reviewdesk.store.tables.checkins import Action, CheckIn, PrivateNote
from reviewdesk.store.tables.goals import Goal, ProgressEntry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context


@dataclass(frozen=True, slots=True)
class ActionView:
    """A promise and what became of it."""

    id: UUID
    text: str
    owner: str
    due: date | None
    done_on: date | None
    late: bool
    """Whether it is open past its day."""


@dataclass(frozen=True, slots=True)
class CheckInView:
    """One talk as both may read it."""

    id: UUID
    held_on: date
    topic: str
    said: str
    recorded_by: str
    seen_at: datetime | None
    actions: tuple[ActionView, ...]
    progress: tuple[tuple[str, str], ...]
    """Goal title and what was said of it."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A private note, for its author alone."""

    id: UUID
    noted_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TalkGoal:
    """A goal that can be spoken of."""

    id: UUID
    title: str
    kind: GoalKind
    unit: str


@dataclass(frozen=True, slots=True)
class CheckIns:
    """All talks of one review."""

    review_id: UUID
    employee: str
    supervisor: str
    employee_id: UUID
    supervisor_id: UUID
    state: State
    held: tuple[CheckInView, ...]
    """Newest first."""
    open_actions: tuple[ActionView, ...]
    notes: tuple[NoteView, ...]
    required: int
    counter: str
    """How many are held of those the scheme asks for, in words."""
    goals: tuple[TalkGoal, ...]
    may_hold: bool
    may_mark_seen: bool
    may_finish: bool
    """Whether the actor may tick promises off."""
    keeps_notes: bool
    """Whether the actor may keep private notes here."""


def checkins(ctx: Context, review_id: UUID) -> CheckIns:
    """Return the talks of a review; private notes only to the one who wrote them."""
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        actions = list(
            session.scalars(
                select(Action).where(Action.review_id == review_id).order_by(Action.due)
            )
        )
        talks = session.scalars(
            select(CheckIn)
            .where(CheckIn.review_id == review_id)
            .order_by(CheckIn.held_on.desc(), CheckIn.recorded_at.desc())
        ).all()
        required = scheme_of(session, review.cycle_id).discussions
        today = ctx.clock.today()
        mine = parts(ctx, review)
        return CheckIns(
            review_id=review_id,
            employee=name_of(session, review.employee_id),
            supervisor=name_of(session, review.supervisor_id),
            employee_id=review.employee_id,
            supervisor_id=review.supervisor_id,
            state=review.state,
            held=tuple(_view(session, talk, actions, today) for talk in talks),
            open_actions=tuple(
                _action(session, one, today) for one in actions if one.done_on is None
            ),
            notes=_notes(ctx, session, review_id),
            required=required,
            counter=_counter(len(talks), required),
            goals=tuple(
                TalkGoal(goal.id, goal.title, goal.kind, goal.unit)
                for goal in goals_of(session, review_id)
            ),
            may_hold=Mover.SUPERVISOR in mine and review.state in (State.AGREED, State.IN_PROGRESS),
            may_mark_seen=Mover.EMPLOYEE in mine,
            may_finish=bool(mine & {Mover.EMPLOYEE, Mover.SUPERVISOR})
            and review.state not in ENDED_STATES,
            keeps_notes=Mover.SUPERVISOR in mine and review.state not in ENDED_STATES,
        )


def _notes(ctx: Context, session: Session, review_id: UUID) -> tuple[NoteView, ...]:
    if ctx.actor.person_id is None:
        return ()
    return tuple(
        NoteView(note.id, note.noted_at, note.text)
        for note in session.scalars(
            select(PrivateNote)
            .where(PrivateNote.review_id == review_id, PrivateNote.author_id == ctx.actor.person_id)
            .order_by(PrivateNote.noted_at.desc())
        )
    )


def _view(session: Session, talk: CheckIn, actions: Sequence[Action], today: date) -> CheckInView:
    said_of = session.execute(
        select(Goal.title, Goal.kind, Goal.unit, ProgressEntry.actual, ProgressEntry.note)
        .join(Goal, ProgressEntry.goal_id == Goal.id)
        .where(ProgressEntry.check_in_id == talk.id)
    )
    return CheckInView(
        id=talk.id,
        held_on=talk.held_on,
        topic=talk.topic,
        said=talk.said,
        recorded_by=talk.recorded_by,
        seen_at=talk.seen_at,
        actions=tuple(
            _action(session, one, today) for one in actions if one.check_in_id == talk.id
        ),
        progress=tuple(
            (row.title, _said(row.kind, row.unit, row.actual, row.note)) for row in said_of
        ),
    )


def _said(kind: GoalKind, unit: str, actual: Decimal | None, note: str) -> str:
    if actual is None:
        return note
    reached = f"{number_words(actual)} {unit}".strip()
    if kind is GoalKind.YES_NO:
        reached = tr("done") if actual else tr("not yet")
    return " · ".join(part for part in (reached, note) if part)


def _action(session: Session, action: Action, today: date) -> ActionView:
    return ActionView(
        id=action.id,
        text=action.text,
        owner=name_of(session, action.owner_id),
        due=action.due,
        done_on=action.done_on,
        late=action.done_on is None and action.due is not None and action.due < today,
    )


def _counter(held: int, required: int) -> str:
    if required:
        return tr("{held} of {required} required check-ins held").format(
            held=held, required=required
        )
    return tr_n("{n} check-in held", "{n} check-ins held", held)
