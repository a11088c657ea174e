"""Slots of the key file: made from a passphrase, opened by it, given a new key of the desk.

A passphrase goes through Argon2id into a key that wraps the slot's X25519 private key by
AES-256-GCM. The desk's key is sealed to the slot's public key: an ephemeral key pair,
HKDF-SHA256, AES-256-GCM. Both bind the desk, the account and the slot's parameters, so a
slot that was moved, or made cheaper to guess, does not open.
"""

from __future__ import annotations

import json
import os
import unicodedata
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store.cipher import Secret
from reviewdesk.store.key_file import LONGEST_NAME, MOST_FORMER, MOST_WORK, Cost, KeyFile, Slot

if TYPE_CHECKING:
    from uuid import UUID

    from reviewdesk.store.key_file import Kind

FLOOR = Cost(memory=64 * 1024, passes=3, lanes=4)
"""The least a passphrase is protected by, however slow the computer."""
_CEILING = 256 * 1024
_FORMER = b"reviewdesk former key"
_WANTED_SECONDS = 0.5


def calibrated() -> Cost:
    """Return what takes about half a second on this computer, never less than the floor."""
    cost = FLOOR
    while True:
        began = perf_counter()
        _derive(b"calibration", bytes(16), cost)
        took = perf_counter() - began
        if took > 0.6 * _WANTED_SECONDS or cost.memory >= _CEILING:
            break
        cost = cost._replace(memory=2 * cost.memory)
    passes = round(cost.passes * _WANTED_SECONDS / took)
    return cost._replace(passes=min(max(FLOOR.passes, passes), MOST_WORK // cost.memory))


def new_open(desk: UUID) -> tuple[Secret, KeyFile]:
    """Return a random key for a desk that nobody has locked, and its key file."""
    secret = Secret(desk, os.urandom(32))
    return secret, KeyFile(desk, secret.key)


def new_secret(desk: UUID) -> Secret:
    """Return a random key for a desk."""
    return Secret(desk, os.urandom(32))


def make_slot(
    secret: Secret, kind: Kind, id_: UUID, name: str, passphrase: str, cost: Cost
) -> Slot:
    """Return a new way into a desk.

    Args:
        secret: the desk's key.
        kind: an account's, or the recovery code's.
        id_: the account's id.
        name: by which the account is chosen when the desk is unlocked.
        passphrase: what opens it; at least the floor's cost protects it.
        cost: what guessing shall cost; of ``calibrated()``.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    private = X25519PrivateKey.generate()
    slot = Slot(
        kind=kind,
        id=id_,
        name=name[:LONGEST_NAME],
        cost=cost,
        salt=os.urandom(16),
        public=private.public_key().public_bytes_raw(),
        private=b"",
        sealed=b"",
    )
    nonce = os.urandom(12)
    wrapping = AESGCM(_derive(_octets(passphrase), slot.salt, cost))
    wrapped = nonce + wrapping.encrypt(
        nonce, private.private_bytes_raw(), _bound(secret.desk, slot)
    )
    return seal(slot._replace(private=wrapped), secret)


def seal(slot: Slot, secret: Secret) -> Slot:
    """Return a slot that opens to a (new) key of the desk by the same passphrase."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    ephemeral = X25519PrivateKey.generate()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(slot.public))
    public = ephemeral.public_key().public_bytes_raw()
    nonce = os.urandom(12)
    key = _sealing_key(shared, public, slot)
    content = AESGCM(key).encrypt(nonce, secret.key, _bound(secret.desk, slot))
    return slot._replace(sealed=public + nonce + content)


def former_secrets(keys: KeyFile, secret: Secret) -> list[Secret]:
    """Return the keys that the desk had before this one, the newest first.

    A backup is under the key that the desk had when it was made. One that was damaged in
    the key file is left out.
    """
    if not keys.former:  # the usual desk: 10 MB of cryptography are not loaded for nothing
        return []
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    found = []
    for one in reversed(keys.former):
        with suppress(InvalidTag):
            key = AESGCM(secret.key).decrypt(one[:12], one[12:], _FORMER + keys.desk.bytes)
            found.append(Secret(keys.desk, key))
    return found


def with_former(keys: KeyFile, fresh: Secret, before: KeyFile, secret: Secret) -> KeyFile:
    """Return the key file of a fresh key that remembers the keys before it.

    Args:
        keys: what opens to the fresh key.
        fresh: that key.
        before: the key file until now.
        secret: the key until now.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapped = []
    for one in [secret, *former_secrets(before, secret)][:MOST_FORMER]:
        nonce = os.urandom(12)
        bound = _FORMER + keys.desk.bytes
        wrapped.append(nonce + AESGCM(fresh.key).encrypt(nonce, one.key, bound))
    return keys._replace(former=tuple(reversed(wrapped)))


def unlock(keys: KeyFile, slot: Slot, passphrase: str) -> Secret:
    """Return the desk's key.

    Raises:
        UserError: when the passphrase is wrong, or the slot was changed.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    bound = _bound(keys.desk, slot)
    try:
        wrapping = AESGCM(_derive(_octets(passphrase), slot.salt, slot.cost))
        raw = wrapping.decrypt(slot.private[:12], slot.private[12:], bound)
    except InvalidTag:
        raise WrongPassphraseError(slot) from None
    ephemeral, nonce, content = slot.sealed[:32], slot.sealed[32:44], slot.sealed[44:]
    try:
        shared = X25519PrivateKey.from_private_bytes(raw).exchange(
            X25519PublicKey.from_public_bytes(ephemeral)
        )
        key = AESGCM(_sealing_key(shared, ephemeral, slot)).decrypt(nonce, content, bound)
    except (InvalidTag, ValueError):
        raise UserError(
            tr("The passphrase is right, but its key in the key file is damaged."),
            safe=tr("Nothing was changed."),
            remedy=tr("Use another account or the recovery code, or a backup of the key file."),
        ) from None
    return Secret(keys.desk, key)


class WrongPassphraseError(UserError):
    """What was typed does not open the slot."""

    def __init__(self, slot: Slot) -> None:
        happened = (
            tr("This recovery code is not the one of this desk.")
            if slot.kind == "recovery"
            else tr("The passphrase is not right.")
        )
        super().__init__(happened)


def _octets(passphrase: str) -> bytes:
    """Return the same bytes for what looks the same, whichever keyboard typed it."""
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")


def _derive(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    try:
        return Argon2id(
            salt=salt,
            length=32,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory,
        ).derive(passphrase)
    except MemoryError:
        raise UserError(
            tr("This computer has too little free memory to check the passphrase."),
            remedy=tr("Close other programs and try again."),
        ) from None


def _sealing_key(shared: bytes, ephemeral: bytes, slot: Slot) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    info = b"reviewdesk desk key" + ephemeral + slot.public
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(shared)


def _bound(desk: UUID, slot: Slot) -> bytes:
    cost = slot.cost
    parts = (
        desk.hex,
        slot.kind,
        slot.id.hex,
        cost.memory,
        cost.passes,
        cost.lanes,
        slot.salt.hex(),
        slot.public.hex(),
    )
    return json.dumps(parts).encode()
