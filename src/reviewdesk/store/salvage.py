"""What can still be read of a damaged file, row by row, into a new one."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from reviewdesk.progress import silent
from reviewdesk.store import audit, replay
from reviewdesk.store.schema import metadata
from reviewdesk.store.tables.audit import TRIGGERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Engine

    from reviewdesk.progress import Progress
    from reviewdesk.store.desk import Desk

_TRIES = 200
"""How often reading is begun anew behind a damaged place of one table."""
_BATCH = 200
_LAST_ROW = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came out of one table."""

    table: str
    rows: int
    whole: bool
    """Whether nothing of it was in a damaged place, as far as can be told."""


class _DamagedError(Exception):
    """A page that was wanted is damaged."""


class _Reader:
    """Reads a damaged file, opened anew after each damaged page.

    A connection that met one reads zeros from then on, of undamaged pages too; and where the
    page was the last one of a long value, the first to say so is the next reading.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection = engine.connect()

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query.

        Raises:
            _DamagedError: when one of them cannot be read, or not all of it.
        """
        driver: Any = self._connection.connection.driver_connection
        try:
            rows: list[tuple[Any, ...]] = driver.execute(query, values).fetchall()
            driver.execute("PRAGMA shrink_memory")  # so that the first page is read again,
            driver.execute("SELECT count(*) FROM sqlite_master").fetchone()  # if pages still are
        except (driver.Error, UnicodeDecodeError) as error:
            self._open_anew()
            raise _DamagedError from error
        return rows

    def _open_anew(self) -> None:
        self._connection.invalidate()
        self._connection.close()
        self._connection = self._engine.connect()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def salvage(source: Engine, target: Engine, progress: Progress = silent) -> list[Salvaged]:
    """Copy every row that can be read into a new file of the same schema version.

    Only tables and triggers that a desk has are made anew. Rows that contradict another (two
    with one key) are left out.

    Raises:
        CancelledError: when stopped.
    """
    found: list[Salvaged] = []
    with closing(_Reader(source)) as reader, closing(target.connect()) as new:
        writer: Any = new.connection.driver_connection
        try:
            ((version,),) = reader.rows("PRAGMA user_version")
            made = reader.rows("SELECT type, name, sql FROM sqlite_master")
        except _DamagedError:
            return []  # without the list of its tables nothing can be read
        tables = {name: sql for kind, name, sql in made if kind == "table" and _is_ours(name)}
        writer.execute("PRAGMA foreign_keys = OFF")
        writer.execute("BEGIN IMMEDIATE")
        for place, (name, sql) in enumerate(tables.items()):
            progress(place, len(tables))
            with suppress(writer.Error):
                writer.execute(sql)
                found.append(_table(reader, writer, name))
        for kind, name, sql in made:
            if sql and (name in TRIGGERS if kind == "trigger" else kind == "index"):
                with suppress(writer.Error):
                    writer.execute(sql)
        writer.execute(f"PRAGMA user_version = {int(version)}")
        writer.execute("COMMIT")
        writer.execute("PRAGMA journal_mode = DELETE")
    return found


def counts(engine: Engine) -> tuple[int, int]:
    """Return how many audit lines and people a file holds; zeros where it cannot be read."""
    try:
        with closing(engine.connect()) as connection:
            lines = connection.exec_driver_sql("SELECT count(*) FROM audit_line").scalar_one()
            people = connection.exec_driver_sql("SELECT count(*) FROM person").scalar_one()
    except DBAPIError:
        return 0, 0
    return lines, people


def note(desk: Desk, at: datetime, way: str, lost: tuple[str, ...]) -> None:
    """Write into the audit how a desk was mended and, for each record, what it is now.

    Args:
        desk: opened again after it was mended.
        at: the time.
        way: how it was mended.
        lost: the tables of which something could not be read.
    """
    by = audit.By(audit.PROGRAM, at)
    with desk.transaction(by.actor, by.at) as session:
        connection = session.connection()
        after = {"way": way, "lost": list(lost)}
        audit.append(connection, [audit.line("mended", "desk", UUID(int=0), {}, after)], by)
        replay.adopt(connection, by)


def _is_ours(name: str) -> bool:
    return name in metadata().tables or name == "alembic_version"


def _table(reader: _Reader, writer: Any, name: str) -> Salvaged:
    columns = [row[1] for row in writer.execute(f'PRAGMA table_info("{name}")')]
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    insert = f'INSERT OR IGNORE INTO "{name}" ({names}) VALUES ({marks})'  # noqa: S608 - our names
    holes: list[int] = []
    rows = 0
    for row in _rows(reader, name, names, holes):
        rows += max(writer.execute(insert, row).rowcount, 0)
    return Salvaged(name, rows, whole=not holes)


def _rows(reader: _Reader, name: str, columns: str, holes: list[int]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that can be read; behind a damaged place it is tried again, ever further."""
    query = f'SELECT rowid, {columns} FROM "{name}" WHERE rowid > ? ORDER BY rowid LIMIT {_BATCH}'  # noqa: S608
    single = query.replace(f"LIMIT {_BATCH}", "LIMIT 1")
    last, step = 0, 1
    while len(holes) < _TRIES and last < _LAST_ROW:
        try:
            rows = reader.rows(query, (last,))
        except _DamagedError:
            try:
                rows = reader.rows(single, (last,))
            except _DamagedError:
                holes.append(last)
                last, step = min(last + step, _LAST_ROW), step * 2
                continue
        if not rows:
            return
        step = 1
        for row in rows:
            last = row[0]
            yield row[1:]
