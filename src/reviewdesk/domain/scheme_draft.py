"""A scheme while somebody writes it: one part changed at a time, its faults at their parts.

A draft is a ``Scheme`` of the right types that may still break the rules of schemes, so it
can be kept, shown and gone on with on another day.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import unicodedata
from typing import TYPE_CHECKING, Any

from reviewdesk.domain import scheme_checks
from reviewdesk.domain.parties import Party, Phase
from reviewdesk.domain.scheme import Level, ResultLevel, ResultRule, Scale, Scheme, Section
from reviewdesk.domain.scheme_faults import Findings
from reviewdesk.domain.scheme_process import PhaseRule, Rater, Signatory
from reviewdesk.domain.scheme_values import build, exact, stand_in
from reviewdesk.domain.scheme_write import write
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewdesk.domain.scheme_faults import Fault
    from reviewdesk.domain.scheme_lines import Path

LONGEST_ID = 60


def part(draft: Any, path: Path) -> Any:
    """Return the value at a path of names and places."""
    value = draft
    for step in path:
        value = value[step] if isinstance(step, int) else getattr(value, step)
    return value


def with_part(draft: Any, path: Path, value: Any) -> Any:
    """Return the draft with another value at a path; an empty path is the draft itself."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        changed = with_part(draft[step], rest, value)
        return (*draft[:step], changed, *draft[step + 1 :])
    return dataclasses.replace(draft, **{step: with_part(getattr(draft, step), rest, value)})


def faults(draft: Scheme) -> tuple[Fault, ...]:
    """Return what is still wrong with a draft, each fault with the path of its part."""
    found = Findings()
    table = tomllib.loads(write(draft), parse_float=exact)
    scheme_checks.check(build(Scheme, table, (), found), found)
    return tuple(dict.fromkeys(found.faults))


def read_draft(text: str) -> Scheme:
    """Return the draft of a text that ``write`` made; its faults are left in it."""
    found: Scheme = build(Scheme, tomllib.loads(text, parse_float=exact), (), Findings())
    return found


def row_for(kind: type, rows: Sequence[Any], draft: Scheme) -> Any:
    """Return a new row of a list of a draft, with names that no other row has."""
    if kind is Level:
        return Level(_next_code(rows), "", None)
    if kind is ResultLevel:
        return ResultLevel(_next_code(rows), "")
    row = stand_in(kind)
    names = {each.name for each in dataclasses.fields(kind)}
    if "id" in names:
        word = kind.__name__.lower()
        row = dataclasses.replace(row, id=_free(word, {each.id for each in rows}))
    if kind is Scale:
        row = dataclasses.replace(row, levels=tuple(Level(str(each), "") for each in range(1, 6)))
    if kind is Section:
        scale = draft.scales[0].id if draft.scales else ""
        row = dataclasses.replace(row, scale=scale, entry_word=tr("Goal"), most=10)
    return row


def blank(name: str) -> Scheme:
    """Return a draft with a name and the usual process, and nothing to rate by yet."""
    return Scheme(
        id=id_for(name),
        name=name,
        version="1",
        form_title=name,
        source="",
        check_before_use=(),
        scales=(),
        sections=(),
        result=ResultRule(combination=stand_in(ResultRule).combination, levels=()),
        phases=(
            PhaseRule(Phase.PLAN, tr("Plan agreed"), 30, after_end=False, opens=0),
            PhaseRule(Phase.SELF_ASSESSMENT, tr("Self-assessment"), 10, after_end=True, opens=-14),
            PhaseRule(Phase.RATING, tr("Rating"), 30, after_end=True),
            PhaseRule(Phase.REVIEWER, tr("Review of the rating"), 45, after_end=True),
            PhaseRule(Phase.EMPLOYEE, tr("Discussion and signature"), 60, after_end=True),
        ),
        signatories=(
            Signatory(Party.SUPERVISOR, tr("Supervisor"), tr("I rated this work fairly.")),
            Signatory(Party.REVIEWER, tr("Reviewer"), tr("I checked this review.")),
            Signatory(
                Party.EMPLOYEE,
                tr("Employee"),
                tr("I have read this review. Signing does not mean that I agree."),
                may_decline=True,
            ),
        ),
        raters=(Rater(Party.SUPERVISOR, tr("Supervisor")),),
    )


def id_for(name: str) -> str:
    """Return the technical name of a scheme: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-") or "scheme"


def next_version(version: str) -> str:
    """Return the version after this one: its last number counted up."""
    numbers = list(re.finditer(r"\d+", version))
    if not numbers:
        return f"{version} 2".strip()
    last = numbers[-1]
    return f"{version[: last.start()]}{int(last.group()) + 1}{version[last.end() :]}"


def _free(word: str, taken: set[str]) -> str:
    return next(name for n in range(1, len(taken) + 2) if (name := f"{word}-{n}") not in taken)


def _next_code(rows: Sequence[Any]) -> str:
    numbers = [int(each.code) for each in rows if each.code.isdecimal()]
    return str(max(numbers, default=0) + 1)
