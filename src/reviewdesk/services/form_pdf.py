"""The form of a review as a PDF: the signed file itself, or a draft drawn now."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.permissions import Right
from reviewdesk.domain.snapshot import digest, to_json
from reviewdesk.services import form_snapshot
from reviewdesk.services.standing import about_review, find_review, parts, scheme_of
from reviewdesk.store.tables.accounts import Office
from reviewdesk.store.tables.documents import Document

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


def office_paper(ctx: Context) -> str:
    """Return the size of paper that this office prints its forms on."""
    with ctx.read(Right.OPEN_DESK) as session:
        return session.scalars(select(Office.paper)).one()


def form_bytes(ctx: Context, review_id: UUID, paper: str = "") -> bytes:
    """Return the form as it stands: the signed file itself, or a draft drawn now.

    Args:
        ctx: the desk and who asks.
        review_id: of the review.
        paper: one of ``PAPERS`` for a draft; without it that of the office.
    """
    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        document = document_of(session, review)
        if document is not None:
            return document.pdf
        snapshot = form_snapshot.take(session, review, state="draft", viewer=parts(ctx, review))
        scheme = scheme_of(session, review.cycle_id)
    from reviewdesk.documents import form, layout

    size = layout.Paper(paper or office_paper(ctx))
    return layout.draw(form.form_content(snapshot, scheme), paper=size).pdf


def document_of(session: Session, review: Review) -> Document | None:
    """Return the form that is being signed or was signed, if there is one."""
    return session.scalars(
        select(Document)
        .where(Document.review_id == review.id, Document.void.is_(False))
        .order_by(Document.version.desc())
        .limit(1)
    ).first()


def build(ctx: Context, session: Session, review: Review) -> Document:
    """Make the form of a review once and for all, to be signed; the caller has a transaction."""
    from reviewdesk.documents import form, layout

    snapshot = form_snapshot.take(session, review, state="final")
    scheme = scheme_of(session, review.cycle_id)
    paper = layout.Paper(session.scalars(select(Office.paper)).one())
    pdf = layout.draw(form.form_content(snapshot, scheme), paper=paper).pdf
    document = Document(
        review_id=review.id,
        number=snapshot.document_id,
        version=snapshot.version,
        made_at=ctx.clock.now(),
        snapshot=to_json(snapshot),
        snapshot_digest=digest(snapshot),
        pdf=pdf,
        pdf_digest=hashlib.sha256(pdf).hexdigest(),
    )
    session.add(document)
    session.flush()
    return document
