"""How many wrong passphrases there were, and how long the next try waits.

Kept beside the key file and in memory, so that neither closing the program nor setting
the clock shortens the wait. It is bounded: whoever guesses on purpose copies the key file
and is stopped by Argon2id, not by this; whoever mistypes is never locked out.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from reviewdesk.store.folder import TRIES
from reviewdesk.store.whole_files import write_whole

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

FREE = 3
"""Wrong tries before the first wait."""
LONGEST = 60
"""Seconds that anybody ever waits."""
_LARGEST = 1000
_memory: dict[Path, tuple[int, float]] = {}
"""Wrong tries of this process, and when by the clock that nobody sets."""


def seconds_to_wait(folder: Path, now: datetime) -> int:
    """Return how many seconds are left until a passphrase may be tried."""
    failed, at = _read(folder)
    passed = now.timestamp() - at
    left = _delay(failed) - passed if passed >= 0 else _delay(failed)
    if (known := _memory.get(folder)) is not None:
        here, since = known
        by_clock_of_ours = _delay(here) - (time.monotonic() - since)
        # what this process counted itself is measured by the clock that nobody sets
        left = by_clock_of_ours if here >= failed else max(left, by_clock_of_ours)
    return max(0, min(LONGEST, round(left + 0.49)))


def note_wrong(folder: Path, now: datetime) -> None:
    """Count a wrong passphrase; a folder that may not be written is no reason to fail."""
    failed = min(max(_read(folder)[0], _memory.get(folder, (0, 0.0))[0]) + 1, 1000)
    _memory[folder] = (failed, time.monotonic())
    with suppress(OSError):
        content = json.dumps({"failed": failed, "at": now.timestamp()})
        write_whole(folder / TRIES, content.encode())


def forget(folder: Path) -> None:
    """Begin anew after a right one."""
    _memory.pop(folder, None)
    with suppress(OSError):
        (folder / TRIES).unlink(missing_ok=True)


def _delay(failed: int) -> float:
    return 0 if failed < FREE else min(LONGEST, 2 ** min(failed - FREE + 1, 10))


def _read(folder: Path) -> tuple[int, float]:
    try:
        with (folder / TRIES).open("rb") as stream:
            kept = json.loads(stream.read(_LARGEST))
        failed, at = kept["failed"], kept["at"]
        if type(failed) is int and 0 <= failed <= 1000 and 0 <= float(at) < 1e12:
            return failed, float(at)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        pass
    return 0, 0.0
