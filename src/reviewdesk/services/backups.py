"""Backups that nobody has to think of, their restoring, and a copy in a second place."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store import audit, backup, chain, kept_backups, key_file
from reviewdesk.store.folder import BACKUPS, KEYS
from reviewdesk.store.whole_files import write_whole

if TYPE_CHECKING:
    from reviewdesk.services.context import Context
    from reviewdesk.store.kept_backups import Backup

LONG_AGO = timedelta(days=14)
"""After which a second place that was not seen is asked for."""
_SECOND = "second-place.json"
_KEPT_THERE = 5


class Reason(StrEnum):
    """Why a backup is made."""

    OPEN = "open"
    HOUR = "hour"
    MIGRATION = "migration"
    LAUNCH = "launch"
    IMPORT = "import"
    RESTORE = "restore"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup as the list shows it."""

    name: str
    at: datetime
    reason: str
    """In words."""
    size: int


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """A folder on another drive where copies go."""

    folder: Path
    last: datetime | None
    """When a copy was made there last."""
    is_there: bool
    overdue: bool
    """Whether it was not seen for long."""


def by_itself(ctx: Context, reason: Reason) -> bool:
    """Make a backup without being asked, when something was written since the last one.

    Whoever sits at the desk may let it happen. What goes wrong is told by the desk
    (``Desk.troubles``) and stops nothing.

    Returns:
        Whether one was made.
    """
    ctx.demand(Right.OPEN_DESK)
    desk = ctx.desk
    if desk.is_read_only or kept_backups.is_current(desk.folder):
        return False
    try:
        made = backup.make(desk, reason, ctx.clock.now())
    except UserError as trouble:
        desk.troubles.append(trouble)
        return False
    with suppress(UserError):  # the stick is not in: the reminder comes in time
        _copy_there(ctx, made)
    return True


def before(ctx: Context, reason: Reason) -> None:
    """Make a backup before something large; what goes wrong is told and stops nothing."""
    ctx.demand(Right.OPEN_DESK)
    by_itself(ctx, reason)


def back_up(ctx: Context) -> BackupRow:
    """Make a backup now.

    Raises:
        UserError: when it cannot be made.
    """
    ctx.demand(Right.KEEP_BACKUPS)
    return _row(backup.make(ctx.desk, Reason.ASKED, ctx.clock.now()))


def list_backups(ctx: Context) -> list[BackupRow]:
    """Return the backups of this desk, the newest first."""
    ctx.demand(Right.KEEP_BACKUPS)
    return [_row(one) for one in kept_backups.listed(ctx.desk.folder)]


def restore(ctx: Context, name: str) -> BackupRow:
    """Make the desk what a backup holds; the present state is kept as a backup too.

    The audit of the restored desk notes which state was left, by the number and the hash of
    its last line.

    Returns:
        The backup of the state that was left.

    Raises:
        UserError: when the backup is not good or the disk refuses; the desk is as it was then.
    """
    ctx.demand(Right.KEEP_BACKUPS)
    chosen = next(
        (one for one in kept_backups.listed(ctx.desk.folder) if one.path.name == name), None
    )
    if chosen is None:
        raise UserError(tr("This backup is not there any more."), safe=tr("Nothing was changed."))
    backup.look(ctx.desk, chosen.path)
    kept = backup.make(ctx.desk, Reason.RESTORE, ctx.clock.now())
    with ctx.read(Right.KEEP_BACKUPS) as session:
        line, head, _at = chain.head(session.connection())
    backup.put_back(ctx.desk, chosen.path)
    ctx.desk.renew(backup.before_migration)
    said = audit.line(
        "restored", "desk", UUID(int=0), {"line": line, "hash": head}, {"backup": name}
    )
    with ctx.begin(Right.KEEP_BACKUPS) as session:
        by = audit.By(ctx.actor.on_record, ctx.clock.now(), ctx.actor.person_id)
        audit.append(session.connection(), [said], by)
    return _row(kept)


def choose_second_place(ctx: Context, folder: Path) -> SecondPlace:
    """Let copies of the backups go to a folder on another drive, and make the first.

    Raises:
        UserError: when the folder is inside the desk or may not be written.
    """
    ctx.demand(Right.KEEP_BACKUPS)
    folder = folder.absolute()
    if folder.is_relative_to(ctx.desk.folder.absolute()):
        raise UserError(
            tr("This folder is part of the desk itself."),
            remedy=tr("Choose one on another drive, such as a USB stick."),
        )
    _remember(ctx, folder, None)
    copy_to_second_place(ctx)
    return _second(ctx)  # type: ignore[return-value]


def second_place(ctx: Context) -> SecondPlace | None:
    """Return where copies go, or None when no place was chosen."""
    ctx.demand(Right.OPEN_DESK)
    return _second(ctx)


def copy_to_second_place(ctx: Context) -> SecondPlace:
    """Copy the newest backup to the second place, made fresh when something was written since.

    Raises:
        UserError: when there is no such place, it is not there, or it refuses.
    """
    ctx.demand(Right.KEEP_BACKUPS)
    desk = ctx.desk
    if not kept_backups.is_current(desk.folder):
        backup.make(desk, Reason.ASKED, ctx.clock.now())
    _copy_there(ctx, kept_backups.listed(desk.folder)[0])
    return _second(ctx)  # type: ignore[return-value]


def reminder(ctx: Context) -> str:
    """Return a sentence when the second place was not seen for long, else nothing."""
    place = second_place(ctx)
    if place is None or not place.overdue:
        return ""
    if place.last is None:
        return tr("No copy of this desk was made in the second place yet: {folder}.").format(
            folder=place.folder
        )
    days = (ctx.clock.now() - place.last).days
    return tr("The last copy in the second place is {n} days old: {folder}.").format(
        n=days, folder=place.folder
    )


def _copy_there(ctx: Context, made: Backup) -> None:
    place = _second(ctx)
    if place is None:
        return
    if not place.is_there:
        raise UserError(
            tr("The second place is not there: {folder}.").format(folder=place.folder),
            safe=tr("The backups in the desk's own folder are."),
            remedy=tr("Put in the stick or connect the drive, then copy again."),
        )
    stem = ctx.desk.folder.stem
    target = place.folder / f"{stem} {made.path.name}"
    part = target.with_suffix(".part")
    try:
        shutil.copyfile(made.path, part)
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        is_same = _digest(part) == _digest(made.path)
        if is_same:  # first the keys that open it: whoever lost the desk needs both
            write_whole(_keys_beside(target), key_file.as_bytes(ctx.desk.keys))
            part.replace(target)
        else:
            part.unlink()
        pattern = re.compile(re.escape(stem) + r" \d{4}-\d\d-\d\dT[\d-]+Z-[a-z]+\.sqlite")
        ours = sorted(one for one in place.folder.iterdir() if pattern.fullmatch(one.name))
        for old in ours[:-_KEPT_THERE]:
            old.unlink()
            _keys_beside(old).unlink(missing_ok=True)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise _not_copied(place.folder) from error
    if not is_same:
        raise _not_copied(place.folder)
    _remember(ctx, place.folder, ctx.clock.now())


def _keys_beside(copy: Path) -> Path:
    """Return where the keys of a copy lie, as the key file of its desk was when it was made."""
    return copy.with_suffix(f".{KEYS}")


def _not_copied(folder: Path) -> UserError:
    return UserError(
        tr("The copy in the second place could not be made: {folder}.").format(folder=folder),
        safe=tr("The backups in the desk's own folder are not touched."),
        remedy=tr("Check that there is room and that the drive is not locked."),
    )


def _second(ctx: Context) -> SecondPlace | None:
    try:
        kept = json.loads((ctx.desk.folder / BACKUPS / _SECOND).read_text(encoding="utf-8"))
        folder = Path(kept["folder"])
        last = datetime.fromisoformat(kept["last"]) if kept["last"] else None
        chosen = datetime.fromisoformat(kept["chosen"])
        since = ctx.clock.now() - (last or chosen)
        return SecondPlace(folder, last, folder.is_dir(), since > LONG_AGO)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(ctx: Context, folder: Path, last: datetime | None) -> None:
    now = ctx.clock.now().astimezone(UTC).isoformat()
    content = {
        "folder": str(folder),
        "chosen": now,
        "last": last.astimezone(UTC).isoformat() if last else None,
    }
    place = ctx.desk.folder / BACKUPS / _SECOND
    try:
        place.parent.mkdir(exist_ok=True)
        part = place.with_suffix(".part")
        part.write_text(json.dumps(content), encoding="utf-8")
        part.replace(place)
    except OSError as error:
        raise UserError(tr("The second place could not be remembered.")) from error


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _row(one: Backup) -> BackupRow:
    return BackupRow(one.path.name, one.at, reason_words(one.reason), one.size)


def reason_words(reason: str) -> str:
    """Return why a backup was made."""
    words: dict[str, str] = {
        Reason.OPEN: tr("when the desk was opened"),
        Reason.HOUR: tr("while it was in use"),
        Reason.MIGRATION: tr("before the program was renewed"),
        Reason.LAUNCH: tr("before a launch"),
        Reason.IMPORT: tr("before an import"),
        Reason.RESTORE: tr("before another was restored"),
        Reason.ASKED: tr("asked for"),
    }
    return words.get(reason, reason)
