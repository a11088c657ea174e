"""The container of a signature: CMS with what PAdES wants (RFC 5652; ETSI EN 319 122-1, 5 and 6).

It is the basic level, B-B: the signed attributes are the kind of what was signed, its digest
and the signer's certificate; the time stands in the form. The values of DER are put together
as they are: asn1crypto's classes, which pyHanko builds the same from, took half of the time of
a signature, as each part is copied and written anew for each that holds it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from asn1crypto import core, parser, x509

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SEQUENCE, _SET = 16, 17
_UNIVERSAL, _CONTEXT = 0, 2
_CONSTRUCTED = 1


def contain(digest: bytes, certificates: Sequence[bytes], sign: Callable[[bytes], bytes]) -> bytes:
    """Return a signature over what has a digest, in its container, as DER.

    Args:
        digest: the SHA-256 of what is signed.
        certificates: the signer's, and those above it, as DER.
        sign: returns the signature over SHA-256 of what it is given; ECDSA in DER, or
            PKCS #1 v1.5 for RSA.
    """
    own = x509.Certificate.load(certificates[0])
    whose = own["tbs_certificate"]
    issuer, serial = whose["issuer"].dump(), whose["serial_number"].dump()
    attributes = sorted(
        (
            _attribute(_CONTENT_TYPE, _DATA),
            _attribute(_MESSAGE_DIGEST, core.OctetString(digest).dump()),
            _attribute(_SIGNING_CERTIFICATE, _named(certificates[0], issuer, serial)),
        )
    )
    signature = sign(_set(*attributes))
    signer = _sequence(
        _VERSION,
        _sequence(issuer, serial),
        _SHA256,
        _tagged(0, *attributes),
        _ECDSA if own.public_key.algorithm == "ec" else _RSA,
        core.OctetString(signature).dump(),
    )
    signed = _sequence(
        _VERSION,
        _set(_SHA256),
        _sequence(_DATA),
        _tagged(0, *sorted(set(certificates))),
        _set(signer),
    )
    return _sequence(_SIGNED_DATA, _tagged(0, signed))


def _named(certificate: bytes, issuer: bytes, serial: bytes) -> bytes:
    """Return the attribute that says whose signature it is (RFC 5035, 3; SHA-256 goes unsaid)."""
    digest = core.OctetString(hashlib.sha256(certificate).digest()).dump()
    name = _sequence(_tagged(4, issuer))
    return _sequence(_sequence(_sequence(digest, _sequence(name, serial))))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return _sequence(kind, _set(value))


def _sequence(*values: bytes) -> bytes:
    return _joined(_UNIVERSAL, _SEQUENCE, values)


def _set(*values: bytes) -> bytes:
    return _joined(_UNIVERSAL, _SET, values)


def _tagged(tag: int, *values: bytes) -> bytes:
    return _joined(_CONTEXT, tag, values)


def _joined(kind: int, tag: int, values: tuple[bytes, ...]) -> bytes:
    joined: bytes = parser.emit(kind, _CONSTRUCTED, tag, b"".join(values))
    return joined


def _name(dotted: str) -> bytes:
    named: bytes = core.ObjectIdentifier(dotted).dump()
    return named


_VERSION = core.Integer(1).dump()
_DATA = _name("1.2.840.113549.1.7.1")
_SIGNED_DATA = _name("1.2.840.113549.1.7.2")
_CONTENT_TYPE = _name("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = _name("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = _name("1.2.840.113549.1.9.16.2.47")
_SHA256 = _sequence(_name("2.16.840.1.101.3.4.2.1"), core.Null().dump())
_ECDSA = _sequence(_name("1.2.840.10045.4.3.2"))
_RSA = _sequence(_name("1.2.840.113549.1.1.11"), core.Null().dump())
