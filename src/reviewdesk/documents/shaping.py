"""Letters as the glyphs that draw them, in the order of sight.

Shaped by uharfbuzz where they change shape or place; each glyph says the letters it stands
for, so that what is drawn can be copied out as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import uharfbuzz
from bidi import algorithm
from reportlab.pdfbase import pdfmetrics

from reviewdesk.documents.directions import spans_in_sight
from reviewdesk.documents.fonts import JOINERS, RIGHT_TO_LEFT, SHAPED, said_by, split_by_font
from reviewdesk.documents.languages import passages

if TYPE_CHECKING:
    from collections.abc import Iterator

_MIRRORED = re.compile("([" + re.escape("".join(algorithm.MIRRORED)) + "])")
"""Brackets and the like, which are drawn the other way round from the right."""
_NOTHING = "\u200b"
"""What a glyph says whose letters are all said by others: it has to say something."""
_MARK = "\u0651"
"""What a glyph is taken to say that is put upon another and says nothing: it is not read."""
EMPTY = {"RD-Arabic": 0x200B, "RD-Hebrew": 0x0000}
"""What has a shape in a font that shows nothing and has no width."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn shape: the letter it has in the font, its place and how far it moves on."""

    letter: str
    advance: float
    x: float
    y: float
    is_silent: bool = False
    """Whether what it shows is said by the letter that it stands on, as marks of vowels do."""


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one font in the order of sight; sizes in thousandths of the font's size."""

    font: str
    text: str
    glyphs: tuple[Glyph, ...]
    moved: bool
    """Whether letters stand elsewhere than they are read, so that the text is told apart."""

    @property
    def width(self) -> float:
        """How far it moves on."""
        return sum(glyph.advance for glyph in self.glyphs)


def has_marks(text: str) -> bool:
    """Return whether a text has accents that no letter has of its own, and that must be placed."""
    return any(unicodedata.category(one) == "Mn" for one in text if one > "\u02ff")


@lru_cache(maxsize=20_000)
def width_of(text: str, font: str) -> float:
    """Return how wide a text is, in thousandths of its size."""
    return sum(
        shaped(run, name, from_right=bool(RIGHT_TO_LEFT.search(run))).width
        for name, run in split_by_font(text, font)
    )


def in_sight(line: str, font: str, *, from_right: bool) -> Iterator[Run]:
    """Yield the runs of a line from left to right."""
    for level, text in spans_in_sight(line, from_right=from_right):
        if level % 2 == 0:
            for passage in passages(text):
                for name, run in split_by_font(passage, font):
                    yield shaped(run, name, from_right=False)
            continue
        several = [piece for piece in _MIRRORED.split(text) if piece]
        for piece in several[::-1]:
            for name, run in split_by_font(piece, font)[::-1]:
                yield shaped(run, name, from_right=True)


@lru_cache(maxsize=2_000)  # a run of Arabic takes some 10 kB
def shaped(text: str, font: str, *, from_right: bool) -> Run:
    """Return the glyphs of text in one font."""
    known = pdfmetrics.getFont(font)
    is_told_apart = font in SHAPED or (not from_right and has_marks(text))
    if not is_told_apart and not RIGHT_TO_LEFT.search(text):
        letters = "".join(algorithm.MIRRORED.get(one, one) for one in text[::-1])
        widths = known.face.charWidths
        usual = known.face.defaultWidth
        glyphs = tuple(
            Glyph(one, widths.get(ord(one), usual), 0, 0)
            for one in (letters if from_right else text)
        )
        return Run(font, text, glyphs, moved=from_right and letters != text[::-1])
    shaper = known.hbFont(10)
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if from_right else "ltr"
    uharfbuzz.shape(shaper, buffer, {"kern": True, "liga": True})
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    stands = [position.x_advance != 0 for position in positions]
    said = _said(text, [info.cluster for info in infos], stands, from_right=from_right)
    shapes: list[Glyph] = []
    marks: list[str] = []
    for letters, info, position in zip(said, infos, positions, strict=True):
        first, others = (letters[:1], letters[:0:-1]) if from_right else (letters, "")
        glyph = info.codepoint
        own = known.pdfScale(shaper.get_glyph_h_advance(glyph))
        shape = shaper.glyph_to_string(glyph)
        if font not in SHAPED or first in JOINERS:  # one shape stands for several letters
            shape += "".join(f"-{ord(one):04X}" for one in first)
        code = known.hbAddPrivate(shape, glyph, own)
        if font not in SHAPED:
            said_by(font, code, first or _MARK)
        is_mark = from_right and (not first or unicodedata.category(first) == "Mn")
        x, y = known.pdfScale(position.x_offset), known.pdfScale(position.y_offset)
        advance = known.pdfScale(position.x_advance)
        if is_mark:
            marks += [*others, *first]
        else:
            shapes += [_unseen(known, one, x, y) for one in (*marks, *others)]
            marks = []
        shapes.append(Glyph(chr(code), advance, x, y, is_silent=is_mark))
    shapes += [_unseen(known, one, 0, 0) for one in marks]
    return Run(font, text, tuple(shapes), moved=is_told_apart)


def _said(text: str, clusters: list[int], stands: list[bool], *, from_right: bool) -> list[str]:
    """Return which letters each glyph says, of those that were shaped together: one, and the rest.

    From the right the rest is said beside it: programs turn round what they find from left to
    right, and would turn round the letters of one glyph too. What is put upon a glyph of the
    same letters says nothing then.

    Args:
        text: all letters.
        clusters: by glyph from left to right, where its letters begin.
        stands: whether the glyph has a width.
        from_right: whether it is read from the right.
    """
    ends = dict(pairwise([*sorted(set(clusters)), len(text)]))
    says: dict[int, list[int]] = {}
    places = range(len(clusters))
    for place in places[::-1] if from_right else places:
        says.setdefault(clusters[place], []).append(place)
    said = [""] * len(clusters)
    for start, together in says.items():
        upright = [one for one in together if stands[one]] if from_right else together
        speaking = upright or together
        letters = text[start : ends[start]]
        for nth, place in enumerate(speaking):
            is_last = place == speaking[-1]
            said[place] = (letters[nth:] if is_last else letters[nth : nth + 1]) or _NOTHING
    return said


def _unseen(font: Any, letter: str, x: float, y: float) -> Glyph:
    """Return a shape of no width that says a letter which is drawn by another shape there."""
    glyph = font.face.charToGlyph[EMPTY[font.fontName]]
    code = font.hbAddPrivate(f"empty-{ord(letter):04X}", glyph, 0)
    said_by(font.fontName, code, letter)
    return Glyph(chr(code), 0, x, y)
