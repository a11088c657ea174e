"""Who signed a form, when, whether it is intact and by whose authority.

Signatures prove that a revision was not changed; what came after a revision is judged by
pyHanko's difference analysis. That tolerates some additions of other programs (metadata,
validation data, objects nobody refers to); our own writer makes none, so here they are found:
every revision from the first signature on has to be a signature and nothing else, and the
file ends where its last revision ends.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.generic import IndirectObject, StreamObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reviewdesk.documents.attached_data import Agreement, DataReport, compare
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_FIELDS_MOST = 50
_END = b"%%EOF"
_UNREADABLE = (
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
    zlib.error,
)
"""What reading a file can raise that somebody damaged on purpose."""
_WHOLE = (SignatureCoverageLevel.ENTIRE_REVISION, SignatureCoverageLevel.ENTIRE_FILE)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """What there is to say of one signature."""

    field: str
    name: str
    role: str
    signed_at: datetime | None
    """By the clock of the signer's computer."""
    intact: bool
    """Whether what was signed is unchanged and nothing forbidden came after."""
    covers_whole: bool
    """Whether nothing at all came after."""
    trusted: bool
    """Whether the certificate leads to one of the trusted authorities."""
    changes: str


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say of a form."""

    all_well: bool
    """Whether all are intact and none is by somebody the trusted authority does not know."""
    proven: bool
    """Whether a trusted authority vouches for every signer."""
    signatures: tuple[SignatureReport, ...]
    findings: tuple[str, ...]
    data: Agreement = Agreement.NONE
    """How far the data within the form says what its pages say."""


def verify(pdf: bytes, *, trusted_roots: Sequence[bytes] = ()) -> Report:
    """Return who signed a form and whether it was changed since.

    Args:
        pdf: the file.
        trusted_roots: certificates of offices (PEM or DER) that are trusted; when there are
            none, only integrity is judged, and a finding says so.

    Raises:
        UserError: when the file is no PDF, damaged beyond reading, or encrypted.
    """
    reader, tail = _reader(pdf)
    findings: list[str] = []
    roots = [_certificate(root) for root in trusted_roots]
    try:
        embedded = list(reader.embedded_regular_signatures)[:_FIELDS_MOST]
        reports = [_one(signature, roots) for signature in embedded]
    except _UNREADABLE as error:
        raise _unreadable() from error
    waiting: list[str] = []
    try:
        findings.extend(_additions(reader, embedded, reports))
        waiting = _waiting(reader)
    except _UNREADABLE:  # the signatures above say the same of what they cover
        findings.append(tr("Parts of the file are damaged and cannot be read."))
    if tail:
        findings.append(tr("There is something behind the end of the file."))
    data = compare(pdf) if reports else DataReport(Agreement.NONE, "")
    if data.fault:
        findings.append(data.fault)
    ours = not findings
    if reports and waiting:
        findings.append(tr("Not signed yet: {names}.").format(names=", ".join(waiting)))
    if reports and not roots:
        findings.append(
            tr(
                "Not checked against an office authority: who the signers are is not proven. "
                "Anybody can make a form that says any name."
            )
        )
    return Report(
        all_well=bool(reports)
        and ours
        and all(one.intact and (one.trusted or not roots) for one in reports),
        proven=bool(reports) and all(one.trusted for one in reports),
        signatures=tuple(reports),
        findings=tuple(findings),
        data=data.agreement,
    )


def _additions(
    reader: PdfFileReader, embedded: list[Any], reports: list[SignatureReport]
) -> Iterator[str]:
    """Return what was added to the file that is no signature, as sentences."""
    if not reports:
        yield tr("Nobody has signed this file.")
        return
    revisions = [signature.signed_revision for signature in embedded]
    first, last = min(revisions), max(revisions)
    if last != reader.total_revisions - 1 or not any(one.covers_whole for one in reports):
        yield tr("Something was added to the file after the last signature.")
    if sorted(revisions) != list(range(first, last + 1)):
        yield tr("Something that is no signature was added to the file between the signatures.")
    stated = _properties(reader, first)
    if any(
        _properties(reader, revision) != stated
        for revision in range(first + 1, reader.total_revisions)
    ):
        yield tr("The title or other properties of the file were changed after it was signed.")


def _properties(reader: PdfFileReader, revision: int) -> tuple[str, bytes, str]:
    """Return the document information, the metadata and the language in a revision."""
    past = reader.get_historical_resolver(revision)
    information = _value(past.trailer_view, "/Info") or {}
    metadata = past.root.raw_get("/Metadata") if "/Metadata" in past.root else None
    if isinstance(metadata, IndirectObject):  # the resolver fails on a stream read before
        metadata = reader.get_object(metadata.reference, revision=revision)  # type: ignore[no-untyped-call]
    return (
        repr(sorted((name, str(value)) for name, value in information.items())),
        bytes(metadata.data) if isinstance(metadata, StreamObject) else repr(metadata).encode(),
        str(past.root["/Lang"]) if "/Lang" in past.root else "",
    )


def _value(dictionary: Any, key: str) -> Any:
    """Return an entry with references followed, which the dictionary's own `get` does not."""
    if key in dictionary:
        return dictionary[key]
    return None


def _waiting(reader: PdfFileReader) -> list[str]:
    """Return the readable names of the signature fields nobody signed yet."""
    if "/AcroForm" not in reader.root:
        return []
    return [
        str(reference.get_object().get("/TU", name))
        for name, value, reference in enumerate_sig_fields(reader)
        if value is None
    ]


def _reader(pdf: bytes) -> tuple[PdfFileReader, bytes]:
    """Return a reader, and what stands behind the end of what it reads."""
    if not pdf.startswith(b"%PDF-"):
        raise UserError(
            tr("This file is not a PDF."), remedy=tr("Choose the PDF file of a review.")
        )
    reader, tail = _opened(pdf), b""
    if reader is None:  # perhaps it is whole up to an earlier end
        end = pdf.rfind(_END, 0, pdf.rstrip(b"\r\n \0").rfind(_END))
        if end > 0:
            reader, tail = _opened(pdf[: end + len(_END)]), pdf[end + len(_END) :]
    else:
        tail = pdf[pdf.rfind(_END) + len(_END) :]
    if reader is None:
        raise _unreadable()
    if reader.encrypted:
        raise UserError(
            tr("This file is locked by a password; forms of ReviewDesk never are."),
            remedy=tr("Ask for the original file."),
        )
    return reader, tail.strip(b"\r\n \0")


def _opened(pdf: bytes) -> PdfFileReader | None:
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if not reader.encrypted:
            assert reader.root is not None
    except _UNREADABLE:
        return None
    return reader


def _unreadable() -> UserError:
    return UserError(
        tr("This file is damaged and cannot be checked."), remedy=tr("Ask for the original file.")
    )


def _one(signature: Any, roots: list[x509.Certificate]) -> SignatureReport:
    context = ValidationContext(
        trust_roots=roots,
        moment=signature.self_reported_timestamp,
        allow_fetching=False,
    )
    name = _subject(signature.signer_cert)
    try:
        status = validate_pdf_signature(signature, signer_validation_context=context)
    except (SignatureValidationError, *_UNREADABLE) as error:
        return SignatureReport(
            field=signature.field_name,
            name=name,
            role=str(signature.sig_field.get("/TU", "")),
            signed_at=signature.self_reported_timestamp,
            intact=False,
            covers_whole=False,
            trusted=False,
            changes=tr("The signature cannot be checked ({why}).").format(why=type(error).__name__),
        )
    unchanged = bool(status.intact and status.valid)
    whole = status.coverage in _WHOLE
    allowed = (
        whole
        and status.docmdp_ok is not False
        and status.modification_level <= ModificationLevel.FORM_FILLING
    )
    newest = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return SignatureReport(
        field=signature.field_name,
        name=name,
        role=str(signature.sig_field.get("/TU", "")),
        signed_at=signature.self_reported_timestamp,
        intact=unchanged and allowed,
        covers_whole=newest,
        trusted=bool(status.trusted),
        changes=_changes(unchanged=unchanged, whole=whole, allowed=allowed, newest=newest),
    )


def _changes(*, unchanged: bool, whole: bool, allowed: bool, newest: bool) -> str:
    if not unchanged:
        return tr("What was signed has been changed.")
    if not whole:
        return tr("This signature leaves out a part of the file that it should cover.")
    if not allowed:
        return tr("Something that signing does not allow was changed afterwards.")
    if newest:
        return tr("Unchanged since this signature.")
    return tr("Unchanged since this signature, but for later signatures.")


def _subject(certificate: x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))


def _certificate(content: bytes) -> x509.Certificate:
    try:
        if pem.detect(content):
            content = pem.unarmor(content)[2]
        certificate = x509.Certificate.load(content)
        assert certificate.public_key is not None
    except _UNREADABLE as error:
        raise UserError(
            tr("The file of the office authority is not a certificate."),
            remedy=tr("Ask the office for its certificate, a file that ends in .pem."),
        ) from error
    return certificate
