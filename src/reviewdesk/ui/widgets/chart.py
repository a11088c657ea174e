"""A picture drawn elsewhere, made to answer: hover, click and keys on its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QImage,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from reviewdesk.overriding import override
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.words import clean

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import (
        QEnterEvent,
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QShowEvent,
    )

    from reviewdesk.analytics.charts import HitArea, Ink, Picture


def chart_ink() -> Ink:
    """Return the colours and the text size in which the theme wants charts drawn."""
    from reviewdesk.analytics.charts import Ink

    look = theme.current()
    tokens = look.tokens
    return Ink(
        ground=tokens.card,
        text=tokens.ink,
        quiet=tokens.mute,
        line=tokens.line,
        first=tokens.series[0],
        second=tokens.series[1],
        points=10.0 * look.scale,
    )


class Chart(QWidget):
    """Paints a chart's picture.

    Signals:
        size_wanted(int, int, float): the widget is shown or resized; width and height in
            logical pixels and the ratio to physical ones, for whoever draws.
        picked(str): a part was clicked or Enter pressed on it; its key.
        table_requested(): T was pressed.
    """

    size_wanted = Signal(int, int, float)
    picked = Signal(str)
    table_requested = Signal()

    def __init__(self, title: str, height: int = 210) -> None:
        super().__init__()
        self._title = clean(title)
        self._tall = height
        self._picture: QImage | None = None
        self._pixels = b""
        self._areas: tuple[HitArea, ...] = ()
        self._current = -1
        self.setAccessibleName(self._title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._wait = QTimer(self, singleShot=True, interval=60)
        self._wait.timeout.connect(self._ask)

    def set_picture(self, picture: Picture, finding: str = "") -> None:
        """Show a drawn chart; ``finding`` is one sentence that says what it shows."""
        form = QImage.Format.Format_RGBA8888
        self._pixels = picture.pixels  # QImage does not own them
        width, height = picture.width, picture.height
        self._picture = QImage(self._pixels, width, height, 4 * width, form)
        self._areas = picture.areas
        self._current = min(self._current, len(self._areas) - 1)
        self.setAccessibleName(". ".join(one for one in (self._title, clean(finding)) if one))
        self.update()

    def refresh(self) -> None:
        """Ask for a new picture; the old one stays until it comes."""
        self._wait.start()

    def is_ready(self) -> bool:
        """Return whether a picture is shown."""
        return self._picture is not None

    def current_text(self) -> str:
        """Return what the part under mouse or keyboard says, or nothing."""
        return self._areas[self._current].words if self._current >= 0 else ""

    def _ask(self) -> None:
        if self.isVisible() and self.width() > 0:
            self.size_wanted.emit(self.width(), self.height(), self.devicePixelRatioF())

    def _drawn_size(self) -> tuple[float, float]:
        """Return the size at which the picture is shown, in logical pixels."""
        if self._picture is None:
            return 0.0, 0.0
        ratio = self.devicePixelRatioF()
        return self._picture.width() / ratio, self._picture.height() / ratio

    def _rect(self, area: HitArea) -> QRectF:
        width, height = self._drawn_size()
        left, top = area.left * width, area.top * height
        return QRectF(left, top, area.width * width, area.height * height)

    def _area_at(self, at: QPointF) -> int:
        return next((n for n, area in enumerate(self._areas) if self._rect(area).contains(at)), -1)

    def _go(self, place: int) -> None:
        self._current = place
        self.setAccessibleDescription(clean(self.current_text()))
        self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._area_at(event.position())
        if place != self._current:
            self._go(place)
            answers = place >= 0 and bool(self._areas[place].key)
            shape = Qt.CursorShape
            self.setCursor(shape.PointingHandCursor if answers else shape.ArrowCursor)
            QToolTip.showText(event.globalPosition().toPoint(), self.current_text(), self)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._area_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place >= 0:
            self._go(place)
            self._pick()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._go(-1)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current < 0 and self._areas:
            self._go(0)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._go(-1)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        last = len(self._areas) - 1
        key = event.key()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Left) and last >= 0:
            forward = (key == Qt.Key.Key_Right) is not rtl
            self._go(max(0, min(last, self._current + (1 if forward else -1))))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self._go(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._pick()
        elif key == Qt.Key.Key_T:
            self.table_requested.emit()
        else:
            super().keyPressEvent(event)

    def _pick(self) -> None:
        if self._current >= 0 and self._areas[self._current].key:
            self.picked.emit(self._areas[self._current].key)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wait.start()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wait.start()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()
            self._wait.start()

    @override
    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(300), look.px(self._tall))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(180), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._picture is None:
            self._skeleton(painter)
            return
        width, height = self._drawn_size()
        painter.drawImage(QRectF(0, 0, width, height), self._picture)
        if self._current >= 0:
            look = theme.current()
            by_key = self.hasFocus() and bool(self.property("kbd"))
            painter.setPen(QPen(look.colour("accent" if by_key else "ink"), 2 if by_key else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            area = self._rect(self._areas[self._current])
            painter.drawRoundedRect(area.adjusted(-2, -2, 2, 2), 3, 3)

    def _skeleton(self, painter: QPainter) -> None:
        """Paint quiet bars until the picture comes."""
        look = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("sunk"))
        step = self.width() / 9
        for place, part in enumerate((0.35, 0.6, 0.8, 0.5)):
            tall = self.height() * part
            box = QRectF((1 + 2 * place) * step, self.height() - tall, step, tall)
            painter.drawRoundedRect(box, 4, 4)
