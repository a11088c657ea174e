"""Progress on goals through the year: numbers, notes, milestones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reviewdesk.domain.days import day_words, period_words
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


DAYS_BEFORE = 92
"""How long before its period something of a review may have happened."""


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
        demand_day(review, noted_on)
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


def demand_day(review: Review, day: date) -> None:
    """Refuse a day that has nothing to do with a review: a slip of the year, mostly.

    Goals are talked about some weeks before the period begins, so that much is allowed.

    Raises:
        UserError: naming the period.
    """
    if day < review.starts - timedelta(days=DAYS_BEFORE):
        raise UserError(
            tr("{day} lies long before the period of this review, {period}.").format(
                day=day_words(day), period=period_words(review.starts, review.ends)
            ),
            safe=tr("Nothing was changed."),
            remedy=tr("Correct the day."),
        )


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
