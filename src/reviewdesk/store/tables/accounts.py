"""The office, its accounts and the certificates it issued."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.domain.permissions import Role
from reviewdesk.domain.trust import KeySource, RevocationReason
from reviewdesk.store.base import ByValue, Record


class Office(Record, kw_only=True):
    """The office this desk belongs to; one row."""

    __tablename__ = "office"
    private_columns: ClassVar[frozenset[str]] = frozenset({"authority_key", "logo"})

    name: Mapped[str]
    made_at: Mapped[datetime]
    paper: Mapped[str]
    """What its forms are printed on: ``A4`` or ``Letter``."""
    authority_certificate: Mapped[bytes | None] = mapped_column(default=None)
    authority_key: Mapped[bytes | None] = mapped_column(default=None)
    """Encrypted by the office passphrase."""
    logo: Mapped[bytes | None] = mapped_column(default=None)
    """PNG or JPEG as ReviewDesk wrote it anew, without transparency."""
    letter_lines: Mapped[str] = mapped_column(default="")
    """Address and the like, a line each, on the first page of its papers."""
    footer: Mapped[str] = mapped_column(default="")
    classification: Mapped[str] = mapped_column(default="")
    """At the top and the foot of every page, such as "CONFIDENTIAL"."""


class TrustedAuthority(Record, kw_only=True):
    """A certificate whose signatures this office trusts beside those of its present authority."""

    __tablename__ = "trusted_authority"

    certificate: Mapped[bytes]
    fingerprint: Mapped[str]
    name: Mapped[str]
    is_own: Mapped[bool]
    """Whether it is an earlier certificate of this office's own authority."""
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


class Account(Record, kw_only=True):
    """A role somebody holds beyond that of every member of staff."""

    __tablename__ = "account"

    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"), default=None)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(ByValue(Role))
    passphrase_since: Mapped[datetime | None] = mapped_column(default=None)
    """When its present passphrase was chosen; None: it cannot unlock the desk. The passphrase
    itself has its slot in the key file; this column lets the audit say who could unlock when."""


class Certificate(Record, kw_only=True):
    """A signer's certificate, with the key locked by the signer's PIN or kept on a card."""

    __tablename__ = "certificate"
    private_columns: ClassVar[frozenset[str]] = frozenset({"key"})

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    certificate: Mapped[bytes]
    key: Mapped[bytes]
    """Empty for a key that is on a card."""
    fingerprint: Mapped[str]
    made_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None] = mapped_column(default=None)
    source: Mapped[KeySource] = mapped_column(ByValue(KeySource), default=KeySource.DESK)
    card: Mapped[str] = mapped_column(default="")
    """Where a key on a card is found, as JSON."""
    chain: Mapped[bytes | None] = mapped_column(default=None)
    """Certificates between this one and its authority (PEM); for ours none are needed."""
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    """Since when what it signs is refused; earlier signatures stay valid."""
    revoked_reason: Mapped[RevocationReason | None] = mapped_column(
        ByValue(RevocationReason), default=None
    )
