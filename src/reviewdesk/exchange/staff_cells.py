"""What one cell of a staff list says: text, day, share of full time; repaired quietly."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewdesk.exchange.raw_rows import Cell

LONGEST = 500  # characters of a cell that is read

_DROPPED = dict.fromkeys(
    [
        *(code for code in range(32) if chr(code) not in "\t\n\r\f\v"),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),  # marks that turn the writing direction of what follows
        *range(0x2066, 0x206A),
        *(0xFEFF, 0xFFFE, 0xFFFF),
    ]
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOTHING = frozenset(("", "-", "--", "\u2013", "\u2014", "n/a", "none", "nil", "#n/a", "."))
_FAILED = re.compile(r"#(REF|VALUE|NAME|DIV/0|NULL|NUM)[!?]?$")
_FORMULA = re.compile(
    "[=\uff1d]\\s*\\S"  # =anything
    r"|@\s*\w[^@]*[(|!]|@[A-Z]{1,3}\d+$"  # @SUM(1+1), @A1, but not @home
    r"|[+-]\s*[\d.,]+\s*[+*/^]|[+-]\s*\d+\s*-\s*\d+$(?<![\d-]{8})"  # -2+3, but no telephone
    r"|\+\s*[A-Za-z_(]|-\s*[A-Za-z_][\w.$]*\s*[(|!]|-\s*\(\s*\d"  # +cmd, -SUM(
)
_TELEPHONE = re.compile(r"\+[\d\s().\-/]{7,}$")
_SHORTENED = re.compile(r"(\d{1,4})\s*[./\-\s]\s*(\d{1,2})\s*[./\-\s]\s*(\d{1,4})(?!\d)")
_TIME = re.compile(
    r"[T\s]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?\s*([AaPp][Mm])?\s*(Z|[+-]\d\d:?\d\d)?$"
)
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-./]*([A-Za-z]{3,9})\.?[\s\-./,]*(\d{4}|\d{2})$")
_NAMED_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = re.compile(r"([+-]?)(\d{0,6})(?:[.,](\d{1,9}))?\s*(%?)$")
_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@<>()\[\],;:\"\\./]+(\.[^\s@<>()\[\],;:\"\\./]+)+$"
)
_UNDEFINED = {code: code for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_WESTERN = {
    ord(bytes([code]).decode("cp1252")): code for code in range(128, 256) if code not in _UNDEFINED
}
_BYTES = {**{code: code for code in range(256)}, **_WESTERN}


def text_of(cell: Cell) -> str:
    """Return a cell as one line: no control characters, single spaces, composed letters."""
    if not isinstance(cell, str):
        if isinstance(cell, Decimal):
            whole = cell == cell.to_integral_value()
            return str(cell.quantize(Decimal(1))) if whole and abs(cell) < 10**20 else str(cell)
        return cell.isoformat()
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split()) if " " in cell else cell
    cell = _SURROGATE.sub("\ufffd", cell).translate(_DROPPED)
    return unicodedata.normalize("NFC", " ".join(cell.split()))


def blank_if_nothing(text: str) -> str:
    """Return ``text``, or nothing for a dash or a word that stands for nothing."""
    return "" if text.casefold() in _NOTHING else text


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet would compute this text, or could not compute it."""
    if text[:1] not in "=\uff1d@+-#" or len(text) < 2:
        return False
    if _TELEPHONE.match(text):
        return False
    return bool(_FORMULA.match(text) or _FAILED.match(text))


def decoded_twice(cell: Cell) -> str:
    """Return what a cell meant whose UTF-8 was read as Windows-1252, or nothing."""
    if not isinstance(cell, str) or cell.isascii():
        return ""
    try:
        meant = bytes(_BYTES[ord(letter)] for letter in cell).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return ""
    strange = any(0x80 <= ord(letter) < 0xA0 or 0x250 <= ord(letter) < 0x2B0 for letter in meant)
    return "" if strange else text_of(meant)


def date_order(cells: Iterable[Cell]) -> str:
    """Return ``dmy``, ``mdy`` or ``ymd``, as most of the days in ``cells`` demand.

    Days that can be read both ways say nothing; without a vote it is ``dmy``.
    """
    votes: Counter[str] = Counter()
    written = 0
    for cell in cells:
        parts = _SHORTENED.match(cell.strip()) if isinstance(cell, str) else None
        if parts is None:
            continue
        written += 1
        if len(parts[1]) == 4:
            votes["ymd"] += 1
        elif int(parts[1]) > 12 >= int(parts[2]):
            votes["dmy"] += 1
        elif int(parts[2]) > 12 >= int(parts[1]):
            votes["mdy"] += 1
    if votes["ymd"] * 2 > written:
        return "ymd"
    return "mdy" if votes["mdy"] > votes["dmy"] else "dmy"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str, as_at: date, ahead: int) -> int:
    """Return a year; of two digits, the latest that is at most ``ahead`` years from now."""
    year = int(text)
    if len(text) > 2:
        return year
    last = as_at.year + ahead
    return last - (last - year) % 100


def _from_number(text: str) -> date | None:
    """Return the day of a spreadsheet's day number or of eight digits in a row."""
    if re.fullmatch(r"\d{5}([.,]\d+)?", text):
        return date(1899, 12, 30) + timedelta(days=int(text[:5]))
    if re.fullmatch(r"(19|20)\d{6}", text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]))
    return None


def _from_words(text: str, as_at: date, ahead: int) -> date | None:
    """Return the day of text such as 1 April 2020, 01-Apr-20 or April 1, 2020."""
    if found := _NAMED.match(text):
        day, month, year = found[1], found[2], found[3]
    elif found := _NAMED_FIRST.match(text):
        month, day, year = found[1], found[2], found[3]
    else:
        return None
    month = month[:3].lower()
    if month not in _MONTHS:
        return None
    return _day(_year(year, as_at, ahead), _MONTHS.index(month) + 1, int(day))


def day_of(cell: Cell, order: str, as_at: date, ahead: int) -> tuple[date | None, str]:
    """Return the day a cell means and the kind of its fault, or no fault.

    Args:
        cell: as read.
        order: the list's order of day and month, from ``date_order``.
        as_at: today, to tell the century of a year of two digits.
        ahead: how many years ahead of today such a year may lie.
    """
    if isinstance(cell, date):
        return cell, ""
    text = _TIME.sub("", blank_if_nothing(text_of(cell)))
    if not text or not text.strip("0./-: "):
        return None, ""
    parts = _SHORTENED.fullmatch(text)
    if parts is None:
        day = _from_number(text) or _from_words(text, as_at, ahead)
        return day, "" if day else "impossible-date"
    return _day_of_parts(*parts.groups(), order=order, year=_year(parts[3], as_at, ahead))


def _day_of_parts(
    first: str, second: str, third: str, *, order: str, year: int
) -> tuple[date | None, str]:
    """Return the day of three numbers and its fault; ``year`` is the third read as a year."""
    if len(first) > 2:
        year, months, days = int(first), int(second), int(third)
    else:
        months, days = (int(first), int(second)) if order == "mdy" else (int(second), int(first))
    if year < 1900:
        return None, "impossible-date"
    if year >= 2900:  # 31/12/9999: no end in sight
        return None, ""
    day = _day(year, months, days)
    if day:
        return day, ""
    day = _day(year, days, months)
    return day, "month-and-day-swapped" if day else "impossible-date"


def decimal_sign(cells: Iterable[Cell]) -> str:
    """Return the sign most numbers in ``cells`` use before their decimals."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    commas = sum("," in text for text in texts)
    return "," if commas > sum("." in text for text in texts) else "."


def number_of(cell: Cell) -> Decimal | None:
    """Return the number in a cell, with point or comma; None when there is none."""
    if isinstance(cell, Decimal):
        return cell
    found = _NUMBER.match(text_of(cell)) if isinstance(cell, str) else None
    if found is None or not (found[2] or found[3]):
        return None
    number = Decimal(f"{found[1]}{found[2] or 0}.{found[3] or 0}")
    return number / 100 if found[4] else number


def email_of(text: str) -> str:
    """Return an address without ``mailto:``, angle brackets and the name before them."""
    text = blank_if_nothing(text)
    if "<" in text and text.endswith(">"):
        text = text[text.rindex("<") + 1 : -1]
    return text.removeprefix("mailto:").rstrip(";, ")


def is_email(text: str) -> bool:
    """Say whether text can be an e-mail address."""
    return len(text) <= 254 and bool(_EMAIL.match(text))


_PARTICLES = frozenset(
    (
        *("van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le"),
        *("el", "al", "bin", "ibn", "ben", "abu"),
    )
)


def split_name(text: str) -> tuple[str, str]:
    """Return surname and given names of a whole name.

    ``Surname, Given``; else the words in capitals, else the last word with the
    particles before it; a single word is a surname.
    """
    before, comma, after = text.partition(",")
    if comma and after.strip():
        return before.strip(), after.strip()
    words = text.replace(",", " ").split()
    loud = [word for word in words if len(word) > 1 and word.isupper()]
    if loud and len(loud) < len(words):
        return " ".join(loud), " ".join(word for word in words if word not in loud)
    place = len(words) - 1
    while place > 1 and words[place - 1].casefold() in _PARTICLES:
        place -= 1
    return (" ".join(words[place:]), " ".join(words[:place])) if words else ("", "")
