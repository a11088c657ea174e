"""The recovery code: 140 random bits in seven groups that are each checked by themselves.

A group is four characters and a check character, worked out in the field of 32 elements
with the group's place in it: one wrong character, two neighbours exchanged, or two groups
exchanged, is noticed, and the person is told which group to look at.
"""

from __future__ import annotations

import secrets

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U."""
GROUPS, LETTERS = 7, 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_IGNORED = frozenset(" -\u2010\u2011\u2012\u2013\u2014\t\r\n\u00a0")
_POLYNOMIAL = 0b100101


def new_code() -> str:
    """Return a fresh code, as it is printed."""
    groups = []
    for place in range(GROUPS):
        digits = [secrets.randbelow(32) for _letter in range(LETTERS)]
        groups.append("".join(ALPHABET[one] for one in (*digits, _check(place, digits))))
    return "-".join(groups)


def read_code(typed: str) -> str:
    """Return a code as it was printed from how somebody typed it.

    Raises:
        UserError: naming the first group that cannot be right.
    """
    letters = [one for one in typed.upper().translate(_READ_AS) if one not in _IGNORED]
    size = LETTERS + 1
    groups = [letters[start : start + size] for start in range(0, len(letters), size)]
    for place, group in enumerate(groups[:GROUPS]):
        if any(one not in ALPHABET for one in group):
            raise _wrong(place, group)
        digits = [ALPHABET.index(one) for one in group]
        if len(group) == size and _check(place, digits[:LETTERS]) != digits[LETTERS]:
            raise _wrong(place, group)
    if len(letters) != GROUPS * size:
        raise UserError(
            tr("A recovery code has {wanted} characters; these are {found}.").format(
                wanted=GROUPS * size, found=len(letters)
            ),
            remedy=tr("Look at the printed code and type all its groups."),
        )
    return "-".join("".join(group) for group in groups)


def _wrong(place: int, group: list[str]) -> UserError:
    return UserError(
        tr("Group {n} of the recovery code, {group}, has a typing mistake.").format(
            n=place + 1, group="".join(group)
        ),
        remedy=tr("Compare it with the printed code."),
    )


def _check(place: int, digits: list[int]) -> int:
    """Weigh each digit by another power of the field's generator, and the group's place too."""
    total = _power(place + LETTERS + 1)
    for exponent, digit in enumerate(digits, start=1):
        total ^= _times(_power(exponent), digit)
    return total


def _power(exponent: int) -> int:
    value = 1
    for _step in range(exponent):
        value = _times(value, 2)
    return value


def _times(one: int, other: int) -> int:
    product = 0
    for bit in range(5):
        if other >> bit & 1:
            product ^= one << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= _POLYNOMIAL << (bit - 5)
    return product
