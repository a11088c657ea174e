"""File names of many forms from a pattern, such as ``{unit}/{number} {surname}``.

These functions touch no desk, so they need no context.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.printing import safe_name
from reviewdesk.services.records import kind_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from reviewdesk.services.records import RecordRow

USUAL = "{number} {given} {surname}"
_DEEPEST = 4
"""Folders that a pattern may ask for; Windows gives a whole path 260 letters."""
_LONGEST = 60
"""Letters of each part of a path that has folders, for the same reason."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something of a form that its file may be named by."""

    name: str
    """As it stands between braces."""
    title: str
    text: Callable[[RecordRow], str]


def fields() -> tuple[Field, ...]:
    """Return what files may be named by, in the order of the menu. Needs no context."""
    return (
        Field("number", tr("Number of the form"), lambda one: one.number),
        Field("surname", tr("Surname"), lambda one: one.surname),
        Field("given", tr("Given names"), lambda one: one.given),
        Field("staff", tr("Staff number"), lambda one: one.staff_number),
        Field("unit", tr("Unit"), lambda one: one.unit),
        Field("cycle", tr("Cycle"), lambda one: one.cycle),
        Field("state", tr("Signed or draft"), lambda one: kind_words(one.kind)),
    )


def fault(pattern: str) -> str:
    """Return what is wrong with a pattern in a sentence, or nothing. Needs no context."""
    known = {one.name for one in fields()}
    parts = [part for part in re.split(r"[/\\]", pattern) if part.strip()]
    if not parts:
        return tr("Write how the files are to be named.")
    if len(parts) > _DEEPEST + 1:
        return tr("Use at most {n} folders.").format(n=_DEEPEST)
    for name in re.findall(r"\{([^{}]*)\}", pattern):
        if name not in known:
            return tr("There is no field {field}. There are: {fields}.").format(
                field="{" + name + "}", fields=", ".join("{" + one + "}" for one in sorted(known))
            )
    if set(re.sub(r"\{[^{}]*\}", "", pattern)) & set("{}"):
        return tr("A brace is left over: fields are written as {example}.").format(
            example="{number}"
        )
    return ""


def file_names(
    rows: Iterable[RecordRow], pattern: str = USUAL, *, besides: str = ""
) -> dict[UUID, PurePath]:
    """Return where each form is saved under the folder that was chosen; no two are the same.

    With ``besides`` it is another paper of that name, which may lie beside the form.
    Of forms that would have the same name, that with the lowest number keeps it and the
    others are numbered, so that another run names them alike. Needs no context.

    Raises:
        UserError: when the pattern cannot be used.
    """
    if sentence := fault(pattern):
        raise UserError(sentence, safe=tr("Nothing was saved."))
    texts = {one.name: one.text for one in fields()}
    parts = [part for part in re.split(r"[/\\]", pattern) if part.strip()]
    found: dict[UUID, PurePath] = {}
    taken: set[str] = set()
    for row in sorted(rows, key=lambda one: one.number):
        *folders, stem = [_filled(part, row, texts, short=len(parts) > 1) for part in parts]
        stem = safe_name(f"{stem} {besides}") if besides else stem
        name, place = PurePath(*folders, f"{stem}.pdf"), 1
        while _compared(name) in taken:
            place += 1
            name = PurePath(*folders, f"{stem} ({place}).pdf")
        taken.add(_compared(name))
        found[row.id] = name
    return found


def _filled(
    part: str, row: RecordRow, texts: Mapping[str, Callable[[RecordRow], str]], *, short: bool
) -> str:
    text = re.sub(r"\{([^{}]*)\}", lambda match: texts[match.group(1)](row), part)
    return safe_name(text[:_LONGEST] if short else text)


def _compared(name: PurePath) -> str:
    """Return a path as file systems compare it that know no case."""
    return unicodedata.normalize("NFC", str(name)).casefold()
