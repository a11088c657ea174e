"""XLSX into raw rows, with a password if need be, and with nothing that can hurt."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from reviewdesk.errors import UserError
from reviewdesk.exchange.raw_rows import MOST_LINES, RawRows, refuse_size
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

    from reviewdesk.exchange.raw_rows import Cell

_MOST_UNPACKED = 80 * 1024 * 1024  # bytes of all parts together
_MOST_PARTS = 2_000
_MOST_SPREAD = 20_000_000  # cells, empty ones too
_STEEPEST = 400  # unpacked by packed, for parts over a megabyte; spreadsheets stay under 60
_MOST_SPINS = 1_000_000  # rounds of a password's hash; Office writes 100,000
_DANGEROUS = re.compile(
    r"=.*\b(HYPERLINK|WEBSERVICE|DDE|CALL|EXEC|REGISTER|IMPORT\w*)\b", re.IGNORECASE
)
_BROKEN = (  # what the libraries raise on damaged files
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, MemoryError),
    *(zipfile.BadZipFile, zlib.error, struct.error),
)


class PasswordNeededError(UserError):
    """The spreadsheet is locked and the password is missing or wrong."""


class Sheet(NamedTuple):
    """What one sheet of a workbook holds."""

    rows: RawRows
    name: str
    lines: int


def _damaged() -> UserError:
    return UserError(
        tr("This spreadsheet is damaged and cannot be read."),
        safe=tr("Nothing was imported."),
        remedy=tr("Open it in the program that made it, save it again as XLSX, and try again."),
    )


def unlock(content: bytes, password: str | None) -> bytes:
    """Return the spreadsheet inside a container of the old Office kind.

    Raises:
        PasswordNeededError: when it is locked and ``password`` is missing or wrong.
        UserError: when it is an old XLS or something else.
    """
    from msoffcrypto import OfficeFile, exceptions

    faults = (
        *(*_BROKEN, exceptions.FileFormatError, exceptions.ParseError),
        *(exceptions.DecryptionError, exceptions.InvalidKeyError),
    )
    office = None
    spins = 0
    try:
        office = OfficeFile(io.BytesIO(content))
        if not office.is_encrypted():
            office = None
        else:
            spins = int((getattr(office, "info", None) or {}).get("spinValue", 0))
    except faults:
        office = None
    if office is None:
        raise UserError(
            tr("This file is an old spreadsheet (XLS) or no spreadsheet at all."),
            safe=tr("Nothing was imported."),
            remedy=tr("Save it as XLSX or CSV in the program that made it, and try again."),
        )
    if spins > _MOST_SPINS:
        raise _damaged()
    if not password:
        raise PasswordNeededError(
            tr("This spreadsheet is locked with a password."),
            safe=tr("Nothing was imported."),
            remedy=tr("Type the password, or save the list without one."),
        )
    opened = io.BytesIO()
    try:
        office.load_key(password=password)
        office.decrypt(opened)
    except faults:
        raise PasswordNeededError(
            tr("The password does not open this spreadsheet."),
            safe=tr("Nothing was imported."),
            remedy=tr("Check capital letters and the keyboard language, then type it again."),
        ) from None
    return opened.getvalue()


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Read a part to its end and return its bytes, within ``left``.

    Raises:
        UserError: when it is larger, or is XML that declares a document type.
    """
    count = 0
    tail = b""
    markup = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(part) as stream:
        while chunk := stream.read(1 << 20):
            if markup and (
                b"<!DOCTYPE" in tail + chunk
                or b"<!ENTITY" in tail + chunk
                or (count == 0 and b"\0" in chunk[:200])
            ):
                raise _damaged()
            count += len(chunk)
            if count > left:
                raise refuse_size(tr("unpacked it has more than {n} MB").format(n=left >> 20))
            tail = chunk[-16:]
    return count


def _check_archive(content: bytes) -> None:
    """Look into the archive before any library unpacks it.

    Raises:
        UserError: when it is no spreadsheet or unpacks to more than a list can need.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise UserError(
                tr("This file is not an XLSX spreadsheet."),
                safe=tr("Nothing was imported."),
                remedy=tr("Save the list as XLSX or CSV in the program that made it."),
            )
        if len(parts) > _MOST_PARTS or len(names) < len(parts):
            raise _damaged()
        steep = any(
            part.file_size > 1 << 20 and part.file_size > _STEEPEST * max(part.compress_size, 1)
            for part in parts
        )
        if steep or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise refuse_size(tr("unpacked it has more than {n} MB").format(n=_MOST_UNPACKED >> 20))
        left = _MOST_UNPACKED
        for part in parts:
            left -= _check_part(archive, part, left)


def _cell(value: object) -> Cell:
    """Return a value of openpyxl as text, day or exact number."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
        return number if number.is_finite() else str(number)
    return "" if value is None else str(value)


def _rows(book: Workbook, name: str) -> tuple[Sheet, bool]:
    """Return a sheet's rows, and whether any cell holds a formula."""
    sheet = book[name]
    rows = RawRows()
    formulas = False
    line = spread = 0
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # what the file says of its size may be wrong
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        spread += len(cells)
        if line > MOST_LINES or spread > _MOST_SPREAD:
            raise refuse_size(tr("it has more than {n} lines").format(n=f"{MOST_LINES:,}"))
        if any(value is not None for value in cells):
            made = tuple(_cell(value) for value in cells)
            formulas = formulas or any(
                isinstance(cell, str) and cell.startswith("=") for cell in made
            )
            rows.add(line, made)
    return Sheet(rows, name, line), formulas


def _with_results(shown: Sheet, results: Sheet) -> Sheet:
    """Return ``shown`` with harmless formulas replaced by their kept results."""
    kept = dict(results.rows.rows)
    rows = RawRows()
    for line, cells in shown.rows.rows:
        values = kept.get(line, ())
        rows.add(
            line,
            tuple(
                values[place]
                if isinstance(cell, str)
                and cell.startswith("=")
                and not _DANGEROUS.match(cell)
                and place < len(values)
                and values[place] != ""
                else cell
                for place, cell in enumerate(cells)
            ),
        )
    return Sheet(rows, shown.name, shown.lines)


def _open(content: bytes, *, results: bool) -> Workbook:
    from openpyxl import load_workbook

    return load_workbook(
        io.BytesIO(content), read_only=True, data_only=results, keep_links=False, keep_vba=False
    )


def read_workbook(content: bytes, sheet: str | None) -> Sheet:
    """Return the rows of ``sheet``, or of the visible sheet with the most cells.

    A formula counts as the result that the spreadsheet keeps of it; one without
    a result, or one that reaches outside the file, stays as its text.

    Raises:
        UserError: when the file is damaged, too large, or has no such sheet.
    """
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _check_archive(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts that we do not read
            return _chosen(content, sheet)
    except (*_BROKEN, InvalidFileException):
        raise _damaged() from None


def _chosen(content: bytes, sheet: str | None) -> Sheet:
    book = _open(content, results=False)
    try:
        names = [each.title for each in book.worksheets if each.sheet_state == "visible"]
        if sheet is not None:
            if sheet not in book.sheetnames:
                raise UserError(
                    tr("The spreadsheet has no sheet named “{name}”.").format(name=sheet),
                    safe=tr("Nothing was imported."),
                    remedy=tr("Choose one of its sheets: {names}.").format(names=", ".join(names)),
                )
            names = [sheet]
        if not names:
            raise _damaged()
        best, formulas = max(
            (_rows(book, name) for name in names), key=lambda found: found[0].rows.cells
        )
    finally:
        book.close()
    if not formulas:
        return best
    book = _open(content, results=True)
    try:
        return _with_results(best, _rows(book, best.name)[0])
    finally:
        book.close()
