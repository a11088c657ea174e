"""The form on the screen: looked at, saved, printed, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.verdict import standing_words
from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.services import form_pdf, printing, proof_sheets, signing, verifying
from reviewdesk.services.papers import Paper
from reviewdesk.ui.dialogs.paper_preview import PaperPreview
from reviewdesk.ui.widgets.button import Button

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.domain.verdict import Report
    from reviewdesk.ui.shell import Shell


class FormPreview(PaperPreview):
    """Shows the form of a review; one that is signed stays as it is on any paper."""

    def __init__(self, parent: QWidget, shell: Shell, review_id: UUID) -> None:
        self._review_id = review_id
        ctx = shell.ctx

        def read(size: str) -> Paper:
            name = printing.form_name(ctx, review_id)
            if signing.signing(ctx, review_id).is_built:
                content, *sheet = proof_sheets.printed_copy(ctx, review_id)
                return Paper(name, content, redrawn=False, besides=tuple(sheet))
            return Paper(name, form_pdf.form_bytes(ctx, review_id, size))

        check = Button(tr("Check the signatures"), self._verify)
        self._proof = Button(tr("Save proof sheet …"), self._save_proof)
        self._proof.hide()
        super().__init__(parent, shell, tr("Form"), read, self._proof, check)

    @override
    def _show(self, found: tuple[Paper, str]) -> None:
        super()._show(found)
        self._proof.setVisible(bool(found[0].besides))

    def _save_proof(self) -> None:
        """Save the sheet that proves a printed copy; printing prints it after the form."""

        def chosen(path: Path) -> None:
            (sheet,) = self._besides
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
