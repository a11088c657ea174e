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
    sizes = (int(size) for one in _SIZES for size in one.findall(pdf))
    if pdf.count(b" obj") > _MOST_OBJECTS or max(sizes, default=0) > _MOST_OBJECTS:
        raise UserError(
            tr("This file holds far more than any form does."),
            remedy=tr("Choose the PDF file of one review."),
        )
    reader, tail = _opened(pdf), b""
    if reader is None:  # perhaps it is whole up to its last end, or to the one before
        end = len(pdf)
        for _again in range(2):
            end = pdf.rfind(_END, 0, max(end, 0))
            reader = _opened(pdf[: end + len(_END)]) if end > 0 else None
            if reader is not None:
                tail = pdf[end + len(_END) :]
                break
    else:
        tail = pdf[pdf.rfind(_END) + len(_END) :]
    if reader is None:
        raise unreadable()
    if reader.encrypted:
        raise UserError(
            tr("This file is locked by a password; forms of ReviewDesk never are."),
            remedy=tr("Ask for the original file."),
        )
    return reader, tail.strip(b"\r\n \0")


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
