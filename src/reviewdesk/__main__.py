"""Send the call to the window or to a command, importing only the one it needs."""

from __future__ import annotations

import sys
from pathlib import Path

OPTIONS = ("--desk", "--startup-trace")


def main() -> int:
    """Open the window when no command is named; return the exit code."""
    words = sys.argv[1:]
    if words and words[0].partition("=")[0] not in OPTIONS:
        from reviewdesk.cli.main import run

        return run(words)
    return show_window(words)


def show_window(words: list[str]) -> int:
    """Open the window on the desk named with ``--desk``, or on the one used last."""
    from reviewdesk.services.places import data_folder
    from reviewdesk.ui.application import Start
    from reviewdesk.ui.application import run as run_window

    desk: Path | None = None
    for place, word in enumerate(words):
        if word == "--desk" and place + 1 < len(words):
            desk = Path(words[place + 1])
        elif word.startswith("--desk="):
            desk = Path(word.removeprefix("--desk="))
    start = Start(desk=desk, directory=data_folder(), trace="--startup-trace" in words)
    return run_window(sys.argv[:1], start)


if __name__ == "__main__":
    sys.exit(main())
