"""From which day a plan is in force, and who is too short under it to be rated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain import interim, lifecycle
from reviewdesk.domain.days import day_words
from reviewdesk.domain.lifecycle import ENDED_STATES, Move, State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.standing import find_review, note_line
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.people import Person

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


def plan_since(session: Session, review: Review) -> date | None:
    """Return the first day of a review under an agreed plan; None before it is agreed."""
    if review.plan_since is None:
        return None
    if session.get_one(Cycle, review.cycle_id).plans_from_start:
        return review.starts
    return max(review.starts, review.plan_since)


def last_day(session: Session, review: Review) -> date:
    """Return the last day that counts: of the review, or of the person's service."""
    left = session.get_one(Person, review.employee_id).ends
    return review.ends if left is None else min(review.ends, left)


def not_rated_reason(session: Session, review: Review) -> str:
    """Return why a person cannot be rated, or nothing when they can."""
    least = session.get_one(Cycle, review.cycle_id).minimum_days
    since = plan_since(session, review)
    return interim.not_rated_reason(review.starts, last_day(session, review), since, least)


def correct_plan_day(ctx: Context, review_id: UUID, day: date, reason: str) -> None:
    """Record that a plan was in force from another day, as when it was agreed on paper.

    Raises:
        UserError: when no plan is agreed, the day is outside the review, no reason is
            given, or the rating is complete already.
    """
    if not reason.strip():
        raise UserError(
            tr("Please say how the day is known."),
            remedy=tr("The reason stays on record with the review."),
        )
    with ctx.begin(Right.CHANGE_PEOPLE) as session:
        review = find_review(session, review_id)
        before = plan_since(session, review)
        if before is None:
            raise UserError(tr("The plan is not agreed yet."), safe=tr("Nothing was changed."))
        if review.state in (*ENDED_STATES, State.REVIEWER, State.EMPLOYEE, State.SIGNING):
            raise UserError(
                tr("This review is {state}: its rating is complete.").format(
                    state=lifecycle.state_words(review.state)
                ),
                safe=tr("Nothing was changed."),
                remedy=tr("Have it sent back to the supervisor first."),
            )
        if not review.starts <= day <= review.ends:
            raise UserError(
                tr("The day is outside the period of the review."), safe=tr("Nothing was changed.")
            )
        if session.get_one(Cycle, review.cycle_id).plans_from_start:
            raise UserError(
                tr("In this cycle every plan counts from the first day of the period."),
                safe=tr("Nothing was changed."),
                remedy=tr("Change the cycle if plans count from the day they are agreed."),
            )
        review.plan_since = day
        words = tr("{before} → {after}: {reason}").format(
            before=day_words(before), after=day_words(day), reason=reason.strip()
        )
        note_line(ctx, session, review, Move.CORRECT_PLAN_DAY, words)
