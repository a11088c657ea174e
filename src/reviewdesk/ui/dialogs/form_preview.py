"""The form on the screen: looked at, saved, printed, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.services import form_pdf, printing, signing, verifying
from reviewdesk.services.desks import PAPERS
from reviewdesk.ui.print_job import Piece, PrintJob
from reviewdesk.ui.widgets.button import Button, IconButton, row
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.pdf_view import PdfView
from reviewdesk.ui.widgets.quiet_inputs import ComboBox

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from reviewdesk.documents.verify import Report
    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.ui.shell import Shell


class FormPreview(Dialog):
    """Shows the pages from memory; nothing is written unless it is saved."""

    def __init__(self, parent: QWidget, shell: Shell, review_id: UUID) -> None:
        super().__init__(parent, tr("Form"))
        self._shell, self._review_id = shell, review_id
        self._content, self._name = b"", ""
        self._job: PrintJob | None = None
        self.pages = PdfView(shell.tasks, tr("Pages of the form"))
        self.pages.setMinimumSize(shell.theme.px(360), shell.theme.px(240))
        room = parent.window()
        self.resize(
            min(shell.theme.px(860), room.width() - 80),
            min(shell.theme.px(980), room.height() - 60),
        )
        smaller = IconButton("zoom-out", tr("Smaller"))
        larger = IconButton("zoom-in", tr("Larger"))
        smaller.clicked.connect(self.pages.zoom_out)
        larger.clicked.connect(self.pages.zoom_in)
        self.paper = ComboBox(tr("Paper"))
        for name in PAPERS:
            self.paper.addItem(name, name)
        self.paper.activated.connect(lambda _place: self._read(self.paper.currentData()))
        self.paper.hide()
        self._check = Button(tr("Check the signatures"), self._verify)
        self._printing = Button(tr("Print …"), self._print, icon="printer")
        self.add(row(smaller, larger, self.paper, None, self._check))
        self.add(self.pages)
        self.add_foot(self._printing)
        self._keep = self.set_buttons(
            tr("Save as …"), self._save, icon="download", cancel=tr("Close")
        )
        self._read()

    def _read(self, paper: str = "") -> None:
        """Read the form; a draft is drawn on the paper asked for, or on that of the office."""
        self._ready(ready=False)
        ctx, review_id = self._shell.ctx, self._review_id

        def work(_progress: Progress) -> tuple[bytes, str, str, bool]:
            is_signed = signing.signing(ctx, review_id).is_begun
            wanted = paper or form_pdf.office_paper(ctx)
            content = form_pdf.form_bytes(ctx, review_id, wanted)
            return content, printing.form_name(ctx, review_id), wanted, is_signed

        self._shell.tasks.run(work, self._show)

    def _show(self, found: tuple[bytes, str, str, bool]) -> None:
        self._content, self._name, paper, is_signed = found
        self.paper.setCurrentIndex(self.paper.findData(paper))
        self.paper.setVisible(not is_signed)
        self.pages.show_bytes(self._content)
        self._ready(ready=True)

    def _ready(self, *, ready: bool) -> None:
        """Let the form be saved, printed and checked only once it is there."""
        for button in (self._check, self._printing, self._keep):
            button.setEnabled(ready)

    def _save(self) -> None:
        def chosen(path: Path) -> None:
            content = self._content

            def work(_progress: Progress) -> None:
                printing.save(path, content)

            self._shell.tasks.run(work, lambda _done: self.accept())

        self._shell.ask.choose_save_file(
            self, tr("Save the form"), "PDF (*.pdf)", chosen, name=self._name
        )

    def _print(self) -> None:
        self._shell.ask.choose_printer(self, self._hand_over, name=tr("Form"))

    def _hand_over(self, printer: QPrinter) -> None:
        content = self._content
        self._printing.setEnabled(False)
        self._job = PrintJob(self._shell.tasks, printer, [Piece(lambda: content)])
        self._job.finished.connect(self._printed)
        self._job.failed.connect(self._not_printed)
        self._job.start()

    def _printed(self, _pages: int = 0) -> None:
        self._job = None
        self._printing.setEnabled(True)

    def _not_printed(self, fault: UserError) -> None:
        self._printed()
        self._shell.ask.tell_error(self, fault)

    def _verify(self) -> None:
        ctx, review_id = self._shell.ctx, self._review_id
        self._shell.tasks.run(
            lambda _progress: verifying.verify_review(ctx, review_id), self._tell_report
        )

    def _tell_report(self, report: Report) -> None:
        lines = [
            tr("{name} ({role}): {state} {changes}").format(
                name=one.name,
                role=one.role,
                state=tr("intact.") if one.intact else tr("CHANGED."),
                changes=one.changes,
            )
            for one in report.signatures
        ]
        self._shell.ask.tell(self, verifying.verdict(report), "\n".join([*lines, *report.findings]))


def open_preview(parent: QWidget, shell: Shell, review_id: UUID) -> FormPreview:
    """Show the form of a review."""
    dialog = FormPreview(parent, shell, review_id)
    dialog.open()
    return dialog
