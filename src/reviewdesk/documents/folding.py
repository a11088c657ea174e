"""A signer's certificate, folded so small that it fits into a QR code beside what it signed.

What a certificate repeats of its office's, and what can be worked out from its key, is left
out: it is made again, byte for byte, from the office's certificate, and is the same X.509
certificate that is in the signed form. One that was made in another way (another kind of key,
other extensions) is packed with the office's as a dictionary instead: larger, never refused.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import TYPE_CHECKING

from asn1crypto import algos, core, keys, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils

if TYPE_CHECKING:
    from datetime import datetime

_FOLDED, _PACKED = 1, 2
_NUMBER_MOST = 20
"""Bytes of a certificate's serial number (RFC 5280, 4.1.2.2)."""
_POINT = 33
"""Bytes of a point of P-256, compressed."""
_HALF = 32
"""Bytes of either number of a signature by P-256."""
LARGEST = 8_000
"""Bytes of a certificate, unpacked."""


def fold(certificate: bytes, office: bytes) -> bytes:
    """Return a certificate (DER) without what its office's (DER) tells."""
    try:
        folded = _folded(x509.Certificate.load(certificate))
        if unfold(folded, office) == certificate:
            return folded
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, struct.error):
        pass  # it was made in another way
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, office)
    return bytes([_PACKED]) + packer.compress(certificate) + packer.flush()


def unfold(folded: bytes, office: bytes) -> bytes:
    """Return the whole certificate (DER).

    Raises:
        ValueError: when it is damaged, or folded with another office's.
    """
    kind, rest = folded[:1], folded[1:]
    if kind == bytes([_PACKED]):
        unpacker = zlib.decompressobj(-15, office)
        try:
            whole = unpacker.decompress(rest, LARGEST)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        if not unpacker.eof:
            raise ValueError(len(rest))
        return whole
    if kind != bytes([_FOLDED]):
        raise ValueError(kind)
    try:
        return _unfolded(rest, x509.Certificate.load(office))
    except (LookupError, TypeError, struct.error, InvalidSignature) as error:
        raise ValueError(str(error)) from error


def _folded(certificate: x509.Certificate) -> bytes:
    inner = certificate["tbs_certificate"]
    validity = inner["validity"]
    number: int = inner["serial_number"].native
    subject = {one["type"].native: one["value"].native for one in _attributes(inner["subject"])}
    key = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), inner["subject_public_key_info"]["public_key"].native
    )
    x, y = key.public_numbers().x, key.public_numbers().y
    r, s = utils.decode_dss_signature(certificate["signature_value"].native)
    name, staff = subject["common_name"].encode(), subject.get("serial_number", "").encode()
    return b"".join(
        (
            bytes([_FOLDED]),
            number.to_bytes(_NUMBER_MOST, "big"),
            struct.pack(
                ">II",
                *(int(validity[end].native.timestamp()) for end in ("not_before", "not_after")),
            ),
            bytes([2 + (y & 1)]) + x.to_bytes(_HALF, "big"),
            r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big"),
            bytes([len(name)]) + name + staff,
        )
    )


def _attributes(name: x509.Name) -> list[x509.NameTypeAndValue]:
    return [one for part in name.chosen for one in part]


def _unfolded(folded: bytes, office: x509.Certificate) -> bytes:
    number, rest = folded[:_NUMBER_MOST], folded[_NUMBER_MOST:]
    starts, ends = struct.unpack(">II", rest[:8])
    point, rest = rest[8 : 8 + _POINT], rest[8 + _POINT :]
    r, s = rest[:_HALF], rest[_HALF : 2 * _HALF]
    length = rest[2 * _HALF]
    name, staff = rest[2 * _HALF + 1 :][:length], rest[2 * _HALF + 1 :][length:]
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    x, y = key.public_numbers().x, key.public_numbers().y
    spoken = b"\x04" + x.to_bytes(_HALF, "big") + y.to_bytes(_HALF, "big")
    issuer = office["tbs_certificate"]["subject"]
    signed_by = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    inner = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": int.from_bytes(number, "big"),
            "signature": signed_by,
            "issuer": issuer,
            "validity": {"not_before": _time(starts), "not_after": _time(ends)},
            "subject": _subject(issuer, name.decode(), staff.decode()),
            "subject_public_key_info": keys.PublicKeyInfo(
                {
                    "algorithm": {
                        "algorithm": "ec",
                        "parameters": keys.ECDomainParameters(name="named", value="secp256r1"),
                    },
                    "public_key": keys.ECPointBitString(spoken),
                }
            ),
            "extensions": [
                _extension("key_identifier", core.OctetString(hashlib.sha1(spoken).digest())),  # noqa: S324 - a name (RFC 5280, 4.2.1.2)
                _extension(
                    "authority_key_identifier",
                    x509.AuthorityKeyIdentifier({"key_identifier": office.key_identifier}),
                ),
                _extension(
                    "basic_constraints", x509.BasicConstraints({"ca": False}), critical=True
                ),
                _extension(
                    "key_usage",
                    x509.KeyUsage({"digital_signature", "non_repudiation"}),
                    critical=True,
                ),
            ],
        }
    )
    signature = utils.encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    whole: bytes = x509.Certificate(
        {
            "tbs_certificate": inner,
            "signature_algorithm": signed_by,
            "signature_value": signature,
        }
    ).dump()
    return whole


def _subject(issuer: x509.Name, name: str, staff: str) -> x509.Name:
    office = {one["type"].native: one["value"].native for one in _attributes(issuer)}
    parts = [("organization_name", office["common_name"]), ("common_name", name)]
    if staff:
        parts.append(("serial_number", staff))
    return x509.Name(
        name="",
        value=x509.RDNSequence(
            [x509.RelativeDistinguishedName([_attribute(kind, value)]) for kind, value in parts]
        ),
    )


def _attribute(kind: str, value: str) -> x509.NameTypeAndValue:
    text = core.PrintableString if kind == "serial_number" else core.UTF8String
    return x509.NameTypeAndValue({"type": kind, "value": text(value)})


def _time(seconds: int) -> x509.Time:
    from datetime import UTC, datetime

    when: datetime = datetime.fromtimestamp(seconds, UTC)
    return x509.Time(name="utc_time", value=core.UTCTime(when))


def _extension(name: str, value: core.Asn1Value, *, critical: bool = False) -> x509.Extension:
    return x509.Extension({"extn_id": name, "critical": critical, "extn_value": value})
