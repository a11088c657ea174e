"""Locking a desk that was open: the passphrase twice, then the recovery code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from reviewdesk.i18n import tr
from reviewdesk.services import desks, passphrases
from reviewdesk.ui.dialogs.secret_dialog import SecretDialog, secret
from reviewdesk.ui.dialogs.security_help import SecurityHelp
from reviewdesk.ui.widgets.button import Button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.ui.shell import Shell


class LockDesk(SecretDialog):
    """Asks the HR officer for the passphrase that locks the desk.

    Signals:
        locked(str, str): the desk is locked; the office and its recovery code.
    """

    locked = Signal(str, str)

    def __init__(self, parent: QWidget | None, shell: Shell) -> None:
        super().__init__(
            parent,
            shell,
            tr("Lock this desk"),
            tr(
                "Everything in the desk's folder is put under a key that only this passphrase "
                "opens. Several words that nobody would guess are best. You will be asked for "
                "it whenever the desk is opened."
            ),
        )
        self.passphrase = secret(
            tr("Passphrase"),
            tr("At least {n} characters.").format(n=passphrases.SHORTEST),
        )
        self.again = secret(tr("Passphrase once more"))
        self.ask_for(
            self.passphrase, self.again, action=tr("Lock the desk"), call=self._lock, icon="lock"
        )
        words = tr("What the lock protects")
        self.add_foot(Button(words, lambda: SecurityHelp(self).open(), look="link"))

    def _lock(self) -> None:
        words, ctx = self.passphrase.edit.text(), self.shell.ctx
        if not self.same(self.passphrase, self.again):
            return

        def work() -> tuple[str, str]:
            return desks.office_name(ctx), passphrases.lock(ctx, words)

        self.carry_out(work, self._done)

    def _done(self, made: tuple[str, str]) -> None:
        self.accept()
        self.locked.emit(*made)
