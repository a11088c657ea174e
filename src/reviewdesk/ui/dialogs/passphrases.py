"""Who can unlock this desk, one's own passphrase, and when the desk locks by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr, tr_n
from reviewdesk.services import desks, passphrases
from reviewdesk.ui import ask, settings
from reviewdesk.ui.dialogs.person_picker import PersonPicker
from reviewdesk.ui.dialogs.recovery_code import RecoveryCode
from reviewdesk.ui.dialogs.secret_dialog import SecretDialog, secret
from reviewdesk.ui.dialogs.security_help import SecurityHelp
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Line
from reviewdesk.ui.widgets.chip import Avatar
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.locks import Login
    from reviewdesk.ui.shell import Shell


class Passphrases(Dialog):
    """Lists who has a passphrase; HR gives them, takes them away, and renews the code."""

    def __init__(self, parent: QWidget, shell: Shell) -> None:
        super().__init__(
            parent,
            tr("Who can unlock this desk"),
            tr(
                "Everybody here opens the desk with a passphrase of their own. Whoever is not "
                "here can be handed the computer for one review, by somebody who unlocked it."
            ),
        )
        self._shell = shell
        self._may = shell.ctx.may(Right.MANAGE_ACCOUNTS)
        self._lines = QVBoxLayout()
        self.minutes = ComboBox(tr("Lock when nobody is there for"))
        for minutes in settings.LOCK_MINUTES.allowed:
            self.minutes.addItem(tr_n("{n} minute", "{n} minutes", minutes), minutes)
        self.minutes.setCurrentIndex(
            self.minutes.findData(shell.settings.get(settings.LOCK_MINUTES))
        )
        self.minutes.activated.connect(self._keep_minutes)
        buttons = [Button(tr("Change my passphrase"), self._change, icon="key")]
        if self._may:
            buttons += [
                Button(tr("Give a passphrase"), self._give, icon="plus"),
                Button(tr("New recovery code"), self._renew, icon="printer"),
            ]
        self.add(self._lines, row(*buttons, None))
        self.add(Labelled(tr("Lock when nobody is there for"), self.minutes))
        self.set_buttons(tr("Done"), self.accept, icon="check", cancel="")
        words = tr("What the lock protects")
        self.add_foot(Button(words, lambda: SecurityHelp(self).open(), look="link"))
        self._read()

    def _read(self) -> None:
        ctx = self._shell.ctx
        self._shell.tasks.run(lambda _progress: passphrases.logins(ctx), self._show)

    def _show(self, logins: list[Login]) -> None:
        empty(self._lines)
        for login in logins:
            trailing = []
            if self._may and not login.is_own:
                trailing.append(
                    Button(
                        tr("Take away"),
                        lambda login=login: self._take_away(login),  # type: ignore[misc]
                        look="link",
                        name=tr("Take the passphrase of {name} away").format(name=login.name),
                    )
                )
            self._lines.addWidget(Line(login.name, "", *trailing, head=Avatar(login.name)))

    def _keep_minutes(self) -> None:
        self._shell.settings.set(settings.LOCK_MINUTES, self.minutes.currentData())

    def _take_away(self, login: Login) -> None:
        ctx = self._shell.ctx

        def take() -> None:
            self._shell.tasks.run(
                lambda _progress: passphrases.take_away(ctx, login.account),
                lambda _nothing: self._read(),
            )

        ask.confirm(
            self,
            tr("Take the passphrase of {name} away?").format(name=login.name),
            tr(
                "The whole desk is put under a new key, so an old copy of the key file opens "
                "nothing. What they copied before stays readable to them."
            ),
            tr("Take it away"),
            take,
            danger=True,
        )

    def _change(self) -> None:
        ChangeOwn(self, self._shell).open()

    def _give(self) -> None:
        dialog = Give(self, self._shell)
        dialog.accepted.connect(self._read)
        dialog.open()

    def _renew(self) -> None:
        ctx = self._shell.ctx

        def work(_progress: object) -> tuple[str, str]:
            return desks.office_name(ctx), passphrases.new_recovery_code(ctx)

        ask.confirm(
            self,
            tr("Print a new recovery code?"),
            tr("The one before opens nothing any more. Destroy its paper."),
            tr("Print a new one"),
            lambda: self._shell.tasks.run(work, lambda made: RecoveryCode(self, *made).open()),
        )


class ChangeOwn(SecretDialog):
    """Asks for the passphrase one has and twice for another one."""

    def __init__(self, parent: QWidget, shell: Shell) -> None:
        super().__init__(parent, shell, tr("Change my passphrase"))
        self.old = secret(tr("Passphrase until now"), tr("If it is forgotten: the recovery code."))
        self.new = secret(
            tr("New passphrase"), tr("At least {n} characters.").format(n=passphrases.SHORTEST)
        )
        self.again = secret(tr("New passphrase once more"))
        fields = (self.old, self.new, self.again)
        self.ask_for(*fields, action=tr("Change it"), call=self._change, icon="key")

    def _change(self) -> None:
        if self.same(self.new, self.again):
            ctx, old, new = self.shell.ctx, self.old.edit.text(), self.new.edit.text()
            self.carry_out(
                lambda: passphrases.change_own(ctx, old, new), lambda _nothing: self.accept()
            )


class Give(SecretDialog):
    """Asks for a person and twice for their first passphrase."""

    def __init__(self, parent: QWidget, shell: Shell) -> None:
        super().__init__(
            parent,
            shell,
            tr("Give a passphrase"),
            tr(
                "Let the person type it, or tell it to them: they change it themselves. For "
                "somebody who forgot theirs, this is the new one."
            ),
        )
        self.person = PersonPicker(shell, tr("Person"))
        self.new = secret(
            tr("First passphrase"), tr("At least {n} characters.").format(n=passphrases.SHORTEST)
        )
        self.again = secret(tr("First passphrase once more"))
        fields = (self.person, self.new, self.again)
        self.ask_for(*fields, action=tr("Give it"), call=self._give, icon="plus")

    def _give(self) -> None:
        person = self.person.person
        if person is None:
            self.person.show_fault(tr("Choose a person from the list."))
            self.person.setFocus()
        elif self.same(self.new, self.again):
            ctx, words = self.shell.ctx, self.new.edit.text()
            self.carry_out(lambda: passphrases.give(ctx, person, words), lambda _id: self.accept())
