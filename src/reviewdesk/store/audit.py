"""Audit lines for what a transaction changed, written and chained in the same transaction."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, event, insert, inspect, select

from reviewdesk.store import chain
from reviewdesk.store.base import Record, sound
from reviewdesk.store.tables.audit import AuditLine, Salt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection
    from sqlalchemy.engine import Engine
    from sqlalchemy.orm import Session

PROGRAM = "ReviewDesk"
"""Who acts when the program itself does."""
NOISE = frozenset({"id", "revision", "search"})
"""Columns that say nothing: the record's own name, its counter, words made from others."""
HOLD = timedelta(minutes=2)
"""Clocks are put right by seconds all day; only more than this is told."""
_WRITES = re.compile(
    r"\s*(?:WITH\b.*?\b)?(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?"
    r"|DELETE\s+FROM)\s+[\"'`\[]?(\w+)",
    re.IGNORECASE | re.DOTALL,
)
HEAD = "reviewdesk.head"
"""Where a session keeps the ``Head`` of the lines it wrote."""
DESTRUCTION = "destruction"
"""Under this name in a session's notes: the id of the destruction that removes records."""
_RECORDING = "reviewdesk.recording"


@dataclass(frozen=True, slots=True)
class By:
    """Who acts and when."""

    actor: str
    at: datetime
    person_id: uuid.UUID | None = None


class UnrecordedError(AssertionError):
    """A statement would have changed records without a line in the audit: a bug."""


def record_all(session: Session, by: By) -> None:
    """Write the lines of everything this session changes, and let nothing slip past.

    Records that were loaded or added are seen at each flush, rows that are inserted in bulk
    by their statement. ``guard`` refuses every other statement that writes.
    """

    def write(current: Session, lines: list[dict[str, Any]]) -> None:
        head = append(current.connection(), lines, by, current.info.get(HEAD))
        current.info[HEAD] = head

    @event.listens_for(session, "before_flush")
    def flushing(current: Session, _context: Any, _instances: Any) -> None:
        current.connection().info[_RECORDING] = True

    @event.listens_for(session, "after_flush")
    def flushed(current: Session, _context: Any) -> None:
        current.connection().info[_RECORDING] = False
        write(current, _lines_of(current))

    @event.listens_for(session, "do_orm_execute")
    def executed(state: Any) -> Any:
        mapper = state.bind_mapper
        if state.is_select or mapper is None or not _is_audited(mapper.class_):
            return None
        rows = state.parameters
        if not state.is_insert or not isinstance(rows, list) or mapper.class_.private_columns:
            raise UnrecordedError(
                f"load the records of {mapper.class_.__tablename__} and change them"
            )
        info = state.session.connection().info
        info[_RECORDING] = True
        try:
            result = state.invoke_statement()
        finally:
            info[_RECORDING] = False
        write(state.session, [_added(mapper, row) for row in rows])
        return result


def guard(engine: Engine) -> None:
    """Refuse statements that change audited records without anybody recording it."""
    audited: set[str] = set()

    @event.listens_for(engine, "before_cursor_execute")
    def check(
        connection: Connection, _cursor: Any, statement: str, _values: Any, _c: Any, _many: bool
    ) -> None:
        found = _WRITES.match(statement)
        if found is None or connection.info.get(_RECORDING):
            return
        if not audited:
            audited.update(
                mapper.class_.__tablename__
                for mapper in Record.registry.mappers
                if _is_audited(mapper.class_)
            )
        if found[1].lower() in audited:
            raise UnrecordedError(f"no audit line for: {statement[:80]}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.info[_RECORDING] = False


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain while a transaction adds to it."""

    line: int
    hash: str
    at: str
    clock_was: str = ""
    """The time of the line before, where the clock was found behind it."""


def append(
    connection: Connection, rows: list[dict[str, Any]], by: By, head: Head | None = None
) -> Head:
    """Add audit lines to the running transaction, chained to the last one.

    Args:
        connection: in a transaction that nobody else can write in.
        rows: what ``line`` made.
        by: who acts and when.
        head: what the last call in this transaction returned.
    """
    head = head or Head(*chain.head(connection))
    if not rows:
        return head
    number, former, last = head.line, head.hash, head.at
    at = stored(by.at)
    behind = bool(last) and by.at < datetime.fromisoformat(last).replace(tzinfo=UTC) - HOLD
    if behind:
        rows.insert(0, line("clock", "clock", uuid.UUID(int=0), {"at": last}, {"at": at}))
    person = by.person_id.hex if by.person_id else None
    for place, row in enumerate(rows, number + 1):
        texts = (sound(row["before"]), sound(row["after"]))
        said = (place, at, sound(by.actor), person, row["kind"], row["subject"])
        salt = secrets.token_hex(8)
        former = chain.link(former, (*said, row["record_id"].hex, *texts, salt))
        row |= {"id": place, "at": by.at, "actor": by.actor, "person_id": by.person_id}
        row |= {"before": texts[0], "after": texts[1], "hash": former, "salt": salt}
    connection.execute(insert(AuditLine), rows)
    return Head(number + len(rows), former, at, last if behind else head.clock_was)


def erase(connection: Connection, record_ids: Iterable[uuid.UUID]) -> None:
    """Take what the lines of destroyed records say out of the audit; their digests stay.

    The line that says that a record was destroyed keeps its words.
    """
    for record_id in record_ids:
        query = (
            "SELECT before, after, salt, id FROM audit_line WHERE record_id = ? AND salt != '' "
            "AND NOT (kind = 'removed' AND before GLOB '{\"destruction\"*')"
        )
        rows = connection.exec_driver_sql(query, (record_id.hex,)).all()
        if rows:
            connection.exec_driver_sql(
                "UPDATE audit_line SET before = ?, after = ?, salt = '' WHERE id = ?",
                [
                    (chain.erased(salt, before), chain.erased(salt, after), number)
                    for before, after, salt, number in rows
                ],
            )


def stored(at: datetime) -> str:
    """Return an instant as the file holds it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def values_text(values: Mapping[str, Any]) -> str:
    """Return columns as the audit writes them."""
    return _VALUES.encode(values)


def is_empty(value: Any) -> bool:
    """Return whether a line leaves a value out because there is none."""
    return value is None or value is False or (isinstance(value, str) and not value)


def kept_digest(salt: str, name: str, value: Any) -> str:
    """Return what the audit keeps of a private value: enough to prove it, not to read it."""
    content = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
    key = f"{salt}/{name}".encode()
    return f"hmac-sha256:{hmac.new(key, content, hashlib.sha256).hexdigest()}"


def _is_audited(table: type[Any]) -> bool:
    return issubclass(table, Record) and table.audited


def _lines_of(session: Session) -> list[dict[str, Any]]:
    """Return the lines of what was just flushed, as rows of the audit table."""
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
            if kind == "removed" and (destruction := session.info.get(DESTRUCTION)):
                before = {"destruction": destruction}
            _hide(session, record, before, after)
            lines.append(line(kind, record.__tablename__, record.id, before, after))
            if kind == "removed" and record.private_columns:
                session.connection().execute(delete(Salt).where(Salt.record_id == record.id))
    return lines


def _values(record: Record, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    state = inspect(record)
    for column in state.mapper.column_attrs:
        name = column.key
        if name in NOISE:
            continue
        if kind == "changed":
            history = state.attrs[name].history
            if not history.has_changes():
                continue
            before[name] = history.deleted[0] if history.deleted else None
            after[name] = history.added[0] if history.added else None
        elif not is_empty(value := getattr(record, name)):
            (before if kind == "removed" else after)[name] = value
    return before, after


def _added(mapper: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the line of a row inserted in bulk, with the defaults of what it leaves out."""
    after: dict[str, Any] = {}
    for column in mapper.column_attrs:
        name = column.key
        default = column.columns[0].default
        value = row.get(name, default.arg if default is not None and default.is_scalar else None)
        if name not in NOISE and not is_empty(value):
            after[name] = value
    return line("added", mapper.class_.__tablename__, row["id"], {}, after)


def line(
    kind: str, subject: str, record_id: uuid.UUID, before: dict[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    """Return one line as a row of the audit table, to be appended."""
    return {
        "kind": kind,
        "subject": subject,
        "record_id": record_id,
        "before": values_text(before),
        "after": values_text(after),
    }


def _hide(session: Session, record: Record, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Put digests in the place of private values."""
    private = record.private_columns & (before.keys() | after.keys())
    if not private:
        return
    salt = salt_of(session.connection(), record.id)
    for values in (before, after):
        for name in private & values.keys():
            if not is_empty(values[name]):
                values[name] = kept_digest(salt, name, values[name])


def salt_of(connection: Connection, record_id: uuid.UUID) -> str:
    """Return the salt of a record's private values, made when it is asked for first."""
    salt = connection.execute(select(Salt.salt).where(Salt.record_id == record_id)).scalar()
    if salt is None:
        salt = secrets.token_hex(16)
        connection.execute(insert(Salt), [{"record_id": record_id, "salt": salt}])
    return salt


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, bytes):
        return f"sha256:{hashlib.sha256(value).hexdigest()}"
    message = f"no audit form for {type(value)}"
    raise TypeError(message)


_VALUES = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=_plain)
