"""Colours and styles of paper, and people's text as a paragraph."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from reviewdesk.documents.fonts import BOLD, REGULAR, clean, markup
from reviewdesk.documents.scripts import ScriptParagraph, needs_care

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

INK = HexColor("#17202b")
QUIET = HexColor("#556170")
LINE = HexColor("#c5ccd5")
SUNK = HexColor("#eef1f5")
ACCENT = HexColor("#1a5ca8")
RULE = HexColor("#7d8896")
"""Edges of frames to write in, dark enough for a copier."""
MARK = HexColor("#e3e7ec")


def words(text: str, style: str, font: str = REGULAR) -> Flowable:
    """Return people's text as a paragraph in a style by name."""
    return paragraph(text, style_of(style), font)


def paragraph(text: str, style: ParagraphStyle, font: str) -> Flowable:
    """Return people's text as a paragraph that flows over pages, in any script."""
    text = clean(text)
    if len(text) > _LONG or text.count("\n") > _MANY_LINES or needs_care(text):
        return ScriptParagraph(text, style, font)
    marked = markup(text, font)
    if "<" in marked or "&" in marked:
        return Paragraph(marked, style)
    # words alone: reportlab's parser, a tenth of the time of a form, would find nothing
    return Paragraph("", style, frags=[_piece(style).clone(text=marked)])


_LONG = 4000
_MANY_LINES = 30
"""Letters and lines from which a text is broken into lines once for all its pages; reportlab
breaks the rest of it anew for each page, and copies all of it for each line."""


@lru_cache(maxsize=64)
def _piece(style: ParagraphStyle) -> Any:
    """Return what reportlab's parser makes of one letter in a style."""
    return Paragraph("x", style).frags[0]


@cache
def style_of(name: str) -> ParagraphStyle:
    """Return a style by name."""
    base = {"fontName": REGULAR, "fontSize": 9.5, "leading": 13.5, "textColor": INK}
    special: dict[str, dict[str, Any]] = {
        "body": {"spaceAfter": 6},
        "quiet": {"textColor": QUIET, "spaceAfter": 6},
        "title": {"fontName": BOLD, "fontSize": 18, "leading": 23},
        "subtitle": {"fontSize": 10.5, "textColor": QUIET, "leading": 15},
        "column": {"fontName": BOLD, "fontSize": 8, "leading": 10.5, "textColor": QUIET},
        "column-centre": {
            "fontName": BOLD, "fontSize": 7, "leading": 9, "textColor": QUIET, "alignment": 1,
        },
        "column-right": {
            "fontName": BOLD, "fontSize": 8, "leading": 10.5, "textColor": QUIET, "alignment": 2,
        },
        "fact-right": {"fontSize": 9, "leading": 12, "alignment": 2},
        "letterhead": {"fontSize": 8.5, "leading": 11.5, "alignment": 2},
        "classification": {"fontName": BOLD, "fontSize": 9, "leading": 11, "alignment": 1},
        "footer": {"fontSize": 7.5, "leading": 9, "textColor": QUIET, "alignment": 1},
        "label": {"fontSize": 8, "leading": 11, "textColor": QUIET, "spaceBefore": 2},
        "fact": {"fontSize": 9, "leading": 12},
        "fact-label": {"fontSize": 8.5, "leading": 12, "textColor": QUIET},
        "strong": {"fontName": BOLD, "fontSize": 9.5, "leading": 12.5},
        "h1": {"fontName": BOLD, "fontSize": 13, "leading": 17, "textColor": ACCENT},
        "h2": {"fontName": BOLD, "fontSize": 10.5, "leading": 14},
        "aside": {"alignment": 2, "textColor": QUIET, "fontSize": 9},
        "score": {"fontName": BOLD, "fontSize": 20, "leading": 25},
        "furniture": {"fontSize": 7.5, "leading": 9, "textColor": QUIET},
        "furniture-right": {
            "fontSize": 7.5, "leading": 9, "textColor": QUIET, "alignment": 2,
        },
    }  # fmt: skip
    return ParagraphStyle(name, **{**base, **special[name]})
