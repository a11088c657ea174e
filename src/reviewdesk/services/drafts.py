"""Text of a form that is not a record yet, kept as it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.permissions import Right
from reviewdesk.store.tables.reviews import Draft

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context


@dataclass(frozen=True, slots=True)
class DraftView:
    """Where words wait, and since when."""

    place: str
    typed_at: datetime


def save(ctx: Context, place: str, text: str) -> None:
    """Keep what the actor typed at a place, instead of what was kept there before."""
    with ctx.begin(Right.OPEN_DESK) as session:
        draft = _find(session, ctx, place)
        if draft is None:
            session.add(Draft(author=author(ctx), place=place, text=text, typed_at=ctx.clock.now()))
        else:
            draft.text = text
            draft.typed_at = ctx.clock.now()


def load(ctx: Context, place: str) -> str:
    """Return what the actor typed at a place, or nothing."""
    with ctx.read(Right.OPEN_DESK) as session:
        draft = _find(session, ctx, place)
        return draft.text if draft else ""


def places(ctx: Context) -> list[DraftView]:
    """Return where the actor has words that are no record yet, the newest first."""
    with ctx.read(Right.OPEN_DESK) as session:
        found = session.scalars(
            select(Draft)
            .where(Draft.author == author(ctx), Draft.text != "")
            .order_by(Draft.typed_at.desc())
        )
        return [DraftView(one.place, one.typed_at) for one in found]


def drop(ctx: Context, place: str) -> None:
    """Throw away what the actor typed at a place."""
    with ctx.begin(Right.OPEN_DESK) as session:
        drop_in(session, ctx, place)


def drop_in(session: Session, ctx: Context, place: str) -> None:
    """Throw a draft away in the transaction that made it a record."""
    draft = _find(session, ctx, place)
    if draft is not None:
        session.delete(draft)


def author(ctx: Context) -> str:
    """Return whose draft it is: the person, or the account that is no person."""
    return ctx.actor.person_id.hex if ctx.actor.person_id else ctx.actor.name


def _find(session: Session, ctx: Context, place: str) -> Draft | None:
    return session.scalars(
        select(Draft).where(Draft.author == author(ctx), Draft.place == place)
    ).first()
