"""Round choices, drawn as large as the text and as clear as its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QRadioButton

from reviewdesk.overriding import override
from reviewdesk.ui.widgets.painting import draw_choice, draw_focus
from reviewdesk.ui.widgets.tick_box import mark_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Choice(QRadioButton):
    """One of several choices, with its words."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        where = mark_of(self, "SE_RadioButtonIndicator")
        painter = QPainter(self)
        draw_choice(painter, where, chosen=self.isChecked(), enabled=self.isEnabled())
        if self.hasFocus() and self.property("kbd"):
            draw_focus(painter, QRectF(self.rect()), 4)
