"""Audit lines: who changed what, when, from what to what; and the signatures over them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column

from reviewdesk.store.base import Base, Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

START = "0" * 64
"""What stands before the first line of the chain."""


class AuditLine(Base, kw_only=True):
    """One change of one record; lines are only ever added."""

    __tablename__ = "audit_line"
    audited: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    """Its number: 1, 2, 3 … without a gap."""
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    """``added``, ``changed``, ``removed``; ``found`` (as it stood when the program was renewed or
    the desk mended), ``clock`` (the computer's clock was set back), ``restored`` and ``mended``."""
    subject: Mapped[str]
    """Name of the table."""
    record_id: Mapped[uuid.UUID] = mapped_column(index=True)
    before: Mapped[str]
    after: Mapped[str]
    """The changed columns as JSON."""
    person_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    """Who acted, where it was somebody on the staff list; no foreign key, for it outlives them."""
    salt: Mapped[str] = mapped_column(default="")
    """Mixed with the values before they are chained; gone where they were erased."""
    hash: Mapped[str]
    """Over the line before and this one: ``store/chain.py`` says how."""


class Salt(Base, kw_only=True):
    """What a record's private values are mixed with before the audit keeps their digest.

    It goes with its record: then nobody can try out what the words may have been.
    """

    __tablename__ = "salt"
    audited: ClassVar[bool] = False

    record_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    salt: Mapped[str]


class Checkpoint(Record, kw_only=True):
    """A signer's word that the chain ended in this line when they signed a form."""

    __tablename__ = "checkpoint"

    line: Mapped[int]
    hash: Mapped[str]
    signed_at: Mapped[datetime]
    certificate_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("certificate.id"))
    certificate: Mapped[bytes]
    """In DER, so that the signature can be checked whatever becomes of the other table."""
    signature: Mapped[bytes]


TRIGGERS = {
    "audit_line_no_update": "BEFORE UPDATE ON audit_line "
    "WHEN NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at OR NEW.actor IS NOT OLD.actor "
    "OR NEW.person_id IS NOT OLD.person_id OR NEW.kind IS NOT OLD.kind "
    "OR NEW.subject IS NOT OLD.subject OR NEW.record_id IS NOT OLD.record_id "
    "OR NEW.hash IS NOT OLD.hash OR NEW.salt != '' "
    "OR NEW.before NOT GLOB 'erased:*' OR NEW.after NOT GLOB 'erased:*' "
    "BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END",
    "audit_line_no_delete": "BEFORE DELETE ON audit_line "
    "BEGIN SELECT RAISE(ABORT, 'audit lines are never removed'); END",
    "audit_line_in_order": "BEFORE INSERT ON audit_line "
    "WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM audit_line) "
    "BEGIN SELECT RAISE(ABORT, 'audit lines are numbered without a gap'); END",
}
"""A migration that rebuilds the table makes them anew; the check of a desk misses them."""


def _trigger(name: str, body: str) -> Callable[..., None]:
    def make(_table: object, connection: Connection, **_: object) -> None:
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")

    return make


for _name, _body in TRIGGERS.items():
    event.listen(AuditLine.__table__, "after_create", _trigger(_name, _body))
