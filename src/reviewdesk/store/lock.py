"""One writer: a lock on a file that the system lets go of when its process ends."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from reviewdesk.errors import UserError
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
            UserError: when another window or command has the desk, or the folder is read-only.
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
            holder = self._stream.read(200).decode("utf-8", "replace").strip()
            self._stream.close()
            raise UserError(
                tr("This desk is already open ({holder}).").format(
                    holder=holder or tr("by another program")
                ),
                safe=tr("Nothing was changed."),
                remedy=tr("Close it there first, then open it here."),
            ) from error
        self._stream.seek(0)
        self._stream.truncate()
        self._stream.write(f"process {os.getpid()}".encode())
        self._stream.flush()

    def release(self) -> None:
        """Let go of the lock; calling it twice does no harm."""
        if not self._stream.closed:
            self._stream.close()


if sys.platform == "win32":
    import msvcrt

    def _take(stream: BinaryIO) -> None:
        stream.seek(_BEYOND)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(stream: BinaryIO) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
