"""What changed in a review since somebody last had it before them, in sentences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import lifecycle
from reviewdesk.domain.days import short_day_words
from reviewdesk.domain.lifecycle import Mover, State
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.services.standing import about_review, find_review, parts, shown_state
from reviewdesk.services.year_changes import year_changes
from reviewdesk.store.tables.audit import AuditLine
from reviewdesk.store.tables.goals import Goal
from reviewdesk.store.tables.reviews import Comment, Entry, LastSeen, MoveLine

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.parties import Party
    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review

_FIELDS = {
    "self_rating", "self_text", "ratings", "narrative", "text",
    "second_ratings", "second_narrative",
}  # fmt: skip


@dataclass(slots=True)
class _Change:
    """What one field was when the actor last looked, and what it is now."""

    field: str
    name: str
    party: Party | None
    """Whose comment it is; None for an entry."""
    before: str | None
    after: str | None
    at: datetime
    by: str


def changes_since_seen(ctx: Context, review_id: UUID) -> tuple[str, ...]:
    """Return what others changed since the actor last had the review, oldest first.

    Nothing that the actor may not see yet, nothing that came and went in between, and no
    earlier words that the actor was never shown.
    """
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        mine = parts(ctx, review)
        seen = session.scalars(
            select(LastSeen.seen_at).where(
                LastSeen.review_id == review_id, LastSeen.person_id == ctx.actor.person_id
            )
        ).first()
        moves = list(
            session.scalars(
                select(MoveLine).where(MoveLine.review_id == review_id).order_by(MoveLine.made_at)
            )
        )
        now, then = shown_state(session, review), _state_at(moves, seen)
        found = [
            (one.at, _sentence(one, knew=then is not None and _sees(one, then, mine)))
            for one in _changes(session, review, seen)
            if _sees(one, now, mine) and not _is_own(one, mine)
        ]
        sees_rating = lifecycle.sees_rating(now, mine)
        if seen is not None:
            found += year_changes(session, review, seen, mine, ctx.actor)
    found += [
        (move.made_at, _move_words(move, sees_rating=sees_rating))
        for move in moves
        if (seen is None or move.made_at > seen) and move.person_id != ctx.actor.person_id
    ]
    found.sort(key=lambda pair: pair[0])
    return tuple(f"{short_day_words(at.date())}: {words}" for at, words in found if words)


def _state_at(moves: list[MoveLine], seen: datetime | None) -> State | None:
    """Return where the review stood when the actor last looked; None when never."""
    if seen is None:
        return None
    here = State.PLAN
    for move in moves:
        if move.made_at >= seen:
            return move.from_state
        here = move.to_state
    return here


def _changes(session: Session, review: Review, seen: datetime | None) -> list[_Change]:
    """Return the fields that differ from what they were, in the order of their last change."""
    names, parties = _names(session, review)
    query = (
        select(AuditLine)
        .where(AuditLine.record_id.in_(names), AuditLine.kind.in_(("added", "changed")))
        .order_by(AuditLine.id)
    )
    if seen is not None:
        query = query.where(AuditLine.at > seen)
    changes: dict[tuple[UUID, str], _Change] = {}
    for line in session.scalars(query):
        before, after = json.loads(line.before), json.loads(line.after)
        for field in sorted(_FIELDS & set(after)):
            change = changes.setdefault(
                (line.record_id, field),
                _Change(
                    field,
                    names[line.record_id],
                    parties.get(line.record_id),
                    before.get(field),
                    None,
                    line.at,
                    "",
                ),
            )
            change.after, change.at, change.by = after[field], line.at, line.actor
    return [one for one in changes.values() if _differs(one)]


def _differs(change: _Change) -> bool:
    return (change.before or "") != (change.after or "")


def _sees(change: _Change, state: State, mine: frozenset[Mover]) -> bool:
    if change.field.startswith("self"):
        return lifecycle.sees_self_assessment(state, mine)
    if change.field.startswith("second"):
        return lifecycle.sees_second_rating(state, mine)
    return lifecycle.sees_rating(state, mine)


def _is_own(change: _Change, mine: frozenset[Mover]) -> bool:
    """Return whether only the actor writes here; names do not tell, as two may share one."""
    if change.party is not None:
        return Mover(change.party.value) in mine
    if change.field.startswith("second"):
        return Mover.REVIEWER in mine
    return (Mover.EMPLOYEE if change.field.startswith("self") else Mover.SUPERVISOR) in mine


def mark_seen(ctx: Context, review_id: UUID) -> None:
    """Remember that the actor has the review before them now."""
    with ctx.begin(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        note_seen(ctx, session, find_review(session, review_id))


def note_seen(ctx: Context, session: Session, review: Review) -> None:
    """Remember, within a transaction, that the actor has a review before them now."""
    person_id = ctx.actor.person_id
    if person_id is None:
        return
    seen = session.scalars(
        select(LastSeen).where(LastSeen.review_id == review.id, LastSeen.person_id == person_id)
    ).first()
    if seen is None:
        session.add(LastSeen(review_id=review.id, person_id=person_id, seen_at=ctx.clock.now()))
    else:
        seen.seen_at = ctx.clock.now()


def _names(session: Session, review: Review) -> tuple[dict[UUID, str], dict[UUID, Party]]:
    rows = session.execute(
        select(Entry.id, Entry.name, Goal.title)
        .outerjoin(Goal, Entry.goal_id == Goal.id)
        .where(Entry.review_id == review.id)
    )
    names = {row.id: row.title or row.name for row in rows}
    comments = session.execute(
        select(Comment.id, Comment.party).where(Comment.review_id == review.id)
    )
    parties = {row.id: row.party for row in comments}
    return names | dict.fromkeys(parties, tr("Comments")), parties


def _sentence(change: _Change, *, knew: bool) -> str:
    titles = {
        "self_rating": tr("own rating"),
        "self_text": tr("self-assessment"),
        "ratings": tr("rating"),
        "narrative": tr("text"),
        "second_ratings": tr("second rating"),
        "second_narrative": tr("reason"),
        "text": tr("text"),
    }
    words = {
        "actor": change.by,
        "field": titles[change.field],
        "name": change.name,
        "old": _plain(change.field, change.before),
        "new": _plain(change.field, change.after),
    }
    if knew and words["old"]:
        return tr("{actor} changed the {field} of “{name}” from “{old}” to “{new}”.").format(
            **words
        )
    if not words["new"]:
        return ""
    return tr("{actor} wrote the {field} of “{name}”: “{new}”.").format(**words)


def _plain(field: str, value: str | None) -> str:
    text = value or ""
    if field.endswith("ratings") and text:
        text = ", ".join(str(one) for one in json.loads(text).values())
    return " ".join(text.split())


def _move_words(move: MoveLine, *, sees_rating: bool) -> str:
    words = tr("{actor}: {move}").format(actor=move.made_by, move=lifecycle.move_words(move.move))
    if not move.reason or not (sees_rating or not lifecycle.is_about_rating(move.from_state)):
        return words
    return f"{words} ({move.reason})"
