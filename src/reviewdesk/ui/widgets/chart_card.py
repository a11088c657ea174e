"""A chart in its card: title, what it says, its table one key away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QWidget

from reviewdesk.i18n import tr
from reviewdesk.ui import theme
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.widgets.button import IconButton
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.chart import Chart
from reviewdesk.ui.widgets.rows_view import RowsView
from reviewdesk.ui.widgets.words import clean, label


class ChartCard(Card):
    """A chart and the same figures as a table; the button or T turns it over.

    Signals:
        picked(str): a part was chosen; its key.
    """

    picked = Signal(str)

    def __init__(self, title: str, note: str = "", height: int = 210) -> None:
        self._turn = IconButton("table-2", tr("Show as table (T)"))
        super().__init__(title, self._turn)
        self._note = label(note, "caption", quiet=True, wrap=True)
        self._title = clean(title)
        self.chart = Chart(title, height)
        self._table: RowsView | None = None
        self._headers: Sequence[str] = ()
        self._rows: Sequence[Sequence[str]] = ()
        self._place = QWidget()
        self._faces = QStackedLayout(self._place)
        self._faces.addWidget(self.chart)
        self.add(self._note, self._place)
        self.chart.picked.connect(self.picked)
        self.chart.table_requested.connect(self.turn)
        self._turn.clicked.connect(self.turn)
        self._turn.setCheckable(True)

    def set_note(self, note: str) -> None:
        """Say something else under the title."""
        self._note.setText(clean(note))

    def set_table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Give the figures of the chart, for its other face."""
        self._headers, self._rows = headers, rows
        if self._table is not None:
            was = self._faces.currentIndex()
            self._faces.removeWidget(self._table)
            self._table.deleteLater()
            self._table = None
            if was == 1:
                self._faces.setCurrentWidget(self._make_table())

    def turn(self) -> None:
        """Show the table instead of the picture, or the picture again."""
        to_table = self._faces.currentWidget() is self.chart
        shown = self._make_table() if to_table else self.chart
        self._faces.setCurrentWidget(shown)
        self._turn.setChecked(to_table)
        shown.setFocus()

    def shows_table(self) -> bool:
        """Return whether the table is in front."""
        return self._faces.currentWidget() is not self.chart

    def _make_table(self) -> RowsView:
        if self._table is None:
            columns = [
                Column[tuple[int, Sequence[str]]](
                    title,
                    lambda row, place=place: row[1][place],  # type: ignore[misc]
                    align="end" if place else "start",
                    width=8 if place else 16,
                )
                for place, title in enumerate(self._headers)
            ]
            model = RowsModel(columns, identify=lambda row: row[0])
            model.set_rows(enumerate(self._rows))
            name = tr("{chart}, as a table").format(chart=self._title)
            self._table = RowsView(name, model)
            model.setParent(self._table)
            self._table.setFixedHeight(max(self.chart.height(), theme.current().px(120)))
            key = QShortcut(QKeySequence("T"), self._table)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(self.turn)
            self._faces.addWidget(self._table)
        return self._table
