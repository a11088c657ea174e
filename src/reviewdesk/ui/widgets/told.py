"""What is wrong with a control that has no words for it of its own, told right under it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewdesk.ui import theme
from reviewdesk.ui.widgets.words import clean, label


class Told(QWidget):
    """A control, or nothing, and under it what is wrong there."""

    def __init__(self, control: QWidget | None = None) -> None:
        super().__init__()
        self._control = control
        self._fault = label("", "caption", tone="bad", wrap=True)
        self._fault.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(4))
        if control is None:
            self.hide()
        else:
            layout.addWidget(control)
            self.setFocusProxy(control)
        layout.addWidget(self._fault)

    def show_fault(self, sentence: str) -> None:
        """Say what is wrong; an empty sentence takes it back."""
        self._fault.setText(clean(sentence))
        self._fault.setVisible(bool(sentence))
        if self._control is None:
            self.setVisible(bool(sentence))
            return
        inner: QWidget = self._control
        while (proxy := inner.focusProxy()) is not None:
            inner = proxy
        inner.setAccessibleDescription(clean(sentence))
