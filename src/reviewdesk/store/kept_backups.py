"""The backups beside a desk, by their names: listed and thinned; what was cut short is removed."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reviewdesk.domain.backup_plan import Kept, to_drop
from reviewdesk.store.folder import BACKUPS, DATABASE

if TYPE_CHECKING:
    from pathlib import Path

STAMP = "%Y-%m-%dT%H-%M-%S"
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


def listed(folder: Path) -> list[Backup]:
    """Return the backups in a desk's folder, the newest first; other files are not touched."""
    found = []
    with suppress(OSError):
        for path in (folder / BACKUPS).iterdir():
            match = _NAME.fullmatch(path.name)
            if match is None or path.is_symlink() or not path.is_file():
                continue
            with suppress(OSError, ValueError):
                at = datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)
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
