"""The office authority and its signers' certificates, made without a network.

ECDSA P-256 unless the office chose RSA-2048 when its authority was made; its signers follow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from asn1crypto import core
from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from reviewdesk.documents import key_rounds
from reviewdesk.documents.certificate_facts import (
    UNREADABLE,
    common_name,
    fingerprint_of,
    issued,
    may_certify,
    to_der,
    to_pem,
)
from reviewdesk.documents.fonts import clean
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

AUTHORITY_YEARS = 20
SIGNER_YEARS = 5
RSA_BITS = 2048
ROUNDS = 200_000
"""Of the key derivation that guards a key by its secret; each guess costs as many."""
_PRINTABLE = re.compile(r"[A-Za-z0-9 '()+,\-./:=?]+")
_LONGEST_NAME = 64
"""X.509 allows no more in a name."""
_DAY = timedelta(days=1)

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


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
    """A key ready to sign, in DER, with its certificate and those above it."""

    key: bytes
    certificate: bytes
    authority: bytes
    """Of the office; empty where the office has none."""
    chain: tuple[bytes, ...] = ()
    """Certificates between the signer's and its authority's."""


def new_authority(
    office: str, passphrase: str, now: datetime, *, use_rsa: bool = False
) -> Authority:
    """Make an office's authority; its certificate is what readers come to trust."""
    key = _new_key(use_rsa=use_rsa)
    certificate = _self_signed(key, _name(office, tr("ReviewDesk office authority")), now)
    return Authority(to_pem(certificate), _locked(key, certificate, passphrase))


def renew_authority(authority: Authority, passphrase: str, now: datetime) -> Authority:
    """Return the authority with a new certificate of the same name and key.

    What the earlier certificate vouched for leads to the new one as well.

    Raises:
        UserError: when the office passphrase is wrong.
    """
    key, earlier = open_authority(authority, passphrase)
    certificate = _self_signed(key, earlier.subject, now)
    return Authority(to_pem(certificate), _locked(key, certificate, passphrase))


def open_authority(authority: Authority, passphrase: str) -> tuple[PrivateKey, x509.Certificate]:
    """Return the authority's key and certificate.

    Raises:
        UserError: when the office passphrase is wrong.
    """
    refusal = tr("The office passphrase is not right.")
    known = authority.certificate_pem
    key, certificate, _chain = _unlocked(authority.key_pem, passphrase, refusal, known)
    return key, certificate


def back_up_authority(authority: Authority, passphrase: str, earlier: Sequence[bytes]) -> bytes:
    """Return the authority with its earlier certificates as one encrypted file (PKCS#12).

    Raises:
        UserError: when the office passphrase is wrong.
    """
    key, certificate = open_authority(authority, passphrase)
    others = [x509.load_pem_x509_certificate(one) for one in earlier]
    return _locked(key, certificate, passphrase, others)


def read_backup(content: bytes, passphrase: str) -> tuple[Authority, tuple[bytes, ...]]:
    """Return the authority of a backup and its earlier certificates.

    Raises:
        UserError: when the passphrase is wrong, or it is no such file.
    """
    refusal = tr("This is no backup of an office authority, or the passphrase is another.")
    if not key_rounds.are_few(content):
        raise UserError(refusal)
    key, certificate, others = _unlocked(content, passphrase, refusal)
    if not may_certify(certificate):
        raise UserError(tr("This file holds no office authority but the key of one person."))
    if not all(issued(one, one) for one in (certificate, *others)):
        raise UserError(refusal)
    return (
        Authority(to_pem(certificate), _locked(key, certificate, passphrase)),
        tuple(to_pem(one) for one in others),
    )


def new_signer(
    authority: Authority, passphrase: str, name: str, number: str, pin: str, now: datetime
) -> SignerKey:
    """Make a signer's key and have the office authority certify it.

    Raises:
        UserError: when the office passphrase is wrong, or the authority is out of date.
    """
    office_key, office = open_authority(authority, passphrase)
    if now > office.not_valid_after_utc:
        raise UserError(
            tr("The office authority is out of date."),
            remedy=tr("The HR officer renews it on the page Office authority."),
        )
    key = _new_key(use_rsa=isinstance(office_key, rsa.RSAPrivateKey))
    subject = _name(name, common_name(office.subject), number)
    ends = min(now + timedelta(days=366 * SIGNER_YEARS), office.not_valid_after_utc)
    certificate = (
        _builder(subject, office.subject, key, office_key, now, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .sign(office_key, hashes.SHA256())
    )
    return SignerKey(
        to_pem(certificate), _locked(key, certificate, pin), fingerprint_of(certificate)
    )


def unlock(
    signer: SignerKey, pin: str, authority_pem: bytes, chain: Sequence[bytes] = ()
) -> UnlockedKey:
    """Return a signer's key, unlocked by the PIN.

    Raises:
        UserError: when the PIN is wrong.
    """
    refusal = tr("The PIN is not right.")
    key, certificate, _chain = _unlocked(signer.key_pem, pin, refusal, signer.certificate_pem)
    der = serialization.Encoding.DER
    return UnlockedKey(
        key=key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        certificate=certificate.public_bytes(der),
        authority=to_der(authority_pem) if authority_pem else b"",
        chain=tuple(to_der(one) for one in chain),
    )


def guarded(locked: bytes, secret: str, certificate_pem: bytes) -> bytes:
    """Return a key locked as it is today: one that was easy to guess at is locked anew.

    Keys of before 29 November 2026 carry OpenSSL's check of integrity (see ``_locked``).

    Raises:
        UserError: when the secret is wrong.
    """
    if isinstance(asn1_pkcs12.Pfx.load(locked)["mac_data"], core.Void):
        return locked
    refusal = tr("The PIN is not right.")
    key, certificate, _others = _unlocked(locked, secret, refusal, certificate_pem)
    return _locked(key, certificate, secret)


def lock(key: PrivateKey, certificate: x509.Certificate, secret: str) -> bytes:
    """Return a key with its certificate, locked by a secret (PKCS#12)."""
    return _locked(key, certificate, secret)


def _new_key(*, use_rsa: bool) -> PrivateKey:
    if use_rsa:
        return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    return ec.generate_private_key(ec.SECP256R1())


def _self_signed(key: PrivateKey, name: x509.Name, now: datetime) -> x509.Certificate:
    ends = now + timedelta(days=366 * AUTHORITY_YEARS)
    return (
        _builder(name, name, key, key, now, ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: PrivateKey,
    issuer_key: PrivateKey,
    now: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    public, above = key.public_key(), issuer_key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)  # a clock that is a little behind still signs
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above), critical=False)
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
        # X.509 lets a serial number be a PrintableString only; readers refuse other letters there
        kind = NameOID.SERIAL_NUMBER if _PRINTABLE.fullmatch(_short(number)) else NameOID.USER_ID
        attributes.append(x509.NameAttribute(kind, _short(number)))
    return x509.Name(attributes)


def _short(text: str) -> str:
    return " ".join(clean(text).split())[:_LONGEST_NAME] or "-"


def _locked(
    key: PrivateKey,
    certificate: x509.Certificate,
    secret: str,
    others: Sequence[x509.Certificate] = (),
) -> bytes:
    """Return a key and its certificates as PKCS#12 that only the secret opens.

    Without the check of integrity that the format may have: OpenSSL makes it with 2,048 rounds
    whatever is asked for, so that it would let a secret be guessed at a hundredth of the cost.
    Instead a key, whose two halves are compared when it is read, has to fit its certificate, which
    is kept elsewhere too or issued by itself.
    """
    encryption = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .build(secret.encode("utf-8"))
    )
    file = asn1_pkcs12.Pfx.load(
        pkcs12.serialize_key_and_certificates(
            None, key, certificate, list(others) or None, encryption
        )
    )
    del file["mac_data"]
    return bytes(file.dump(force=True))


def _unlocked(
    locked: bytes, secret: str, refusal: str, known: bytes = b""
) -> tuple[PrivateKey, x509.Certificate, list[x509.Certificate]]:
    """Return a key, its certificate and the others beside it.

    Args:
        locked: the key as PKCS#12.
        secret: which opens it.
        refusal: what is said where it does not.
        known: the certificate in PEM, where it is kept elsewhere too and need not be the file's.
    """
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(locked, secret.encode("utf-8"))
        certificate = x509.load_pem_x509_certificate(known) if known else certificate
        if (
            isinstance(key, PrivateKey)
            and certificate is not None
            and certificate.public_key() == key.public_key()
        ):
            return key, certificate, others
    except UNREADABLE as error:
        raise UserError(refusal, remedy=tr("Nothing was signed; try again.")) from error
    raise UserError(refusal, remedy=tr("Nothing was signed; try again."))
