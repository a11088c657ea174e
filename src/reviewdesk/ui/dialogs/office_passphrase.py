"""Asking for the office passphrase, for one thing that the office authority is to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.ui.dialogs.office_authority import secret
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.ui.shell import Shell


class OfficePassphrase(Dialog):
    """Asks for the passphrase, does the one thing with it, and says at the field what is wrong."""

    def __init__(
        self,
        parent: QWidget,
        shell: Shell,
        title: str,
        lead: str,
        action: str,
        work: Callable[[str], object],
        on_done: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent, title, lead)
        self._shell, self._work, self._on_done = shell, work, on_done
        self.passphrase = secret(LineField(tr("Office passphrase")))
        self._fault = label("", tone="bad", wrap=True)
        self._fault.hide()
        self.add(self.passphrase, self._fault)
        self._action = self.set_buttons(action, self._go, icon="key")
        self.passphrase.setFocus()

    def _go(self) -> None:
        words, work = self.passphrase.edit.text(), self._work
        self._action.setEnabled(False)
        self._shell.tasks.run(
            lambda _progress: work(words), self._did, failed=self._refused, essential=True
        )

    def _did(self, _nothing: object) -> None:
        self.accept()
        if self._on_done is not None:
            self._on_done()

    def _refused(self, fault: UserError) -> None:
        self._action.setEnabled(True)
        self._fault.setText(f"{fault.happened} {error_text(fault)}".strip())
        self._fault.show()
        self.passphrase.edit.selectAll()
        self.passphrase.setFocus()
