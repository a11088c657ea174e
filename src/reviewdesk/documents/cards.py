"""Smart cards and tokens: found by their driver (PKCS#11), opened by their own PIN."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509

from reviewdesk.documents.certificate_facts import UNREADABLE
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Card:
    """Where a key on a card is found."""

    module: str
    """Path of the driver (PKCS#11 library) of the card."""
    token: str
    serial: str
    key_id: str
    """In hexadecimal."""


def known_modules() -> tuple[str, ...]:
    """Return the drivers for cards that are found on this computer."""
    if sys.platform == "win32":
        places = [
            r"C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll",
            r"C:\Windows\System32\eTPKCS11.dll",
            r"C:\Windows\System32\opensc-pkcs11.dll",
        ]
    elif sys.platform == "darwin":
        places = [
            "/Library/OpenSC/lib/opensc-pkcs11.so",
            "/usr/local/lib/opensc-pkcs11.so",
            "/usr/local/lib/libeTPkcs11.dylib",
        ]
    else:
        libraries = [Path("/usr/lib"), Path("/usr/lib64"), *Path("/usr/lib").glob("*-linux-gnu")]
        names = ("opensc-pkcs11.so", "pkcs11/opensc-pkcs11.so", "libeToken.so")
        places = [str(folder / name) for folder in libraries for name in names]
    return tuple(one for one in places if Path(one).is_file())


def on_cards(module: str) -> tuple[tuple[Card, x509.Certificate, list[x509.Certificate]], ...]:
    """Return the certificates on the cards that a driver sees, each with all that are there.

    No PIN is needed for that.

    Raises:
        UserError: when the driver cannot be used, or no card is in.
    """
    found: list[tuple[Card, x509.Certificate, list[x509.Certificate]]] = []
    with card_errors():
        import pkcs11

        for slot in _library(module).get_slots(token_present=True):
            token = slot.get_token()
            if not token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED:
                continue
            with token.open() as session:
                held = [
                    (bytes(one[pkcs11.Attribute.ID]), bytes(one[pkcs11.Attribute.VALUE]))
                    for one in session.get_objects(
                        {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
                    )
                ]
            read = [(key_id, _read(value)) for key_id, value in held]
            others = [one for _id, one in read if one is not None]
            for key_id, certificate in read:
                if certificate is None or _is_authority(certificate):
                    continue
                card = Card(module, token.label, bytes(token.serial).decode(), key_id.hex())
                found.append((card, certificate, others))
    if not found:
        raise UserError(
            tr("No certificate was found on a card."),
            remedy=tr("Put the card into the reader, and check that it is the right one."),
        )
    return tuple(found)


def try_card(card: Card, pin: str) -> None:
    """Open a card with its PIN and look for the key, so that signing will not fail later.

    Raises:
        UserError: when the card is not there, the PIN is wrong or the key is not on it.
    """
    with card_errors():
        import pkcs11

        with token_of(card).open(user_pin=pin) as session:
            session.get_key(pkcs11.ObjectClass.PRIVATE_KEY, id=bytes.fromhex(card.key_id))


def token_of(card: Card) -> Any:
    """Return the card as its driver knows it.

    Raises:
        UserError: when it is not in the reader.
    """
    for slot in _library(card.module).get_slots(token_present=True):
        token = slot.get_token()
        if token.label == card.token and bytes(token.serial).decode() == card.serial:
            return token
    raise UserError(
        tr("The card {name} is not in the reader.").format(name=card.token),
        safe=tr("Nothing was signed."),
        remedy=tr("Put it in and try again."),
    )


def _library(module: str) -> Any:
    import pkcs11

    library = pkcs11.lib(module)
    library.reinitialize()  # else a card that was put in later is not seen
    return library


@contextmanager
def card_errors() -> Iterator[None]:
    """Turn what a driver says into sentences."""
    try:
        import pkcs11
        from pkcs11 import exceptions
    except ImportError as error:
        raise UserError(
            tr("Cards cannot be used in this installation."),
            remedy=tr("Install ReviewDesk with its part for cards: reviewdesk[card]."),
        ) from error
    try:
        yield
    except (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange) as error:
        raise UserError(
            tr("The PIN of the card is not right."),
            safe=tr("Nothing was signed."),
            remedy=tr("Try again with care: after a few wrong PINs a card locks itself."),
        ) from error
    except exceptions.PinLocked as error:
        raise UserError(
            tr("The card has locked itself after too many wrong PINs."),
            safe=tr("Nothing was signed."),
            remedy=tr("Whoever issued the card can unlock it."),
        ) from error
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise UserError(
            tr("The card or its driver does not answer ({why}).").format(why=type(error).__name__),
            safe=tr("Nothing was signed."),
            remedy=tr("Check that the card is in and the driver is the one for it."),
        ) from error


def _read(value: bytes) -> x509.Certificate | None:
    try:
        certificate = x509.load_der_x509_certificate(value)
        certificate.public_key()
        _is_authority(certificate)
    except UNREADABLE:
        return None
    return certificate


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return bool(found.value.ca)
