"""Who can sit at the desk, and the roles people hold beyond that of staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import or_, select

from reviewdesk.domain.permissions import Actor, Right, Role
from reviewdesk.i18n import tr
from reviewdesk.services.people import find_person
from reviewdesk.store.tables.accounts import Account
from reviewdesk.store.tables.people import Person, Unit, full_name

if TYPE_CHECKING:
    from reviewdesk.services.context import Context

_ORDER = (Role.HR, Role.ADMINISTRATOR, Role.AUDITOR, Role.STAFF)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who can take the seat at this desk."""

    actor: Actor
    detail: str
    """Job and unit of a person; empty for an account of nobody on the staff list."""
    number: str = ""


def role_words(role: Role) -> str:
    """Return a role as it is shown."""
    match role:
        case Role.STAFF:
            return tr("Staff")
        case Role.HR:
            return tr("HR officer")
        case Role.ADMINISTRATOR:
            return tr("Administrator")
        case Role.AUDITOR:
            return tr("Auditor")


def who_can_sit(ctx: Context) -> list[Seat]:
    """Return everybody who can take the seat: accounts first, then people who have not left."""
    today = ctx.clock.today()
    query = (
        select(Person.id, Person.given, Person.surname, Person.number, Person.job, Unit.name)
        .join(Unit, Person.unit_id == Unit.id)
        .where(or_(Person.ends.is_(None), Person.ends >= today))
        .order_by(Person.surname, Person.given, Person.number)
    )
    with ctx.read(Right.USE_DESK) as session:
        accounts = session.scalars(select(Account)).all()
        people = session.execute(query).all()
    roles = {one.person_id: one.role for one in accounts if one.person_id is not None}
    named = sorted(
        (one for one in accounts if one.person_id is None),
        key=lambda one: (_ORDER.index(one.role), one.name),
    )
    seats = [Seat(Actor(one.name, one.role), role_words(one.role)) for one in named]
    for id_, given, surname, number, job, unit in people:
        role = roles.get(id_, Role.STAFF)
        words = (role_words(role) if role is not Role.STAFF else "", job, unit)
        detail = " · ".join(text for text in words if text)
        seats.append(Seat(Actor(full_name(given, surname), role, id_), detail, number))
    return seats


def actor_for_person(ctx: Context, person_id: UUID) -> Actor:
    """Return a person as an actor, with the role their account gives them.

    Raises:
        UserError: when the person is not on this desk.
    """
    with ctx.read(Right.USE_DESK) as session:
        person = find_person(session, person_id)
        roles = set(session.scalars(select(Account.role).where(Account.person_id == person_id)))
    role = next((one for one in _ORDER if one in roles), Role.STAFF)
    return Actor(full_name(person.given, person.surname), role, person_id)


def resume(ctx: Context, seat: str) -> Context:
    """Return the desk with whoever sat at it last, as long as they still may.

    Args:
        ctx: the desk, just opened.
        seat: what ``kept_seat`` returned; anything else leaves the seat as it is.
    """
    with ctx.read(Right.USE_DESK) as session:
        try:
            person = session.get(Person, UUID(hex=seat))
        except ValueError:
            return ctx
        gone = person is None or (person.ends is not None and person.ends < ctx.clock.today())
    return ctx if gone or person is None else ctx.acting_as(actor_for_person(ctx, person.id))


def kept_seat(actor: Actor) -> str:
    """Return the words by which a seat is found again when the desk is opened next."""
    return actor.person_id.hex if actor.person_id else ""


def give_role(ctx: Context, person_id: UUID, role: Role) -> UUID:
    """Give a person a role beyond that of staff and return the account's id.

    Raises:
        UserError: when the person is not on this desk.
    """
    with ctx.begin(Right.MANAGE_ACCOUNTS) as session:
        person = find_person(session, person_id)
        account = session.scalars(select(Account).where(Account.person_id == person_id)).first()
        if account is None:
            name = full_name(person.given, person.surname)
            account = Account(person_id=person_id, name=name, role=role)
            session.add(account)
        account.role = role
        session.flush()
        return account.id
