"""Rules of keeping, legal holds, and the dry run that says what would be destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, or_, select

from reviewdesk.domain import retention
from reviewdesk.domain.lifecycle import ENDED_STATES, Move, State
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.retention import Hold, Kept, Kind
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.people import find_person
from reviewdesk.services.standing import name_of
from reviewdesk.store.schema import metadata
from reviewdesk.store.tables.accounts import Certificate
from reviewdesk.store.tables.audit import Checkpoint
from reviewdesk.store.tables.checkins import CheckIn, PrivateNote
from reviewdesk.store.tables.goals import Goal, ProgressEntry
from reviewdesk.store.tables.people import Person, full_name
from reviewdesk.store.tables.retention import LegalHold, RetentionRule
from reviewdesk.store.tables.reviews import MoveLine, Review

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from reviewdesk.domain.retention import Over
    from reviewdesk.services.context import Context


_GO_WITH_A_PERSON = frozenset({"account", "assignment", "certificate", "choice", "last_seen"})
"""Tables whose rows about a person are nothing without them."""


@dataclass(frozen=True, slots=True)
class HoldView:
    """One legal hold as it is listed."""

    id: UUID
    who: str
    """A person by name and number, or the whole office."""
    reason: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None
    lifted_by: str
    lift_reason: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """Everything the page of keeping and destroying shows."""

    years: dict[Kind, int | None]
    holds: tuple[HoldView, ...]
    over: tuple[Over, ...]
    """What is over, held or not: the dry run."""

    @property
    def free(self) -> tuple[Over, ...]:
        """What could be destroyed today."""
        return tuple(one for one in self.over if not one.hold)


def keeping(ctx: Context) -> Keeping:
    """Return the rules, the holds, and what by them could go today; nothing is changed."""
    with ctx.read(Right.SEE_RETENTION) as session:
        return Keeping(
            years=_years(session),
            holds=tuple(_hold(session, one) for one in _holds(session)),
            over=tuple(over(session, ctx.clock.today())),
        )


def keep_for(ctx: Context, kind: Kind, years: int | None) -> None:
    """Write down how many years a kind of records is kept; None for good.

    Raises:
        UserError: when the number makes no sense, or the actor may not.
    """
    if years is not None and not 0 <= years <= retention.LONGEST:
        raise UserError(
            tr("Records are kept for 0 to {most} years, or for good.").format(
                most=retention.LONGEST
            )
        )
    with ctx.begin(Right.DESTROY_RECORDS) as session:
        rule = session.scalars(select(RetentionRule).where(RetentionRule.kind == kind)).first()
        if years is None:
            if rule is not None:
                session.delete(rule)
        elif rule is None:
            session.add(RetentionRule(kind=kind, years=years))
        else:
            rule.years = years


def hold(ctx: Context, person_id: UUID | None, reason: str) -> UUID:
    """Order that nothing about a person, or with None nothing at all, is destroyed.

    Raises:
        UserError: when no reason is given, the person is not on this desk, or the actor may not.
    """
    reason = reason.strip()
    if not reason:
        raise UserError(tr("Please say why it must be kept."))
    with ctx.begin(Right.DESTROY_RECORDS) as session:
        if person_id is not None:
            find_person(session, person_id)
        order = LegalHold(
            person_id=person_id,
            reason=reason,
            placed_at=ctx.clock.now(),
            placed_by=ctx.actor.name,
        )
        session.add(order)
        session.flush()
        return order.id


def lift(ctx: Context, hold_id: UUID, reason: str) -> None:
    """End a legal hold; it stays on record.

    Raises:
        UserError: when no reason is given, it is lifted already, or the actor may not.
    """
    reason = reason.strip()
    if not reason:
        raise UserError(tr("Please say why it need not be kept any more."))
    with ctx.begin(Right.DESTROY_RECORDS) as session:
        order = session.get(LegalHold, hold_id)
        if order is None or order.lifted_at is not None:
            raise UserError(tr("This hold is lifted already."))
        order.lifted_at = ctx.clock.now()
        order.lifted_by = ctx.actor.name
        order.lift_reason = reason


def over(session: Session, today: date) -> Iterator[Over]:
    """Yield what by the rules is over today, held or not."""
    in_force = [Hold(one.person_id, one.reason) for one in _holds(session) if one.lifted_at is None]
    years = _years(session)
    yield from retention.over(_kept(session, years), years, in_force, today)


def _years(session: Session) -> dict[Kind, int | None]:
    found = {one.kind: one.years for one in session.scalars(select(RetentionRule))}
    return {kind: found.get(kind) for kind in Kind}


def _holds(session: Session) -> list[LegalHold]:
    return list(
        session.scalars(
            select(LegalHold).order_by(LegalHold.lifted_at.is_not(None), LegalHold.placed_at)
        )
    )


def _hold(session: Session, order: LegalHold) -> HoldView:
    who = tr("The whole office")
    if order.person_id is not None:
        person = session.get(Person, order.person_id)
        who = (
            f"{full_name(person.given, person.surname)} · {person.number}"
            if person
            else tr("Somebody whose entry is gone")
        )
    return HoldView(
        id=order.id,
        who=who,
        reason=order.reason,
        placed_at=order.placed_at,
        placed_by=order.placed_by,
        lifted_at=order.lifted_at,
        lifted_by=order.lifted_by,
        lift_reason=order.lift_reason,
    )


def _kept(session: Session, years: dict[Kind, int | None]) -> Iterator[Kept]:
    """Yield everything of the kinds that have a rule."""
    if any(years[kind] is not None for kind in Kind if kind is not Kind.PEOPLE):
        ended: dict[UUID, datetime] = {
            row[0]: row[1]
            for row in session.execute(
                select(MoveLine.review_id, func.max(MoveLine.made_at))
                .where(MoveLine.move.in_((Move.CLOSE, Move.VOID)))
                .group_by(MoveLine.review_id)
            )
        }
        reviews = session.execute(
            select(Review, _has_talks().label("talks"), _has_notes().label("notes"))
            .where(Review.state.in_(ENDED_STATES))
            .order_by(Review.number)
        )
        for review, talks, notes in reviews:
            at = ended.get(review.id)
            day = at.date() if at else review.ends
            name = tr("{number}, {name}").format(
                number=review.number, name=name_of(session, review.employee_id)
            )
            who = review.employee_id
            if review.state is State.VOID:
                yield Kept(Kind.VOID, review.id, who, name, day)
                continue
            since = max(day, review.ends)
            yield Kept(Kind.REVIEWS, review.id, who, name, since)
            if talks:
                yield Kept(Kind.TALKS, review.id, who, name, since)
            if notes:
                yield Kept(Kind.NOTES, review.id, who, name, since)
    if years[Kind.PEOPLE] is not None:
        for person in session.scalars(
            select(Person)
            .where(Person.ends.is_not(None), *_named_nowhere())
            .order_by(Person.number)
        ):
            assert person.ends is not None
            name = tr("{number}, {name}").format(
                number=person.number, name=full_name(person.given, person.surname)
            )
            yield Kept(Kind.PEOPLE, person.id, person.id, name, person.ends)


def _named_nowhere() -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that no record names a person but those that go with their entry.

    A signed mark of the audit names its signer for good, so a signer's entry stays.
    """
    yield ~exists().where(
        Checkpoint.certificate_id == Certificate.id, Certificate.person_id == Person.id
    )
    for table in metadata().sorted_tables:
        for column in table.columns:
            owners = (f"{key.column.table.name}.{key.column.name}" for key in column.foreign_keys)
            own = column.name == "person_id" and table.name in _GO_WITH_A_PERSON
            if "person.id" in owners and not own:
                yield ~exists().where(column == Person.id)


def _has_talks() -> ColumnElement[bool]:
    return or_(
        exists().where(CheckIn.review_id == Review.id),
        exists().where(ProgressEntry.goal_id == Goal.id, Goal.review_id == Review.id),
    )


def _has_notes() -> ColumnElement[bool]:
    return exists().where(PrivateNote.review_id == Review.id)
