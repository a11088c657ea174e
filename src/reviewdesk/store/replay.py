"""What the audit says every record holds, beside what it holds: the two walked in step.

Lines and rows are read in the order of the records' ids, one record at a time. SQLite sorts
them rather than follow its index, which would read and decrypt a page anew for nearly every
record; a large desk is compared a part of the ids at a time, so that the sorting needs little
memory.
"""

from __future__ import annotations

import heapq
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, literal_column, select

from reviewdesk.progress import silent
from reviewdesk.store import audit
from reviewdesk.store.base import Record
from reviewdesk.store.tables.audit import Salt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection

    from reviewdesk.progress import Progress

    _Said = Iterator[tuple[str, str, Any, int, str, int]]
    _Rows = Iterator[tuple[str, str, dict[str, Any]]]

_LINES = (
    "SELECT record_id, id, at, kind, subject, after FROM audit_line "
    "WHERE kind NOT IN ('clock', 'restored', 'mended') "
    "AND coalesce(record_id, '') >= :first "
    "AND (:last = '' OR coalesce(record_id, '') < :last) ORDER BY coalesce(record_id, ''), id"
)
_STEP = 5000
_AT_ONCE = 250_000
"""Lines that are sorted together; they need about 100 MB."""
_NO_SALT = "hmac-sha256:?"


@dataclass(frozen=True, slots=True)
class Difference:
    """A record that is not what the audit says it is."""

    subject: str
    record_id: uuid.UUID
    said: Mapping[str, Any] | None
    """What the lines come to; None when by them there is no such record."""
    holds: Mapping[str, Any] | None
    """What the table holds, private values as digests; None when there is no row."""
    fields: tuple[str, ...]
    """What differs, where both are there."""
    line: int
    """Number of the record's last line; 0 when it has none."""
    at: str
    """The time of that line as the file holds it."""


def differences(connection: Connection, progress: Progress = silent) -> Iterator[Difference]:
    """Yield every record that differs from what its lines say.

    Raises:
        CancelledError: when stopped.
    """
    total = connection.exec_driver_sql("SELECT count(*) FROM audit_line").scalar_one()
    for place, (first, last) in enumerate(ranges := _ranges(total)):

        def tell(done: int, place: int = place, parts: int = len(ranges)) -> None:
            progress(min(place * (total // parts) + done, total), total)

        said, holds = _said(connection, first, last), _holds(connection, first, last)
        yield from _differences(said, holds, tell)


def _ranges(lines: int) -> list[tuple[str, str]]:
    """Return the parts of the ids to be compared one after the other: from, up to; all without."""
    parts = 1 + lines // _AT_ONCE
    marks = ["", *(f"{(one << 128) // parts:032x}" for one in range(1, parts)), ""]
    return list(pairwise(marks))


def _differences(said: _Said, holds: _Rows, tell: Callable[[int], None]) -> Iterator[Difference]:
    line, row = next(said, None), next(holds, None)
    done = 0
    while line is not None or row is not None:
        key = min(one[0] for one in (line, row) if one is not None)
        lines = row_values = None
        subject = ""
        if line is not None and line[0] == key:
            _key, subject, lines, number, at, count = line
            done += count
            if done // _STEP != (done - count) // _STEP:
                tell(done)
            line = next(said, None)
        else:
            number, at = 0, ""
        if row is not None and row[0] == key:
            _key, subject, row_values = row
            row = next(holds, None)
        found = _compare(lines, row_values)
        if found is not None:
            told = json.loads(lines) if isinstance(lines, str) else lines
            shown = row_values
            record = uuid.UUID(hex=key) if len(key) == 32 else uuid.UUID(int=0)
            yield Difference(subject, record, told, shown, found, number, at)


def adopt(connection: Connection, by: audit.By) -> int:
    """Write a line for every record that differs, so that the audit says what is there.

    Done when the program was renewed (a new schema may fill columns, and older versions
    noted less) and when a hurt file was mended. The lines say that they are of this kind.
    """
    tables = _tables()
    lines = []
    for one in list(differences(connection)):
        holds = dict(one.holds) if one.holds is not None else None
        if holds and any(value == _NO_SALT for value in holds.values()):
            table = tables[one.subject]
            salt = audit.salt_of(connection, one.record_id)
            query = select(table.__table__).where(table.__table__.c.id == one.record_id)
            row = connection.execute(query).mappings().one()
            there = {
                str(name): value
                for name, value in row.items()
                if name not in audit.NOISE and not audit.is_empty(value)
            }
            holds = _hidden(table, there, salt)
        before = {} if one.said is None else dict(one.said)
        lines.append(audit.line("found", one.subject, one.record_id, before, holds or {}))
    audit.append(connection, lines, by)
    return len(lines)


def _tables() -> dict[str, type[Record]]:
    return {
        mapper.class_.__tablename__: mapper.class_
        for mapper in Record.registry.mappers
        if issubclass(mapper.class_, Record) and mapper.class_.audited
    }


def _said(connection: Connection, first: str, last: str) -> _Said:
    """Yield each record's id, table, state by its lines, last line, its time, and their number."""
    rows = connection.exec_driver_sql(_LINES, {"first": first, "last": last}).yield_per(_STEP)
    for key, group in groupby(rows, key=lambda row: row[0]):
        state: str | dict[str, Any] | None = None
        count, number, at, subject = 0, 0, "", ""
        for _key, number, at, kind, subject, after in group:  # noqa: B007 - the last one counts
            count += 1
            match kind:
                case "added":
                    state = after
                case "found":
                    state = after if after != "{}" else None
                case "removed":
                    state = None
                case _:
                    state = _read(state) | _read(after)
        yield str(key), subject, state, number, str(at), count


def _read(text: str | dict[str, Any] | None) -> dict[str, Any]:
    if isinstance(text, dict):
        return text
    try:
        values = json.loads(text) if text else {}
    except (ValueError, TypeError):  # a line that was changed: the chain says so
        return {}
    return values if isinstance(values, dict) else {}


def _holds(connection: Connection, first: str, last: str) -> _Rows:
    """Yield each record's id, table and values, in the order of the ids."""
    return heapq.merge(
        *(_rows(connection, table, first, last) for table in _tables().values()),
        key=lambda one: one[0],
    )


def _rows(connection: Connection, table: type[Record], first: str, last: str) -> _Rows:
    plain = table.__table__
    query = select(plain)
    if table.private_columns:
        query = select(plain, Salt.salt).outerjoin(Salt, Salt.record_id == plain.c.id)
    names = [column.name for column in plain.columns]
    ids = names.index("id")
    told = [(place, name) for place, name in enumerate(names) if name not in audit.NOISE]
    key = literal_column(f"coalesce({table.__tablename__}.id, '')", String)  # no index has it
    query = query.where(key >= first, *((key < last,) if last else ())).order_by(key)
    for row in connection.execute(query).yield_per(500):
        values = {
            name: value
            for place, name in told
            if (value := row[place]) is not None and value is not False and value != ""
        }
        yield row[ids].hex, table.__tablename__, _hidden(table, values, row[-1])


def _hidden(table: type[Record], values: dict[str, Any], salt: str | None) -> dict[str, Any]:
    """Put digests in the place of private values."""
    for name in table.private_columns & values.keys():
        values[name] = audit.kept_digest(salt, name, values[name]) if salt else _NO_SALT
    return values


def _compare(
    said: str | dict[str, Any] | None, holds: dict[str, Any] | None
) -> tuple[str, ...] | None:
    """Return the names of the fields that differ, or None when nothing does."""
    if said is None or holds is None:
        return None if said is None and holds is None else ()
    text = audit.values_text(holds)
    if text == said:
        return None
    told, found = _read(said), _read(text)
    fields = tuple(
        name
        for name in sorted(told.keys() | found.keys())
        if not _same(told.get(name), found.get(name))
    )
    return fields or None


def _same(told: Any, found: Any) -> bool:
    if str(told) == str(found) or (audit.is_empty(told) and audit.is_empty(found)):
        return True
    if not isinstance(told, str) or not isinstance(found, str):
        return False
    try:
        one, other = datetime.fromisoformat(told), datetime.fromisoformat(found)
    except ValueError:
        return False
    return one.tzinfo is not None and one.astimezone(UTC) == other.astimezone(UTC)
