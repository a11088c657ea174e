"""The code on every page of a form: which document it belongs to, and what that said.

It says which record to look for and has the digest of the form's content; it is not signed,
so it proves nothing without that record. What proves a paper copy is its proof sheet
(``documents/proof.py``).

Bytes: 1 (this kind), the version (2 bytes), the first 16 bytes of the SHA-256 of the form's
``review.json``, the number of the document in UTF-8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from reviewdesk.documents.code_text import qr_text, short_code

__all__ = ["KIND", "PageCode", "page_text", "read", "short_code"]

KIND = 1
DIGEST_BYTES = 16
_HEAD = struct.Struct(f">BH{DIGEST_BYTES}s")


@dataclass(frozen=True, slots=True)
class PageCode:
    """What stands in the code of a page."""

    number: str
    version: int
    digest: str
    """The first 32 hexadecimal digits of that of the form's content."""


def page_text(number: str, version: int, digest: str) -> str:
    """Return what the QR code of a page holds."""
    start = bytes.fromhex(digest)[:DIGEST_BYTES]
    return qr_text(_HEAD.pack(KIND, min(version, 0xFFFF), start) + number.encode()[:200])


def read(content: bytes) -> PageCode:
    """Return what stands in the bytes of a page's code.

    Raises:
        ValueError: when they are none.
    """
    if len(content) < _HEAD.size:
        raise ValueError(len(content))
    _kind, version, digest = _HEAD.unpack_from(content)
    return PageCode(content[_HEAD.size :].decode(), version, digest.hex())
