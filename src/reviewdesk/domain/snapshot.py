"""The canonical content of a review's form, versioned, as JSON.

What is signed is made from this and nothing else: the paper is drawn from a snapshot,
and the snapshot is stored beside the signed bytes with its digest. The form carries it
as an attachment; ``domain/snapshot_reading.py`` reads it back.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 1


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as printed: all of it text, as it was on that day."""

    name: str
    number: str
    job: str
    unit: str
    grade: str = ""


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal with its measure and what became of it."""

    title: str
    measure: str
    baseline: str
    target: str
    actual: str
    unit: str
    due: str
    """ISO date or empty."""
    progress: str
    """Such as "66.67 %", or empty where the goal has no number."""
    amended: str
    """How and why it was changed after it was agreed; empty when it was not."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One rated entry of a section."""

    section: str
    """Section id in the scheme."""
    name: str
    weight: str
    """Per cent as text, or empty."""
    goal: GoalLine | None
    self_rating: str
    """Rating as printed with its label, such as "4 · Exceeds Expectations", or empty."""
    self_text: str
    ratings: tuple[tuple[str, str], ...]
    """Pairs of dimension title (empty when there is one only) and rating with its label."""
    narrative: str


@dataclass(frozen=True, slots=True)
class CheckInLine:
    """A check-in as printed: private notes are never here."""

    held_on: str
    topic: str
    said: str
    actions: tuple[str, ...]
    seen_on: str
    """ISO date the employee marked it as seen, or empty."""


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """The part of one supervisor, where a review had several."""

    supervisor: str
    starts: str
    """ISO date."""
    ends: str
    days: int
    """Under an agreed plan."""
    ratings: tuple[tuple[str, str], ...]
    """Pairs of entry and rating with its label, as handed in."""
    text: str
    note: str
    """Why there is no assessment, or that this supervisor rates; empty beside one."""


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What a party wrote about the whole review."""

    party: str
    """Party value: employee, supervisor, reviewer."""
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SignerLine:
    """Who is to sign, in order."""

    party: str
    title: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The last line of a desk's audit before a form was made there: whoever has the form is a
    witness that the audit went so far and no other way.
    """

    desk: str
    """Id of the desk as 32 hexadecimal digits."""
    line: int
    hash: str
    """SHA-256 as 64 hexadecimal digits (``store/chain.py``)."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the paper says."""

    document_id: str
    version: int
    replaces: str
    """Document id and version this one corrects, or empty."""
    office: str
    scheme_id: str
    scheme_version: str
    form_title: str
    cycle: str
    period_start: str
    period_end: str
    employee: PersonLine
    supervisor: PersonLine
    reviewer: PersonLine | None
    entries: tuple[EntryLine, ...]
    check_ins: tuple[CheckInLine, ...]
    result_score: str
    result_level: str
    """Code and label as printed, or empty where the scheme has no result."""
    working: tuple[str, ...]
    """The steps of the result as sentences."""
    not_rated_reason: str
    comments: tuple[CommentLine, ...]
    signers: tuple[SignerLine, ...]
    appeal: str
    """Sentence about the right to appeal, or empty."""
    periods: tuple[PeriodLine, ...] = ()
    """Who supervised when; empty where it was one person all the time."""
    language: str = "en"
    state: str = "final"
    """``draft`` prints a mark across every page; ``blank`` leaves lines to fill by hand."""
    audit: AuditHead | None = None
    """None for a form that is no record yet, and for those made before it was noted."""


def to_json(snapshot: Snapshot) -> str:
    """Return the canonical text: sorted keys, no spaces, UTF-8, with the format's number."""
    content: dict[str, Any] = {"format": FORMAT, **asdict(snapshot)}
    if snapshot.audit is None:
        del content["audit"]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_bytes(snapshot: Snapshot) -> bytes:
    """Return the canonical text as bytes: what is attached to the form, and what the digest is of.

    Other systems read it by ``resources/schemas/review-1.json``.
    """
    return to_json(snapshot).encode("utf-8", "surrogatepass")


def digest(snapshot: Snapshot) -> str:
    """Return the SHA-256 of the canonical text as 64 hexadecimal digits."""
    return hashlib.sha256(to_bytes(snapshot)).hexdigest()
