"""People: the list, the units, who supervised whom on a day, who may see whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import About, Right
from reviewdesk.domain.reporting_line import everyone_below
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store.tables.people import (
    Assignment,
    Person,
    Unit,
    full_name,
    line_above,
    supervisor_map,
    valid_on,
)
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context


class Presence(StrEnum):
    """Whether a person works here today."""

    HERE = "here"
    COMING = "coming"
    LEFT = "left"


def presence_words(presence: Presence) -> str:
    """Return a presence as it is shown."""
    match presence:
        case Presence.HERE:
            return tr("Here")
        case Presence.COMING:
            return tr("Starts later")
        case Presence.LEFT:
            return tr("Left")


_BATCH = 100
"""Rows fetched at once, so that no list is held twice."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the list shows them."""

    id: UUID
    number: str
    name: str
    job: str
    grade: str
    unit: str
    supervisor: str
    location: str
    starts: date | None
    ends: date | None
    state: Presence
    unit_id: UUID
    step: State | None
    """Where their newest review stands; None without one or where it may not be seen."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as lists and filters show it."""

    id: UUID
    code: str
    name: str
    parent_id: UUID | None
    people: int


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody, by id and name."""

    id: UUID
    name: str
    job: str = ""


def presence_of(starts: date | None, ends: date | None, today: date) -> Presence:
    """Return whether somebody works here on a day; the last day is still worked."""
    if ends is not None and ends < today:
        return Presence.LEFT
    if starts is not None and starts > today:
        return Presence.COMING
    return Presence.HERE


def list_people(ctx: Context) -> list[PersonRow]:
    """Return everybody the actor may see, by name, in three statements (four for staff)."""
    today = ctx.clock.today()
    place = (
        func.row_number()
        .over(partition_by=Review.employee_id, order_by=(Review.starts.desc(), Review.id))
        .label("place")
    )
    reviews = select(Review.employee_id, Review.state, place).where(Review.state != State.VOID)
    newest = reviews.subquery()
    query = select(
        *(Person.id, Person.number, Person.given, Person.surname, Person.job, Person.grade),
        *(Person.location, Person.starts, Person.ends),
        *(Unit.id, Unit.name, newest.c.state),
    )
    query = query.join(Unit, Person.unit_id == Unit.id).outerjoin(
        newest, (newest.c.employee_id == Person.id) & (newest.c.place == 1)
    )
    sees_steps = ctx.may(Right.SEE_REVIEW)
    with ctx.read(Right.SEE_PEOPLE) as session:
        supervisors = supervisor_map(session, today)
        visible = in_scope(ctx, session, supervisors)
        names = {
            id_: full_name(given, surname)
            for id_, given, surname in session.execute(
                select(Person.id, Person.given, Person.surname).execution_options(yield_per=_BATCH)
            )
        }
        found = session.execute(
            query.order_by(Person.surname, Person.given, Person.number).execution_options(
                yield_per=_BATCH
            )
        )
        same: dict[Any, Any] = {}
        """Each unit, job, grade and place once, however many people have it: 13,000 rows are held
        as long as the window is open."""
        kept = same.setdefault
        return [
            PersonRow(
                id=id_,
                number=number,
                name=names[id_],
                job=kept(job, job),
                grade=kept(grade, grade),
                unit=kept(unit, unit),
                supervisor=names.get(supervisors[id_], "") if id_ in supervisors else "",
                location=kept(location, location),
                starts=kept(starts, starts),
                ends=kept(ends, ends),
                state=presence_of(starts, ends, today),
                unit_id=kept(unit_id, unit_id),
                step=step if sees_steps else None,
            )
            for id_, number, _, _, job, grade, location, starts, ends, unit_id, unit, step in found
            if visible is None or id_ in visible
        ]


def in_scope(
    ctx: Context, session: Session, supervisors: Mapping[UUID, UUID] | None = None
) -> frozenset[UUID] | None:
    """Return whom the actor may see; None for everybody.

    Staff see themselves, those they supervise or review, and all below.
    """
    if ctx.sees_office(Right.SEE_PEOPLE):
        return None
    me = ctx.actor.person_id
    if me is None:
        return frozenset()
    if supervisors is None:
        supervisors = supervisor_map(session, ctx.clock.today())
    named = select(Review.employee_id).where(
        or_(Review.reviewer_id == me, Review.supervisor_id == me), Review.state != State.VOID
    )
    return frozenset({me, *session.scalars(named)}) | everyone_below(supervisors, me)


def units(ctx: Context) -> list[UnitRow]:
    """Return all units by name, each with how many people are in it itself."""
    query = (
        select(Unit.id, Unit.code, Unit.name, Unit.parent_id, func.count(Person.id))
        .outerjoin(Person, Person.unit_id == Unit.id)
        .group_by(Unit.id, Unit.code, Unit.name, Unit.parent_id)
        .order_by(Unit.name, Unit.code)
    )
    with ctx.read(Right.USE_DESK) as session:
        return [UnitRow(*row) for row in session.execute(query)]


def supervisor_on(ctx: Context, person_id: UUID, day: date) -> Who | None:
    """Return who supervised a person on a day, as the record stands now; None for nobody."""
    with ctx.read(Right.SEE_PEOPLE, about(ctx, person_id)) as session:
        return supervisor_in(session, person_id, day)


def find_person(session: Session, person_id: UUID) -> Person:
    """Return a person.

    Raises:
        UserError: when there is none with this id.
    """
    found = session.get(Person, person_id)
    if found is None:
        raise UserError(
            tr("This person is not on this desk."), remedy=tr("Go back to the list and try again.")
        )
    return found


def unit_path(session: Session, unit_id: UUID) -> tuple[str, ...]:
    """Return the names from the top down to a unit; a circle ends where it closes."""
    path: dict[UUID, str] = {}
    current: UUID | None = unit_id
    while current is not None and current not in path:
        unit = session.get(Unit, current)
        if unit is None:
            break
        path[current] = unit.name
        current = unit.parent_id
    return tuple(reversed(path.values()))


def about(ctx: Context, person_id: UUID) -> About:
    """Return who stands where towards a person: by the lines of today and by their reviews."""
    me = ctx.actor.person_id
    with ctx.read(Right.OPEN_DESK) as session:
        line = line_above(session, person_id, ctx.clock.today())
        named = None
        if me is not None:
            named = session.scalars(
                select(Review.id)
                .where(Review.employee_id == person_id, Review.state != State.VOID)
                .where(or_(Review.reviewer_id == me, Review.supervisor_id == me))
                .limit(1)
            ).first()
    return About(
        employee=person_id,
        supervisor=line[0] if line else None,
        reviewer=me if named else None,
        line=frozenset(line),
    )


def supervisor_in(session: Session, person_id: UUID, day: date) -> Who | None:
    """Return who supervises a person on a day; of two by mistake the later recorded."""
    row = session.execute(
        select(Person.id, Person.given, Person.surname, Person.job)
        .join(Assignment, Assignment.supervisor_id == Person.id)
        .where(valid_on(day), Assignment.person_id == person_id)
        .order_by(Assignment.recorded_at.desc())
        .limit(1)
    ).first()
    return Who(row.id, full_name(row.given, row.surname), row.job) if row else None
