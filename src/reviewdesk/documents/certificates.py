"""The office authority and its signers' certificates: ECDSA P-256, made without a network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from reviewdesk.documents.fonts import clean
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from datetime import datetime

AUTHORITY_YEARS = 20
SIGNER_YEARS = 5
_ROUNDS = 200_000
"""Rounds of the key derivation that guards a key by its secret."""
_LONGEST_NAME = 64
"""X.509 allows no more in a name."""


@dataclass(frozen=True, slots=True)
class Authority:
    """An office's authority: its certificate, and its key locked by the office passphrase."""

    certificate_pem: bytes
    key_pem: bytes
    """PKCS#12, encrypted."""


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A person's certificate, and their key locked by their PIN."""

    certificate_pem: bytes
    key_pem: bytes
    """PKCS#12, encrypted."""
    fingerprint: str
    """SHA-256 of the certificate in hexadecimal."""


@dataclass(frozen=True, slots=True)
class UnlockedKey:
    """A key ready to sign, in DER, with its certificate and the authority's."""

    key: bytes
    certificate: bytes
    authority: bytes


def new_authority(office: str, passphrase: str, now: datetime) -> Authority:
    """Make an office's authority; its certificate is what readers come to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(office, tr("ReviewDesk office authority"))
    certificate = (
        _builder(name, name, key.public_key(), key.public_key(), now, AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(_pem(certificate), _locked(key, certificate, passphrase))


def new_signer(
    authority: Authority, passphrase: str, name: str, number: str, pin: str, now: datetime
) -> SignerKey:
    """Make a signer's key and have the office authority certify it.

    Raises:
        UserError: when the office passphrase is wrong.
    """
    office_key, office = _unlocked(
        authority.key_pem, passphrase, tr("The office passphrase is not right.")
    )
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name, _organisation(office), number)
    certificate = (
        _builder(
            subject, office.subject, key.public_key(), office_key.public_key(), now, SIGNER_YEARS
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .sign(office_key, hashes.SHA256())
    )
    return SignerKey(
        _pem(certificate),
        _locked(key, certificate, pin),
        certificate.fingerprint(hashes.SHA256()).hex(),
    )


def unlock(signer: SignerKey, pin: str, authority_pem: bytes) -> UnlockedKey:
    """Return a signer's key, unlocked by the PIN.

    Raises:
        UserError: when the PIN is wrong.
    """
    key, certificate = _unlocked(signer.key_pem, pin, tr("The PIN is not right."))
    der = serialization.Encoding.DER
    return UnlockedKey(
        key=key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        certificate=certificate.public_bytes(der),
        authority=x509.load_pem_x509_certificate(authority_pem).public_bytes(der),
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePublicKey,
    now: datetime,
    years: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # a clock that is a little behind still signs
        .not_valid_after(now + timedelta(days=366 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False
        )
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str, organisation: str, number: str = "") -> x509.Name:
    attributes = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, _short(organisation)),
        x509.NameAttribute(NameOID.COMMON_NAME, _short(common)),
    ]
    if number:
        attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, _short(number)))
    return x509.Name(attributes)


def _short(text: str) -> str:
    return " ".join(clean(text).split())[:_LONGEST_NAME] or "-"


def _organisation(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _locked(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, secret: str) -> bytes:
    encryption = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(secret.encode("utf-8"))
    )
    return pkcs12.serialize_key_and_certificates(None, key, certificate, None, encryption)


def _unlocked(
    locked: bytes, secret: str, refusal: str
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(locked, secret.encode("utf-8"))
    except ValueError as error:
        raise UserError(refusal, remedy=tr("Nothing was signed; try again.")) from error
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert certificate is not None
    return key, certificate
