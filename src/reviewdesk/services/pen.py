"""A form signed by pen: printed, signed on paper, scanned, and the scan kept with the review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.authority import read_bounded
from reviewdesk.services.form_pdf import build, document_of
from reviewdesk.services.printing import SCAN_ENDINGS, save
from reviewdesk.services.standing import about_review, find_review, make_move, signed_parties
from reviewdesk.store.tables.documents import Document, Scan

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review

LARGEST = 25_000_000
"""Bytes of a scan."""
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class ScanView:
    """The scan of a form that was signed by pen."""

    number: str
    version: int
    kind: str
    digest: str
    """SHA-256 of the file in hexadecimal."""
    size: int
    attached_at: datetime
    attached_by: str
    note: str


def paper_to_sign(ctx: Context, review_id: UUID) -> bytes:
    """Return the form to be printed and signed by pen; from now on it changes no more.

    Raises:
        UserError: when the review is not ready to be signed, or signing has begun.
    """
    with ctx.begin(Right.ATTACH_SCAN, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        _demand_unsigned(session, review)
        return (document_of(session, review) or build(ctx, session, review)).pdf


def attach(ctx: Context, review_id: UUID, path: Path, note: str = "") -> State:
    """Keep the scan of the form that all signed by pen, and close the review with it.

    Args:
        ctx: the desk with the supervisor or the HR officer at it.
        review_id: of the review.
        path: a PDF, PNG or JPEG.
        note: who signed, and what else is to be known.

    Raises:
        UserError: when the file is no scan, or the form is being signed electronically.
    """
    from reviewdesk.documents import apart

    if len(note) > LONGEST_NOTE:
        raise UserError(
            tr("Please shorten this to {n} characters.").format(n=LONGEST_NOTE),
            safe=tr("Nothing was attached."),
        )
    about = about_review(ctx, review_id)
    ctx.demand(Right.ATTACH_SCAN, about)
    content = read_bounded(path, LARGEST)
    found = apart.ask("scans.inspect", content)
    with ctx.begin(Right.ATTACH_SCAN, about) as session:
        review = find_review(session, review_id)
        _demand_unsigned(session, review)
        document = document_of(session, review) or build(ctx, session, review)
        session.add(
            Scan(
                document_id=document.id,
                content=content,
                kind=found.kind,
                digest=found.digest,
                attached_at=ctx.clock.now(),
                attached_by=ctx.actor.name,
                person_id=ctx.actor.person_id,
                note=note.strip(),
            )
        )
        return make_move(ctx, session, review, Move.SIGN_BY_PEN)


def scan(ctx: Context, review_id: UUID) -> ScanView | None:
    """Return what is kept of a review that was signed by pen, or None."""
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        found = _scan(session, find_review(session, review_id))
        if found is None:
            return None
        one, document = found
        return ScanView(
            number=document.number,
            version=document.version,
            kind=one.kind,
            digest=one.digest,
            size=len(one.content),
            attached_at=one.attached_at,
            attached_by=one.attached_by,
            note=one.note,
        )


def scan_bytes(ctx: Context, review_id: UUID) -> tuple[bytes, str]:
    """Return the scan itself and what kind it is.

    Raises:
        UserError: when the review was not signed by pen.
    """
    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        found = _scan(session, find_review(session, review_id))
        if found is None:
            raise UserError(tr("This form was not signed by pen."))
        return found[0].content, found[0].kind


def with_scans(ctx: Context, review_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of some reviews have the scan of a form that was signed by pen."""
    with ctx.read(Right.PRINT_FORM) as session:
        query = (
            select(Document.review_id)
            .join(Scan, Scan.document_id == Document.id)
            .where(Document.void.is_(False))
            .distinct()
        )
        return frozenset(session.scalars(query)) & frozenset(review_ids)


def scans(ctx: Context, review_id: UUID) -> list[tuple[bytes, str]]:
    """Return the scans of a form with the endings of their files."""
    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        query = (
            select(Scan.content, Scan.kind)
            .join(Document, Scan.document_id == Document.id)
            .where(Document.review_id == review_id, Document.void.is_(False))
            .order_by(Scan.attached_at)
        )
        return [(row.content, SCAN_ENDINGS[row.kind]) for row in session.execute(query)]


def save_scan(ctx: Context, review_id: UUID, path: Path) -> None:
    """Save the scan as a file, byte for byte as it was attached.

    Raises:
        UserError: when the review was not signed by pen, or the file cannot be written.
    """
    save(path, scan_bytes(ctx, review_id)[0])


def _scan(session: Session, review: Review) -> tuple[Scan, Document] | None:
    document = document_of(session, review)
    if document is None:
        return None
    found = session.scalars(select(Scan).where(Scan.document_id == document.id)).first()
    return (found, document) if found else None


def _demand_unsigned(session: Session, review: Review) -> None:
    if review.state is not State.SIGNING:
        raise UserError(
            tr("This review is not ready to be signed."),
            safe=tr("Nothing was changed."),
            remedy=tr("The employee reads and comments first."),
        )
    if signed_parties(session, review.id):
        raise UserError(
            tr("Somebody has signed this form electronically already."),
            safe=tr("Nothing was changed."),
            remedy=tr("Go on signing in the program, or send the review back first."),
        )
