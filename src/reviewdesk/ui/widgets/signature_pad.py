"""A place to sign with mouse, pen or finger; the ink is kept as strokes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeySequence,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.painting import draw_focus

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QTabletEvent,
    )

Point = tuple[float, float, float]
"""Across and down as fractions of the pad, pressure 0 to 1."""
Stroke = tuple[Point, ...]

ASPECT = 3.4
"""Width of the pad by its height; kept, so that ink looks alike on screen and paper."""


class SignaturePad(QWidget):
    """Takes ink; Delete clears it, Ctrl+Z takes the last stroke back.

    Signals:
        changed(bool): ink was added or taken away; whether there is any.
    """

    changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._strokes: list[list[Point]] = []
        self._drawing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Place to draw your signature"))
        self.setAccessibleDescription(
            tr("Needs a mouse, a pen or a finger. You can type your name instead.")
        )
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def strokes(self) -> tuple[Stroke, ...]:
        """Return the ink."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    def set_strokes(self, strokes: tuple[Stroke, ...]) -> None:
        """Show ink that was kept."""
        self._strokes = [list(stroke) for stroke in strokes]
        self._tell()

    def is_empty(self) -> bool:
        """Return whether nothing is drawn."""
        return not self._strokes

    def clear(self) -> None:
        """Take all ink away."""
        self._strokes = []
        self._tell()

    def undo(self) -> None:
        """Take the last stroke away."""
        if self._strokes:
            self._strokes.pop()
            self._tell()

    def _tell(self) -> None:
        self.update()
        self.changed.emit(bool(self._strokes))

    def _point(self, at: QPointF, pressure: float) -> Point:
        across = min(1.0, max(0.0, at.x() / max(1, self.width())))
        down = min(1.0, max(0.0, at.y() / max(1, self.height())))
        return (round(across, 5), round(down, 5), round(pressure, 3))

    def _begin(self, at: QPointF, pressure: float) -> None:
        self._drawing = True
        self._strokes.append([self._point(at, pressure)])
        self._tell()

    def _go_on(self, at: QPointF, pressure: float) -> None:
        point = self._point(at, pressure)
        if self._drawing and self._strokes and self._strokes[-1][-1][:2] != point[:2]:
            self._strokes[-1].append(point)
            self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.isEnabled():
            self._begin(event.position(), 0.5)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go_on(event.position(), 0.5)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drawing = False
        self._tell()

    @override
    def tabletEvent(self, event: QTabletEvent) -> None:
        """Take the pen; an accepted event is not sent a second time as a mouse's."""
        match event.type():
            case QEvent.Type.TabletPress:
                self._begin(event.position(), event.pressure())
            case QEvent.Type.TabletMove:
                self._go_on(event.position(), event.pressure())
            case _:
                self._drawing = False
                self._tell()
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return round(width / ASPECT)

    @override
    def sizeHint(self) -> QSize:
        width = theme.current().px(510)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        width = theme.current().px(240)
        return QSize(width, self.heightForWidth(width))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.colour("edge"), 1))
        painter.setBrush(look.colour("card"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        foot = box.height() * 0.76
        painter.setPen(QPen(look.colour("line"), 1, Qt.PenStyle.DashLine))
        edge = look.px(20)
        painter.drawLine(QPointF(edge, foot), QPointF(box.width() - edge, foot))
        painter.setPen(look.colour("mute"))
        painter.setFont(look.font("caption"))
        words = QRectF(edge, foot, box.width() - 2 * edge, box.height() - foot)
        lead = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, lead, tr("Sign above the line"))
        for stroke in self._strokes:
            self._ink(painter, stroke)
        if self.hasFocus() and self.property("kbd"):
            draw_focus(painter, box, look.px(6))

    def _ink(self, painter: QPainter, stroke: list[Point]) -> None:
        pressure = sum(point[2] for point in stroke) / len(stroke)
        colour = theme.current().colour("ink")
        width = theme.current().scale * (1.2 + 2.0 * pressure)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, cap, join))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = [QPointF(x * self.width(), y * self.height()) for x, y, _ in stroke]
        if len(points) == 1:
            painter.drawPoint(points[0])
            return
        path = QPainterPath(points[0])
        for here, after in pairwise(points[1:]):
            path.quadTo(here, (here + after) / 2)
        path.lineTo(points[-1])
        painter.drawPath(path)
