"""Content into pages: A4 or Letter, with reportlab.

Long text flows over pages: of its own, and within the cells of a table.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    Image,
    PageTemplate,
    Spacer,
    Table,
    TableStyle,
)

from reviewdesk.documents import code_picture, letterhead
from reviewdesk.documents import content as parts
from reviewdesk.documents.conformance import finish
from reviewdesk.documents.fonts import BOLD, REGULAR, clean, register
from reviewdesk.documents.frames import CodeFigure, SignatureFrame
from reviewdesk.documents.handwriting import by_hand
from reviewdesk.documents.languages import paper_in
from reviewdesk.documents.tables import PLAIN, facts_table, grid_table, points, result_box
from reviewdesk.documents.tagging import Tagged, Tags, artifact, table_marks
from reviewdesk.documents.typography import ACCENT, LINE, MARK, words
from reviewdesk.i18n import tr
from reviewdesk.overriding import override

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument
    from reportlab.platypus import (
        Flowable,
    )

    from reviewdesk.documents.frames import SignatureBox
    from reviewdesk.documents.tagging import Element

_MARGIN = 54.0
_TOP = 64.0
_CODE = 35.0
"""Of the code in the margin of each page."""
_EDGE = 14.0
"""That many printers leave white."""
_BOTTOM = 58.0
_SHORT = 12
"""Letters beside a heading that need little of its line."""
_LABELLED = 42
"""Points that a small label needs on its page with two lines under it, which are not parted."""
LONGEST_HEADING = 1000
"""Characters of a title that still stands on one line with its aside."""


class Paper(StrEnum):
    """Sizes of paper."""

    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished paper that nobody has signed."""

    pdf: bytes
    pages: int
    signature_boxes: tuple[SignatureBox, ...]


def draw(content: parts.Content, *, paper: Paper = Paper.A4) -> Drawn:
    """Return a finished paper; the same content always gives the same bytes.

    It conforms to PDF/A-3a and PDF/UA-1, and has an empty field for each signature.
    """
    register()
    size = A4 if paper is Paper.A4 else LETTER
    if content.landscape:
        size = landscape(size)
    boxes: list[SignatureBox] = []
    document = BaseDocTemplate("", pagesize=size)
    top, foot = letterhead.margins(content.letterhead)
    frame = Frame(
        _MARGIN, _BOTTOM + foot, size[0] - 2 * _MARGIN, size[1] - _TOP - _BOTTOM - top - foot,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    under = partial(_under, content=content, size=size)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=under)])
    width = size[0] - 2 * _MARGIN
    tags = Tags()
    said = tags.root.add("P")  # the classification, read out before anything else
    story: list[Flowable] = [
        *letterhead.head_block(content, width, tags),
        tags.wrap(words(content.title, "title", BOLD), "H1"),
        tags.wrap(words(content.subtitle, "subtitle"), "P"),
        Spacer(0, 10),
    ]
    for block in content.blocks:
        story.extend(_flow(block, width, boxes, tags))
    numbered = partial(_NumberedCanvas, content=content, size=size, tags=tags, said=said)
    with paper_in(content.language):
        document.build(story, canvasmaker=numbered)
    pdf = finish(document.canv.drawn, tags, content, tuple(boxes))
    return Drawn(pdf, document.page, tuple(boxes))


class _NumberedCanvas(Canvas):  # type: ignore[misc] # reportlab carries no types
    """A canvas that writes "page x of y" once y is known."""

    def __init__(
        self,
        *args: Any,
        content: parts.Content,
        size: tuple[float, float],
        tags: Tags,
        said: Element,
        **options: Any,
    ) -> None:
        options.update(initialFontName=REGULAR, initialFontSize=10, pageCompression=0)
        super().__init__(*args, **options)
        self._content = content
        self._size = size
        self._tags = tags
        self._said = said
        self._kept: list[dict[str, Any]] = []

    @override
    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    @override
    def save(self) -> None:
        lines = _lines(self._content, self._size)  # the same on every page
        for place, kept in enumerate(self._kept):
            self.__dict__.update(kept)
            with artifact(self, "Pagination"):
                _furniture(self, self._content, self._size, lines, place + 1, len(self._kept))
            said = None if place else self._said
            letterhead.draw_marks(self, self._content.letterhead, self._size, self._tags, said)
            super().showPage()

    @property
    def drawn(self) -> PDFDocument:
        """What was drawn, which is not written yet."""
        return self._doc


def _under(canvas: Any, _document: Any, *, content: parts.Content, size: Any) -> None:
    if not content.mark:
        return
    with artifact(canvas, "Pagination"):
        canvas.saveState()
        canvas.setFillColor(MARK)
        canvas.setFont(BOLD, 96)
        canvas.translate(size[0] / 2, size[1] / 2)
        canvas.rotate(52)
        canvas.drawCentredString(0, -30, clean(content.mark))
        canvas.restoreState()


def _lines(content: parts.Content, size: tuple[float, float]) -> tuple[Flowable, ...]:
    """Return what stands at the left and right above a page, and at the left below it."""
    texts = (
        (content.office, "furniture"),
        (content.title, "furniture-right"),
        (content.reference, "furniture"),
    )
    return tuple(_line(text, style, size) for text, style in texts)


def _line(text: str, style: str, size: tuple[float, float]) -> Flowable:
    line = words(_shortened(text), style)
    half = (size[0] - 2 * _MARGIN) / 2
    line.wrap(half - 6 if style == "furniture" else half, 12)
    return line


def _furniture(
    canvas: Any,
    content: parts.Content,
    size: tuple[float, float],
    lines: tuple[Flowable, ...],
    page: int,
    pages: int,
) -> None:
    width, height = size
    down, foot = letterhead.margins(content.letterhead)
    height -= down
    headed = page == 1 and bool(content.letterhead.logo or content.letterhead.lines)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    if not headed:
        canvas.line(_MARGIN, height - 46, width - _MARGIN, height - 46)
    canvas.line(_MARGIN, 44 + foot, width - _MARGIN, 44 + foot)
    if content.code:
        left = width - _MARGIN + (_MARGIN - _EDGE - _CODE)
        code_picture.draw(canvas, content.code, left, 44 + foot, _CODE)
    number = tr("Page {page} of {pages}").format(page=page, pages=pages)
    middle = width / 2
    office, title, reference = lines
    if not headed:
        office.drawOn(canvas, _MARGIN, height - 41)
        title.drawOn(canvas, middle, height - 41)
    reference.drawOn(canvas, _MARGIN, 31 + foot)
    _line(number, "furniture-right", size).drawOn(canvas, middle, 31 + foot)


def _shortened(text: str) -> str:
    return text if len(text) <= 58 else text[:57].rstrip() + "…"


def _flow(
    block: parts.Block, width: float, boxes: list[SignatureBox], tags: Tags
) -> list[Flowable]:
    flowables: list[Flowable]
    match block:
        case parts.Heading():
            flowables = _heading(block, width, tags)
        case parts.Text():
            flowables = _text(block, tags)
        case parts.Facts() | parts.Ratings():
            style, space = ("fact", 5) if isinstance(block, parts.Facts) else ("strong", 3)
            flowables = [facts_table(block.rows, width, style, tags), Spacer(0, space)]
        case parts.Grid():
            flowables = [grid_table(block, width, tags), Spacer(0, 6)]
        case parts.Result():
            flowables = result_box(block, width, tags)
        case parts.Points():
            flowables = points(block, width, tags)
        case parts.Picture() | parts.Code():
            flowables = (
                [CodeFigure(block, width, tags)]
                if isinstance(block, parts.Code)
                else _picture(block, width, tags)
            )
        case parts.Box() | parts.Ticks() | parts.TickGrid() | parts.PenLine():
            flowables = by_hand(block, width, tags)
        case parts.SignatureBlock():
            flowables = [SignatureFrame(block, width, boxes, tags)]
    return flowables


def _heading(block: parts.Heading, width: float, tags: Tags) -> list[Flowable]:
    text = " ".join(block.text.split())
    title = tags.wrap(
        words(text, "h1" if block.level == 1 else "h2", BOLD),
        tags.heading(block.level),
    )
    space = 16 if block.level == 1 else 9
    room = CondPageBreak(block.room or (90 if block.level == 1 else 64))
    if len(text) > LONGEST_HEADING:  # a title that fills pages still has to flow
        return [Spacer(0, space), title, Spacer(0, 4)]
    if block.level > 1 and not block.aside:  # nothing beside it: no table is needed
        return [room, Spacer(0, space), title, Spacer(0, 7)]
    aside = tags.wrap(words(block.aside, "aside"), "P") if block.aside else ""
    beside = (0.4 if len(block.aside) > _SHORT else 0.15) if block.aside else 0.0
    row = Table(
        [[title, aside]], colWidths=[width * (1 - beside), width * beside], renderCB=table_marks
    )
    commands: list[tuple[Any, ...]] = [
        PLAIN,
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    if block.level == 1:
        commands.append(("LINEBELOW", (0, 0), (-1, -1), 0.9, ACCENT))
    row.setStyle(TableStyle(commands))
    return [room, Spacer(0, space), row, Spacer(0, 4)]


def _text(block: parts.Text, tags: Tags) -> list[Flowable]:
    flowables: list[Flowable] = []
    if block.label:
        flowables += [CondPageBreak(_LABELLED), tags.wrap(words(block.label, "label"), "P")]
    style = "quiet" if block.quiet else "body"
    flowables.extend(
        tags.wrap(words(piece, style), "P") for piece in block.text.split("\n\n") if piece.strip()
    )
    return flowables


def _picture(block: parts.Picture, width: float, tags: Tags) -> list[Flowable]:
    scale = min(1.0, width / block.width, 600 / block.height)
    shown = Image(io.BytesIO(block.image), block.width * scale, block.height * scale, hAlign="LEFT")
    figure = Tagged(shown, tags.root.add("Figure", alt=block.alt), tags)
    figure.hAlign = "LEFT"
    return [figure, Spacer(0, 8)]
