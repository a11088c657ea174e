"""Boxes to tick, drawn as large as the text and as clear as its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QCheckBox

from reviewdesk.overriding import override
from reviewdesk.ui.widgets.painting import draw_focus, draw_tick

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QRadioButton


class TickBox(QCheckBox):
    """A box to tick, with its words."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        where = mark_of(self, "SE_CheckBoxIndicator")
        painter = QPainter(self)
        draw_tick(painter, where, ticked=self.isChecked(), enabled=self.isEnabled())
        if self.hasFocus() and self.property("kbd"):
            draw_focus(painter, QRectF(self.rect()), 4)


def mark_of(button: QCheckBox | QRadioButton, name: str) -> QRect:
    """Return where a button's mark stands; ``name`` is that of a ``QStyle.SubElement``."""
    # the many names of QStyle cost the program's start a tenth, and Home has no box to tick
    from PySide6.QtWidgets import QStyle, QStyleOptionButton

    option = QStyleOptionButton()
    button.initStyleOption(option)
    return button.style().subElementRect(getattr(QStyle.SubElement, name), option, button)
