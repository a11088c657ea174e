"""A legal hold: about whom, and by which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.services import retention
from reviewdesk.ui.dialogs.person_picker import PersonPicker
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.ui.shell import Shell


class LegalHold(Dialog):
    """Asks for a person, or the whole office, and the reason."""

    def __init__(self, parent: QWidget, shell: Shell) -> None:
        super().__init__(
            parent,
            tr("Place a legal hold"),
            tr(
                "Nothing about this person is destroyed until the hold is lifted, however old it "
                "is: because of an appeal, a tribunal, an inquiry."
            ),
        )
        self._shell = shell
        self.person = PersonPicker(shell, tr("Person"))
        self.office = TickBox(tr("The whole office: nothing at all is destroyed"))
        self.office.toggled.connect(self.person.setDisabled)
        self.reason = LineField(tr("By which order"))
        self.add(self.person, self.office, self.reason)
        self.set_buttons(tr("Place the hold"), self._place, icon="lock")
        self.person.setFocus()

    def _place(self) -> None:
        everybody = self.office.isChecked()
        who = None if everybody else self.person.person
        reason = self.reason.text().strip()
        if who is None and not everybody:
            self.person.show_fault(tr("Choose somebody from the list."))
            self.person.setFocus()
            return
        if not reason:
            self.reason.show_fault(tr("Please write something here."))
            self.reason.setFocus()
            return
        ctx = self._shell.ctx
        self._shell.tasks.run(
            lambda _progress: retention.hold(ctx, who, reason),
            lambda _made: self.accept(),
            failed=self._refused,
        )

    def _refused(self, fault: UserError) -> None:
        self.reason.show_fault(f"{fault.happened} {error_text(fault)}".strip())
