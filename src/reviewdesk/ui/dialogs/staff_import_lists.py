"""The three lists of a staff import: first rows, faults, changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reviewdesk.i18n import tr
from reviewdesk.services import staff_import
from reviewdesk.ui import theme
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.rows_view import RowsView
from reviewdesk.ui.widgets.words import label, one_line

if TYPE_CHECKING:
    from reviewdesk.exchange.staff_changes import Difference
    from reviewdesk.services.staff_import import FaultRow, Preview

Row = tuple[int, tuple[str, ...]]


def _stand(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.current().px(8))
    return layout


class FirstRows(QTableWidget):
    """The first rows as they stand in the file, with their lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("First rows of the file"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        side = Qt.AlignmentFlag
        self.horizontalHeader().setDefaultAlignment(side.AlignLeading | side.AlignVCenter)

    def show_rows(self, header: tuple[str, ...], rows: tuple[Row, ...]) -> None:
        """Show the rows of a file."""
        titles = [
            one_line(heading) or tr("column {n}").format(n=place)
            for place, heading in enumerate(header, 1)
        ]
        self.clear()
        self.setColumnCount(len(titles) + 1)
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels([tr("Line"), *titles])
        for place, (line, cells) in enumerate(rows):
            self.setItem(place, 0, QTableWidgetItem(str(line)))
            for column, cell in enumerate(cells[: len(titles)], 1):
                self.setItem(place, column, QTableWidgetItem(one_line(cell)))
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            self.setColumnWidth(column, min(self.columnWidth(column), theme.current().px(220)))


class FaultsList(QWidget):
    """Every fault at its line and column; the row's own cells under the list."""

    def __init__(self) -> None:
        super().__init__()
        layout = _stand(self)
        titles = staff_import.field_titles()
        self.model: RowsModel[FaultRow] = RowsModel(
            (
                Column(tr("Line"), lambda one: str(one.line), lambda one: one.line, width=5),
                Column(tr("Column"), lambda one: titles.get(one.column, tr("whole row")), width=18),
                Column(
                    tr("Severity"),
                    lambda one: tr("Error") if one.is_error else tr("Warning"),
                    kind="chip",
                    status=lambda one: "bad" if one.is_error else "warn",
                    width=10,
                ),
                Column(tr("What is wrong"), lambda one: one.message, width=60),
            ),
            lambda one: (one.line, one.column, one.kind),
            self,
        )
        self.view = RowsView(tr("Faults"), self.model)
        self.view.picked.connect(self._show_row)
        self._none = label(tr("No faults were found."), quiet=True)
        self.row_text = label("", "caption", quiet=True, wrap=True)
        layout.addWidget(self._none)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.row_text)

    def show_faults(self, seen: Preview) -> None:
        """Show the faults of a file."""
        self.model.set_rows(seen.faults)
        self._none.setVisible(not seen.faults)
        self.view.setVisible(bool(seen.faults))
        self.row_text.setText("")
        if seen.faults:  # the line below tells the whole of what is cut in the list
            self.view.show_row(0)
            self._show_row(seen.faults[0])

    def _show_row(self, one: FaultRow) -> None:
        cells = " | ".join(one_line(cell) for cell in one.row)
        self.row_text.setText(
            "\n".join(
                (one_line(one.message), tr("Line {n}: {cells}").format(n=one.line, cells=cells))
            )
        )


class ChangesList(QWidget):
    """Who is new, changed, moved or left, and who is missing from the list."""

    def __init__(self) -> None:
        super().__init__()
        layout = _stand(self)
        self._kinds = {
            "new": (tr("New"), "ok"),
            "changed": (tr("Changed"), "info"),
            "moved": (tr("Moved"), "info"),
            "left": (tr("Left"), "warn"),
            "absent": (tr("Not in the list"), "none"),
        }
        self.pills: dict[str, Button] = {}
        for kind, (title, _status) in self._kinds.items():
            pill = Button(title, self._filter, look="pill")
            self.pills[kind] = pill
        layout.addLayout(row(*self.pills.values(), None))
        self.model: RowsModel[Difference] = RowsModel(
            (
                Column(tr("Staff no."), lambda one: one.number, width=10),
                Column(tr("Name"), lambda one: one.name, width=22),
                Column(
                    tr("Change"),
                    lambda one: self._kinds[one.kind][0],
                    kind="chip",
                    status=lambda one: self._kinds[one.kind][1],
                    width=12,
                ),
                Column(tr("What changes"), lambda one: " ".join(one.details), width=44),
            ),
            lambda one: one.number,
            self,
        )
        self.view = RowsView(tr("Changes"), self.model)
        self.view.picked.connect(self._show_row)
        self._none = label(tr("Importing this list changes nothing."), quiet=True)
        self.row_text = label("", "caption", quiet=True, wrap=True)
        layout.addWidget(self._none)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.row_text)
        layout.addWidget(
            label(
                tr("People who are not in the list stay on the desk as they are."),
                "caption",
                quiet=True,
                wrap=True,
            )
        )

    def show_changes(self, seen: Preview) -> None:
        """Show what a file would change."""
        counts = seen.counts
        numbers = {
            "new": counts.new,
            "changed": counts.changed,
            "moved": counts.moved,
            "left": counts.left,
            "absent": counts.absent,
        }
        for kind, pill in self.pills.items():
            title = self._kinds[kind][0]
            pill.setText(tr("{kind} {n}").format(kind=title, n=f"{numbers[kind]:,}"))
            pill.setEnabled(bool(numbers[kind]))
            pill.setChecked(pill.isChecked() and bool(numbers[kind]))
        self.model.set_rows(seen.differences)
        self._none.setVisible(not seen.differences)
        self.view.setVisible(bool(seen.differences))
        self.row_text.setText("")
        self._filter()

    def _filter(self) -> None:
        chosen = frozenset(kind for kind, pill in self.pills.items() if pill.isChecked())
        self.model.set_filter("", (lambda one: one.kind in chosen) if chosen else None)

    def _show_row(self, one: Difference) -> None:
        self.row_text.setText(one_line(" ".join(one.details)))
