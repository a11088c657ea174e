"""The readiness check of a cycle: everybody who takes part, and what stands in the way."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from reviewdesk.domain import cycle as rules
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.reporting_line import everyone_below
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store.tables.cycles import Choice, Cycle
from reviewdesk.store.tables.people import Assignment, Person, Unit, full_name, valid_on
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from reviewdesk.domain.cycle import Candidate, Finding, Population
    from reviewdesk.services.context import Context


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody a review can be made for."""

    person: UUID
    name: str
    supervisor: UUID
    reviewer: UUID | None
    starts: date | None
    ends: date | None


class Standing(StrEnum):
    """How somebody who takes part stands before a launch."""

    SETTLE = "settle"
    """A review cannot be made yet."""
    READY = "ready"
    LEFT_OUT = "left-out"
    """By HR, with a reason."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who takes part, as the list shows them."""

    person: UUID
    number: str
    name: str
    unit: str
    standing: Standing
    findings: tuple[Finding, ...]
    """What stands in the way, or, of the ready, what HR should know."""
    supervisor: str
    reviewer: str
    reason: str
    """Why the person is left out."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a readiness check: each person who takes part is in exactly one list."""

    ready: tuple[Ready, ...]
    people: tuple[PersonRow, ...]
    """All who have no review yet: those to settle first, then the ready, then those left out."""
    already_there: int

    @property
    def problems(self) -> tuple[PersonRow, ...]:
        """Return those a review cannot be made for yet."""
        return self._of(Standing.SETTLE)

    @property
    def excluded(self) -> tuple[PersonRow, ...]:
        """Return those HR left out."""
        return self._of(Standing.LEFT_OUT)

    def _of(self, standing: Standing) -> tuple[PersonRow, ...]:
        return tuple(one for one in self.people if one.standing is standing)

    def left_out(self) -> tuple[tuple[str, str], ...]:
        """Return name and reason of all who get no review in this launch."""
        return (
            *((row.name, row.reason) for row in self.excluded),
            *((row.name, " ".join(one.sentence for one in row.findings)) for row in self.problems),
        )


def readiness(ctx: Context, cycle_id: UUID) -> Check:
    """Return who is ready for a cycle and who is not, with the way to mend it.

    Raises:
        UserError: when the cycle is not on this desk.
    """
    with ctx.read(Right.RUN_CYCLES) as session:
        found = session.get(Cycle, cycle_id)
        if found is None:
            raise UserError(tr("This cycle is not on this desk."))
        return check(session, found, ctx.clock.today())


def population_of(cycle: Cycle) -> Population:
    """Return who a cycle is meant for."""
    rule = json.loads(cycle.rule)
    return rules.Population(
        units=frozenset(UUID(hex=one) for one in rule.get("units", ())),
        grades=frozenset(rule.get("grades", ())),
        employment_types=frozenset(rule.get("employment_types", ())),
    )


def check(session: Session, cycle: Cycle, today: date) -> Check:
    """Look at everybody who takes part, in a handful of statements."""
    people = {person.id: person for person in session.scalars(select(Person))}
    units = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name))}
    supervisors = _supervisors(session, rules.day_that_counts(cycle.starts, cycle.ends, today))
    choices = {
        one.person_id: one
        for one in session.scalars(select(Choice).where(Choice.cycle_id == cycle.id))
    }
    here, elsewhere = _reviews(session, cycle)
    population = _with_those_below(session, population_of(cycle))
    ready: list[Ready] = []
    rows: list[PersonRow] = []
    there = 0
    for person in people.values():
        candidate = _candidate(person, choices.get(person.id), supervisors, people, elsewhere)
        if not rules.takes_part(population, candidate):
            continue
        if person.id in here:
            there += 1
            continue
        choice = choices.get(person.id)
        found = rules.findings(candidate, cycle.starts, cycle.ends)
        standing = Standing.SETTLE if found else Standing.READY
        if choice is not None and choice.left_out:
            standing, found = Standing.LEFT_OUT, ()
        elif standing is Standing.READY:
            found = rules.remarks(candidate, cycle.starts, cycle.ends, cycle.minimum_days)
            ready.append(_ready(person, candidate))
        rows.append(
            PersonRow(
                person=person.id,
                number=person.number,
                name=full_name(person.given, person.surname),
                unit=units[person.unit_id],
                standing=standing,
                findings=found,
                supervisor=_names(candidate.supervisors, people),
                reviewer=_names((candidate.reviewer,), people),
                reason=choice.reason if choice and choice.left_out else "",
            )
        )
    ready.sort(key=lambda one: one.name)
    order = list(Standing)
    rows.sort(key=lambda row: (order.index(row.standing), row.unit, row.name))
    return Check(tuple(ready), tuple(rows), there)


def _ready(person: Person, candidate: Candidate) -> Ready:
    return Ready(
        person.id,
        full_name(person.given, person.surname),
        candidate.supervisors[0],
        candidate.reviewer,
        person.starts,
        person.ends,
    )


def _names(several: Iterable[UUID | None], people: Mapping[UUID, Person]) -> str:
    found = (people.get(one) for one in several if one is not None)
    return ", ".join(full_name(one.given, one.surname) for one in found if one is not None)


def _with_those_below(session: Session, population: Population) -> Population:
    """Return a population whose units have those below them too, now and as units are added."""
    if not population.units:
        return population
    parents = {
        row.id: row.parent_id
        for row in session.execute(
            select(Unit.id, Unit.parent_id).where(Unit.parent_id.is_not(None))
        )
    }
    below = [everyone_below(parents, one) for one in population.units]
    return replace(population, units=population.units.union(*below))


def _supervisors(session: Session, day: date) -> Mapping[UUID, tuple[UUID, ...]]:
    found: dict[UUID, dict[UUID, None]] = {}
    query = select(Assignment.person_id, Assignment.supervisor_id).where(valid_on(day))
    for person, supervisor in session.execute(query):
        found.setdefault(person, {})[supervisor] = None
    return {person: tuple(several) for person, several in found.items()}


def _reviews(session: Session, cycle: Cycle) -> tuple[frozenset[UUID], Mapping[UUID, str]]:
    here: set[UUID] = set()
    elsewhere: dict[UUID, str] = {}
    query = select(Review.employee_id, Review.number, Review.cycle_id).where(
        Review.state != State.VOID, Review.starts <= cycle.ends, Review.ends >= cycle.starts
    )
    for employee, number, cycle_id in session.execute(query):
        if cycle_id == cycle.id:
            here.add(employee)
        else:
            elsewhere[employee] = number
    return frozenset(here), elsewhere


def _candidate(
    person: Person,
    choice: Choice | None,
    supervisors: Mapping[UUID, tuple[UUID, ...]],
    people: Mapping[UUID, Person],
    elsewhere: Mapping[UUID, str],
) -> Candidate:
    named = choice.supervisor_id if choice else None
    mine = (named,) if named else supervisors.get(person.id, ())
    first = people.get(mine[0]) if len(mine) == 1 else None
    above = supervisors.get(mine[0], ()) if len(mine) == 1 else ()
    reviewer = (choice.reviewer_id if choice else None) or (above[0] if above else None)
    if reviewer in (person.id, *mine) and not (choice and choice.reviewer_id):
        reviewer = None
    return rules.Candidate(
        person=person.id,
        unit=person.unit_id,
        grade=person.grade,
        employment_type=person.employment_type,
        starts=person.starts,
        ends=person.ends,
        supervisors=mine,
        supervisor_ends=first.ends if first else None,
        reviewer=reviewer,
        reviewer_ends=people[reviewer].ends if reviewer and reviewer in people else None,
        overlapping=elsewhere.get(person.id, ""),
        chosen=named is not None,
    )
