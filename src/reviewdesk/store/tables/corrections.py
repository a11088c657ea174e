"""Corrections beside records that have ended, and what became of them; only ever added."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.domain.correction import Reply
from reviewdesk.domain.lifecycle import Mover
from reviewdesk.store.base import ByValue, Record


class Correction(Record, kw_only=True):
    """What somebody says is wrong on a closed or void review, and what is right."""

    __tablename__ = "correction"

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"), index=True)
    noted_as: Mapped[Mover] = mapped_column(ByValue(Mover))
    """``office`` for a correction stated by HR; else the part of whoever disputes the record."""
    part: Mapped[str]
    """What on the record is meant, by its id in ``domain/correction.py``."""
    title: Mapped[str]
    """The same in words, as the record called it."""
    said: Mapped[str] = mapped_column(default="")
    """What the record says there, taken from it and not typed."""
    corrected: Mapped[str]
    """What is right."""
    reason: Mapped[str]
    noted_at: Mapped[datetime]
    noted_by: Mapped[str]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), default=None)


class CorrectionReply(Record, kw_only=True):
    """An answer to a correction, or that it is withdrawn."""

    __tablename__ = "correction_reply"

    correction_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("correction.id"), index=True)
    kind: Mapped[Reply] = mapped_column(ByValue(Reply))
    words: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
