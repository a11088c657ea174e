"""What a staff list would change among the people a desk already has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.exchange.staff_faults import clip
from reviewdesk.exchange.staff_line import Field
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from reviewdesk.exchange.staff_line import StaffLine


@dataclass(frozen=True, slots=True)
class Difference:
    """What happens to one person.

    ``kind`` is ``new``, ``changed``, ``moved`` (unit or manager), ``left`` (an end that has
    come) or ``absent`` (in the desk, not in the list). ``details`` are whole sentences.
    """

    number: str
    name: str
    kind: str
    details: tuple[str, ...]


_ATTRIBUTES = {
    Field.SURNAME: "surname",
    Field.GIVEN: "given",
    Field.JOB: "job",
    Field.GRADE: "grade",
    Field.UNIT: "unit",
    Field.UNIT_CODE: "unit_code",
    Field.MANAGER: "manager",
    Field.EMAIL: "email",
    Field.START: "start",
    Field.END: "end",
    Field.FTE: "fte",
    Field.LOCATION: "location",
    Field.EMPLOYMENT_TYPE: "employment_type",
}


def _labels() -> dict[Field, str]:
    return {
        Field.SURNAME: tr("Surname"),
        Field.GIVEN: tr("Given names"),
        Field.JOB: tr("Job title"),
        Field.GRADE: tr("Grade"),
        Field.UNIT: tr("Organisation unit"),
        Field.UNIT_CODE: tr("Unit code"),
        Field.MANAGER: tr("Manager staff no"),
        Field.EMAIL: tr("E-mail"),
        Field.START: tr("Start date"),
        Field.END: tr("End date"),
        Field.FTE: tr("FTE"),
        Field.LOCATION: tr("Location"),
        Field.EMPLOYMENT_TYPE: tr("Employment type"),
    }


def _name(line: StaffLine) -> str:
    return f"{line.given} {line.surname}".strip()


def _is_same_unit(one: StaffLine, other: StaffLine) -> bool:
    """Say whether two people are in one unit: by its code if both have one, else by name."""
    if one.unit_code and other.unit_code:
        return one.unit_code.casefold() == other.unit_code.casefold()
    return one.unit.casefold() == other.unit.casefold()


def _sentence(label: str, before: object, after: object) -> str:
    before, after = (clip("" if value is None else str(value)) for value in (before, after))
    if not before:
        return tr("{field} becomes “{after}”.").format(field=label, after=after)
    if not after:
        return tr("{field} “{before}” is taken away.").format(field=label, before=before)
    return tr("{field} “{before}” becomes “{after}”.").format(
        field=label, before=before, after=after
    )


def _difference(
    now: StaffLine, before: StaffLine, fields: Collection[Field], as_at: date
) -> Difference | None:
    labels = _labels()
    changed = [
        field
        for field, attribute in _ATTRIBUTES.items()
        if field in fields and getattr(now, attribute) != getattr(before, attribute)
    ]
    if not changed:
        return None
    has_moved = Field.MANAGER in changed or (
        not {Field.UNIT, Field.UNIT_CODE}.isdisjoint(changed) and not _is_same_unit(now, before)
    )
    was_here = before.end is None or before.end > as_at
    kind = "moved" if has_moved else "changed"
    if Field.END in changed and now.end is not None and now.end <= as_at and was_here:
        kind = "left"
    details = tuple(
        _sentence(
            labels[field],
            getattr(before, _ATTRIBUTES[field]),
            getattr(now, _ATTRIBUTES[field]),
        )
        for field in changed
    )
    return Difference(now.number, _name(now), kind, details)


def compare(
    lines: Sequence[StaffLine],
    present: Mapping[str, StaffLine],
    *,
    as_at: date,
    fields: Collection[Field] = tuple(Field),
    also_listed: Collection[str] = (),
) -> tuple[Difference, ...]:
    """Return what importing ``lines`` would change; people who stay the same are left out.

    Args:
        lines: the people of the list.
        present: the people of the desk by staff number.
        as_at: today, to tell who has left.
        fields: the fields that the list has a column for; others are not compared.
        also_listed: staff numbers in the file whose rows cannot be imported; those
            people are not absent.
    """
    found: list[Difference] = []
    listed = set(also_listed)
    for line in lines:
        listed.add(line.number)
        before = present.get(line.number)
        if before is None:
            found.append(Difference(line.number, _name(line), "new", ()))
        elif difference := _difference(line, before, fields, as_at):
            found.append(difference)
    for number, before in present.items():
        if number not in listed and (before.end is None or before.end > as_at):
            details = (tr("This person is not in the list."),)
            found.append(Difference(number, _name(before), "absent", details))
    return tuple(found)
