"""Buttons: one primary on a page, quiet others, links, pills and icons alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolButton

from reviewdesk.overriding import override
from reviewdesk.ui import icons, theme
from reviewdesk.ui.widgets.words import one_line, tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

Look = Literal["plain", "primary", "danger", "link", "pill"]

_ICON_TOKEN = {
    "plain": "ink",
    "primary": "on_accent",
    "danger": "card",
    "link": "accent",
    "pill": "mute",
}
_RETINTED = (QEvent.Type.StyleChange, QEvent.Type.EnabledChange)


class Button(QPushButton):
    """A push button that keeps its icon in the colours of the theme.

    An ``&`` in ``text`` marks the letter of the Alt key; people's words must have theirs doubled.
    """

    def __init__(
        self,
        text: str,
        call: Callable[[], object] | None = None,
        *,
        look: Look = "plain",
        icon: str = "",
        name: str = "",
    ) -> None:
        super().__init__(f" {text}" if icon else text)  # else the icon touches the words
        self._icon_name = icon
        self._look = look
        self.setProperty("look", look)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(one_line(name) or _spoken(text))
        if look == "pill":
            self.setCheckable(True)
        if call is not None:
            self.clicked.connect(lambda _checked=False: call())
        self._tint()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RETINTED:
            self._tint()

    def _tint(self) -> None:
        if self._icon_name:
            side = theme.current().px(16)
            self.setIconSize(QSize(side + theme.current().px(4), side))
            tint = _ICON_TOKEN[self._look]
            self.setIcon(icons.icon(self._icon_name, tint, enabled=self.isEnabled()))


class IconButton(QToolButton):
    """An icon alone; its name is its tooltip and what a screen reader says."""

    def __init__(
        self, icon: str, name: str, call: Callable[[], object] | None = None, tint: str = "mute"
    ) -> None:
        super().__init__()
        self._icon_name, self._token = icon, tint
        self.setAccessibleName(name)
        tip(self, name)
        if call is not None:
            self.clicked.connect(lambda _checked=False: call())
        self._tint()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RETINTED:
            self._tint()

    def _tint(self) -> None:
        side = theme.current().px(18)
        self.setIconSize(QSize(side, side))
        self.setIcon(icons.icon(self._icon_name, self._token, "accent", enabled=self.isEnabled()))


def row(*widgets: QWidget | None, gap: int = 8) -> QHBoxLayout:
    """Return a line of widgets; None stretches."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.current().px(gap))
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    return layout


def _spoken(text: str) -> str:
    """Return the words of a button without the marks of its Alt key."""
    return "&".join(part.replace("&", "") for part in one_line(text).split("&&"))
