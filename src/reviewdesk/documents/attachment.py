"""Files within a paper: its own content for other programs (PDF/A-3, associated files).

A finished form carries ``review.json``, its canonical content as described by
``resources/schemas/review-1.json``, ``scheme.toml``, the scheme by which another desk
can draw it again, and the letterhead where it has one.
"""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from reviewdesk.documents.pdf_file import name, references, text
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from reviewdesk.documents.content import Attachment
    from reviewdesk.documents.pdf_file import PdfFile

DATA = "review.json"
SCHEME = "scheme.toml"
LETTERHEAD = "letterhead.json"
LOGOS = {"png": "letterhead.png", "jpeg": "letterhead.jpg"}
"""By kind of picture."""
LARGEST = 10_000_000
"""Bytes of one attachment, unpacked."""
_MOST = 20
UNREADABLE = (
    pikepdf.PdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    OSError,
    zlib.error,
)
"""What reading a file can raise that somebody damaged on purpose."""


def attach(file: PdfFile, attachments: tuple[Attachment, ...]) -> str:
    """Add files to a paper that is being finished, in the order of their names.

    Returns their entries of its catalogue.
    """
    if not attachments:
        return ""
    named, associated = [], []
    for one in sorted(attachments, key=lambda each: each.name):
        held = file.add_stream(
            one.content,
            f"/Type/EmbeddedFile/Subtype{name(one.mime)}/Params<</Size {len(one.content)}>>",
        )
        title = text(one.name)
        described = file.add(
            f"<</Type/Filespec/F{title}/UF{title}/Desc{text(one.description)}"
            f"/AFRelationship{name(one.relation)}/EF<</F {held} 0 R/UF {held} 0 R>>>>"
        )
        named.append(f"{title} {described} 0 R")
        associated.append(described)
    together = file.add(f"[{references(associated)}]")
    return f"/Names<</EmbeddedFiles<</Names[{' '.join(named)}]>>>>/AF {together} 0 R"


def attached(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    """Return the attachments of a paper of ours by name; it may be anything that is a PDF.

    Raises:
        UserError: when one is larger than any of ours.
    """
    names = pdf.Root.get(Name.Names, Dictionary())
    listed = names.get(Name.EmbeddedFiles, Dictionary()).get(Name.Names, Array())
    found: dict[str, bytes] = {}
    for place in range(0, min(len(listed), 2 * _MOST) - 1, 2):
        found[str(listed[place])] = unpacked(listed[place + 1].EF.F)
    return found


def data_of(content: bytes) -> bytes:
    """Return the JSON that a form carries.

    Raises:
        UserError: when the file cannot be read or carries none.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            found = attached(pdf)
    except UNREADABLE as error:
        raise UserError(
            tr("This file is damaged or is no form, and its data cannot be read."),
            remedy=tr("Choose the PDF file of a signed review."),
        ) from error
    if DATA not in found:
        raise UserError(
            tr("This file carries no data."),
            remedy=tr("Drafts and blank forms carry none; choose a form that is being signed."),
        )
    return found[DATA]


def unpacked(stream: Any) -> bytes:
    """Return what a stream holds, and never more than a form's could be."""
    raw: bytes = stream.read_raw_bytes()
    if Name.Filter not in stream:
        found, more = raw[: LARGEST + 1], False
    else:
        filters = list(stream.Filter) if isinstance(stream.Filter, Array) else [stream.Filter]
        if filters != [Name.FlateDecode] or Name.DecodeParms in stream:
            raise ValueError(str(stream.Filter))
        packed = zlib.decompressobj()
        found = packed.decompress(raw, LARGEST + 1)
        more = not packed.eof
    if more or len(found) > LARGEST:
        raise UserError(
            tr("The data within this file is damaged or larger than that of any form."),
            remedy=tr("Ask for the original file."),
        )
    return found
