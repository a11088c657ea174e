"""TOML text to ``Scheme`` and back; each fault with its line and what to do.

A scheme file holds no code: nothing in it is ever executed, and what it may say is what
the classes of ``domain/scheme.py`` can hold.
"""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reviewdesk.domain import scheme_checks
from reviewdesk.domain.scheme import Scheme
from reviewdesk.domain.scheme_lines import find
from reviewdesk.domain.scheme_values import LARGEST, build
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FILE = 256 * 1024
"""Characters; the largest shipped scheme has a tenth of that."""

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class SchemeFault:
    """What is wrong at a line of a scheme file, and what to do about it."""

    line: int
    """From 1."""
    message: str
    remedy: str


def read(text: str) -> tuple[Scheme | None, tuple[SchemeFault, ...]]:
    """Return the scheme of a TOML text and every fault; None when there is any fault.

    Never raises: a file from outside may hold anything.
    """
    refused = _refuse(text)
    if refused is not None:
        return None, (refused,)
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        return None, (_unreadable(text, 1, tr("its brackets are nested too deeply")),)
    except (ValueError, ArithmeticError) as error:
        place = _AT_LINE.search(str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1
        return None, (_unreadable(text, line, _AT_LINE.sub("", str(error)).strip()),)
    found: list[scheme_checks.Fault] = []
    scheme = build(Scheme, table, (), found)
    if scheme is not None:
        found += scheme_checks.check(scheme)
    lines = find(text)
    faults = sorted(
        {SchemeFault(lines.at(each.path), each.message, each.remedy) for each in found},
        key=lambda each: (each.line, each.message),
    )
    return (None if faults else scheme), tuple(faults)


def _refuse(text: str) -> SchemeFault | None:
    """Return why a text is not even tried, or None."""
    if text.startswith(_BYTE_ORDER_MARK):
        return SchemeFault(
            1,
            tr("The file begins with a byte order mark."),
            tr("Save it as UTF-8 without a byte order mark."),
        )
    if len(text) > LARGEST_FILE:
        return SchemeFault(
            text.count("\n", 0, LARGEST_FILE) + 1,
            tr("The file is larger than {n} characters.").format(n=f"{LARGEST_FILE:,}"),
            tr("A scheme is much smaller; choose the right file."),
        )
    return None


def _unreadable(text: str, line: int, why: str) -> SchemeFault:
    last = text.count("\n") + 1
    return SchemeFault(
        min(line, last),
        tr("This line cannot be read as TOML: {why}.").format(why=why.rstrip(".")[:200]),
        tr("Correct the line; the shipped schemes show how it is written."),
    )


def write(scheme: Scheme) -> str:
    """Return the TOML text of a scheme; ``read`` gives the same scheme again."""
    return "\n".join(_table(scheme, ())).strip() + "\n"


def _table(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Give the lines of a table: its plain keys first, then the tables within it."""
    nested: list[tuple[str, Any]] = []
    for each in dataclasses.fields(value):
        inner = getattr(value, each.name)
        if inner == _default(each):
            continue
        if dataclasses.is_dataclass(inner) or _is_tables(inner):
            nested.append((each.name, inner))
        elif inner is not None:
            yield f"{each.name} = {_plain(inner)}"
    for name, inner in nested:
        header = (*path, name)
        rows = inner if isinstance(inner, tuple) else (inner,)
        for row in rows:
            yield ""
            dotted = ".".join(header)
            yield f"[[{dotted}]]" if isinstance(inner, tuple) else f"[{dotted}]"
            yield from _table(row, header)


def _default(each: dataclasses.Field[Any]) -> Any:
    if each.default_factory is not dataclasses.MISSING:
        return each.default_factory()
    return each.default


def _is_tables(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and dataclasses.is_dataclass(value[0])


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_plain(each) for each in value) + "]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Decimal):
        assert abs(value) <= LARGEST
        return f"{value:f}"
    return str(value)


def _quoted(text: str) -> str:
    """Return a TOML basic string: JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
