"""The proof of a paper copy: a short statement, signed by who signed the form last.

A form is made before it is first signed, so its own pages cannot say when it was signed. When
the last signature closes it, that signer's key, still unlocked, signs this statement as well;
it is kept beside the form and printed as a QR code and as letters on a sheet of its own. The
signer's certificate is inside, so the office's certificate alone proves it, without a network
and without the desk.

Bytes, numbers with the highest byte first:

1. 1 byte: 2, this kind
2. 2 bytes: version of the document
3. 3 + 3 bytes: first and last day of the period, counted from 1 January of the year 1
4. 20 bytes: the first of the SHA-256 of the signed file
5. 16 bytes: the first of the SHA-256 of its ``review.json``, as in the code of each page
6. 1 byte: how many signed; for each 1 byte (0 employee, 1 supervisor, 2 reviewer; plus 128 when
   it was declined) and 4 bytes: when, in seconds since 1970, UTC
7. four texts, each 1 byte of length and UTF-8: number of the document, name, staff number, result
8. 2 bytes of length and the certificate, folded (``documents/folding.py``)
9. the signature of ``ReviewDesk proof 1``, a zero byte and all of the above: ECDSA with SHA-256
   as two numbers of 32 bytes, or RSA (PKCS #1 v1.5) with SHA-256
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.x509.oid import NameOID

from reviewdesk.documents import folding
from reviewdesk.documents.fonts import clean
from reviewdesk.documents.revocation import entry_of
from reviewdesk.documents.signers import sign_bytes
from reviewdesk.domain.parties import Party
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewdesk.documents.revocation import Revoked
    from reviewdesk.documents.signers import SigningKey

KIND = 2
FILE_BYTES, CONTENT_BYTES = 20, 16
_PURPOSE = b"ReviewDesk proof 1\0"
_PARTIES = (Party.EMPLOYEE, Party.SUPERVISOR, Party.REVIEWER)
_DECLINED = 128
_MOST_SIGNERS = 20
_LONGEST = 120
"""Bytes of a text; longer ones end with an ellipsis."""
_HALF = 32
_HEAD = struct.Struct(f">BH3s3s{FILE_BYTES}s{CONTENT_BYTES}sB")
_SIGNER = struct.Struct(">BI")


@dataclass(frozen=True, slots=True)
class SignerTime:
    """Who signed or declined, and when."""

    party: Party
    declined: bool
    when: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """What the proof of a paper copy says."""

    number: str
    version: int
    name: str
    staff_number: str
    starts: date
    ends: date
    result: str
    signers: tuple[SignerTime, ...]
    file_digest: str
    """The first 40 hexadecimal digits of that of the signed file."""
    content_digest: str
    """The first 32 hexadecimal digits of that of the form's content."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement, and what is known of who signed it."""

    statement: Statement
    signer: str
    """Name in the certificate; empty where no office's certificate opens it."""
    office: str
    """Name of the office that vouches for the signer; empty where none of those given does."""
    fault: str
    """Why nothing is proven, as a sentence; empty where all is well."""
    remark: str = ""
    """What is good to know of what is proven, as a sentence."""


def make(statement: Statement, key: SigningKey) -> bytes:
    """Return a statement, signed."""
    folded = folding.fold(key.certificate, key.authority)
    body = _packed(statement) + struct.pack(">H", len(folded)) + folded
    signature = sign_bytes(key, _PURPOSE + body)
    public = x509.load_der_x509_certificate(key.certificate).public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return body + signature
    r, s = utils.decode_dss_signature(signature)
    return body + r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def check(content: bytes, offices: Sequence[bytes], revoked: Sequence[Revoked] = ()) -> Proof:
    """Return what a signed statement says, and whether one of the offices vouches for it.

    Args:
        content: the bytes of the code.
        offices: certificates of offices (PEM or DER) that are trusted.
        revoked: what their certificate lists say.

    Raises:
        UserError: when it is no statement, or an office's certificate is none.
    """
    try:
        statement, folded, at = _unpacked(content)
    except (ValueError, LookupError, struct.error, OverflowError) as error:
        raise UserError(
            tr("This code is damaged, or is none of a proof sheet."),
            remedy=tr("Scan the sheet anew, or type the code again."),
        ) from error
    if not offices:
        fault = tr(
            "Not checked against an office's certificate: anybody can make a sheet that says "
            "anything."
        )
        return Proof(statement, "", "", fault)
    for given in offices:
        office = _certificate(given)
        certificate = _issued(folded, office)
        if certificate is None:
            continue
        name, vouches = _common_name(certificate), _common_name(office)
        if not _is_signed(certificate, content[:at], content[at:]):
            fault = tr("What this sheet says was changed, or was never signed.")
            return Proof(statement, name, vouches, fault)
        when = max(one.when for one in statement.signers)
        if not certificate.not_valid_before_utc <= when <= certificate.not_valid_after_utc:
            fault = tr("The certificate of {name} was not valid on the day of the last signature.")
            return Proof(statement, name, vouches, fault.format(name=name))
        issuer = certificate.issuer.public_bytes()
        entry = entry_of(revoked, certificate.serial_number, issuer)
        return Proof(statement, name, vouches, *_of_revoked(entry, name, when))
    fault = tr("The office whose certificate was given does not vouch for this sheet.")
    return Proof(statement, "", "", fault)


def _of_revoked(entry: Revoked | None, name: str, when: datetime) -> tuple[str, str]:
    """Return what speaks against a sheet by a key that was revoked, and what is to be known."""
    if entry is None:
        return "", ""
    day = entry.since.date().isoformat()
    if when >= entry.since:
        fault = tr("The key of {name} was revoked on {day}, before the last signature.")
        return fault.format(name=name, day=day), ""
    remark = tr(
        "The key of {name} was revoked later, on {day}. Whoever has it can make a sheet that says "
        "an earlier time: look at the signed file too."
    )
    return "", remark.format(name=name, day=day)


def _packed(statement: Statement) -> bytes:
    signers = statement.signers[:_MOST_SIGNERS]
    head = _HEAD.pack(
        KIND,
        min(statement.version, 0xFFFF),
        statement.starts.toordinal().to_bytes(3, "big"),
        statement.ends.toordinal().to_bytes(3, "big"),
        bytes.fromhex(statement.file_digest)[:FILE_BYTES],
        bytes.fromhex(statement.content_digest)[:CONTENT_BYTES],
        len(signers),
    )
    times = b"".join(
        _SIGNER.pack(
            _PARTIES.index(one.party) + (_DECLINED if one.declined else 0),
            int(one.when.timestamp()),
        )
        for one in signers
    )
    texts = (statement.number, statement.name, statement.staff_number, statement.result)
    return head + times + b"".join(_text(one) for one in texts)


def _text(text: str) -> bytes:
    spoken = " ".join(clean(text).split()).encode()
    if len(spoken) > _LONGEST:
        spoken = (spoken[: _LONGEST - 3].decode("utf-8", "ignore") + "…").encode()
    return bytes([len(spoken)]) + spoken


def _unpacked(content: bytes) -> tuple[Statement, bytes, int]:
    """Return a statement, the folded certificate, and where the signature begins."""
    kind, version, starts, ends, file, said, count = _HEAD.unpack_from(content)
    if kind != KIND or not 0 < count <= _MOST_SIGNERS:
        raise ValueError(kind)
    at = _HEAD.size
    signers = []
    for _one in range(count):
        party, when = _SIGNER.unpack_from(content, at)
        at += _SIGNER.size
        signers.append(
            SignerTime(
                _PARTIES[party & ~_DECLINED], party >= _DECLINED, datetime.fromtimestamp(when, UTC)
            )
        )
    texts = []
    for _one in range(4):
        length = content[at]
        texts.append(content[at + 1 : at + 1 + length].decode())
        at += 1 + length
    (length,) = struct.unpack_from(">H", content, at)
    at += 2 + length
    if at >= len(content):
        raise ValueError(at)
    number, name, staff_number, result = (clean(one) for one in texts)
    statement = Statement(
        number, version, name, staff_number,
        date.fromordinal(int.from_bytes(starts, "big")),
        date.fromordinal(int.from_bytes(ends, "big")),
        result, tuple(signers), file.hex(), said.hex(),
    )  # fmt: skip
    return statement, content[at - length : at], at


def _issued(folded: bytes, office: x509.Certificate) -> x509.Certificate | None:
    """Return the certificate of who signed, if this office issued it."""
    der = office.public_bytes(serialization.Encoding.DER)
    try:
        certificate = x509.load_der_x509_certificate(folding.unfold(folded, der))
        certificate.verify_directly_issued_by(office)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return None
    return certificate


def _is_signed(certificate: x509.Certificate, body: bytes, signature: bytes) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, _PURPOSE + body, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey) and len(signature) == 2 * _HALF:
            r, s = (int.from_bytes(one, "big") for one in (signature[:_HALF], signature[_HALF:]))
            encoded = utils.encode_dss_signature(r, s)
            key.verify(encoded, _PURPOSE + body, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _certificate(content: bytes) -> x509.Certificate:
    try:
        if content.lstrip().startswith(b"-----"):
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError as error:
        raise UserError(
            tr("The file of the office authority is not a certificate."),
            remedy=tr("Ask the office for its certificate, a file that ends in .pem."),
        ) from error


def _common_name(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return clean(str(found[0].value)) if found else ""
