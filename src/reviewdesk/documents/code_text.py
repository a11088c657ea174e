"""Codes on paper as letters: what a QR code holds, and what can be typed instead.

Bytes are written in Crockford's base 32 (digits and capital letters without I, L, O, U), so
that a scanner which types, on whatever keyboard, gives them unchanged, and an O that was
meant as a zero is read as one.

* In a QR code: ``RD1`` and the letters of all bytes.
* To be typed, a long code: groups of ten, the last letter of each being its check. The check
  is a sum in the field of 32 elements, weighted by place, plus the number of the group: one
  wrong letter, two letters changed about and two groups changed about are always noticed.
* To be typed, a short code: three groups of four, eleven letters (55 bits) of the digest of
  a form's content and one check letter.
"""

from __future__ import annotations

import base64
import binascii

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

MARK = "RD1"
"""Begins every QR code of ours; the number is that of this way of writing."""
LONGEST = 6_000
"""Characters of a typed code; a proof by an RSA key has about 2,000."""
_GROUP = 9
"""Letters of a group before its check."""
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_USUAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS = str.maketrans(_USUAL, _LETTERS)
_TO_USUAL = str.maketrans(_LETTERS, _USUAL)
_MEANT = str.maketrans("OIL", "011", " -\t\r\n\u00a0\u2010\u2011\u2013")
"""What is read as what, and what is passed over."""
_SHORT = 12


def qr_text(content: bytes) -> str:
    """Return what the QR code of some bytes holds."""
    return MARK + _letters(content)


def groups(content: bytes) -> tuple[str, ...]:
    """Return some bytes as groups to be typed, each ending with its check."""
    text = _letters(content)
    pieces = [text[place : place + _GROUP] for place in range(0, len(text), _GROUP)]
    return tuple(piece + _check(piece, number) for number, piece in enumerate(pieces, start=1))


def short_code(digest: str) -> str:
    """Return the short code of a digest in hexadecimal, such as ``7Q2M-9XKD-41ZT``."""
    text = _letters(bytes.fromhex(digest))[: _SHORT - 1]
    text += _check(text, 0)
    return "-".join(text[place : place + 4] for place in range(0, _SHORT, 4))


def digest_start(short: str) -> str:
    """Return the hexadecimal digits that a short code knows of a digest: the first 13."""
    plain = _plain(short)[: _SHORT - 1].translate(_TO_USUAL)
    bits = "".join(f"{_USUAL.index(one):05b}" for one in plain)
    return f"{int(bits[:52], 2):013x}"


def is_short(text: str) -> bool:
    """Return whether a text has the length of a short code."""
    return len(_plain(text)) == _SHORT


def read_short(text: str) -> str:
    """Return a short code as it is printed.

    Raises:
        UserError: when it was mistyped.
    """
    plain = _plain(text)
    _demand_letters(plain)
    if _check(plain[:-1], 0) != plain[-1]:
        raise UserError(
            tr("This short code has a wrong letter."), remedy=tr("Compare it with the paper.")
        )
    return "-".join(plain[place : place + 4] for place in range(0, _SHORT, 4))


def read(text: str) -> bytes:
    """Return the bytes of a QR code's text, or of typed groups.

    Raises:
        UserError: when it is no code, or was mistyped; by the number of the group.
    """
    if len(text) > LONGEST:
        raise UserError(
            tr("This text is too long to be a code from a form."),
            remedy=tr("Give the code alone, or a picture of it."),
        )
    plain = _plain(text)
    if plain.startswith(_plain(MARK)):
        plain = plain.removeprefix(_plain(MARK))
        _demand_letters(plain)
    else:
        _demand_letters(plain)
        plain = _ungrouped(plain)
    spare = len(plain) * 5 % 8
    try:
        content = base64.b32decode(plain.translate(_TO_USUAL) + "=" * (-len(plain) % 8))
    except binascii.Error as error:
        raise _incomplete() from error
    if not content or spare >= 5 or _letters(content) != plain:
        raise _incomplete()
    return content


def _letters(content: bytes) -> str:
    return base64.b32encode(content).decode("ascii").rstrip("=").translate(_TO_OURS)


def _plain(text: str) -> str:
    return text[: LONGEST + 1].upper().translate(_MEANT)


def _demand_letters(plain: str) -> None:
    strange = sorted(set(plain) - set(_LETTERS))
    if strange or not plain:
        raise UserError(
            tr("This is no code from a form.")
            if not plain or len(strange) > 1
            else tr("“{letter}” is in no code from a form.").format(letter=strange[0]),
            remedy=tr("Type the groups as they are printed, or give a picture of the code."),
        )


def _ungrouped(plain: str) -> str:
    """Return the letters without their checks; every wrong group is told at once."""
    pieces = [plain[place : place + _GROUP + 1] for place in range(0, len(plain), _GROUP + 1)]
    wrong = [
        str(number)
        for number, piece in enumerate(pieces, start=1)
        if _check(piece[:-1], number) != piece[-1]
    ]
    if wrong:
        few = ", ".join(wrong[:8]) + (" …" if len(wrong) > 8 else "")
        raise UserError(
            tr("There is a typing error: compare group {numbers} of {n}.").format(
                numbers=few, n=len(pieces)
            ),
            remedy=tr(
                "If all groups from one on are named, a letter is missing or too much there."
            ),
        )
    return "".join(piece[:-1] for piece in pieces)


def _incomplete() -> UserError:
    return UserError(
        tr("This code is not complete."),
        remedy=tr("Type all groups as they are printed, or give a picture of the code."),
    )


def _check(letters: str, number: int) -> str:
    """Return the check of a group: each letter times two to its place, in the field of 32."""
    total = 0
    for letter in reversed(letters):
        total = _doubled(total ^ _LETTERS.index(letter))
    return _LETTERS[total ^ (number & 31)]


def _doubled(value: int) -> int:
    """Return twice a value in the field of 32 elements (x^5 = x^2 + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
