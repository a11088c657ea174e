"""Audit lines: who changed what, when, from what to what."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.store.base import Base


class AuditLine(Base, kw_only=True):
    """One change of one record; lines are only ever added."""

    __tablename__ = "audit_line"
    audited: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True, init=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    """``added``, ``changed`` or ``removed``."""
    subject: Mapped[str]
    """Name of the table."""
    record_id: Mapped[uuid.UUID] = mapped_column(index=True)
    before: Mapped[str]
    after: Mapped[str]
    """The changed columns as JSON."""
