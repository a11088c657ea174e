"""The readiness check of a cycle: everybody who takes part, and what stands in the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from reviewdesk.domain import cycle as rules
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store.tables.cycles import Choice, Cycle
from reviewdesk.store.tables.people import Assignment, Person, Unit, full_name, valid_on
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """Somebody a review cannot be made for yet, and how to mend it."""

    person: UUID
    number: str
    name: str
    unit: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a readiness check: each person who takes part is in exactly one list."""

    ready: tuple[Ready, ...]
    problems: tuple[ProblemRow, ...]
    excluded: tuple[tuple[UUID, str, str], ...]
    """Left out by HR: person, name and reason."""
    already_there: int

    def left_out(self) -> tuple[tuple[str, str], ...]:
        """Return name and reason of all who get no review in this launch."""
        return (
            *((name, reason) for _person, name, reason in self.excluded),
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
    population = population_of(cycle)
    ready: list[Ready] = []
    problems: list[ProblemRow] = []
    excluded: list[tuple[UUID, str, str]] = []
    there = 0
    for person in people.values():
        candidate = _candidate(person, choices.get(person.id), supervisors, people, elsewhere)
        if not rules.takes_part(population, candidate):
            continue
        name = full_name(person.given, person.surname)
        choice = choices.get(person.id)
        if person.id in here:
            there += 1
        elif choice is not None and choice.left_out:
            excluded.append((person.id, name, choice.reason))
        elif found := rules.findings(candidate, cycle.starts, cycle.ends, cycle.minimum_days):
            problems.append(
                ProblemRow(person.id, person.number, name, units[person.unit_id], found)
            )
        else:
            ready.append(
                Ready(
                    person.id,
                    name,
                    candidate.supervisors[0],
                    candidate.reviewer,
                    person.starts,
                    person.ends,
                )
            )
    ready.sort(key=lambda one: one.name)
    problems.sort(key=lambda row: (row.unit, row.name))
    return Check(tuple(ready), tuple(problems), tuple(excluded), there)


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
        overlapping=elsewhere.get(person.id, ""),
        chosen=named is not None,
    )
