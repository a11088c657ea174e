"""The fonts of the paper, chosen for each run of text, always embedded.

Noto (SIL Open Font License 1.1, ``resources/fonts/OFL.txt``): Latin, Greek, Cyrillic and
Vietnamese, Devanagari, Arabic, Hebrew, Ethiopic, Thai, Armenian, Georgian, the other scripts of
India and Sri Lanka, Khmer, Lao, Burmese, signs and emoji; of two of the fonts of signs only the
blocks of arrows, operators, shapes and dingbats are shipped. Droid Sans
Fallback (Apache License 2.0, ``resources/fonts/Apache-2.0.txt``): Chinese and Japanese;
Nanum Gothic (SIL Open Font License 1.1): Korean. What these two lack of Noto Sans CJK's letters,
such as those that only names are written with, is its third font, with outlines of curves of
the second degree, which reportlab embeds.
A font is read when the first letter needs it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont

from reviewdesk import resources

if TYPE_CHECKING:
    from collections.abc import Callable

REGULAR = "RD"
BOLD = "RD-Bold"
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}
_SCRIPTS = {
    "RD-Devanagari": "NotoSansDevanagari-Regular.ttf",
    "RD-Arabic": "NotoNaskhArabic-Regular.ttf",
    "RD-Hebrew": "NotoSansHebrew-Regular.ttf",
    "RD-Ethiopic": "NotoSansEthiopic-Regular.ttf",
    "RD-Thai": "NotoSansThai-Regular.ttf",
    "RD-Math": "NotoSansMath-Symbols.ttf",
    "RD-Symbols": "NotoSansSymbols2-Symbols.ttf",
    "RD-East-Asian": "DroidSansFallbackFull.ttf",
    "RD-Korean": "NanumGothic-Regular.ttf",
    "RD-Enclosed": "NotoSansSymbols-Regular.ttf",
    "RD-Emoji": "NotoEmoji-Regular.ttf",
    "RD-Rare": "NotoSansCJK-Rare.ttf",
}
_NAMED = {
    name.upper(): f"RD-{name}"
    for name in (
        "Armenian", "Georgian", "Bengali", "Gujarati", "Gurmukhi", "Kannada", "Khmer", "Lao",
        "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu",
    )
}  # fmt: skip
"""Fonts of the letters whose names begin with a word."""
_FILES_OF_NAMED = {
    font: f"NotoSans{font.removeprefix('RD-')}-Regular.ttf" for font in _NAMED.values()
}
SHAPED = frozenset({"RD-Devanagari", "RD-Thai", *_NAMED.values()} - {"RD-Armenian", "RD-Georgian"})
"""Fonts of scripts whose letters change shape and place beside others."""
_KEEP_SPACES = SHAPED | {"RD-Arabic", "RD-Hebrew"}
"""Fonts whose runs go on over a space, which is as wide as that of the others, and joiners."""
JOINERS = ("\u200c", "\u200d")
"""Say whether the letters beside them join; Persian and the scripts of India need them."""
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_VARIANTS = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
"""Choose between pictures and tones of one sign; the fonts have one of each."""
_CODE = re.compile("(?<=> <)[0-9A-F]{4,6}(?=>)")
_SAID: dict[tuple[str, int], str] = {}
"""By name of the font's face and letter: the text of a glyph."""
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_MOST_MARKS = 30
"""On one letter (Unicode Standard Annex 15, 13: the stream-safe format)."""
_MANY_SIGNS = re.compile(rf"[^\w\s!-~]{{{_MOST_MARKS + 1},}}")
_UNSHOWN = "\ufffd"
LONGEST_WORD = 48
"""Letters after which a word is broken, whatever fits on the line."""
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")


@cache
def register() -> None:
    """Make the usual fonts known to reportlab; doing it twice does nothing."""
    ttfonts.makeToUnicodeCMap = _to_unicode
    rl_config.useA85 = 0  # streams of letters only are a quarter longer
    for name in _FILES:
        _read(name)
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )


def _to_unicode(
    font: str, subset: list[int], plain: Callable[..., str] = ttfonts.makeToUnicodeCMap
) -> str:
    """Return the table by which text is copied out of a paper.

    reportlab 5.1 writes letters beyond the first 65,536, such as emoji, as one number;
    the table wants two of 16 bits (PDF 32000-1, 9.10.3). Shaped glyphs get their text.
    """
    face = font.partition("+")[2]

    def text(found: re.Match[str]) -> str:
        code = int(found.group(), 16)
        usual = _UNSHOWN if 0xE000 <= code <= 0xF8FF else chr(code)  # told by ActualText
        return _SAID.get((face, code), usual).encode("utf-16-be").hex().upper()

    return _CODE.sub(text, plain(font, subset))


def said_by(font: str, code: int, text: str) -> None:
    """Remember which text a glyph stands for that has no letter of its own in a font."""
    face = pdfmetrics.getFont(font).face.name
    name = face.decode("ascii") if isinstance(face, bytes) else str(face)
    _SAID.setdefault((name, code), text)


@cache
def _read(name: str) -> frozenset[int]:
    """Make one font known; return the letters it has."""
    path = str(resources.file(f"fonts/{(_FILES | _SCRIPTS | _FILES_OF_NAMED)[name]}"))
    font = TTFont(name, path, asciiReadable=False)
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def clean(text: str) -> str:
    """Return text that can be printed: no control characters, surrogates or bidi overrides."""
    if text.isascii() and text.isprintable():
        return text
    text = (
        _VARIANTS.sub("", _OVERRIDES.sub("", text))
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\t", " ")
    )
    text = "".join(
        one
        for one in text
        if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs", "Cn", "Co")
    )
    return _MANY_SIGNS.sub(_few_marks, unicodedata.normalize("NFC", text))


def _few_marks(found: re.Match[str]) -> str:
    """Leave out what stands on one letter beyond what any language puts there."""
    kept, marks = "", 0
    for one in found.group():
        marks = marks + 1 if unicodedata.category(one) == "Mn" else 0
        kept += one if marks <= _MOST_MARKS else ""
    return kept


def markup(text: str, base: str = REGULAR) -> str:
    """Return cleaned text as reportlab's paragraph markup: escaped, each run in its font."""
    text = _LONG_WORD.sub(_broken, text)
    if text.isascii():
        return escape(text).replace("\n", "<br/>")
    return "<br/>".join(_runs(line, base) for line in text.split("\n"))


def _broken(found: re.Match[str]) -> str:
    word = found.group()
    return " ".join(
        word[place : place + LONGEST_WORD] for place in range(0, len(word), LONGEST_WORD)
    )


def _runs(line: str, base: str) -> str:
    return "".join(
        escape(run) if font == base else f'<font name="{font}">{escape(run)}</font>'
        for font, run in split_by_font(line, base)
    )


def split_by_font(line: str, base: str) -> list[tuple[str, str]]:
    """Return the runs of a line, each with the font that has its letters."""
    if _letters(base).issuperset(line):  # of most lines
        return [(base, line)] if line else []
    runs: list[tuple[str, str]] = []
    for one in line:
        stays = (one == " " or one in JOINERS) and runs and runs[-1][0] in _KEEP_SPACES
        font = runs[-1][0] if stays else _font_of(one, base)
        shown = one if font else _UNSHOWN
        font = font or base
        if runs and runs[-1][0] == font:
            runs[-1] = (runs[-1][0], runs[-1][1] + shown)
        else:
            runs.append((font, shown))
    return runs


@cache
def _letters(name: str) -> frozenset[str]:
    return frozenset(map(chr, _read(name)))


@cache
def _font_of(one: str, base: str) -> str:
    named = _NAMED.get(unicodedata.name(one, "").partition(" ")[0])
    fonts = (base, *([named] if named else ()), *_SCRIPTS)
    return next((name for name in fonts if ord(one) in _read(name)), "")
