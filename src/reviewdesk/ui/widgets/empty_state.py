"""What an empty page is for, and its first step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewdesk.ui import theme
from reviewdesk.ui.widgets.button import row
from reviewdesk.ui.widgets.chip import IconTile
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from reviewdesk.ui.widgets.button import Button


class EmptyState(QWidget):
    """An icon, a heading, a sentence or two, and at most one primary button."""

    def __init__(
        self, icon: str, title: str, sentence: str, *buttons: Button, quiet: bool = False
    ) -> None:
        super().__init__()
        look = theme.current()
        layout = QVBoxLayout(self)
        edge = look.px(16 if quiet else 48)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(look.px(8))
        middle = Qt.AlignmentFlag.AlignHCenter
        layout.addStretch(1)
        layout.addWidget(IconTile(icon, "info", 48), 0, middle)
        layout.addSpacing(look.px(4))
        for text, role, mild in ((title, "heading", False), (sentence, "body", True)):
            words = label(text, role, quiet=mild, wrap=True)  # type: ignore[arg-type]
            words.place_text(middle)
            words.setMaximumWidth(look.px(520))
            across = row(None, words, None)
            across.setStretch(1, 100)
            layout.addLayout(across)
        if buttons:
            layout.addSpacing(look.px(8))
            layout.addLayout(row(None, *buttons, None))
        layout.addStretch(1)
