"""The rows of a file as they stand in it, kept within bounds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeAlias

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

Cell: TypeAlias = str | date | Decimal

MOST_BYTES = 32 * 1024 * 1024  # of a file, about fifty times a list of 3,000 people
MOST_LINES = 1_100_000  # a little more than a sheet can have
MOST_ROWS = 200_000
MOST_CELLS = 5_000_000
WIDEST_ROW = 1_000  # cells


def refuse_size(what: str) -> UserError:
    """Return the error for a file that is larger than any staff list."""
    return UserError(
        tr("This file is too large for a staff list: {what}.").format(what=what),
        safe=tr("Nothing was imported."),
        remedy=tr("Export the list again with one row for each person, or in several files."),
    )


class RawRows:
    """Rows that hold something, each with the line it begins at.

    Blank rows are left out; their lines count all the same.
    """

    def __init__(self) -> None:
        self.rows: list[tuple[int, tuple[Cell, ...]]] = []
        self.cells = 0

    def add(self, line: int, cells: tuple[Cell, ...]) -> None:
        """Keep a row unless it is blank.

        Raises:
            UserError: when the row is too wide or the table too large.
        """
        if len(cells) > WIDEST_ROW:
            raise refuse_size(tr("line {line} has {n} cells").format(line=line, n=len(cells)))
        if not any(not isinstance(cell, str) or cell.strip() for cell in cells):
            return
        self.cells += len(cells)
        if len(self.rows) >= MOST_ROWS or self.cells > MOST_CELLS:
            raise refuse_size(tr("it has more than {n} rows").format(n=f"{len(self.rows):,}"))
        self.rows.append((line, cells))
