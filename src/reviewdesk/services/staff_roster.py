"""The people of a desk as a staff list would give them, and the units a list names."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select

from reviewdesk.domain.staff_number import key_of
from reviewdesk.i18n import tr
from reviewdesk.store.tables.accounts import Office
from reviewdesk.store.tables.people import Assignment, Person, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.exchange.staff_line import StaffLine


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A reporting line that stands."""

    id: UUID
    supervisor: UUID
    starts: date
    ends: date | None


@dataclass(slots=True)
class DeskPerson:
    """Somebody of the desk."""

    id: UUID
    unit: UUID
    line: StaffLine
    lines: list[DeskLine] = field(default_factory=list)
    """Reporting lines that stand, in the order of their first days."""

    def supervisor(self, today: date) -> UUID | None:
        """Return who supervises them today; before the first line, who will."""
        now = [one for one in self.lines if one.starts <= today <= (one.ends or today)]
        if now:
            return now[-1].supervisor
        coming = [one for one in self.lines if one.starts > today]
        return coming[0].supervisor if coming else None


def roster(session: Session, today: date) -> dict[str, DeskPerson]:
    """Return everybody on the desk by the key of their number, in two statements."""
    from reviewdesk.exchange.staff_line import StaffLine

    query = select(
        *(Person.id, Person.number, Person.surname, Person.given, Person.job, Person.grade),
        *(Person.email, Person.starts, Person.ends, Person.fte, Person.location),
        *(Person.employment_type, Person.unit_id, Unit.name, Unit.code),
    ).join(Unit, Person.unit_id == Unit.id)
    people: dict[UUID, DeskPerson] = {}
    for row in session.execute(query):
        line = StaffLine(
            line=0,
            number=row.number,
            surname=row.surname,
            given=row.given,
            job=row.job,
            grade=row.grade,
            unit=row.name,
            unit_code=row.code if row.code != row.name else "",
            manager="",
            email=row.email,
            start=row.starts,
            end=row.ends,
            fte=row.fte,
            location=row.location,
            employment_type=row.employment_type,
        )
        people[row.id] = DeskPerson(row.id, row.unit_id, line)
    lines = (
        select(
            Assignment.id,
            Assignment.person_id,
            Assignment.supervisor_id,
            Assignment.starts,
            Assignment.ends,
        )
        .where(Assignment.withdrawn_at.is_(None))
        .order_by(Assignment.starts, Assignment.recorded_at)
    )
    for id_, person, supervisor, starts, ends in session.execute(lines):
        people[person].lines.append(DeskLine(id_, supervisor, starts, ends))
    numbers = {one.id: one.line.number for one in people.values()}
    for one in people.values():
        above = one.supervisor(today)
        if above is not None:
            one.line = _with_manager(one.line, numbers[above])
    return {key_of(one.line.number): one for one in people.values()}


def _with_manager(line: StaffLine, manager: str) -> StaffLine:
    from dataclasses import replace

    return replace(line, manager=manager)


@dataclass(slots=True)
class _Place:
    """A unit as it is and as the list calls it."""

    id: UUID
    code: str
    name: str
    parent: UUID | None
    is_new: bool = False
    names: Counter[str] = field(default_factory=Counter)


class UnitBook:
    """Finds the unit a row means, makes it where it is new, and learns the names in use."""

    def __init__(self, session: Session) -> None:
        self.places: dict[UUID, _Place] = {}
        self._by_code: dict[str, UUID] = {}
        self._by_name: defaultdict[str, list[UUID]] = defaultdict(list)
        for unit in session.execute(select(Unit.id, Unit.code, Unit.name, Unit.parent_id)):
            self._put(_Place(unit.id, unit.code, unit.name, unit.parent_id))
        self._rest = session.scalars(select(Office.name)).first() or tr("No unit")

    def _put(self, place: _Place) -> UUID:
        self.places[place.id] = place
        self._by_code[place.code.casefold()] = place.id
        self._by_name[place.name.casefold()].append(place.id)
        return place.id

    def place(self, line: StaffLine, present: UUID | None) -> UUID:
        """Return the unit of a row; a row that names none leaves a person where they are."""
        code, name = line.unit_code, line.unit or line.unit_code
        if not name:
            if present is not None:
                return present
            name = self._rest
        found = self._by_code.get(code.casefold()) if code else self._named(name, present)
        if found is None and code:
            found = self._without_code(name, code)
        if found is None:
            own = code or self._free_code(name)
            found = self._put(_Place(uuid4(), own, name, None, is_new=True))
        if line.unit:
            self.places[found].names[name] += 1
        return found

    def _named(self, name: str, present: UUID | None) -> UUID | None:
        alike = self._by_name.get(name.casefold(), [])
        if present in alike:
            return present
        return alike[0] if alike else None

    def _without_code(self, name: str, code: str) -> UUID | None:
        """Return a unit of this name that had no code of its own, and give it this one."""
        for one in self._by_name.get(name.casefold(), ()):
            place = self.places[one]
            if place.code == place.name:
                place.code = code
                self._by_code[code.casefold()] = one
                return one
        return None

    def _free_code(self, name: str) -> str:
        code, n = name, 1
        while code.casefold() in self._by_code:
            n += 1
            code = f"{name} ({n})"
        return code

    def settle_names(self) -> None:
        """Call each unit what most rows of the list call it."""
        for place in self.places.values():
            if place.names:
                name = place.names.most_common(1)[0][0]
                if place.code == place.name:
                    place.code = name if self._is_free(name, place.id) else place.code
                place.name = name

    def _is_free(self, code: str, unit: UUID) -> bool:
        return self._by_code.get(code.casefold(), unit) == unit

    def words(self, unit: UUID) -> tuple[str, str]:
        """Return name and own code of a unit; no code where it is only the name again."""
        place = self.places[unit]
        return place.name, place.code if place.code != place.name else ""

    def changed(self, before: Iterable[Unit]) -> list[tuple[Unit, _Place]]:
        """Return the units of the desk that are called otherwise now."""
        pairs = [(unit, self.places[unit.id]) for unit in before]
        return [
            (unit, place)
            for unit, place in pairs
            if (unit.name, unit.code, unit.parent_id) != (place.name, place.code, place.parent)
        ]
