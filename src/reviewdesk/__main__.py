"""Send the call to the window or to a command, importing only the one it needs."""

from __future__ import annotations

import sys
from pathlib import Path

TRACE = "--startup-trace"
"""Prints a line when the first paint was done."""


def main() -> int:
    """Open the window when no command is named; return the exit code.

    The window's two options are read by hand: argparse would cost a tenth of its start.
    """
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # a process that draws papers starts here and goes no further
    words = [word for word in sys.argv[1:] if word != TRACE]
    trace = len(words) < len(sys.argv) - 1
    match words:
        case []:
            return show_window(None, trace=trace)
        case ["--desk", place] if place:
            return show_window(Path(place), trace=trace)
        case [word] if word.startswith("--desk=") and word != "--desk=":
            return show_window(Path(word.partition("=")[2]), trace=trace)
    from reviewdesk.cli.main import run

    return run(words, show_window)


def show_window(desk: Path | None, *, trace: bool = False) -> int:
    """Open the window on a desk, or on the one used last."""
    import gc

    gc.disable()  # the window collects by itself once it is painted, see ui/collector.py
    from reviewdesk.ui import unread

    unread.spare()
    from reviewdesk.services.places import data_folder
    from reviewdesk.ui.application import Start, run

    return run(sys.argv[:1], Start(desk=desk, directory=data_folder(), trace=trace))


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # this may be the process that reads files of strangers
    sys.exit(main())
