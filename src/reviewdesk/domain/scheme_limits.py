"""What a text is refused for before it is read as TOML, so that reading it costs little.

One pass over the words, strings and brackets of the text; nothing is kept of them.
"""

from __future__ import annotations

import re

from reviewdesk.domain.scheme_faults import plain
from reviewdesk.i18n import tr

LARGEST_FILE = 256 * 1024
"""Characters; the largest shipped scheme has a tenth of that."""
DEEPEST = 24
"""Brackets within brackets."""
LONGEST_KEY = 12
"""Parts of a key with dots."""
LONGEST_WORD = 200
"""Letters or digits in a row outside of strings."""

_BYTE_ORDER_MARK = "\ufeff"
_TOKENS = re.compile(
    r'"""(?:[^\\"]|\\.|"(?!""))*+(?:"""|\Z)'
    r"|'''(?:[^']|'(?!''))*+(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+"
    r"|(?P<word>[A-Za-z0-9_-]++)"
    r"|(?P<dot>\.)"
    r"|(?P<open>[\[{])"
    r"|(?P<close>[\]}])"
    r"|(?P<end>[=,\n])",
    re.DOTALL,
)


def refusal(text: str) -> tuple[int, str, str] | None:
    """Return line, sentence and remedy for a text that is not even tried, or None."""
    if text.startswith(_BYTE_ORDER_MARK):
        return (
            1,
            tr("The file begins with a byte order mark."),
            tr("Save it as UTF-8 without a byte order mark."),
        )
    if len(text) > LARGEST_FILE:
        return (
            text.count("\n", 0, LARGEST_FILE) + 1,
            tr("The file is larger than {n} characters.").format(n=f"{LARGEST_FILE:,}"),
            tr("A scheme is much smaller; choose the right file."),
        )
    if "\0" in text:
        return (
            text.count("\n", 0, text.index("\0")) + 1,
            tr("The file holds a NUL character, so it is no text."),
            tr("Choose a scheme file, saved as UTF-8."),
        )
    return _bomb(text)


def _bomb(text: str) -> tuple[int, str, str] | None:
    """Return the first place that would cost much to read."""
    depth = dots = 0
    for token in _TOKENS.finditer(text):
        kind = token.lastgroup
        if kind == "word":
            if token.end() - token.start() > LONGEST_WORD:
                return (
                    _line(text, token.start()),
                    tr("“{word}” is too long for a word or a number.").format(
                        word=plain(token.group()[:100])
                    ),
                    tr("Use at most {n} characters.").format(n=LONGEST_WORD),
                )
            continue
        if kind == "dot":
            dots += 1
            if dots >= LONGEST_KEY:
                return (
                    _line(text, token.start()),
                    tr("This key has too many parts with dots."),
                    tr("Use the keys that the shipped schemes show."),
                )
            continue
        if kind is None:
            continue
        dots = 0
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if depth > DEEPEST:
            return (
                _line(text, token.start()),
                tr("The brackets are nested too deeply here."),
                tr("Close the brackets; the shipped schemes show how it is written."),
            )
    return None


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
