"""Corrections beside closed and void reviews: noted, answered, withdrawn, and never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import correction as rules
from reviewdesk.domain import snapshot_reading
from reviewdesk.domain.correction import CorrectionLine, Reply, Standing
from reviewdesk.domain.lifecycle import ENDED_STATES, Mover, State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import form_snapshot
from reviewdesk.services.form_pdf import document_of
from reviewdesk.services.standing import about_review, find_review, parts
from reviewdesk.store.tables.corrections import Correction, CorrectionReply

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.correction import Part
    from reviewdesk.domain.snapshot import Snapshot
    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review

_NOBODY: frozenset[Mover] = frozenset()
_PARTS = (Mover.EMPLOYEE, Mover.SUPERVISOR, Mover.REVIEWER)


@dataclass(frozen=True, slots=True)
class ReplyView:
    """An answer, or that the correction is withdrawn."""

    kind: Reply
    words: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One correction as the review page shows it."""

    id: UUID
    noted_as: Mover
    noted_by: str
    noted_at: datetime
    title: str
    """What on the record is meant."""
    said: str
    """What the record says there."""
    corrected: str
    reason: str
    standing: Standing
    replies: tuple[ReplyView, ...]
    may_answer: bool
    may_withdraw: bool


def choices(ctx: Context, review_id: UUID) -> tuple[Part, ...]:
    """Return what on a record may be corrected, with what the record says there.

    Raises:
        UserError: when the review is still open, or the actor may not.
    """
    with ctx.read(Right.NOTE_CORRECTION, about_review(ctx, review_id)) as session:
        return _choices(session, _ended(session, review_id))


def note(ctx: Context, review_id: UUID, part: str, corrected: str, reason: str) -> UUID:
    """Note a correction beside a record and return its id; the record stays as it is.

    Whoever has a part in the review disputes the record and asks for it to be put right;
    the HR officer, where they have none, states it for the office.

    Args:
        ctx: the desk and who acts.
        review_id: of a review that is closed or void.
        part: id of one of its ``choices``; what the record says there is taken from it.
        corrected: what is right.
        reason: why, or how it is known.

    Raises:
        UserError: when the review is still open, something is missing or too long, or the
            actor may not.
    """
    corrected = _words(corrected, tr("Please say what is right."))
    reason = _words(reason, tr("Please say why, or how it is known."))
    with ctx.begin(Right.NOTE_CORRECTION, about_review(ctx, review_id)) as session:
        review = _ended(session, review_id)
        chosen = next((one for one in _choices(session, review) if one.id == part), None)
        if chosen is None:
            raise UserError(
                tr("This record has no such part."),
                safe=tr("Nothing was noted."),
                remedy=tr("Choose one of its parts, or the record as a whole."),
            )
        made = Correction(
            review_id=review_id,
            noted_as=_part(ctx, review) or Mover.OFFICE,
            part=chosen.id,
            title=chosen.title,
            said=chosen.said,
            corrected=corrected,
            reason=reason,
            noted_at=ctx.clock.now(),
            noted_by=ctx.actor.on_record,
            person_id=ctx.actor.person_id,
        )
        session.add(made)
        session.flush()
        return made.id


def answer(ctx: Context, correction_id: UUID, *, accepted: bool, words: str = "") -> None:
    """Answer a request for correction; both stay beside the record.

    Args:
        ctx: the desk with an HR officer who has no part in the review.
        correction_id: of a request that waits.
        accepted: whether the office agrees.
        words: the answer; required where the office does not agree.

    Raises:
        UserError: when it does not wait for an answer, the reason is missing, or the actor
            may not.
    """
    words = words.strip()
    if not accepted or words:
        words = _words(words, tr("Please say why the correction is not accepted."))
    review_id = _review_of(ctx, correction_id)
    with ctx.begin(Right.ANSWER_CORRECTION, about_review(ctx, review_id)) as session:
        one = session.get_one(Correction, correction_id)
        standing = _standing(one, _replies(session, review_id).get(one.id, []))
        if standing is not Standing.WAITING:
            raise UserError(
                tr("This correction does not wait for an answer."),
                safe=tr("Nothing was changed."),
                remedy=tr("If the office sees it otherwise by now, note a correction of its own."),
            )
        if _part(ctx, find_review(session, review_id)) is not None:
            raise UserError(
                tr("Whoever has a part in a review cannot answer for the office here."),
                safe=tr("Nothing was changed."),
                remedy=tr("Ask another HR officer to answer."),
            )
        _reply(ctx, session, one, Reply.ACCEPTED if accepted else Reply.DECLINED, words)


def withdraw(ctx: Context, correction_id: UUID, reason: str) -> None:
    """Note that a correction is no longer upheld; it stays beside the record all the same.

    Raises:
        UserError: when it is withdrawn already, no reason is given, or it is not the actor's.
    """
    reason = _words(reason, tr("Please say why it is withdrawn."))
    review_id = _review_of(ctx, correction_id)
    with ctx.begin(Right.NOTE_CORRECTION, about_review(ctx, review_id)) as session:
        one = session.get_one(Correction, correction_id)
        standing = _standing(one, _replies(session, review_id).get(one.id, []))
        if standing is Standing.WITHDRAWN:
            raise UserError(
                tr("This correction is withdrawn already."), safe=tr("Nothing was changed.")
            )
        if not _is_mine(ctx, find_review(session, review_id), one):
            raise UserError(
                tr("Only whoever noted a correction can withdraw it."),
                safe=tr("Nothing was changed."),
                remedy=tr("The office may answer it, or note a correction of its own."),
            )
        _reply(ctx, session, one, Reply.WITHDRAWN, reason)


def of_review(ctx: Context, review_id: UUID) -> tuple[CorrectionView, ...]:
    """Return the corrections beside a review with their answers, the oldest first."""
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        return views(ctx, session, find_review(session, review_id))


def views(ctx: Context, session: Session, review: Review) -> tuple[CorrectionView, ...]:
    """Return what ``of_review`` does, within a session."""
    replies = _replies(session, review.id)
    answers = ctx.may(Right.ANSWER_CORRECTION) and _part(ctx, review) is None
    found = []
    for one in session.scalars(
        select(Correction).where(Correction.review_id == review.id).order_by(Correction.noted_at)
    ):
        said = replies.get(one.id, [])
        standing = _standing(one, said)
        found.append(
            CorrectionView(
                id=one.id,
                noted_as=one.noted_as,
                noted_by=one.noted_by,
                noted_at=one.noted_at,
                title=one.title,
                said=one.said,
                corrected=one.corrected,
                reason=one.reason,
                standing=standing,
                replies=tuple(
                    ReplyView(reply.kind, reply.words, reply.made_at, reply.made_by)
                    for reply in said
                ),
                may_answer=answers and standing is Standing.WAITING,
                may_withdraw=standing is not Standing.WITHDRAWN and _is_mine(ctx, review, one),
            )
        )
    return tuple(found)


def lines(ctx: Context, session: Session, review: Review) -> tuple[CorrectionLine, ...]:
    """Return the corrections beside a review as papers and other programs read them."""
    return tuple(
        CorrectionLine(
            noted=one.noted_at.date().isoformat(),
            by=rules.noter_words(one.noted_as, one.noted_by),
            standing=rules.standing_words(one.standing),
            part=one.title,
            said=one.said,
            corrected=one.corrected,
            reason=one.reason,
            replies=tuple(map(reply_words, one.replies)),
        )
        for one in views(ctx, session, review)
    )


def reply_words(reply: ReplyView) -> str:
    """Return who answered what, with their words. Needs no context: no desk is touched."""
    sentence = rules.reply_words(reply.kind, reply.made_by, reply.made_at.date())
    return f"{sentence} {reply.words}".strip()


def _ended(session: Session, review_id: UUID) -> Review:
    review = find_review(session, review_id)
    if review.state not in ENDED_STATES:
        raise UserError(
            tr("This review is still open, so there is nothing to correct beside it."),
            safe=tr("Nothing was noted."),
            remedy=tr("Whoever has the review now can change what it says."),
        )
    return review


def _choices(session: Session, review: Review) -> tuple[Part, ...]:
    return rules.parts_of(_record(session, review))


def _record(session: Session, review: Review) -> Snapshot:
    """Return what a record says: a closed one what was signed, a void one what all may read."""
    document = document_of(session, review) if review.state is State.CLOSED else None
    if document is not None:
        kept = document.snapshot.encode("utf-8", "surrogatepass")
        if (signed := snapshot_reading.read(kept)[0]) is not None:
            return signed
    return form_snapshot.take(session, review, state="draft", viewer=_NOBODY)


def _words(text: str, missing: str) -> str:
    """Return what was written.

    Raises:
        UserError: when it is missing or too long.
    """
    text = text.strip()
    if not text:
        raise UserError(missing, safe=tr("Nothing was noted."))
    if len(text) > rules.LONGEST:
        raise UserError(
            tr("Please shorten this to {n} characters.").format(n=f"{rules.LONGEST:,}"),
            safe=tr("Nothing was noted."),
        )
    return text


def _part(ctx: Context, review: Review) -> Mover | None:
    """Return as whom the actor speaks here; None for somebody without a part in the review."""
    mine = parts(ctx, review)
    return next((one for one in _PARTS if one in mine), None)


def _is_mine(ctx: Context, review: Review, one: Correction) -> bool:
    """Return whether the actor noted it, or it is the office's and they may speak for it."""
    if one.noted_as is Mover.OFFICE:
        return ctx.may(Right.ANSWER_CORRECTION) and _part(ctx, review) is None
    return one.person_id is not None and one.person_id == ctx.actor.person_id


def _standing(one: Correction, replies: list[CorrectionReply]) -> Standing:
    return rules.standing(one.noted_as, tuple(reply.kind for reply in replies))


def _replies(session: Session, review_id: UUID) -> dict[UUID, list[CorrectionReply]]:
    query = (
        select(CorrectionReply)
        .join(Correction, CorrectionReply.correction_id == Correction.id)
        .where(Correction.review_id == review_id)
        .order_by(CorrectionReply.made_at)
    )
    found: dict[UUID, list[CorrectionReply]] = {}
    for one in session.scalars(query):
        found.setdefault(one.correction_id, []).append(one)
    return found


def _reply(ctx: Context, session: Session, one: Correction, kind: Reply, words: str) -> None:
    session.add(
        CorrectionReply(
            correction_id=one.id,
            kind=kind,
            words=words,
            made_at=ctx.clock.now(),
            made_by=ctx.actor.on_record,
            person_id=ctx.actor.person_id,
        )
    )


def _review_of(ctx: Context, correction_id: UUID) -> UUID:
    with ctx.read(Right.OPEN_DESK) as session:
        found = session.get(Correction, correction_id)
        if found is None:
            raise UserError(tr("This correction is not on this desk."))
        return found.review_id
