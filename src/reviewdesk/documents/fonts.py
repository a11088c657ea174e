"""The fonts of the paper, chosen for each run of text, always embedded.

Noto (SIL Open Font License 1.1, ``resources/fonts/OFL.txt``): Latin, Greek, Cyrillic and
Vietnamese, Devanagari, Arabic, Hebrew, Ethiopic and Thai.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from xml.sax.saxutils import escape

from bidi.algorithm import get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reviewdesk import resources

REGULAR = "RD"
BOLD = "RD-Bold"
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}
_SCRIPTS = {
    "RD-Devanagari": "NotoSansDevanagari-Regular.ttf",
    "RD-Arabic": "NotoNaskhArabic-Regular.ttf",
    "RD-Hebrew": "NotoSansHebrew-Regular.ttf",
    "RD-Ethiopic": "NotoSansEthiopic-Regular.ttf",
    "RD-Thai": "NotoSansThai-Regular.ttf",
}
_SHAPED = frozenset({"RD-Devanagari", "RD-Thai"})
"""Scripts whose letters change shape or place beside others; uharfbuzz does it."""
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_UNSHOWN = "\ufffd"
_LONGEST_WORD = 48
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD},}}")


@cache
def register() -> None:
    """Make the fonts known to reportlab; doing it twice does nothing."""
    for name, file in {**_FILES, **_SCRIPTS}.items():
        path = str(resources.file(f"fonts/{file}"))
        pdfmetrics.registerFont(TTFont(name, path, shapable=name in _SHAPED))
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )


def clean(text: str) -> str:
    """Return text that can be printed: no control characters, surrogates or bidi overrides."""
    if text.isascii() and text.isprintable():
        return text
    text = _OVERRIDES.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = "".join(
        one
        for one in text
        if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs", "Cn", "Co")
    )
    return unicodedata.normalize("NFC", text)


def markup(text: str, base: str = REGULAR) -> str:
    """Return people's text as reportlab's paragraph markup: escaped, each run in its font."""
    text = clean(text)
    text = _LONG_WORD.sub(_broken, text)
    if text.isascii():
        return escape(text).replace("\n", "<br/>")
    lines = [_visual(line) for line in text.split("\n")]
    return "<br/>".join(_runs(line, base) for line in lines)


def needs_shaping(marked: str) -> bool:
    """Return whether markup holds a script whose letters must be shaped."""
    return "<font" in marked and any(name in marked for name in _SHAPED)


def _broken(found: re.Match[str]) -> str:
    word = found.group()
    return " ".join(
        word[place : place + _LONGEST_WORD] for place in range(0, len(word), _LONGEST_WORD)
    )


def _visual(line: str) -> str:
    if not _RIGHT_TO_LEFT.search(line):
        return line
    if _ARABIC.search(line):
        from arabic_reshaper import reshape

        line = reshape(line)
    return str(get_display(line))


def _runs(line: str, base: str) -> str:
    return "".join(
        escape(run) if font == base else f'<font name="{font}">{escape(run)}</font>'
        for font, run in _split(line, base)
    )


def _split(line: str, base: str) -> list[tuple[str, str]]:
    runs: list[tuple[str, str]] = []
    for one in line:
        font = _font_of(one, base)
        shown = one if font else _UNSHOWN
        font = font or base
        if runs and (runs[-1][0] == font or one == " "):
            runs[-1] = (runs[-1][0], runs[-1][1] + shown)
        else:
            runs.append((font, shown))
    return runs


@cache
def _font_of(one: str, base: str) -> str:
    register()
    for name in (base, *_SCRIPTS):
        if ord(one) in pdfmetrics.getFont(name).face.charToGlyph:
            return name
    return ""
