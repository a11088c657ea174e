"""The shipped schemes: list, read, and score cases by them; files of one's own: examine.

These functions touch no desk and no record of a person, so they need no context.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reviewdesk import resources
from reviewdesk.domain import scheme_file
from reviewdesk.domain.scheme_file import SchemeFault
from reviewdesk.domain.scheme_limits import LARGEST_FILE
from reviewdesk.domain.scoring import Entry, score
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import scheme_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from reviewdesk.domain.scheme import Scheme

LARGEST_CASES = 20_000_000
"""Characters of a file of cases."""

LARGEST_BYTES = 4 * LARGEST_FILE
"""Bytes of a scheme file; no letter has more than four."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class SchemeCard:
    """A scheme as a list shows it."""

    id: str
    name: str
    version: str
    source: str
    office: str = ""
    """Country and office."""
    rated: bool = True
    """Whether people get ratings; False where statements are only agreed or not."""
    general: bool = False
    """Whether it is what an office without a scheme of its own gets."""


@dataclass(frozen=True, slots=True)
class SchemeExam:
    """What was found in a scheme file of one's own."""

    scheme: Scheme | None
    """None when there is any fault."""
    faults: tuple[SchemeFault, ...]
    """In the order of the lines."""


class _MalformedError(Exception):
    """A case that is not of the described form; the sentence says how."""


def list_schemes() -> tuple[SchemeCard, ...]:
    """Return the shipped schemes by name. Needs no context: no desk is touched.

    Raises:
        UserError: when a shipped file is damaged.
    """
    ids = sorted(path.stem for path in resources.folder("schemes").glob("*.toml"))
    schemes = [load_scheme(each) for each in ids]
    return tuple(card(each) for each in sorted(schemes, key=lambda each: each.name.casefold()))


def card(scheme: Scheme) -> SchemeCard:
    """Return a scheme as a list shows it. Needs no context: no desk is touched."""
    return SchemeCard(
        scheme.id,
        scheme.name,
        scheme.version,
        scheme.source,
        scheme.office,
        scheme_sheet.is_rated(scheme),
        scheme.general,
    )


def general_id() -> str:
    """Return the id of the shipped scheme for offices without one of their own.

    Needs no context: no desk is touched.

    Raises:
        UserError: when a shipped file is damaged or missing.
    """
    for one in list_schemes():
        if one.general:
            return one.id
    raise UserError(
        tr("No scheme for every office is shipped."), remedy=tr("Install ReviewDesk again.")
    )


def scheme_text(scheme_id: str) -> str:
    """Return the text of a shipped scheme. Needs no context: no desk is touched.

    Raises:
        UserError: when no such scheme is shipped.
    """
    known = _ID.fullmatch(scheme_id) is not None
    path = resources.folder("schemes") / f"{scheme_id}.toml" if known else None
    if path is None or not path.is_file():
        raise UserError(
            tr("There is no scheme “{id}”.").format(id=scheme_id[:60]),
            remedy=tr("“reviewdesk schemes list” names those that are shipped."),
        )
    return path.read_text(encoding="utf-8")


def load_scheme(scheme_id: str) -> Scheme:
    """Return a shipped scheme. Needs no context: no desk is touched.

    Raises:
        UserError: when no such scheme is shipped, or its file is damaged.
    """
    return _scheme(scheme_text(scheme_id))


@lru_cache(maxsize=32)
def _scheme(text: str) -> Scheme:
    scheme, faults = scheme_file.read(text)
    if scheme is None:
        raise UserError(
            tr("The scheme file is damaged at line {line}: {fault}").format(
                line=faults[0].line, fault=faults[0].message
            ),
            remedy=tr("Install ReviewDesk again."),
        )
    return scheme


def examine(path: Path) -> SchemeExam:
    """Read a scheme file of one's own and find every fault. Needs no context: no desk is touched.

    Nothing in the file is executed, and no more of it is read than a scheme can have.

    Raises:
        UserError: when there is no such file or it may not be read.
    """
    raw = _bytes(path)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _refused(raw, 0, tr("The file is written in UTF-16."))
    try:
        text = raw.decode("utf-8", "replace" if len(raw) > LARGEST_BYTES else "strict")
    except UnicodeDecodeError as error:
        return _refused(raw, error.start, tr("This line holds letters that are not UTF-8."))
    return SchemeExam(*scheme_file.read(text))


def _refused(raw: bytes, place: int, why: str) -> SchemeExam:
    line = raw.count(b"\n", 0, place) + 1
    return SchemeExam(None, (SchemeFault(line, why, tr("Save the file as UTF-8.")),))


def _bytes(path: Path) -> bytes:
    """Return the bytes of a file, one more than a scheme can have when it has too many."""
    try:
        if path.exists() and not path.is_file():
            raise UserError(
                tr("{path} is not a file.").format(path=path),
                remedy=tr("Choose a scheme file; its name ends in .toml."),
            )
        with path.open("rb") as stream:
            return stream.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UserError(
            tr("The file {path} cannot be opened: {why}.").format(
                path=path, why=getattr(error, "strerror", None) or error
            ),
            remedy=tr("Check the name of the file and whether you may read it."),
        ) from error


def score_cases(text: str) -> list[dict[str, str | None]]:
    """Return the result of each case of a JSON list, in order; a wrong case becomes its error.

    Needs no context: no desk is touched. Numbers are read exactly as they are written.

    Raises:
        UserError: when the text is not a JSON list.
    """
    cases = _parse(text)
    return [_score_case(case) for case in cases]


def _parse(text: str) -> list[Any]:
    if len(text) > LARGEST_CASES:
        raise UserError(
            tr("The file of cases is too large."),
            remedy=tr("Split it into files of up to 20 million characters."),
        )
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, ArithmeticError, RecursionError, _MalformedError) as error:
        raise UserError(
            tr("The file of cases cannot be read as JSON: {why}.").format(why=str(error)[:200]),
            remedy=tr("Choose a file that holds a JSON list of cases."),
        ) from error
    if not isinstance(found, list):
        raise UserError(
            tr("The file of cases holds no list."),
            remedy=tr("Choose a file that holds a JSON list of cases."),
        )
    return found


def _no_constant(name: str) -> Decimal:
    raise _MalformedError(tr("{name} is not a number").format(name=name))


def _score_case(case: object) -> dict[str, str | None]:
    if not isinstance(case, dict):
        return {"id": "", "error": tr("A case must be an object with id, scheme and elements.")}
    name = str(case.get("id", ""))
    try:
        result = score(load_scheme(_text(case, "scheme")), _entries(case))
    except UserError as refusal:
        return {"id": name, "error": refusal.happened}
    except _MalformedError as error:
        return {"id": name, "error": str(error)}
    return {"id": name, "score": result.score, "level": result.level, "label": result.label}


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise _MalformedError(tr("“{key}” must be given as text.").format(key=key))
    return value


def _entries(case: dict[str, Any]) -> list[Entry]:
    rows = case.get("elements")
    if not isinstance(rows, list):
        raise _MalformedError(tr("“elements” must be a list."))
    return [_entry(row) for row in rows]


def _entry(row: object) -> Entry:
    if not isinstance(row, dict):
        raise _MalformedError(tr("Each element must be an object with section, name and rating."))
    ratings = row.get("ratings")
    if ratings is None:
        ratings = {"": row.get("rating")}
    if not isinstance(ratings, dict):
        raise _MalformedError(tr("“ratings” must be an object of dimensions."))
    weight = row.get("weight")
    return Entry(
        section=_text(row, "section"),
        name=_text(row, "name"),
        weight=None if weight is None else _weight(weight),
        ratings={str(key): _rating(value) for key, value in ratings.items()},
    )


def _weight(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _MalformedError(tr("A weight must be a number."))
    weight = Decimal(value)
    exponent = weight.as_tuple().exponent
    if abs(weight) > 1_000_000 or not isinstance(exponent, int) or exponent < -6:
        raise _MalformedError(tr("A weight is too large or too fine."))
    return weight


def _rating(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _MalformedError(tr("A rating must be a number or text."))
    number = Decimal(value)
    return f"{number:f}" if abs(number.adjusted()) < 20 else str(number)
