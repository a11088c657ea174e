"""The bytes of a form and of what was added to it, each of them told apart (ISO 32000-1, 7.5).

Programs differ on a file whose table names an object twice or by an impossible generation, or
that holds objects which no table names, or a table where another object lies; so nothing but
what our writers make is taken here.
"""

from __future__ import annotations

import re
from itertools import pairwise

from reviewdesk.documents.pdf_file import HEADER

_TABLE = (
    rb"xref\n0 ([1-9]\d{0,4})\n0000000000 65535 f \n((?:\d{10} 00000 n \n)*)"
    rb"((?:[1-9]\d{0,9} [1-9]\d{0,4}\n(?:\d{10} 00000 n \n)+)*)"
)
_UPDATE = re.compile(
    _TABLE + rb"trailer\n<<\n((?:/(?:Size \d{1,10}|(?:Root|Info) \d{1,10} 0 R"
    rb"|ID \[ <[0-9a-f]{32}> <[0-9a-f]{32}> \])\n){3,4})/Prev (?P<before>[1-9]\d{0,9})\n>>\n"
    rb"startxref\n(?P<table>[1-9]\d{0,9})\n%%EOF\n"
)
"""The end of an update, as our writer makes it: anything more is read by some and not by others."""
_FORM = re.compile(
    _TABLE + rb"(trailer(?:\n<</Size \d{1,10}/Root \d{1,10} 0 R/Info \d{1,10} 0 R"
    rb"/ID\[<[0-9a-f]{32}><[0-9a-f]{32}>\]>>"
    rb"| << (?:/Info \d{1,10} 0 R )?/Root \d{1,10} 0 R /Size \d{1,10}"
    rb" /ID \[<[0-9a-f]{32}><[0-9a-f]{32}>\] >>))\nstartxref\n(?P<table>[1-9]\d{0,9})\n%%EOF\n"
)
"""The end of a form as ``pdf_file.py`` writes it, and as qpdf did for the versions before."""
_ENTRY = re.compile(rb"/(Size|Root|Info|ID)(?: (\d+)|(?= ?\[))")
_ENTRIES = ([b"ID", b"Info", b"Root", b"Size"], [b"ID", b"Root", b"Size"])
"""Of a trailer; early forms had no information."""
_PART = re.compile(rb"([1-9]\d{0,9}) ([1-9]\d{0,4})\n((?:\d{10} 00000 n \n)+)")
_STREAM = re.compile(rb"(<<(?:(?!stream).)*>>)\nstream\n", re.DOTALL)
_LENGTH = re.compile(rb"/Length (\d{1,9})(?=[ \n/>])")
_TEXT = re.compile(rb"\((?:[^()\\]++|\\.)*+\)?", re.DOTALL)
_HEX = re.compile(rb"(?<!<)<[0-9A-Fa-f]*+>(?!>)")
_ENDS = b"\nendobj\n"
_ANY = re.compile(rb"(?<!\d)(\d+)[ \n]+(\d+)[ \n]+R(?![A-Za-z])")
_CODED = re.compile(rb"#([0-9A-Fa-f]{2})")
_UNLIKE = re.compile(
    rb"[^\n -~]|[%{}]|\((?!\))|(?<!\()\)|\d{20}|obj|stream|/(?:Linearized|XRef|ObjStm|Encrypt)\b"
)
"""What programs differ on, outside of texts: other blanks, comments, and what leads to objects
that the tables do not name, and numbers longer than some of them read."""
_LONGEST = 2_000_000
"""Bytes of the words of one object; the list of all elements of a long form has a tenth."""
_CLOSED = re.compile(rb"startxref\n[1-9]\d{0,9}\n%%EOF\n")

Number = tuple[int, int]
"""Of an object, and its generation."""


class StrangeError(ValueError):
    """The form itself is not written as ours are, whatever was added to it."""


class Update:
    """What was added to a file, each byte of it told apart.

    Raises:
        ValueError: when it is not objects, their table and its end, and nothing else.
    """

    def __init__(self, pdf: bytes, start: int, end: int) -> None:
        self._words = words = pdf[start:end]
        at = words.rfind(b"\nxref\n") + 1
        found = (_UPDATE if start else _FORM).fullmatch(words, at)
        if found is None or int(found["table"]) != start + at:
            raise ValueError(at)
        self.end = end
        self.table = start + at
        """Where its table begins."""
        self.before = int(found["before"]) if start else 0
        """Where the table begins that it says is the one before; 0 for a form."""
        entries = _ENTRY.findall(found[4])
        if sorted(name for name, _number in entries) not in _ENTRIES:
            raise ValueError(at)
        self.trailer = {name: int(number) for name, number in entries if number}
        """What the file has after it: one more than its highest number, and by number where it
        begins and what it says of itself."""
        leading = int(found[1]) - 1
        table = (b"1 %d\n%s" % (leading, found[2]) if leading else b"") + found[3]
        if found[2].count(b"\n") != leading or not table:
            raise ValueError(at)
        places: list[tuple[int, int]] = []
        last = 0
        for part in _PART.finditer(table):
            first, rows = int(part[1]), part[3].split(b"\n")[:-1]
            if len(rows) != int(part[2]) or first <= last:
                raise ValueError(first)
            places += [(int(row[:10]) - start, first + more) for more, row in enumerate(rows)]
            last = first + len(rows) - 1
        places.sort()
        head = b"" if start else HEADER
        if places[0][0] != len(head) or not words.startswith(head):
            raise ValueError(places[0])
        self.objects: dict[Number, bytes] = {}
        """Their words, without texts and streams."""
        for (place, number), (following, _number) in pairwise([*places, (at, 0)]):
            one, begins = words[place:following], b"%d 0 obj\n" % number
            if not (one.startswith(begins) and one.endswith(_ENDS)):
                raise ValueError(number)
            self.objects[number, 0] = _plain(_words(one[len(begins) : -len(_ENDS)]))

    def is_written_as(self, words: bytes) -> bool:
        """Return whether it is written in these bytes."""
        return self._words == words

    def refers_to(self) -> set[Number]:
        """Return what its objects name, be it there or not."""
        return {
            (int(number), int(other))
            for words in self.objects.values()
            for number, other in _ANY.findall(words)
        }


def parts_of(pdf: bytes) -> list[Update]:
    """Return a form and each of the updates that follow it.

    Raises:
        StrangeError: when the form is not written as ours are.
        ValueError: when an update is not, or does not follow the one before.
    """
    ends = [one.end() for one in _CLOSED.finditer(pdf)]
    if not ends:
        raise StrangeError(len(pdf))
    updates = [Update(pdf, *span) for span in pairwise(ends)]
    try:
        parts = [Update(pdf, 0, ends[0]), *updates]
    except (ValueError, LookupError) as error:
        raise StrangeError(ends[0]) from error
    there: set[Number] = set()
    for before, part in pairwise([parts[0], *parts]):
        there |= part.objects.keys()
        # some programs leave out what the size leaves out, or what has another beginning
        if part.trailer != parts[0].trailer | {b"Size": max(there)[0] + 1}:
            raise ValueError(part.trailer)
        if part is not parts[0] and part.before != before.table:
            raise ValueError(part.before)  # a table that lies elsewhere may say more
    if ends[-1] != len(pdf):
        raise ValueError(ends[-1])
    return parts


def _words(body: bytes) -> bytes:
    """Return the words of an object without its stream, where that surely ends at its end."""
    found = _STREAM.match(body)
    if not found:
        return body
    lengths = _LENGTH.findall(found[1])
    if len(lengths) != 1 or body[found.end() + int(lengths[0]) :] != b"\nendstream":
        raise ValueError(len(body))
    return found[1]


def _plain(words: bytes) -> bytes:
    """Return words without their texts, where every program reads the same of them."""
    if len(words) > _LONGEST:
        raise ValueError(len(words))
    words = _HEX.sub(b"()", _TEXT.sub(_closed, words))
    if _UNLIKE.search(_CODED.sub(_decoded, words)):
        raise ValueError(len(words))
    return words


def _closed(found: re.Match[bytes]) -> bytes:
    return b"()" if found[0].endswith(b")") else b"("


def _decoded(found: re.Match[bytes]) -> bytes:
    return bytes((int(found[1], 16),))
