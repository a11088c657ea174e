"""The proof of a paper copy: made when the last signature closes a form, printed as a sheet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import snapshot_reading
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.signoff import SignatureKind
from reviewdesk.errors import UserError
from reviewdesk.i18n import language, tr
from reviewdesk.services.form_pdf import document_of, form_bytes
from reviewdesk.services.standing import about_review, find_review
from reviewdesk.store.tables.accounts import Office
from reviewdesk.store.tables.documents import Signature

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.documents.proof import Statement
    from reviewdesk.domain.snapshot import Snapshot
    from reviewdesk.services.certificates import Key
    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.documents import Document


def keep(session: Session, document: Document, key: Key) -> None:
    """Sign the statement about a form that is complete now, and keep it with the form.

    Only a key that this office certified can do so: the office's certificate alone proves it.
    """
    from reviewdesk.documents import certificate_facts, proof

    office = session.scalars(select(Office.authority_certificate)).first()
    if office is None or not certificate_facts.is_issued_by(key.unlocked.certificate, office):
        return
    document.proof = proof.make(statement_of(session, document), key.unlocked)


def statement_of(session: Session, document: Document) -> Statement:
    """Return what the proof of a form says, from what is recorded of it.

    Raises:
        UserError: when what the form was made from can no longer be read.
    """
    from reviewdesk.documents.proof import CONTENT_BYTES, FILE_BYTES, SignerTime, Statement

    content = _content_of(document)
    result = " · ".join(part for part in (content.result_score, content.result_level) if part)
    signatures = session.scalars(
        select(Signature).where(Signature.document_id == document.id).order_by(Signature.signed_at)
    )
    return Statement(
        number=document.number,
        version=document.version,
        name=content.employee.name,
        staff_number=content.employee.number,
        starts=date.fromisoformat(content.period_start),
        ends=date.fromisoformat(content.period_end),
        result=tr("Not rated: {why}").format(why=content.not_rated_reason)
        if content.not_rated_reason
        else result,
        signers=tuple(
            SignerTime(one.party, one.kind is SignatureKind.DECLINED, one.signed_at)
            for one in signatures
        ),
        file_digest=document.pdf_digest[: 2 * FILE_BYTES],
        content_digest=document.snapshot_digest[: 2 * CONTENT_BYTES],
    )


def proof_sheet(ctx: Context, review_id: UUID) -> bytes:
    """Return the proof sheet of a closed form as a PDF, to go with its printed copy.

    Raises:
        UserError: when the form is not closed, or was closed before there were proof sheets.
    """
    from reviewdesk.documents import layout, proof
    from reviewdesk.documents import proof_sheet as sheets

    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        document = document_of(session, find_review(session, review_id))
        kept = document.proof if document is not None else None
        if document is None or kept is None:
            raise UserError(
                tr("There is no proof sheet of this form."),
                remedy=tr(
                    "It is made when the last signature closes a form; forms closed by an "
                    "earlier version of the program have none."
                ),
            )
        office = session.scalars(select(Office)).one()
        name, paper = office.name, layout.Paper(office.paper)
        said = _content_of(document).language
    with language(said):
        content = sheets.sheet(proof.check(kept, ()).statement, kept, name, said)
    return layout.draw(content, paper=paper).pdf


def printed_copy(ctx: Context, review_id: UUID) -> tuple[bytes, ...]:
    """Return what is printed of a form as PDFs: the form, and its proof sheet where it has one."""
    form = form_bytes(ctx, review_id)
    return (form, proof_sheet(ctx, review_id)) if has_proof(ctx, review_id) else (form,)


def has_proof(ctx: Context, review_id: UUID) -> bool:
    """Return whether a proof sheet of a form can be printed."""
    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        document = document_of(session, find_review(session, review_id))
        return document is not None and document.proof is not None


def _content_of(document: Document) -> Snapshot:
    """Return what a form was made from.

    Raises:
        UserError: when it can no longer be read.
    """
    content, why = snapshot_reading.read(document.snapshot.encode("utf-8", "surrogatepass"))
    if content is None:
        raise UserError(
            tr("The record of this form cannot be read. {why}").format(why=why),
            remedy=tr("Restore the desk from a backup."),
        )
    return content
