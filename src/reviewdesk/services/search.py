"""Finding people and reviews by a few typed words, for Ctrl+K."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import or_, select

from reviewdesk.domain.lifecycle import State, state_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.services.people import in_scope
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.people import Person, Unit, folded, full_name
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context

Kind = Literal["person", "review"]
_MORE = 20
"""How many times the wanted number is looked at where the scope may hide some."""


@dataclass(frozen=True, slots=True)
class Found:
    """A person or a review that fits the words."""

    kind: Kind
    id: UUID
    title: str
    detail: str


def find(ctx: Context, words: str, limit: int = 12) -> tuple[Found, ...]:
    """Return people, then reviews, that fit all the words, at most ``limit`` of each."""
    parts = _parts(words)
    if not parts or limit < 1:
        return ()
    with ctx.read(Right.SEE_PEOPLE) as session:
        visible = in_scope(ctx, session)
        people = _people(session, parts, visible, limit)
        reviews = _reviews(session, parts, visible, limit) if ctx.may(Right.SEE_REVIEW) else ()
    return (*people, *reviews)


def find_people(ctx: Context, words: str, limit: int = 12) -> tuple[Found, ...]:
    """Return people who fit all the words, for choosing one."""
    parts = _parts(words)
    if not parts or limit < 1:
        return ()
    with ctx.read(Right.SEE_PEOPLE) as session:
        return _people(session, parts, in_scope(ctx, session), limit)


def _parts(words: str) -> list[str]:
    return folded(words.encode("utf-8", "replace").decode("utf-8")).split()[:8]


def _fits(part: str) -> ColumnElement[bool]:
    return Person.search.contains(part, autoescape=True)


def _people(
    session: Session, parts: list[str], visible: frozenset[UUID] | None, limit: int
) -> tuple[Found, ...]:
    query = (
        select(Person.id, Person.given, Person.surname, Person.number, Person.job, Unit.name)
        .join(Unit, Person.unit_id == Unit.id)
        .where(*(_fits(part) for part in parts))
        .order_by(Person.surname, Person.given)
    )
    if visible is None:
        query = query.limit(limit)
    found: list[Found] = []
    for id_, given, surname, number, job, unit in session.execute(query):
        if visible is None or id_ in visible:
            detail = " · ".join(text for text in (number, job, unit) if text)
            found.append(Found("person", id_, full_name(given, surname), detail))
        if len(found) == limit:
            break
    return tuple(found)


def _reviews(
    session: Session, parts: list[str], visible: frozenset[UUID] | None, limit: int
) -> tuple[Found, ...]:
    query = (
        select(Review.id, Review.number, Review.state, Cycle.name, Person.given, Person.surname)
        .add_columns(Person.id)
        .join(Person, Review.employee_id == Person.id)
        .join(Cycle, Review.cycle_id == Cycle.id)
        .where(
            *(
                or_(
                    _fits(part),
                    Review.number.icontains(part, autoescape=True),
                    Cycle.name.icontains(part, autoescape=True),
                )
                for part in parts
            )
        )
        .where(Review.state != State.VOID)
        .order_by(Review.starts.desc(), Person.surname, Person.given)
        .limit(limit if visible is None else limit * _MORE)
    )
    found = [
        Found(
            "review",
            row[0],
            tr("Review of {name}, {cycle}").format(name=full_name(row[4], row[5]), cycle=row[3]),
            " · ".join((row[1], state_words(row[2]))),
        )
        for row in session.execute(query)
        if visible is None or row[6] in visible
    ]
    return tuple(found[:limit])
