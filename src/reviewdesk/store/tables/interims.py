"""What supervisors who left a review wrote about their part of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.domain.interim import InterimState
from reviewdesk.store.base import ByValue, Record


class Interim(Record, kw_only=True):
    """The days one supervisor answered for in a review that went on under another."""

    __tablename__ = "interim"
    __table_args__ = (
        Index("ix_interim_review_id", "review_id"),
        Index("ix_interim_supervisor_id_state", "supervisor_id", "state"),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"))
    supervisor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    starts: Mapped[date]
    ends: Mapped[date]
    state: Mapped[InterimState] = mapped_column(ByValue(InterimState))
    text: Mapped[str] = mapped_column(default="")
    ratings: Mapped[str] = mapped_column(default="{}")
    """Entry key to name, section and ratings by dimension, as JSON."""
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    """Why HR asks for none, or asks again."""
