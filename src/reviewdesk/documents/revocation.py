"""The certificate list: which signers' certificates an authority no longer stands by (RFC 5280).

A revocation has a date; what was signed before it stays valid, what is signed after is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from reviewdesk.documents.certificate_facts import UNREADABLE
from reviewdesk.documents.certificates import open_authority
from reviewdesk.domain.trust import RevocationReason
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reviewdesk.documents.certificates import Authority

VALID_DAYS = 366
"""How long a list says that it holds; the office hands out a newer one when something changes."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """One certificate that is no longer trusted."""

    serial: int
    since: datetime
    reason: RevocationReason = RevocationReason.UNSAID
    issuer: bytes = b""
    """Name of the issuer in DER."""


def entry_of(entries: Iterable[Revoked], serial: int, issuer: bytes) -> Revoked | None:
    """Return the entry about a certificate, or None.

    Args:
        entries: what certificate lists say.
        serial: of the certificate.
        issuer: its issuer's name in DER; names that are written otherwise may be the same.
    """
    return next((one for one in entries if _is_about(one, serial, issuer)), None)


def _is_about(entry: Revoked, serial: int, issuer: bytes) -> bool:
    if entry.serial != serial:
        return False
    return bool(asn1_x509.Name.load(entry.issuer) == asn1_x509.Name.load(issuer))


def write_list(
    authority: Authority, passphrase: str, revoked: Iterable[Revoked], now: datetime
) -> tuple[bytes, bytes]:
    """Return the certificate list, signed by the authority, as PEM and as DER.

    Raises:
        UserError: when the office passphrase is wrong.
    """
    key, certificate = open_authority(authority, passphrase)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(certificate.subject)
        .last_update(now)
        .next_update(now + timedelta(days=VALID_DAYS))
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
    )
    for one in revoked:
        entry = (
            x509.RevokedCertificateBuilder().serial_number(one.serial).revocation_date(one.since)
        )
        if one.reason is not RevocationReason.UNSAID:  # RFC 5280 leaves it out then
            flag = x509.ReasonFlags[one.reason.value]
            entry = entry.add_extension(x509.CRLReason(flag), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    made = builder.sign(key, hashes.SHA256())
    return (
        made.public_bytes(serialization.Encoding.PEM),
        made.public_bytes(serialization.Encoding.DER),
    )


def read_list(content: bytes, authorities: Iterable[bytes]) -> tuple[Revoked, ...]:
    """Return what a certificate list says, if one of the authorities signed it.

    Args:
        content: PEM or DER.
        authorities: certificates (PEM or DER) that are trusted.

    Raises:
        UserError: when it is no such list, or nobody who is trusted signed it.
    """
    try:
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_crl(content)
        else:
            found = x509.load_der_x509_crl(content)
        entries = [
            Revoked(
                one.serial_number,
                one.revocation_date_utc,
                _reason(one),
                found.issuer.public_bytes(),
            )
            for one in found
        ]
    except UNREADABLE as error:
        raise UserError(
            tr("This file is not a certificate list."),
            remedy=tr("Ask the office for its list, a file that ends in .crl."),
        ) from error
    if not any(_signed_by(found, one) for one in authorities):
        raise UserError(
            tr("The certificate list was not signed by an authority that is trusted here."),
            remedy=tr("Choose the list and the certificate of the same office."),
        )
    return tuple(entries)


def serial_of(certificate_pem: bytes) -> int:
    """Return the serial number of a certificate."""
    return x509.load_pem_x509_certificate(certificate_pem).serial_number


def subject_of(certificate_pem: bytes) -> bytes:
    """Return the name a certificate is about in DER."""
    return x509.load_pem_x509_certificate(certificate_pem).subject.public_bytes()


def issuer_of(certificate_pem: bytes) -> bytes:
    """Return the name of a certificate's issuer in DER."""
    return x509.load_pem_x509_certificate(certificate_pem).issuer.public_bytes()


def _signed_by(found: x509.CertificateRevocationList, authority: bytes) -> bool:
    if b"-----BEGIN" in authority:
        certificate = x509.load_pem_x509_certificate(authority)
    else:
        certificate = x509.load_der_x509_certificate(authority)
    if certificate.subject != found.issuer:
        return False
    try:
        return found.is_signature_valid(certificate.public_key())  # type: ignore[arg-type]
    except UNREADABLE:  # a kind of key that signs no lists
        return False


def _reason(entry: x509.RevokedCertificate) -> RevocationReason:
    try:
        flag = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name
    except (x509.ExtensionNotFound, *UNREADABLE):
        return RevocationReason.UNSAID
    if flag in ("ca_compromise", "aa_compromise"):
        return RevocationReason.COMPROMISED
    known = {one.value: one for one in RevocationReason}
    return known.get(flag, RevocationReason.UNSAID)
