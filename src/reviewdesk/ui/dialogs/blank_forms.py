"""Blank forms of a scheme, printed or saved, to be filled by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import forms_to_fill, own_schemes, printing
from reviewdesk.services.desks import PAPERS
from reviewdesk.services.form_pdf import office_paper
from reviewdesk.ui.print_job import Piece, PrintJob
from reviewdesk.ui.widgets.busy_line import BusyLine
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, SpinBox
from reviewdesk.ui.widgets.words import label, one_line

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.schemes import SchemeCard
    from reviewdesk.ui.shell import Shell

_MOST = 500


class BlankForms(Dialog):
    """Asks for scheme, paper and copies."""

    def __init__(self, parent: QWidget | None, shell: Shell) -> None:
        lead = tr("Empty forms with lines to write on, for places where there is no computer.")
        super().__init__(parent, tr("Blank forms"), lead)
        self._shell = shell
        self._job: PrintJob | None = None
        self.scheme = ComboBox(tr("Scheme"))
        self.paper = ComboBox(tr("Paper"))
        for name in PAPERS:
            self.paper.addItem(name, name)
        self.copies = SpinBox(tr("Copies"), 1, _MOST)
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.busy = BusyLine(self._stop)
        self.add(
            Labelled(tr("Scheme"), self.scheme),
            Labelled(tr("Paper"), self.paper),
            Labelled(tr("Copies"), self.copies),
            self.fault,
            self.busy,
        )
        self.save_button = Button(tr("Save as …"), self._save, icon="download")
        self.add_foot(self.save_button)
        self.print_button = self.set_buttons(tr("Print …"), self._choose, icon="printer")
        self._settle(busy=True)
        ctx = shell.ctx
        shell.tasks.run(
            lambda _progress: (own_schemes.for_cycles(ctx), office_paper(ctx)), self._show
        )

    @override
    def reject(self) -> None:
        self._stop()
        super().reject()

    def _show(self, found: tuple[list[SchemeCard], str]) -> None:
        cards, paper = found
        for card in cards:
            self.scheme.addItem(one_line(card.name), card.id)
        self.paper.setCurrentIndex(max(0, self.paper.findData(paper)))
        self._settle(busy=False)
        self.scheme.setFocus()

    def _save(self) -> None:
        name = printing.safe_name(self.scheme.currentText()) + ".pdf"
        self._shell.ask.choose_save_file(
            self, tr("Save the blank form"), "PDF (*.pdf)", self._save_to, name=name
        )

    def _save_to(self, path: Path) -> None:
        ctx, scheme, paper = self._shell.ctx, self.scheme.currentData(), self.paper.currentData()

        def work(_progress: Progress) -> None:
            printing.save(path, forms_to_fill.blank_form(ctx, scheme, paper=paper).pdf)

        self._shell.tasks.run(work, lambda _done: self.accept(), failed=self._failed)

    def _choose(self) -> None:
        self._shell.ask.choose_printer(self, self._print, name=tr("Blank forms"))

    def _print(self, printer: QPrinter) -> None:
        ctx, scheme, paper = self._shell.ctx, self.scheme.currentData(), self.paper.currentData()
        copies = self.copies.value()
        drawn: list[bytes] = []

        def read() -> bytes:
            if not drawn:
                drawn.append(forms_to_fill.blank_form(ctx, scheme, paper=paper).pdf)
            return drawn[0]

        self._settle(busy=True)
        self.busy.begin(copies)
        self._job = PrintJob(self._shell.tasks, printer, [Piece(read)] * copies)
        self._job.advanced.connect(self.busy.show_done)
        self._job.finished.connect(self._finished)
        self._job.failed.connect(self._failed)
        self._job.start()

    def _finished(self, pages: int) -> None:
        self._job = None
        self.accept()
        self._shell.ask.tell(
            self.parentWidget(),
            tr("The blank forms were printed"),
            tr_n("The printer was given {n} page.", "The printer was given {n} pages.", pages),
        )

    def _failed(self, fault: UserError) -> None:
        self._job = None
        self._settle(busy=False)
        self.fault.setText("\n".join((fault.happened, error_text(fault))))
        self.fault.show()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job = None
            self._settle(busy=False)

    def _settle(self, *, busy: bool) -> None:
        parts = (self.scheme, self.paper, self.copies, self.save_button, self.print_button)
        for widget in parts:
            widget.setEnabled(not busy)
        if not busy:
            self.busy.end()
