"""Open a PDF of a stranger: what it may unpack to is bounded, and what it may raise is known."""

from __future__ import annotations

import io
import re
import struct
import zlib

from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

_MIB = 1 << 20
_LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=64 * _MIB),
    document_budget=DocumentDecodeBudget(base_allowance=256 * _MIB, max_ratio=20),
)
"""How much a file may grow when it is unpacked."""
_END = b"%%EOF"
_NEAR = 1024
"""Bytes at the end of a file in which its end is looked for; what is behind is not read."""
_ENDS = (b"startxref", b"trailer", b"/XRef", b"/Size")
_MOST_ENDS = 200
"""A form has one of them for each signature, and a size for each attachment."""
_BLANK = 10_000
"""Bytes without a word; signed forms have a tenth."""
_LARGEST = 20_000_000
"""Bytes of a file; a form has a hundredth, and may have a logo and letters of many scripts."""
_MOST_FIELDS = 200
_MOST_PAGES = 2_000
_MOST_OBJECTS = 50_000
"""A form has some hundreds."""
_SIZES = (
    re.compile(rb"trailer\b[^>]{0,500}?/Size\s{0,9}(\d{1,12})"),
    re.compile(rb"/XRef\b[^>]{0,500}?/Size\s{0,9}(\d{1,12})"),
    re.compile(rb"/Size\s{0,9}(\d{1,12})(?=[^>]{0,500}/XRef\b)"),
)
"""Of a table of objects; attachments have a size too. What hides one takes more time or memory
than the process has that reads a file. Each begins with plain letters, which are soon found."""
UNREADABLE = (
    PdfError,
    SigningError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    MemoryError,
    zlib.error,
)
"""What reading a file can raise that somebody damaged on purpose."""


def open_bounded(pdf: bytes) -> tuple[PdfFileReader, bytes]:
    """Return a reader, and what stands behind the end of what it reads.

    Raises:
        UserError: when the file is no PDF, damaged beyond reading, or encrypted.
    """
    if not pdf.startswith(b"%PDF-"):
        raise UserError(
            tr("This file is not a PDF."), remedy=tr("Choose the PDF file of a review.")
        )
    if _holds_more_than_a_form(pdf[: pdf.rfind(_END) + len(_END)], len(pdf)):
        raise _far_more()
    end = len(pdf)
    for turn in range(3):  # the whole, or up to its last end, or to the one before
        last = pdf.rfind(_END, 0, end)
        if last < 0:
            break
        if turn or end - last > _NEAR:
            end = last
            reader = _opened(pdf[: last + len(_END)])
        else:
            reader = _opened(pdf)
        if reader is None:
            continue
        if reader.encrypted:
            raise UserError(
                tr("This file is locked by a password; forms of ReviewDesk never are."),
                remedy=tr("Ask for the original file."),
            )
        if _lists_more_than_a_form(reader):
            raise _far_more()
        tail = pdf[last + len(_END) :]
        return reader, tail if len(tail) > _NEAR else tail.strip(b"\r\n \0")
    raise unreadable()


def _holds_more_than_a_form(pdf: bytes, size: int) -> bool:
    """Return whether a file has more of something than a form, which a reader would dwell on."""
    if size > _LARGEST or pdf.count(b" obj") > _MOST_OBJECTS:
        return True
    if any(pdf.count(one) > _MOST_ENDS for one in _ENDS):
        return True
    if any(int(size) > _MOST_OBJECTS for one in _SIZES for size in one.findall(pdf)):
        return True
    return any(
        not pdf[place : place + _BLANK].strip(b"\0\t\n\f\r ")
        for place in range(0, len(pdf) - _BLANK, _BLANK)
    )


def _lists_more_than_a_form(reader: PdfFileReader) -> bool:
    """Return whether it names more fields or pages than a form, be they the same ones again."""
    try:
        root = reader.root
        fields = root["/AcroForm"]["/Fields"] if "/AcroForm" in root else ()
        return len(fields) > _MOST_FIELDS or len(root["/Pages"]["/Kids"]) > _MOST_PAGES
    except UNREADABLE:
        return False  # what cannot be read is told where it is needed


def _far_more() -> UserError:
    return UserError(
        tr("This file holds far more than any form does."),
        remedy=tr("Choose the PDF file of one review."),
    )


def _opened(pdf: bytes) -> PdfFileReader | None:
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False, decode_limits=_LIMITS)
        if not reader.encrypted:
            assert reader.root is not None
    except UNREADABLE:
        return None
    return reader


def unreadable() -> UserError:
    """Return what is said of a file that cannot be read."""
    return UserError(
        tr("This file is damaged and cannot be checked."), remedy=tr("Ask for the original file.")
    )
