"""Backups of a desk's file: made while it is in use, opened to see that they are good, restored."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from reviewdesk.domain.backup_plan import Kept, to_drop
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store import checking
from reviewdesk.store.engine import explain
from reviewdesk.store.folder import BACKUPS, DATABASE

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from reviewdesk.store.desk import Desk

_STAMP = "%Y-%m-%dT%H-%M-%S"
_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)Z-([a-z]+)\.sqlite")
_LEAST_BYTES = 500_000_000
_TIMES = 12
"""All backups together may weigh so many times the desk, or half a gigabyte where that is more."""
_OF_FREE = 4
"""But never more than a quarter of what is free on the disk."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup as its name and size tell it."""

    path: Path
    at: datetime
    reason: str
    """``open``, ``hour``, ``migration``, ``launch``, ``import``, ``restore``, ``asked``."""
    size: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What opening a backup showed."""

    version: int
    lines: int
    """Of the audit."""
    people: int


def listed(folder: Path) -> list[Backup]:
    """Return the backups in a desk's folder, the newest first; other files are not touched."""
    found = []
    with suppress(OSError):
        for path in (folder / BACKUPS).iterdir():
            match = _NAME.fullmatch(path.name)
            if match is None or path.is_symlink() or not path.is_file():
                continue
            with suppress(OSError, ValueError):
                at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
                found.append(Backup(path, at, match[2], path.stat().st_size))
    return sorted(found, key=lambda one: (one.at, one.path.name), reverse=True)


def is_current(folder: Path) -> bool:
    """Return whether nothing was written to the desk since its newest backup."""
    newest = next(iter(listed(folder)), None)
    if newest is None:
        return False
    try:
        made = newest.path.stat().st_mtime_ns
        files = (folder / DATABASE, folder / f"{DATABASE}-wal")
        return all(not one.exists() or one.stat().st_mtime_ns <= made for one in files)
    except OSError:
        return False


def make(desk: Desk, reason: str, at: datetime) -> Backup:
    """Copy the desk as it is now, open the copy to see that it is good, and thin the others.

    Raises:
        UserError: when it cannot be made; nothing is left half made and no backup is lost.
    """
    folder = desk.folder / BACKUPS
    stamp = at.astimezone(UTC).strftime(_STAMP)
    path = folder / f"{stamp}Z-{reason}.sqlite"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(exist_ok=True)
        clean(desk.folder)
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
    thin(desk.folder, at)
    return made


def look(desk: Desk, path: Path) -> Seen:
    """Open a copy of the desk, read every page of it, and say what is in it.

    Raises:
        UserError: when it is not good.
    """
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


def thin(folder: Path, now: datetime) -> None:
    """Remove the backups that are not needed any more."""
    backups = listed(folder)
    most = _LEAST_BYTES
    with suppress(OSError):
        most = max(most, _TIMES * (folder / DATABASE).stat().st_size)
        held = sum(one.size for one in backups)
        most = min(most, (shutil.disk_usage(folder).free + held) // _OF_FREE)
    kept = [Kept(one.path.name, one.at, one.size) for one in backups]
    for name in to_drop(kept, now, most):
        with suppress(OSError):
            (folder / BACKUPS / name).unlink()


def clean(folder: Path) -> None:
    """Remove what a backup that was cut short left."""
    for path in (folder / BACKUPS).glob("*.part*"):
        with suppress(OSError):
            path.unlink()


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
