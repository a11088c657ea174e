"""From what ``tomllib`` read to the frozen values of a scheme, and every fault on the way.

The classes of ``domain/scheme.py`` are the description of the file: a field is a key, a
field without a default must be there, and a class within a class is a table.
"""

from __future__ import annotations

import dataclasses
import types
import typing
import unicodedata
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from reviewdesk.domain.scheme_faults import Fault, plain
from reviewdesk.i18n import tr

if typing.TYPE_CHECKING:
    from reviewdesk.domain.scheme_faults import Findings
    from reviewdesk.domain.scheme_lines import Path

LONGEST_TEXT = 4000
LONGEST_LINE = 200
LONGEST_LABEL = 80
LONGEST_MEANING = 300
"""What stands beside a signature."""
MOST_LINES = 60
PROSE = frozenset({"source", "check_before_use", "definition", "guidance", "text"})
"""Keys of texts that flow over lines and pages; every other text is one line."""
LABELS = frozenset({"words", "dimensions", "raters", "label", "entry_word", "unit", "second_value"})
"""Keys at or below which a text stands in a narrow column or in a box."""
LONGEST_LIST = 120
MOST = {"sections": 40, "scales": 40, "levels": 120}
LARGEST = Decimal(1_000_000)
FINEST = -6


class _WrongError(Exception):
    """A value that cannot be used."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


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


def build(kind: type, table: dict[str, Any], path: Path, found: Findings) -> Any:
    """Return an instance of ``kind``; what is missing or wrong is found and gets a stand-in."""
    known = {name for name, _, _ in shape(kind)}
    advice = tr("Remove it, or use one of: {keys}.").format(keys=", ".join(sorted(known)))
    found.faults.extend(
        Fault((*path, key), tr("“{key}” is not a known key here.").format(key=plain(key)), advice)
        for key in table
        if key not in known
    )
    values = {}
    for name, hint, required in shape(kind):
        if name in table:
            values[name] = _value(hint, table[name], (*path, name), found, required)
        elif required:
            values[name] = stand_in(hint)
            found.hurt.add((*path, name))
            found.faults.append(
                Fault(
                    path,
                    tr("“{key}” is missing.").format(key=name),
                    tr("Add a line that begins with: {key} =").format(key=name),
                )
            )
    return kind(**values)


def stand_in(hint: Any) -> Any:
    """Return a harmless value of a type, for a part that is hurt and so is not judged."""
    if isinstance(hint, types.UnionType):
        return None
    if typing.get_origin(hint) is tuple:
        return ()
    if dataclasses.is_dataclass(hint):
        kind = typing.cast("type", hint)
        return kind(**{name: stand_in(each) for name, each, required in shape(kind) if required})
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return next(iter(hint))
    return hint()


def _value(hint: Any, value: object, path: Path, found: Findings, required: bool) -> Any:
    """Return ``value`` as the type of a field, or a stand-in after the fault is found."""
    if isinstance(hint, types.UnionType):  # only "something or None" occurs
        hint = next(each for each in typing.get_args(hint) if each is not type(None))
    try:
        if typing.get_origin(hint) is tuple:
            return _list(typing.get_args(hint)[0], value, path, found)
        if dataclasses.is_dataclass(hint):
            return _table(typing.cast("type", hint), value, path, found)
        if hint is str:
            return _text(value, path, required)
        if hint is Decimal:
            return _number(value, path)
        return _word(hint, value, path)
    except _WrongError as wrong:
        found.add([wrong.fault])
        return stand_in(hint)


def _table(kind: type, value: object, path: Path, found: Findings) -> Any:
    if not isinstance(value, dict):
        raise _wrong(path, tr("a table of keys"), value)
    return build(kind, typing.cast("dict[str, Any]", value), path, found)


def _word(hint: Any, value: object, path: Path) -> Any:
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
    if not good:
        raise _wrong(path, wanted, value)
    return hint(value)


def _list(hint: Any, value: object, path: Path, found: Findings) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _wrong(path, tr("a list in square brackets"), value)
    rows = typing.cast("list[object]", value)
    most = MOST.get(str(path[-1]), LONGEST_LIST)
    if len(rows) > most:
        found.hurt.add(path)
        found.faults.append(
            Fault(
                (*path, most),
                tr("“{key}” has {n} parts; at most {most} are allowed.").format(
                    key=path[-1], n=len(rows), most=most
                ),
                tr("Remove what is too much."),
            )
        )
    return tuple(
        _value(hint, row, (*path, place), found, required=True)
        for place, row in enumerate(rows[:most])
    )


def _number(value: object, path: Path) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _wrong(path, tr("a number"), value)
    number = value if isinstance(value, Decimal) else Decimal(value)
    if not number.is_finite() or number.copy_abs() > LARGEST or _finer(number):
        raise _WrongError(
            Fault(
                path,
                tr("This number is too large or too fine."),
                tr("Use a number up to one million with at most six decimals."),
            )
        )
    return number


def _finer(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return not isinstance(exponent, int) or exponent < FINEST


def exact(text: str) -> Decimal:
    """Return a number of the file as it is written; one beyond all bounds counts as endless."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal("Infinity")


def _text(value: object, path: Path, required: bool) -> str:
    if not isinstance(value, str):
        raise _wrong(path, tr("text in quotation marks"), value)
    text = value
    problem = ""
    if required and not text.strip():
        problem = tr("“{key}” is empty.").format(key=_key(path))
    elif len(text) > (longest := _longest(path)):
        problem = tr("This text is longer than {n} characters.").format(n=longest)
    elif _key(path) not in PROSE and ("\n" in text or "\t" in text):
        problem = tr("“{key}” must be one line.").format(key=_key(path))
    elif text.count("\n") > MOST_LINES:
        problem = tr("This text has more than {n} lines.").format(n=MOST_LINES)
    elif any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\t" for char in text):
        problem = tr("This text has a character that cannot be printed.")
    if problem:
        raise _WrongError(Fault(path, problem, tr("Write the text anew.")))
    return text


def _longest(path: Path) -> int:
    """Return how many characters a text may have, so that it can be printed where it stands."""
    if _key(path) in PROSE:
        return LONGEST_TEXT
    if _key(path) == "meaning":
        return LONGEST_MEANING
    return LONGEST_LINE if LABELS.isdisjoint(map(str, path)) else LONGEST_LABEL


def _wrong(path: Path, wanted: str, value: object) -> _WrongError:
    return _WrongError(
        Fault(
            path,
            tr("“{key}” must be {wanted}, not {given}.").format(
                key=plain(_key(path)), wanted=wanted, given=_given(value)
            ),
            tr("Correct the value."),
        )
    )


def _key(path: Path) -> str:
    """Return the last key of a path; a place in a list has none of its own."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _given(value: object) -> str:
    if isinstance(value, dict):
        return tr("a table")
    if isinstance(value, list):
        return tr("a list")
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"“{plain(value)}”" if isinstance(value, str) else plain(str(value))
