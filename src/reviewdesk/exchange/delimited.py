"""Text with a delimiter into raw rows: encoding, delimiter, line breaks in cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import islice
from statistics import median_low
from typing import TYPE_CHECKING, NamedTuple

from reviewdesk.errors import UserError
from reviewdesk.exchange.raw_rows import MOST_LINES, RawRows, refuse_size
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN = ("cp1252", "cp1250", "cp1254", "mac_roman", "cp850", "cp437")
_OTHER_SCRIPTS = (
    *("cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "gb18030", "shift_jis", "euc_kr", "big5"),
    *("cp1258", "tis_620"),
)
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
_INSIDE_WORDS = frozenset("\u2018\u2019\u00b4\u00a0\u2013\u2014\u00b7\u00ad")
_SEP = re.compile(r'"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_LINE = 200_000  # characters
_MOST_LINES_OF_A_ROW = 200


class Delimited(NamedTuple):
    """What a text file holds and how it was read."""

    rows: RawRows
    encoding: str
    delimiter: str
    lines: int


def _ugliness(words: list[bytes], encoding: str) -> int:
    """Return how unlike writing the words look when read in ``encoding``."""
    points = 0
    for word in words:
        before = ""
        text = word.decode(encoding, "replace")
        for place, letter in enumerate(text):
            if letter == "\ufffd" or "\x80" <= letter <= "\x9f":
                points += 5
            elif not letter.isascii() and letter not in _INSIDE_WORDS:
                if not letter.isalpha():
                    points += 3 if 0 < place < len(text) - 1 else 1
                elif letter.isupper() and before.islower():
                    points += 2
            before = letter
    return points


def _is_utf_8(word: bytes) -> bool:
    try:
        word.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _legacy_encoding(content: bytes) -> str:
    """Return the likely code page of bytes that are no UTF.

    Words that mix plain and other letters are of Latin script: the code page
    that leaves the fewest signs inside words, Windows' western one first. Words
    of other letters only are left to charset-normalizer. Words that are UTF-8
    were garbled before and say nothing.
    """
    words: list[bytes] = []
    for match in islice(re.finditer(rb"[\x80-\xff]+", content), 2_000):
        start = max(0, match.start() - 20)
        window = content[start : min(match.end(), match.start() + 200) + 20]
        words += [word for word in _WORD.findall(window) if not _is_utf_8(word)]
    foreign = sum(len(word) >= 4 and min(word) >= 0x80 for word in words)
    if foreign * 2 > len(words):
        from charset_normalizer import from_bytes

        best = from_bytes(b" ".join(words[:500]), cp_isolation=list(_OTHER_SCRIPTS)).best()
        if best is not None:
            return best.encoding
    return min(_LATIN, key=lambda name: (_ugliness(words, name), _LATIN.index(name)))


def _unmarked_utf_16(content: bytes) -> str:
    """Return the UTF-16 that bytes without a mark are in, or nothing."""
    sample = content[: 4_096 // 2 * 2]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if half and odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if half and even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of ``content`` and the name of its encoding; never fails."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content.decode(name, "replace"), name
    name = _unmarked_utf_16(content)
    if name:
        return content.decode(name, "replace"), name
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    text = content.decode("utf-8", "surrogateescape")
    valid = len(text.encode("utf-8", "ignore"))
    bad = len(content) - valid  # bytes that are no UTF-8
    good = valid - (len(text) - bad)  # bytes that continue a letter, one or more for each
    if good >= 4 * bad:  # UTF-8 into which somebody pasted a few other bytes
        return re.sub(
            "[\udc80-\udcff]",
            lambda hit: bytes([ord(hit[0]) - 0xDC00]).decode("cp1252", "replace"),
            text,
        ), "utf-8"
    name = _legacy_encoding(content)
    return content.decode(name, "replace"), name


def _delimiter(text: str) -> str:
    """Return the sign that cuts most of the first lines into most cells."""
    head = list(islice(io.StringIO(text[:400_000], newline=""), 60))

    def rank(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(head, delimiter=delimiter) if row]
        except csv.Error:
            return 0, 0
        middle = median_low(widths) if widths else 0
        return middle, widths.count(middle)

    best = max(_DELIMITERS, key=rank)
    return best if rank(best)[0] > 1 else ","


class _Lines:
    """The physical lines of a text, counted, each of a bearable length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.read = 0
        self.quotes = 0

    def __iter__(self) -> Iterator[str]:
        for line in io.StringIO(self.text, newline=""):
            self.read += 1
            if len(line) > _LONGEST_LINE:
                raise refuse_size(
                    tr("line {line} has {n} characters").format(line=self.read, n=f"{len(line):,}")
                )
            if self.read > MOST_LINES:
                raise refuse_size(tr("it has more than {n} lines").format(n=f"{MOST_LINES:,}"))
            self.quotes += line.count('"')
            yield line


def _quote_left_open(line: int) -> UserError:
    return UserError(
        tr("The quotation mark that opens at line {line} is never closed.").format(line=line),
        safe=tr("Nothing was imported."),
        remedy=tr("Look at that line in the program that made the file, then export it again."),
    )


def read_delimited(content: bytes) -> Delimited:
    """Return the rows of a text file.

    Raises:
        UserError: when the text is no table, too large, or a quotation mark stays open.
    """
    text, encoding = decode(content)
    text = text.replace("\0", "")
    first, _, _ = text[:20].partition("\n")
    declared = _SEP.fullmatch(first)
    delimiter = declared[1] if declared else _delimiter(text)
    lines = _Lines(text)
    rows = RawRows()
    begins = 1
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            height = lines.read - begins + 1
            if height > _MOST_LINES_OF_A_ROW or (height > 1 and lines.quotes % 2):
                raise _quote_left_open(begins)
            if not (declared and begins == 1):
                rows.add(begins, tuple(cells))
            begins, lines.quotes = lines.read + 1, 0
    except csv.Error:
        raise _quote_left_open(begins) from None
    return Delimited(rows, encoding, delimiter, lines.read)
