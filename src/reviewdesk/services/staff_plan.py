"""What importing a staff list would do to this desk, worked out before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewdesk.domain import reporting_line
from reviewdesk.domain.staff_number import key_of
from reviewdesk.i18n import tr
from reviewdesk.services.staff_roster import UnitBook, roster

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.exchange.staff_changes import Difference
    from reviewdesk.exchange.staff_line import Fault, Field, StaffLine, StaffList
    from reviewdesk.services.staff_roster import DeskPerson

_NAMED = 6
"""How many people of a circle are named."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows that can be imported, where each goes, and what is wrong with the others."""

    lines: Mapping[str, StaffLine]
    """By the key of the number; numbers, managers and units are spelt as the desk will."""
    present: Mapping[str, DeskPerson]
    units: UnitBook
    unit_of: Mapping[str, UUID]
    faults: tuple[Fault, ...]
    faulty: frozenset[int]
    differences: tuple[Difference, ...]
    fields: frozenset[Field]
    orphans: tuple[str, ...]
    """Names of people whose manager is neither on the desk nor among the rows imported."""

    @property
    def errors(self) -> int:
        """How many faults stop the import."""
        from reviewdesk.exchange.staff_line import Severity

        return sum(one.severity is Severity.ERROR for one in self.faults)


def make_plan(session: Session, staff: StaffList, today: date) -> Plan:
    """Work out what importing a list does to the desk as it is now."""
    from reviewdesk.exchange.staff_changes import compare
    from reviewdesk.exchange.staff_faults import reading_order
    from reviewdesk.exchange.staff_line import Field

    present = roster(session, today)
    fields = frozenset(staff.columns)
    lines = {key_of(line.number): line for line in staff.lines}
    circles = _circles(lines, present) if Field.MANAGER in fields else []
    bad = {one.line for one in circles}
    lines = {key: line for key, line in lines.items() if line.line not in bad}
    units = UnitBook(session)
    unit_of = {
        key: units.place(line, present[key].unit if key in present else None)
        for key, line in lines.items()
    }
    units.settle_names()
    orphans: list[str] = []
    for key, line in lines.items():
        here = present.get(key)
        name, code = units.words(unit_of[key])
        manager = key_of(line.manager)
        if manager and manager not in lines and manager not in present:
            orphans.append(f"{line.given} {line.surname}".strip())
            spelt = here.line.manager if here else ""
        elif manager in present:
            spelt = present[manager].line.number
        else:
            spelt = line.manager
        if here and has_left(line, today) and here.line.end == line.end:
            spelt = here.line.manager
        number = here.line.number if here else line.number
        lines[key] = replace(line, number=number, unit=name, unit_code=code, manager=spelt)
    listed = {key_of(number) for number in staff.numbers}
    differences = compare(
        tuple(lines.values()),
        {one.line.number: one.line for one in present.values()},
        as_at=today,
        fields=fields,
        also_listed=[one.line.number for key, one in present.items() if key in listed],
    )
    return Plan(
        lines=lines,
        present=present,
        units=units,
        unit_of=unit_of,
        faults=tuple(sorted((*staff.faults, *circles), key=reading_order)),
        faulty=staff.faulty | bad,
        differences=differences,
        fields=fields,
        orphans=tuple(orphans),
    )


def has_left(line: StaffLine, today: date) -> bool:
    """Return whether a person's last day has come."""
    return line.end is not None and line.end <= today


def managers_after(
    lines: Mapping[str, StaffLine], present: Mapping[str, DeskPerson]
) -> dict[str, str]:
    """Return everybody's manager, by keys, as it will be after the import."""
    above = {key: key_of(one.line.manager) for key, one in present.items() if one.line.manager}
    for key, line in lines.items():
        manager = key_of(line.manager)
        if manager and (manager in lines or manager in present):
            above[key] = manager
        elif not manager:
            above.pop(key, None)
    return above


def _circles(lines: Mapping[str, StaffLine], present: Mapping[str, DeskPerson]) -> list[Fault]:
    """Blame rows that close a circle with people of the desk whom the list leaves as they are."""
    from reviewdesk.exchange.staff_faults import fault
    from reviewdesk.exchange.staff_line import Field

    left = dict(lines)
    faults: list[Fault] = []
    while True:
        above = managers_after(left, present)
        blamed = False
        for circle in reporting_line.circles(above):
            names = ", ".join(
                (left[key] if key in left else present[key].line).number for key in circle[:_NAMED]
            )
            if len(circle) > _NAMED:
                names = tr("{names} and others").format(names=names)
            for key in circle:
                if key in left:
                    line = left.pop(key)
                    faults.append(fault(line.line, Field.MANAGER, "reporting-loop", other=names))
                    blamed = True
        if not blamed:
            return faults
