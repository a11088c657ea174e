"""From what ``tomllib`` read to the frozen values of a scheme, and every fault on the way.

The classes of ``domain/scheme.py`` are the description of the file: a field is a key, a
field without a default must be there, and a class within a class is a table.
"""

from __future__ import annotations

import dataclasses
import types
import typing
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from reviewdesk.i18n import tr

if typing.TYPE_CHECKING:
    from reviewdesk.domain.scheme_lines import Path

LONGEST_TEXT = 4000
LONGEST_LIST = 120
MOST = {"sections": 40, "scales": 40, "levels": 120}
LARGEST = Decimal(1_000_000)
FINEST = -6


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a path of the file, and what to do about it."""

    path: Path
    message: str
    remedy: str


class _WrongError(Exception):
    """A value that cannot be used; its fault is on the list already."""


@cache
def shape(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    """Return name, type and whether it must be given, of each field of a class."""
    hints = typing.get_type_hints(kind, localns={"Decimal": Decimal})
    return tuple(
        (
            each.name,
            hints[each.name],
            each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING,
        )
        for each in dataclasses.fields(kind)
    )


def build(kind: type, table: dict[str, Any], path: Path, faults: list[Fault]) -> Any:
    """Return an instance of ``kind``, or None when a fault forbids it; faults are added."""
    known = {name for name, _, _ in shape(kind)}
    advice = tr("Remove it, or use one of: {keys}.").format(keys=", ".join(sorted(known)))
    faults.extend(
        Fault((*path, key), tr("“{key}” is not a known key here.").format(key=plain(key)), advice)
        for key in table
        if key not in known
    )
    values = {}
    complete = True
    for name, hint, required in shape(kind):
        if name not in table:
            if required:
                complete = False
                faults.append(
                    Fault(
                        path,
                        tr("“{key}” is missing.").format(key=name),
                        tr("Add a line that begins with: {key} =").format(key=name),
                    )
                )
            continue
        try:
            values[name] = _value(hint, table[name], (*path, name), faults, required)
        except _WrongError:
            complete = False
    return kind(**values) if complete else None


def _value(hint: Any, value: object, path: Path, faults: list[Fault], required: bool) -> Any:
    """Return ``value`` as the type of a field; raise _WrongError after adding the fault."""
    if isinstance(hint, types.UnionType):  # only "something or None" occurs
        hint = next(each for each in typing.get_args(hint) if each is not type(None))
    if typing.get_origin(hint) is tuple:
        return _list(typing.get_args(hint)[0], value, path, faults)
    if dataclasses.is_dataclass(hint):
        return _table(typing.cast("type", hint), value, path, faults)
    if hint is str:
        return _text(value, path, faults, required)
    if hint is Decimal:
        return _number(value, path, faults)
    return _word(hint, value, path, faults)


def _table(kind: type, value: object, path: Path, faults: list[Fault]) -> Any:
    if not isinstance(value, dict):
        _wrong(path, faults, tr("a table of keys"), value)
    made = build(kind, typing.cast("dict[str, Any]", value), path, faults)
    if made is None:
        raise _WrongError
    return made


def _word(hint: Any, value: object, path: Path, faults: list[Fault]) -> Any:
    """Return a truth value, a whole number or one of an enumeration."""
    if hint is bool:
        wanted = tr("true or false")
        good = isinstance(value, bool)
    elif hint is int:
        wanted = tr("a whole number")
        good = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    else:
        choices = [each.value for each in hint]
        wanted = tr("one of {choices}").format(choices=", ".join(choices))
        good = isinstance(value, str) and value in choices
    return hint(value) if good else _wrong(path, faults, wanted, value)


def _list(hint: Any, value: object, path: Path, faults: list[Fault]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        _wrong(path, faults, tr("a list in square brackets"), value)
    rows = typing.cast("list[object]", value)
    most = MOST.get(str(path[-1]), LONGEST_LIST)
    if len(rows) > most:
        faults.append(
            Fault(
                (*path, most),
                tr("“{key}” has {n} parts; at most {most} are allowed.").format(
                    key=path[-1], n=len(rows), most=most
                ),
                tr("Remove what is too much."),
            )
        )
        raise _WrongError
    made = []
    for place, row in enumerate(rows):
        try:
            made.append(_value(hint, row, (*path, place), faults, required=True))
        except _WrongError:
            continue
    if len(made) < len(rows):
        raise _WrongError
    return tuple(made)


def _number(value: object, path: Path, faults: list[Fault]) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        _wrong(path, faults, tr("a number"), value)
    number = value if isinstance(value, Decimal) else Decimal(value)
    if not number.is_finite() or abs(number) > LARGEST or _finer(number):
        faults.append(
            Fault(
                path,
                tr("This number is too large or too fine."),
                tr("Use a number up to one million with at most six decimals."),
            )
        )
        raise _WrongError
    return number


def _finer(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return not isinstance(exponent, int) or exponent < FINEST


def _text(value: object, path: Path, faults: list[Fault], required: bool) -> str:
    if not isinstance(value, str):
        _wrong(path, faults, tr("text in quotation marks"), value)
    text = value
    problem = ""
    if required and not text.strip():
        problem = tr("“{key}” is empty.").format(key=path[-1])
    elif len(text) > LONGEST_TEXT:
        problem = tr("This text is longer than {n} characters.").format(n=LONGEST_TEXT)
    elif any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\t" for char in text):
        problem = tr("This text has a character that cannot be printed.")
    if problem:
        faults.append(Fault(path, problem, tr("Write the text anew.")))
        raise _WrongError
    return text


def _wrong(path: Path, faults: list[Fault], wanted: str, value: object) -> typing.NoReturn:
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    faults.append(
        Fault(
            path,
            tr("“{key}” must be {wanted}, not {given}.").format(
                key=plain(key), wanted=wanted, given=_given(value)
            ),
            tr("Correct the value."),
        )
    )
    raise _WrongError


def _given(value: object) -> str:
    if isinstance(value, dict):
        return tr("a table")
    if isinstance(value, list):
        return tr("a list")
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"“{plain(str(value))}”" if isinstance(value, str) else plain(str(value))


def plain(text: str) -> str:
    """Return text from a file short and printable, for use within a sentence."""
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return clean if len(clean) <= 60 else clean[:59] + "…"
