"""What a chart shows, before anybody draws it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How a chart is drawn."""

    COLUMNS = "columns"
    """Upright bars, for a few ordered groups."""
    ROWS = "rows"
    """Lying bars, for names."""
    SHARES = "shares"
    """Lying bars of a whole, with what is missing shown."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, how much it is, and the key that opens what is behind it."""

    key: str
    label: str
    value: int
    whole: int = 0
    """Of how many, for shares."""
    weak: bool = False
    """Drawn in the second colour and hatched: late, or below what is wanted."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its words; ``finding`` says in one sentence what is seen."""

    id: str
    title: str
    subtitle: str
    finding: str
    shape: Shape
    bars: tuple[Bar, ...]
    columns: tuple[str, ...]
    """Headings of its table: name, number and, for shares, of how many and per cent."""

    drawn: int = 0
    """How many of the bars the picture has room for, from the first; 0 for all."""

    @property
    def shown(self) -> tuple[Bar, ...]:
        """The bars that are drawn; the table has them all."""
        return self.bars[: self.drawn] if self.drawn else self.bars

    def table(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows of the chart's table as text, those not drawn among them."""
        if self.shape is Shape.SHARES:
            return tuple(
                (bar.label, f"{bar.value}", f"{bar.whole}", f"{share(bar)} %") for bar in self.bars
            )
        return tuple((bar.label, f"{bar.value}") for bar in self.bars)


def share(bar: Bar) -> int:
    """Return a share in whole per cent, half up; only the whole itself is 100."""
    if not bar.whole:
        return 0
    percent = (200 * bar.value + bar.whole) // (2 * bar.whole)
    return percent if bar.value == bar.whole else min(percent, 99)


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of a theme as ``#rrggbb`` and the size of its text."""

    ground: str = "#ffffff"
    text: str = "#17202b"
    quiet: str = "#556170"
    line: str = "#dfe4ea"
    first: str = "#1a5ca8"
    second: str = "#c97600"
    points: float = 10.0


@dataclass(frozen=True, slots=True)
class HitArea:
    """Where a bar is, as shares of width and height from the top left, and what it says."""

    left: float
    top: float
    width: float
    height: float
    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart: RGBA bytes row by row from the top, and where its bars are."""

    width: int
    height: int
    pixels: bytes
    areas: tuple[HitArea, ...]
