"""What dialogs that print share: one job, how far it is, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.ui.print_job import PrintJob
from reviewdesk.ui.widgets.busy_line import BusyLine
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.ui.print_job import Piece
    from reviewdesk.ui.shell import Shell


class PrintingDialog(Dialog):
    """Runs one print job at a time; add ``fault`` and ``busy`` below the choices."""

    def __init__(self, parent: QWidget | None, shell: Shell, title: str, lead: str) -> None:
        super().__init__(parent, title, lead)
        self._shell = shell
        self._job: PrintJob | None = None
        self._printed = ""
        self.choices: tuple[QWidget, ...] = ()
        """What rests while there is work."""
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.busy = BusyLine(self._stop)

    @override
    def reject(self) -> None:
        self._stop()
        super().reject()

    def print_pieces(
        self, printer: QPrinter, pieces: Sequence[Piece], printed: str, *, duplex: bool = False
    ) -> None:
        """Print, tell how far it is, and close with ``printed`` once it is done."""
        self._printed = printed
        self.settle(busy=True)
        self.busy.begin(len(pieces))
        self._job = PrintJob(self._shell.tasks, printer, pieces, duplex=duplex)
        self._job.advanced.connect(self.busy.show_done)
        self._job.finished.connect(self._finished)
        self._job.failed.connect(self.failed)
        self._job.start()

    def settle(self, *, busy: bool) -> None:
        """Let the choices rest while there is work; a fault told before is over then."""
        for widget in self.choices:
            widget.setEnabled(not busy)
        if busy:
            self.fault.hide()
        else:
            self.busy.end()

    def failed(self, fault: UserError) -> None:
        """Tell what went wrong and let the person choose again."""
        self._job = None
        self._end_with("\n".join((fault.happened, error_text(fault))))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job = None
            self._end_with(tr("Stopped. Pages that the printer has already stay printed."))

    def _end_with(self, sentence: str) -> None:
        self.settle(busy=False)
        self.fault.setText(sentence)
        self.fault.show()

    def _finished(self, pages: int) -> None:
        self._job = None
        self.accept()
        self._shell.ask.tell(
            self.parentWidget(),
            self._printed,
            tr_n("The printer was given {n} page.", "The printer was given {n} pages.", pages),
        )
