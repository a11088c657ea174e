"""A status in words with an icon, and small pictures of the same family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from reviewdesk.overriding import override
from reviewdesk.ui import icons, theme
from reviewdesk.ui.widgets.painting import MARK_ICONS, chip_size, draw_bar, draw_chip
from reviewdesk.ui.widgets.words import clean, one_line

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QPaintEvent

    from reviewdesk.ui.widgets.painting import Status


class Chip(QLabel):
    """Words on a tinted pill; colour is never the only sign."""

    def __init__(self, text: str = "", status: Status = "none", icon: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._status = status
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(text, status, icon)

    def set_state(self, text: str, status: Status, icon: str = "") -> None:
        """Show another status; an empty text hides the chip."""
        self._status, self._icon = status, icon
        self.setText(one_line(text))
        self.setHidden(not text)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return chip_size(self.text())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        draw_chip(painter, self.rect(), self.text(), self._status, rtl=rtl, icon=self._icon)


class Mark(QWidget):
    """The icon of a status before a line that says it in words."""

    def __init__(self, status: Status = "none", icon: str = "", size: int = 18) -> None:
        super().__init__()
        self._status, self._icon, self._side = status, icon, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_status(self, status: Status) -> None:
        """Show another status."""
        self._status = status
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = theme.current().px(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        name = self._icon or MARK_ICONS[self._status]
        colour = getattr(theme.current().tokens, self._status)
        icons.draw(QPainter(self), name, colour, QRectF(self.rect()))


class IconTile(QWidget):
    """An icon on a tinted square, at the head of a line of things to do."""

    def __init__(self, icon: str, status: Status = "info", size: int = 34) -> None:
        super().__init__()
        self._icon, self._status, self._side = icon, status, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        side = theme.current().px(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = getattr(look.tokens, self._status)
        painter.setPen(QPen(QColor(ink), 1) if look.tokens.outlined else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(look.tokens, f"{self._status}_soft")))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        side = look.px(self._side * 0.53)
        where = QRectF(0, 0, side, side)
        where.moveCenter(QRectF(self.rect()).center())
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        icons.draw(painter, self._icon, ink, where, mirrored=rtl)


class Avatar(QLabel):
    """A person's initials in a disc; the name stands beside it, so it is no news to a reader."""

    def __init__(self, name: str = "", size: int = 32) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._side = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Show another person."""
        self.setText(initials(name))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = theme.current().px(self._side)
        return QSize(side, side)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(look.tokens.accent)
        painter.setPen(QPen(accent, 1) if look.tokens.outlined else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.tokens.accent_soft))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        font = QFont(look.font("body"))
        font.setPixelSize(max(9, round(self.width() * 0.36)))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(accent)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


def initials(name: str) -> str:
    """Return the first letters of the first and last word of a name."""
    letters = [
        letter.upper()
        for word in clean(name).split()
        if (letter := next((one for one in word if one.isalpha()), ""))
    ]
    return "".join([letters[0], letters[-1]] if len(letters) > 1 else letters)


class Bar(QWidget):
    """A bar filled to a fraction; the words beside it say how far."""

    def __init__(self, fraction: float = 0.0, words: str = "") -> None:
        super().__init__()
        self._fraction = fraction
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_value(fraction, words)

    def set_value(self, fraction: float, words: str = "") -> None:
        """Fill to another fraction, 0 to 1; ``words`` are what a screen reader says."""
        self._fraction = fraction
        self.setAccessibleName(clean(words) or f"{fraction:.0%}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(120), look.px(18))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(40), theme.current().px(18))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        thick = theme.current().px(6)
        where = QRectF(0.5, (self.height() - thick) / 2, self.width() - 1, thick)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        draw_bar(QPainter(self), where, self._fraction, rtl=rtl)
