"""What the other papers say, as plain values: agreement, talks, improvement, corrections, units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from reviewdesk.domain.correction import CorrectionLine
    from reviewdesk.domain.snapshot import PersonLine

SMALLEST_GROUP = 5
"""Fewer people than this are never shown as a group of their own on a summary."""


@dataclass(frozen=True, slots=True)
class PaperHead:
    """About whose year a paper is, and when it was printed."""

    office: str
    number: str
    """Of the review."""
    cycle: str
    starts: date
    ends: date
    employee: PersonLine
    supervisor: PersonLine
    printed_on: date
    is_draft: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One amendment of a goal."""

    day: date
    by: str
    reason: str
    changes: tuple[str, ...]
    """Old text and new, one sentence a field."""
    standing: str
    """Who has agreed to it, in words."""


@dataclass(frozen=True, slots=True)
class PlannedGoal:
    """One goal of a plan as it stands now, with how it came to be so."""

    title: str
    weight: str
    facts: tuple[tuple[str, str], ...]
    milestones: tuple[str, ...]
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class AgreementLines:
    """A plan and who has agreed to it."""

    head: PaperHead
    goals: tuple[PlannedGoal, ...]
    proposed: tuple[PlannedGoal, ...]
    """Wanted by one party and not agreed."""
    left: tuple[PlannedGoal, ...]
    """Were in the agreed plan and are no longer."""
    weights: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Sections of the scheme's own entries, each with pairs of entry and weight."""
    agreed: tuple[tuple[str, str], ...]
    """Pairs of party and when it agreed, in words."""


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One talk as both may read it; private notes are never here."""

    held_on: date
    topic: str
    said: str
    recorded_by: str
    seen_on: date | None
    progress: tuple[tuple[str, str], ...]
    """Pairs of goal and what was said of it."""
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TalkLines:
    """One talk, or all of a year."""

    head: PaperHead
    talks: tuple[TalkLine, ...]
    """Oldest first."""
    still_open: tuple[str, ...]
    counter: str
    """How many were held of those asked for; empty on the paper of one talk."""


@dataclass(frozen=True, slots=True)
class ImprovementLine:
    """Something that was below what is expected."""

    title: str
    facts: tuple[tuple[str, str], ...]
    said: str


@dataclass(frozen=True, slots=True)
class ImprovementLines:
    """What an improvement plan starts from."""

    head: PaperHead
    lines: tuple[ImprovementLine, ...]
    signers: tuple[tuple[str, str], ...]
    """Pairs of part and name."""


@dataclass(frozen=True, slots=True)
class CorrectionLines:
    """What is noted beside a record that has ended."""

    head: PaperHead
    record: tuple[tuple[str, str], ...]
    """Which record it is: names and values."""
    corrections: tuple[CorrectionLine, ...]
    """The oldest first."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """How it stands with one unit; empty counts where it is too small to be told."""

    name: str
    counts: tuple[int, ...]
    """Of reviews: all, then in each group of steps."""


@dataclass(frozen=True, slots=True)
class SummaryLines:
    """Counts of a unit with those below it."""

    office: str
    cycle: str
    unit: str
    """Empty for the whole office."""
    printed_on: date
    total: int
    late: int
    groups: tuple[str, ...]
    """Titles of the groups of steps."""
    units: tuple[UnitLine, ...]
    levels: tuple[tuple[str, int], ...]
    """Overall level and reviews, the lowest first; empty where too few are closed."""
    rated: int
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SignerRow:
    """One person on a sign-off sheet."""

    name: str
    number: str
    step: str
    signed: tuple[str, ...]
    """By column of the sheet: when it was signed, in words; empty to be signed by pen."""


@dataclass(frozen=True, slots=True)
class SheetLines:
    """Everyone of a cycle or unit with who signed when."""

    office: str
    cycle: str
    unit: str
    printed_on: date
    columns: tuple[str, ...]
    rows: tuple[SignerRow, ...]
    language: str = "en"


def pooled(lines: tuple[UnitLine, ...], rest: str) -> tuple[UnitLine, ...]:
    """Return units with the small ones put together, so that no group is under five.

    The first count of a line is how many it has. What is left after the units that are shown
    must not be a small group either, or it could be worked out; the smallest of the others
    then joins it.
    """
    shown = sorted((one for one in lines if one.counts[0] >= SMALLEST_GROUP), key=_size)
    small = [one for one in lines if one.counts[0] < SMALLEST_GROUP]
    while small and shown and sum(map(_size, small)) < SMALLEST_GROUP:
        small.append(shown.pop(0))
    order = [one for one in lines if one in shown]
    together = tuple(map(sum, zip(*(one.counts for one in small), strict=True)))
    if together and together[0] >= SMALLEST_GROUP:
        order.append(UnitLine(rest, together))
    return tuple(order)


def _size(line: UnitLine) -> int:
    return line.counts[0]
