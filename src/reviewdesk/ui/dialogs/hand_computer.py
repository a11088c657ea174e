"""The computer handed to another party of a review, who sees that review only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from reviewdesk.i18n import tr
from reviewdesk.services import passphrases, seats
from reviewdesk.ui.dialogs.secret_dialog import SecretDialog, secret
from reviewdesk.ui.widgets.words import isolate

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.context import Context
    from reviewdesk.ui.shell import Shell


class HandComputer(SecretDialog):
    """Says what the other will see and what happens when the computer is given back.

    Signals:
        handed(Actor): who has the computer from now on, and for which review.
    """

    handed = Signal(object)

    def __init__(
        self, parent: QWidget, shell: Shell, review_id: UUID, person_id: UUID, name: str
    ) -> None:
        ctx, name = shell.ctx, isolate(name)
        after = (
            tr("When they give the computer back, the desk is locked and you unlock it again.")
            if passphrases.is_locked(ctx)
            else tr(
                "This desk has no lock: when they give the computer back, your seat is open "
                "again. Ctrl+L gives the desk a lock."
            )
        )
        lead = tr("{name} sees this review and nothing else on this desk. {after}")
        title = tr("Hand the computer to {name}").format(name=name)
        super().__init__(parent, shell, title, lead.format(name=name, after=after))
        self._review_id, self._person_id = review_id, person_id
        self.passphrase = secret(tr("Passphrase of {name}").format(name=name))
        self.passphrase.hide()
        self.ask_for(
            self.passphrase, action=tr("Hand over"), call=self._hand, icon="arrow-left-right"
        )
        self._hold(held=True)
        self.carry_out(lambda: seats.asks_passphrase(ctx, review_id, person_id), self._show_field)

    def _show_field(self, asks: bool) -> None:
        self._hold(held=False)
        self.passphrase.setVisible(asks)
        if asks:
            self.passphrase.setFocus()
        elif self.primary_button is not None:
            self.primary_button.setFocus()

    def _hand(self) -> None:
        ctx, words = self.shell.ctx, self.passphrase.edit.text()
        self.carry_out(
            lambda: seats.hand_computer(ctx, self._review_id, self._person_id, words), self._done
        )

    def _done(self, ctx: Context) -> None:
        self.accept()
        self.handed.emit(ctx.actor)
