"""The passphrase page of a locked desk: shown at once, while everything heavy loads behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewdesk.i18n import tr
from reviewdesk.ui import theme
from reviewdesk.ui.dialogs.secret_dialog import secret
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.chip import IconTile
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.scrolled import scrolled
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label, one_line

if TYPE_CHECKING:
    from reviewdesk.errors import UserError
    from reviewdesk.services.locks import Locks


class Unlock(QWidget):
    """Asks who it is and for the passphrase, or for the recovery code.

    Signals:
        unlock_requested(object, str): the account's id, or None for the recovery code, and
            what was typed.
        elsewhere_requested(): another desk is wanted.
    """

    unlock_requested = Signal(object, str)
    elsewhere_requested = Signal()

    def __init__(self, name: str, locks: Locks) -> None:
        super().__init__()
        look = theme.current()
        self._by_code = not locks.logins
        self.who = ComboBox(tr("Who are you?"))
        for login in locks.logins:
            self.who.addItem(one_line(login.name), login.account)
        self._who = Labelled(tr("Who are you?"), self.who)
        self._many = len(locks.logins) > 1
        self.passphrase = secret(tr("Passphrase"))
        self.code = LineField(
            tr("Recovery code"),
            note=tr("Seven groups of five letters and digits, as they were printed."),
        )
        self._fault = label("", tone="bad", wrap=True)
        self._fault.setAccessibleName(tr("What is wrong"))
        self._fault.hide()
        self.button = Button(tr("Unlock"), self._unlock, look="primary", icon="lock-open")
        self._turn = Button("", self._turn_over, look="link")
        self._turn.setVisible(bool(locks.logins))
        card = Card()
        title = label(tr("This desk is locked"), "heading", wrap=True)
        title.place_text(Qt.AlignmentFlag.AlignHCenter)
        place = label(name, quiet=True, wrap=True)
        place.place_text(Qt.AlignmentFlag.AlignHCenter)
        card.body.addWidget(IconTile("lock", "info", 48), 0, Qt.AlignmentFlag.AlignHCenter)
        card.add(title, place, self._who, self.passphrase, self.code, self._fault)
        card.add(row(self._turn, None, self.button))
        card.setFixedWidth(min(look.px(440), 660))
        inside = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inside))  # large text on a small screen
        layout = QVBoxLayout(inside)
        layout.addStretch(1)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        elsewhere = Button(
            tr("Open another desk"), self.elsewhere_requested.emit, look="link", icon="folder-open"
        )
        layout.addLayout(row(None, elsewhere, None))
        layout.addStretch(1)
        for field in (self.passphrase, self.code):
            field.edit.returnPressed.connect(self._unlock)
        self._show_fields()

    def refuse(self, fault: UserError) -> None:
        """Say why it stays locked, and let the person try again."""
        self.setEnabled(True)
        self.button.setText(f" {tr('Unlock')}")
        self._fault.setText(" ".join(one for one in (fault.happened, fault.remedy) if one))
        self._fault.show()
        field = self.code if self._by_code else self.passphrase
        if not self._by_code:
            field.edit.selectAll()
        field.setFocus()

    def _unlock(self) -> None:
        field = self.code if self._by_code else self.passphrase
        words = field.edit.text()
        if not words or not self.isEnabled():
            field.setFocus()
            return
        self._fault.hide()
        self.setEnabled(False)
        self.button.setText(f" {tr('Unlocking …')}")
        account = None if self._by_code else self.who.currentData()
        self.unlock_requested.emit(account, words)

    def _turn_over(self) -> None:
        self._by_code = not self._by_code
        self._fault.hide()
        self._show_fields()

    def _show_fields(self) -> None:
        words = tr("Use the passphrase") if self._by_code else tr("Use the recovery code")
        self._turn.setText(words)
        self._turn.setAccessibleName(words)
        self._who.setVisible(self._many and not self._by_code)
        self.passphrase.setVisible(not self._by_code)
        self.code.setVisible(self._by_code)
        self.begin()

    def begin(self) -> None:
        """Put the cursor where the secret is typed."""
        (self.code if self._by_code else self.passphrase).setFocus()
