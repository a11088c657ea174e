"""A dialog that asks for secrets and does one thing with them off the main thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit

from reviewdesk.i18n import tr
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.ui.shell import Shell


def secret(title: str, note: str = "") -> LineField:
    """Return a field that hides what is typed."""
    field = LineField(title, note=note)
    field.edit.setEchoMode(QLineEdit.EchoMode.Password)
    return field


class SecretDialog(Dialog):
    """Its fields, a sentence when something is wrong, and the button that carries it out."""

    def __init__(self, parent: QWidget | None, shell: Shell, title: str, lead: str = "") -> None:
        super().__init__(parent, title, lead)
        self.shell = shell
        self._fault = label("", tone="bad", wrap=True)
        self._fault.hide()

    def ask_for(self, *fields: QWidget, action: str, call: Callable[[], object], icon: str) -> None:
        """Show the fields, and the button under them."""
        self.add(*fields, self._fault)
        self.set_buttons(action, call, icon=icon)
        fields[0].setFocus()

    def carry_out(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Do what was asked for; a refusal is told here and the dialog stays."""
        self._fault.hide()
        self._hold(held=True)
        self.shell.tasks.run(lambda _progress: work(), done, failed=self._refused)

    def tell(self, words: str, field: LineField | None = None) -> None:
        """Say what is wrong, and go to the field where it is."""
        self._fault.setText(words)
        self._fault.show()
        if field is not None:
            field.edit.selectAll()
            field.setFocus()

    def same(self, first: LineField, again: LineField) -> bool:
        """Return whether a new passphrase was typed alike twice; say so when not."""
        if first.edit.text() == again.edit.text():
            return True
        self.tell(tr("The two passphrases are not the same."), again)
        return False

    def _refused(self, fault: UserError) -> None:
        self._hold(held=False)
        field = self.findChildren(QLineEdit)
        self.tell(f"{fault.happened} {error_text(fault)}".strip())
        if field:
            field[0].selectAll()
            field[0].setFocus()

    def _hold(self, *, held: bool) -> None:
        if self.primary_button is not None:
            self.primary_button.setEnabled(not held)
