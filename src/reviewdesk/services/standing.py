"""Where one review stands: its scheme, its parties, whose turn it is, and its moves.

Every service about a review asks here, so that rights and turns are decided once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import lifecycle, signoff
from reviewdesk.domain.lifecycle import Mover, State
from reviewdesk.domain.permissions import About, Right, Role
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store.tables.cycles import Cycle, PhaseDate
from reviewdesk.store.tables.documents import Document, Signature
from reviewdesk.store.tables.people import Person, full_name, line_above
from reviewdesk.store.tables.reviews import MoveLine, Review

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.lifecycle import Move, Rule
    from reviewdesk.domain.parties import Party
    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.services.context import Context


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, since when and until when."""

    state: State
    holder: Mover | None
    holder_id: UUID | None
    holder_name: str
    since: date
    due: date | None


def shown_state(session: Session, review: Review) -> State:
    """Return the state by which it is decided who reads what.

    That of a void review is the one it was left in: what nobody was shown stays unshown.
    """
    if review.state is not State.VOID:
        return review.state
    left = session.scalars(
        select(MoveLine.from_state)
        .where(MoveLine.review_id == review.id, MoveLine.to_state == State.VOID)
        .order_by(MoveLine.made_at.desc())
        .limit(1)
    ).first()
    return left or State.PLAN


def find_review(session: Session, review_id: UUID) -> Review:
    """Return a review.

    Raises:
        UserError: when there is none with this id.
    """
    review = session.get(Review, review_id)
    if review is None:
        raise UserError(
            tr("This review is not on this desk."), remedy=tr("Go back to the list and try again.")
        )
    return review


@lru_cache(maxsize=32)
def read_scheme(text: str) -> Scheme:
    """Return the scheme of a text that was checked when its cycle was made.

    Raises:
        UserError: when the frozen text is no longer a scheme.
    """
    from reviewdesk.domain import scheme_file

    scheme = scheme_file.read_kept(text)
    if scheme is None:
        _, faults = scheme_file.read(text)
        raise UserError(
            tr("The scheme of this cycle cannot be read: {fault}").format(
                fault=faults[0].message if faults else ""
            ),
            safe=tr("The reviews are untouched."),
            remedy=tr("Restore the desk from a backup."),
        )
    return scheme


def scheme_of(session: Session, cycle_id: UUID) -> Scheme:
    """Return the scheme that a cycle froze when it was made."""
    return read_scheme(session.scalars(select(Cycle.scheme_text).where(Cycle.id == cycle_id)).one())


def about_review(ctx: Context, review_id: UUID) -> About:
    """Return who stands where towards a review, for the check of rights."""
    with ctx.read(Right.OPEN_DESK) as session:
        review = find_review(session, review_id)
        parties = (review.employee_id, review.supervisor_id, review.reviewer_id)
        is_party = ctx.actor.person_id in parties  # then the line above gives nothing more
        line = () if is_party else line_above(session, review.employee_id, ctx.clock.today())
        return About(*parties, line=frozenset(line), review_id=review_id)


def about_person(ctx: Context, person_id: UUID) -> About:
    """Return who stands where towards a person today, outside any review."""
    with ctx.read(Right.OPEN_DESK) as session:
        line = line_above(session, person_id, ctx.clock.today())
        return About(employee=person_id, supervisor=line[0] if line else None, line=frozenset(line))


def parts(ctx: Context, review: Review) -> frozenset[Mover]:
    """Return which parts the actor has in a review."""
    found = set()
    me = ctx.actor.person_id
    if me is not None:
        if me == review.employee_id:
            found.add(Mover.EMPLOYEE)
        else:
            if me == review.supervisor_id:
                found.add(Mover.SUPERVISOR)
            if me == review.reviewer_id:
                found.add(Mover.REVIEWER)
    if ctx.actor.role is Role.HR and me != review.employee_id:
        found.add(Mover.OFFICE)
    return frozenset(found)


def signed_parties(session: Session, review_id: UUID) -> frozenset[Party]:
    """Return who has signed or declined the form that is being signed."""
    query = (
        select(Signature.party)
        .join(Document, Signature.document_id == Document.id)
        .where(Document.review_id == review_id, Document.void.is_(False))
    )
    return frozenset(session.scalars(query))


def turn(session: Session, review: Review) -> Turn:
    """Return whose turn a review is."""
    following: Mover | None = None
    if review.state is State.PLAN:
        following = lifecycle.plan_turn(
            employee_agreed=review.employee_agreed_at is not None,
            supervisor_agreed=review.supervisor_agreed_at is not None,
        )
    elif review.state is State.SIGNING:
        one = signoff.next_signatory(
            scheme_of(session, review.cycle_id),
            signed_parties(session, review.id),
            has_reviewer=review.reviewer_id is not None,
        )
        following = Mover(one.party.value) if one else None
    holder = lifecycle.holder(review.state, following)
    holder_id = person_of(review, holder) if holder else None
    return Turn(
        state=review.state,
        holder=holder,
        holder_id=holder_id,
        holder_name=name_of(session, holder_id),
        since=review.since,
        due=due_of(session, review),
    )


def person_of(review: Review, mover: Mover) -> UUID | None:
    """Return the person who has a part in a review."""
    match mover:
        case Mover.EMPLOYEE:
            return review.employee_id
        case Mover.SUPERVISOR:
            return review.supervisor_id
        case Mover.REVIEWER:
            return review.reviewer_id
        case Mover.OFFICE:
            return None


def name_of(session: Session, person_id: UUID | None) -> str:
    """Return a person's name as it is shown; empty for nobody."""
    person = session.get(Person, person_id) if person_id else None
    return full_name(person.given, person.surname) if person else ""


def due_of(session: Session, review: Review) -> date | None:
    """Return the day by which the present step is due."""
    phase = lifecycle.PHASE_OF[review.state]
    if phase is None:
        return None
    return session.scalars(
        select(PhaseDate.due).where(PhaseDate.cycle_id == review.cycle_id, PhaseDate.phase == phase)
    ).first()


def open_moves(ctx: Context, session: Session, review: Review) -> tuple[Rule, ...]:
    """Return the moves the actor may make now, each once."""
    found: dict[Move, Rule] = {}
    mine = parts(ctx, review)
    for mover in Mover:
        if mover in mine:
            for rule in lifecycle.moves(
                review.state,
                mover,
                begun=has_begun(session, review),
                has_reviewer=review.reviewer_id is not None,
            ):
                found.setdefault(rule.move, rule)
    return tuple(found.values())


def has_begun(session: Session, review: Review) -> bool:
    """Return whether the present holder has changed something, or somebody signed."""
    return review.begun or bool(
        review.state is State.SIGNING and signed_parties(session, review.id)
    )


def make_move(
    ctx: Context, session: Session, review: Review, move: Move, reason: str = ""
) -> State:
    """Move a review on or back and record it; the caller has checked what the move needs.

    Raises:
        UserError: when the move is not open to the actor, or a reason is missing.
    """
    rule = lifecycle.find(
        move,
        review.state,
        parts(ctx, review),
        begun=has_begun(session, review),
        has_reviewer=review.reviewer_id is not None,
    )
    if rule is None:
        raise UserError(
            tr("“{move}” is not possible now: the review is {state}.").format(
                move=lifecycle.move_words(move), state=lifecycle.state_words(review.state)
            ),
            safe=tr("Nothing was changed."),
            remedy=tr("Look at whose turn it is at the top of the review."),
        )
    if rule.needs_reason and not reason.strip():
        raise UserError(
            tr("Please say why."),
            remedy=tr("The reason stays with the review and is printed nowhere."),
        )
    if rule.voids_form:
        documents = select(Document).where(
            Document.review_id == review.id, Document.void.is_(False)
        )
        for document in session.scalars(documents):
            document.void = True
    end = lifecycle.end_of(rule, has_reviewer=review.reviewer_id is not None)
    session.add(
        MoveLine(
            review_id=review.id,
            made_at=ctx.clock.now(),
            made_by=ctx.actor.on_record,
            person_id=ctx.actor.person_id,
            move=move,
            from_state=review.state,
            to_state=end,
            reason=reason.strip(),
        )
    )
    review.state = end
    review.since = ctx.clock.today()
    review.begun = False
    if end is State.PLAN:
        review.employee_agreed_at = None
        review.supervisor_agreed_at = None
    if end is State.VOID:
        review.void_reason = reason.strip()
    return end


def note_line(ctx: Context, session: Session, review: Review, move: Move, reason: str) -> None:
    """Record on a review what HR changed of it without moving it."""
    session.add(
        MoveLine(
            review_id=review.id,
            made_at=ctx.clock.now(),
            made_by=ctx.actor.on_record,
            person_id=ctx.actor.person_id,
            move=move,
            from_state=review.state,
            to_state=review.state,
            reason=reason,
        )
    )


def demand_turn(ctx: Context, session: Session, review: Review, *states: State) -> None:
    """Refuse a change unless the review is in one of the states and it is the actor's turn.

    Marks the holder as having begun, which ends the others' right to take it back.

    Raises:
        UserError: saying whose turn it is.
    """
    now = turn(session, review)
    mine = parts(ctx, review)
    if review.state not in states or now.holder not in mine:
        raise UserError(
            tr("It is not your turn: the review is {state}.").format(
                state=lifecycle.state_words(review.state)
            )
            if now.holder is None
            else tr("It is not your turn: {name} has the review ({state}).").format(
                name=now.holder_name, state=lifecycle.state_words(review.state)
            ),
            safe=tr("Nothing was changed."),
        )
    if not review.begun:
        review.begun = True
