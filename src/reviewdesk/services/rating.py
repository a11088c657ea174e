"""What parties write and rate in a review, and the moves that need it complete."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import scoring
from reviewdesk.domain.goal import VersionState
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.parties import Party
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.scheme import EntrySource
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import second_rating
from reviewdesk.services.form_snapshot import scored_entries
from reviewdesk.services.interim_periods import demand_closed
from reviewdesk.services.plan_days import not_rated_reason
from reviewdesk.services.plan_parts import section_of
from reviewdesk.services.review_changes import note_seen
from reviewdesk.services.reviews import comment_party
from reviewdesk.services.standing import (
    about_review,
    demand_turn,
    find_review,
    make_move,
    open_moves,
    scheme_of,
)
from reviewdesk.store.tables.goals import Goal, GoalVersion
from reviewdesk.store.tables.reviews import Comment, Entry

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review

LONGEST_COMMENT = 5000
"""Characters."""


def write_self(ctx: Context, review_id: UUID, entry_id: UUID, text: str) -> None:
    """Save the employee's words about one entry as they are typed.

    Raises:
        UserError: when it is not the employee's turn, or the text is too long.
    """
    with ctx.begin(Right.ASSESS_SELF, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        demand_turn(ctx, session, review, State.SELF_ASSESSMENT)
        entry = _entry(session, review, entry_id)
        _demand_length(text, _longest(session, review, entry))
        entry.self_text = text


def rate_self(ctx: Context, review_id: UUID, entry_id: UUID, rating: str) -> None:
    """Save the employee's own rating of one entry; empty takes it back.

    Raises:
        UserError: when it is not the employee's turn, or the scale has no such rating.
    """
    with ctx.begin(Right.ASSESS_SELF, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        demand_turn(ctx, session, review, State.SELF_ASSESSMENT)
        entry = _entry(session, review, entry_id)
        entry.self_rating = _checked(session, review, entry, rating)


def write_narrative(ctx: Context, review_id: UUID, entry_id: UUID, text: str) -> None:
    """Save the supervisor's words about one entry as they are typed.

    Raises:
        UserError: when it is not the supervisor's turn, or the text is too long.
    """
    with ctx.begin(Right.RATE, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        demand_turn(ctx, session, review, State.RATING)
        entry = _entry(session, review, entry_id)
        _demand_length(text, _longest(session, review, entry))
        entry.narrative = text


def rate(ctx: Context, review_id: UUID, entry_id: UUID, rating: str, dimension: str = "") -> None:
    """Save the supervisor's rating of one entry; empty takes it back.

    Raises:
        UserError: when it is not the supervisor's turn, or the scale has no such rating.
    """
    with ctx.begin(Right.RATE, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        demand_turn(ctx, session, review, State.RATING)
        _demand_rateable(session, review)
        entry = _entry(session, review, entry_id)
        ratings = json.loads(entry.ratings)
        checked = _checked(session, review, entry, rating)
        if checked:
            ratings[dimension] = checked
        else:
            ratings.pop(dimension, None)
        entry.ratings = json.dumps(ratings, sort_keys=True)


def write_comment(ctx: Context, review_id: UUID, text: str) -> None:
    """Save what the holder says about the whole review, as it is typed.

    Raises:
        UserError: when it is not the actor's turn, or the text is too long.
    """
    _demand_length(text, LONGEST_COMMENT)
    with ctx.begin(Right.COMMENT_REVIEW, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        demand_turn(ctx, session, review, State.RATING, State.REVIEWER, State.EMPLOYEE)
        party = comment_party(review.state)
        assert party is not None
        comment = session.scalars(
            select(Comment).where(Comment.review_id == review_id, Comment.party == party)
        ).first()
        if comment is None:
            session.add(Comment(review_id=review_id, party=Party(party), text=text))
        else:
            comment.text = text


def move(ctx: Context, review_id: UUID, wanted: Move, reason: str = "") -> State:
    """Move a review on or back.

    Raises:
        UserError: when the move is not open, a reason is missing, or the rating is incomplete.
    """
    right = Right.VOID_REVIEW if wanted in (Move.VOID, Move.REOPEN) else Right.MOVE_REVIEW
    with ctx.begin(right, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        if wanted in (Move.AGREE, Move.CLOSE, Move.SIGN_BY_PEN):
            raise UserError(tr("This step is made by agreeing or by signing."))
        if wanted is Move.COMPLETE_RATING and wanted in _open_to(ctx, session, review):
            _complete(session, review)
        if wanted is Move.APPROVE and wanted in _open_to(ctx, session, review):
            second_rating.complete(session, review)
        if wanted is Move.ASK_SELF and wanted in _open_to(ctx, session, review):
            _demand_settled(session, review)
        ended = make_move(ctx, session, review, wanted, reason)
        note_seen(ctx, session, review)
        if ended in (State.SELF_ASSESSMENT, State.RATING):
            make_entries(session, review)
        if ended is State.RATING:
            review.result_score = review.result_level = review.result_label = None
            review.not_rated = ""
        return ended


def _demand_settled(session: Session, review: Review) -> None:
    """Refuse to end the year while a change of a goal waits to be agreed.

    Raises:
        UserError: naming the goals.
    """
    waiting = session.scalars(
        select(Goal.title)
        .join(GoalVersion, GoalVersion.goal_id == Goal.id)
        .where(Goal.review_id == review.id, GoalVersion.state == VersionState.PROPOSED)
        .order_by(Goal.position)
    ).all()
    if waiting:
        raise UserError(
            tr("A change of the goals waits to be agreed: {goals}.").format(
                goals="; ".join(waiting)
            ),
            safe=tr("Nothing was changed."),
            remedy=tr("Agree to it or take it back first, on the page of the goals."),
        )


def make_entries(session: Session, review: Review) -> None:
    """Make the entries that the plan and the scheme ask for and that are not there yet."""
    scheme = scheme_of(session, review.cycle_id)
    present = {
        (entry.section, entry.name, entry.goal_id)
        for entry in session.scalars(select(Entry).where(Entry.review_id == review.id))
    }
    goals = list(
        session.scalars(select(Goal).where(Goal.review_id == review.id, Goal.in_plan.is_(True)))
    )
    for section in scheme.sections:
        wanted: list[tuple[str, str, UUID | None]]
        if section.source is EntrySource.GOALS:
            mine = [one for one in goals if section_of(scheme, one.section) is section]
            wanted = [(section.id, "", goal.id) for goal in mine]
        else:
            wanted = [(section.id, fixed.name, None) for fixed in section.fixed_entries]
        session.add_all(
            Entry(review_id=review.id, section=key[0], name=key[1], goal_id=key[2])
            for key in wanted
            if key not in present
        )
    session.flush()


def _open_to(ctx: Context, session: Session, review: Review) -> frozenset[Move]:
    return frozenset(rule.move for rule in open_moves(ctx, session, review))


def _demand_rateable(session: Session, review: Review) -> None:
    if reason := not_rated_reason(session, review):
        raise UserError(
            tr("This person is not rated: {why}").format(why=reason),
            safe=tr("What you wrote is saved."),
            remedy=tr(
                "If the plan was agreed on paper before, the HR officer can correct the day."
            ),
        )


def _complete(session: Session, review: Review) -> None:
    demand_closed(session, review)
    review.not_rated = not_rated_reason(session, review)
    if review.not_rated:
        review.result_label = tr("Not rated")
        return
    scheme = scheme_of(session, review.cycle_id)
    entries = scored_entries(session, review)
    lacking = [one.what for one in scoring.score_so_far(scheme, entries).missing]
    lacking.extend(_missing_words(session, review))
    if lacking:
        raise UserError(
            tr("The rating is not complete."),
            safe=tr("What you wrote is saved."),
            remedy="\n".join(lacking),
        )
    result = scoring.score(scheme, entries)
    review.result_score = result.score
    review.result_level = result.level
    review.result_label = result.label


def _missing_words(session: Session, review: Review) -> list[str]:
    scheme = scheme_of(session, review.cycle_id)
    found: list[str] = []
    rows = session.execute(
        select(Entry, Goal.title)
        .outerjoin(Goal, Entry.goal_id == Goal.id)
        .where(Entry.review_id == review.id, Goal.in_plan.is_not(False))
    )
    for entry, title in rows:
        section = scheme.section(entry.section)
        ratings = json.loads(entry.ratings)
        if scoring.needs_narrative(scheme, section, ratings) and not entry.narrative.strip():
            found.append(
                tr("“{name}” needs a few words for this rating.").format(name=title or entry.name)
            )
    return found


def _entry(session: Session, review: Review, entry_id: UUID) -> Entry:
    entry = session.get(Entry, entry_id)
    if entry is None or entry.review_id != review.id:
        raise UserError(tr("This entry does not belong to this review."))
    return entry


def _checked(session: Session, review: Review, entry: Entry, rating: str) -> str:
    if not rating:
        return ""
    scheme = scheme_of(session, review.cycle_id)
    return scoring.check_rating(scheme, scheme.section(entry.section), rating)


def _longest(session: Session, review: Review, entry: Entry) -> int:
    scheme = scheme_of(session, review.cycle_id)
    return scoring.longest_narrative(scheme, scheme.section(entry.section))


def _demand_length(text: str, most: int) -> None:
    if len(text) > most:
        raise UserError(
            tr("The text has {n} characters; {most} are allowed.").format(n=len(text), most=most),
            safe=tr("It stays on the screen."),
            remedy=tr("Shorten it; it is saved as soon as it fits."),
        )
