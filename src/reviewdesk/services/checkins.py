"""Check-ins: held and written up, actions agreed and carried over, seen by the employee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reviewdesk.domain.lifecycle import ENDED_STATES, Move, State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import drafts
from reviewdesk.services.checkin_list import CheckInRow, list_checkins
from reviewdesk.services.checkin_views import (
    ActionView,
    CheckIns,
    CheckInView,
    NoteView,
    TalkGoal,
    checkins,
)
from reviewdesk.services.goal_progress import demand_day, demand_year
from reviewdesk.services.goals import goals_of
from reviewdesk.services.standing import (
    about_review,
    find_review,
    make_move,
)
from reviewdesk.store.tables.checkins import Action, CheckIn, PrivateNote
from reviewdesk.store.tables.goals import ProgressEntry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review

__all__ = [
    "ActionView",
    "CheckInRow",
    "CheckInView",
    "CheckIns",
    "NewAction",
    "NewProgress",
    "NoteView",
    "TalkGoal",
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
        demand_day(review, held_on)
        _demand_due_after(held_on, actions)
        _demand_own(
            session,
            review,
            {one.goal_id for one in progress if one.actual is not None or one.note.strip()},
            {one.owner_id for one in actions if one.text.strip()},
        )
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
                        noted_at=ctx.clock.now(),
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


def _demand_due_after(held_on: date, actions: Sequence[NewAction]) -> None:
    for one in actions:
        if one.text.strip() and one.due is not None and one.due < held_on:
            raise UserError(
                tr("“{action}” would be due before the talk.").format(action=one.text.strip()),
                safe=tr("Nothing was changed."),
                remedy=tr("Correct the day it is due."),
            )


def _demand_own(session: Session, review: Review, goals: set[UUID], owners: set[UUID]) -> None:
    """Refuse what belongs to another review.

    Raises:
        UserError: when a goal is not of this plan, or a promise is given to an outsider.
    """
    if goals - {goal.id for goal in goals_of(session, review.id)}:
        raise UserError(
            tr("A goal you wrote about is no longer in the plan."),
            safe=tr("What you wrote is kept as a draft."),
            remedy=tr("Open the check-in again and look at the goals."),
        )
    if owners - {review.employee_id, review.supervisor_id, review.reviewer_id}:
        raise UserError(
            tr("A promise can be given to the employee, the supervisor or the reviewer only."),
            safe=tr("What you wrote is kept as a draft."),
        )
