"""An appraisal scheme as a value: scales, sections, result rule, phases, signatories, form.

A scheme is data read from a file (``domain/scheme_file.py``); nothing here knows any
scheme by name. Numbers are exact: ``Decimal`` where a person writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewdesk.domain.parties import Party, Phase
from reviewdesk.domain.scheme_process import (
    Block,
    BlockHeading,
    Guidance,
    NarrativeRule,
    Period,
    PhaseRule,
    Rater,
    Signatory,
    Words,
)
from reviewdesk.domain.scheme_result import (
    Band,
    Combination,
    Condition,
    PatternRule,
    Quantity,
    ResultLevel,
    ResultRule,
    Rounding,
)

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = [
    "NOT_RATED",
    "Average",
    "Band",
    "Block",
    "BlockHeading",
    "Column",
    "Combination",
    "Condition",
    "Dimension",
    "EntrySource",
    "FixedEntry",
    "Guidance",
    "Level",
    "NarrativeRule",
    "Party",
    "PatternRule",
    "Period",
    "Phase",
    "PhaseRule",
    "Quantity",
    "Rater",
    "ResultLevel",
    "ResultRule",
    "Rounding",
    "Scale",
    "ScaleKind",
    "Scheme",
    "Section",
    "Signatory",
    "WeightRule",
    "Words",
]

NOT_RATED = "not-rated"
"""The rating of an entry that could not be observed."""


class ScaleKind(StrEnum):
    """How a rating on a scale is given."""

    LEVELS = "levels"
    """One of a few named levels."""
    NUMBER = "number"
    """A number between two ends in steps."""
    PERCENT = "percent"
    """Per cent of what was to be achieved, from 0 without an upper end."""


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a scale: what is written, what it counts, what it means."""

    code: str
    label: str
    value: Decimal | None = None
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """What a rating may be; ``levels`` are ordered from worst to best."""

    id: str
    kind: ScaleKind
    levels: tuple[Level, ...] = ()
    lowest: Decimal | None = None
    highest: Decimal | None = None
    step: Decimal | None = None
    lower_is_better: bool = False
    allows_not_rated: bool = False


class EntrySource(StrEnum):
    """Where the entries of a section come from."""

    GOALS = "goals"
    """The goals agreed with the person."""
    FIXED = "fixed"
    """Named by the scheme: competencies, elements, statements."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of several things rated on every entry of a section, such as timeliness."""

    id: str
    title: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class FixedEntry:
    """An entry the scheme names itself."""

    name: str
    definition: str = ""
    least_weight: Decimal | None = None
    heaviest: bool = False
    """Whether no other entry may weigh more than this one."""


@dataclass(frozen=True, slots=True)
class WeightRule:
    """What the weights of a section's entries must keep to, in per cent."""

    total: Decimal
    least: Decimal
    most: Decimal
    step: Decimal


class Average(StrEnum):
    """How a section's entries become one number."""

    MEAN = "mean"
    WEIGHTED_MEAN = "weighted-mean"
    WEIGHTED_SUM = "weighted-sum"


class Column(StrEnum):
    """What a column of a section's table on the form can show."""

    NAME = "name"
    MEASURE = "measure"
    BASELINE = "baseline"
    TARGET = "target"
    ACTUAL = "actual"
    DUE = "due"
    WEIGHT = "weight"
    SELF_RATING = "self-rating"
    SELF_TEXT = "self-text"
    RATING = "rating"
    NARRATIVE = "narrative"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form with entries of one kind."""

    id: str
    title: str
    entry_word: str
    scale: str
    source: EntrySource
    guidance: str = ""
    fixed_entries: tuple[FixedEntry, ...] = ()
    own_entries: bool = False
    """Whether a form to be scored may have other entries: the fixed ones are then a proposal,
    and an office that has others copies the scheme and writes its own.
    """
    share: Decimal | None = None
    """Weight of the section in the result, in per cent; None where it has none."""
    fewest: int = 1
    most: int = 40
    weights: WeightRule | None = None
    average: Average = Average.MEAN
    dimensions: tuple[Dimension, ...] = ()
    critical: bool = False
    columns: tuple[Column, ...] = ()
    """What the form's table of this section shows, in order; empty means the usual ones."""
    words_in_table: bool = False
    """Whether the columns of words stand in the table, for short ones, and not below it."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme; ``digest`` and text of its file are kept with every cycle."""

    id: str
    name: str
    version: str
    form_title: str
    source: str
    check_before_use: tuple[str, ...]
    scales: tuple[Scale, ...]
    sections: tuple[Section, ...]
    result: ResultRule
    phases: tuple[PhaseRule, ...]
    signatories: tuple[Signatory, ...]
    narratives: tuple[NarrativeRule, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    words: Words = field(default_factory=Words)
    raters: tuple[Rater, ...] = ()
    """Who rates, in order; empty means the supervisor alone."""
    blocks: tuple[Block, ...] = ()
    """The form's blocks in order; empty means the usual order."""
    headings: tuple[BlockHeading, ...] = ()
    """The scheme's own headings of blocks; others have the usual one."""
    landscape: bool = False
    """Whether the form lies on its side, for wide tables."""
    minimum_days: int = 0
    """Days under a plan below which a person is not rated."""
    discussions: int = 0
    """Check-ins the scheme asks for."""
    appeal_days: int | None = None
    progress_cap: int = 100
    """Progress of a goal above this per cent counts as this much."""
    office: str = ""
    """Whose scheme it is: the country and the office, as a list shows it."""
    period: Period | None = None
    """When its periods usually begin and how long they are; None for the usual year."""
    general: bool = False
    """Whether no office prescribes it, so that it is what an office without a scheme gets."""

    def section(self, section_id: str) -> Section:
        """Return a section by id; KeyError when there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def scale(self, section: Section) -> Scale:
        """Return the scale of a section."""
        for scale in self.scales:
            if scale.id == section.scale:
                return scale
        raise KeyError(section.scale)

    def result_level(self, code: str) -> ResultLevel:
        """Return an overall level by code; KeyError when there is none."""
        for level in self.result.levels:
            if level.code == code:
                return level
        raise KeyError(code)

    def heading(self, block: Block) -> str:
        """Return the scheme's own heading of a block; empty when it has none."""
        return next((one.title for one in self.headings if one.block is block), "")

    def signatory(self, party: Party) -> Signatory | None:
        """Return how a party signs, or None when it does not."""
        return next((one for one in self.signatories if one.party is party), None)

    def second_rater(self, *, has_reviewer: bool) -> Rater | None:
        """Return who grades after the supervisor and then counts; None for nobody."""
        last = self.raters[-1] if len(self.raters) > 1 else None
        return last if has_reviewer and last and last.party is Party.REVIEWER else None

    def goal_section(self) -> Section | None:
        """Return the first section whose entries are agreed goals, if any."""
        return next(iter(self.goal_sections()), None)

    def goal_sections(self) -> tuple[Section, ...]:
        """Return the sections whose entries are agreed goals, in the order of the form."""
        return tuple(one for one in self.sections if one.source is EntrySource.GOALS)
