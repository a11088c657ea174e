"""One row of a table into one person, and what is wrong with it by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from statistics import median_low
from typing import TYPE_CHECKING

from reviewdesk.exchange import staff_cells
from reviewdesk.exchange.staff_columns import plain
from reviewdesk.exchange.staff_faults import clip, fault
from reviewdesk.exchange.staff_line import Field, Severity, StaffLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from reviewdesk.exchange.raw_rows import Cell
    from reviewdesk.exchange.staff_line import Fault
    from reviewdesk.exchange.tables import Table, TableRow

_TOTAL = re.compile(
    r"(grand |sub ?|overall )?totals?\b|sum\b"
    r"|(number|count|no\.?) of (staff|employees|people|posts)\b|head ?count\b|count\b",
    re.IGNORECASE,
)
_MOST_FTE = Decimal("1.2")  # six days a week
_AHEAD = timedelta(days=366)  # how long before the first day a person may stand in a list
_MISSING_IN_SHEET = 3  # columns at the end without a cell; fewer may simply be empty
_MANY = 10  # when more than one row in so many is short (or long), that is how the file is made


@dataclass(slots=True)
class Row:
    """A row on its way to a person; ``whole`` when its cells stand where they should."""

    line: int
    texts: dict[Field, str]
    start: date | None = None
    end: date | None = None
    fte: Decimal | None = None
    whole: bool = True
    faults: list[Fault] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The staff number."""
        return self.texts.get(Field.NUMBER, "")

    @property
    def manager(self) -> str:
        """The manager's staff number, or what stands in its place."""
        return self.texts.get(Field.MANAGER, "")

    @property
    def is_faulty(self) -> bool:
        """Whether the row cannot be imported."""
        return any(one.severity is Severity.ERROR for one in self.faults)

    def blame(self, column: Field | None, kind: str, value: str = "", **words: object) -> None:
        """Add a fault."""
        self.faults.append(fault(self.line, column, kind, value, **words))

    def is_blamed(self, *columns: Field) -> bool:
        """Say whether one of the columns has an error already."""
        return any(one.column in columns for one in self.faults if one.severity is Severity.ERROR)

    def line_of_staff(self) -> StaffLine:
        """Return the person."""
        text = {each: self.texts.get(each, "") for each in Field}
        return StaffLine(
            line=self.line,
            number=text[Field.NUMBER],
            surname=text[Field.SURNAME],
            given=text[Field.GIVEN],
            job=text[Field.JOB],
            grade=text[Field.GRADE],
            unit=text[Field.UNIT],
            unit_code=text[Field.UNIT_CODE],
            manager=text[Field.MANAGER],
            email=text[Field.EMAIL],
            start=self.start,
            end=self.end,
            fte=self.fte,
            location=text[Field.LOCATION],
            employment_type=text[Field.EMPLOYMENT_TYPE],
        )


class RowReader:
    """Reads the rows of one table by what the whole table shows of its habits."""

    def __init__(self, table: Table, columns: Mapping[Field, int], as_at: date) -> None:
        self.columns = columns
        self.as_at = as_at
        self.header = [plain(heading) for heading in table.header]
        self.width = len(table.header)
        self.last = max(columns.values())
        self.order = staff_cells.date_order(
            cell for each in (Field.START, Field.END) for cell in self._column(table, each)
        )
        self.decimal = staff_cells.decimal_sign(self._column(table, Field.FTE))
        shares = [staff_cells.number_of(cell) for cell in self._column(table, Field.FTE)]
        known = [share for share in shares if share is not None]
        self.percent = bool(known) and 50 < median_low(known) <= 100
        few = max(2, len(table.rows) // _MANY)
        self.missing = _MISSING_IN_SHEET if table.sheet else 1
        self.short_is_wrong = sum(len(row.cells) <= self.last for row in table.rows) <= few
        self.long_is_wrong = sum(self._is_long(row) for row in table.rows) <= few

    def _column(self, table: Table, each: Field) -> Iterable[Cell]:
        place = self.columns.get(each)
        if place is None:
            return ()
        return [row.cells[place] for row in table.rows if place < len(row.cells)]

    def _is_long(self, row: TableRow) -> bool:
        return any(staff_cells.text_of(cell) for cell in row.cells[self.width :])

    def _is_short(self, row: TableRow) -> bool:
        places = set(self.columns.values())
        return sum(place >= len(row.cells) for place in places) >= self.missing

    def _repeats_header(self, row: TableRow) -> bool:
        pairs = [(a, b) for a, b in zip(self.header, row.cells, strict=False) if a]
        alike = sum(
            isinstance(cell, str) and plain(cell[:99]) == heading for heading, cell in pairs
        )
        return alike >= 2 and alike * 10 >= 8 * len(pairs)

    def _is_total(self, row: TableRow) -> bool:
        texts = [staff_cells.text_of(cell) for cell in row.cells]
        filled = [text for text in texts if text]
        if not filled or not any(_TOTAL.match(text) for text in filled[:2]):
            return False
        number, surname = (
            texts[place] if place is not None and place < len(texts) else ""
            for place in (self.columns.get(Field.NUMBER), self.columns.get(Field.SURNAME))
        )
        return (not number or not surname or bool(_TOTAL.match(number))) and len(filled) * 2 <= max(
            self.width, 4
        )

    def read(self, row: TableRow) -> Row:
        """Return the person of a row with the faults that the row shows by itself."""
        made = Row(row.line, {})
        cells = row.cells
        if self._repeats_header(row):
            made.blame(None, "header-repeated")
            made.whole = False
            return made
        if self._is_total(row):
            made.blame(None, "total-row")
            made.whole = False
            return made
        if len(cells) > self.width and self.long_is_wrong and self._is_long(row):
            made.whole = False
            made.blame(None, "row-too-long")
        elif self.short_is_wrong and self._is_short(row):
            made.whole = False
            first = min(place for place in self.columns.values() if place >= len(cells))
            made.blame(
                next(f for f, place in self.columns.items() if place == first), "row-too-short"
            )
        for each, place in self.columns.items():
            if place < len(cells):
                self._read_cell(made, each, cells[place])
        self._name(made)
        if made.whole:
            self._demand(made)
        return made

    def _read_cell(self, made: Row, each: Field, cell: Cell) -> None:
        text = staff_cells.text_of(cell)
        if text.casefold() == "#n/a":  # what a spreadsheet says where a look-up found nothing
            text = ""
        made.texts[each] = text
        if not made.whole or not text:
            return
        if not self._is_readable(made, each, text):
            made.texts[each] = ""
            return
        meant = staff_cells.decoded_twice(cell)
        if meant:
            self._blame_once(made, each, "text-decoded-twice", text, other=clip(meant))
            made.texts[each] = text = meant
        match each:
            case Field.EMAIL:
                self._email(made, text)
            case Field.FTE:
                self._share(made, cell)
            case Field.START | Field.END:
                self._day(made, each, cell)
            case Field.MANAGER:
                made.texts[each] = staff_cells.blank_if_nothing(text)
            case _:
                pass

    def _is_readable(self, made: Row, each: Field, text: str) -> bool:
        """Say whether a text may be kept; blame it if not."""
        if len(text) > staff_cells.LONGEST:
            most = staff_cells.LONGEST
            self._blame_once(made, each, "text-too-long", n=f"{len(text):,}", most=most)
            return False
        if staff_cells.is_formula(text):
            self._blame_once(made, each, "formula", text)
            return False
        return True

    def _blame_once(
        self, made: Row, each: Field, kind: str, value: str = "", **words: object
    ) -> None:
        """Blame a cell, but a whole name only as the surname, not again as given names."""
        if each is not Field.GIVEN or self.columns.get(Field.SURNAME) != self.columns[each]:
            made.blame(each, kind, value, **words)

    def _email(self, made: Row, text: str) -> None:
        address = staff_cells.email_of(text)
        made.texts[Field.EMAIL] = address
        if address and not staff_cells.is_email(address):
            made.blame(Field.EMAIL, "not-an-e-mail-address", text)

    def _share(self, made: Row, cell: Cell) -> None:
        text = staff_cells.blank_if_nothing(staff_cells.text_of(cell))
        if not text:
            return
        share = staff_cells.number_of(cell)
        if share is None:
            made.blame(Field.FTE, "fte-not-a-number", text)
            return
        if self.percent and "%" not in text:
            share /= 100
        if not 0 <= share <= _MOST_FTE:
            made.blame(Field.FTE, "fte-out-of-range", text)
            return
        made.fte = share

    def _day(self, made: Row, each: Field, cell: Cell) -> None:
        ahead = 1 if each is Field.START else 50
        day, kind = staff_cells.day_of(cell, self.order, self.as_at, ahead)
        text = staff_cells.text_of(cell)
        if kind:
            other = day.isoformat() if day else ""
            made.blame(each, kind, text, other=other)
        if each is Field.END:
            made.end = day
        elif day and day > self.as_at + _AHEAD:
            made.blame(each, "start-in-the-future", text)
        else:
            made.start = day

    def _name(self, made: Row) -> None:
        """Divide a whole name that stands for both surname and given names."""
        place = self.columns.get(Field.SURNAME)
        if place is not None and place == self.columns.get(Field.GIVEN):
            surname, given = staff_cells.split_name(made.texts.get(Field.SURNAME, ""))
            made.texts[Field.SURNAME], made.texts[Field.GIVEN] = surname, given

    def _demand(self, made: Row) -> None:
        """Look for what every row needs, and whether its days fit each other."""
        if not made.number and not made.is_blamed(Field.NUMBER):
            made.blame(Field.NUMBER, "staff-number-empty")
        if not made.texts.get(Field.SURNAME) and not made.is_blamed(Field.SURNAME):
            made.blame(Field.SURNAME, "surname-empty")
        if made.start and made.end and made.end < made.start:
            made.blame(Field.END, "ends-before-it-starts", made.end.isoformat())
            made.end = None
