"""How long what is kept, what must not go, and what went."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.domain.retention import Kind
from reviewdesk.store.base import ByValue, Record


class RetentionRule(Record, kw_only=True):
    """How many years one kind of records is kept; without a rule, for good."""

    __tablename__ = "retention_rule"
    __table_args__ = (UniqueConstraint("kind"),)

    kind: Mapped[Kind] = mapped_column(ByValue(Kind))
    years: Mapped[int]


class LegalHold(Record, kw_only=True):
    """An order that nothing about somebody, or nothing at all, may be destroyed."""

    __tablename__ = "legal_hold"

    person_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    """No foreign key, for the order outlives the entry; None for the whole office."""
    reason: Mapped[str]
    placed_at: Mapped[datetime]
    placed_by: Mapped[str]
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)
    lifted_by: Mapped[str] = mapped_column(default="")
    lift_reason: Mapped[str] = mapped_column(default="")


class Destruction(Record, kw_only=True):
    """What was destroyed, when, by whom and by which rule; nothing of what it said."""

    __tablename__ = "destruction"

    number: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    reason: Mapped[str]
    lines: Mapped[str]
    """As JSON: kind, name, first day of its time, day it was over, digests of its forms."""
