"""Signing a form: built once when the first person signs, then signed in turn."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import signoff
from reviewdesk.domain.lifecycle import Move, Mover, State
from reviewdesk.domain.parties import Party
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.signoff import SignatureKind, Stance
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import certificates, checkpoints, proof_sheets
from reviewdesk.services.form_pdf import build, document_of
from reviewdesk.services.standing import (
    about_review,
    find_review,
    make_move,
    name_of,
    parts,
    person_of,
    scheme_of,
    turn,
)
from reviewdesk.store.tables.documents import Signature
from reviewdesk.store.tables.people import Person, full_name

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.scheme import Scheme, Signatory
    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.documents import Document
    from reviewdesk.store.tables.reviews import Review

LONGEST_REFUSAL = 500
"""Characters of what an employee said who would not sign."""

Ink = tuple[tuple[tuple[float, float, float], ...], ...]
"""Strokes of points (x, y, pressure), each between 0 and 1."""


@dataclass(frozen=True, slots=True)
class SignerView:
    """One line of the sign-off chain."""

    party: Party
    title: str
    name: str
    meaning: str
    kind: SignatureKind | None
    stance: Stance
    signed_at: datetime | None
    is_next: bool
    may_decline: bool


@dataclass(frozen=True, slots=True)
class SigningView:
    """Everything the sign dialog shows."""

    review_id: UUID
    number: str
    is_built: bool
    """Whether the form is made: it was signed, or printed to be signed by pen."""
    employee: str
    signers: tuple[SignerView, ...]
    next_party: Party | None
    my_turn: bool
    has_key: bool
    """Whether whoever acts has a key to sign with."""
    office_has_authority: bool
    asks_stance: bool
    """Whether the next signature is the employee's, who also says agrees or disagrees."""
    witnesses: tuple[tuple[UUID, str], ...]
    """Who could witness a refusal: the supervisor and the reviewer."""

    @property
    def is_begun(self) -> bool:
        """Whether somebody has signed or declined."""
        return any(one.kind is not None for one in self.signers)


def signing(ctx: Context, review_id: UUID) -> SigningView:
    """Return how far a form is signed and whose signature is next."""
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        scheme = scheme_of(session, review.cycle_id)
        document = document_of(session, review)
        signed = {one.party: one for one in _signatures(session, document)}
        chain = signoff.order(scheme, has_reviewer=review.reviewer_id is not None)
        following = (
            next((one for one in chain if one.party not in signed), None)
            if review.state is State.SIGNING
            else None
        )
        return SigningView(
            review_id=review.id,
            number=review.number,
            is_built=document is not None,
            employee=name_of(session, review.employee_id),
            signers=tuple(
                _signer(session, review, one, signed.get(one.party), following) for one in chain
            ),
            next_party=following.party if following else None,
            my_turn=following is not None and Mover(following.party.value) in parts(ctx, review),
            has_key=certificates.has_key(session, ctx.actor.person_id),
            office_has_authority=certificates.has_authority(session),
            asks_stance=following is not None and following.party is Party.EMPLOYEE,
            witnesses=tuple(
                (person, name_of(session, person))
                for person in (review.supervisor_id, review.reviewer_id)
                if person is not None
            ),
        )


def sign(
    ctx: Context,
    review_id: UUID,
    key: certificates.Key,
    *,
    stance: Stance = Stance.NONE,
    ink: Ink = (),
) -> State:
    """Put the actor's signature on the form, building the form if it is the first one.

    Args:
        ctx: desk, actor and clock.
        review_id: the review.
        key: the actor's key, unlocked by their PIN (``services/certificates.py``).
        stance: what the employee says; ignored for the others.
        ink: the drawn signature, or empty.

    Returns:
        The review's state afterwards: closed after the last signature.

    Raises:
        UserError: when it is not the actor's turn or the key is not the actor's.
    """
    about = about_review(ctx, review_id)
    with ctx.begin(Right.SIGN, about) as session:
        review = find_review(session, review_id)
        one = _next(session, review)
        if one is None or Mover(one.party.value) not in parts(ctx, review):
            raise _not_your_turn(session, review)
        if key.person_id != ctx.actor.person_id:
            raise UserError(tr("This key belongs to somebody else."))
        certificates.demand_not_revoked(session, key)
        if one.party is not Party.EMPLOYEE:
            stance = Stance.NONE
        elif stance is Stance.NONE:
            raise UserError(tr("Please say whether you agree or disagree."))
        _put(ctx, session, review, one, key, SignatureKind.SIGNED, stance, ink)
        state = _close_if_complete(ctx, session, review, key)
        checkpoints.sign_head(session, key, ctx.clock.now())
        return state


def decline(ctx: Context, review_id: UUID, key: certificates.Key, *, reason: str) -> State:
    """Record that the employee would not sign, witnessed by the actor's signature.

    Raises:
        UserError: when it is not the employee's turn, or the actor may not witness.
    """
    about = about_review(ctx, review_id)
    with ctx.begin(Right.SIGN, about) as session:
        review = find_review(session, review_id)
        one = _next(session, review)
        mine = parts(ctx, review)
        if one is None or one.party is not Party.EMPLOYEE:
            raise _not_your_turn(session, review)
        if Mover.SUPERVISOR not in mine and Mover.REVIEWER not in mine:
            raise UserError(
                tr("A refusal is witnessed by the supervisor or the reviewer."),
                remedy=tr("Ask one of them to take the seat and record it."),
            )
        if not one.may_decline:
            raise UserError(tr("This scheme does not let anybody decline to sign."))
        if key.person_id != ctx.actor.person_id:
            raise UserError(tr("This key belongs to somebody else."))
        certificates.demand_not_revoked(session, key)
        if not reason.strip():
            raise UserError(tr("Please write what the employee said."))
        if len(reason) > LONGEST_REFUSAL:
            raise UserError(
                tr("The text has {n} characters; {most} are allowed.").format(
                    n=len(reason), most=LONGEST_REFUSAL
                ),
                safe=tr("Nothing was signed."),
                remedy=tr("Shorten it: it is printed in the place of the signature."),
            )
        _put(ctx, session, review, one, key, SignatureKind.DECLINED, Stance.NONE, (), reason)
        state = _close_if_complete(ctx, session, review, key)
        checkpoints.sign_head(session, key, ctx.clock.now())
        return state


def _put(  # noqa: PLR0913, PLR0917 - one signature with all it says
    ctx: Context,
    session: Session,
    review: Review,
    one: Signatory,
    key: certificates.Key,
    kind: SignatureKind,
    stance: Stance,
    ink: Ink,
    reason: str = "",
) -> None:
    from reviewdesk.documents import signatures

    document = document_of(session, review) or build(ctx, session, review)
    is_first = not _signatures(session, document)
    now = ctx.clock.now()
    if kind is SignatureKind.DECLINED:
        words = signoff.declined_words(one.title, key.name)
        words = f"{words} {reason.strip()}"
    else:
        words = " ".join(part for part in (one.meaning, signoff.stance_words(stance)) if part)
    document.pdf = signatures.sign(
        document.pdf,
        field=f"sig_{one.party.value}",
        key=key.unlocked,
        name=key.name,
        role_title=one.title,
        meaning=words,
        when=now,
        ink=ink or None,
        certify=is_first,
    )
    document.pdf_digest = hashlib.sha256(document.pdf).hexdigest()
    session.add(
        Signature(
            document_id=document.id,
            party=one.party,
            person_id=key.person_id,
            kind=kind,
            stance=stance,
            meaning=words,
            signed_at=now,
            certificate_id=key.certificate_id,
            ink=json.dumps(ink) if ink else "",
        )
    )
    session.flush()


def _close_if_complete(
    ctx: Context, session: Session, review: Review, key: certificates.Key
) -> State:
    if _next(session, review) is None:
        document = document_of(session, review)
        assert document is not None  # it was signed just now
        proof_sheets.keep(session, document, key)
        return make_move(ctx, session, review, Move.CLOSE)
    return review.state


def _next(session: Session, review: Review) -> Signatory | None:
    if review.state is not State.SIGNING:
        return None
    scheme: Scheme = scheme_of(session, review.cycle_id)
    done = [one.party for one in _signatures(session, document_of(session, review))]
    return signoff.next_signatory(scheme, done, has_reviewer=review.reviewer_id is not None)


def _signatures(session: Session, document: Document | None) -> list[Signature]:
    if document is None:
        return []
    return list(session.scalars(select(Signature).where(Signature.document_id == document.id)))


def _signer(
    session: Session,
    review: Review,
    one: Signatory,
    signature: Signature | None,
    following: Signatory | None,
) -> SignerView:
    person_id = person_of(review, Mover(one.party.value))
    if signature is not None and signature.kind is SignatureKind.SIGNED:
        person_id = signature.person_id
    person = session.get(Person, person_id) if person_id else None
    return SignerView(
        party=one.party,
        title=one.title,
        name=full_name(person.given, person.surname) if person else "",
        meaning=signature.meaning if signature else one.meaning,
        kind=signature.kind if signature else None,
        stance=signature.stance if signature else Stance.NONE,
        signed_at=signature.signed_at if signature else None,
        is_next=following is one,
        may_decline=one.may_decline,
    )


def _not_your_turn(session: Session, review: Review) -> UserError:
    now = turn(session, review)
    if review.state is not State.SIGNING:
        return UserError(
            tr("This review is not ready to be signed."),
            safe=tr("Nothing was changed."),
            remedy=tr("The employee reads and comments first."),
        )
    return UserError(
        tr("It is not your turn to sign: {name} is next.").format(name=now.holder_name),
        safe=tr("Nothing was changed."),
    )
