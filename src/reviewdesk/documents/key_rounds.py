"""How much work a key file (PKCS#12) asks for before it opens, read without its secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asn1crypto import pkcs12

from reviewdesk.documents.certificate_facts import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 10_000_000
"""Rounds that a file from outside may ask for in all; some seconds."""


def rounds(content: bytes) -> Iterator[int]:
    """Yield the rounds of each derivation that can be seen without the secret.

    Raises:
        ValueError, TypeError, LookupError, AttributeError: when it is no such file.
    """
    file = pkcs12.Pfx.load(content)
    if file["mac_data"]:
        yield int(file["mac_data"]["iterations"].native or 0)
    for part in file.authenticated_safe:
        if part["content_type"].native == "encrypted_data":
            yield _of(part["content"]["encrypted_content_info"]["content_encryption_algorithm"])
        elif part["content_type"].native == "data":
            for bag in pkcs12.SafeContents.load(part["content"].native):
                if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                    yield _of(bag["bag_value"]["encryption_algorithm"])


def are_few(content: bytes) -> bool:
    """Return whether it is a key file that opens in some seconds.

    What lies within an encrypted part is not seen: whoever made that one knows the secret too.
    """
    try:
        return sum(rounds(content)) <= MOST
    except UNREADABLE:
        return False


def _of(algorithm: pkcs12.EncryptionAlgorithm) -> int:
    return int(algorithm.kdf_iterations)
