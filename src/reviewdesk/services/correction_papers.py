"""The paper of the corrections beside a review, which goes with its form wherever that goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.lifecycle import state_words
from reviewdesk.domain.paper_lines import CorrectionLines
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.services import corrections, letterheads
from reviewdesk.services.form_pdf import Undrawn, document_of, drawn, office_paper
from reviewdesk.services.papers import Paper, head_of, name_for
from reviewdesk.services.standing import about_review, find_review
from reviewdesk.store.tables.corrections import Correction

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


def read(ctx: Context, review_id: UUID, paper: str) -> Undrawn:
    """Return what the paper of corrections says, still to be drawn.

    Args:
        ctx: the desk and who asks.
        review_id: of the review.
        paper: one of ``PAPERS``.
    """
    return _read(ctx, review_id, paper)[1]


def corrections_paper(ctx: Context, review_id: UUID, paper: str = "") -> Paper:
    """Return the corrections noted beside a review as a paper.

    Args:
        ctx: the desk and who asks.
        review_id: of the review.
        paper: one of ``PAPERS``; without it that of the office.
    """
    name, undrawn = _read(ctx, review_id, paper or office_paper(ctx))
    return Paper(name, drawn(undrawn))


def beside(ctx: Context, review_id: UUID, paper: str = "") -> bytes:
    """Return what is printed with a form, or nothing where no correction is noted."""
    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        query = select(Correction.id).where(Correction.review_id == review_id).limit(1)
        if session.scalars(query).first() is None:
            return b""
    return corrections_paper(ctx, review_id, paper).pdf


def with_corrections(ctx: Context, review_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return beside which of some reviews corrections are noted."""
    with ctx.read(Right.PRINT_FORM) as session:
        return frozenset(session.scalars(select(Correction.review_id).distinct())) & frozenset(
            review_ids
        )


def _read(ctx: Context, review_id: UUID, paper: str) -> tuple[str, Undrawn]:
    from reviewdesk.documents import correction_papers

    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        lines = CorrectionLines(
            head=head_of(ctx, session, review),
            record=_record(session, review),
            corrections=corrections.lines(ctx, session, review),
        )
        content = letterheads.headed(session, correction_papers.corrections_content(lines))
        return name_for(lines.head, tr("corrections")), Undrawn(content, paper)


def _record(session: Session, review: Review) -> tuple[tuple[str, str], ...]:
    """Return which record the corrections belong to, by its bytes where it was signed."""
    document = document_of(session, review)
    if document is None:
        return ((tr("Record"), f"{review.number}, {state_words(review.state)}"),)
    form = tr("{number}, version {version}").format(
        number=document.number, version=document.version
    )
    return ((tr("Form"), form), (tr("SHA-256 of its file"), document.pdf_digest))
