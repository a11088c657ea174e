"""Audit lines for what a transaction changed, written in the same transaction."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import insert, inspect

from reviewdesk.store.base import Record
from reviewdesk.store.tables.audit import AuditLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

_NOISE = frozenset({"id", "revision", "search"})


def lines_of(session: Session, actor: str, at: datetime) -> list[dict[str, Any]]:
    """Return the audit lines of what is about to be written, as rows of the audit table."""
    lines: list[dict[str, Any]] = []
    for kind, records in (
        ("added", session.new),
        ("changed", session.dirty),
        ("removed", session.deleted),
    ):
        for record in records:
            if not isinstance(record, Record) or not record.audited:
                continue
            before, after = _values(record, kind)
            if kind == "changed" and not after:
                continue
            lines.append(
                {
                    "at": at,
                    "actor": actor,
                    "kind": kind,
                    "subject": record.__tablename__,
                    "record_id": record.id,
                    "before": _json(before),
                    "after": _json(after),
                }
            )
    return lines


def write(session: Session, lines: Iterable[dict[str, Any]]) -> None:
    """Add audit lines to the running transaction."""
    rows = list(lines)
    if rows:
        session.connection().execute(insert(AuditLine), rows)


def _values(record: Record, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for attribute in inspect(record).attrs:
        name = attribute.key
        if name in _NOISE:
            continue
        history = attribute.history
        if kind == "changed":
            if not history.has_changes():
                continue
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
        else:
            old = new = getattr(record, name)
            if new in (None, "", False):
                continue
        if name in record.private_columns:
            old = new = "…"
        if kind != "added":
            before[name] = old
        if kind != "removed":
            after[name] = new
    return before, after


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    message = f"no audit form for {type(value)}"
    raise TypeError(message)
