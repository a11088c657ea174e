"""Any CSV or XLSX into a header and rows, safely: encoding, delimiter, sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.errors import UserError
from reviewdesk.exchange.delimited import decode, read_delimited
from reviewdesk.exchange.raw_rows import MOST_BYTES, Cell, refuse_size
from reviewdesk.exchange.workbook import PasswordNeededError, read_workbook, unlock
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from pathlib import Path

    from reviewdesk.exchange.raw_rows import RawRows

__all__ = ["Cell", "PasswordNeededError", "Table", "TableRow", "read_table"]

_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHER_KINDS = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ\x90", b"\x1f\x8b", b"BZh"),
    *(b"Rar!", b"7z\xbc\xaf", b"SQLite format 3", b"{\\rtf", b"OggS", b"ID3", b"RIFF"),
)
_FIRST_ROWS = 40  # among them is the header


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the line it begins at (from 1; in a spreadsheet its row) and its cells."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file as a table; rows above the header and blank rows are left out.

    ``delimiter`` and ``encoding`` are empty for a spreadsheet, ``sheet`` for text.
    Rows of text have as many cells as the file gives them; those of a
    spreadsheet end with the last cell that holds something.
    """

    header_line: int
    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    encoding: str
    delimiter: str
    line_count: int
    sheet: str


def _no_spreadsheet() -> UserError:
    return UserError(
        tr("This file is not a spreadsheet and not a table in text."),
        safe=tr("Nothing was imported."),
        remedy=tr("Choose a CSV or XLSX file with one row for each person."),
    )


def _content(path: Path) -> bytes:
    """Return the bytes of a file of bearable size.

    Raises:
        UserError: when there is no file, it cannot be read, is empty or too large.
    """
    try:
        if not path.is_file():
            raise UserError(
                tr("There is no file at {path}.").format(path=path),
                remedy=tr("Choose a CSV or XLSX file."),
            )
        if path.stat().st_size > MOST_BYTES:
            raise refuse_size(tr("it has more than {n} MB").format(n=MOST_BYTES >> 20))
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as problem:
        raise UserError(
            tr("The file {path} cannot be read.").format(path=path),
            safe=tr("Nothing was imported."),
            remedy=tr("Close it in other programs and check that you may open it."),
        ) from problem
    if len(content) > MOST_BYTES:
        raise refuse_size(tr("it has more than {n} MB").format(n=MOST_BYTES >> 20))
    if content and not content.strip(b"\0"):
        raise UserError(
            tr("This file holds nothing but zero bytes: it is damaged."),
            safe=tr("Nothing was imported."),
            remedy=tr("Export the list again."),
        )
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UserError(
            tr("This file is empty."),
            safe=tr("Nothing was imported."),
            remedy=tr("Export the list again and look whether it holds people."),
        )
    return content


def _refuse_other_kinds(content: bytes) -> None:
    """Refuse pictures, documents, programs and text that is no table.

    Raises:
        UserError: when the bytes are plainly something else.
    """
    if content.startswith(_OTHER_KINDS):
        raise _no_spreadsheet()
    text = decode(content[: 64 * 1024])[0].lstrip("\ufeff \t\r\n")
    odd = sum(
        (letter < " " and letter not in "\t\r\n\f\v")
        or letter == "\ufffd"
        or "\x7f" <= letter <= "\x9f"
        for letter in text
    )
    if not text or odd * 10 > len(text) or text.startswith(("<", "{", "[{")):
        raise _no_spreadsheet()


def _filled(cells: tuple[Cell, ...]) -> int:
    return sum(not isinstance(cell, str) or bool(cell.strip()) for cell in cells)


def _header_place(rows: RawRows) -> int:
    """Return which row is the header: the first that is nearly as full as the fullest.

    Titles and notes above a header fill a cell or two.
    """
    head = [_filled(cells) for _, cells in rows.rows[:_FIRST_ROWS]]
    enough = max(2, -(-max(head) * 6 // 10))
    return next((place for place, count in enumerate(head) if count >= enough), 0)


def read_table(path: Path, *, password: str | None = None, sheet: str | None = None) -> Table:
    """Return the table in a CSV or XLSX file, whatever its name ends in.

    Args:
        path: the file.
        password: opens a locked spreadsheet.
        sheet: the name of a sheet; None chooses the visible one with the most cells.

    Raises:
        PasswordNeededError: when the spreadsheet is locked and ``password`` does not open it.
        UserError: when the file is missing, empty, too large, damaged or no table.
    """
    content = _content(path)
    if content.startswith(_OFFICE):
        content = unlock(content, password)
        if not content.startswith(_ZIP):
            raise _no_spreadsheet()
    encoding = delimiter = name = ""
    if content.startswith(_ZIP):
        rows, name, lines = read_workbook(content, sheet)
    else:
        _refuse_other_kinds(content)
        rows, encoding, delimiter, lines = read_delimited(content)
    if not rows.rows:
        raise UserError(
            tr("This file holds no rows."),
            safe=tr("Nothing was imported."),
            remedy=tr("Export the list again and look whether it holds people."),
        )
    place = _header_place(rows)
    line, cells = rows.rows[place]
    header = [cell if isinstance(cell, str) else str(cell) for cell in cells]
    body = rows.rows[place + 1 :]
    if name:
        while header and not header[-1].strip():
            header.pop()
        body = [(number, _trimmed(found)) for number, found in body]
    if not body:
        raise UserError(
            tr("This file holds a header but no people."),
            safe=tr("Nothing was imported."),
            remedy=tr("Export the list again and look whether it holds people."),
        )
    return Table(
        header_line=line,
        header=tuple(header),
        rows=tuple(TableRow(number, found) for number, found in body),
        encoding=encoding,
        delimiter=delimiter,
        line_count=lines,
        sheet=name,
    )


def _trimmed(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells up to the last that holds something."""
    end = len(cells)
    while end and isinstance(cells[end - 1], str) and not str(cells[end - 1]).strip():
        end -= 1
    return cells[:end]
