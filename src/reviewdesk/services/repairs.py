"""A damaged desk mended: from its newest good backup, or from the rows that can be read."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.progress import silent
from reviewdesk.services import passphrases
from reviewdesk.services.check_report import time_words
from reviewdesk.services.clock import SystemClock
from reviewdesk.services.context import Desk
from reviewdesk.store import backup, kept_backups, salvage
from reviewdesk.store.engine import told_plainly
from reviewdesk.store.folder import DATABASE, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from reviewdesk.progress import Progress
    from reviewdesk.services.clock import Clock
    from reviewdesk.store.cipher import Secret

_SALVAGED, _MENDED = "desk.salvaged", "desk.mended"


class Way(StrEnum):
    """How a desk is mended."""

    BACKUP = "backup"
    SALVAGE = "salvage"


@dataclass(frozen=True, slots=True)
class WayIn:
    """What unlocks a locked desk; no ``repr`` shows it."""

    account: UUID | None
    """Whose passphrase it is, or None when it is the recovery code."""
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a desk would be after mending it one way."""

    way: Way
    lines: int
    """Changes on record: more is newer."""
    people: int
    at: datetime | None
    """When the backup was made."""
    lost: tuple[str, ...]
    """Tables of which something could not be read."""
    name: str = ""

    def sentence(self) -> str:
        """Return in a sentence what there would be."""
        held = tr("{people} and {lines}").format(
            people=tr_n("{n} person", "{n} people", self.people),
            lines=tr_n("{n} recorded change", "{n} recorded changes", self.lines),
        )
        if self.way is Way.BACKUP:
            return tr("The newest good backup, of {time}, holds {held}.").format(
                time=time_words(self.at), held=held
            )
        if self.lost:
            return tr(
                "Of the damaged file {held} can be read; in {n} of its lists something is missing."
            ).format(held=held, n=len(self.lost))
        return tr("Of the damaged file {held} can be read, all that was listed.").format(held=held)


@dataclass(frozen=True, slots=True)
class Hurt:
    """What can be done about a damaged desk."""

    candidates: tuple[Candidate, ...]
    """The better one first; empty when nothing can be done here."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done."""

    sentence: str
    aside: str
    """Name of the damaged file, which is kept."""


def look(place: Path, progress: Progress = silent, way_in: WayIn | None = None) -> Hurt:
    """Return what a damaged desk could be mended from; nothing is changed.

    Args:
        place: the desk's folder.
        progress: rows looked at, of all.
        way_in: what unlocks it, when it is locked.

    Raises:
        InUseError: when somebody has it open.
        UserError: when it is locked and the passphrase is wrong.
        CancelledError: when stopped.
    """
    with _held(place, way_in) as desk:
        found = [one for one in (_backup(desk), _salvage(desk, progress)) if one is not None]
    found.sort(key=lambda one: (one.lines, not one.lost, one.way is Way.BACKUP), reverse=True)
    return Hurt(tuple(found))


def mend(
    place: Path, chosen: Candidate, clock: Clock | None = None, way_in: WayIn | None = None
) -> Mended:
    """Put the chosen state in the place of the damaged file, which is kept beside it.

    Args:
        place: the desk's folder.
        chosen: one of those that ``look`` found.
        clock: where the time comes from.
        way_in: what unlocks it, when it is locked.

    Raises:
        UserError: when the disk refuses; the damaged file is as it was then.
    """
    now = (clock or SystemClock()).now()
    with _held(place, way_in) as desk:
        folder = desk.folder
        ready = folder / _MENDED
        stamp = now.strftime("%Y-%m-%dT%H-%M-%S")
        aside = f"desk-damaged-{stamp}.sqlite"
        try:
            if chosen.way is Way.BACKUP:
                path = next(
                    one.path for one in kept_backups.listed(folder) if one.path.name == chosen.name
                )
                ready.unlink(missing_ok=True)
                backup.take_out(desk, path, ready)
            else:
                _rows_into(desk, ready)
            with ready.open("rb+") as stream:
                os.fsync(stream.fileno())
            for ending in ("", "-wal"):
                with suppress(FileNotFoundError):
                    shutil.copyfile(folder / f"{DATABASE}{ending}", folder / f"{aside}{ending}")
            for ending in ("-wal", "-shm"):
                (folder / f"{DATABASE}{ending}").unlink(missing_ok=True)
            desk.write_keys(desk.keys)  # new where it was made before desks were encrypted
            ready.replace(folder / DATABASE)
        except (OSError, StopIteration) as error:
            raise UserError(
                tr("The desk could not be mended: the disk refuses."),
                safe=tr("The damaged file is as it was."),
                remedy=tr("Make room on the disk, then open the desk again."),
            ) from error
    _note(place, chosen, now, way_in)
    words = tr("The desk was mended. {found} The damaged file is kept as {name}.")
    return Mended(words.format(found=chosen.sentence(), name=aside), aside)


@contextmanager
def _held(place: Path, way_in: WayIn | None) -> Iterator[Desk]:
    desk = Desk.hold(folder_of(place), _secret(place, way_in))
    try:
        yield desk
    finally:
        (desk.folder / _SALVAGED).unlink(missing_ok=True)
        desk.close()


def _backup(desk: Desk) -> Candidate | None:
    for one in kept_backups.listed(desk.folder):
        with suppress(UserError):
            seen = backup.look(desk, one.path)
            return Candidate(Way.BACKUP, seen.lines, seen.people, one.at, (), one.path.name)
    return None


def _salvage(desk: Desk, progress: Progress) -> Candidate | None:
    path = desk.folder / _SALVAGED
    lost = _rows_into(desk, path, progress)
    if lost is None:
        return None
    engine = desk.file_engine(path, read_only=True)
    try:
        lines, people = salvage.counts(engine)
    finally:
        engine.dispose()
    return Candidate(Way.SALVAGE, lines, people, None, lost) if lines else None


def _rows_into(desk: Desk, path: Path, progress: Progress = silent) -> tuple[str, ...] | None:
    """Write what can be read to a new file; return what is incomplete, None when it is nothing."""
    path.unlink(missing_ok=True)
    source, target = desk.file_engine(desk.folder / DATABASE), desk.file_engine(path)
    try:
        with suppress(UserError), told_plainly():
            found = salvage.salvage(source, target, progress)
            return tuple(one.table for one in found if not one.whole) if found else None
    finally:
        source.dispose()
        target.dispose()
    return None


def _secret(place: Path, way_in: WayIn | None) -> Secret | None:
    if way_in is None:
        return None
    return passphrases.unlocked(place, way_in.passphrase, way_in.account)[0]


def _note(place: Path, chosen: Candidate, now: datetime, way_in: WayIn | None) -> None:
    """Write into the audit that the desk was mended, and what its records are now."""
    secret = _secret(place, way_in)
    desk = Desk.open(folder_of(place), secret, before=backup.before_migration)
    try:
        salvage.note(desk, now, chosen.way.value, chosen.lost)
    finally:
        desk.close()
