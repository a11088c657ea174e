"""The line above a list: where one searches, and by what the list is narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from reviewdesk.overriding import override
from reviewdesk.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QComboBox

    from reviewdesk.ui.widgets.quiet_inputs import SearchBox

_SEARCH, _CHOICE = 3, 2
"""Parts of the line: what is typed needs more room than what is chosen."""


class FilterLine(QWidget):
    """One line; two where large text or a small window leaves no room for one."""

    def __init__(self, box: SearchBox, *choices: QComboBox) -> None:
        super().__init__()
        self._box, self._choices = box, choices
        self._parted: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._grid.setSpacing(theme.current().px(8))
        self._arrange(parted=False)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._box.minimumSizeHint().width()), hint.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = max(self._box.minimumWidth(), self._box.minimumSizeHint().width())
        needed += sum(one.minimumSizeHint().width() + self._grid.spacing() for one in self._choices)
        self._arrange(parted=needed > self.width())

    def _arrange(self, *, parted: bool) -> None:
        if parted is self._parted:
            return
        self._parted = parted
        for one in (self._box, *self._choices):
            self._grid.removeWidget(one)
        for column in range(len(self._choices) + 1):
            self._grid.setColumnStretch(column, 0)
        self._grid.addWidget(self._box, 0, 0, 1, max(1, len(self._choices)) if parted else 1)
        self._grid.setColumnStretch(0, _CHOICE if parted else _SEARCH)
        for place, one in enumerate(self._choices):
            column = place if parted else place + 1
            self._grid.addWidget(one, 1 if parted else 0, column)
            if column:
                self._grid.setColumnStretch(column, _CHOICE)
        self._grid.activate()
