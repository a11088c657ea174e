"""A paper on the screen: looked at, saved, printed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.services import form_pdf, printing
from reviewdesk.services.desks import PAPERS
from reviewdesk.ui.print_job import Piece, PrintJob
from reviewdesk.ui.widgets.button import Button, IconButton, row
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.pdf_view import PdfView
from reviewdesk.ui.widgets.quiet_inputs import ComboBox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.papers import Paper
    from reviewdesk.ui.shell import Shell


class PaperPreview(Dialog):
    """Shows the pages from memory; nothing is written unless it is saved.

    Args:
        parent: the page it stands over.
        shell: the window's.
        title: what the paper is.
        read: given a size of paper, returns the paper; called on the desk thread.
        extra: further buttons of the row above the pages.
    """

    def __init__(
        self,
        parent: QWidget,
        shell: Shell,
        title: str,
        read: Callable[[str], Paper],
        *extra: QWidget,
    ) -> None:
        super().__init__(parent, title)
        self._shell, self._read_paper = shell, read
        self._content, self._name = b"", ""
        self._besides: tuple[bytes, ...] = ()
        """What is printed after it."""
        self._job: PrintJob | None = None
        self.pages = PdfView(shell.tasks, tr("Pages of: {title}").format(title=title))
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
        self._printing = Button(tr("Print …"), self._print, icon="printer")
        self.add(row(smaller, larger, self.paper, None, *extra))
        self.add(self.pages)
        self.add_foot(self._printing)
        keep = self.set_buttons(tr("Save as …"), self._save, icon="download", cancel=tr("Close"))
        self._waiting = (self._printing, keep, *extra)
        """What can be pressed only once the paper is there."""
        self._read()

    def _read(self, paper: str = "") -> None:
        """Read the paper, on the size asked for or on that of the office."""
        self._ready(ready=False)
        ctx, read = self._shell.ctx, self._read_paper

        def work(_progress: Progress) -> tuple[Paper, str]:
            size = paper or form_pdf.office_paper(ctx)
            return read(size), size

        self._shell.tasks.run(work, self._show, failed=self._refused)

    def _refused(self, fault: UserError) -> None:
        self.reject()
        self._shell.ask.tell_error(self.parentWidget(), fault)

    def _show(self, found: tuple[Paper, str]) -> None:
        self._content, self._name, self._besides = found[0].pdf, found[0].name, found[0].besides
        self.paper.setCurrentIndex(self.paper.findData(found[1]))
        self.paper.setVisible(found[0].redrawn)
        self.pages.show_bytes(self._content)
        self._ready(ready=True)

    def _ready(self, *, ready: bool) -> None:
        for button in self._waiting:
            button.setEnabled(ready)

    def _save(self) -> None:
        def chosen(path: Path) -> None:
            content = self._content

            def work(_progress: Progress) -> None:
                printing.save(path, content)

            self._shell.tasks.run(work, lambda _done: self.accept())

        self._shell.ask.choose_save_file(
            self, tr("Save as"), "PDF (*.pdf)", chosen, name=self._name
        )

    def _print(self) -> None:
        self._shell.ask.choose_printer(self, self._hand_over, name=self.windowTitle())

    def _hand_over(self, printer: QPrinter) -> None:
        pieces = [Piece(partial(bytes, pdf)) for pdf in (self._content, *self._besides)]
        self._printing.setEnabled(False)
        self._job = PrintJob(self._shell.tasks, printer, pieces)
        self._job.finished.connect(self._printed)
        self._job.failed.connect(self._not_printed)
        self._job.start()

    def _printed(self, _pages: int = 0) -> None:
        self._job = None
        self._printing.setEnabled(True)

    def _not_printed(self, fault: UserError) -> None:
        self._printed()
        self._shell.ask.tell_error(self, fault)


def open_paper(
    parent: QWidget, shell: Shell, title: str, read: Callable[[str], Paper]
) -> PaperPreview:
    """Show a paper."""
    dialog = PaperPreview(parent, shell, title, read)
    dialog.open()
    return dialog
