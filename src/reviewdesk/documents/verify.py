"""Who signed a form, when, whether it is intact and by whose authority.

Signatures prove that a revision was not changed; what came after a revision is judged by
``signings.py``, and by pyHanko's difference analysis where that knows no answer. The latter
tolerates some additions of other programs (metadata, validation data, objects nobody refers
to); our own writer makes none, so here they are found: every revision from the first signature
on has to be a signature and nothing else, and the file ends where its last revision ends.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.generic import IndirectObject, StreamObject
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reviewdesk.documents.attached_data import agreement_words, compare
from reviewdesk.documents.differences import describe
from reviewdesk.documents.envelope import is_tidy
from reviewdesk.documents.fonts import clean
from reviewdesk.documents.reading import UNREADABLE, open_bounded, unreadable
from reviewdesk.documents.revocation import entry_of
from reviewdesk.documents.signings import OnlySignatures
from reviewdesk.domain.verdict import Agreement, Finding, Report, SignatureReport, Standing
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from pyhanko.pdf_utils.reader import PdfFileReader

    from reviewdesk.documents.revocation import Revoked

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_FIELDS_MOST = 50
_METADATA_MOST = 100_000
_REFERENCE = re.compile(
    rb"<dc:description>\s*<rdf:Alt>\s*<rdf:li[^>]*>([^<,\s]{1,60})(?:[^<\d]*(\d{1,6}))?", re.DOTALL
)
"""Where the form's metadata names it: number, version."""
_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
"""PAdES takes either."""
_WHOLE = (SignatureCoverageLevel.ENTIRE_REVISION, SignatureCoverageLevel.ENTIRE_FILE)


def verify(
    pdf: bytes, trusted_roots: Sequence[bytes] = (), revoked: Sequence[Revoked] = ()
) -> Report:
    """Return who signed a form and whether it was changed since.

    Args:
        pdf: the file.
        trusted_roots: certificates of offices (PEM or DER) that are trusted; when there are
            none, only integrity is judged, and a finding says so.
        revoked: what their certificate lists say.

    Raises:
        UserError: when the file is no PDF, damaged beyond reading, or encrypted.
    """
    reader, tail = open_bounded(pdf)
    findings: list[Finding] = []
    roots = [load_certificate(root) for root in trusted_roots]
    try:
        embedded = list(reader.embedded_regular_signatures)[:_FIELDS_MOST]
        policy = OnlySignatures(pdf, embedded)
        reports = [_one(signature, policy, roots, revoked) for signature in embedded]
    except UNREADABLE as error:
        raise unreadable() from error
    waiting: list[str] = []
    number, version = "", 0
    try:
        findings.extend(_additions(reader, embedded, reports))
        if not all(is_tidy(pdf, one) for one in embedded):
            words = tr("Something was hidden or changed in the place where a signature lies.")
            findings.append(Finding("envelope", words))
        waiting = _waiting(reader)
        number, version = _reference(reader)
    except UNREADABLE:  # the signatures above say the same of what they cover
        findings.append(Finding("damaged", tr("Parts of the file are damaged and cannot be read.")))
    if tail:
        findings.append(Finding("tail", tr("There is something behind the end of the file.")))
    data, audit = Agreement.NONE, None
    if reports:
        compared = compare(pdf, policy.parts)
        data, audit = compared.agreement, compared.audit
        if compared.fault:
            findings.append(Finding("data", compared.fault))
        elif compared.number and (compared.number, compared.version) != (number, version):
            words = tr("The file names another form than its data does.")
            findings.append(Finding("data", words))
        carries = data is not Agreement.NONE or bool(compared.fault)
        findings.extend(_oddities(policy, carries_data=carries))
    report = Report(tuple(reports), tuple(findings), number, version, bool(roots), data, audit)
    if reports and not (all(one.intact for one in reports) and not findings):
        report = report.plus(_explained(pdf, embedded, reports))
    if words := agreement_words(data):
        report = report.plus([Finding("data-agrees", words, is_grave=False)])
    return report.plus(_remarks(reports, waiting, checked=bool(roots)))


def _remarks(reports: list[SignatureReport], waiting: list[str], *, checked: bool) -> list[Finding]:
    """Return what is good to know and speaks against nothing."""
    found = []
    if reports and waiting:
        words = tr("Not signed yet: {names}.").format(names=", ".join(waiting))
        found.append(Finding("waiting", words, is_grave=False))
    if reports and not checked:
        words = tr(
            "Not checked against an office authority: who the signers are is not proven. "
            "Anybody can make a form that says any name."
        )
        found.append(Finding("unproven", words, is_grave=False))
    return found


def _explained(
    pdf: bytes, embedded: list[Any], reports: list[SignatureReport]
) -> tuple[Finding, ...]:
    """Return what was changed since the last signature whose own bytes are as they were."""
    whole = [
        signature
        for signature, report in zip(embedded, reports, strict=True)
        if signature.coverage in _WHOLE
    ]
    if not whole:
        return ()
    last = max(whole, key=lambda one: one.signed_revision)
    start, length = [int(one) for one in list(last.byte_range)[2:4]]
    if start + length >= len(pdf):
        return ()
    return describe(pdf[: start + length], pdf)


def _additions(
    reader: PdfFileReader, embedded: list[Any], reports: list[SignatureReport]
) -> Iterator[Finding]:
    """Return what was added to the file that is no signature, as sentences."""
    if not reports:
        yield Finding("unsigned", tr("Nobody has signed this file."))
        return
    revisions = [signature.signed_revision for signature in embedded]
    first, last = min(revisions), max(revisions)
    if last != reader.total_revisions - 1 or not any(one.covers_whole for one in reports):
        yield Finding("appended", tr("Something was added to the file after the last signature."))
    if sorted(revisions) != list(range(first, last + 1)):
        words = tr("Something that is no signature was added to the file between the signatures.")
        yield Finding("inserted", words)
    stated = _properties(reader, first)
    if any(
        _properties(reader, revision) != stated
        for revision in range(first + 1, reader.total_revisions)
    ):
        words = tr("The title or other properties of the file were changed after it was signed.")
        yield Finding("metadata", words)


def _oddities(policy: OnlySignatures, *, carries_data: bool) -> Iterator[Finding]:
    """Return what could be shown otherwise by another program, as sentences."""
    if policy.is_odd:
        words = tr(
            "What was added to the file is not written as the program writes it: other programs "
            "may show something else."
        )
        yield Finding("odd", words)
    if policy.is_strange and carries_data:
        words = tr(
            "The form is not written as the program writes it: other programs may show "
            "something else."
        )
        yield Finding("strange", words)
    if policy.waits:
        words = tr("The form names parts that were not there when it was signed.")
        yield Finding("waits", words)


def _reference(reader: PdfFileReader) -> tuple[str, int]:
    """Return the document's number and version as the first state of the file names them."""
    _information, metadata, _language = _properties(reader, 0)
    found = _REFERENCE.search(metadata[:_METADATA_MOST])
    if not found:
        return "", 0
    return found.group(1).decode("utf-8", "replace"), int(found.group(2) or 0)


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


def _one(
    signature: Any,
    policy: OnlySignatures,
    roots: list[x509.Certificate],
    revoked: Sequence[Revoked],
) -> SignatureReport:
    when = signature.self_reported_timestamp
    context = ValidationContext(trust_roots=roots, moment=when, allow_fetching=False)
    certificate = signature.signer_cert
    report = SignatureReport(
        field=signature.field_name,
        name=_subject(certificate.subject),
        role=str(signature.sig_field.get("/TU", "")),
        signed_at=when,
        intact=False,
        covers_whole=False,
        trusted=False,
        changes="",
        authority=_subject(certificate.issuer),
        certificate=certificate.sha256.hex(),
    )
    try:
        status = validate_pdf_signature(
            signature,
            signer_validation_context=context,
            diff_policy=policy,
            key_usage_settings=_USAGE,
        )
    except (SignatureValidationError, *UNREADABLE) as error:
        words = tr("The signature cannot be checked ({why}).").format(why=type(error).__name__)
        return replace(report, changes=words)
    unchanged = bool(status.intact and status.valid)
    whole = status.coverage in _WHOLE
    allowed = (
        whole
        and status.docmdp_ok is not False
        and status.modification_level <= ModificationLevel.FORM_FILLING
    )
    newest = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    trusted = bool(status.trusted)
    if trusted and status.validation_path is not None:
        report = replace(report, authority=_subject(next(iter(status.validation_path)).subject))
    entry = entry_of(revoked, certificate.serial_number, certificate.issuer.dump())
    return replace(
        report,
        intact=unchanged and allowed,
        covers_whole=newest,
        trusted=trusted,
        changes=_changes(unchanged=unchanged, whole=whole, allowed=allowed, newest=newest),
        standing=_standing(certificate, when, entry, trusted=trusted, checked=bool(roots))
        if unchanged
        else Standing.UNTOLD,
        revoked_at=entry.since if entry else None,
        revoked_reason=entry.reason if entry else None,
    )


def _standing(
    certificate: x509.Certificate,
    when: datetime | None,
    entry: Revoked | None,
    *,
    trusted: bool,
    checked: bool,
) -> Standing:
    """Return how a certificate stands towards the moment it signed at."""
    if entry is not None and (when is None or when >= entry.since):
        return Standing.REVOKED
    if when is None or not certificate.not_valid_before <= when <= certificate.not_valid_after:
        return Standing.OUT_OF_DATE
    if not checked:
        return Standing.UNCHECKED
    if not trusted:
        return Standing.UNKNOWN_AUTHORITY
    return Standing.REVOKED_LATER if entry else Standing.GOOD


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


def _subject(name: x509.Name) -> str:
    return clean(str(name.native.get("common_name") or name.human_friendly))


def load_certificate(content: bytes) -> x509.Certificate:
    """Return an authority's certificate from PEM or DER.

    Raises:
        UserError: when it is none.
    """
    try:
        if pem.detect(content):
            content = pem.unarmor(content)[2]
        certificate = x509.Certificate.load(content)
        assert certificate.public_key is not None
    except UNREADABLE as error:
        raise UserError(
            tr("The file of the office authority is not a certificate."),
            remedy=tr("Ask the office for its certificate, a file that ends in .pem."),
        ) from error
    return certificate
