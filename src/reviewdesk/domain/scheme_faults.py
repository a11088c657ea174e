"""What is wrong at a path of a scheme file, and which parts cannot be judged any further."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewdesk.domain.scheme_lines import Path

WORDING = frozenset({"label", "definition", "title", "guidance", "entry_word", "meaning"})
"""Keys that only people read: what is wrong with them makes no number doubtful."""
SHORT = 60
"""Characters of a file's own words that a sentence quotes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a path of the file, and what to do about it."""

    path: Path
    message: str
    remedy: str


@dataclass(slots=True)
class Findings:
    """The faults so far; one fault must not hide another, nor lead to sentences of its own.

    A check names the paths it takes for granted and is left out when one of them is hurt:
    so every fault is told in one run, and none that is only the shadow of another.
    """

    faults: list[Fault] = field(default_factory=list)
    hurt: set[Path] = field(default_factory=set)
    """Paths whose values are missing or wrong; stand-ins are there instead."""

    def add(self, faults: Iterable[Fault]) -> None:
        """Keep faults; their paths count as hurt from now on."""
        for fault in faults:
            self.faults.append(fault)
            self.hurt.add(fault.path)

    def sound(self, *paths: Path) -> bool:
        """Return whether nothing is hurt at, above or below any of the paths."""
        return not any(
            hurt[: len(path)] == path[: len(hurt)] for path in paths for hurt in self.hurt
        )

    def countable(self, *paths: Path) -> bool:
        """Return whether nothing but wording is hurt at, above or below any of the paths."""
        return not any(
            hurt[: len(path)] == path[: len(hurt)]
            for path in paths
            for hurt in self.hurt
            if not hurt or hurt[-1] not in WORDING
        )


def plain(text: str, longest: int = SHORT) -> str:
    """Return text from a file short and printable, for use within a sentence."""
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"
