"""Check a signed form: a file from anywhere, or the one kept on the desk."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from reviewdesk.domain.lifecycle import Mover, mover_words
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.verdict import Finding, Report, verdict
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.services import pen
from reviewdesk.services.certificates import trusted_roots
from reviewdesk.services.form_pdf import form_bytes
from reviewdesk.services.printing import save
from reviewdesk.services.revocations import revoked
from reviewdesk.services.signing import signing
from reviewdesk.store import checking
from reviewdesk.store.tables.corrections import Correction
from reviewdesk.store.tables.documents import Document, Scan, Signature

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.documents.revocation import Revoked
    from reviewdesk.domain.snapshot import AuditHead
    from reviewdesk.services.context import Context

__all__ = ["verdict"]

LARGEST = 25_000_000
"""Bytes; no form comes near it."""


def verify_file(
    path: Path,
    authority: Path | None = None,
    desk: Context | None = None,
    revocations: Path | None = None,
) -> Report:
    """Return who signed a file and whether it was changed since; works without a desk too.

    Args:
        path: the PDF.
        authority: a certificate file (PEM or DER) whose signatures are trusted, or None.
        desk: an open desk whose authorities, revocations and records count, or None.
        revocations: a certificate list (CRL) of one of the authorities, or None.

    Raises:
        UserError: when a file cannot be read, or is no PDF.
    """
    content = read_file(path)
    named: tuple[bytes, ...] = (read_file(authority),) if authority else ()
    listed = read_file(revocations) if revocations else b""
    if desk is None:
        return verified(content, named, listed_in(listed, named))
    return _verified_on(desk, content, named, listed)


def save_data(path: Path, out: Path) -> None:
    """Save the data that a form carries as a JSON file, described by ``schemas/review-1.json``.

    Raises:
        UserError: when the form cannot be read or carries none, or the file cannot be written.
    """
    from reviewdesk.documents import attachment

    save(out, attachment.data_of(read_file(path)))


def verify_here(ctx: Context, path: Path) -> Report:
    """Return what there is to say of a file, against what this desk trusts and knows.

    Raises:
        UserError: when the file cannot be read, or is no PDF.
    """
    return _verified_on(ctx, read_file(path))


def verify_review(ctx: Context, review_id: UUID) -> Report:
    """Return what there is to say of a review's signed form, against this office's authority.

    Raises:
        UserError: when the review has no signed form.
    """
    if not signing(ctx, review_id).is_begun:
        if pen.scan(ctx, review_id) is not None:
            content, _kind = pen.scan_bytes(ctx, review_id)
            return _verified_on(ctx, content)
        raise UserError(
            tr("This form is not signed yet."),
            remedy=tr("It can be checked once the first person has signed it."),
        )
    return _verified_on(ctx, form_bytes(ctx, review_id))


def _verified_on(
    ctx: Context, content: bytes, named: tuple[bytes, ...] = (), listed: bytes = b""
) -> Report:
    with ctx.read(Right.OPEN_DESK) as session:
        scanned = _scan_findings(session, content)
    if scanned:
        return Report((), scanned)
    roots = named + trusted_roots(ctx)
    report = verified(content, roots, (*revoked(ctx), *listed_in(listed, roots)))
    with ctx.read(Right.OPEN_DESK) as session:
        findings, kept = _known(session, content, report)
        if report.audit is not None and report.audit.desk == ctx.desk.keys.desk.hex:
            findings = [*_witnessed(session, report.audit), *findings]
    if kept:  # it differs from what is kept here: say where
        from reviewdesk.documents import apart

        findings += apart.ask("differences.describe", kept, content)
    return report.plus(findings)


def verified(content: bytes, roots: Sequence[bytes], entries: Sequence[Revoked]) -> Report:
    """Return what there is to say of a form by itself. Needs no context: no desk is touched.

    Args:
        content: the file.
        roots: certificates of offices (PEM or DER) that are trusted.
        entries: what their certificate lists say.

    Raises:
        UserError: when it cannot be read, or is no PDF.
    """
    from reviewdesk.documents import apart

    report: Report = apart.ask("verify.verify", content, tuple(roots), tuple(entries))
    return report


def listed_in(listed: bytes, roots: Sequence[bytes]) -> tuple[Revoked, ...]:
    """Return what a certificate list says, if there is one. Needs no context: it is given.

    Raises:
        UserError: when it is no such list, or none of the offices signed it.
    """
    from reviewdesk.documents import revocation

    return revocation.read_list(listed, roots) if listed else ()


def _witnessed(session: Session, audit: AuditHead) -> list[Finding]:
    """Return whether this desk's audit is the one that a form made here was a witness of."""
    there = checking.hash_of(session.connection(), audit.line)
    if there == audit.hash:
        words = tr("The audit of this desk goes on from line {line}, which this form names.")
        return [Finding("audit", words.format(line=audit.line), is_grave=False)]
    words = (
        tr("This form was made when the audit of this desk had {line} lines; it has fewer now.")
        if there is None
        else tr("Line {line} of this desk's audit is not the one that this form names.")
    )
    why = tr("This desk is an older copy, was restored from a backup, or its audit was rewritten.")
    return [Finding("audit-differs", f"{words.format(line=audit.line)} {why}")]


def _known(session: Session, content: bytes, report: Report) -> tuple[list[Finding], bytes]:
    """Return how a file stands to the forms kept on this desk, and the one it differs from."""
    query = select(Document).where(Document.number == report.number).order_by(Document.version)
    kept = list(session.scalars(query)) if report.number else []
    if not kept:
        words = tr("This desk does not know a form with this number.")
        return [Finding("unknown", words, is_grave=False)], b""
    digest = hashlib.sha256(content).hexdigest()
    same = next((one for one in kept if one.pdf_digest == digest), None)
    if same is None:
        same = next((one for one in kept if one.version == report.version), None)
    if same is None:
        words = tr("This desk knows other versions of this form, but not this one.")
        is_newer = report.version > kept[-1].version
        return [Finding("other-version", words, is_grave=not is_newer)], b""
    found = []
    if same.void:
        found.append(Finding("void", tr("This form was made void.")))
    later = [one for one in kept if one.version > same.version]
    if later:
        words = tr("It was replaced by version {n}.").format(n=later[-1].version)
        found.append(Finding("replaced", words))
    if same.pdf_digest != digest:
        if same.pdf.startswith(content.rstrip(b"\r\n")):
            more = _titles_after(session, same, len(report.signatures))
            words = tr("This is an earlier state of the form: since then more was signed ({more}).")
            found.append(Finding("not-newest", words.format(more=more)))
        elif content.startswith(same.pdf):
            words = tr("It carries signatures that this desk does not know yet.")
            found.append(Finding("newer", words, is_grave=False))
        else:
            words = tr("It is not the file that is kept on this desk under this number.")
            return [*found, Finding("not-kept", words)], same.pdf
    elif not found:
        words = tr("It is the newest version known to this desk.")
        found.append(Finding("newest", words, is_grave=False))
    return [*found, *_corrected(session, same)], b""


def _corrected(session: Session, document: Document) -> list[Finding]:
    """Return that corrections are noted beside the record of a form, where there are some."""
    query = select(func.count(Correction.id)).where(Correction.review_id == document.review_id)
    count = session.scalars(query).one()
    if not count:
        return []
    words = tr_n(
        "{n} correction is noted beside this record on this desk: read it with the form.",
        "{n} corrections are noted beside this record on this desk: read them with the form.",
        count,
    )
    return [Finding("corrected", words, is_grave=False)]


def _titles_after(session: Session, document: Document, known: int) -> str:
    query = (
        select(Signature.party)
        .where(Signature.document_id == document.id)
        .order_by(Signature.signed_at)
    )
    later = session.scalars(query).all()[known:]
    return ", ".join(mover_words(Mover(one.value)) for one in later)


def _scan_findings(session: Session, content: bytes) -> tuple[Finding, ...]:
    """Return what is known of a scan, when the file is one that was attached here."""
    digest = hashlib.sha256(content).hexdigest()
    query = select(Scan, Document).join(Document, Scan.document_id == Document.id)
    row = session.execute(query.where(Scan.digest == digest)).first()
    if row is None:
        return ()
    scan, document = row
    words = tr(
        "This is the scan of {number}, version {version}, signed by pen. {name} attached it on "
        "{day}; it is unchanged since."
    ).format(
        number=document.number,
        version=document.version,
        name=scan.attached_by,
        day=scan.attached_at.date().isoformat(),
    )
    if document.void:
        return (Finding("void", words + " " + tr("The form was made void later.")),)
    return (Finding("scan", words, is_grave=False), *_corrected(session, document))


def read_file(path: Path) -> bytes:
    """Return what a file from outside holds, unless it is larger than any form.

    Raises:
        UserError: when it cannot be read, or is too large.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(
                tr("{name} is too large to be a form.").format(name=path.name),
                remedy=tr("Choose the PDF file of one review."),
            )
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            tr("{name} cannot be read.").format(name=path.name),
            remedy=tr("Check the name and that you may open the file."),
        ) from error
