"""The engine of a desk file, its pragmas, and SQLite's refusals as sentences."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from reviewdesk.errors import HurtError, UserError
from reviewdesk.i18n import tr
from reviewdesk.store import cipher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from reviewdesk.store.cipher import Secret

_BY_WORDS = {
    "database or disk is full": "SQLITE_FULL",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "database is locked": "SQLITE_BUSY",
    "disk I/O error": "SQLITE_IOERR",
    "unable to open database file": "SQLITE_CANTOPEN",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "file is not a database": "SQLITE_NOTADB",
}
"""What SQLite says where the name of the error is lost: in its backups and SQLCipher's copies."""
_NO_TEXT = "Could not decode to UTF-8"
"""What Python says of text that was damaged."""


def make_engine(path: Path, secret: Secret | None, *, read_only: bool = False) -> Engine:
    """Return the engine of an existing or new database file under its key.

    Write-ahead log with ``synchronous=FULL``: a commit that returned is on the disk,
    whatever happens next. Whatever SQLite puts aside stays in memory, and what is deleted
    is overwritten.

    Args:
        path: the file.
        secret: its key; None for one that was made before desks were encrypted.
        read_only: for a file that nobody writes meanwhile; nothing is made beside it.
    """

    def connected() -> Any:
        connection = cipher.connect(path, secret, "frozen" if read_only else "rwc")
        for pragma in (
            "temp_store = MEMORY",
            "secure_delete = ON",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            *(() if read_only else ("journal_mode = WAL", "synchronous = FULL")),
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    url = URL.create("sqlite", database=str(path.absolute()))
    engine = create_engine(url, module=dbapi2, creator=connected)

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


def header(path: Path) -> bytes:
    """Return how a desk's file begins: its id, or SQLite's words when it is not encrypted.

    Raises:
        UserError: when the file is missing or cannot be read.
    """
    if not path.exists():
        raise UserError(
            tr("There is no desk at {place}.").format(place=path.parent),
            remedy=tr("Check the name: a desk is a folder that ends in .reviewdesk."),
        )
    try:
        with path.open("rb") as stream:
            return stream.read(16)
    except OSError as error:
        raise UserError(
            tr("The desk file {name} cannot be read.").format(name=path.name),
            safe=tr("Nothing was changed."),
            remedy=tr("Check that the folder is complete and that you may open it."),
        ) from error


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
    except cipher.Error as error:
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
    name = str(getattr(error, "sqlite_errorname", "") or "SQLITE_ERROR")
    if name == "SQLITE_ERROR":
        name = _BY_WORDS.get(str(error), name)
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
