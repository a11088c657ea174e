"""What is written on a review page to the service it belongs to, by whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from reviewdesk.services import rating, second_rating

if TYPE_CHECKING:
    from reviewdesk.services.context import Context
    from reviewdesk.services.reviews import ReviewView


def save_text(ctx: Context, key: str, text: str) -> None:
    """Save one text, perhaps after the page shows another review.

    Args:
        ctx: of whoever typed it.
        key: the review, what kind of text it is and, but for a comment, the entry.
        text: what was typed.

    Raises:
        UserError: when it cannot be saved.
    """
    review, kind, *entry = key.split("/")
    if kind == "comment":
        rating.write_comment(ctx, UUID(hex=review), text)
        return
    write = {
        "self": rating.write_self,
        "narrative": rating.write_narrative,
        "reason": second_rating.write_reason,
    }[kind]
    write(ctx, UUID(hex=review), UUID(hex=entry[0]), text)


def save_rating(ctx: Context, view: ReviewView, entry: UUID, dimension: str, code: str) -> None:
    """Save a rating as the employee's own, the supervisor's or the reviewer's.

    Raises:
        UserError: when it is nobody's turn any more, or the scale has no such rating.
    """
    if view.edits_second:
        second_rating.rate_again(ctx, view.id, entry, code, dimension)
    elif view.edits_self:
        rating.rate_self(ctx, view.id, entry, code)
    else:
        rating.rate(ctx, view.id, entry, code, dimension)
