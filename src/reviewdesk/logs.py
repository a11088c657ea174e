"""Log and crash file, without personal data: ids, codes and places in the code only."""

from __future__ import annotations

import faulthandler
import time
import traceback
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import logging
    from pathlib import Path
    from types import TracebackType

_fault_stream: TextIO | None = None


def logger() -> logging.Logger:
    """Return the log; ``logging`` is loaded when something is written, or after the first paint."""
    import logging

    return logging.getLogger("reviewdesk")


def watch_for_death(directory: Path) -> Path | None:
    """Let Python write into the fault file of ``directory`` should the process die.

    Returns:
        Path | None: the file with what Python wrote when the last run died, if it did.
    """
    global _fault_stream  # noqa: PLW0603
    directory.mkdir(parents=True, exist_ok=True)
    if _fault_stream is not None:
        _fault_stream.close()
    last = _keep_fault(directory / "fault.log")
    _fault_stream = (directory / "fault.log").open("a", encoding="utf-8")
    faulthandler.enable(_fault_stream)
    return last


def start(directory: Path) -> None:
    """Write the log into ``directory``: five files of 1 MB."""
    import logging.handlers

    directory.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        directory / "reviewdesk.log",
        maxBytes=1_000_000,
        backupCount=5,
        encoding="utf-8",
        delay=True,
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger().addHandler(handler)
    logger().setLevel(logging.INFO)


def _keep_fault(path: Path) -> Path | None:
    """Put the fault of the last run aside; another run that is still on keeps its own."""
    kept = path.with_name("fault-last.txt")
    try:
        if path.stat().st_size == 0:
            return None
        path.replace(kept)
    except OSError:
        return None
    return kept


def describe(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return where a fault happened: its type and places, never its message.

    The message of an exception may quote what a person typed, so it stays out.
    """
    places = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    return "\n".join([f"{kind.__module__}.{kind.__qualname__}", *places])


def keep_crash(directory: Path, places: str) -> Path | None:
    """Write a crash file and return its path, or None when the disk refuses."""
    path = directory / f"crash-{time.strftime('%Y%m%d-%H%M%S')}.txt"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{places}\n", encoding="utf-8")
    except OSError:
        return None
    return path
