"""The hand-overs of one review so far, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import lifecycle
from reviewdesk.store.tables.reviews import MoveLine

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


@dataclass(frozen=True, slots=True)
class MoveView:
    """One hand-over in the past."""

    made_at: datetime
    sentence: str
    reason: str


def history_of(
    ctx: Context, session: Session, review: Review, *, sees_rating: bool
) -> tuple[MoveView, ...]:
    """Return the hand-overs so far, oldest first.

    A reason that may speak of ratings is told to its writer and to those who may see them.
    """
    lines = session.scalars(
        select(MoveLine).where(MoveLine.review_id == review.id).order_by(MoveLine.made_at)
    )
    return tuple(
        MoveView(
            line.made_at,
            f"{line.made_by}: {lifecycle.move_words(line.move)} "
            f"({lifecycle.state_words(line.from_state)} → {lifecycle.state_words(line.to_state)})",
            line.reason
            if sees_rating
            or line.person_id == ctx.actor.person_id
            or not lifecycle.is_about_rating(line.from_state)
            else "",
        )
        for line in lines
    )
