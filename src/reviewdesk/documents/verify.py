"""Who signed a form, when, whether it is intact and by whose authority.

Signatures prove that a revision was not changed; what came after a revision is judged by
pyHanko's difference analysis, and the tail of the file by ourselves.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_FIELDS_MOST = 50


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
    signatures: tuple[SignatureReport, ...]
    findings: tuple[str, ...]


def verify(pdf: bytes, *, trusted_roots: Sequence[bytes] = ()) -> Report:
    """Return who signed a form and whether it was changed since.

    Args:
        pdf: the file.
        trusted_roots: certificates of offices (PEM or DER) that are trusted; when there are
            none, only integrity is judged, and a finding says so.

    Raises:
        UserError: when the file is no PDF, damaged beyond reading, or encrypted.
    """
    reader = _reader(pdf)
    findings: list[str] = []
    roots = [_certificate(root) for root in trusted_roots]
    try:
        embedded = list(reader.embedded_regular_signatures)[:_FIELDS_MOST]
        reports = [_one(signature, roots) for signature in embedded]
    except (PdfError, SigningError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unreadable() from error
    if not reports:
        findings.append(tr("Nobody has signed this file."))
    elif not reports[-1].covers_whole:
        findings.append(tr("Something was added to the file after the last signature."))
    if not _ends_cleanly(pdf):
        findings.append(tr("There is something behind the end of the file."))
    ours = not findings
    if reports and not roots:
        findings.append(
            tr("Not checked against an office authority: who the signers are is not proven.")
        )
    return Report(
        all_well=bool(reports)
        and ours
        and all(one.intact and (one.trusted or not roots) for one in reports),
        signatures=tuple(reports),
        findings=tuple(findings),
    )


def _reader(pdf: bytes) -> PdfFileReader:
    if not pdf.startswith(b"%PDF-"):
        raise UserError(
            tr("This file is not a PDF."), remedy=tr("Choose the PDF file of a review.")
        )
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        encrypted = reader.encrypted
        assert reader.root is not None
    except (PdfError, ValueError, KeyError, TypeError, AssertionError, RecursionError) as error:
        raise _unreadable() from error
    if encrypted:
        raise UserError(
            tr("This file is locked by a password; forms of ReviewDesk never are."),
            remedy=tr("Ask for the original file."),
        )
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
    except SignatureValidationError as error:
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
    allowed = bool(status.docmdp_ok) if status.docmdp_ok is not None else True
    return SignatureReport(
        field=signature.field_name,
        name=name,
        role=str(signature.sig_field.get("/TU", "")),
        signed_at=signature.self_reported_timestamp,
        intact=unchanged and allowed,
        covers_whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        trusted=bool(status.trusted),
        changes=_changes(unchanged=unchanged, allowed=allowed),
    )


def _changes(*, unchanged: bool, allowed: bool) -> str:
    if not unchanged:
        return tr("What was signed has been changed.")
    if not allowed:
        return tr("Something that signing does not allow was changed afterwards.")
    return tr("Unchanged since this signature, but for later signatures.")


def _subject(certificate: x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))


def _certificate(content: bytes) -> x509.Certificate:
    if pem.detect(content):
        content = pem.unarmor(content)[2]
    return x509.Certificate.load(content)


def _ends_cleanly(pdf: bytes) -> bool:
    return pdf.rstrip(b"\r\n \0").endswith(b"%%EOF")
