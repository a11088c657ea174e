"""The newest audit lines, for those who check a desk: who, when and what kind, no values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.services.record_words import subject_words
from reviewdesk.store.tables.audit import AuditLine, Checkpoint

if TYPE_CHECKING:
    from datetime import datetime

    from reviewdesk.services.context import Context

NEWEST = 2000


@dataclass(frozen=True, slots=True)
class LogLine:
    """One audit line; what was changed is read in the history of its record."""

    number: int
    at: datetime
    actor: str
    kind: str
    subject: str
    """Both in words."""
    hash: str


@dataclass(frozen=True, slots=True)
class Log:
    """The end of the audit."""

    lines: tuple[LogLine, ...]
    """The newest first."""
    total: int
    marks: int
    """How often signers have signed the audit."""


def newest(ctx: Context, most: int = NEWEST) -> Log:
    """Return the newest audit lines and how many there are in all."""
    with ctx.read(Right.CHECK_DESK) as session:
        columns = (
            AuditLine.id,
            AuditLine.at,
            AuditLine.actor,
            AuditLine.kind,
            AuditLine.subject,
            AuditLine.hash,
        )
        rows = session.execute(select(*columns).order_by(AuditLine.id.desc()).limit(most))
        return Log(
            tuple(
                LogLine(id_, at, actor, kind_words(kind), subject_words(subject), hash_)
                for id_, at, actor, kind, subject, hash_ in rows
            ),
            session.scalars(select(func.count(AuditLine.id))).one(),
            session.scalars(select(func.count(Checkpoint.id))).one(),
        )


def kind_words(kind: str) -> str:
    """Return what a line says was done."""
    return {
        "added": tr("added"),
        "changed": tr("changed"),
        "removed": tr("removed"),
        "found": tr("taken over as it stood"),
        "restored": tr("put back from a backup"),
        "clock": tr("clock set back"),
    }.get(kind, kind)
