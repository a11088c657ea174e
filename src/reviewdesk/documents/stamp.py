"""What a signature looks like on paper: drawn by reportlab with our fonts, ink as strokes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfdoc import BasicFonts, xObjectName
from reportlab.pdfgen.canvas import Canvas

from reviewdesk.documents.fonts import BOLD, REGULAR, register
from reviewdesk.documents.pdf_file import Objects
from reviewdesk.documents.typography import INK, QUIET, paragraph
from reviewdesk.domain.days import day_words
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from datetime import datetime

Ink = tuple[tuple[tuple[float, float, float], ...], ...]
"""Strokes of points (x, y from the top, pressure), each between 0 and 1."""

_NAME = "signature"
_INK_HEIGHT = 0.42
_THINNEST, _THICKEST = 0.6, 2.2


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is written into the box of a signature."""

    name: str
    role: str
    meaning: str
    when: datetime
    ink: Ink | None


def time_words(when: datetime) -> str:
    """Return an instant with its zone, such as "19 March 2026, 08:12 +00:00"."""
    zone = when.strftime("%z")
    return tr("{day}, {time} {zone}").format(
        day=day_words(when.date()), time=when.strftime("%H:%M"), zone=f"{zone[:3]}:{zone[3:5]}"
    )


def draw(stamp: Stamp, width: float, height: float) -> tuple[Objects, int]:
    """Return the objects that draw a signature into its box, and the number of the one that does.

    That is a form of the size of the box in points, with its edge and without a matrix, so that
    all programs show the same.
    """
    register()
    canvas = Canvas("", pagesize=(width, height), initialFontName=REGULAR, pageCompression=0)
    canvas.beginForm(_NAME)
    top = height - 4
    if stamp.ink:
        _strokes(canvas, stamp.ink, width, height)
        top -= height * _INK_HEIGHT
    facts = [stamp.role, time_words(stamp.when), tr("drawn by hand") if stamp.ink else ""]
    lines = (
        (stamp.name, BOLD, 8.5, INK),
        (" · ".join(one for one in facts if one), REGULAR, 6.8, INK),
        (stamp.meaning, REGULAR, 6.4, QUIET),
    )
    for text, font, size, colour in lines:
        top = _line(canvas, text, font, size, colour, width, top)
    canvas.endForm()
    document = canvas._doc  # noqa: SLF001 - the document is not to be written
    form = document.idToObject[xObjectName(_NAME)]
    fonts = document.idToObject[BasicFonts]
    objects = Objects(document)
    number = objects.number(form)
    objects.put_stream(
        number,
        form.stream,
        f"/Type/XObject/Subtype/Form/BBox[0 0 {width:.10g} {height:.10g}]"
        f"/Resources<</Font {objects.number(fonts)} 0 R>>",
    )
    return objects, number


def _line(
    canvas: Canvas, text: str, font: str, size: float, colour: object, width: float, top: float
) -> float:
    room = max(top - 3, 0)
    while size > 3:
        style = ParagraphStyle(
            "stamp",
            fontName=font,
            fontSize=size,
            leading=size * 1.22,
            textColor=colour,
        )
        words = paragraph(text[:600], style, font)
        high: float = words.wrap(width - 12, 1000)[1]
        if high <= room:
            words.drawOn(canvas, 6, top - high)
            return top - high - 1
        size -= 0.4
    return top


def _strokes(canvas: Canvas, ink: Ink, width: float, height: float) -> None:
    wide, high = width - 24, height * _INK_HEIGHT - 4
    canvas.setStrokeColor(INK)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    for stroke in ink:
        for (x0, y0, pressure), (x1, y1, _) in zip(stroke, stroke[1:] or stroke, strict=False):
            canvas.setLineWidth(_THINNEST + (_THICKEST - _THINNEST) * _kept(pressure))
            canvas.line(
                8 + _kept(x0) * wide,
                height - 4 - _kept(y0) * high,
                8 + _kept(x1) * wide,
                height - 4 - _kept(y1) * high,
            )


def _kept(share: float) -> float:
    return min(max(share, 0.0), 1.0)
