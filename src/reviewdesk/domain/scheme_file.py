"""TOML text to ``Scheme`` and back; each fault with its line and what to do.

A scheme file holds no code: nothing in it is ever executed, and what it may say is what
the classes of ``domain/scheme.py`` can hold.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from reviewdesk.domain import scheme_checks
from reviewdesk.domain.scheme import Scheme
from reviewdesk.domain.scheme_faults import Findings
from reviewdesk.domain.scheme_limits import refusal
from reviewdesk.domain.scheme_lines import find
from reviewdesk.domain.scheme_values import build, exact
from reviewdesk.domain.scheme_write import write
from reviewdesk.i18n import tr

__all__ = ["SchemeFault", "read", "read_kept", "write"]

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate inline")


@dataclass(frozen=True, slots=True)
class SchemeFault:
    """What is wrong at a line of a scheme file, and what to do about it."""

    line: int
    """From 1."""
    message: str
    remedy: str


def read(text: str) -> tuple[Scheme | None, tuple[SchemeFault, ...]]:
    """Return the scheme of a TOML text and every fault; None when there is any fault.

    Never raises: a file from outside may hold anything. All faults come in one run; only a
    line that is no TOML hides the rest of the file.
    """
    refused = refusal(text)
    if refused is not None:
        return None, (SchemeFault(*refused),)
    try:
        table = tomllib.loads(text, parse_float=exact)
    except ValueError as error:
        return None, (_unreadable(text, error),)
    found = Findings()
    scheme = build(Scheme, table, (), found)
    scheme_checks.check(scheme, found)
    if not found.faults:
        return scheme, ()
    lines = find(text)
    faults = sorted(
        {SchemeFault(lines.at(each.path), each.message, each.remedy) for each in found.faults},
        key=lambda each: (each.line, each.message),
    )
    return None, tuple(faults)


def read_kept(text: str) -> Scheme | None:
    """Return the scheme of a text that was checked on the day it was frozen, or None.

    The rules of today are not asked again: what was right then stays readable for good.
    """
    try:
        table = tomllib.loads(text, parse_float=exact)
    except ValueError:
        return None
    found = Findings()
    scheme: Scheme = build(Scheme, table, (), found)
    return None if found.faults else scheme


def _unreadable(text: str, error: ValueError) -> SchemeFault:
    """Return the one fault of a text that is no TOML: what follows cannot be judged."""
    place = _AT_LINE.search(str(error))
    line = int(place.group(1)) if place and place.group(1) else text.count("\n") + 1
    why = _AT_LINE.sub("", str(error)).strip().rstrip(".")
    if why.startswith(_TWICE):
        return SchemeFault(
            line,
            tr("This key or table is there already, further up."),
            tr("Keep one of the two."),
        )
    return SchemeFault(
        line,
        tr("This line cannot be read as TOML: {why}.").format(why=why[:200]),
        tr("Correct the line; the shipped schemes show how it is written."),
    )
