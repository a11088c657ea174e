"""Files within a paper: its own content for other programs (PDF/A-3, associated files).

A finished form carries ``review.json``, its canonical content as described by
``resources/schemas/review-1.json``, and ``scheme.toml``, the scheme by which another desk
can draw it again.
"""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from reviewdesk.documents.content import Attachment

DATA = "review.json"
SCHEME = "scheme.toml"
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
    zlib.error,
)
"""What reading a file can raise that somebody damaged on purpose."""


def attach(pdf: pikepdf.Pdf, attachments: tuple[Attachment, ...]) -> None:
    """Put files into a paper that is being finished, in the order of their names."""
    if not attachments:
        return
    names, associated = Array(), Array()
    for one in sorted(attachments, key=lambda each: each.name):
        stream = pdf.make_stream(
            one.content,
            Type=Name.EmbeddedFile,
            Subtype=Name(f"/{one.mime}"),
            Params=Dictionary(Size=len(one.content)),
        )
        described = pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(one.name),
                UF=String(one.name),
                Desc=String(one.description),
                AFRelationship=Name(f"/{one.relation}"),
                EF=Dictionary(F=stream, UF=stream),
            )
        )
        names.append(String(one.name))
        names.append(described)
        associated.append(described)
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))
    pdf.Root.AF = pdf.make_indirect(associated)


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
        if stream.Filter != Name.FlateDecode or Name.DecodeParms in stream:
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
