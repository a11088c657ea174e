"""Asked of somebody who takes the seat at a locked desk and has a passphrase of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from reviewdesk.i18n import tr
from reviewdesk.services import seats
from reviewdesk.ui.dialogs.secret_dialog import SecretDialog, secret

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.context import Actor, Context
    from reviewdesk.ui.shell import Shell


class Prove(SecretDialog):
    """Asks for the passphrase of one person.

    Signals:
        proven(Actor): it is that person.
    """

    proven = Signal(object)

    def __init__(self, parent: QWidget | None, shell: Shell, actor: Actor) -> None:
        super().__init__(
            parent,
            shell,
            tr("Are you {name}?").format(name=actor.name),
            tr("Whoever has a passphrase of their own takes the seat with it."),
        )
        self._actor = actor
        self.passphrase = secret(tr("Passphrase"))
        self.ask_for(
            self.passphrase, action=tr("Take the seat"), call=self._prove, icon="user-check"
        )

    def _prove(self) -> None:
        words, ctx, actor = self.passphrase.edit.text(), self.shell.ctx, self._actor
        self.carry_out(lambda: seats.take_seat(ctx, actor, words), self._done)

    def _done(self, ctx: Context) -> None:
        self.accept()
        self.proven.emit(ctx.actor)
