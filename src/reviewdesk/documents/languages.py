"""The language of a passage, as far as its letters tell.

A screen reader changes its voice for a passage in another script than the paper's. Greek
letters are Greek; Cyrillic ones may be Russian or Serbian, so only the script is told
(``und-Cyrl``, RFC 5646: language undetermined).
"""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAGS = {
    "LATIN": "und-Latn",
    "GREEK": "el",
    "CYRILLIC": "und-Cyrl",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "HEBREW": "he",
    "ARABIC": "und-Arab",
    "DEVANAGARI": "und-Deva",
    "BENGALI": "und-Beng",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "ORIYA": "or",
    "TAMIL": "ta",
    "TELUGU": "te",
    "SINHALA": "si",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "und-Mymr",
    "ETHIOPIC": "und-Ethi",
    "THAI": "th",
    "CJK": "und-Hani",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
}
"""By the first word of a letter's name."""
_EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
_SCRIPTS = {
    "el": ("GREEK",),
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "sr": ("CYRILLIC",),
    "bg": ("CYRILLIC",),
    "hy": ("ARMENIAN",),
    "ka": ("GEORGIAN",),
    "he": ("HEBREW",),
    "ar": ("ARABIC",),
    "fa": ("ARABIC",),
    "ur": ("ARABIC",),
    "hi": ("DEVANAGARI",),
    "mr": ("DEVANAGARI",),
    "ne": ("DEVANAGARI",),
    "bn": ("BENGALI",),
    "as": ("BENGALI",),
    "gu": ("GUJARATI",),
    "pa": ("GURMUKHI",),
    "kn": ("KANNADA",),
    "ml": ("MALAYALAM",),
    "or": ("ORIYA",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "si": ("SINHALA",),
    "km": ("KHMER",),
    "lo": ("LAO",),
    "my": ("MYANMAR",),
    "am": ("ETHIOPIC",),
    "ti": ("ETHIOPIC",),
    "th": ("THAI",),
    "zh": ("CJK",),
    "ja": _EAST_ASIAN,
    "ko": ("HANGUL", "CJK"),
}
"""What a language is written in; those not named here in Latin letters."""
_FEWEST = 2
"""Letters of a passage: a single one is a sign, such as in a formula."""

_own: ContextVar[tuple[str, ...]] = ContextVar("own", default=("LATIN",))


@contextmanager
def paper_in(language: str) -> Iterator[None]:
    """Draw a paper of this language inside the block."""
    token = _own.set(_SCRIPTS.get(language.partition("-")[0].lower(), ("LATIN",)))
    try:
        yield
    finally:
        _own.reset(token)


def language_of(text: str) -> str:
    """Return the language of a passage in one script; empty for that of the paper."""
    found = [script for script in map(_script, text) if script]
    if len(found) < _FEWEST or found[0] in _own.get():
        return ""
    told = next((one for one in found if one in ("HIRAGANA", "KATAKANA", "HANGUL")), found[0])
    return _TAGS[told]


def passages(text: str) -> list[str]:
    """Return the parts of a text that are in one script each; signs stay with what is before."""
    if text.isascii():
        return [text]
    parts: list[str] = []
    kind = ""
    for one in text:
        script = _script(one)
        script = "CJK" if script in _EAST_ASIAN else script
        if parts and (not script or not kind or script == kind):
            parts[-1] += one
        else:
            parts.append(one)
        kind = script or kind
    return parts


def is_foreign(text: str) -> bool:
    """Return whether some passage of a text is in another script than the paper's."""
    if text.isascii() or {_script(one) for one in set(text)} <= {"", *_own.get()}:
        return False
    return any(language_of(one) for one in passages(text))


@cache
def _script(one: str) -> str:
    if not one.isalpha():
        return ""
    name = unicodedata.name(one, "").partition(" ")[0]
    return name if name in _TAGS else ""
