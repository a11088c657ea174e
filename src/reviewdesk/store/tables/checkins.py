"""Check-ins, the actions agreed in them, and the supervisor's private notes."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.store.base import Record


class CheckIn(Record, kw_only=True):
    """A talk during the year, dated, with what was said."""

    __tablename__ = "check_in"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"), index=True)
    held_on: Mapped[date] = mapped_column(index=True)
    topic: Mapped[str] = mapped_column(default="")
    said: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    seen_at: Mapped[datetime | None] = mapped_column(default=None)


class Action(Record, kw_only=True):
    """Something somebody promised in a check-in; open ones are carried to the next."""

    __tablename__ = "action"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"), index=True)
    check_in_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("check_in.id"))
    text: Mapped[str]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    due: Mapped[date | None] = mapped_column(default=None)
    done_on: Mapped[date | None] = mapped_column(default=None)


class PrivateNote(Record, kw_only=True):
    """A supervisor's own reminder: seen by its author alone, never printed."""

    __tablename__ = "private_note"
    private_columns: ClassVar[frozenset[str]] = frozenset({"text"})

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"), index=True)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]
    text: Mapped[str]
