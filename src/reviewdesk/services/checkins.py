"""Check-ins: held and written up, actions agreed and carried over, seen by the employee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from reviewdesk.domain.lifecycle import ENDED_STATES, Move, Mover, State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import drafts
from reviewdesk.services.checkin_list import CheckInRow, list_checkins
from reviewdesk.services.goals import demand_year
from reviewdesk.services.standing import (
    about_review,
    find_review,
    make_move,
    name_of,
    parts,
    scheme_of,
)
from reviewdesk.store.tables.checkins import Action, CheckIn, PrivateNote
from reviewdesk.store.tables.goals import Goal, ProgressEntry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context

__all__ = [
    "ActionView",
    "CheckInRow",
    "CheckInView",
    "CheckIns",
    "NewAction",
    "NewProgress",
    "NoteView",
    "add_note",
    "checkins",
    "finish_action",
    "hold",
    "list_checkins",
    "mark_seen",
    "remove_note",
]


@dataclass(frozen=True, slots=True)
class NewAction:
    """Something somebody promises."""

    text: str
    owner_id: UUID
    due: date | None = None


@dataclass(frozen=True, slots=True)
class NewProgress:
    """What was said about one goal in a check-in."""

    goal_id: UUID
    actual: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ActionView:
    """A promise and what became of it."""

    id: UUID
    text: str
    owner: str
    due: date | None
    done_on: date | None


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
    goals: tuple[tuple[UUID, str], ...]
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
        )
        mine = parts(ctx, review)
        return CheckIns(
            review_id=review_id,
            employee=name_of(session, review.employee_id),
            supervisor=name_of(session, review.supervisor_id),
            employee_id=review.employee_id,
            supervisor_id=review.supervisor_id,
            state=review.state,
            held=tuple(_view(session, talk, actions) for talk in talks),
            open_actions=tuple(_action(session, one) for one in actions if one.done_on is None),
            notes=_notes(ctx, session, review_id),
            required=scheme_of(session, review.cycle_id).discussions,
            goals=tuple(
                (goal.id, goal.title)
                for goal in session.scalars(
                    select(Goal)
                    .where(Goal.review_id == review_id, Goal.dropped.is_(False))
                    .order_by(Goal.position)
                )
            ),
            may_hold=Mover.SUPERVISOR in mine and review.state in (State.AGREED, State.IN_PROGRESS),
            may_mark_seen=Mover.EMPLOYEE in mine,
            may_finish=bool(mine & {Mover.EMPLOYEE, Mover.SUPERVISOR})
            and review.state not in ENDED_STATES,
            keeps_notes=Mover.SUPERVISOR in mine and review.state not in ENDED_STATES,
        )


def hold(
    ctx: Context,
    review_id: UUID,
    *,
    held_on: date,
    said: str,
    topic: str = "",
    progress: Sequence[NewProgress] = (),
    actions: Sequence[NewAction] = (),
) -> UUID:
    """Record a talk with what was said of each goal and what was promised.

    Raises:
        UserError: when nothing was said, the day lies ahead, or the year is over.
    """
    if not said.strip():
        raise UserError(tr("Please write what was said."))
    with ctx.begin(Right.HOLD_CHECK_IN, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        demand_year(review)
        if held_on > ctx.clock.today():
            raise UserError(tr("A check-in cannot be recorded for a day that is still to come."))
        if review.state is State.AGREED:
            make_move(ctx, session, review, Move.START)
        talk = CheckIn(
            review_id=review_id,
            held_on=held_on,
            topic=topic.strip(),
            said=said.strip(),
            recorded_by=ctx.actor.name,
            recorded_at=ctx.clock.now(),
        )
        session.add(talk)
        session.flush()
        for one in progress:
            if one.actual is not None or one.note.strip():
                session.add(
                    ProgressEntry(
                        goal_id=one.goal_id,
                        check_in_id=talk.id,
                        noted_on=held_on,
                        actual=one.actual,
                        note=one.note.strip(),
                        noted_by=ctx.actor.name,
                    )
                )
        for promise in actions:
            if promise.text.strip():
                session.add(
                    Action(
                        review_id=review_id,
                        check_in_id=talk.id,
                        text=promise.text.strip(),
                        owner_id=promise.owner_id,
                        due=promise.due,
                    )
                )
        drafts.drop_in(session, ctx, f"check-in/{review_id}")
        return talk.id


def mark_seen(ctx: Context, check_in_id: UUID) -> None:
    """Record that the employee has read a talk's record."""
    review_id = _review_of(ctx, CheckIn, check_in_id)
    with ctx.begin(Right.MARK_SEEN, about_review(ctx, review_id)) as session:
        talk = session.get_one(CheckIn, check_in_id)
        if talk.seen_at is None:
            talk.seen_at = ctx.clock.now()


def finish_action(ctx: Context, action_id: UUID, done_on: date | None) -> None:
    """Say that a promise was kept on a day, or is still open after all."""
    review_id = _review_of(ctx, Action, action_id)
    with ctx.begin(Right.NOTE_PROGRESS, about_review(ctx, review_id)) as session:
        if find_review(session, review_id).state in ENDED_STATES:
            raise UserError(tr("This review is closed."), safe=tr("Nothing was changed."))
        session.get_one(Action, action_id).done_on = done_on


def add_note(ctx: Context, review_id: UUID, text: str) -> UUID:
    """Keep a private note that nobody but its author reads and that is never printed."""
    if not text.strip():
        raise UserError(tr("The note is empty."))
    with ctx.begin(Right.KEEP_PRIVATE_NOTES, about_review(ctx, review_id)) as session:
        assert ctx.actor.person_id is not None
        note = PrivateNote(
            review_id=review_id,
            author_id=ctx.actor.person_id,
            noted_at=ctx.clock.now(),
            text=text.strip(),
        )
        session.add(note)
        session.flush()
        return note.id


def remove_note(ctx: Context, note_id: UUID) -> None:
    """Throw away one's own private note."""
    review_id = _review_of(ctx, PrivateNote, note_id)
    with ctx.begin(Right.KEEP_PRIVATE_NOTES, about_review(ctx, review_id)) as session:
        note = session.get_one(PrivateNote, note_id)
        if note.author_id != ctx.actor.person_id:
            raise UserError(tr("This note belongs to somebody else."))
        session.delete(note)


def _review_of(ctx: Context, table: type[CheckIn | Action | PrivateNote], record_id: UUID) -> UUID:
    with ctx.read(Right.OPEN_DESK) as session:
        record: Any = session.get(table, record_id)
        if record is None:
            raise UserError(tr("This is no longer on this desk."))
        found: UUID = record.review_id
        return found


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


def _view(session: Session, talk: CheckIn, actions: Sequence[Action]) -> CheckInView:
    said_of = session.execute(
        select(Goal.title, ProgressEntry.actual, ProgressEntry.note)
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
        actions=tuple(_action(session, one) for one in actions if one.check_in_id == talk.id),
        progress=tuple(
            (row.title, " · ".join(str(part) for part in (row.actual, row.note) if part))
            for row in said_of
        ),
    )


def _action(session: Session, action: Action) -> ActionView:
    return ActionView(
        action.id, action.text, name_of(session, action.owner_id), action.due, action.done_on
    )
