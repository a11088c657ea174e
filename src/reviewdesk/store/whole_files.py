"""Small files written whole or not at all."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put content in a file's place once it is on the disk; a crash leaves the former or this.

    Raises:
        OSError: when the disk refuses; the former file is untouched then.
    """
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        put_in_place(beside, path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def put_in_place(beside: Path, path: Path) -> None:
    """Rename a finished file over another one and let the folder reach the disk."""
    beside.replace(path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Let names in a folder reach the disk, where the system knows how."""
    if sys.platform != "win32":
        with suppress(OSError):  # the file is there; some network drives flush no folders
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def flush_to_disk(path: Path) -> None:
    """Let what another library wrote reach the disk."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())
