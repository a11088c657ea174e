"""Signature fields and PAdES signatures, each an incremental update, by pyHanko."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle

from reviewdesk.documents import stamp
from reviewdesk.documents.fonts import clean
from reviewdesk.documents.signers import opened
from reviewdesk.overriding import override

if TYPE_CHECKING:
    from datetime import datetime

    from reviewdesk.documents.signers import SigningKey


_ROOM = 700
"""Bytes of a signature beside its certificates, and beside what grows with the signer's own: the
length of the key, and the issuer's name, which is said twice. Without it pyHanko signs twice to
find out; more of it only makes the file longer to read.
"""


def sign(  # noqa: PLR0913 - one signature with all it says
    pdf: bytes,
    *,
    field: str,
    key: SigningKey,
    name: str,
    role_title: str,
    meaning: str,
    when: datetime,
    ink: stamp.Ink | None = None,
    certify: bool = False,
) -> bytes:
    """Return the form with one more signature; nothing before it is changed.

    Args:
        pdf: the form, with an empty field of that name.
        field: name of the field.
        key: the signer's key, wherever it is kept.
        name: the signer's name, as printed.
        role_title: the signer's part, in the scheme's words.
        meaning: what the signature says.
        when: the time of signing, with its zone.
        ink: the drawn signature, or None.
        certify: whether this is the first, after which only signing is allowed.
    """
    writer = _Writer(io.BytesIO(pdf))
    box = _box_of(writer, field)
    look = stamp.Stamp(name, role_title, meaning, when, ink)
    picture = stamp.draw(look, abs(box[2] - box[0]), abs(box[3] - box[1]))
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=clean(name),
        reason=clean(meaning),
        certify=certify,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )
    style = StaticStampStyle(
        border_width=0,
        background=_Picture(picture),
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MIN,
            y_align=AxisAlignment.ALIGN_MIN,
            margins=Margins(0, 0, 0, 0),
        ),
        background_opacity=1.0,
    )
    with opened(key) as held:
        signer = _DatedSigner(metadata, signer=held, stamp_style=style)
        signer.when = when
        above = sum(len(one) for one in (key.certificate, key.authority, *key.chain))
        signed = signer.sign_pdf(
            writer,
            existing_fields_only=True,
            bytes_reserved=2 * (above + len(key.certificate) + _ROOM),
        )
    return bytes(signed.getbuffer())


class _Writer(IncrementalPdfFileWriter):
    """Adds to a file and leaves its title, dates and metadata as they were.

    So nobody's clock but the desk's is asked, and any later change of them is tampering.
    """

    @override
    def _update_meta(self) -> None:
        return


class _Picture(PdfContent):
    """A page from the bytes of another PDF; pyHanko's own reads a file, and we leave none."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = content

    @override
    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._content)))
        self.resources.xobject["/Stamp"] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Stamp Do"


class _DatedSigner(signers.PdfSigner):
    """Signs at the desk's time rather than asking the computer again."""

    when: datetime

    @override
    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.when
        return session


def _box_of(pdf: _Writer, field: str) -> tuple[float, float, float, float]:
    for name, _value, reference in fields.enumerate_sig_fields(pdf):
        if name == field:
            rect = [float(one) for one in reference.get_object()["/Rect"]]
            return rect[0], rect[1], rect[2], rect[3]
    raise KeyError(field)
