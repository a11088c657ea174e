"""Everything a desk holds about one person, as the person may ask to have it.

The law of many countries gives people a copy of their own data, on paper and in a form that
another program reads. Private notes of supervisors are their authors' alone: how many there
are is said, what they say is not.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reviewdesk.domain.correction import CorrectionLine
    from reviewdesk.domain.snapshot import Snapshot

FORMAT = 1


@dataclass(frozen=True, slots=True)
class SupervisorLine:
    """Who supervised the person from when to when."""

    name: str
    starts: str
    """ISO date."""
    ends: str
    """ISO date, or empty while it lasts."""
    reason: str
    withdrawn: bool
    """Whether it was found wrong and stands on record only."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that happened, in a sentence."""

    day: str
    """ISO date."""
    by: str
    sentence: str


@dataclass(frozen=True, slots=True)
class GoalVersionLine:
    """One text of a goal, the agreed and the refused ones too."""

    goal: str
    number: int
    state: str
    proposed: str
    """ISO date."""
    proposed_by: str
    reason: str
    measure: str
    baseline: str
    target: str
    """Number, range or milestones."""
    unit: str
    weight: str
    """Per cent, or empty."""
    due: str
    """ISO date, or empty."""
    changes: tuple[str, ...]
    """What it changed, in sentences."""


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """What was noted as reached on a day."""

    goal: str
    day: str
    """ISO date."""
    reached: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One form that somebody signed; the file itself is saved from its review."""

    number: str
    version: int
    made: str
    """ISO date."""
    digest: str
    """SHA-256 of the file."""
    void: bool
    signatures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """One review with all that was said in it, as far as the person may see it by now."""

    number: str
    cycle: str
    starts: str
    """ISO date."""
    ends: str
    """ISO date."""
    state: str
    content: Snapshot
    versions: tuple[GoalVersionLine, ...]
    progress: tuple[ProgressLine, ...]
    moves: tuple[EventLine, ...]
    documents: tuple[DocumentLine, ...]
    corrections: tuple[CorrectionLine, ...]
    """What is noted beside the record, which itself stays as it is."""
    private_notes: int


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Everything about one person."""

    office: str
    made: str
    """ISO date."""
    made_by: str
    number: str
    name: str
    facts: tuple[tuple[str, str], ...]
    """Label and value."""
    supervisors: tuple[SupervisorLine, ...]
    reviews: tuple[ReviewFile, ...]
    history: tuple[EventLine, ...]


def to_json(file: PersonFile) -> str:
    """Return the file for other programs: sorted keys, readable, with the format's number."""
    content: dict[str, Any] = {"format": FORMAT, **asdict(file)}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
