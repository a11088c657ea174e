"""The process around a scheme: its phases, who rates and signs, what needs words, its form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviewdesk.domain.parties import Party, Phase  # noqa: TC001 - the annotations are read


@dataclass(frozen=True, slots=True)
class PhaseRule:
    """When a phase is due: days after the start or after the end of the period."""

    phase: Phase
    title: str
    days: int
    after_end: bool
    opens: int | None = None
    """Day it opens, counted from the same date as ``days``; None when the one before is due."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs; the order in the scheme is the order of signing."""

    party: Party
    title: str
    """The scheme's own word for this party, such as "Rating Official"."""
    meaning: str
    """What the signature says, as a sentence in the first person."""
    may_decline: bool = False


@dataclass(frozen=True, slots=True)
class Rater:
    """Who gives a rating; where there are several, the last one counts."""

    party: Party
    title: str
    reason_for_difference: bool = False
    """Whether a rating that differs from the one before needs a written reason."""


@dataclass(frozen=True, slots=True)
class NarrativeRule:
    """Ratings of a section's entries that need words, and how long words may be."""

    section: str
    ratings: tuple[str, ...]
    """Codes that need a narrative; ``*`` stands for every rating."""
    longest: int = 1500
    """Characters."""


@dataclass(frozen=True, slots=True)
class Words:
    """The scheme's own words for common things."""

    goal: str = "Goal"
    goals: str = "Goals"
    self_assessment: str = "Self-assessment"
    narrative: str = "What you saw"
    overall: str = "Overall result"
    check_in: str = "Check-in"


class Block(StrEnum):
    """A part of the printed form; a scheme puts them in its own order."""

    PEOPLE = "people"
    GUIDANCE = "guidance"
    SECTIONS = "sections"
    CHECK_INS = "check-ins"
    RESULT = "result"
    WORKING = "working"
    LEVELS = "levels"
    COMMENTS = "comments"
    APPEAL = "appeal"
    SIGNATURES = "signatures"


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a party is told at the top of its page."""

    party: Party
    text: str
