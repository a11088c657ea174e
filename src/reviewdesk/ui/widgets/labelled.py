"""A control with its words above it, and a box to tick with words that wrap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewdesk.ui import theme
from reviewdesk.ui.widgets.button import row
from reviewdesk.ui.widgets.chip import Mark
from reviewdesk.ui.widgets.tick_box import TickBox
from reviewdesk.ui.widgets.words import label, one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewdesk.ui.widgets.painting import Status


def marked(status: Status, sentence: str) -> QHBoxLayout:
    """Return a sentence that wraps, after the mark of its status."""
    line = row(Mark(status), label(sentence, wrap=True))
    line.setStretch(1, 1)
    return line


class Labelled(QWidget):
    """A control under its label."""

    def __init__(self, title: str, control: QWidget) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(6))
        layout.addWidget(label(title, quiet=True, buddy=control))
        layout.addWidget(control)
        self.setFocusProxy(control)


class TickLine(QWidget):
    """A box to tick before words of any length; ``call`` is told when a person ticks it."""

    def __init__(
        self,
        title: str,
        detail: str = "",
        *,
        checked: bool = False,
        call: Callable[[bool], object] | None = None,
    ) -> None:
        super().__init__()
        look = theme.current()
        self.box = TickBox()
        self.box.setAccessibleName(one_line(title))
        self.box.setChecked(checked)
        self.box.setEnabled(call is not None)
        if call is not None:
            self.box.clicked.connect(call)
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addWidget(label(title, wrap=True))
        if detail:
            words.addWidget(label(detail, "caption", quiet=True, wrap=True))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(8))
        layout.addWidget(self.box)
        layout.addLayout(words, 1)
