"""From section numbers to the overall result: bands, rules that read patterns, rounding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


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
