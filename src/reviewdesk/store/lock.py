"""One writer: a lock on a file that the system lets go of when its process ends."""

from __future__ import annotations

import getpass
import os
import platform
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from reviewdesk.errors import InUseError, UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from pathlib import Path

_BEYOND = 1 << 30
"""Windows locks bytes: one far behind the text, so that others can read who has it."""


class WriterLock:
    """Held while a desk is open for writing; free at once when the process dies."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            InUseError: when another window or command has the desk.
            UserError: when the folder is read-only.
        """
        try:
            self._stream: BinaryIO = path.open("a+b")
        except OSError as error:
            raise UserError(
                tr("This desk's folder may not be written."),
                safe=tr("Nothing was changed."),
                remedy=tr("Check that the disk is not locked and that you may change the folder."),
            ) from error
        try:
            _take(self._stream)
        except OSError as error:
            self._stream.seek(0)
            holder = self._stream.read(400).decode("utf-8", "replace").strip()
            self._stream.close()
            raise InUseError(
                tr("This desk is already open ({holder}).").format(
                    holder=_holder_words(holder, path)
                ),
                safe=tr("Nothing was changed."),
                remedy=tr("Close it there first, or open it here for reading only."),
            ) from error
        self._stream.seek(0)
        self.was_left = bool(self._stream.read(1))
        """Whether who had the desk before did not close it: the power went, or it was killed."""
        self._stream.seek(0)
        self._stream.truncate()
        self._stream.write(_holder().encode())
        self._stream.flush()

    def release(self) -> None:
        """Let go of the lock; calling it twice does no harm."""
        if not self._stream.closed:
            with suppress(OSError):  # the drive is gone: the next one checks the file
                self._stream.seek(0)
                self._stream.truncate()
                self._stream.flush()
            with suppress(OSError):
                self._stream.close()


def _holder() -> str:
    """Return who has the desk, for those who come after."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    return "\n".join((name, platform.node(), str(os.getpid())))


def _holder_words(holder: str, path: Path) -> str:
    name, machine, *_rest = [*holder.split("\n"), "", ""]
    try:
        since = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
    except OSError:
        return tr("by another program")
    if not name and not machine:
        return tr("by another program")
    return tr("by {name} on {machine}, since {time}").format(
        name=name or tr("somebody"),
        machine=machine or tr("another computer"),
        time=f"{since:%Y-%m-%d %H:%M}",
    )


if sys.platform == "win32":
    import msvcrt

    def _take(stream: BinaryIO) -> None:
        stream.seek(_BEYOND)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(stream: BinaryIO) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
