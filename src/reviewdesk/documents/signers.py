"""Where a signer's key comes from: made on the desk, a PKCS#12 file, a card or token (PKCS#11)."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key, pkcs12

from reviewdesk.documents import cards, certificates, key_rounds
from reviewdesk.documents.cards import card_errors, token_of
from reviewdesk.documents.certificate_facts import UNREADABLE, facts, issued, shown_name, to_pem
from reviewdesk.documents.certificates import UnlockedKey
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from reviewdesk.documents.cards import Card
    from reviewdesk.documents.certificate_facts import CertificateFacts

LARGEST_KEY_FILE = 200_000
"""Bytes; a key with its certificates is a few thousand."""
_LEAST_RSA = 2048
_LONGEST_CHAIN = 8
"""Certificates above a signer's; with its own and the office's that is as many as a signature of
ours brings along, see ``envelope.py``."""


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key and certificate of a person's own, as read from their file or card."""

    certificate_pem: bytes
    chain_pem: tuple[bytes, ...]
    """From the one that issued it upwards, without the root where the file leaves it out."""
    facts: CertificateFacts
    key: certificates.PrivateKey | None = None
    """None for a card, which never gives it away."""


@dataclass(frozen=True, slots=True)
class CardKey:
    """A key on a card, with the PIN that lets it sign."""

    card: Card
    pin: str
    certificate: bytes
    authority: bytes
    chain: tuple[bytes, ...] = ()


SigningKey = UnlockedKey | CardKey


@contextmanager
def opened(key: SigningKey) -> Iterator[Callable[[bytes], bytes]]:
    """Make a key ready to sign: it signs over SHA-256, PKCS #1 v1.5 for RSA, DER for ECDSA.

    Raises:
        UserError: when the card is not there, or its PIN is wrong.
    """
    if isinstance(key, CardKey):
        with _on_card(key) as sign:
            yield sign
        return
    private = load_der_private_key(key.key, None)
    if isinstance(private, rsa.RSAPrivateKey):
        yield partial(private.sign, padding=padding.PKCS1v15(), algorithm=hashes.SHA256())
    else:
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        yield partial(private.sign, signature_algorithm=ec.ECDSA(hashes.SHA256()))


@contextmanager
def _on_card(key: CardKey) -> Iterator[Callable[[bytes], bytes]]:
    certificate = asn1_x509.Certificate.load(key.certificate)
    with card_errors():
        from pyhanko.sign.pkcs11 import PKCS11Signer

        with token_of(key.card).open(user_pin=key.pin) as session:
            signer = PKCS11Signer(
                session,
                signing_cert=certificate,
                key_id=bytes.fromhex(key.card.key_id),
                use_raw_mechanism=certificate.public_key.algorithm == "ec",
            )
            yield lambda words: bytes(asyncio.run(signer.async_sign_raw(words, "sha256")))


def longest_signature(key: SigningKey) -> int:
    """Return how many bytes a signature by a key takes at most."""
    public = x509.load_der_x509_certificate(key.certificate).public_key()
    assert isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
    size = -(-public.key_size // 8)
    return size if isinstance(public, rsa.RSAPublicKey) else 2 * size + 9


def sign_bytes(key: SigningKey, words: bytes) -> bytes:
    """Return a signature over SHA-256 of some words: PKCS #1 v1.5 for RSA, DER for ECDSA.

    Raises:
        UserError: when the card is not there, or its PIN is wrong.
    """
    with opened(key) as sign:
        return sign(words)


def read_file(content: bytes, password: str, now: datetime) -> OwnKey:
    """Return the key and certificate of a PKCS#12 file, once they are fit to sign.

    Raises:
        UserError: when the password is wrong, or what is in it cannot sign.
    """
    if len(content) > LARGEST_KEY_FILE or not key_rounds.are_few(content):
        raise _no_key_file()
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(
            content, password.encode("utf-8") if password else None
        )
    except UNREADABLE as error:
        raise UserError(
            tr("The file cannot be opened: it is no key file, or the password is another."),
            safe=tr("Nothing was taken in."),
            remedy=tr("Choose a file that ends in .p12 or .pfx and type its password."),
        ) from error
    if certificate is None or not isinstance(key, certificates.PrivateKey):
        raise _no_key_file()
    if key.public_key() != certificate.public_key():
        raise UserError(
            tr("The key in this file and its certificate do not belong together."),
            safe=tr("Nothing was taken in."),
            remedy=tr("Ask whoever issued it for the file again."),
        )
    demand_fit(certificate, now)
    return _own(certificate, others, key)


def demand_fit(certificate: x509.Certificate, now: datetime) -> None:
    """Refuse a certificate that is not made for signing, or not today.

    Raises:
        UserError: saying what is wrong with it.
    """
    remedy = tr("Ask whoever issued it for a certificate for signatures.")
    safe = tr("Nothing was taken in.")
    key = certificate.public_key()
    strong = isinstance(key, ec.EllipticCurvePublicKey) or (
        isinstance(key, rsa.RSAPublicKey) and key.key_size >= _LEAST_RSA
    )
    if not strong:
        raise UserError(
            tr("Its key is of a kind that is not used here: it is too weak or too new."),
            safe=safe,
            remedy=remedy,
        )
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise UserError(
            tr("This certificate is valid from {start} to {end}, not today.").format(
                start=certificate.not_valid_before_utc.date().isoformat(),
                end=certificate.not_valid_after_utc.date().isoformat(),
            ),
            safe=safe,
            remedy=remedy,
        )
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        usage = None
    except UNREADABLE as error:
        raise _no_key_file() from error
    may_sign = usage is None or usage.digital_signature or usage.content_commitment
    if not may_sign or facts(to_pem(certificate)).is_authority:
        raise UserError(
            tr("This certificate was not issued to sign documents with."), safe=safe, remedy=remedy
        )


def leads_to(own: OwnKey, authorities: Sequence[bytes]) -> str:
    """Return the name of the trusted authority a certificate leads to, or nothing."""
    path = [x509.load_pem_x509_certificate(one) for one in (own.certificate_pem, *own.chain_pem)]
    for one in authorities:
        authority = x509.load_pem_x509_certificate(one)
        if any(step == authority or issued(step, authority) for step in path):
            return shown_name(authority.subject)
    return ""


def on_cards(module: str) -> tuple[tuple[Card, OwnKey], ...]:
    """Return the keys that can sign on the cards that a driver sees.

    Raises:
        UserError: when the driver cannot be used, or no card is in.
    """
    return tuple(
        (card, _own(certificate, others, None))
        for card, certificate, others in cards.on_cards(module)
    )


def _own(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    key: certificates.PrivateKey | None,
) -> OwnKey:
    chain: list[x509.Certificate] = []
    top = certificate
    while top.subject != top.issuer and len(chain) < min(len(others), _LONGEST_CHAIN):
        above = next((one for one in others if one not in chain and issued(top, one)), None)
        if above is None:
            break
        chain.append(above)
        top = above
    pem = to_pem(certificate)
    return OwnKey(pem, tuple(to_pem(one) for one in chain), facts(pem), key)


def _no_key_file() -> UserError:
    return UserError(
        tr("This file holds no key to sign with."),
        safe=tr("Nothing was taken in."),
        remedy=tr("Choose a file that ends in .p12 or .pfx, with a key and its certificate."),
    )
