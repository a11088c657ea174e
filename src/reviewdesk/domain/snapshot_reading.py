"""The canonical JSON of a form, back into its snapshot; whatever else it holds is told.

The JSON may come out of any file, so its size and depth are bounded, names come once, and
every value has the kind that ``domain/snapshot.py`` gives it.
"""

from __future__ import annotations

import dataclasses
import json
import re
import types
import typing
from functools import cache
from typing import Any

from reviewdesk.domain.snapshot import FORMAT, Snapshot
from reviewdesk.i18n import tr

LARGEST = 8_000_000
"""Bytes; a form with 50,000 characters in every cell stays below."""
LONGEST_LIST = 2_000
_HASH = re.compile(r"[0-9a-f]{64}")
_DESK = re.compile(r"[0-9a-f]{32}")
_LAST_LINE = 2**53


class _WrongError(Exception):
    """A value that cannot be used, in words."""


def read(content: bytes) -> tuple[Snapshot | None, str]:
    """Return the snapshot of a canonical JSON, or None and what is wrong with it.

    Never raises: a file from outside may hold anything.
    """
    if len(content) > LARGEST:
        return None, tr("It has more than {n} bytes.").format(n=f"{LARGEST:,}")
    try:
        table = json.loads(
            content.decode("utf-8", "surrogatepass"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_no_number,
        )
        return _whole(table), ""
    except _WrongError as wrong:
        return None, str(wrong)
    except RecursionError:
        return None, tr("Its brackets are nested too deeply.")
    except ValueError:
        return None, tr("It is no JSON.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise _WrongError(tr("It says one thing twice."))
    return table


def _no_number(text: str) -> Any:
    raise _WrongError(tr("It has a number that no form has: “{number}”.").format(number=text[:40]))


def _whole(table: Any) -> Snapshot:
    if not isinstance(table, dict) or "format" not in table:
        raise _WrongError(tr("It is not the content of a form."))
    given = table.pop("format")
    if given != FORMAT or isinstance(given, bool):
        raise _WrongError(
            tr("It has format {given}; this version of the program reads format {known}.").format(
                given=str(given)[:20], known=FORMAT
            )
        )
    made: Snapshot = _table(Snapshot, table, "")
    if made.audit is not None:
        if not _HASH.fullmatch(made.audit.hash):
            raise _wrong("audit.hash")
        if not _DESK.fullmatch(made.audit.desk):
            raise _wrong("audit.desk")
        if not 0 <= made.audit.line <= _LAST_LINE:
            raise _wrong("audit.line")
    return made


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _table(kind: type, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(place)
    hints = _hints(kind)
    names = {each.name for each in dataclasses.fields(kind)}
    missing = {each.name for each in dataclasses.fields(kind) if each.default is None}
    names -= missing - value.keys()
    for name in sorted(names ^ value.keys()):
        raise _wrong(f"{place}.{name}")
    return kind(**{name: _value(hints[name], value[name], f"{place}.{name}") for name in names})


def _value(hint: Any, value: Any, place: str) -> Any:
    if isinstance(hint, types.UnionType):  # only "something or None" occurs
        if value is None:
            return None
        hint = typing.get_args(hint)[0]
    if typing.get_origin(hint) is tuple:
        return _list(typing.get_args(hint), value, place)
    if dataclasses.is_dataclass(hint):
        return _table(typing.cast("type", hint), value, place)
    if not isinstance(value, hint) or isinstance(value, bool):
        raise _wrong(place)
    return value


def _list(kinds: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        raise _wrong(place)
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(value)
    if len(kinds) != len(value):
        raise _wrong(place)
    return tuple(
        _value(kind, one, f"{place}.{number}")
        for number, (kind, one) in enumerate(zip(kinds, value, strict=True), start=1)
    )


def _wrong(place: str) -> _WrongError:
    return _WrongError(
        tr("“{name}” is missing, unknown or of the wrong kind.").format(
            name=place.strip(".")[:80] or "."
        )
    )
