"""Schemes that this office wrote or changed itself, each version with its whole text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.store.base import Record


class OwnScheme(Record, kw_only=True):
    """One version of a scheme; a finished one never changes again."""

    __tablename__ = "own_scheme"
    __table_args__ = (UniqueConstraint("scheme_id", "version"),)

    scheme_id: Mapped[str]
    version: Mapped[str]
    name: Mapped[str]
    text: Mapped[str]
    """As ``domain/scheme_write.py`` writes it."""
    made_at: Mapped[datetime]
    finished: Mapped[bool] = mapped_column(default=False)
    """Whether it is offered to new cycles; without any fault, then."""
