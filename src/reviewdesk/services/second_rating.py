"""The second grading: a reviewer who grades beside the supervisor, and which grades count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import scoring
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.form_snapshot import scored_entries
from reviewdesk.services.standing import about_review, demand_turn, find_review, scheme_of
from reviewdesk.store.tables.goals import Goal
from reviewdesk.store.tables.reviews import Entry

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


def rate_again(
    ctx: Context, review_id: UUID, entry_id: UUID, rating: str, dimension: str = ""
) -> None:
    """Save the reviewer's own rating of one entry; empty takes it back.

    Raises:
        UserError: when it is not the reviewer's turn, the scheme has one grading only, or
            its scale has no such rating.
    """
    with ctx.begin(Right.RATE_AGAIN, about_review(ctx, review_id)) as session:
        _review, scheme, entry = _begin(ctx, session, review_id, entry_id)
        ratings = json.loads(entry.second_ratings)
        if rating:
            section = scheme.section(entry.section)
            ratings[dimension] = scoring.check_rating(scheme, section, rating)
        else:
            ratings.pop(dimension, None)
        entry.second_ratings = json.dumps(ratings, sort_keys=True)


def write_reason(ctx: Context, review_id: UUID, entry_id: UUID, text: str) -> None:
    """Save why the reviewer's rating of one entry differs, as it is typed.

    Raises:
        UserError: when it is not the reviewer's turn, or the text is too long.
    """
    with ctx.begin(Right.RATE_AGAIN, about_review(ctx, review_id)) as session:
        _review, scheme, entry = _begin(ctx, session, review_id, entry_id)
        most = scoring.longest_narrative(scheme, scheme.section(entry.section))
        if len(text) > most:
            raise UserError(
                tr("The text has {n} characters; {most} are allowed.").format(
                    n=len(text), most=most
                ),
                safe=tr("It stays on the screen."),
                remedy=tr("Shorten it; it is saved as soon as it fits."),
            )
        entry.second_narrative = text


def take_over(ctx: Context, review_id: UUID) -> int:
    """Give every entry that the reviewer has not graded the supervisor's grade; say how many.

    Raises:
        UserError: when it is not the reviewer's turn, or the scheme has one grading only.
    """
    with ctx.begin(Right.RATE_AGAIN, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        _demand(ctx, session, review)
        taken = 0
        for entry in session.scalars(select(Entry).where(Entry.review_id == review_id)):
            own = json.loads(entry.second_ratings)
            merged = {**json.loads(entry.ratings), **own}
            if merged != own:
                entry.second_ratings = json.dumps(merged, sort_keys=True)
                taken += 1
        return taken


def complete(session: Session, review: Review) -> None:
    """Let the second grading make the result, where the scheme has one.

    Raises:
        UserError: naming every entry without a grade, and every difference without a reason.
    """
    scheme = scheme_of(session, review.cycle_id)
    rater = scheme.second_rater(has_reviewer=review.reviewer_id is not None)
    if rater is None or review.not_rated:
        return
    entries = scored_entries(session, review, second=True)
    lacking = [one.what for one in scoring.score_so_far(scheme, entries).missing]
    if rater.reason_for_difference:
        lacking += _without_reason(session, review)
    if lacking:
        raise UserError(
            tr("The grading is not complete."),
            safe=tr("What you wrote is saved."),
            remedy="\n".join(lacking),
        )
    result = scoring.score(scheme, entries)
    review.result_score = result.score
    review.result_level = result.level
    review.result_label = result.label


def _without_reason(session: Session, review: Review) -> list[str]:
    rows = session.execute(
        select(Entry, Goal.title)
        .outerjoin(Goal, Entry.goal_id == Goal.id)
        .where(Entry.review_id == review.id, Goal.in_plan.is_not(False))
    )
    return [
        tr("Say why your grade of “{name}” differs.").format(name=title or entry.name)
        for entry, title in rows
        if json.loads(entry.second_ratings) != json.loads(entry.ratings)
        and not entry.second_narrative.strip()
    ]


def _begin(
    ctx: Context, session: Session, review_id: UUID, entry_id: UUID
) -> tuple[Review, Scheme, Entry]:
    review = find_review(session, review_id)
    scheme = _demand(ctx, session, review)
    entry = session.get(Entry, entry_id)
    if entry is None or entry.review_id != review.id:
        raise UserError(tr("This entry does not belong to this review."))
    return review, scheme, entry


def _demand(ctx: Context, session: Session, review: Review) -> Scheme:
    scheme = scheme_of(session, review.cycle_id)
    if scheme.second_rater(has_reviewer=review.reviewer_id is not None) is None:
        raise UserError(tr("This scheme has one grading only."), safe=tr("Nothing was changed."))
    demand_turn(ctx, session, review, State.REVIEWER)
    if review.not_rated:
        raise UserError(
            tr("This person is not rated: {why}").format(why=review.not_rated),
            safe=tr("Nothing was changed."),
        )
    return scheme
