"""The steps of a review or a cycle, where it stands, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.ui import icons, theme
from reviewdesk.ui.widgets.words import one_line

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

_ROOM = 76
"""Width of a step from which its words are shown, at a 10 pt font."""


class Step(NamedTuple):
    """One step: its name, a date or a count, and whether it is past."""

    title: str
    detail: str = ""
    state: Literal["done", "now", "todo"] = "todo"


class StepStrip(QWidget):
    """Discs on a line with words under them; where it is narrow, words only at the present one."""

    def __init__(self, steps: tuple[Step, ...] = ()) -> None:
        super().__init__()
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_steps(steps)

    def set_steps(self, steps: tuple[Step, ...]) -> None:
        """Show other steps."""
        self._steps = steps
        state = {"done": tr("done"), "now": tr("now"), "todo": tr("to come")}
        spoken = [
            ", ".join(one for one in (step.title, step.detail, state[step.state]) if one)
            for step in steps
        ]
        self.setAccessibleName(one_line("; ".join(spoken)))
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        look = theme.current()
        words = QFontMetrics(look.font("strong")).height() * self._lines()
        words += QFontMetrics(look.font("caption")).height()
        return QSize(look.px(480), look.px(30) + words)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(200), self.sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.height() != self.sizeHint().height():
            self.updateGeometry()

    def _lines(self) -> int:
        """Return 2 where a name of several words has no room on one line, else 1."""
        look = theme.current()
        cell = self.width() / max(1, len(self._steps))
        long = any(
            QFontMetrics(_font(one)).horizontalAdvance(one_line(one.title)) > cell - look.px(9)
            for one in self._steps
        )
        return 2 if long and cell >= look.px(_ROOM) else 1

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._steps:
            return
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = self.width() / len(self._steps)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        radius = look.px(10)
        centres = []
        for place in range(len(self._steps)):
            at = len(self._steps) - 1 - place if rtl else place
            centres.append(QPointF((at + 0.5) * cell, radius + 1))
        for place in range(1, len(self._steps)):
            past = self._steps[place].state != "todo"
            painter.setPen(QPen(look.colour("accent" if past else "line"), look.px(2)))
            gap = QPointF((radius + look.px(4)) * (-1 if rtl else 1), 0)
            painter.drawLine(centres[place - 1] + gap, centres[place] - gap)
        lines = self._lines()
        for step, centre in zip(self._steps, centres, strict=True):
            self._disc(painter, step, centre, radius)
            self._words(painter, step, centre, cell, lines)

    def _disc(self, painter: QPainter, step: Step, centre: QPointF, radius: float) -> None:
        look = theme.current()
        ring = look.px(2)
        colour = look.colour("edge" if step.state == "todo" else "accent")
        painter.setPen(QPen(colour, ring))
        done = step.state == "done"
        painter.setBrush(colour if done else look.colour("card"))
        painter.drawEllipse(centre, radius - ring / 2, radius - ring / 2)
        if done:
            side = look.px(12)
            where = QRectF(0, 0, side, side)
            where.moveCenter(centre)
            icons.draw(painter, "check", look.tokens.on_accent, where)
        elif step.state == "now":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(centre, radius * 0.42, radius * 0.42)

    def _words(
        self, painter: QPainter, step: Step, centre: QPointF, cell: float, lines: int
    ) -> None:
        look = theme.current()
        now = step.state == "now"
        font = _font(step)
        metrics = QFontMetrics(font)
        small = QFontMetrics(look.font("caption"))
        needed = max(metrics.horizontalAdvance(one_line(one.title)) for one in self._steps)
        roomy = cell >= min(needed, look.px(_ROOM))
        if not roomy and not now:
            return
        width = cell - look.px(6) if roomy else float(self.width())
        left = centre.x() - width / 2
        left = min(max(0.0, left), max(0.0, self.width() - width))
        top = look.px(24)
        cut = Qt.TextElideMode.ElideRight
        painter.setFont(font)
        painter.setPen(QColor(look.tokens.mute if step.state == "todo" else look.tokens.ink))
        where = QRectF(left, top, width, metrics.height() * lines)
        middle = Qt.AlignmentFlag.AlignCenter
        title = one_line(step.title)
        if lines == 1 and metrics.horizontalAdvance(title) > width - look.px(3):
            title = metrics.elidedText(title, cut, int(width))
        above = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(where, above | Qt.TextFlag.TextWordWrap, title)
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("mute"))
        words = one_line(step.detail)
        room = cell * min(2, self._steps.index(step))
        more = max(0.0, min(small.horizontalAdvance(words) + 4 - width, room))
        if roomy and now:
            width += more  # the steps before are done and have no words on this line
            if self.layoutDirection() is not Qt.LayoutDirection.RightToLeft:
                left = max(0.0, left - more)
        where = QRectF(left, top + metrics.height() * lines, width, small.height())
        painter.drawText(where, middle, small.elidedText(words, cut, int(width)))


def _font(step: Step) -> QFont:
    """Return the font of a step's name: the present one is bold."""
    look = theme.current()
    if step.state == "now":
        return look.font("strong")
    font = look.font("body")
    font.setWeight(QFont.Weight.Medium)
    return font
