"""Progress on goals through the year: numbers, notes, milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.lifecycle import PLANNED_STATES, Move, State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.standing import about_review, find_review, make_move
from reviewdesk.store.tables.goals import Goal, Milestone, ProgressEntry

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


def note_progress(
    ctx: Context, goal_id: UUID, noted_on: date, actual: Decimal | None, note: str = ""
) -> None:
    """Note what was reached on a day; the first note starts the year.

    Raises:
        UserError: when the plan is not agreed, the day lies ahead, or nothing is said.
    """
    review_id = review_of(ctx, goal_id)
    with ctx.begin(Right.NOTE_PROGRESS, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        demand_year(review)
        if noted_on > ctx.clock.today():
            raise UserError(tr("Progress cannot be noted for a day that is still to come."))
        if actual is None and not note.strip():
            raise UserError(tr("Give a number or a note."))
        if review.state is State.AGREED:
            make_move(ctx, session, review, Move.START)
        session.add(
            ProgressEntry(
                goal_id=goal_id,
                noted_on=noted_on,
                noted_at=ctx.clock.now(),
                actual=actual,
                note=note.strip(),
                noted_by=ctx.actor.name,
            )
        )


def set_milestone(ctx: Context, milestone_id: UUID, done_on: date | None) -> None:
    """Say that a milestone is done on a day, or is not done after all.

    Raises:
        UserError: when the plan is not agreed, the day lies ahead, or the milestone is gone.
    """
    with ctx.read(Right.OPEN_DESK) as session:
        milestone = session.get(Milestone, milestone_id)
    if milestone is None:
        raise UserError(tr("This milestone is no longer in the plan."))
    review_id = review_of(ctx, milestone.goal_id)
    if done_on is not None and done_on > ctx.clock.today():
        raise UserError(tr("A milestone cannot be done on a day that is still to come."))
    with ctx.begin(Right.NOTE_PROGRESS, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        demand_year(review)
        if review.state is State.AGREED:
            make_move(ctx, session, review, Move.START)
        session.get_one(Milestone, milestone_id).done_on = done_on


def demand_year(review: Review) -> None:
    """Refuse notes on goals outside the year between plan and self-assessment.

    Raises:
        UserError: when the plan is not agreed yet, or the year is over.
    """
    if review.state not in PLANNED_STATES:
        raise UserError(
            tr("Agree the plan first.")
            if review.state is State.PLAN
            else tr("The year is over: the review is being written."),
            safe=tr("Nothing was changed."),
        )


def review_of(ctx: Context, goal_id: UUID) -> UUID:
    """Return the review a goal belongs to.

    Raises:
        UserError: when there is no such goal.
    """
    with ctx.read(Right.OPEN_DESK) as session:
        goal = session.get(Goal, goal_id)
        if goal is None:
            raise UserError(tr("This goal is not on this desk."))
        return goal.review_id
