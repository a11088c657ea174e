"""Who sits at the desk: chosen by typing a few letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from reviewdesk.i18n import tr
from reviewdesk.services import accounts
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.quiet_inputs import SearchBox
from reviewdesk.ui.widgets.rows_view import RowsView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.accounts import Seat
    from reviewdesk.ui.shell import Shell


class SwitchPerson(Dialog):
    """Lists everybody who can take the seat.

    Signals:
        chosen(Actor): who sits at the desk from now on.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None, shell: Shell) -> None:
        super().__init__(
            parent,
            tr("Who is at the desk?"),
            tr("What can be seen and done follows from who sits here."),
        )
        self.box = SearchBox(tr("Find a person"), tr("Type a name or staff number"))
        self.model: RowsModel[Seat] = RowsModel(
            (
                Column(tr("Name"), lambda seat: seat.actor.name),
                Column(tr("Role"), lambda seat: accounts.role_words(seat.actor.role)),
                Column(tr("Post"), lambda seat: seat.detail),
                Column(tr("Number"), lambda seat: seat.number),
            ),
            lambda seat: seat.actor.person_id or seat.actor.name,
        )
        self.view = RowsView("switch-person", self.model, shell.settings)
        self.view.setMinimumHeight(300)
        self.view.setAccessibleName(tr("People"))
        self.view.opened.connect(self._take)
        self.box.textEdited.connect(self._filter)
        self.box.returnPressed.connect(self._choose)
        self.add(self.box, self.view)
        self.set_buttons(tr("Take the seat"), self._choose, icon="user-check")
        self.box.setFocus()
        shell.tasks.run(lambda _progress: accounts.who_can_sit(shell.ctx), self.model.set_rows)

    def _filter(self, text: str) -> None:
        self.model.set_filter(text)
        if self.model.rowCount():
            self.view.selectRow(0)

    def _choose(self) -> None:
        seat = self.view.current()
        if seat is None and self.model.rowCount() == 1:
            seat = self.model.row(0)
        if seat is not None:
            self._take(seat)

    def _take(self, seat: Seat) -> None:
        self.accept()
        self.chosen.emit(seat.actor)
