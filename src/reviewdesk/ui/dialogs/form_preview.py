"""The form on the screen: looked at, saved, printed, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.domain.verdict import standing_words
from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.services import (
    correction_papers,
    form_pdf,
    printing,
    proof_sheets,
    signing,
    verifying,
)
from reviewdesk.services.papers import Paper
from reviewdesk.ui.dialogs.paper_preview import PaperPreview, open_paper
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.domain.verdict import Report
    from reviewdesk.ui.shell import Shell


@dataclass(frozen=True, slots=True)
class FormPaper(Paper):
    """The form, and what is printed after it, by what it is."""

    sheet: bytes = b""
    """The sheet that proves a printed copy; empty where there is none."""
    corrections: bytes = b""
    """What is noted beside it; empty where nothing is."""


class FormPreview(PaperPreview):
    """Shows the form of a review; one that is signed stays as it is on any paper.

    Corrections to it are a paper of their own: the dialog says that there are some, shows
    them, and prints them after the form.
    """

    def __init__(self, parent: QWidget, shell: Shell, review_id: UUID) -> None:
        self._review_id, self._sheet = review_id, b""
        ctx = shell.ctx

        def read(size: str) -> Paper:
            name = printing.form_name(ctx, review_id)
            corrected = correction_papers.beside(ctx, review_id, size)
            is_built = signing.signing(ctx, review_id).is_built
            if is_built:
                content, *sheet = proof_sheets.printed_copy(ctx, review_id)
            else:
                content, sheet = form_pdf.form_bytes(ctx, review_id, size), []
            besides = (*sheet, *filter(None, (corrected,)))
            proof = sheet[0] if sheet else b""
            return FormPaper(name, content, not is_built, besides, proof, corrected)

        check = Button(tr("Check the signatures"), self._verify)
        self._proof = Button(tr("Save proof sheet …"), self._save_proof)
        self._proof.hide()
        self._corrections = Button(tr("Corrections …"), self._show_corrections)
        self._corrections.hide()
        self._corrected = label(
            tr(
                "Corrections are noted beside this form. They are printed after it; the form "
                "itself stays as it is."
            ),
            wrap=True,
        )
        self._corrected.hide()
        super().__init__(parent, shell, tr("Form"), read, self._corrections, self._proof, check)
        self.body.insertWidget(0, self._corrected)

    @override
    def _show(self, found: tuple[Paper, str]) -> None:
        super()._show(found)
        paper = found[0]
        assert isinstance(paper, FormPaper)
        self._sheet = paper.sheet
        self._proof.setVisible(bool(paper.sheet))
        for widget in (self._corrections, self._corrected):
            widget.setVisible(bool(paper.corrections))

    def _show_corrections(self) -> None:
        """Show the paper of corrections over the form, to be read, saved or printed alone."""
        ctx, review_id = self._shell.ctx, self._review_id
        open_paper(
            self,
            self._shell,
            tr("Corrections"),
            lambda size: correction_papers.corrections_paper(ctx, review_id, size),
        )

    def _save_proof(self) -> None:
        """Save the sheet that proves a printed copy; printing prints it after the form."""

        def chosen(path: Path) -> None:
            sheet = self._sheet
            self._shell.tasks.run(lambda _progress: printing.save(path, sheet))

        name = tr("{name} proof").format(name=self._name.removesuffix(".pdf"))
        self._shell.ask.choose_save_file(
            self, tr("Save the proof sheet"), "PDF (*.pdf)", chosen, name=f"{name}.pdf"
        )

    def _verify(self) -> None:
        ctx, review_id = self._shell.ctx, self._review_id
        self._shell.tasks.run(
            lambda _progress: verifying.verify_review(ctx, review_id), self._tell_report
        )

    def _tell_report(self, report: Report) -> None:
        lines = [
            tr("{name} ({role}): {state} {changes} {trust}").format(
                name=one.name,
                role=one.role,
                state=tr("intact.") if one.intact else tr("CHANGED."),
                changes=one.changes,
                trust=standing_words(one),
            )
            for one in report.signatures
        ]
        self._shell.ask.tell(
            self,
            verifying.verdict(report),
            "\n".join([*lines, *(one.words for one in report.findings)]),
        )


def open_preview(parent: QWidget, shell: Shell, review_id: UUID) -> FormPreview:
    """Show the form of a review."""
    dialog = FormPreview(parent, shell, review_id)
    dialog.open()
    return dialog
