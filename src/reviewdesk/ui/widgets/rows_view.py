"""A list on the screen: fixed rows, chips and bars, selection kept by id, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.ui import icons, theme
from reviewdesk.ui.settings import column_widths
from reviewdesk.ui.widgets.row_cell import Cell
from reviewdesk.ui.widgets.words import clean, label, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent

    from reviewdesk.ui.models.rows import RowsModel
    from reviewdesk.ui.settings import Settings

Index = QModelIndex | QPersistentModelIndex


class _Heads(QHeaderView):
    """Column heads with a small arrow at the one that sorts."""

    @override
    def paintSection(self, painter: QPainter, rect: Any, logicalIndex: int) -> None:
        painter.save()
        super().paintSection(painter, rect, logicalIndex)
        painter.restore()
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex:
            look = theme.current()
            up = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            side = look.px(14)
            rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            left = rect.left() + 2 if rtl else rect.right() - side - 2
            where = QRectF(left, rect.center().y() - side / 2, side, side)
            name = "chevron-up" if up else "chevron-down"
            icons.draw(painter, name, look.tokens.mute, where)


class RowsView(QTableView):
    """Shows a ``RowsModel``.

    Signals:
        opened(object): Enter or a double click on a row; the row's value.
        picked(object): another row became the current one; the row's value.
        tick_requested(list): Space on the selected rows, or a click on the box of one.
    """

    opened = Signal(object)
    picked = Signal(object)
    tick_requested = Signal(list)

    def __init__(
        self, name: str, model: RowsModel[Any], settings: Settings | None = None, key: str = ""
    ) -> None:
        super().__init__()
        self.setAccessibleName(clean(name))
        self._rows = model
        self._settings, self._key = settings, key
        self._chosen: set[Hashable] = set()
        self._current: Hashable = None
        self._top = 0
        self._arranging = False
        self._own_widths = dict(settings.get(column_widths(key))) if settings and key else {}
        self.setHorizontalHeader(_Heads(Qt.Orientation.Horizontal, self))
        self.setModel(model)
        for place, column in enumerate(model.columns):
            self.setItemDelegateForColumn(
                place, Cell(self, column.kind, column.align, self._is_marked)
            )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads = self.horizontalHeader()
        heads.setSectionsClickable(True)
        heads.setHighlightSections(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        heads.setMinimumSectionSize(theme.current().px(48))
        heads.sectionResized.connect(self._widened)
        heads.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self.activated.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._pick)
        self.clicked.connect(self._click)
        self.setSortingEnabled(True)
        heads.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._measure()

    def selected(self) -> list[Any]:
        """Return the values of the selected rows, in the order shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._rows.row(row) for row in rows]

    def current(self) -> Any | None:
        """Return the value of the current row, or None."""
        index = self.currentIndex()
        return self._rows.row(index) if index.isValid() else None

    def show_row(self, identity: Hashable) -> None:
        """Select a row by its id and bring it into view."""
        place = self._rows.find(identity)
        if place >= 0:
            self.selectRow(place)
            self.scrollTo(self._rows.index(place, 0))

    def shows_ring(self) -> bool:
        """Return whether the current row is marked for the keyboard."""
        return self.hasFocus() and bool(self.property("kbd"))

    def _is_marked(self, row: int) -> bool:
        return self.shows_ring() and row == self.currentIndex().row()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._rows.row(index))

    def _pick(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.picked.emit(self._rows.row(current))

    def _click(self, index: QModelIndex) -> None:
        if self._rows.columns[index.column()].ticked is not None:
            self.tick_requested.emit([self._rows.row(index)])

    def _remember(self) -> None:
        chosen = self.selectionModel().selectedRows()
        self._chosen = {self._rows.identity(index.row()) for index in chosen}
        current = self.currentIndex()
        self._current = self._rows.identity(current.row()) if current.isValid() else None
        self._top = self.verticalScrollBar().value()

    def _restore(self) -> None:
        places = self._rows.places(self._chosen)
        if places:
            selection = QItemSelection()
            last = len(self._rows.columns) - 1
            for place in places:
                selection.select(self._rows.index(place, 0), self._rows.index(place, last))
            flag = QItemSelectionModel.SelectionFlag
            model = self.selectionModel()
            model.select(selection, flag.ClearAndSelect)
            now = self._rows.find(self._current)
            if now >= 0:
                model.setCurrentIndex(self._rows.index(now, 0), flag.NoUpdate)
        self.verticalScrollBar().setValue(self._top)

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.current().px(40))
        self._arrange()

    def _arrange(self) -> None:
        """Give columns their widths; where there is no room, the least needed ones go."""
        columns = self._rows.columns
        letter = max(5, self.fontMetrics().averageCharWidth())
        pad, chip = theme.current().px(24), theme.current().px(34)
        natural = [
            self._own_widths.get(
                column.title,
                column.width * letter + pad + (chip if column.kind == "chip" else 0),
            )
            for column in columns
        ]
        room = self.viewport().width()
        hidden: set[int] = set()
        for rank in sorted({column.rank for column in columns} - {0}, reverse=True):
            if sum(natural) - sum(natural[place] for place in hidden) <= room:
                break
            hidden |= {place for place, column in enumerate(columns) if column.rank == rank}
        shown = [place for place in range(len(columns)) if place not in hidden]
        spare = room - sum(natural[place] for place in shown)
        free = [place for place in shown if columns[place].title not in self._own_widths]
        weight = sum(natural[place] for place in free)
        self._arranging = True
        for place, width in enumerate(natural):
            self.setColumnHidden(place, place in hidden)
            grown = width + (spare * width // weight if place in free and spare > 0 else 0)
            least = min(width, theme.current().px(72))
            if spare < 0 and place in free:
                grown = max(least, width + spare * width // weight)
            self.setColumnWidth(place, grown)
        self._arranging = False

    def _widened(self, place: int, _before: int, after: int) -> None:
        """Keep a width that somebody gave a column; larger text widens columns by itself."""
        drawn = QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton
        if self._arranging or after <= 0 or not self.isVisible() or not drawn:
            return
        self._own_widths[self._rows.columns[place].title] = after
        if self._settings is not None and self._key:
            self._settings.set(column_widths(self._key), self._own_widths)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() == Qt.Key.Key_Space and self._has_ticks():
            self.tick_requested.emit(self.selected())
        else:
            super().keyPressEvent(event)

    def _has_ticks(self) -> bool:
        return any(column.ticked is not None for column in self._rows.columns)

    def _copy(self) -> None:
        columns = self._rows.columns
        lines = ["\t".join(column.title for column in columns)]
        lines += [
            "\t".join(one_line(column.text(row)) for column in columns) for row in self.selected()
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))


def rows_counted(n: int) -> str:
    """Return a number of rows in words."""
    return tr_n("{n} row", "{n} rows", n)


class RowsPanel(QWidget):
    """A list with the line under it that says how many there are and how many are shown."""

    def __init__(
        self,
        view: RowsView,
        model: RowsModel[Any],
        hint: str = "",
        counted: Callable[[int], str] = rows_counted,
    ) -> None:
        super().__init__()
        self.view = view
        self._rows = model
        self._counted = counted
        self._count = label("", "caption", quiet=True)
        self._count.setAccessibleName(tr("Number of rows"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(8))
        layout.addWidget(view, 1)
        from reviewdesk.ui.widgets.button import row

        foot = row(self._count, None, label(hint, "caption", quiet=True))
        side = theme.current().px(12)
        foot.setContentsMargins(side, 0, side, side)
        layout.addLayout(foot)
        model.modelReset.connect(self._tell)
        self._tell()

    def count_text(self) -> str:
        """Return what the foot says."""
        return self._count.text()

    def _tell(self) -> None:
        total, shown = self._rows.total, self._rows.rowCount()
        words = self._counted(total)
        if shown != total:
            words = tr("{rows}, {shown} shown").format(rows=words, shown=f"{shown:,}")
        self._count.setText(words)
        self._count.setAccessibleName(words)
