"""How the benchmarks measure: ours and a baseline in turns, the medians, their ratio."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Result:
    """One figure and what it may be.

    Args:
        name: of what was measured.
        unit: ``s`` or ``MB``.
        ours: the median of ours.
        baseline: the median of the baseline, measured in turns with ours.
        of: what the baseline is.
        most: what may not be passed: a ratio, or a number of units.
        by: which of the two ``most`` is.
    """

    name: str
    unit: str
    ours: float
    baseline: float
    of: str
    most: float
    by: str = "ratio"

    @property
    def ratio(self) -> float:
        """Ours through the baseline."""
        return self.ours / self.baseline

    def as_json(self) -> dict[str, object]:
        """Return what is printed."""
        figure = self.ratio if self.by == "ratio" else self.ours
        return {
            "name": self.name,
            "unit": self.unit,
            "ours": round(self.ours, 4),
            "baseline": round(self.baseline, 4),
            "baseline_is": self.of,
            "ratio": round(self.ratio, 3),
            "most": self.most,
            "most_is_a": self.by,
            "kept": figure <= self.most,
        }


def in_turns(
    ours: Callable[[], float], baseline: Callable[[], float], times: int
) -> tuple[float, float]:
    """Measure both in turns, once to warm up, and return the two medians."""
    ours()
    baseline()
    pairs = [(ours(), baseline()) for _ in range(times)]
    return statistics.median(one for one, _ in pairs), statistics.median(two for _, two in pairs)


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes on the clock."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def until_said(words: Sequence[str], said: str) -> float:
    """Return the seconds from starting a Python process until it prints a line."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=offscreen(),
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(said):
                spent = time.perf_counter() - began
                process.kill()
                return spent
    raise AssertionError(f"{words[0]} never said {said!r}")


def last_number(words: Sequence[str]) -> float:
    """Return the number in the last line that a Python process prints."""
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=offscreen(),
        check=True,
    )
    return float(done.stdout.splitlines()[-1])


def offscreen() -> dict[str, str]:
    """Return the environment of a process that needs no display and keeps what it compiled."""
    kept = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept
