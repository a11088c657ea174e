"""The office, its accounts and the certificates it issued."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.domain.permissions import Role
from reviewdesk.store.base import ByValue, Record


class Office(Record, kw_only=True):
    """The office this desk belongs to; one row."""

    __tablename__ = "office"
    private_columns: ClassVar[frozenset[str]] = frozenset({"authority_key"})

    name: Mapped[str]
    made_at: Mapped[datetime]
    paper: Mapped[str]
    """What its forms are printed on: ``A4`` or ``Letter``."""
    authority_certificate: Mapped[bytes | None] = mapped_column(default=None)
    authority_key: Mapped[bytes | None] = mapped_column(default=None)
    """Encrypted by the office passphrase."""


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
    """A signer's certificate, with the key locked by the signer's PIN."""

    __tablename__ = "certificate"
    private_columns: ClassVar[frozenset[str]] = frozenset({"key"})

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    certificate: Mapped[bytes]
    key: Mapped[bytes]
    fingerprint: Mapped[str]
    made_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None] = mapped_column(default=None)
