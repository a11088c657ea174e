"""Signed forms: the exact bytes, what they were made from, and who signed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.domain.parties import Party
from reviewdesk.domain.signoff import SignatureKind, Stance
from reviewdesk.store.base import ByValue, Record


class Document(Record, kw_only=True):
    """A form from its first signature on; a correction is another document that names this one."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("number", "version"),)
    private_columns: ClassVar[frozenset[str]] = frozenset({"pdf", "snapshot", "proof"})

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"), index=True)
    number: Mapped[str]
    version: Mapped[int]
    made_at: Mapped[datetime]
    snapshot: Mapped[str]
    snapshot_digest: Mapped[str]
    pdf: Mapped[bytes]
    pdf_digest: Mapped[str]
    void: Mapped[bool] = mapped_column(default=False)
    proof: Mapped[bytes | None] = mapped_column(default=None)
    """What proves a paper copy of it, signed by who signed last; None until it is closed."""


class Signature(Record, kw_only=True):
    """One signature on a form, or the refusal of one."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("document_id", "party"),)
    private_columns: ClassVar[frozenset[str]] = frozenset({"ink"})

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), index=True)
    party: Mapped[Party] = mapped_column(ByValue(Party))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    """Who signed; for a refusal the witness."""
    kind: Mapped[SignatureKind] = mapped_column(ByValue(SignatureKind))
    stance: Mapped[Stance] = mapped_column(ByValue(Stance))
    meaning: Mapped[str]
    signed_at: Mapped[datetime]
    certificate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("certificate.id"))
    ink: Mapped[str] = mapped_column(default="")
    """The drawn strokes as JSON, or empty."""


class Scan(Record, kw_only=True):
    """The scan of a form that was printed and signed by pen, with who attached it and when."""

    __tablename__ = "scan"
    private_columns: ClassVar[frozenset[str]] = frozenset({"content", "note"})

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), index=True)
    content: Mapped[bytes]
    kind: Mapped[str]
    """``pdf``, ``png`` or ``jpeg``, found by its content."""
    digest: Mapped[str] = mapped_column(index=True)
    """SHA-256 of the content in hexadecimal."""
    attached_at: Mapped[datetime]
    attached_by: Mapped[str]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    note: Mapped[str] = mapped_column(default="")
    """Who signed by pen and what else is to be known, in the words of whoever attached it."""
