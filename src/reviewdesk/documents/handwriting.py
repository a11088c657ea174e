"""Places on paper to fill by hand: frames to write in, squares to tick, lines to sign on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table, TableStyle

from reviewdesk.documents import content as parts
from reviewdesk.documents.fonts import BOLD, REGULAR, clean
from reviewdesk.documents.tables import PLAIN
from reviewdesk.documents.tagging import Tagged, artifact, table_marks
from reviewdesk.documents.typography import ACCENT, INK, LINE, RULE, SUNK, words
from reviewdesk.i18n import tr
from reviewdesk.overriding import override

if TYPE_CHECKING:
    from reviewdesk.documents.tagging import Tags

LINE_HEIGHT = 22.0
"""Between two lines of handwriting."""
_SQUARE = 11.0
_MOST_LINES = 24
_LONGEST_LABEL, _LONGEST_HEAD = 300, 60


class Square(Flowable):  # type: ignore[misc] # reportlab carries no types
    """A square to tick."""

    def __init__(self, *, centred: bool = False) -> None:
        super().__init__()
        self._centred = centred

    @override
    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = width, _SQUARE + 2
        return self.width, self.height

    @override
    def draw(self) -> None:
        left = (self.width - _SQUARE) / 2 if self._centred else 0.5
        with artifact(self.canv):
            self.canv.setStrokeColor(INK)
            self.canv.setLineWidth(0.8)
            self.canv.rect(left, 1, _SQUARE, _SQUARE)


class _Frame(Flowable):  # type: ignore[misc] # reportlab carries no types
    """A frame with a few faint lines."""

    def __init__(self, lines: int, width: float) -> None:
        super().__init__()
        self.width = width
        self._lines = max(1, min(lines, _MOST_LINES))
        self.height = self._lines * LINE_HEIGHT + 2

    @override
    def draw(self) -> None:
        with artifact(self.canv):
            self.canv.setStrokeColor(LINE)
            self.canv.setLineWidth(0.4)
            for place in range(1, self._lines):
                height = place * LINE_HEIGHT
                self.canv.line(6, height, self.width - 6, height)
            self.canv.setStrokeColor(RULE)
            self.canv.setLineWidth(0.8)
            self.canv.roundRect(0, 0, self.width, self.height, 3)


def by_hand(
    block: parts.Box | parts.Ticks | parts.TickGrid | parts.PenLine, width: float, tags: Tags
) -> list[Flowable]:
    """Return a place to fill by hand."""
    match block:
        case parts.Box():
            return _box(block, width, tags)
        case parts.Ticks():
            return _ticks(block, width, tags)
        case parts.TickGrid():
            return _tick_grid(block, width, tags)
        case parts.PenLine():
            return [PenFrame(block, width, tags), Spacer(0, 10)]


def _box(block: parts.Box, width: float, tags: Tags) -> list[Flowable]:
    """Return a frame to write in, under what belongs there."""
    frame = _Frame(block.lines, width)
    label = tags.wrap(words(_cut(block.label), "label"), "P")
    return [CondPageBreak(frame.height + 16), label, Spacer(0, 2), frame, Spacer(0, 7)]


def _ticks(block: parts.Ticks, width: float, tags: Tags) -> list[Flowable]:
    """Return choices beside each other, as many as there is room for."""
    if not block.options:
        return []
    options = [_cut(one) for one in block.options]
    widest = max(stringWidth(clean(one), REGULAR, 9) for one in options) + 30
    across = max(1, min(len(options), int(width // max(widest, 40))))
    found: list[Flowable] = [CondPageBreak(44)]
    if block.label:
        found.append(tags.wrap(words(_cut(block.label), "label"), "P"))
    listed = tags.root.add("L")
    cells: list[list[Flowable]] = []
    for one in options:
        body = listed.add("LI").add("LBody")
        cells.append([Square(), Tagged(words(one, "fact"), body, tags)])
    rows: list[list[Any]] = []
    for start in range(0, len(cells), across):
        row = [part for cell in cells[start : start + across] for part in cell]
        rows.append(row + [""] * (2 * across - len(row)))
    room = width / across
    table = Table(
        rows, colWidths=[18, room - 18] * across, renderCB=table_marks, hAlign="LEFT", splitInRow=1
    )
    table.setStyle(TableStyle([PLAIN, ("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0, 3)]))
    return [*found, table, Spacer(0, 4)]


def _tick_grid(block: parts.TickGrid, width: float, tags: Tags) -> list[Flowable]:
    """Return a table with a square for each row under each choice."""
    first = max(0.34, 1 - 0.13 * len(block.options))
    element = tags.root.add("Table")
    head = element.add("TR")
    header = [
        [
            Tagged(
                words(_head(one), style, BOLD),
                head.add("TH", scope="Column"),
                tags,
                once=True,
            )
        ]
        for one, style in (
            (block.word, "column"),
            *((option, "column-centre") for option in block.options),
        )
    ]
    rows: list[list[Any]] = [header]
    for one in block.rows:
        line = element.add("TR")
        name, _, meaning = one.partition("\n")
        heading = line.add("TH", scope="Row")
        told: list[Flowable] = [Tagged(words(name, "fact", BOLD), heading, tags)]
        if meaning:
            told.append(Tagged(words(meaning, "label"), heading, tags))
        row: list[Any] = [told]
        for _option in block.options:
            line.add("TD")
            row.append([Square(centred=True)])
        rows.append(row)
    across = (1 - first) * width / max(1, len(block.options))
    table = Table(
        rows,
        colWidths=[first * width, *([across] * len(block.options))],
        repeatRows=1,
        splitInRow=1,
        renderCB=table_marks,
    )
    table.setStyle(
        TableStyle(
            [
                PLAIN,
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
                ("BACKGROUND", (0, 0), (-1, 0), SUNK),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
                *_padding(4, 5),
                ("LEFTPADDING", (1, 0), (-1, -1), 1),
                ("RIGHTPADDING", (1, 0), (-1, -1), 1),
            ]
        )
    )
    return [table, Spacer(0, 8)]


class PenFrame(Flowable):  # type: ignore[misc] # reportlab carries no types
    """Lines for a signature by pen and its day, beside who signs and what it means."""

    def __init__(self, block: parts.PenLine, width: float, tags: Tags) -> None:
        super().__init__()
        self.width = width
        beside = width * 0.4 - 12
        self._left = width * 0.4
        self._lines = [
            tags.wrap(words(_cut(text, most), style, font), "P")
            for text, most, style, font in (
                (block.title, 120, "strong", BOLD),
                (block.name, 160, "fact", REGULAR),
                (block.meaning, 300, "label", REGULAR),
            )
            if text.strip()
        ]
        self._heights = [one.wrap(beside, 400)[1] for one in self._lines]
        unnamed = () if block.name.strip() else (tr("Name"),)
        self._under = [
            tags.wrap(words(text, "label"), "P") for text in (*unnamed, tr("Signature"), tr("Day"))
        ]
        room = LINE_HEIGHT + 18 if unnamed else 8
        self.height = max(54.0, sum(self._heights) + room)

    @override
    def draw(self) -> None:
        top = self.height - 2
        for one, height in zip(self._lines, self._heights, strict=True):
            top -= height
            one.drawOn(self.canv, 0, top)
        between = self._left + (self.width - self._left) * 0.68
        lines = [(0.0, self._left - 14), (self._left, between), (between + 14, self.width)]
        lines = lines[-len(self._under) :]
        with artifact(self.canv):
            self.canv.setStrokeColor(INK)
            self.canv.setLineWidth(0.7)
            for left, right in lines:
                self.canv.line(left, 18, right, 18)
        for one, (left, _right) in zip(self._under, lines, strict=True):
            one.wrap(120, 20)
            one.drawOn(self.canv, left, 5)


def _padding(side: float, height: float) -> list[tuple[Any, ...]]:
    return [
        ("LEFTPADDING", (0, 0), (-1, -1), side),
        ("RIGHTPADDING", (0, 0), (-1, -1), side),
        ("TOPPADDING", (0, 0), (-1, -1), height),
        ("BOTTOMPADDING", (0, 0), (-1, -1), height),
    ]


def _head(text: str) -> str:
    """Return the heading of a column: a code, and below it what it means."""
    code, _, label = text.partition("\n")
    return "\n".join(filter(None, (_cut(code, _LONGEST_HEAD), _cut(label, _LONGEST_HEAD))))


def _cut(text: str, most: int = _LONGEST_LABEL) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
