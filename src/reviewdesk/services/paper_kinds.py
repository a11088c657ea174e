"""The kinds of paper that are printed and saved for many reviews at once.

A new kind is one more line in ``kinds``: the Records page, the printer, the export and the
bound volume take it from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.services import correction_papers, form_pdf, papers, proof_sheets

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from reviewdesk.services.context import Context
    from reviewdesk.services.form_pdf import Undrawn
    from reviewdesk.services.papers import Paper
    from reviewdesk.services.records import RecordRow


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper about a review."""

    id: str
    title: str
    read: Callable[[Context, UUID, str], bytes | Undrawn]
    """Given a review and a size of paper: the finished file, or what is still to be drawn."""
    is_form: bool = False
    """Whether it is the form itself, which people sign."""
    covers: Callable[[RecordRow], bool] = lambda _row: True
    """Of which reviews there is such a paper."""


def kinds() -> tuple[PaperKind, ...]:
    """Return all kinds, the form first. Needs no context: no desk is touched."""
    return (
        PaperKind("form", tr("Form"), form_pdf.read_form, is_form=True),
        PaperKind(
            "proof",
            tr("Proof sheet"),
            lambda ctx, review, _paper: proof_sheets.proof_sheet(ctx, review),
            covers=lambda row: row.has_proof,
        ),
        PaperKind(
            "corrections",
            tr("Corrections"),
            correction_papers.read,
            covers=lambda row: row.has_corrections,
        ),
        PaperKind("goals", tr("Goal agreement"), _of(papers.goal_agreement)),
        PaperKind(
            "talks",
            tr("Check-in record"),
            lambda ctx, review, paper: papers.checkin_record(ctx, review, paper=paper).pdf,
        ),
        PaperKind("improvement", tr("Improvement plan"), _of(papers.improvement_plan)),
    )


def kind_named(name: str) -> PaperKind:
    """Return a kind by its id. Needs no context: no desk is touched."""
    return next(one for one in kinds() if one.id == name)


def _of(make: Callable[[Context, UUID, str], Paper]) -> Callable[[Context, UUID, str], bytes]:
    return lambda ctx, review, paper: make(ctx, review, paper).pdf
