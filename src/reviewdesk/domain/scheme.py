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
    Guidance,
    NarrativeRule,
    PhaseRule,
    Rater,
    Signatory,
    Words,
)

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = [
    "NOT_RATED",
    "Average",
    "Band",
    "Block",
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
    """Whether an office may name other entries than the fixed ones, which are then a proposal."""
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


@dataclass(frozen=True, slots=True)
class Band:
    """A result from ``least`` upwards, until the next band begins."""

    least: Decimal
    code: str
    most: Decimal | None = None
    """The last number of the band as the regulation prints it; it must touch the next band."""


class Quantity(StrEnum):
    """Which of a section's entries a pattern speaks of."""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Condition:
    """``any`` or ``all`` entries of the named sections are at one of the named ratings."""

    quantity: Quantity
    sections: tuple[str, ...]
    ratings: tuple[str, ...]
    entries: tuple[str, ...] = ()
    """Names of fixed entries it is limited to; empty means all of the sections."""


@dataclass(frozen=True, slots=True)
class PatternRule:
    """When every condition holds, the result is this level, whatever the number is."""

    conditions: tuple[Condition, ...]
    code: str


@dataclass(frozen=True, slots=True)
class ResultLevel:
    """One of the overall results, with a second value where the scheme has one."""

    code: str
    label: str
    definition: str = ""
    second_value: str = ""


class Rounding(StrEnum):
    """What becomes of the digits that are not shown."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    UP = "up"
    DOWN = "down"


class Combination(StrEnum):
    """How sections become the overall number."""

    NONE = "none"
    """No number: rules alone, or no result at all."""
    POOLED = "pooled"
    """All entries of all sections averaged together."""
    SECTIONS = "sections"
    """Section numbers averaged, by their shares where they have them."""


@dataclass(frozen=True, slots=True)
class ResultRule:
    """From section numbers to the number and the level on the form."""

    combination: Combination
    levels: tuple[ResultLevel, ...]
    """Ordered from worst to best."""
    bands: tuple[Band, ...] = ()
    rules: tuple[PatternRule, ...] = ()
    """Tried in order before the bands; the first that fits decides."""
    otherwise: str = ""
    """The level when there are no bands and no rule fits."""
    factor: Decimal | None = None
    """Multiplied in exactly, such as 100."""
    divisor: Decimal | None = None
    """Divided by exactly, such as 5 or 3."""
    places: int = 2
    """Decimals shown."""
    rounding: Rounding = Rounding.HALF_UP
    bands_on_exact: bool = False
    """Whether the level is read from the exact number rather than the shown one."""
    level_places: int | None = None
    """Decimals of the number the level is read from, where they differ from shown."""
    lower_is_better: bool = False
    unit: str = ""
    """Printed behind the number, such as ``%``."""


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
    minimum_days: int = 0
    """Days under a plan below which a person is not rated."""
    discussions: int = 0
    """Check-ins the scheme asks for."""
    appeal_days: int | None = None
    progress_cap: int = 100
    """Progress of a goal above this per cent counts as this much."""
    office: str = ""
    """Whose scheme it is: the country and the office, as a list shows it."""

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
