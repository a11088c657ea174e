"""What can be wrong with a desk's file and with the chain of its audit lines, as plain values."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from reviewdesk.errors import CancelledError
from reviewdesk.progress import silent
from reviewdesk.store import chain
from reviewdesk.store.tables.audit import START, TRIGGERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from reviewdesk.progress import Progress

_STEP = 5000
_MOST = 20
"""Faults of the file that are named; one is enough to restore a backup."""
_ROOM = 32_000
"""KiB; twice as fast as with the usual 8,000, and no slower than with more."""
_OPCODES = 200_000
"""SQLite asks after so many of its steps whether to go on: a few times a second."""


class BreakKind(StrEnum):
    """How the chain is broken at a line."""

    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    kind: BreakKind
    line: int
    """The line, or the first of those that are missing."""
    upto: int
    """The last of those that are missing."""
    at: str
    """Time of the line as the file holds it; for missing ones of the line before."""
    actor: str
    subject: str


def file_faults(connection: Connection, progress: Progress = silent) -> list[str]:
    """Return what SQLite finds wrong with the file, in its own words, and what points nowhere.

    Raises:
        CancelledError: when stopped.
    """
    with _stoppable(connection, progress), _with_room(connection):
        try:
            faults = _page_faults(connection)[:_MOST]
            query = f"PRAGMA integrity_check({_MOST})"
            rows = connection.exec_driver_sql(query).scalars().all()
            faults += [str(row) for row in rows if row != "ok"]
            astray = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST)
            faults += [f"{row[0]} {row[1]} -> {row[2]}" for row in astray]
        except UnicodeDecodeError as error:
            faults = [str(error.reason)]
        except DBAPIError as error:
            if getattr(error.orig, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
                raise CancelledError from error
            faults = [str(error.orig)]
    return faults


def is_sound(connection: Connection) -> bool:
    """Return whether a quick look at every page finds nothing wrong."""
    try:
        if _page_faults(connection):
            return False
        rows = connection.exec_driver_sql("PRAGMA quick_check(1)").scalars().all()
    except (DBAPIError, UnicodeDecodeError):
        return False
    return rows == ["ok"]


def _page_faults(connection: Connection) -> list[str]:
    """Return which pages do not bear the signature they were written with.

    SQLCipher reads such a page as zeros; where it is the last one of a long value, neither
    reading it nor SQLite's own check says so.
    """
    with suppress(DBAPIError):  # what is still in the journal counts, not what it replaces
        connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").all()
    query = "PRAGMA cipher_integrity_check"
    return [str(one) for one in connection.exec_driver_sql(query).scalars()]


def missing_triggers(connection: Connection) -> list[str]:
    """Return the names of the triggers that do not protect the audit as they should."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    found = {row[0]: row[1] for row in connection.exec_driver_sql(query)}
    return [
        name
        for name, body in TRIGGERS.items()
        if found.get(name) != f"CREATE TRIGGER {name} {body}"
    ]


def breaks(connection: Connection, progress: Progress = silent) -> Iterator[Break]:
    """Yield every place where the chain of the audit lines does not hold, in order.

    Raises:
        CancelledError: when stopped.
    """
    total = connection.exec_driver_sql("SELECT count(*) FROM audit_line").scalar_one()
    query = f"SELECT {chain.COLUMNS}, hash FROM audit_line ORDER BY id"  # noqa: S608 - a constant
    number, former, at = 0, START, ""
    known = True  # whether the hash before this line is there to go on from
    for done, row in enumerate(connection.exec_driver_sql(query).yield_per(_STEP), 1):
        if row[0] != number + 1:
            yield Break(BreakKind.MISSING, number + 1, row[0] - 1, at, "", "")
            known = False
        if known and chain.link(former, row[:10]) != row[10]:
            yield Break(BreakKind.CHANGED, row[0], row[0], str(row[1]), str(row[2]), str(row[5]))
        number, former, at, known = row[0], row[10], str(row[1]), True
        if done % _STEP == 0:
            progress(done, total)
    progress(total, total)


def erased_unseen(connection: Connection) -> list[tuple[str, int, str]]:
    """Return the table, the first line and its time of records erased without being destroyed."""
    query = (
        "SELECT subject, min(id), min(at) FROM audit_line "  # noqa: S608 - constants
        f"WHERE (before GLOB '{chain.ERASED}*' OR after GLOB '{chain.ERASED}*') "
        "AND record_id NOT IN (SELECT line.record_id FROM audit_line AS line "
        "JOIN destruction ON destruction.id = json_extract(line.before, '$.destruction') "
        "WHERE line.kind = 'removed' AND line.before GLOB '{\"destruction\"*') "
        "GROUP BY subject, record_id ORDER BY min(id) LIMIT 100"
    )
    return [(row[0], row[1], str(row[2])) for row in connection.exec_driver_sql(query)]


def hash_of(connection: Connection, line: int) -> str | None:
    """Return the hash of a line, or None when there is no such line."""
    query = "SELECT hash FROM audit_line WHERE id = ?"
    value: str | None = connection.exec_driver_sql(query, (line,)).scalar()
    return value


@contextmanager
def _with_room(connection: Connection) -> Iterator[None]:
    """Let SQLite keep more pages: indices lead it back and forth, and each is decrypted anew."""
    (usual,) = connection.exec_driver_sql("PRAGMA cache_size").one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_ROOM}")
    try:
        yield
    finally:
        with suppress(DBAPIError):
            connection.exec_driver_sql(f"PRAGMA cache_size = {usual}")
            connection.exec_driver_sql("PRAGMA shrink_memory")


@contextmanager
def _stoppable(connection: Connection, progress: Progress) -> Iterator[None]:
    """Let one long statement be stopped: SQLite asks now and then whether to go on."""
    driver: Any = connection.connection.driver_connection

    def ask() -> int:
        try:
            progress(0, 1)
        except CancelledError:
            return 1
        return 0

    driver.set_progress_handler(ask, _OPCODES)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
