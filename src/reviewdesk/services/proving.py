"""Prove a paper copy: from a picture of it, or from the code typed off it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.certificates import trusted_roots
from reviewdesk.services.proof_sheets import statement_of
from reviewdesk.services.revocations import revoked
from reviewdesk.services.standing import about_review, find_review
from reviewdesk.services.verifying import listed_in, read_file, verified
from reviewdesk.store.tables.documents import Document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.documents.page_code import PageCode
    from reviewdesk.documents.proof import Statement
    from reviewdesk.documents.revocation import Revoked
    from reviewdesk.services.context import Context


@dataclass(frozen=True, slots=True)
class PaperReport:
    """What there is to say of a paper copy."""

    proven: bool
    """Whether an office vouches for what is told here, or this desk's own record does."""
    kind: str
    """``sheet`` for a proof sheet; ``page`` for the code of a page."""
    statement: Statement | None
    """What the paper must say, to be compared by eye; None where only the code is known."""
    signer: str
    """Whose signature stands under a proof sheet; empty for the code of a page."""
    office: str
    """Which office vouches for that signer; empty where none does."""
    findings: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = field(default=())
    """The statement as labels and words."""
    remarks: tuple[str, ...] = field(default=())
    """What is good to know and does not speak against it, as sentences."""

    @property
    def verdict(self) -> str:
        """What it comes to, as a sentence."""
        if not self.proven:
            return tr("This paper is not proven.")
        return tr("Proven. Compare each line with the paper: it must say the same.")


def codes(content: bytes) -> tuple[str, ...]:
    """Return the codes of forms in a picture or PDF. Needs no context: no desk is touched.

    Raises:
        UserError: when it is no picture, is too large or damaged, or has no code of ours.
    """
    from reviewdesk.documents import code_picture

    return code_picture.found(content)


def codes_of(path: Path) -> tuple[str, ...]:
    """Return the codes in a picture's file. Needs no context: no desk is touched.

    Raises:
        UserError: when it cannot be read, or has no code of ours.
    """
    return codes(read_file(path))


def prove(
    found: Sequence[str],
    authority: Path | None = None,
    desk: Context | None = None,
    revocations: Path | None = None,
) -> PaperReport:
    """Return whether a paper copy is proven by an office's certificate, or by a desk.

    Args:
        found: the code typed off the paper, or all codes of a picture of it.
        authority: a certificate file (PEM) of an office that is trusted, or None.
        desk: an open desk whose office and records are trusted, or None.
        revocations: a file of the office's revoked certificates, or None.

    Raises:
        UserError: when it is no code, was mistyped, or a file cannot be read.
    """
    roots: tuple[bytes, ...] = (read_file(authority),) if authority else ()
    listed = read_file(revocations) if revocations else b""
    if desk is not None:
        roots += trusted_roots(desk)
    return _prove(desk, found, _Trusted(roots, listed_in(listed, roots)))


def prove_here(ctx: Context, found: Sequence[str]) -> PaperReport:
    """Return whether a paper copy is proven by this desk's office and records.

    Raises:
        UserError: when it is no code, was mistyped, or the actor may not see the form.
    """
    return _prove(ctx, found, _Trusted(trusted_roots(ctx), ()))


@dataclass(frozen=True, slots=True)
class _Trusted:
    """The certificates of offices that are trusted, and what the list that was given revokes."""

    roots: tuple[bytes, ...]
    listed: tuple[Revoked, ...]

    def revoked(self, ctx: Context | None) -> tuple[Revoked, ...]:
        """Return what is revoked, by the list and on a desk."""
        return self.listed if ctx is None else (*revoked(ctx), *self.listed)


def _prove(ctx: Context | None, found: Sequence[str], trusted: _Trusted) -> PaperReport:
    from reviewdesk.documents import code_text, page_code, proof

    if len(found) == 1 and code_text.is_short(found[0]):
        return _by_short(ctx, code_text.read_short(found[0]), trusted)
    sheets: list[bytes] = []
    pages: list[PageCode] = []
    for text in found:
        content = code_text.read(text)
        if content[0] == proof.KIND:
            sheets.append(content)
        elif content[0] == page_code.KIND:
            pages.append(page_code.read(content))
        else:
            raise UserError(
                tr("This code was made by a newer version of the program."),
                remedy=tr("Install the newer version to read it."),
            )
    if len(sheets) > 1 or (not sheets and len(set(pages)) > 1):
        raise UserError(
            tr("There are codes of more than one form in this picture."),
            remedy=tr("Give the pages of one form at a time."),
        )
    if sheets:
        return _by_sheet(ctx, sheets[0], pages, trusted)
    return _by_page(ctx, pages[0], trusted)


def _by_sheet(
    ctx: Context | None, content: bytes, pages: Sequence[PageCode], trusted: _Trusted
) -> PaperReport:
    from reviewdesk.documents import proof, proof_sheet

    checked = proof.check(content, trusted.roots, trusted.revoked(ctx))
    statement = checked.statement
    findings = [checked.fault] if checked.fault else []
    remarks = [checked.remark] if checked.remark else []
    findings += [
        tr("A page here is of another form: {number}, version {version}.").format(
            number=page.number, version=page.version
        )
        for page in pages
        if (page.number, page.version, page.digest)
        != (statement.number, statement.version, statement.content_digest)
    ]
    if ctx is not None and not checked.fault:
        with ctx.read(Right.OPEN_DESK) as session:
            findings += _against_record(session, statement)
            if not _is_known(session, statement):
                remarks.append(
                    tr("This desk keeps no form of this number: whoever signs can make a sheet.")
                )
    return PaperReport(
        proven=not findings,
        kind="sheet",
        statement=statement,
        signer=checked.signer,
        office=checked.office,
        findings=tuple(findings),
        rows=proof_sheet.rows(statement),
        remarks=tuple(remarks),
    )


def _is_known(session: Session, statement: Statement) -> bool:
    query = select(Document.id).where(Document.number == statement.number).limit(1)
    return session.scalars(query).first() is not None


def _against_record(session: Session, statement: Statement) -> list[str]:
    """Return how a statement differs from what this desk knows; nothing where it knows nothing."""
    document = session.scalars(
        select(Document).where(
            Document.number == statement.number, Document.version == statement.version
        )
    ).first()
    if document is None:
        return []
    findings = _standing(session, document)
    if not document.pdf_digest.startswith(statement.file_digest):
        findings.append(tr("The signed file on this desk is another one."))
    return findings


def _standing(session: Session, document: Document) -> list[str]:
    findings = []
    newest = session.scalars(
        select(Document.version)
        .where(Document.number == document.number)
        .order_by(Document.version.desc())
        .limit(1)
    ).one()
    if newest > document.version:
        findings.append(
            tr("There is a newer version of this form: {version}.").format(version=newest)
        )
    if document.void:
        findings.append(tr("This form was made void."))
    return findings


def _by_short(ctx: Context | None, short: str, trusted: _Trusted) -> PaperReport:
    from reviewdesk.documents import code_text

    if ctx is None:
        return _unsigned()
    start = code_text.digest_start(short)
    with ctx.read(Right.OPEN_DESK) as session:
        known = session.scalars(
            select(Document).where(Document.snapshot_digest.startswith(start))
        ).all()
        fits = [one.id for one in known if code_text.short_code(one.snapshot_digest) == short]
    return _by_record(ctx, fits[0] if fits else None, trusted)


def _by_page(ctx: Context | None, page: PageCode, trusted: _Trusted) -> PaperReport:
    if ctx is None:
        return _unsigned(page)
    with ctx.read(Right.OPEN_DESK) as session:
        document = session.scalars(
            select(Document).where(Document.number == page.number, Document.version == page.version)
        ).first()
        fits = document is not None and document.snapshot_digest.startswith(page.digest)
        kept = document.id if document is not None and fits else None
    return _by_record(ctx, kept, trusted)


def _unsigned(page: PageCode | None = None) -> PaperReport:
    """Return what the code of a page alone is worth."""
    findings = [
        tr(
            "The code of a page is not signed: it is proven by the desk that keeps the form, or "
            "by the proof sheet that goes with the copy."
        )
    ]
    if page is not None:
        findings.append(
            tr("It says: {number}, version {version}.").format(
                number=page.number, version=page.version
            )
        )
    return PaperReport(
        proven=False, kind="page", statement=None, signer="", office="", findings=tuple(findings)
    )


def _by_record(ctx: Context, document_id: UUID | None, trusted: _Trusted) -> PaperReport:
    """Return what this desk's record says of the form that a page belongs to."""
    from reviewdesk.documents import proof_sheet

    if document_id is None:
        words = tr("This desk keeps no form with this code: the page is of another desk, or false.")
        return PaperReport(
            proven=False, kind="page", statement=None, signer="", office="", findings=(words,)
        )
    with ctx.read(Right.OPEN_DESK) as session:
        review_id = session.get_one(Document, document_id).review_id
    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        kept = session.get_one(Document, document_id)
        statement = statement_of(session, kept)
        findings = _standing(session, kept)
        pdf, digest = kept.pdf, kept.pdf_digest
        if find_review(session, review_id).state is State.SIGNING and not kept.void:
            findings.append(tr("Not everybody has signed this form yet."))
    report = verified(pdf, trusted.roots, trusted.revoked(ctx))
    if hashlib.sha256(pdf).hexdigest() != digest or not report.all_well:
        findings.append(tr("The signed file on this desk is not in order; check it first."))
    elif not report.proven:
        findings.append(tr("Who signed the file on this desk is not proven."))
    return PaperReport(
        proven=not findings,
        kind="page",
        statement=statement,
        signer="",
        office="",
        findings=tuple(findings),
        rows=proof_sheet.rows(statement),
    )
