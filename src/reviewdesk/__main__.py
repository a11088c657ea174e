"""Send the call to the window or to a command, importing only the one it needs."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Open the window when no command is named; return the exit code."""
    words = sys.argv[1:]
    if words and words[0].partition("=")[0] not in ("--desk", "--startup-trace"):
        from reviewdesk.cli.main import run

        return run(words, show_window)
    if not words:
        return show_window(None)
    import argparse

    parser = argparse.ArgumentParser(prog="reviewdesk")
    parser.add_argument("--desk", type=Path)
    parser.add_argument("--startup-trace", action="store_true")
    options = parser.parse_args(words)
    return show_window(options.desk, trace=options.startup_trace)


def show_window(desk: Path | None, *, trace: bool = False) -> int:
    """Open the window on a desk, or on the one used last."""
    import gc

    gc.disable()  # the window collects by itself once it is painted, see ui/collector.py
    from reviewdesk.services.places import data_folder
    from reviewdesk.ui.application import Start, run

    return run(sys.argv[:1], Start(desk=desk, directory=data_folder(), trace=trace))


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # this may be the process that reads files of strangers
    sys.exit(main())
