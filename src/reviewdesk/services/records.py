"""The forms that may be printed or saved: found by cycle, unit, state and person, and ordered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import exists, or_, select

from reviewdesk.domain import unit_tree
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.store.tables.corrections import Correction
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.documents import Document
from reviewdesk.store.tables.people import Person, Unit, full_name
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from reviewdesk.services.context import Context

_LOOKED_AT = 24
"""Signed forms whose pages are counted; of more, these are spread evenly."""
_USUAL_PAGES = 4


class Order(StrEnum):
    """In which order many forms are printed."""

    NAME = "name"
    UNIT = "unit"
    NUMBER = "number"
    STATE = "state"


class Kind(StrEnum):
    """How far a form is."""

    SIGNED = "signed"
    SIGNING = "signing"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A form as the list shows it."""

    id: UUID
    """Of its review."""
    number: str
    surname: str
    given: str
    staff_number: str
    unit_id: UUID
    unit: str
    cycle_id: UUID
    cycle: str
    state: State
    kind: Kind
    has_proof: bool = False
    """Whether there is a sheet that proves a printed copy."""
    has_corrections: bool = False
    """Whether corrections are noted beside it."""

    @property
    def name(self) -> str:
        """The person's name as it is shown."""
        return full_name(self.given, self.surname)


@dataclass(frozen=True, slots=True)
class Pages:
    """How many pages some forms have."""

    count: int
    exact: bool


def list_records(ctx: Context) -> list[RecordRow]:
    """Return every form the actor may print, the newest cycle first, then by name."""
    begun = exists().where(Document.review_id == Review.id, Document.void.is_(False))
    proven = exists().where(
        Document.review_id == Review.id, Document.void.is_(False), Document.proof.is_not(None)
    )
    query = (
        select(
            Review.id, Review.number, Person.surname, Person.given, Person.number, Unit.id,
            Unit.name, Cycle.id, Cycle.name, Review.state, begun,
            proven, exists().where(Correction.review_id == Review.id),
        )
        .join(Person, Review.employee_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .join(Cycle, Review.cycle_id == Cycle.id)
        .where(Review.state != State.VOID, *_in_scope(ctx))
        .order_by(Cycle.starts.desc(), Cycle.name, Person.surname, Person.given, Review.number)
    )  # fmt: skip
    with ctx.read(Right.PRINT_FORM) as session:
        return [
            RecordRow(*row[:10], _kind(row[9], begun=row[10]), row[11], row[12])
            for row in session.execute(query)
        ]


def rows_of(ctx: Context, review_ids: Collection[UUID]) -> list[RecordRow]:
    """Return the rows of reviews in the order given.

    Raises:
        UserError: when there are none, or the actor may not print the form of one.
    """
    known = {row.id: row for row in list_records(ctx)}
    if not review_ids:
        raise UserError(
            tr("No forms are chosen."), remedy=tr("Choose other filters, or tick some forms.")
        )
    if any(one not in known for one in review_ids):
        raise UserError(
            tr("{name} may not do this here.").format(name=ctx.actor.name),
            safe=tr("Nothing was saved."),
            remedy=tr("Choose only forms that the list of records shows."),
        )
    return [known[one] for one in review_ids]


def find(
    rows: Iterable[RecordRow],
    *,
    cycle: UUID | None = None,
    units: Collection[UUID] | None = None,
    kind: Kind | None = None,
    state: State | None = None,
) -> list[RecordRow]:
    """Return the forms that fit; None lets all pass. Needs no context: no desk is touched."""
    return [
        one
        for one in rows
        if cycle in (None, one.cycle_id)
        and (units is None or one.unit_id in units)
        and kind in (None, one.kind)
        and state in (None, one.state)
    ]


def units_below(ctx: Context, unit_id: UUID) -> frozenset[UUID]:
    """Return a unit and all below it."""
    with ctx.read(Right.USE_DESK) as session:
        rows = session.execute(select(Unit.id, Unit.parent_id)).all()
    return unit_tree.below({row.id: row.parent_id for row in rows}, unit_id)


def ordered(rows: Iterable[RecordRow], order: Order) -> list[RecordRow]:
    """Return forms in the order they are printed in. Needs no context: no desk is touched."""
    states = list(State)

    def by_name(one: RecordRow) -> tuple[str, ...]:
        return one.surname.casefold(), one.given.casefold(), one.number

    match order:
        case Order.NAME:
            return sorted(rows, key=by_name)
        case Order.UNIT:
            return sorted(rows, key=lambda one: (one.unit.casefold(), one.unit_id, by_name(one)))
        case Order.NUMBER:
            return sorted(rows, key=lambda one: one.number)
        case Order.STATE:
            return sorted(rows, key=lambda one: (-states.index(one.state), by_name(one)))


def count_pages(ctx: Context, rows: Sequence[RecordRow]) -> Pages:
    """Return how many pages forms have: counted in some that are signed, the others alike."""
    from reviewdesk.documents import binding

    signed = [one.id for one in rows if one.kind is not Kind.DRAFT]
    step = max(1, -(-len(signed) // _LOOKED_AT))
    looked_at = signed[::step]
    query = select(Document.pdf).join(Review, Document.review_id == Review.id)
    query = query.where(
        Document.review_id.in_(looked_at), Document.void.is_(False), *_in_scope(ctx)
    )
    with ctx.read(Right.PRINT_FORM) as session:
        counts = [binding.page_count(pdf) for pdf in session.scalars(query)]
    if len(counts) == len(rows):
        return Pages(sum(counts), exact=True)
    usual = sum(counts) / len(counts) if counts else _USUAL_PAGES
    return Pages(round(usual * len(rows)), exact=False)


def words(rows: Sequence[RecordRow], pages: Pages | None = None) -> str:
    """Return in words what will be printed or saved. Needs no context: no desk is touched."""
    parts = [tr_n("{n} form", "{n} forms", len(rows))]
    if pages is not None and pages.exact:
        parts.append(tr_n("{n} page", "{n} pages", pages.count))
    elif pages is not None:
        parts.append(tr_n("about {n} page", "about {n} pages", pages.count))
    said = ", ".join(parts)
    drafts = sum(1 for one in rows if one.kind is Kind.DRAFT)
    signing = sum(1 for one in rows if one.kind is Kind.SIGNING)
    more = [
        tr_n("{n} is a draft", "{n} are drafts", drafts) if drafts else "",
        tr_n("{n} is not signed by all yet", "{n} are not signed by all yet", signing)
        if signing
        else "",
    ]
    return "; ".join(part for part in (said, *more) if part)


def kind_words(kind: Kind) -> str:
    """Return how far a form is, in words. Needs no context: no desk is touched."""
    match kind:
        case Kind.SIGNED:
            return tr("Signed")
        case Kind.SIGNING:
            return tr("Being signed")
        case Kind.DRAFT:
            return tr("Draft")


def order_words(order: Order) -> str:
    """Return an order in words. Needs no context: no desk is touched."""
    match order:
        case Order.NAME:
            return tr("Name")
        case Order.UNIT:
            return tr("Unit, then name")
        case Order.NUMBER:
            return tr("Number of the form")
        case Order.STATE:
            return tr("Step, then name")


def _in_scope(ctx: Context) -> list[ColumnElement[bool]]:
    """Return the condition that the actor may print a review's form: ``PRINT_FORM`` as rows."""
    if ctx.sees_office(Right.PRINT_FORM):
        return []
    me = ctx.actor.person_id
    return [or_(Review.employee_id == me, Review.supervisor_id == me, Review.reviewer_id == me)]


def _kind(state: State, *, begun: bool) -> Kind:
    if not begun:
        return Kind.DRAFT
    return Kind.SIGNED if state is State.CLOSED else Kind.SIGNING
