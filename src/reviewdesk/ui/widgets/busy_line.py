"""How far long work is, and the button that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from reviewdesk.i18n import tr
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable


class BusyLine(QWidget):
    """A bar with words above it; hidden until ``begin``."""

    def __init__(self, stop: Callable[[], object]) -> None:
        super().__init__()
        self.words = label("", quiet=True, wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.stop_button = Button(tr("Stop"), stop, icon="x")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(6))
        layout.addWidget(self.words)
        layout.addLayout(row(self.bar, self.stop_button))
        self.hide()

    def begin(self, total: int) -> None:
        """Show that work has begun on so many pieces."""
        self.bar.setRange(0, total)
        self.show_done(0, total)
        self.stop_button.setEnabled(True)
        self.show()
        self.stop_button.setFocus()

    def show_done(self, done: int, total: int) -> None:
        """Show how many pieces are done."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.words.setText(tr("{done} of {total}").format(done=f"{done:,}", total=f"{total:,}"))

    def end(self) -> None:
        """Show that nothing is being done."""
        self.hide()
