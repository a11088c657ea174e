"""What the columns of staff lists are called in other languages, from ``headings.toml``.

A word may mean one thing here and another there (*nome* is a given name in Rome and a whole
name in Lisbon), so a list is read in the one language that knows most of its headings.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from reviewdesk import resources
from reviewdesk.exchange.staff_line import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WHOLE_NAME = "whole_name"
_SMALL = (
    "al am an and art d da de del dell della dem den der des di do dos das du e el en et het im "
    "la las le les l los na of os per pour the u und van vom von y"
)
_SMALL_WORDS = frozenset(_SMALL.split())
_NUMBER_WORDS = frozenset(("n", "nr", "no", "num", "nro", "numer", "numero", "nummer", "номер"))
_AFTER_E = frozenset(("mail", "mailadresse", "mailadres", "post", "posta", "postadress"))
"""What makes an *e* the electronic one and no small word."""
_UNLIKE = str.maketrans(
    {"\N{LATIN SMALL LETTER DOTLESS I}": "i", "ø": "o", "æ": "ae", "ł": "l", "đ": "d"}
)
"""Letters that are not taken apart into a letter and its accent."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one language calls the columns, as ``simple`` leaves it."""

    fields: Mapping[str, tuple[int, Field]]
    """A heading -> how sure it is (0 is surest) and what it holds."""
    whole_names: frozenset[str]


@cache
def simple(heading: str) -> str:
    """Return a plain heading without accents and small words, *number* always as ``no``."""
    bare = "".join(
        one for one in unicodedata.normalize("NFKD", heading) if not unicodedata.combining(one)
    )
    words = bare.translate(_UNLIKE).split()
    kept = [
        "no" if word in _NUMBER_WORDS else word
        for word, after in zip(words, [*words[1:], ""], strict=True)
        if word not in _SMALL_WORDS or (word == "e" and after in _AFTER_E)
    ]
    return " ".join(kept or words)


@cache
def languages() -> tuple[Words, ...]:
    """Return what each language calls the columns."""
    text = resources.file("headings.toml").read_text(encoding="utf-8")
    return tuple(_words(lines) for lines in tomllib.loads(text).values())


def _words(lines: Mapping[str, list[str]]) -> Words:
    fields: dict[str, tuple[int, Field]] = {}
    for field in Field:
        for rank, word in enumerate(lines[field.name.lower()]):
            claim = (rank, field)
            fields[simple(word)] = min(fields.get(simple(word), claim), claim)
    return Words(fields, frozenset(map(simple, lines[WHOLE_NAME])))


def language_of(headings: Iterable[str], known: int) -> Words | None:
    """Return the words of the language that knows most of the plain headings.

    Args:
        headings: the headings as ``staff_columns.plain`` leaves them.
        known: how many of them English knows; another language must know more.
    """
    simples = {simple(one) for one in headings if one}

    def count(one: Words) -> int:
        return sum(word in one.fields or word in one.whole_names for word in simples)

    best = max(languages(), key=count)
    return best if count(best) > known else None
