"""Tables of paper: facts, what was rated, the columns of a section, the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.platypus import CondPageBreak, Spacer, Table, TableStyle

from reviewdesk.documents.fonts import BOLD, REGULAR
from reviewdesk.documents.tagging import Tagged, table_marks
from reviewdesk.documents.typography import ACCENT, LINE, SUNK, words

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from reviewdesk.documents import content as parts
    from reviewdesk.documents.tagging import Element, Tags

_LABEL_WIDTH = 112.0
_LONGEST_HEAD = 160
PLAIN = ("FONT", (0, 0), (-1, -1), REGULAR)
"""Of every table: else reportlab sets its own font before each cell, which is not embedded."""


def facts_table(
    rows: tuple[tuple[str, str], ...], width: float, style: str, tags: Tags
) -> Flowable:
    """Return names and values under each other; ``style`` is that of the values."""
    font = BOLD if style == "strong" else REGULAR
    table_element = tags.root.add("Table")
    cells = []
    for label, value in rows:
        line = table_element.add("TR")
        cells.append(
            [
                _cell(words(label, "fact-label"), line.add("TH", scope="Row"), tags),
                _cell(words(value, style, font), line.add("TD"), tags),
            ]
        )
    table = Table(
        cells, colWidths=[_LABEL_WIDTH, width - _LABEL_WIDTH], splitInRow=1, renderCB=table_marks
    )
    table.setStyle(
        TableStyle(
            [
                PLAIN,
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (0, -1), 8),
                ("RIGHTPADDING", (1, 0), (1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ]
        )
    )
    return table


def _cell(inner: Flowable, element: Element, tags: Tags, *, once: bool = False) -> list[Flowable]:
    return [Tagged(inner, element, tags, once=once)]


def grid_table(block: parts.Grid, width: float, tags: Tags) -> Flowable:
    """Return a table with a heading to each column, repeated on every page it runs over."""
    whole = sum(block.widths)
    table_element = tags.root.add("Table")
    head = table_element.add("TR")
    rows: list[list[list[Flowable] | str]] = [
        [
            _cell(
                words(_cut(one), f"column{_side(block, place)}", BOLD),
                head.add("TH", scope="Column"),
                tags,
                once=True,
            )
            for place, one in enumerate(block.header)
        ]
    ]
    notes = block.notes or ("",) * len(block.rows)
    for row, note in zip(block.rows, notes, strict=True):
        line = table_element.add("TR")
        cells: list[list[Flowable] | str] = []
        for place, one in enumerate(row):
            element = line.add("TD") if place else line.add("TH", scope="Row")
            shown = words(one, f"fact{_side(block, place)}", REGULAR if place else BOLD)
            cells.append(_cell(shown, element, tags) if one else "")
            if note and not place:
                cells[0] = [*cells[0], *_cell(words(note, "label"), element, tags)]
        rows.append(cells)
    room = block.room or None
    table = Table(
        rows,
        colWidths=[width * one / whole for one in block.widths],
        minRowHeights=[0, *([room or 0] * len(block.rows))],
        repeatRows=1,
        splitInRow=1,
        renderCB=table_marks,
    )
    commands: list[tuple[Any, ...]] = [
        PLAIN,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("BACKGROUND", (0, 0), (-1, 0), SUNK),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    if block.room:  # cells that are written in show where they end
        commands.append(("LINEAFTER", (0, 1), (-2, -1), 0.4, LINE))
    table.setStyle(TableStyle(commands))
    return table


def _cut(text: str) -> str:
    """Return a heading that leaves room for a row under it on every page."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_HEAD else text[: _LONGEST_HEAD - 1] + "…"


def _side(block: parts.Grid, place: int) -> str:
    return "-right" if 0 < block.numbers_from <= place else ""


def points(block: parts.Points, width: float, tags: Tags) -> list[Flowable]:
    """Return short texts as a list; a long one flows over pages."""
    items = [one for one in block.items if one.strip()]
    if not items:
        return []
    found: list[Flowable] = []
    if block.label:
        found += [CondPageBreak(30), tags.wrap(words(block.label, "label"), "P")]
    listed = tags.root.add("L", marks=True)
    rows = []
    for one in items:
        item = listed.add("LI")
        rows.append(
            [
                _cell(words("•", "fact"), item.add("Lbl"), tags),
                _cell(words(one, "fact"), item.add("LBody"), tags),
            ]
        )
    table = Table(rows, colWidths=[12, width - 12], splitInRow=1, renderCB=table_marks)
    table.setStyle(
        TableStyle(
            [
                PLAIN,
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return [*found, table, Spacer(0, 5)]


def result_box(block: parts.Result, width: float, tags: Tags) -> list[Flowable]:
    """Return the overall result in a box of its own."""
    shown = " · ".join(part for part in (block.score, block.level) if part)
    lines: list[Flowable] = [
        tags.wrap(words(block.title, "label"), "P"),
        tags.wrap(words(shown, "score", BOLD), "P"),
    ]
    box = Table([[lines]], colWidths=[width], renderCB=table_marks)
    box.setStyle(
        TableStyle(
            [
                PLAIN,
                ("BACKGROUND", (0, 0), (-1, -1), SUNK),
                ("LEFTPADDING", (0, 0), (-1, -1), 12),
                ("RIGHTPADDING", (0, 0), (-1, -1), 12),
                ("TOPPADDING", (0, 0), (-1, -1), 8),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
            ]
        )
    )
    return [Spacer(0, 14), box, Spacer(0, 6)]
