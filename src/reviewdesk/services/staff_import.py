"""Staff lists: shown with every fault and difference first, then imported as a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.progress import silent
from reviewdesk.services import backups, staff_writing
from reviewdesk.services.backups import Reason
from reviewdesk.services.staff_plan import make_plan
from reviewdesk.store.tables.people import Person

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reviewdesk.exchange.staff_changes import Difference
    from reviewdesk.exchange.staff_line import Fault, Field, StaffList
    from reviewdesk.exchange.tables import Table
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Context
    from reviewdesk.services.staff_plan import Plan

_FIRST_ROWS = 12
_MOST_FAULTY_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people a list has, and what it does to them."""

    people: int
    new: int
    changed: int
    moved: int
    left: int
    absent: int


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault, with whom the row is about."""

    line: int
    column: str
    """The plain name of the field, as in ``Preview.columns``; empty for the whole row."""
    kind: str
    is_error: bool
    message: str
    row: tuple[str, ...]
    """The cells of the row as they stand in the file."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds and what importing it would do; nothing is written yet."""

    name: str
    reading: str
    """How the file was read, in a sentence."""
    header: tuple[str, ...]
    columns: Mapping[str, int]
    """Column (from 0) of each field, by the plain names of ``field_titles``."""
    first_rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Line and cells of the first rows."""
    faults: tuple[FaultRow, ...]
    differences: tuple[Difference, ...]
    counts: Counts
    faulty_rows: int
    orphans: tuple[str, ...]
    """Names of people whose manager is missing: their rows come in without one."""
    staff: StaffList

    @property
    def is_mapped(self) -> bool:
        """Whether the columns with number and surname are known, so that rows were read."""
        return bool(self.staff.columns)

    @property
    def errors(self) -> int:
        """How many faults stop the import."""
        return sum(one.is_error for one in self.faults)

    @property
    def warnings(self) -> int:
        """How many faults do not stop it."""
        return len(self.faults) - self.errors


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    count: int
    """People of the list who are on the desk now."""
    new: int
    changed: int
    moved: int
    left: int
    absent: int
    skipped: int
    """Faulty rows left out."""
    orphans: tuple[str, ...]

    def sentence(self) -> str:
        """Return the report in a sentence or two."""
        said = tr("{people} imported: {new}, {changed}, {moved}, {left}.").format(
            people=tr_n("{n} person", "{n} people", self.count),
            new=tr_n("{n} new", "{n} new", self.new),
            changed=tr_n("{n} changed", "{n} changed", self.changed),
            moved=tr_n("{n} moved", "{n} moved", self.moved),
            left=tr_n("{n} left", "{n} left", self.left),
        )
        more = [
            tr_n("{n} faulty row was left out.", "{n} faulty rows were left out.", self.skipped)
            if self.skipped
            else "",
            tr_n(
                "{n} person has no supervisor, because the manager's row is missing.",
                "{n} people have no supervisor, because the manager's row is missing.",
                len(self.orphans),
            )
            if self.orphans
            else "",
        ]
        return " ".join((said, *(one for one in more if one)))


def field_titles() -> dict[str, str]:
    """Return what a staff list can hold: plain name to title in the person's language."""
    return {
        "Staff No": tr("Staff number"),
        "Surname": tr("Surname"),
        "Given names": tr("Given names"),
        "Job title": tr("Job title"),
        "Grade": tr("Grade"),
        "Organisation unit": tr("Unit"),
        "Unit code": tr("Unit code"),
        "Manager staff no": tr("Supervisor's staff number"),
        "E-mail": tr("E-mail"),
        "Start date": tr("Start date"),
        "End date": tr("End date"),
        "FTE": tr("Share of full time"),
        "Location": tr("Location"),
        "Employment type": tr("Employment type"),
    }


def needs_password(fault: UserError) -> bool:
    """Return whether a file could not be read for want of the right password."""
    from reviewdesk.exchange.tables import PasswordNeededError

    return isinstance(fault, PasswordNeededError)


def preview(
    ctx: Context,
    path: Path,
    password: str | None = None,
    columns: Mapping[str, int] | None = None,
    progress: Progress = silent,
) -> Preview:
    """Read a staff list and say what is wrong with it and what it would change.

    Args:
        ctx: whose desk it is compared with.
        path: a CSV or XLSX file.
        password: opens a locked spreadsheet.
        columns: which column (from 0) holds which field; None guesses.
        progress: called while rows are read.

    Raises:
        UserError: when the file is no staff list; ``needs_password`` tells a locked one.
        CancelledError: when stopped.
    """
    from reviewdesk.exchange.staff_columns import guess_columns
    from reviewdesk.exchange.staff_line import Field
    from reviewdesk.exchange.staff_list import read_staff_list
    from reviewdesk.exchange.tables import read_table

    ctx.demand(Right.CHANGE_PEOPLE)
    table = read_table(path, password=password)
    if columns is None:
        chosen = guess_columns(table)
        if Field.NUMBER not in chosen or Field.SURNAME not in chosen:
            return _unmapped(path, table, chosen)
    else:
        chosen = {Field(name): place for name, place in columns.items()}
    with ctx.read(Right.CHANGE_PEOPLE) as session:
        numbers = session.scalars(select(Person.number)).all()
        today = ctx.clock.today()
        staff = read_staff_list(
            table, chosen, as_at=today, known_numbers=numbers, progress=progress
        )
        return _preview(path, table, staff, make_plan(session, staff, today))


def carry_out(
    ctx: Context, seen: Preview, *, skip_faulty: bool = False, progress: Progress = silent
) -> Imported:
    """Import what a preview showed, in one transaction: all of it or nothing.

    People of the desk whom the list does not name stay as they are.

    Raises:
        UserError: when rows are faulty and are not to be left out; nothing is imported.
        CancelledError: when stopped; nothing is imported.
    """
    ctx.demand(Right.CHANGE_PEOPLE)
    backups.before(ctx, Reason.IMPORT)
    with ctx.begin(Right.CHANGE_PEOPLE) as session:
        plan = make_plan(session, seen.staff, ctx.clock.today())
        if plan.errors and not skip_faulty:
            raise UserError(
                tr_n("{n} row is faulty.", "{n} rows are faulty.", len(plan.faulty)),
                safe=tr("Nothing was imported."),
                remedy=tr("Mend the file and read it again, or leave the faulty rows out."),
            )
        if not plan.lines:
            raise UserError(
                tr("No row of this list can be imported."), safe=tr("Nothing was imported.")
            )
        staff_writing.write(ctx, session, plan, progress)
    kinds = Counter(one.kind for one in plan.differences)
    return Imported(
        count=len(plan.lines),
        new=kinds["new"],
        changed=kinds["changed"],
        moved=kinds["moved"],
        left=kinds["left"],
        absent=kinds["absent"],
        skipped=len(plan.faulty),
        orphans=plan.orphans,
    )


def _cells(cells: tuple[object, ...]) -> tuple[str, ...]:
    from reviewdesk.exchange.staff_cells import LONGEST

    return tuple(" ".join(str(cell)[:LONGEST].split()) for cell in cells)


def _reading(table: Table) -> str:
    rows = tr_n("{n} row", "{n} rows", len(table.rows))
    if table.sheet:
        return tr("{rows} on the sheet “{sheet}”").format(rows=rows, sheet=table.sheet)
    signs = {
        ",": tr("commas"),
        ";": tr("semicolons"),
        "\t": tr("tabs"),
        "|": tr("bars"),
    }
    return tr("{rows}, letters as {encoding}, cells apart by {sign}").format(
        rows=rows, encoding=table.encoding, sign=signs.get(table.delimiter, table.delimiter)
    )


def _unmapped(path: Path, table: Table, chosen: Mapping[Field, int]) -> Preview:
    """Return a preview that asks which columns hold number and surname."""
    from reviewdesk.exchange.staff_line import StaffList

    return Preview(
        name=path.name,
        reading=_reading(table),
        header=table.header,
        columns={str(name): place for name, place in chosen.items()},
        first_rows=_first_rows(table),
        faults=(),
        differences=(),
        counts=Counts(0, 0, 0, 0, 0, 0),
        faulty_rows=0,
        orphans=(),
        staff=StaffList((), frozenset(), (), {}, "", ".", frozenset()),
    )


def _first_rows(table: Table) -> tuple[tuple[int, tuple[str, ...]], ...]:
    return tuple((row.line, _cells(row.cells)) for row in table.rows[:_FIRST_ROWS])


def _preview(path: Path, table: Table, staff: StaffList, plan: Plan) -> Preview:
    wanted = {one.line for one in plan.faults[:_MOST_FAULTY_ROWS]}
    rows = {row.line: _cells(row.cells) for row in table.rows if row.line in wanted}
    kinds = Counter(one.kind for one in plan.differences)
    return Preview(
        name=path.name,
        reading=_reading(table),
        header=table.header,
        columns={str(name): place for name, place in staff.columns.items()},
        first_rows=_first_rows(table),
        faults=tuple(_fault_row(one, rows) for one in plan.faults),
        differences=plan.differences,
        counts=Counts(
            people=len(plan.lines),
            new=kinds["new"],
            changed=kinds["changed"],
            moved=kinds["moved"],
            left=kinds["left"],
            absent=kinds["absent"],
        ),
        faulty_rows=len(plan.faulty),
        orphans=plan.orphans,
        staff=staff,
    )


def _fault_row(one: Fault, rows: Mapping[int, tuple[str, ...]]) -> FaultRow:
    from reviewdesk.exchange.staff_line import Severity

    return FaultRow(
        one.line,
        one.column,
        one.kind,
        one.severity is Severity.ERROR,
        one.message,
        rows.get(one.line, ()),
    )
