"""Inputs that a mouse wheel cannot change in passing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
)

from reviewdesk.overriding import override
from reviewdesk.ui import icons, theme
from reviewdesk.ui.widgets.words import clean

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QWheelEvent
    from PySide6.QtWidgets import (
        QWidget,
    )


class ComboBox(QComboBox):
    """A choice of many; the wheel turns it only where it has the focus."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(clean(name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme.current()
        side = look.px(16)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = look.px(8) if rtl else self.width() - side - look.px(8)
        where = QRectF(left, (self.height() - side) / 2, side, side)
        icons.draw(QPainter(self), "chevron-down", look.tokens.mute, where)


class SpinBox(QSpinBox):
    """A whole number; the wheel turns it only where it has the focus."""

    def __init__(self, name: str, least: int = 0, most: int = 100) -> None:
        super().__init__()
        _still(self, name)
        self.setRange(least, most)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class DateBox(QDateEdit):
    """A day, typed or taken from the calendar; written as year, month, day."""

    def __init__(self, name: str) -> None:
        super().__init__()
        _still(self, name)
        self.setCalendarPopup(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # digits keep their order
        self.setDisplayFormat("yyyy-MM-dd")

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme.current()
        side = look.px(15)
        where = QRectF(self.width() - side - look.px(9), (self.height() - side) / 2, side, side)
        icons.draw(QPainter(self), "calendar-days", look.tokens.mute, where)


def _still(box: QAbstractSpinBox, name: str) -> None:
    box.setAccessibleName(clean(name))
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)


class TextArea(QPlainTextEdit):
    """Plain text of several lines; Tab leaves it, and a page scrolls past it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(clean(name))
        self.setTabChangesFocus(True)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.verticalScrollBar()
        if self.hasFocus() and bar.maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()


class SearchBox(QLineEdit):
    """One line to search with, with its icon."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__()
        self.setAccessibleName(clean(name))
        self.setPlaceholderText(hint or name)
        self.setClearButtonEnabled(True)
        self._place()

    def begin(self) -> None:
        """Take the keyboard; what is typed takes the place of what stands here."""
        self.setFocus()
        self.selectAll()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._place()

    def _place(self) -> None:
        side = theme.current().px(26)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setTextMargins(0 if rtl else side, 0, side if rtl else 0, 0)
        self.setMinimumWidth(theme.current().px(200))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme.current()
        side = look.px(16)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - side - look.px(9) if rtl else look.px(9)
        where = QRectF(left, (self.height() - side) / 2, side, side)
        icons.draw(QPainter(self), "search", look.tokens.mute, where)


def mark_wrong(widget: QWidget, wrong: bool) -> None:
    """Draw the border of an input as wrong, or as usual."""
    if bool(widget.property("wrong")) is not wrong:
        widget.setProperty("wrong", wrong)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
