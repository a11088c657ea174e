"""One person put on the staff list or changed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.people import find_person
from reviewdesk.store.tables.people import Assignment, Person, Unit, folded, full_name

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context

LONGEST = 500
"""Characters of a field; longer ones are refused."""


@dataclass(frozen=True, slots=True)
class PersonForm:
    """What the small form asks; ``unit`` is the name or code of a unit, made if it is new."""

    number: str
    surname: str
    given: str = ""
    job: str = ""
    grade: str = ""
    unit: str = ""
    email: str = ""
    starts: date | None = None
    ends: date | None = None
    fte: Decimal | None = None
    location: str = ""
    employment_type: str = ""


def form_of(ctx: Context, person_id: UUID) -> PersonForm:
    """Return a person as the small form shows them.

    Raises:
        UserError: when the person is not on this desk.
    """
    with ctx.read(Right.CHANGE_PEOPLE) as session:
        found = find_person(session, person_id)
        unit = session.get(Unit, found.unit_id)
        return PersonForm(
            number=found.number,
            surname=found.surname,
            given=found.given,
            job=found.job,
            grade=found.grade,
            unit=unit.name if unit else "",
            email=found.email,
            starts=found.starts,
            ends=found.ends,
            fte=found.fte,
            location=found.location,
            employment_type=found.employment_type,
        )


def add_person(ctx: Context, form: PersonForm, supervisor_id: UUID | None = None) -> UUID:
    """Put somebody on the staff list and return their id.

    The supervisor counts from the person's first day, or from today where that is not known.

    Raises:
        UserError: when number or surname is missing, too long, or the number is taken.
    """
    with ctx.begin(Right.CHANGE_PEOPLE) as session:
        form = _checked(session, form, None)
        person = Person(
            number=form.number,
            surname=form.surname,
            unit_id=_unit(session, form.unit, None),
        )
        _fill(person, form)
        session.add(person)
        session.flush()
        if supervisor_id is not None:
            above = find_person(session, supervisor_id)
            day = max(
                form.starts or ctx.clock.today(), above.starts or form.starts or ctx.clock.today()
            )
            session.add(
                Assignment(
                    person_id=person.id,
                    supervisor_id=supervisor_id,
                    starts=day,
                    recorded_at=ctx.clock.now(),
                    recorded_by=ctx.actor.name,
                )
            )
        return person.id


def change_person(ctx: Context, person_id: UUID, form: PersonForm) -> None:
    """Change somebody's entry.

    Raises:
        UserError: as ``add_person``, or when the person is not on this desk.
    """
    with ctx.begin(Right.CHANGE_PEOPLE) as session:
        person = find_person(session, person_id)
        form = _checked(session, form, person_id)
        person.unit_id = _unit(session, form.unit, person.unit_id)
        _fill(person, form)


def _fill(person: Person, form: PersonForm) -> None:
    person.number = form.number
    person.surname = form.surname
    person.given = form.given
    person.job = form.job
    person.grade = form.grade
    person.email = form.email
    person.starts = form.starts
    person.ends = form.ends
    person.fte = form.fte
    person.location = form.location
    person.employment_type = form.employment_type
    person.search = folded(form.number, form.given, form.surname)


def _checked(session: Session, form: PersonForm, person_id: UUID | None) -> PersonForm:
    """Return the form with its texts in one line each.

    Raises:
        UserError: naming the field to mend.
    """
    clean = {
        "number": _one_line(form.number),
        "surname": _one_line(form.surname),
        "given": _one_line(form.given),
        "job": _one_line(form.job),
        "grade": _one_line(form.grade),
        "unit": _one_line(form.unit),
        "email": _one_line(form.email),
        "location": _one_line(form.location),
        "employment_type": _one_line(form.employment_type),
    }
    if not clean["number"]:
        raise UserError(tr("The staff number is missing."), remedy=tr("Fill it in."))
    if not clean["surname"]:
        raise UserError(tr("The surname is missing."), remedy=tr("Fill it in."))
    if any(len(text) > LONGEST for text in clean.values()):
        raise UserError(
            tr("A text is too long."),
            remedy=tr("Shorten it to {n} characters.").format(n=LONGEST),
        )
    if form.starts and form.ends and form.ends < form.starts:
        raise UserError(
            tr("The last day is before the first day."), remedy=tr("Correct one of the two days.")
        )
    taken = session.scalars(
        select(Person).where(func.lower(Person.number) == clean["number"].lower())
    ).first()
    if taken is not None and taken.id != person_id:
        raise UserError(
            tr("Staff number {number} already belongs to {name}.").format(
                number=clean["number"], name=full_name(taken.given, taken.surname)
            ),
            safe=tr("Nothing was changed."),
            remedy=tr("Give another number."),
        )
    return PersonForm(**clean, starts=form.starts, ends=form.ends, fte=form.fte)


def _one_line(text: str) -> str:
    """Return text that can be stored and shown: single spaces, no control characters."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(one if one.isprintable() else " " for one in sound).split())


def _unit(session: Session, name: str, present: UUID | None) -> UUID:
    """Return the unit with a name or code, made if there is none; the present one if not named."""
    if not name and present is not None:
        return present
    name = name or tr("No unit")
    known = session.scalars(select(Unit)).all()
    wanted = name.casefold()
    for row in sorted(known, key=lambda row: row.id != present):
        if wanted in (row.name.casefold(), row.code.casefold()):
            return row.id
    unit = Unit(code=name, name=name)
    session.add(unit)
    session.flush()
    return unit.id
