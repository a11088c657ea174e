"""A ``Scheme`` to the text of its file, in the order in which the shipped files are written."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reviewdesk.domain.scheme_faults import plain
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reviewdesk.domain.scheme import Scheme

WIDTH = 118
"""Characters of a line of long text."""

_ORDER = (
    "words",
    "guidance",
    "scales",
    "sections",
    "result",
    "phases",
    "signatories",
    "raters",
    "narratives",
)
"""The tables in the order of the shipped files; plain keys stand before all of them."""
_FIRST = ("id", "name", "version", "office")
_LAST = ("blocks", "headings")
_TABLES_WITHIN = frozenset({"rules"})
"""Lists within a table that get headers of their own; others are written row by row."""


def write(scheme: Scheme) -> str:
    """Return the TOML text of a scheme; ``read`` gives the same scheme again.

    Its head tells people what the file is and how to check it. The values must be those of a
    scheme that was read, or would be: numbers up to one million with at most six decimals.
    """
    return "\n".join([*_head(scheme), *_whole(scheme)]) + "\n"


def _head(scheme: Scheme) -> Iterator[str]:
    yield f"# {plain(scheme.name, WIDTH)}, {plain(scheme.version)}"
    yield "# " + tr("A scheme of ReviewDesk. It holds no code: nothing in it is ever executed.")
    yield "# " + tr("After a change: reviewdesk schemes check FILE names every fault at its line.")
    yield ""


def _whole(scheme: Scheme) -> Iterator[str]:
    given = dict(_given(scheme))
    tables = sorted((key for key in given if key in _ORDER and given[key]), key=_ORDER.index)
    inner = [key for key in given if key not in (*_FIRST, *_LAST, *tables)]
    keys = [key for key in (*_FIRST, *inner, *_LAST) if key in given]
    yield from _pairs((key, given[key]) for key in keys)
    for key in tables:
        yield from _tables((key,), given[key])


def _tables(path: tuple[str, ...], value: Any) -> Iterator[str]:
    """Give one table, or one for each row of a list, with the tables within."""
    dotted = ".".join(path)
    for row in value if isinstance(value, tuple) else (value,):
        given = list(_given(row))
        inner = [(key, each) for key, each in given if _is_table(key, each)]
        yield ""
        yield f"[[{dotted}]]" if isinstance(value, tuple) else f"[{dotted}]"
        yield from _pairs(pair for pair in given if pair not in inner)
        for key, each in inner:
            yield from _tables((*path, key), each)


def _is_table(key: str, value: object) -> bool:
    return dataclasses.is_dataclass(value) or key in _TABLES_WITHIN


def _given(value: Any) -> Iterator[tuple[str, Any]]:
    """Give the fields that differ from their default: the others need no line."""
    for each in dataclasses.fields(value):
        inner = getattr(value, each.name)
        default = each.default
        if each.default_factory is not dataclasses.MISSING:
            default = each.default_factory()
        if inner is not None and inner != default:
            yield each.name, inner


def _pairs(pairs: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for key, value in pairs:
        if isinstance(value, str) and len(key) + len(value) > WIDTH:
            yield f"{key} = {_long(value)}"
        elif isinstance(value, tuple) and _by_row(value):
            yield f"{key} = ["
            yield from (f"  {_plain(row)}," for row in value)
            yield "]"
        else:
            yield f"{key} = {_plain(value)}"


def _by_row(rows: tuple[Any, ...]) -> bool:
    return any(
        dataclasses.is_dataclass(row) or (isinstance(row, str) and len(row) > 40) for row in rows
    )


def _plain(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_plain(each) for each in value) + "]"
    if dataclasses.is_dataclass(value):
        return "{ " + ", ".join(f"{key} = {_plain(each)}" for key, each in _given(value)) + " }"
    if isinstance(value, str):
        return f'"{_escaped(value)}"'
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _long(text: str) -> str:
    """Return a text over several lines; a backslash at the end joins it to the next."""
    lines = [""]
    words = _escaped(text).split(" ")
    for place, word in enumerate(words):
        space = " " if place < len(words) - 1 else ""
        if word and lines[-1].endswith(" ") and len(lines[-1]) + len(word) > WIDTH:
            lines.append("")
        lines[-1] += word + space
    return '"""' + "\\\n".join(lines) + '"""'


def _escaped(text: str) -> str:
    """Return text for a TOML basic string: JSON's escapes are TOML's, but for one character."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")
