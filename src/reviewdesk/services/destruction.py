"""Destroying what is over: all of it or nothing, with a certificate of what went.

The audit keeps that something was there, who changed it and when, and that it was destroyed;
what it said is erased from it. Backups made before still hold it until they are thinned out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from reviewdesk.domain.days import day_words
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.retention import Kind, kind_words
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.progress import silent
from reviewdesk.services import letterheads, retention
from reviewdesk.store import audit
from reviewdesk.store.tables.accounts import Account, Certificate, Office
from reviewdesk.store.tables.checkins import Action, CheckIn, PrivateNote
from reviewdesk.store.tables.corrections import Correction, CorrectionReply
from reviewdesk.store.tables.cycles import Choice
from reviewdesk.store.tables.documents import Document, Scan, Signature
from reviewdesk.store.tables.goals import Goal, GoalVersion, Milestone, ProgressEntry
from reviewdesk.store.tables.interims import Interim
from reviewdesk.store.tables.people import Assignment, Person
from reviewdesk.store.tables.retention import Destruction
from reviewdesk.store.tables.reviews import Comment, Draft, Entry, LastSeen, MoveLine, Review

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.documents.content import Content
    from reviewdesk.domain.retention import Over
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Context
    from reviewdesk.store.base import Record

_ALL = frozenset({Kind.REVIEWS, Kind.VOID})


@dataclass(frozen=True, slots=True)
class DestructionView:
    """One destruction as it is listed."""

    id: UUID
    number: str
    made_at: datetime
    made_by: str
    reason: str
    count: int


def destroyed(ctx: Context) -> tuple[DestructionView, ...]:
    """Return what was destroyed so far, the newest first."""
    with ctx.read(Right.SEE_RETENTION) as session:
        return tuple(
            DestructionView(
                one.id, one.number, one.made_at, one.made_by, one.reason, len(json.loads(one.lines))
            )
            for one in session.scalars(select(Destruction).order_by(Destruction.number.desc()))
        )


def destroy(
    ctx: Context, wanted: tuple[tuple[Kind, UUID], ...], reason: str, progress: Progress = silent
) -> UUID:
    """Destroy what a dry run named and return the id of its certificate.

    Args:
        ctx: desk, actor and clock.
        wanted: kind and record of each; all of it has to be over and free today.
        reason: by which order, printed on the certificate.
        progress: records done, of all.

    Raises:
        UserError: when something is held or not over any more, no reason is given, or the
            actor may not.
        CancelledError: when stopped; nothing is destroyed then.
    """
    reason = reason.strip()
    if not reason:
        raise UserError(tr("Please say by which order this is destroyed."))
    if not wanted:
        raise UserError(tr("Nothing is chosen that could be destroyed."))
    with ctx.begin(Right.DESTROY_RECORDS) as session:
        free = {
            (one.what.kind, one.what.id): one
            for one in retention.over(session, ctx.clock.today())
            if not one.hold
        }
        if any(one not in free for one in wanted):
            raise UserError(
                tr("Something of this is held or not over any more."),
                safe=tr("Nothing was destroyed."),
                remedy=tr("Look at the list again."),
            )
        chosen = [free[one] for one in dict.fromkeys(wanted)]
        made = Destruction(
            number=_number(session, ctx.clock.today()),
            made_at=ctx.clock.now(),
            made_by=ctx.actor.name,
            reason=reason,
            lines=json.dumps([_line(session, one) for one in chosen], ensure_ascii=False),
        )
        session.add(made)
        session.flush()
        session.info[audit.DESTRUCTION] = made.id.hex
        for place, one in enumerate(chosen, 1):
            _destroy(session, one)
            progress(place, len(chosen))
        return made.id


def certificate(ctx: Context, destruction_id: UUID) -> tuple[str, bytes]:
    """Return the proposed name and the PDF of a destruction's certificate.

    Raises:
        UserError: when there is no such destruction, or the actor may not see it.
    """
    with ctx.read(Right.SEE_RETENTION) as session:
        made = session.get(Destruction, destruction_id)
        if made is None:
            raise UserError(tr("This destruction is not on this desk."))
        office = session.scalars(select(Office.name)).one()
        paper = _certificate_content(made, office)
        return (
            tr("Certificate of destruction {number}").format(number=made.number),
            letterheads.drawn(session, paper),
        )


def _certificate_content(made: Destruction, office: str) -> Content:
    from reviewdesk.documents import content

    lines = json.loads(made.lines)
    return content.Content(
        title=tr("Certificate of destruction"),
        subtitle=tr_n("{n} record destroyed", "{n} records destroyed", len(lines)),
        office=office,
        reference=made.number,
        language="en",
        mark="",
        blocks=(
            content.Facts(
                (
                    (tr("Number"), made.number),
                    (tr("Destroyed on"), day_words(made.made_at.date())),
                    (tr("By"), made.made_by),
                    (tr("By which order"), made.reason),
                )
            ),
            content.Text(
                tr(
                    "The records named here were removed from the desk, and what they said was "
                    "erased from its audit. Backups made before that day hold them until they "
                    "are replaced."
                )
            ),
            content.Heading(tr("What was destroyed")),
            content.Grid(
                (tr("Record"), tr("Kind"), tr("Kept since"), tr("Over since"), tr("SHA-256")),
                tuple(_row(one) for one in lines),
                (18, 26, 16, 16, 24),
            ),
            content.Heading(tr("For the record"), room=120),
            content.PenLine(tr("Overseen by")),
        ),
    )


def _number(session: Session, today: date) -> str:
    count = session.scalars(select(func.count(Destruction.id))).one()
    return f"D-{today.year}-{count + 1:05d}"


def _line(session: Session, one: Over) -> dict[str, Any]:
    forms = session.scalars(
        select(Document.pdf_digest)
        .where(Document.review_id == one.what.id)
        .order_by(Document.version)
    ).all()
    return {
        "kind": one.what.kind.value,
        "name": one.what.name.split(", ")[0],  # the number; no name outlives its record
        "since": one.what.since.isoformat(),
        "over": one.on.isoformat(),
        "forms": list(forms) if one.what.kind in _ALL else [],
    }


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    from datetime import date as day

    return (
        line["name"],
        kind_words(Kind(line["kind"])),
        day_words(day.fromisoformat(line["since"])),
        day_words(day.fromisoformat(line["over"])),
        "\n".join(line["forms"]),
    )


def _destroy(session: Session, one: Over) -> None:
    removed: list[UUID] = []
    record = one.what.id

    def remove(table: type[Record], *where: Any) -> None:
        for found in session.scalars(select(table).where(*where)):
            removed.append(found.id)
            session.delete(found)
        session.flush()

    if one.what.kind is Kind.PEOPLE:
        session.execute(delete(LastSeen).where(LastSeen.person_id == record))
        remove(Certificate, Certificate.person_id == record)
        remove(Account, Account.person_id == record)
        remove(Assignment, Assignment.person_id == record)
        remove(Choice, Choice.person_id == record)
        remove(Person, Person.id == record)
        audit.erase(session.connection(), removed)
        return
    goals = select(Goal.id).where(Goal.review_id == record)
    if one.what.kind is Kind.NOTES or one.what.kind in _ALL:
        remove(PrivateNote, PrivateNote.review_id == record)
    if one.what.kind is Kind.TALKS or one.what.kind in _ALL:
        remove(ProgressEntry, ProgressEntry.goal_id.in_(goals))
        remove(Action, Action.review_id == record)
        remove(CheckIn, CheckIn.review_id == record)
    if one.what.kind in _ALL:
        for child in session.scalars(select(Goal).where(Goal.parent_id.in_(goals))):
            child.parent_id = None
        for later in session.scalars(select(Review).where(Review.corrects_id == record)):
            later.corrects_id = None
        documents = select(Document.id).where(Document.review_id == record)
        remove(Signature, Signature.document_id.in_(documents))
        remove(Scan, Scan.document_id.in_(documents))
        remove(Document, Document.review_id == record)
        remove(Entry, Entry.review_id == record)
        remove(Comment, Comment.review_id == record)
        remove(MoveLine, MoveLine.review_id == record)
        remove(Interim, Interim.review_id == record)
        noted = select(Correction.id).where(Correction.review_id == record)
        remove(CorrectionReply, CorrectionReply.correction_id.in_(noted))
        remove(Correction, Correction.review_id == record)
        session.execute(delete(LastSeen).where(LastSeen.review_id == record))
        session.execute(delete(Draft).where(Draft.place.contains(str(record))))
        remove(GoalVersion, GoalVersion.goal_id.in_(goals))
        remove(Milestone, Milestone.goal_id.in_(goals))
        remove(Goal, Goal.review_id == record)
        remove(Review, Review.id == record)
    audit.erase(session.connection(), removed)
