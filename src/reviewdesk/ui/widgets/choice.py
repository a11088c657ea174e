"""Round choices, drawn as large as the text and as clear as its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QRadioButton

from reviewdesk.overriding import override
from reviewdesk.ui.widgets.painting import draw_choice
from reviewdesk.ui.widgets.tick_box import paint_mark

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Choice(QRadioButton):
    """One of several choices, with its words."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_mark(self, draw_choice, "SE_RadioButtonIndicator")
