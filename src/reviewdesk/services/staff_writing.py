"""A planned staff import written to the desk: units, people and reporting lines, in bulk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import insert, select

from reviewdesk.domain import unit_tree
from reviewdesk.domain.staff_number import key_of
from reviewdesk.i18n import tr
from reviewdesk.services.staff_plan import has_left, managers_after
from reviewdesk.store.tables.people import Assignment, Person, Unit, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.exchange.staff_line import Field, StaffLine
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Context
    from reviewdesk.services.staff_plan import Plan
    from reviewdesk.services.staff_roster import DeskLine

_BATCH = 500


def write(ctx: Context, session: Session, plan: Plan, progress: Progress) -> None:
    """Write a plan inside a running transaction.

    Raises:
        CancelledError: when stopped; the caller's transaction then rolls back.
    """
    _Writer(ctx, session, plan, progress).write()


class _Writer:
    def __init__(self, ctx: Context, session: Session, plan: Plan, progress: Progress) -> None:
        self.ctx, self.session, self.plan, self.progress = ctx, session, plan, progress
        self.today = ctx.clock.today()
        self.now = ctx.clock.now()
        self.ids: dict[str, UUID] = {key: one.id for key, one in plan.present.items()}
        self.ids |= {key: uuid4() for key in plan.lines if key not in self.ids}
        self.done = 0

    def write(self) -> None:
        self._units()
        self._people()
        from reviewdesk.exchange.staff_line import Field

        if Field.MANAGER in self.plan.fields or Field.END in self.plan.fields:
            self._reporting_lines(has_managers=Field.MANAGER in self.plan.fields)
        self.progress(self._total(), self._total())

    def _total(self) -> int:
        return 2 * len(self.plan.lines)

    def _insert(self, table: type[Any], rows: list[dict[str, Any]]) -> None:
        """Insert many rows; the desk writes their audit lines."""
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            self.session.execute(
                insert(table).execution_options(render_nulls=True), batch
            )  # else each pattern of empty cells would be a statement of its own
            self.done += len(batch)
            self.progress(min(self.done, self._total()), self._total())

    def _units(self) -> None:
        book = self.plan.units
        unit_of = {key: one.unit for key, one in self.plan.present.items()} | dict(
            self.plan.unit_of
        )
        above = managers_after(self.plan.lines, self.plan.present)
        settled = {one.id: one.parent for one in book.places.values() if one.parent is not None}
        for one, parent in unit_tree.derive(unit_of, above, settled).items():
            book.places[one].parent = parent
        for unit, place in book.changed(self.session.scalars(select(Unit)).all()):
            unit.name, unit.code = place.name, place.code
        fresh = [one for one in book.places.values() if one.is_new]
        self._insert(
            Unit,
            [
                {"id": one.id, "code": one.code, "name": one.name, "parent_id": None}
                for one in fresh
            ],
        )
        self.done = 0
        for unit, place in book.changed(self.session.scalars(select(Unit)).all()):
            unit.parent_id = place.parent
        self.session.flush()

    def _people(self) -> None:
        fresh: list[dict[str, Any]] = []
        changed: dict[UUID, tuple[StaffLine, UUID]] = {}
        for key, line in self.plan.lines.items():
            here = self.plan.present.get(key)
            unit = self.plan.unit_of[key]
            if here is None:
                fresh.append({"id": self.ids[key], "number": line.number} | _values(line, unit))
            elif self._differs(line, here.line) or unit != here.unit:
                changed[here.id] = (line, unit)
        self._insert(Person, fresh)
        for person in self._load(Person, changed):
            line, unit = changed[person.id]
            for field, column in _columns().items():
                if field in self.plan.fields:
                    setattr(person, column, _values(line, unit)[column])
            person.unit_id = unit
            person.search = folded(person.number, person.given, person.surname)

    def _differs(self, line: StaffLine, here: StaffLine) -> bool:
        return any(
            getattr(line, attribute) != getattr(here, attribute)
            for field, attribute in _attributes().items()
            if field in self.plan.fields
        )

    def _load(self, table: type[Any], ids: Iterable[UUID]) -> Iterator[Any]:
        wanted = list(ids)
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            yield from self.session.scalars(select(table).where(table.id.in_(batch)))
            self.session.flush()
            self.progress(min(self.done, self._total()), self._total())

    def _reporting_lines(self, *, has_managers: bool) -> None:
        fresh: list[dict[str, Any]] = []
        ended: dict[UUID, date] = {}
        withdrawn: set[UUID] = set()
        for key, line in self.plan.lines.items():
            here = self.plan.present.get(key)
            lines = here.lines if here else []
            if has_left(line, self.today):
                _end(lines, line.end, ended, withdrawn)
            if not has_managers:
                continue
            manager = self._manager(line)
            if not lines:
                if manager is not None and (row := self._first(key, line, manager)):
                    fresh.append(row)
            elif not has_left(line, self.today) and here and manager != here.supervisor(self.today):
                coming = [one for one in lines if one.starts > self.today]
                now = [one for one in lines if one.starts <= self.today]
                _end(now, self.today - timedelta(days=1), ended, withdrawn)
                last = coming[0].starts - timedelta(days=1) if coming else None
                if manager is not None:
                    fresh.append(self._row(key, manager, self.today, last))
        for one in self._load(Assignment, ended):
            one.ends = ended[one.id]
        for one in self._load(Assignment, withdrawn):
            one.withdrawn_at, one.withdrawn_by = self.now, self.ctx.actor.name
        self.session.flush()
        self._insert(Assignment, fresh)

    def _manager(self, line: StaffLine) -> UUID | None:
        """Return the manager's id."""
        return self.ids.get(key_of(line.manager)) if line.manager else None

    def _first(self, key: str, line: StaffLine, manager: UUID) -> dict[str, Any] | None:
        """Return a person's first line: from when both were here, or from last year's first day."""
        above = key_of(line.manager)
        over = self.plan.lines.get(above)
        if over is None:
            over = self.plan.present[above].line
        days = [day for day in (line.start, over.start) if day is not None]
        starts = max(days, default=self.today.replace(year=self.today.year - 1, month=1, day=1))
        ends = line.end if has_left(line, self.today) else None
        if ends is not None and ends < starts:
            return None
        return self._row(key, manager, starts, ends)

    def _row(self, key: str, manager: UUID, starts: date, ends: date | None) -> dict[str, Any]:
        return {
            "id": uuid4(),
            "person_id": self.ids[key],
            "supervisor_id": manager,
            "starts": starts,
            "ends": ends,
            "reason": tr("Staff list imported"),
            "recorded_at": self.now,
            "recorded_by": self.ctx.actor.name,
            "withdrawn_by": "",
        }


def _end(
    lines: Iterable[DeskLine], last: date | None, ended: dict[UUID, date], withdrawn: set[UUID]
) -> None:
    """End lines on a day; one that would begin after it never was."""
    if last is None:
        return
    for one in lines:
        if one.starts > last:
            withdrawn.add(one.id)
        elif one.ends is None or one.ends > last:
            ended[one.id] = last


def _columns() -> dict[Field, str]:
    """Return the column of a person for each field of a list that is one."""
    from reviewdesk.exchange.staff_line import Field

    return {
        Field.SURNAME: "surname",
        Field.GIVEN: "given",
        Field.JOB: "job",
        Field.GRADE: "grade",
        Field.EMAIL: "email",
        Field.START: "starts",
        Field.END: "ends",
        Field.FTE: "fte",
        Field.LOCATION: "location",
        Field.EMPLOYMENT_TYPE: "employment_type",
    }


def _attributes() -> dict[Field, str]:
    """Return the attribute of a row for the same fields."""
    from reviewdesk.exchange.staff_line import Field

    return _columns() | {Field.START: "start", Field.END: "end"}


def _values(line: StaffLine, unit: UUID) -> dict[str, Any]:
    return {
        "surname": line.surname,
        "given": line.given,
        "job": line.job,
        "grade": line.grade,
        "unit_id": unit,
        "email": line.email,
        "starts": line.start,
        "ends": line.end,
        "fte": line.fte,
        "location": line.location,
        "employment_type": line.employment_type,
        "search": folded(line.number, line.given, line.surname),
    }
