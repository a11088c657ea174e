"""Backups of a desk's file: made while it is in use, opened to see that they are good, restored."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store import checking, kept_backups
from reviewdesk.store.engine import explain, header, told_plainly
from reviewdesk.store.folder import BACKUPS
from reviewdesk.store.kept_backups import STAMP, Backup

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from reviewdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Seen:
    """What opening a backup showed."""

    version: int
    lines: int
    """Of the audit."""
    people: int


def make(desk: Desk, reason: str, at: datetime) -> Backup:
    """Copy the desk as it is now, open the copy to see that it is good, and thin the others.

    Raises:
        UserError: when it cannot be made; nothing is left half made and no backup is lost.
    """
    folder = desk.folder / BACKUPS
    stamp = at.astimezone(UTC).strftime(STAMP)
    path = folder / f"{stamp}Z-{reason}.sqlite"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(exist_ok=True)
        kept_backups.clean(desk.folder)
        with desk.reading() as session:
            _copy(session.connection(), part, desk)
        look(desk, part)
        _flush(part)
        part.replace(path)
        made = Backup(path, at.astimezone(UTC), reason, path.stat().st_size)
    except (OSError, DBAPIError, UserError) as error:
        with suppress(OSError):
            part.unlink()
        raise _not_made(error) from error
    kept_backups.thin(desk.folder, at)
    return made


def before_migration(desk: Desk, at: datetime) -> None:
    """Make the backup of an older desk; the migration is all or nothing without it too."""
    try:
        make(desk, "migration", at)
    except UserError as trouble:
        desk.troubles.append(trouble)


def look(desk: Desk, path: Path) -> Seen:
    """Open a copy of the desk, read every page of it, and say what is in it.

    Raises:
        UserError: when it is not good, or of another desk.
    """
    if header(path) != desk.keys.desk.bytes:
        raise UserError(
            tr("The backup {name} is not one of this desk.").format(name=path.name),
            safe=tr("The desk itself was not touched."),
            remedy=tr("Choose another backup."),
        )
    engine = desk.file_engine(path, read_only=True)
    try:
        with closing(engine.connect()) as connection:
            sound = checking.is_sound(connection)
            if sound:
                return Seen(
                    connection.exec_driver_sql("PRAGMA user_version").scalar_one(),
                    connection.exec_driver_sql("SELECT count(*) FROM audit_line").scalar_one(),
                    connection.exec_driver_sql("SELECT count(*) FROM person").scalar_one(),
                )
    except (DBAPIError, UnicodeDecodeError):
        pass
    finally:
        engine.dispose()
    raise UserError(
        tr("The backup {name} is damaged.").format(name=path.name),
        safe=tr("The desk itself was not touched."),
        remedy=tr("Choose another backup."),
    )


def put_back(desk: Desk, path: Path) -> None:
    """Make the desk what a backup holds, in one transaction of SQLite: all of it or nothing.

    Raises:
        UserError: when the backup is not good or the disk refuses.
    """
    look(desk, path)
    engine = desk.file_engine(path, read_only=True)
    try:
        with closing(engine.connect()) as source, desk.alone() as target:
            _driver(source).backup(_driver(target))
    except DBAPIError as error:
        raise explain(error.orig) or error from error
    finally:
        engine.dispose()


def take_out(desk: Desk, path: Path, target: Path) -> None:
    """Write what a backup holds to a new file under the desk's present key.

    Raises:
        UserError: when the backup is not good or the disk refuses.
    """
    look(desk, path)
    engine = desk.file_engine(path, read_only=True)
    try:
        with told_plainly(), closing(engine.connect()) as source:
            _copy(source, target, desk)
    finally:
        engine.dispose()


def _copy(connection: Connection, path: Path, desk: Desk) -> None:
    engine = desk.file_engine(path)
    try:
        with closing(engine.connect()) as target:
            copy = _driver(target)
            _driver(connection).backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    finally:
        engine.dispose()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _not_made(error: Exception) -> UserError:
    told = explain(getattr(error, "orig", None))
    if isinstance(error, UserError):
        happened = error.happened
    else:
        happened = told.happened if told is not None else tr("The disk refused it.")
    return UserError(
        tr("No backup could be made: {reason}").format(reason=happened),
        safe=tr("Your work is saved on the desk itself, and earlier backups are kept."),
        remedy=tr(
            "Make room on the disk, or let backups go to a second place such as a USB stick."
        ),
    )
