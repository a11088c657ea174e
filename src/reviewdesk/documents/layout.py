"""Content into pages: A4 or Letter, with reportlab.

Long text is never put into a table cell, so it always flows over pages.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from reviewdesk.documents import content as parts
from reviewdesk.documents.fonts import BOLD, REGULAR, clean, markup, needs_shaping, register
from reviewdesk.i18n import tr
from reviewdesk.overriding import override

INK = HexColor("#17202b")
QUIET = HexColor("#556170")
LINE = HexColor("#c5ccd5")
SUNK = HexColor("#eef1f5")
ACCENT = HexColor("#1a5ca8")
MARK = HexColor("#e3e7ec")
_MARGIN = 54.0
_TOP = 64.0
_BOTTOM = 58.0
_LABEL_WIDTH = 96.0
_SIGNATURE_HEIGHT = 88.0
_SIGNATURE_WIDTH = 250.0


class Paper(StrEnum):
    """Sizes of paper."""

    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """Where a signature goes: page from 0 and corners in points from the bottom left."""

    field: str
    title: str
    page: int
    rect: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished paper that nobody has signed."""

    pdf: bytes
    pages: int
    signature_boxes: tuple[SignatureBox, ...]


def draw(content: parts.Content, *, paper: Paper = Paper.A4) -> Drawn:
    """Return the pages of a paper; the same content always gives the same bytes."""
    register()
    size = A4 if paper is Paper.A4 else LETTER
    stream = io.BytesIO()
    boxes: list[SignatureBox] = []
    document = BaseDocTemplate(
        stream, pagesize=size, title=clean(content.title), author=clean(content.office),
        subject=clean(content.reference), creator="ReviewDesk", producer="ReviewDesk",
        lang=content.language,
    )  # fmt: skip
    frame = Frame(
        _MARGIN, _BOTTOM, size[0] - 2 * _MARGIN, size[1] - _TOP - _BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    under = partial(_under, content=content, size=size)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=under)])
    width = size[0] - 2 * _MARGIN
    story: list[Flowable] = [
        _words(content.title, "title", BOLD),
        _words(content.subtitle, "subtitle"),
        Spacer(0, 10),
    ]
    story.extend(flowable for block in content.blocks for flowable in _flow(block, width, boxes))
    numbered = partial(_NumberedCanvas, content=content, size=size)
    document.build(story, canvasmaker=numbered)
    return Drawn(stream.getvalue(), document.page, tuple(boxes))


class _NumberedCanvas(Canvas):  # type: ignore[misc] # reportlab carries no types
    """A canvas that writes "page x of y" once y is known."""

    def __init__(
        self, *args: Any, content: parts.Content, size: tuple[float, float], **options: Any
    ) -> None:
        options.update(invariant=1, initialFontName=REGULAR, initialFontSize=10)
        super().__init__(*args, **options)
        self._content = content
        self._size = size
        self._kept: list[dict[str, Any]] = []

    @override
    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    @override
    def save(self) -> None:
        for place, kept in enumerate(self._kept):
            self.__dict__.update(kept)
            _furniture(self, self._content, self._size, place + 1, len(self._kept))
            super().showPage()
        super().save()


def _under(canvas: Any, _document: Any, *, content: parts.Content, size: Any) -> None:
    if not content.mark:
        return
    canvas.saveState()
    canvas.setFillColor(MARK)
    canvas.setFont(BOLD, 96)
    canvas.translate(size[0] / 2, size[1] / 2)
    canvas.rotate(52)
    canvas.drawCentredString(0, -30, clean(content.mark))
    canvas.restoreState()


def _furniture(
    canvas: Any, content: parts.Content, size: tuple[float, float], page: int, pages: int
) -> None:
    width, height = size
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(_MARGIN, height - 46, width - _MARGIN, height - 46)
    canvas.line(_MARGIN, 44, width - _MARGIN, 44)
    number = tr("Page {page} of {pages}").format(page=page, pages=pages)
    half = (width - 2 * _MARGIN) / 2
    for text, style, left, bottom in (
        (content.office, "furniture", _MARGIN, height - 41),
        (content.title, "furniture-right", _MARGIN + half, height - 41),
        (content.reference, "furniture", _MARGIN, 31),
        (number, "furniture-right", _MARGIN + half, 31),
    ):
        line = _words(_shortened(text), style)
        line.wrap(half - 6 if style == "furniture" else half, 12)
        line.drawOn(canvas, left, bottom)


def _shortened(text: str) -> str:
    return text if len(text) <= 58 else text[:57].rstrip() + "…"


def _words(text: str, style: str, font: str = REGULAR) -> Paragraph:
    """Return people's text as a paragraph; scripts whose letters change shape are shaped."""
    marked = markup(text, font)
    return Paragraph(marked, _style(style, shaped=needs_shaping(marked)))


@cache
def _style(name: str, *, shaped: bool = False) -> ParagraphStyle:
    base = {"fontName": REGULAR, "fontSize": 9.5, "leading": 13.5, "textColor": INK}
    special: dict[str, dict[str, Any]] = {
        "body": {"spaceAfter": 6},
        "quiet": {"textColor": QUIET, "spaceAfter": 6},
        "title": {"fontName": BOLD, "fontSize": 18, "leading": 23},
        "subtitle": {"fontSize": 10.5, "textColor": QUIET, "leading": 15},
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
    return ParagraphStyle(name, shaping=int(shaped), **{**base, **special[name]})


def _flow(block: parts.Block, width: float, boxes: list[SignatureBox]) -> list[Flowable]:
    flowables: list[Flowable]
    match block:
        case parts.Heading():
            flowables = _heading(block, width)
        case parts.Text():
            flowables = _text(block)
        case parts.Facts():
            flowables = [_facts(block.rows, width, "fact"), Spacer(0, 5)]
        case parts.Ratings():
            flowables = [_facts(block.rows, width, "strong"), Spacer(0, 3)]
        case parts.Result():
            flowables = _result(block, width)
        case parts.Lines():
            flowables = [_Ruled(block.count, width)]
        case parts.SignatureBlock():
            flowables = [_SignatureBox(block, width, boxes)]
    return flowables


def _heading(block: parts.Heading, width: float) -> list[Flowable]:
    title = _words(block.text, "h1" if block.level == 1 else "h2", BOLD)
    aside = _words(block.aside, "aside")
    row = Table([[title, aside]], colWidths=[width * 0.6, width * 0.4])
    commands: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    if block.level == 1:
        commands.append(("LINEBELOW", (0, 0), (-1, -1), 0.9, ACCENT))
    row.setStyle(TableStyle(commands))
    space = 16 if block.level == 1 else 9
    if len(block.text) > 1000:  # a title that fills pages still has to flow
        return [Spacer(0, space), title, Spacer(0, 4)]
    room = CondPageBreak(block.room or (90 if block.level == 1 else 64))
    return [room, Spacer(0, space), row, Spacer(0, 4)]


def _text(block: parts.Text) -> list[Flowable]:
    flowables: list[Flowable] = [_words(block.label, "label")] if block.label else []
    style = "quiet" if block.quiet else "body"
    flowables.extend(_words(piece, style) for piece in block.text.split("\n\n") if piece.strip())
    return flowables


def _facts(rows: tuple[tuple[str, str], ...], width: float, style: str) -> Flowable:
    font = BOLD if style == "strong" else REGULAR
    cells = [
        [
            _words(label, "fact-label"),
            _words(value, style, font),
        ]
        for label, value in rows
    ]
    table = Table(cells, colWidths=[_LABEL_WIDTH, width - _LABEL_WIDTH], splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ]
        )
    )
    return table


def _result(block: parts.Result, width: float) -> list[Flowable]:
    shown = " · ".join(part for part in (block.score, block.level) if part)
    lines: list[Flowable] = [
        _words(block.title, "label"),
        _words(shown, "score", BOLD),
    ]
    box = Table([[lines]], colWidths=[width])
    box.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), SUNK),
                ("LEFTPADDING", (0, 0), (-1, -1), 12),
                ("RIGHTPADDING", (0, 0), (-1, -1), 12),
                ("TOPPADDING", (0, 0), (-1, -1), 8),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
            ]
        )
    )
    return [Spacer(0, 14), box, Spacer(0, 6)]


class _Ruled(Flowable):  # type: ignore[misc] # reportlab carries no types
    """Lines to write on."""

    def __init__(self, count: int, width: float) -> None:
        super().__init__()
        self.width = width
        self.height = count * 22.0
        self._count = count

    def draw(self) -> None:
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.6)
        for place in range(self._count):
            height = self.height - (place + 1) * 22.0 + 4
            self.canv.line(0, height, self.width, height)


class _SignatureBox(Flowable):  # type: ignore[misc] # reportlab carries no types
    """The frame of one signature with its meaning beside it."""

    def __init__(
        self, block: parts.SignatureBlock, width: float, boxes: list[SignatureBox]
    ) -> None:
        super().__init__()
        self.width = width
        self._block = block
        self._boxes = boxes
        beside = width - _SIGNATURE_WIDTH - 14
        self._words = [
            _words(_cut(block.title, 120), "strong", BOLD),
            _words(_cut(block.name, 160), "fact"),
            _words(_cut(block.meaning, 300), "label"),
        ]
        self._heights = [words.wrap(beside, 400)[1] for words in self._words]
        self.height = max(_SIGNATURE_HEIGHT, sum(self._heights)) + 12

    def draw(self) -> None:
        canvas = self.canv
        bottom = self.height - 6 - _SIGNATURE_HEIGHT
        left = self.width - _SIGNATURE_WIDTH
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.8)
        canvas.roundRect(left, bottom, _SIGNATURE_WIDTH, _SIGNATURE_HEIGHT, 4)
        top = self.height - 6.0
        for words, height in zip(self._words, self._heights, strict=True):
            top -= height
            words.drawOn(canvas, 0, top)
        x0, y0 = canvas.absolutePosition(left, bottom)
        self._boxes.append(
            SignatureBox(
                self._block.field,
                self._block.title,
                canvas.getPageNumber() - 1,
                (x0, y0, x0 + _SIGNATURE_WIDTH, y0 + _SIGNATURE_HEIGHT),
            )
        )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
