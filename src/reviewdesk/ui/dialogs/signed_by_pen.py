"""A form signed by pen: print it, have it signed, scan it, attach the scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.services import pen
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.ui.shell import Shell

_SCANS = "PDF, PNG, JPEG (*.pdf *.png *.jpg *.jpeg)"


class SignedByPen(Dialog):
    """Leads from the printed form to the attached scan, which closes the review."""

    def __init__(
        self, parent: QWidget, shell: Shell, review_id: UUID, on_done: Callable[[], object]
    ) -> None:
        super().__init__(
            parent,
            tr("Sign by pen"),
            tr(
                "Print the form, let everybody sign it in the scheme's order, scan it and attach "
                "the scan. It then stands instead of signatures made in the program, and the "
                "review is closed."
            ),
        )
        self._shell, self._id, self._on_done = shell, review_id, on_done
        self._path: Path | None = None
        self.printing = Button(tr("Print the form …"), self._print, icon="printer")
        self.choose = Button(tr("Choose the scan …"), self._choose, icon="paperclip")
        self._chosen = label(tr("No scan is chosen yet."), quiet=True, wrap=True)
        self.note = LineField(
            tr("Who signed, and what else is to be known"), longest=pen.LONGEST_NOTE
        )
        self._fault = label("", tone="bad", wrap=True)
        self._fault.hide()
        self.add(row(self.printing, self.choose, None), self._chosen, self.note, self._fault)
        self._action = self.set_buttons(
            tr("Attach and close the review"), self._attach, icon="paperclip"
        )
        self._action.setEnabled(False)

    def _print(self) -> None:
        ctx, review = self._shell.ctx, self._id
        self._shell.tasks.run(
            lambda _progress: pen.paper_to_sign(ctx, review),
            self._show_paper,
            failed=self._refused,
        )

    def _show_paper(self, _content: bytes) -> None:
        from reviewdesk.ui.dialogs.form_preview import open_preview

        open_preview(self, self._shell, self._id)

    def _choose(self) -> None:
        def chosen(path: Path) -> None:
            self._path = path
            self._chosen.setText(tr("Chosen: {name}").format(name=path.name))
            self._fault.hide()
            self._action.setEnabled(True)
            self.note.setFocus()

        self._shell.ask.choose_open_file(self, tr("Choose the scan"), _SCANS, chosen)

    def _attach(self) -> None:
        ctx, review, path, note = self._shell.ctx, self._id, self._path, self.note.text()
        if path is None:
            return
        self._action.setEnabled(False)
        self._shell.tasks.run(
            lambda _progress: pen.attach(ctx, review, path, note),
            self._attached,
            failed=self._refused,
            essential=True,
        )

    def _attached(self, _state: object) -> None:
        self.accept()
        self._on_done()

    def _refused(self, fault: UserError) -> None:
        self._action.setEnabled(self._path is not None)
        self._fault.setText(f"{fault.happened} {error_text(fault)}".strip())
        self._fault.show()
