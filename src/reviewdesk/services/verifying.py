"""Check a signed form: a file from anywhere, or the one kept on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.certificates import trusted_roots
from reviewdesk.services.form_pdf import form_bytes
from reviewdesk.services.signing import signing

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from reviewdesk.documents.verify import Report
    from reviewdesk.services.context import Context

LARGEST = 50_000_000
"""Bytes; no form comes near it."""


def verify_file(path: Path, authority: Path | None = None, desk: Context | None = None) -> Report:
    """Return who signed a file and whether it was changed since; works without a desk too.

    Args:
        path: the PDF.
        authority: a certificate file (PEM) whose signatures are trusted, or None.
        desk: an open desk whose office authority is trusted, or None.

    Raises:
        UserError: when a file cannot be read, or is no PDF.
    """
    from reviewdesk.documents import verify

    roots: tuple[bytes, ...] = (_read(authority),) if authority else ()
    if desk is not None:
        roots += trusted_roots(desk)
    return verify.verify(_read(path), trusted_roots=roots)


def verdict(report: Report) -> str:
    """Return in a sentence what a report comes to."""
    if not report.all_well:
        return tr("Not all is well.")
    if not report.proven:
        return tr("Nothing was changed since it was signed; who signed is not proven.")
    return tr("All is well.")


def verify_review(ctx: Context, review_id: UUID) -> Report:
    """Return what there is to say of a review's signed form, against this office's authority.

    Raises:
        UserError: when the review has no signed form.
    """
    from reviewdesk.documents import verify

    if not signing(ctx, review_id).is_begun:
        raise UserError(
            tr("This form is not signed yet."),
            remedy=tr("It can be checked once the first person has signed it."),
        )
    return verify.verify(form_bytes(ctx, review_id), trusted_roots=trusted_roots(ctx))


def _read(path: Path) -> bytes:
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
