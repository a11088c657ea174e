"""What changed in a review since somebody last had it before them, in sentences."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import lifecycle
from reviewdesk.domain.cycle import short_day_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.services.standing import about_review, find_review, parts
from reviewdesk.store.tables.audit import AuditLine
from reviewdesk.store.tables.goals import Goal
from reviewdesk.store.tables.reviews import Comment, Entry, LastSeen, MoveLine

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review

_FIELDS = {"self_rating", "self_text", "ratings", "narrative", "text"}
_SHOWN = 160


def changes_since_seen(ctx: Context, review_id: UUID) -> tuple[str, ...]:
    """Return what changed since the actor last marked the review as seen, oldest first.

    Nothing that the actor may not see yet, and nothing that the actor did.
    """
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        seen = session.scalars(
            select(LastSeen.seen_at).where(
                LastSeen.review_id == review_id, LastSeen.person_id == ctx.actor.person_id
            )
        ).first()
        names = _names(session, review)
        lines = session.scalars(
            select(AuditLine)
            .where(AuditLine.record_id.in_(names), AuditLine.actor != ctx.actor.name)
            .order_by(AuditLine.id)
        )
        moves = session.scalars(
            select(MoveLine).where(MoveLine.review_id == review_id).order_by(MoveLine.made_at)
        )
        mine = parts(ctx, review)
        found = [
            (line.at, sentence)
            for line in lines
            if seen is None or line.at > seen
            for sentence in _sentences(
                line,
                names[line.record_id],
                ratings=lifecycle.sees_rating(review.state, mine),
                own_words=lifecycle.sees_self_assessment(review.state, mine),
            )
        ]
        found += [
            (move.made_at, _move_words(move))
            for move in moves
            if (seen is None or move.made_at > seen) and move.person_id != ctx.actor.person_id
        ]
    found.sort(key=lambda pair: pair[0])
    return tuple(f"{short_day_words(at.date())}: {sentence}" for at, sentence in found)


def mark_seen(ctx: Context, review_id: UUID) -> None:
    """Remember that the actor has the review before them now."""
    if ctx.actor.person_id is None:
        return
    with ctx.begin(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        seen = session.scalars(
            select(LastSeen).where(
                LastSeen.review_id == review_id, LastSeen.person_id == ctx.actor.person_id
            )
        ).first()
        if seen is None:
            session.add(
                LastSeen(
                    review_id=review_id, person_id=ctx.actor.person_id, seen_at=ctx.clock.now()
                )
            )
        else:
            seen.seen_at = ctx.clock.now()


def _names(session: Session, review: Review) -> dict[UUID, str]:
    rows = session.execute(
        select(Entry.id, Entry.name, Goal.title)
        .outerjoin(Goal, Entry.goal_id == Goal.id)
        .where(Entry.review_id == review.id)
    )
    names = {row.id: row.title or row.name for row in rows}
    comments = session.execute(
        select(Comment.id, Comment.party).where(Comment.review_id == review.id)
    )
    names |= {row.id: tr("Comments") for row in comments}
    return names


def _sentences(line: AuditLine, name: str, *, ratings: bool, own_words: bool) -> list[str]:
    before, after = json.loads(line.before), json.loads(line.after)
    titles = {
        "self_rating": tr("own rating"),
        "self_text": tr("self-assessment"),
        "ratings": tr("rating"),
        "narrative": tr("text"),
        "text": tr("text"),
    }
    found = []
    for field in sorted(_FIELDS & set(after)):
        if not (own_words if field.startswith("self") else ratings):
            continue
        old, new = _plain(before.get(field)), _plain(after[field])
        if old != new:
            found.append(
                tr("{actor} changed the {field} of “{name}” from “{old}” to “{new}”.").format(
                    actor=line.actor, field=titles[field], name=name, old=old, new=new
                )
            )
    return found


def _plain(value: str | None) -> str:
    text = value or ""
    if text.startswith("{"):
        text = ", ".join(str(one) for one in json.loads(text).values())
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _move_words(move: MoveLine) -> str:
    words = tr("{actor}: {move}").format(actor=move.made_by, move=lifecycle.move_words(move.move))
    return f"{words} ({move.reason})" if move.reason else words
