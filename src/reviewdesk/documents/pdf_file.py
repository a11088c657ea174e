"""A file of what reportlab drew and of more objects than it knows of (ISO 32000-1, 7.3 and 7.5).

reportlab numbers and words the objects that it draws. A form has three times as many beside
them, most of them small ones of its structure; they are added here as the words they are, and
all are written at once. Handing the pages to another library, that reads them, makes an object
of each and writes all again, took a fifth of the time of a form.
"""

from __future__ import annotations

import re
import zlib
from codecs import BOM_UTF16_BE
from dataclasses import dataclass
from hashlib import md5
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase import pdfdoc

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADER = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
"""With four bytes beyond ASCII, so that no transfer takes it for text."""
_REFERS = re.compile(rb"\b(\d+) 0 R\b")
_STREAM_ENDS = b"endstream\n"
_LEVEL = 3
"""Of zlib: half the time of the usual 6, a tenth larger."""


class Objects:
    """Numbered objects, from 1: what reportlab drew, and more beside that."""

    def __init__(self, document: pdfdoc.PDFDocument) -> None:
        """Take over what reportlab drew; the document cannot be drawn on after this."""
        for font in document.delayedFonts:
            font.addObjects(document)
        self._document = document
        self._bodies: list[bytes] = []
        while (place := len(self._bodies) + 1) in document.numberToId:  # wording may add some
            element = document.idToObject[document.numberToId[place]]
            is_page = isinstance(element, pdfdoc.PDFPage)
            self._bodies.append(b"" if is_page else _worded(element, document))

    def add(self, body: str) -> int:
        """Add an object and return its number; ``body`` is its words, in Latin-1."""
        self._bodies.append(body.encode("latin-1"))
        return len(self._bodies)

    def put(self, number: int, body: str) -> None:
        """Word an object that was added before others could name it."""
        self._bodies[number - 1] = body.encode("latin-1")

    def add_stream(self, content: bytes, entries: str = "", *, pack: bool = True) -> int:
        """Add a stream with more entries of its dictionary and return its number."""
        if pack:
            content = packed(content)
            entries += "/Filter/FlateDecode"
        self._bodies.append(_stream(content, entries))
        return len(self._bodies)

    def put_stream(self, number: int, content: bytes, entries: str) -> None:
        """Word a stream that was numbered before."""
        self._bodies[number - 1] = _stream(packed(content), f"{entries}/Filter/FlateDecode")

    def number(self, element: Any) -> int:
        """Return the number of what reportlab drew."""
        name = self._document.Reference(element).name
        number, _generation = self._document.idToObjectNumberAndVersion[name]
        return int(number)

    def numbered_from(self, first: int) -> dict[int, bytes]:
        """Return the objects by numbers that begin with another than 1."""
        return {
            number: _renumbered(body, first - 1)
            for number, body in enumerate(self._bodies, start=first)
        }


class PdfFile(Objects):
    """The objects of a file that is being finished."""

    def __init__(self, document: pdfdoc.PDFDocument) -> None:
        """Take over the pages that reportlab drew; nothing can be drawn after this."""
        self._pages: list[pdfdoc.PDFPage] = document.Pages.pages
        for page in self._pages:
            page.check_format(document)
            page.Contents = document.Reference(page.Contents)
        super().__init__(document)
        self.pages = [self.number(page) for page in self._pages]
        """The number of each page's object."""
        self.page_tree = self.number(document.Pages)

    def put_page(self, place: int, entries: str) -> None:
        """Word a page, counted from 0, with more entries of its dictionary."""
        page = self._pages[place]
        words = {
            name: pdfdoc.format(getattr(page, name), self._document).decode("latin-1")
            for name in ("Parent", "MediaBox", "Resources", "Contents")
        }
        drawn = "".join(f"/{name} {word}" for name, word in words.items())
        self.put(self.pages[place], f"<</Type/Page{drawn}{entries}>>")

    def written(self, root: int, information: int) -> bytes:
        """Return the file; the same objects always give the same bytes."""
        parts, places, size = [HEADER], [], len(HEADER)
        digest = md5(usedforsecurity=False)
        for number, body in enumerate(self._bodies, start=1):
            part = b"%d 0 obj\n%s\nendobj\n" % (number, body)
            places.append(size)
            parts.append(part)
            digest.update(part)
            size += len(part)
        identity = digest.hexdigest()
        count = len(places) + 1
        rows = "".join([f"{place:010} 00000 n \n" for place in places])
        parts.append(
            f"xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n<</Size {count}/Root {root} 0 R"
            f"/Info {information} 0 R/ID[<{identity}><{identity}>]>>\n"
            f"startxref\n{size}\n%%EOF\n".encode("ascii")
        )
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class Trailer:
    """What the end of a file names."""

    size: int
    """One more than the highest number of an object."""
    root: int
    information: int | None
    identity: str
    """In hexadecimal; the first half, which stays the same."""
    table: int
    """Where its last table begins."""


def updated(pdf: bytes, trailer: Trailer, objects: dict[int, bytes]) -> bytes:
    """Return a file with objects added or put in the place of others, as an update at its end."""
    parts, places, size = [pdf], {}, len(pdf)
    for number, body in objects.items():
        part = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        places[number] = size
        parts.append(part)
        size += len(part)
    sections = ["0 1\n0000000000 65535 f \n"]
    numbers = sorted(places)
    while numbers:
        run = [one for place, one in enumerate(numbers) if one == numbers[0] + place]
        rows = "".join([f"{places[one]:010} 00000 n \n" for one in run])
        sections.append(f"{run[0]} {len(run)}\n{rows}")
        numbers = numbers[len(run) :]
    about = f"/Info {trailer.information} 0 R\n" if trailer.information else ""
    identity = md5(b"".join(parts[1:]), usedforsecurity=False).hexdigest()
    parts.append(
        f"xref\n{''.join(sections)}trailer\n<<\n/Size {max(trailer.size, max(places) + 1)}\n"
        f"/Root {trailer.root} 0 R\n{about}/ID [ <{trailer.identity}> <{identity}> ]\n"
        f"/Prev {trailer.table}\n>>\nstartxref\n{size}\n%%EOF\n".encode("ascii")
    )
    return b"".join(parts)


def text(words: str) -> str:
    """Return a string for people as it stands in a file: plain ASCII, or UTF-16.

    The encoding between the two, PDFDocEncoding, is read in different ways where it has no
    letter, such as at the soft hyphen.
    """
    plain = words.isascii()
    coded = words.encode() if plain else BOM_UTF16_BE + words.encode("utf-16-be")
    written: bytes = pdfdoc.PDFString(coded, enc="raw").format(pdfdoc.DummyDoc())
    return written.decode("latin-1")


def name(word: str) -> str:
    """Return a name as it stands in a file; its characters are of ASCII."""
    return "/" + "".join(
        one if one.isalnum() or one in "-_.+" else f"#{ord(one):02x}" for one in word
    )


def references(numbers: Iterable[int]) -> str:
    """Return objects by their numbers, as they stand in an array."""
    return " ".join([f"{number} 0 R" for number in numbers])


def packed(content: bytes) -> bytes:
    """Return content as a packed stream holds it."""
    return zlib.compress(content, _LEVEL)


def _stream(content: bytes, entries: str) -> bytes:
    head = f"<<{entries}/Length {len(content)}>>\nstream\n"
    return head.encode("latin-1") + content + b"\nendstream"


def _renumbered(body: bytes, more: int) -> bytes:
    head, stream, content = body.partition(b"stream\n")
    return _REFERS.sub(lambda one: b"%d 0 R" % (int(one[1]) + more), head) + stream + content


def _worded(element: Any, document: pdfdoc.PDFDocument) -> bytes:
    if isinstance(element, pdfdoc.PDFStream) and "Filter" not in element.dictionary:
        content = element.content
        element.content = packed(content.encode("latin-1") if isinstance(content, str) else content)
        element.dictionary["Filter"] = "/FlateDecode"
    body: bytes = pdfdoc.format(element, document, toplevel=1)
    if body.endswith(_STREAM_ENDS):  # PDF/A wants a line to end before that word
        body = body[: -len(_STREAM_ENDS)] + b"\nendstream"
    return body
