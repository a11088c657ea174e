"""The envelope of a signature: the part of a file that no signature covers.

A signature lies in a gap of what it covers. There, behind its own end or in what it brings
along unsigned, words could be hidden and bytes changed that no reader misses. Ours is filled
up with zeros and brings along certificates, so that anything else is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asn1crypto import cms, core
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from reviewdesk.documents.certificate_facts import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_CERTIFICATES = 10
_VERSION = "v1"


def is_tidy(pdf: bytes, signature: Any) -> bool:
    """Return whether there is nothing in the gap of a signature but the signature."""
    start, length, after = [int(one) for one in list(signature.byte_range)[:3]]
    gap = pdf[start + length : after]
    content = bytes(signature.pkcs7_content)
    if gap not in (b"<%s>" % content.hex().encode(), b"<%s>" % content.hex().upper().encode()):
        return False
    try:
        whole = cms.ContentInfo.load(content)
        size = len(whole.dump())
        return not content[size:].strip(b"\0") and _is_plain(whole)
    except UNREADABLE:
        return False


def _is_plain(whole: cms.ContentInfo) -> bool:
    """Return whether the unsigned parts say what they must and bring along nothing strange."""
    data = whole["content"]
    signers = list(data["signer_infos"])
    if len(signers) != 1:
        return False
    signer = signers[0]
    digests = [one["algorithm"].native for one in data["digest_algorithms"]]
    return (
        data["version"].native == _VERSION
        and signer["version"].native == _VERSION
        and digests == [signer["digest_algorithm"]["algorithm"].native]
        and data["encap_content_info"]["content_type"].native == "data"
        and isinstance(data["encap_content_info"]["content"], core.Void)
        and isinstance(data["crls"], core.Void)
        and _are_whole(one.chosen.dump() for one in data["certificates"])
        and isinstance(signer["unsigned_attrs"], core.Void)
    )


def _are_whole(certificates: Iterable[bytes]) -> bool:
    """Return whether each certificate is as it was issued, as far as that can be told."""
    read = [x509.load_der_x509_certificate(one) for one in certificates]
    if len(read) > _MOST_CERTIFICATES:
        return False
    for one in read:
        above = [other for other in read if other.subject == one.issuer]
        if above and not any(_issued(one, other) for other in above):
            return False
    return True


def _issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, *UNREADABLE):
        return False
    return True
