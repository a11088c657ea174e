"""Paragraphs in scripts that run from the right, change shape or know no spaces.

reportlab breaks, orders and draws plain text; this does the same for the rest: words are
filled into lines in the order of reading, then each line is put into the order of sight
(Unicode Standard Annex 9) and drawn as ``shaping.py`` shapes it. It can be copied out as the
text it was: by ``ActualText`` where letters move, else glyph by glyph.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

import budoux
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable

from reviewdesk.documents.directions import runs_from_right
from reviewdesk.documents.fonts import (
    LONGEST_WORD,
    RIGHT_TO_LEFT,
    SHAPED,
    split_by_font,
)
from reviewdesk.documents.languages import is_foreign, language_of
from reviewdesk.documents.shaping import has_marks, in_sight, width_of
from reviewdesk.overriding import override

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.lib.styles import ParagraphStyle

    from reviewdesk.documents.shaping import Run

_BREAKS = re.compile(r"(?<=\s)(?=\S)")
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff]"
)
_NO_START = frozenset(
    "\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01\uff09\uff3d\uff5d\u3015\u3009"
    "\u300b\u300d\u300f\u3011\u2019\u201d\u2026\u30fc\u3063\u30c3\u3083\u3085\u3087,.;:!?)]}"
)
"""What no line of Chinese or Japanese begins with."""
_THAI = re.compile("([\u0e01-\u0e5b]{2,})")
_THAI_AFTER = frozenset("\u0e30\u0e32\u0e33\u0e45\u0e46\u0e2f")
"""Thai vowels that stay with the letter before them."""
_BEFORE = tuple("\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4")
"""Vowels of Thai and Lao that stay with the letter after them."""
_VIRAMA = 9
"""The class of signs that join two letters into one, in the scripts of India, Khmer and Burmese."""


class ScriptParagraph(Flowable):  # type: ignore[misc] # reportlab carries no types
    """People's text in any script; it flows over pages like a paragraph."""

    def __init__(
        self, text: str, style: ParagraphStyle, font: str, *, from_right: bool | None = None
    ) -> None:
        super().__init__()
        self.style = style
        self._font = font
        self._text = text
        self._from_right = runs_from_right(text) if from_right is None else from_right
        self._lines: list[tuple[int, str]] = []
        """Where each line begins in the text, and its words."""
        self._filled_to = 0.0
        """The width the lines were filled to; those of a part are those of the whole."""

    @override
    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        if width != self._filled_to:
            self._lines = list(_filled(self._text, self._font, width / self.style.fontSize * 1000))
            self._filled_to = width
        self.width, self.height = width, self.style.leading * len(self._lines)
        return width, self.height

    @override
    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        room = int(height / self.style.leading)
        if room < 1:
            return []
        if room >= len(self._lines):
            return [self]
        cut = self._lines[room][0]
        rest = [(start - cut, words) for start, words in self._lines[room:]]
        return [
            self._part(self._text[:cut], self._lines[:room], width),
            self._part(self._text[cut:], rest, width),
        ]

    def _part(self, text: str, lines: list[tuple[int, str]], width: float) -> ScriptParagraph:
        part = ScriptParagraph(text, self.style, self._font, from_right=self._from_right)
        part._lines, part._filled_to = lines, width
        return part

    @override
    def draw(self) -> None:
        size, leading = self.style.fontSize, self.style.leading
        right = self._from_right != (self.style.alignment == 2)
        for place, (_start, words) in enumerate(self._lines):
            runs = list(in_sight(words.rstrip(), self._font, from_right=self._from_right))
            wide = sum(run.width for run in runs) * size / 1000
            left = self.width - wide if right else 0.0
            if self.style.alignment == 1:
                left = (self.width - wide) / 2
            below = self.height - place * leading - size * 1.02
            for run in runs:
                _draw(self.canv, run, (left, below), self.style)
                left += run.width * size / 1000


def needs_care(text: str) -> bool:
    """Return whether a text has letters that plain paragraphs set wrongly, or say wrongly."""
    if text.isascii():
        return False
    return (
        bool(RIGHT_TO_LEFT.search(text) or _EAST_ASIAN.search(text))
        or has_marks(text)
        or is_foreign(text)
        or any(font in SHAPED for font, _ in split_by_font(text, "RD"))
    )


def _filled(text: str, font: str, room: float) -> Iterator[tuple[int, str]]:
    """Yield the lines that fit a width, in the order of reading, with where each begins."""
    start = 0
    for line in text.split("\n"):
        begin, words, wide = start, "", 0.0
        for piece in _pieces(line, font, room):
            width = width_of(piece.rstrip(), font)
            if words and wide + width > room:
                yield begin, words
                begin, words, wide = begin + len(words), "", 0.0
            words += piece
            wide += width_of(piece, font)
        yield begin, words
        start += len(line) + 1


def _pieces(line: str, font: str, room: float) -> Iterator[str]:
    """Yield the parts between which a line may break: words, and signs of scripts without."""
    for word in (word for phrase in _BREAKS.split(line) for word in _words(phrase)):
        if _EAST_ASIAN.search(word):
            yield from _broken(word, font, room)
            continue
        part = ""
        for letter in (*_letters_of(word), ""):
            if part and (not letter or len(part + letter) > LONGEST_WORD):
                if width_of(part.rstrip(), font) <= room:
                    yield part
                else:
                    yield from _broken(part, font, room)
                part = ""
            part += letter


def _broken(word: str, font: str, room: float) -> Iterator[str]:
    """Yield the signs of a script without spaces, or the parts of a word that fit a width."""
    part = ""
    for letter in _letters_of(word):
        breaks = _EAST_ASIAN.match(letter) or width_of(part + letter, font) > room
        if part and breaks and letter[0] not in _NO_START:
            yield part
            part = ""
        part += letter
    if part:
        yield part


def _letters_of(word: str) -> Iterator[str]:
    """Yield the letters of a word, each with what stands on it and is joined to it."""
    letter = ""
    for one in word:
        joined = (
            unicodedata.category(one) in ("Mc", "Mn", "Cf")
            or one in _THAI_AFTER
            or letter.endswith(_BEFORE)
            or (letter and unicodedata.combining(letter[-1]) == _VIRAMA)
        )
        if letter and not joined:
            yield letter
            letter = ""
        letter += one
    if letter:
        yield letter


def _words(phrase: str) -> list[str]:
    """Return the words of a phrase: Thai writes them without spaces between."""
    if not _THAI.search(phrase):
        return [phrase]
    words: list[str] = []
    for stretch in _THAI.split(phrase):
        for word in _thai().parse(stretch) if _THAI.fullmatch(stretch) else [stretch]:
            if words and (not word or word[0] in _NO_START or word[0] in _THAI_AFTER):
                words[-1] += word
            elif word:
                words.append(word)
    return words


@cache
def _thai() -> budoux.Parser:
    """Return the parser that knows where Thai words end; its model is a file of 33 kB."""
    return budoux.load_default_thai_parser()


def _draw(canvas: Any, run: Run, at: tuple[float, float], style: ParagraphStyle) -> None:
    size = style.fontSize
    language = language_of(run.text)
    said = f"/Lang ({language}) " if language else ""
    if run.moved:
        spoken = run.text.encode("utf-16-be").hex().upper()
        said += f"/ActualText <FEFF{spoken}>"
    if said:
        canvas.addLiteral(f"/Span <<{said}>> BDC")
    left, below = at
    for letters, x, y, is_silent in _stretches(run):
        if is_silent:
            canvas.addLiteral("/Span <</ActualText ()>> BDC")
        text = canvas.beginText(left + x * size / 1000, below + y * size / 1000)
        text.setFont(run.font, size)
        text.setFillColor(style.textColor)
        text.textOut(letters)
        canvas.drawText(text)
        if is_silent:
            canvas.addLiteral("EMC")
    if said:
        canvas.addLiteral("EMC")


def _stretches(run: Run) -> Iterator[tuple[str, float, float, bool]]:
    """Yield letters that stand where the font itself would put them, where they begin and how.

    That is, whether they are silent.
    """
    widths = pdfmetrics.getFont(run.font).face.charWidths
    letters, begin, here = "", 0.0, 0.0
    before = (0.0, 0.0, False)
    for glyph in run.glyphs:
        moved = (glyph.x, glyph.y, glyph.is_silent)
        if letters and moved != before:
            yield letters, begin + before[0], *before[1:]
            letters = ""
        begin, before = begin if letters else here, moved
        letters += glyph.letter
        here += glyph.advance
        if abs(glyph.advance - widths.get(ord(glyph.letter), 0)) > 1:
            yield letters, begin + before[0], *before[1:]
            letters = ""
    if letters:
        yield letters, begin + before[0], *before[1:]
