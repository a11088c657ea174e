"""The form of a review as a PDF: the signed file itself, or a draft drawn now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.permissions import Right
from reviewdesk.domain.snapshot import AuditHead, digest, to_json
from reviewdesk.services import form_snapshot, letterheads
from reviewdesk.services.standing import about_review, find_review, parts, scheme_of
from reviewdesk.store import chain
from reviewdesk.store.tables.accounts import Office
from reviewdesk.store.tables.documents import Document

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.documents.content import Content
    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


def office_paper(ctx: Context) -> str:
    """Return the size of paper that this office prints its forms on."""
    with ctx.read(Right.OPEN_DESK) as session:
        return session.scalars(select(Office.paper)).one()


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A paper that is still to be drawn: plain values, which another process may be given."""

    content: Content
    paper: str


def read_form(ctx: Context, review_id: UUID, paper: str) -> bytes | Undrawn:
    """Return a form as it stands: the signed file itself, or what a draft says.

    Args:
        ctx: the desk and who asks.
        review_id: of the review.
        paper: one of ``PAPERS`` for a draft.
    """
    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        document = document_of(session, review)
        if document is not None:
            return document.pdf
        snapshot = form_snapshot.take(session, review, state="draft", viewer=parts(ctx, review))
        from reviewdesk.documents import form

        content = form.form_content(snapshot, scheme_of(session, review.cycle_id))
        return Undrawn(letterheads.headed(session, content), paper)


def form_bytes(ctx: Context, review_id: UUID, paper: str = "") -> bytes:
    """Return the form as it stands: the signed file itself, or a draft drawn now.

    Args:
        ctx: the desk and who asks.
        review_id: of the review.
        paper: one of ``PAPERS`` for a draft; without it that of the office.
    """
    return drawn(read_form(ctx, review_id, paper or office_paper(ctx)))


def drawn(read: bytes | Undrawn) -> bytes:
    """Return a paper as bytes, drawn here unless it is already."""
    if isinstance(read, bytes):
        return read
    from reviewdesk.documents import layout

    return layout.draw(read.content, paper=layout.Paper(read.paper)).pdf


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
    from reviewdesk.documents import form

    session.flush()
    line, head, _at = chain.head(session.connection())
    snapshot = form_snapshot.take(session, review, state="final")
    snapshot = replace(snapshot, audit=AuditHead(ctx.desk.keys.desk.hex, line, head))
    scheme = scheme_of(session, review.cycle_id)
    pdf = letterheads.drawn(session, form.form_content(snapshot, scheme))
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
