"""Signatures over the head of the audit chain, by the key that signs a form."""

from __future__ import annotations

import json

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa


def statement(line: int, chain_hash: str, signed_at: str) -> bytes:
    """Return the words that are signed.

    They are the line ``ReviewDesk checkpoint 1`` and the JSON array, without blanks, of the
    number of the last audit line, its hash, and the time (UTC, ``YYYY-MM-DD HH:MM:SS.ffffff``).
    """
    content = json.dumps([line, chain_hash, signed_at], separators=(",", ":"))
    return f"ReviewDesk checkpoint 1\n{content}".encode()


def is_signed(certificate: bytes, words: bytes, signature: bytes) -> bool:
    """Return whether a certificate (DER) signed a statement."""
    try:
        public = x509.load_der_x509_certificate(certificate).public_key()
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, words, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, words, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def is_same(certificate: bytes, pem: bytes) -> bool:
    """Return whether a certificate in DER and one in PEM are one and the same."""
    try:
        return x509.load_pem_x509_certificate(pem) == x509.load_der_x509_certificate(certificate)
    except (ValueError, TypeError):
        return False
