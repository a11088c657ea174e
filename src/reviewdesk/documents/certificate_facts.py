"""What a certificate says: whose it is, who issued it, until when, and by what kind of key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from reviewdesk.documents.fonts import clean
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from datetime import datetime


UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
"""What reading a certificate can raise that somebody damaged on purpose."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says, as it is shown."""

    name: str
    issuer: str
    starts: datetime
    ends: datetime
    fingerprint: str
    algorithm: str
    """Such as ``ECDSA P-256``."""
    is_authority: bool


def facts(certificate_pem: bytes) -> CertificateFacts:
    """Return what a certificate says."""
    certificate = x509.load_pem_x509_certificate(certificate_pem)
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        algorithm = f"RSA-{key.key_size}"
    elif isinstance(key, ec.EllipticCurvePublicKey):
        algorithm = f"ECDSA P-{key.key_size}"
    else:
        algorithm = "-"
    return CertificateFacts(
        name=shown_name(certificate.subject),
        issuer=shown_name(certificate.issuer),
        starts=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        fingerprint=fingerprint_of(certificate),
        algorithm=algorithm,
        is_authority=may_certify(certificate),
    )


def is_issued_by(certificate: bytes, authority: bytes) -> bool:
    """Return whether an authority (PEM) issued a certificate (DER)."""
    try:
        issuer = x509.load_pem_x509_certificate(authority)
        return issued(x509.load_der_x509_certificate(certificate), issuer)
    except UNREADABLE:
        return False


def issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Return whether an authority issued a certificate, which its signature proves."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, *UNREADABLE):
        return False
    return True


def read_certificate(content: bytes) -> bytes:
    """Return the certificate of a file, PEM or DER, as PEM.

    Raises:
        UserError: when it is none.
    """
    try:
        if b"-----BEGIN" in content:
            certificate = x509.load_pem_x509_certificate(content)
        else:
            certificate = x509.load_der_x509_certificate(content)
        certificate.public_key()
        facts(to_pem(certificate))
    except UNREADABLE as error:
        raise UserError(
            tr("This file is not a certificate."),
            remedy=tr("Choose a file that ends in .pem, .cer or .crt."),
        ) from error
    return to_pem(certificate)


def load(pem: bytes) -> x509.Certificate:
    """Return a certificate of this desk, ready to be looked into."""
    return x509.load_pem_x509_certificate(pem)


def split(pems: bytes) -> tuple[bytes, ...]:
    """Return the certificates of a row of them, each as PEM."""
    return tuple(to_pem(one) for one in x509.load_pem_x509_certificates(pems)) if pems else ()


def to_der(pem: bytes) -> bytes:
    """Return a certificate in DER."""
    certificate = x509.load_pem_x509_certificate(pem)
    return certificate.public_bytes(serialization.Encoding.DER)


def shown_name(name: x509.Name) -> str:
    """Return who a certificate is about: the common name, and the organisation."""
    common = common_name(name)
    found = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    organisation = clean(str(found[0].value)) if found else ""
    return f"{common}, {organisation}" if organisation and organisation != common else common


def common_name(name: x509.Name) -> str:
    """Return the common name, or all of the name where there is none."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return clean(str(found[0].value)) if found else clean(name.rfc4514_string())


def may_certify(certificate: x509.Certificate) -> bool:
    """Return whether a certificate is of an authority."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, *UNREADABLE):
        return False
    return bool(found.value.ca)


def fingerprint_of(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def to_pem(certificate: x509.Certificate) -> bytes:
    """Return a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)
