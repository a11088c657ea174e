"""The people behind one bar of a chart; each opens their review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from reviewdesk.i18n import tr, tr_n
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.quiet_inputs import SearchBox
from reviewdesk.ui.widgets.rows_view import RowsView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.dashboard import Behind
    from reviewdesk.ui.shell import Shell


class PeopleBehind(Dialog):
    """A list with a search line.

    Signals:
        chosen(UUID): the review of a person is to be opened.
    """

    chosen = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        shell: Shell,
        title: str,
        people: tuple[Behind, ...],
        held: int = 0,
    ) -> None:
        words = tr_n("{n} review", "{n} reviews", len(people))
        if held:
            talks = tr_n("{n} check-in", "{n} check-ins", held)
            words = tr("{talks} in {reviews}").format(talks=talks, reviews=words)
        super().__init__(parent, title, words)
        self.box = SearchBox(tr("Search in this list"))
        self.model: RowsModel[Behind] = RowsModel(
            (
                Column(tr("Name"), lambda one: one.name, width=20),
                Column(tr("Unit"), lambda one: one.unit, width=18),
                Column(tr("State"), lambda one: one.state, width=16),
                Column(tr("Number"), lambda one: one.number, width=14),
            ),
            lambda one: one.review_id,
        )
        self.model.set_rows(people)
        self.view = RowsView(title, self.model, shell.settings)
        self.view.setMinimumHeight(shell.theme.px(280))
        self.view.opened.connect(self._take)
        self.box.textEdited.connect(self.model.set_filter)
        self.add(self.box, self.view)
        self.set_buttons(tr("Open the review"), self._open, cancel=tr("Close"))
        self.view.selectRow(0)

    def _open(self) -> None:
        current = self.view.current()
        if current is not None:
            self._take(current)

    def _take(self, one: Behind) -> None:
        self.accept()
        self.chosen.emit(one.review_id)
