"""The engine of a desk file, its pragmas, and SQLite's refusals as sentences."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import DBAPIError

from reviewdesk.errors import HurtError, UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

BUSY_SECONDS = 10
_NO_TEXT = "Could not decode to UTF-8"
"""What Python says of text that was damaged."""


def make_engine(path: Path, *, read_only: bool = False) -> Engine:
    """Return the engine of an existing or new database file.

    Write-ahead log with ``synchronous=FULL``: a commit that returned is on the disk,
    whatever happens next.

    Args:
        path: the file.
        read_only: for a file that nobody writes meanwhile; nothing is made beside it.
    """
    query = {"mode": "rwc", "uri": "true"}
    if read_only:
        query = {"mode": "ro", "immutable": "1", "uri": "true"}
    url = URL.create("sqlite", database=path.absolute().as_uri(), query=query)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event below starts transactions
        for pragma in (
            "foreign_keys = ON",
            "trusted_schema = OFF",
            *(() if read_only else ("journal_mode = WAL", "synchronous = FULL")),
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # a desk that writes says BEGIN IMMEDIATE: what it reads first is then still so
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def now(connection: Connection) -> datetime:
    """Return the time by SQLite's clock, for what happens before anybody sits at the desk."""
    query = "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"
    stamp: str = connection.exec_driver_sql(query).scalar_one()
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC)


def check_header(path: Path) -> None:
    """Refuse a file that is not an SQLite database, before anything opens it.

    Raises:
        UserError: when the file is missing, unreadable or something else.
    """
    if not path.exists():
        raise UserError(
            tr("There is no desk at {place}.").format(place=path.parent),
            remedy=tr("Check the name: a desk is a folder that ends in .reviewdesk."),
        )
    try:
        with path.open("rb") as stream:
            head = stream.read(16)
    except OSError as error:
        raise UserError(
            tr("The desk file {name} cannot be read.").format(name=path.name),
            safe=tr("Nothing was changed."),
            remedy=tr("Check that the folder is complete and that you may open it."),
        ) from error
    if head != b"SQLite format 3\0":
        raise UserError(
            tr("{name} is not a ReviewDesk desk.").format(name=path.name),
            safe=tr("Nothing was changed."),
            remedy=tr("Choose a folder that ends in .reviewdesk."),
        )


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn what the disk or the file refuses into sentences; bugs pass unchanged."""
    try:
        yield
    except DBAPIError as error:
        refusal = explain(error.orig)
        if refusal is None:
            raise
        raise refusal from error
    except sqlite3.Error as error:
        refusal = explain(error)
        if refusal is None:
            raise
        raise refusal from error
    except UnicodeDecodeError as error:  # SQLite quotes what it found in a damaged file
        raise hurt() from error


def hurt(happened: str = "") -> HurtError:
    """Return the sentence for a file that is damaged."""
    return HurtError(
        happened or tr("The desk's file is damaged."),
        safe=tr("Its backups are not touched, and the damaged file is kept."),
        remedy=tr("Open it again to have it mended from a backup or from what can be read."),
    )


def explain(error: BaseException | None) -> UserError | None:
    """Return the sentence for an error of SQLite, or None when it is our own mistake."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    not_saved = tr("What you typed is still on the screen; nothing was saved half.")
    sentences = {
        "SQLITE_FULL": (
            tr("The disk is full."),
            tr("Make room on the disk; saving goes on by itself."),
        ),
        "SQLITE_READONLY": (
            tr("The desk's file may not be written."),
            tr("Check that the disk is not locked and that you may change the folder."),
        ),
        "SQLITE_BUSY": (
            tr("Another program is writing to this desk."),
            tr("Wait a moment; saving is tried again."),
        ),
        "SQLITE_IOERR": (
            tr("The disk did not answer."),
            tr("Check that the drive is still connected; saving is tried again."),
        ),
        "SQLITE_CANTOPEN": (
            tr("The desk's file cannot be opened."),
            tr("Check that the drive is connected and that you may open the folder."),
        ),
    }
    if name.startswith("SQLITE_CORRUPT") or str(error).startswith(_NO_TEXT):
        return hurt()
    if name.startswith("SQLITE_NOTADB"):
        return hurt(tr("The desk's file is not one that ReviewDesk can read."))
    for code, (happened, remedy) in sentences.items():
        if name.startswith(code):
            return UserError(happened, safe=not_saved, remedy=remedy)
    return None
