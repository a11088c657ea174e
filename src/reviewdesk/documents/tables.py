"""Tables of paper: facts, what was rated, the columns of a section, the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.platypus import Spacer, Table, TableStyle

from reviewdesk.documents.fonts import BOLD, REGULAR
from reviewdesk.documents.typography import ACCENT, LINE, SUNK, words

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from reviewdesk.documents import content as parts

_LABEL_WIDTH = 96.0


def facts_table(rows: tuple[tuple[str, str], ...], width: float, style: str) -> Flowable:
    """Return names and values under each other; ``style`` is that of the values."""
    font = BOLD if style == "strong" else REGULAR
    cells = [
        [
            words(label, "fact-label"),
            words(value, style, font),
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


def grid_table(block: parts.Grid, width: float) -> Flowable:
    """Return a table with a heading to each column, repeated on every page it runs over."""
    whole = sum(block.widths)
    rows = [[words(one, "column", BOLD) for one in block.header]]
    rows += [
        [words(one, "fact", BOLD if place == 0 else REGULAR) for place, one in enumerate(row)]
        for row in block.rows
    ]
    table = Table(
        rows, colWidths=[width * one / whole for one in block.widths], repeatRows=1, splitInRow=1
    )
    commands: list[tuple[Any, ...]] = [
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
    table.setStyle(TableStyle(commands))
    return table


def result_box(block: parts.Result, width: float) -> list[Flowable]:
    """Return the overall result in a box of its own."""
    shown = " · ".join(part for part in (block.score, block.level) if part)
    lines: list[Flowable] = [
        words(block.title, "label"),
        words(shown, "score", BOLD),
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
