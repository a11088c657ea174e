"""Everybody a cycle is for: who is to be settled, who is ready, who is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewdesk.i18n import tr, tr_n
from reviewdesk.services.readiness import Standing
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, SearchBox
from reviewdesk.ui.widgets.rows_view import RowsPanel, RowsView

if TYPE_CHECKING:
    from reviewdesk.services.readiness import Check, PersonRow
    from reviewdesk.ui.shell import Shell


class CyclePeople(QWidget):
    """One list of all who take part, by how they stand.

    Signals:
        settle(PersonRow): somebody is to be named, or left out.
        take_in(PersonRow): somebody left out is to take part again.
    """

    settle = Signal(object)
    take_in = Signal(object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._touched = False
        self.standing = ComboBox(tr("Show"))
        for standing in Standing:
            self.standing.addItem("", standing)
        self.standing.activated.connect(self._chosen)
        self.box = SearchBox(tr("Search people"), tr("Search name, number or unit"))
        self.box.textChanged.connect(lambda _text: self._filter())
        self.model: RowsModel[PersonRow] = RowsModel(_columns(), lambda one: one.person, self)
        self.view = RowsView(tr("People of this cycle"), self.model, shell.settings, "ready")
        self.view.setMinimumHeight(shell.theme.px(260))
        self.view.opened.connect(self._open)
        self.act = Button(tr("Settle …"), self._act, icon="user-check")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        across = row(self.standing, self.box)
        across.setStretch(1, 1)
        column.addLayout(across)
        column.addWidget(RowsPanel(self.view, self.model, tr("Enter settles a line")), 1)
        column.addLayout(row(self.act, None))

    def show_check(self, check: Check) -> None:
        """Show the people of a readiness check; first those that need something."""
        counts = dict.fromkeys(Standing, 0)
        for person in check.people:
            counts[person.standing] += 1
        for place, standing in enumerate(Standing):
            self.standing.setItemText(place, _count_words(standing, counts[standing]))
        if not self._touched:
            first = next((one for one in Standing if counts[one]), Standing.SETTLE)
            self.standing.setCurrentIndex(self.standing.findData(first))
        self.model.set_rows(check.people)
        self._filter()

    def _chosen(self, _place: int) -> None:
        self._touched = True
        self._filter()

    def _filter(self) -> None:
        standing = Standing(self.standing.currentData())  # Qt keeps the plain word
        words = tr("Take in again") if standing is Standing.LEFT_OUT else tr("Settle …")
        self.act.setText(f" {words}")  # else the icon touches the words
        self.model.set_filter(self.box.text(), lambda one: one.standing is standing)

    def _act(self) -> None:
        current = self.view.current()
        if current is not None:
            self._open(current)

    def _open(self, one: PersonRow) -> None:
        if one.standing is Standing.LEFT_OUT:
            self.take_in.emit(one)
        else:
            self.settle.emit(one)


def _count_words(standing: Standing, count: int) -> str:
    return {
        Standing.SETTLE: tr_n("{n} to settle", "{n} to settle", count),
        Standing.READY: tr_n("{n} ready", "{n} ready", count),
        Standing.LEFT_OUT: tr_n("{n} left out", "{n} left out", count),
    }[standing]


def _columns() -> tuple[Column[PersonRow], ...]:
    return (
        Column(tr("Name"), lambda one: one.name, width=18),
        Column(tr("Staff no."), lambda one: one.number, width=10, rank=3),
        Column(tr("Unit"), lambda one: one.unit, width=16, rank=4),
        Column(tr("Supervisor"), lambda one: one.supervisor, width=16, rank=1),
        Column(tr("Reviewer"), lambda one: one.reviewer, width=16, rank=2),
        Column(
            tr("What is missing"),
            lambda one: one.reason or " ".join(found.sentence for found in one.findings),
            width=30,
        ),
        Column(
            tr("What to do"),
            lambda one: " ".join(found.remedy for found in one.findings),
            width=26,
            rank=5,
        ),
    )
