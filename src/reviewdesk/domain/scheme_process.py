"""The process around a scheme: its phases, who rates and signs, what needs words, its form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewdesk.domain.parties import Party, Phase  # noqa: TC001 - the annotations are read
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Period:
    """The time that one form of a scheme usually covers."""

    month: int
    """The month, 1 to 12, on whose first day a period begins."""
    months: int = 12
    """How many months it lasts: a whole part of a year."""


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
    ratings: tuple[str, ...] = ()
    """Codes that need a narrative; ``*`` stands for every rating."""
    longest: int = 1500
    """Characters."""
    below: Decimal | None = None
    """Where ratings are numbers: any below this one needs a narrative."""
    above: Decimal | None = None
    """Where ratings are numbers: any above this one needs a narrative."""


@dataclass(frozen=True, slots=True)
class Words:
    """The scheme's own words for common things."""

    goal: str = "Goal"
    goals: str = "Goals"
    self_assessment: str = "Self-assessment"
    narrative: str = "What you saw"
    overall: str = "Overall result"
    check_in: str = "Check-in"
    employee: str = ""
    """What the form calls the person; empty means the usual word, here and below."""
    supervisor: str = ""
    reviewer: str = ""
    measure: str = ""
    target: str = ""
    actual: str = ""
    self_rating: str = ""
    rating: str = ""
    average: str = ""
    """The mean of what is rated each for itself."""
    second_value: str = ""

    def party(self, party: Party) -> str:
        """Return what the scheme calls a party: its own word, or the usual one."""
        match party:
            case Party.EMPLOYEE:
                return self.employee or tr("Employee")
            case Party.SUPERVISOR:
                return self.supervisor or tr("Supervisor")
            case Party.REVIEWER:
                return self.reviewer or tr("Reviewer")


class Block(StrEnum):
    """A part of the printed form; a scheme puts them in its own order."""

    PEOPLE = "people"
    GUIDANCE = "guidance"
    SECTIONS = "sections"
    CHECK_INS = "check-ins"
    SCALES = "scales"
    """What each rating means."""
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


@dataclass(frozen=True, slots=True)
class BlockHeading:
    """What a scheme writes above a block of its form."""

    block: Block
    title: str
