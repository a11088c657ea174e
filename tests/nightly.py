"""How often the tests of chance try: a few times always, very often at night.

``python3 packaging/bootstrap.py nightly`` runs them alone with the larger numbers.
"""

from __future__ import annotations

import os

NIGHTLY = bool(os.environ.get("REVIEWDESK_NIGHTLY"))


def rounds(now: int, at_night: int) -> int:
    """Return how often to try."""
    return at_night if NIGHTLY else now


def changed(chance, sound: bytes, within: int = 0) -> bytes:
    """Return bytes of which one to three were changed, sometimes cut off somewhere.

    Args:
        chance: the random numbers.
        sound: the bytes as they were.
        within: change only so many of the first; 0 is all.
    """
    hurt = bytearray(sound)
    for _change in range(chance.randrange(1, 4)):
        hurt[chance.randrange(within or len(hurt))] ^= chance.randrange(1, 256)
    if chance.randrange(10) == 0:
        del hurt[chance.randrange(len(hurt)) :]
    return bytes(hurt)
