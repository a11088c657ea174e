"""Boxes to tick and round choices, drawn as large as the text and as clear as its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QCheckBox, QRadioButton, QStyle, QStyleOptionButton

from reviewdesk.overriding import override
from reviewdesk.ui.widgets.painting import draw_choice, draw_focus, draw_tick

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class TickBox(QCheckBox):
    """A box to tick, with its words."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        place = QStyle.SubElement.SE_CheckBoxIndicator
        where = self.style().subElementRect(place, option, self)
        painter = QPainter(self)
        draw_tick(painter, where, ticked=self.isChecked(), enabled=self.isEnabled())
        if self.hasFocus() and self.property("kbd"):
            draw_focus(painter, QRectF(self.rect()), 4)


class Choice(QRadioButton):
    """One of several choices, with its words."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        place = QStyle.SubElement.SE_RadioButtonIndicator
        where = self.style().subElementRect(place, option, self)
        painter = QPainter(self)
        draw_choice(painter, where, chosen=self.isChecked(), enabled=self.isEnabled())
        if self.hasFocus() and self.property("kbd"):
            draw_focus(painter, QRectF(self.rect()), 4)
