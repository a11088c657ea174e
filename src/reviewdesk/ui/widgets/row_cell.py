"""One cell of a list, painted from the tokens by its column's kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from reviewdesk.overriding import override
from reviewdesk.ui import theme
from reviewdesk.ui.models.rows import FRACTION_ROLE, STATUS_ROLE
from reviewdesk.ui.widgets.painting import draw_bar, draw_chip, draw_tick
from reviewdesk.ui.widgets.words import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

Index = QModelIndex | QPersistentModelIndex


class Cell(QStyledItemDelegate):
    """Paints a cell of its column's kind from the tokens."""

    def __init__(
        self, parent: QObject, kind: str, align: str, is_marked: Callable[[int], bool]
    ) -> None:
        """Take in ``is_marked``, which tells whether a row has the ring of the keyboard."""
        super().__init__(parent)
        self._kind, self._align, self._is_marked = kind, align, is_marked

    @override
    def displayText(self, value: Any, locale: Any) -> str:
        return one_line(value) if isinstance(value, str) else ""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.current()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        where = option.rect
        if selected:
            painter.fillRect(where, look.colour("selection"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(where.bottomLeft(), where.bottomRight())
        pad = look.px(12)
        room = where.adjusted(pad, 0, -pad, -1)
        rtl = option.direction is Qt.LayoutDirection.RightToLeft
        text = one_line(str(index.data() or ""))
        status = index.data(STATUS_ROLE)
        if self._kind == "tick":
            ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            draw_tick(painter, room, on=ticked)
        elif self._kind == "chip" and status and text:
            draw_chip(painter, room, text, str(status), rtl=rtl, on_selection=selected)
        else:
            if self._kind == "bar":
                words = min(room.width(), look.px(46))
                thick = look.px(6)
                left = room.left() + (words if rtl else 0)
                width = room.width() - words
                if width > look.px(16):
                    bar = QRectF(left, room.center().y() + 1 - thick / 2, width, thick)
                    draw_bar(painter, bar, float(index.data(FRACTION_ROLE) or 0), rtl=rtl)
                    room = room.adjusted(0, 0, -width, 0) if rtl else room.adjusted(width, 0, 0, 0)
            painter.setFont(option.font)
            painter.setPen(look.colour("mute" if self._kind == "bar" else "ink"))
            end = self._align == "end" or self._kind == "bar"
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
            flags |= Qt.AlignmentFlag.AlignRight if end is not rtl else Qt.AlignmentFlag.AlignLeft
            cut = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, flags, cut)
        if self._is_marked(index.row()):
            self._ring(painter, option)

    def _ring(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        painter.setPen(QPen(theme.current().colour("accent"), 2))
        where = option.rect
        painter.drawLine(where.left(), where.top() + 1, where.right() + 1, where.top() + 1)
        painter.drawLine(where.left(), where.bottom(), where.right() + 1, where.bottom())

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.current().px(40))
