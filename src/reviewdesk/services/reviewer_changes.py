"""Another reviewer for a review that is under way, recorded with who, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import lifecycle
from reviewdesk.domain.lifecycle import OPEN_STATES, Move, State
from reviewdesk.domain.parties import Party
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.participants import choice_of
from reviewdesk.services.standing import find_review, name_of, note_line, signed_parties
from reviewdesk.store.tables.reviews import Comment, Entry

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


def change_reviewer(ctx: Context, review_id: UUID, reviewer_id: UUID | None, reason: str) -> None:
    """Give an open review to another reviewer, or to none.

    What the reviewer before had written of the whole review stays in the audit lines; the
    new one begins with an empty page.

    Raises:
        UserError: when the actor is no HR officer, no reason is given, the review has ended
            or is being signed, the reviewer is the employee or the supervisor, or the
            review waits for its reviewer and none is named.
    """
    if not reason.strip():
        raise UserError(
            tr("Please say why the reviewer changes."),
            remedy=tr("The reason stays on record with the review."),
        )
    with ctx.begin(Right.CHANGE_PEOPLE) as session:
        review = find_review(session, review_id)
        _demand_possible(session, review, reviewer_id)
        before = name_of(session, review.reviewer_id) or tr("nobody")
        after = name_of(session, reviewer_id) or tr("nobody")
        if review.reviewer_id == reviewer_id:
            raise UserError(tr("{name} is the reviewer already.").format(name=after))
        review.reviewer_id = reviewer_id
        # who is named here stays when the review is handed to another supervisor
        choice_of(session, review.cycle_id, review.employee_id).reviewer_id = reviewer_id
        if review.state is State.REVIEWER:
            review.since = ctx.clock.today()
            review.begun = False
        _begin_anew(session, review)
        words = tr("{before} → {after}: {reason}").format(
            before=before, after=after, reason=reason.strip()
        )
        note_line(ctx, session, review, Move.CHANGE_REVIEWER, words)


def _demand_possible(session: Session, review: Review, reviewer_id: UUID | None) -> None:
    if review.state not in OPEN_STATES:
        raise UserError(
            tr("This review is {state} and keeps its reviewer.").format(
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
    if reviewer_id in (review.employee_id, review.supervisor_id):
        raise UserError(
            tr("The reviewer is somebody else than the employee and the supervisor."),
            safe=tr("Nothing was changed."),
        )
    if reviewer_id is None and review.state is State.REVIEWER:
        raise UserError(
            tr("The review waits for its reviewer."),
            safe=tr("Nothing was changed."),
            remedy=tr("Name somebody who does it."),
        )


def _begin_anew(session: Session, review: Review) -> None:
    """Take away what the reviewer before had begun to write and has not confirmed."""
    if review.state is not State.REVIEWER:
        return
    comment = session.scalars(
        select(Comment).where(Comment.review_id == review.id, Comment.party == Party.REVIEWER)
    ).first()
    if comment is not None:
        comment.text = ""
    for entry in session.scalars(select(Entry).where(Entry.review_id == review.id)):
        entry.second_ratings, entry.second_narrative = "{}", ""
