"""Boxes to tick, drawn as large as the text and as clear as its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QCheckBox

from reviewdesk.overriding import override
from reviewdesk.ui.widgets.painting import draw_focus, draw_tick

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QRadioButton


class TickBox(QCheckBox):
    """A box to tick, with its words."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_mark(self, draw_tick, "SE_CheckBoxIndicator")


def paint_mark(button: QCheckBox | QRadioButton, draw: Callable[..., None], place: str) -> None:
    """Paint the mark of a button, and the ring where the keyboard is.

    Args:
        button: whose words are painted already.
        draw: ``draw_tick`` or ``draw_choice``.
        place: the name of a ``QStyle.SubElement``.
    """
    # the many names of QStyle cost the program's start a tenth, and Home has no box to tick
    from PySide6.QtWidgets import QStyle, QStyleOptionButton

    option = QStyleOptionButton()
    button.initStyleOption(option)
    where = button.style().subElementRect(getattr(QStyle.SubElement, place), option, button)
    painter = QPainter(button)
    draw(painter, where, on=button.isChecked(), enabled=button.isEnabled())
    if button.hasFocus() and button.property("kbd"):
        draw_focus(painter, QRectF(button.rect()), 4)
