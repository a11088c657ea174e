"""One person's page: facts, unit, supervisor on record, reviews and history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from reviewdesk.domain.days import day_words, period_words
from reviewdesk.domain.goal import number_words
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.services import person_history
from reviewdesk.services.people import (
    Who,
    about,
    find_person,
    presence_of,
    supervisor_in,
    unit_path,
)
from reviewdesk.services.standing import name_of
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.people import Assignment, Person, full_name, valid_on
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.services.people import Presence
    from reviewdesk.services.person_history import HistoryLine, ReportingLine


@dataclass(frozen=True, slots=True)
class PersonReview:
    """One review of a person as their page lists it."""

    id: UUID
    number: str
    cycle: str
    period: str
    state: State
    supervisor: str
    reviewer: str
    result: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything the page of one person shows."""

    id: UUID
    number: str
    name: str
    given: str
    surname: str
    job: str
    state: Presence
    facts: tuple[tuple[str, str], ...]
    """Label and value, only those that are known."""
    unit_id: UUID
    unit_path: tuple[str, ...]
    """From the top of the office down to the person's unit."""
    supervisor: Who | None
    reports: tuple[Who, ...]
    lines: tuple[ReportingLine, ...]
    """All reporting lines, also withdrawn ones, the latest first."""
    reviews: tuple[PersonReview, ...]
    history: tuple[HistoryLine, ...]
    may_change: bool
    may_take_file: bool
    """Whether the actor may have everything the desk holds about the person."""


def person(ctx: Context, person_id: UUID) -> PersonPage:
    """Return one person's page.

    Raises:
        UserError: when the person is not on this desk or may not be seen by the actor.
    """
    today = ctx.clock.today()
    stands = about(ctx, person_id)
    with ctx.read(Right.SEE_PEOPLE, stands) as session:
        found = find_person(session, person_id)
        lines = person_history.reporting_lines(session, person_id)
        reports = session.execute(
            select(Person.id, Person.given, Person.surname, Person.job)
            .join(Assignment, Assignment.person_id == Person.id)
            .where(valid_on(today), Assignment.supervisor_id == person_id)
            .where(or_(Person.ends.is_(None), Person.ends >= today))
            .order_by(Person.surname, Person.given)
        )
        return PersonPage(
            id=found.id,
            number=found.number,
            name=full_name(found.given, found.surname),
            given=found.given,
            surname=found.surname,
            job=found.job,
            state=presence_of(found.starts, found.ends, today),
            facts=facts_of(found),
            unit_id=found.unit_id,
            unit_path=unit_path(session, found.unit_id),
            supervisor=supervisor_in(session, person_id, today),
            reports=tuple(
                Who(id_, full_name(given, last), job) for id_, given, last, job in reports
            ),
            lines=lines,
            reviews=_reviews(ctx, session, person_id),
            history=person_history.history(session, person_id, lines),
            may_change=ctx.may(Right.CHANGE_PEOPLE),
            may_take_file=ctx.may(Right.TAKE_PERSON_FILE, stands),
        )


def facts_of(found: Person) -> tuple[tuple[str, str], ...]:
    """Return what is known of a person: label and value."""
    facts = (
        (tr("Staff number"), found.number),
        (tr("Job title"), found.job),
        (tr("Grade"), found.grade),
        (tr("E-mail"), found.email),
        (tr("Started"), day_words(found.starts) if found.starts else ""),
        (tr("Last day"), day_words(found.ends) if found.ends else ""),
        (tr("Share of full time"), number_words(found.fte)),
        (tr("Location"), found.location),
        (tr("Employment type"), found.employment_type),
    )
    return tuple((label, value) for label, value in facts if value)


def _reviews(ctx: Context, session: Session, person_id: UUID) -> tuple[PersonReview, ...]:
    if not ctx.may(Right.SEE_REVIEW):
        return ()
    query = (
        select(Review, Cycle.name)
        .join(Cycle, Review.cycle_id == Cycle.id)
        .where(Review.employee_id == person_id)
        .order_by(Review.starts.desc(), Review.number.desc())
    )
    return tuple(
        PersonReview(
            id=review.id,
            number=review.number,
            cycle=cycle,
            period=period_words(review.starts, review.ends),
            state=review.state,
            supervisor=name_of(session, review.supervisor_id),
            reviewer=name_of(session, review.reviewer_id),
            result=(review.result_label or "") if review.state is State.CLOSED else "",
        )
        for review, cycle in session.execute(query)
    )
