"""Blank forms of a scheme, printed or saved, to be filled by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.services import forms_to_fill, own_schemes, printing
from reviewdesk.services.desks import PAPERS
from reviewdesk.services.form_pdf import office_paper
from reviewdesk.ui.dialogs.printing_dialog import PrintingDialog
from reviewdesk.ui.print_job import Piece
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, SpinBox
from reviewdesk.ui.widgets.words import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from reviewdesk.progress import Progress
    from reviewdesk.services.schemes import SchemeCard
    from reviewdesk.ui.shell import Shell

_MOST = 500


class BlankForms(PrintingDialog):
    """Asks for scheme, paper and copies."""

    def __init__(self, parent: QWidget | None, shell: Shell) -> None:
        lead = tr("Empty forms with lines to write on, for places where there is no computer.")
        super().__init__(parent, shell, tr("Blank forms"), lead)
        self.scheme = ComboBox(tr("Scheme"))
        self.paper = ComboBox(tr("Paper"))
        for name in PAPERS:
            self.paper.addItem(name, name)
        self.copies = SpinBox(tr("Copies"), 1, _MOST)
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
        self.choices = (self.scheme, self.paper, self.copies, self.save_button, self.print_button)
        self.settle(busy=True)
        ctx = shell.ctx
        shell.tasks.run(
            lambda _progress: (own_schemes.for_cycles(ctx), office_paper(ctx)), self._show
        )

    def _show(self, found: tuple[list[SchemeCard], str]) -> None:
        cards, paper = found
        for card in cards:
            self.scheme.addItem(one_line(card.name), card.id)
        self.paper.setCurrentIndex(max(0, self.paper.findData(paper)))
        self.settle(busy=False)
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

        self._shell.tasks.run(work, lambda _done: self.accept(), failed=self.failed)

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

        self.print_pieces(printer, [Piece(read)] * copies, tr("The blank forms were printed"))
