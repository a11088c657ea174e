"""Rows into people and faults at line and column; what an import would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.errors import UserError
from reviewdesk.exchange.staff_changes import Difference, compare
from reviewdesk.exchange.staff_columns import guess_columns
from reviewdesk.exchange.staff_faults import reading_order
from reviewdesk.exchange.staff_line import Fault, Field, Severity, StaffLine, StaffList
from reviewdesk.exchange.staff_relations import (
    blame_doubles,
    blame_grades,
    blame_managers,
    day_of_list,
)
from reviewdesk.exchange.staff_rows import RowReader
from reviewdesk.i18n import tr
from reviewdesk.progress import silent

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from reviewdesk.exchange.tables import Table
    from reviewdesk.progress import Progress

__all__ = [
    "Difference",
    "Fault",
    "Field",
    "Severity",
    "StaffLine",
    "StaffList",
    "compare",
    "guess_columns",
    "read_staff_list",
]

_STEP = 500  # rows between two reports of progress


def _checked(table: Table, columns: Mapping[Field, int] | None) -> dict[Field, int]:
    """Return the columns to read, in the order of the fields.

    Raises:
        UserError: when number or surname have no column, or a column is not there.
    """
    chosen = guess_columns(table) if columns is None else columns
    for needed in (Field.NUMBER, Field.SURNAME):
        if needed not in chosen:
            raise UserError(
                tr("No column for “{column}” was found.").format(column=needed),
                safe=tr("Nothing was imported."),
                remedy=tr("Say which column it is, or choose a file with one row for each person."),
            )
    if not all(0 <= place < len(table.header) for place in chosen.values()):
        raise UserError(
            tr("A chosen column is not in this file."),
            safe=tr("Nothing was imported."),
            remedy=tr("Choose the columns again."),
        )
    return {field: chosen[field] for field in Field if field in chosen}


def read_staff_list(
    table: Table,
    columns: Mapping[Field, int] | None = None,
    *,
    as_at: date,
    known_numbers: Collection[str] = (),
    known_grades: Collection[str] | None = None,
    progress: Progress = silent,
) -> StaffList:
    """Return the people of a table and everything that is wrong with it.

    Args:
        table: from ``read_table``.
        columns: which column (from 0) holds which field; None guesses. ``SURNAME`` and
            ``GIVEN`` in one column means that it holds whole names.
        as_at: today, for starts in the future and managers who have left.
        known_numbers: staff numbers of people who may be managers without being in the list.
        known_grades: the grades of the office, if it has a list of them; without, grades
            are judged by the others in the list.
        progress: called while rows are read.

    Raises:
        UserError: when no column holds staff numbers or surnames.
        CancelledError: when ``progress`` says so.
    """
    chosen = _checked(table, columns)
    reader = RowReader(table, chosen, as_at)
    rows = []
    for done, row in enumerate(table.rows):
        if done % _STEP == 0:
            progress(done, len(table.rows))
        rows.append(reader.read(row))
    people = blame_doubles(rows)
    blame_managers(rows, people, known_numbers, day_of_list(rows, as_at))
    blame_grades(rows, known_grades)
    progress(len(table.rows), len(table.rows))
    faults = [one for row in rows for one in row.faults]
    return StaffList(
        lines=tuple(row.line_of_staff() for row in rows if not row.is_faulty),
        faulty=frozenset(row.line for row in rows if row.is_faulty),
        faults=tuple(sorted(faults, key=reading_order)),
        columns=chosen,
        date_order=reader.order,
        decimal=reader.decimal,
        numbers=frozenset(row.number for row in rows if row.number),
    )
