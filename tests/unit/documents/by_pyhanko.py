"""Forms signed by pyHanko's own writer, as the program did before it wrote updates itself.

So a form that was begun by an earlier version is here, and a signer who adds what they like.
"""

from __future__ import annotations

import io

from asn1crypto import keys, x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

from reviewdesk.documents import fonts

ROOM = 6000


def sign(pdf, party, key, when, *, certify=False, change=lambda _writer: None):
    """Sign for a party, after a change that goes into the same update."""
    writer = _Writer(io.BytesIO(pdf))
    change(writer)
    style = StaticStampStyle(
        border_width=0,
        background=_Picture(250, 88),
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MIN,
            y_align=AxisAlignment.ALIGN_MIN,
            margins=Margins(0, 0, 0, 0),
        ),
        background_opacity=1.0,
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=f"sig_{party}",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=party.title(),
        reason="I have read this review.",
        certify=certify,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )
    signer = _DatedSigner(metadata, signer=signer_of(key), stamp_style=style)
    signer.when = when
    return signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=ROOM).getvalue()


def signer_of(key):
    """Return what pyHanko signs with."""
    registry = SimpleCertificateStore()
    registry.register_multiple([x509.Certificate.load(one) for one in (*key.chain, key.authority)])
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(key.certificate),
        signing_key=keys.PrivateKeyInfo.load(key.key),
        cert_registry=registry,
    )


class _Writer(IncrementalPdfFileWriter):
    def _update_meta(self):
        """Leave the title and dates as they were."""


class _Picture(PdfContent):
    def __init__(self, width, height):
        super().__init__()
        fonts.register()
        stream = io.BytesIO()
        canvas = Canvas(stream, pagesize=(width, height), initialFontName=fonts.REGULAR)
        canvas.drawString(6, 40, "Signed")
        canvas.showPage()
        canvas.save()
        self._content = stream.getvalue()

    def render(self):
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._content)))
        self.resources.xobject["/Stamp"] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Stamp Do"


class _DatedSigner(signers.PdfSigner):
    def init_signing_session(self, pdf_out, existing_fields_only=False):
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.when
        return session
