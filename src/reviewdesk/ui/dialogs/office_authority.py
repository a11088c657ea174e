"""Making the office authority: the passphrase that HR keeps in the safe, typed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from reviewdesk.i18n import tr
from reviewdesk.services import certificates
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.tick_box import TickBox
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.ui.shell import Shell


class OfficeAuthority(Dialog):
    """Asks the HR officer for the office passphrase and makes the authority with it."""

    def __init__(
        self, parent: QWidget, shell: Shell, on_made: Callable[[], object] | None = None
    ) -> None:
        super().__init__(
            parent,
            tr("Make the office authority"),
            tr(
                "The authority is this office's seal: it vouches for the key of everybody "
                "who signs a form. It is locked by a passphrase of at least {n} characters. "
                "Write it down and keep it in the safe: nobody can read it back, and it is "
                "asked for whenever somebody gets a signing key."
            ).format(n=certificates.SHORTEST_PASSPHRASE),
        )
        self._shell, self._on_made = shell, on_made
        self.passphrase = secret(LineField(tr("Office passphrase")))
        self.again = secret(LineField(tr("Office passphrase once more")))
        self.rsa = TickBox(tr("Use RSA-2048 keys, for readers that know no others"))
        self._fault = label("", tone="bad", wrap=True)
        self._fault.hide()
        self.add(self.passphrase, self.again, self.rsa, self._fault)
        self._action = self.set_buttons(tr("Make the authority"), self._make, icon="shield-check")
        self.passphrase.setFocus()

    def _make(self) -> None:
        words = self.passphrase.edit.text()
        if words != self.again.edit.text():
            self._tell(tr("The two passphrases are not the same."))
            return
        ctx, use_rsa = self._shell.ctx, self.rsa.isChecked()
        self._action.setEnabled(False)
        self._shell.tasks.run(
            lambda _progress: certificates.make_authority(ctx, words, use_rsa=use_rsa),
            self._made,
            failed=self._refused,
        )

    def _made(self, _nothing: None) -> None:
        self.accept()
        if self._on_made is not None:
            self._on_made()

    def _refused(self, fault: UserError) -> None:
        self._action.setEnabled(True)
        self._tell(f"{fault.happened} {error_text(fault)}".strip())

    def _tell(self, words: str) -> None:
        self._fault.setText(words)
        self._fault.show()
        self.passphrase.edit.selectAll()
        self.passphrase.setFocus()


def secret(field: LineField) -> LineField:
    """Return a field that hides what is typed."""
    field.edit.setEchoMode(QLineEdit.EchoMode.Password)
    return field
