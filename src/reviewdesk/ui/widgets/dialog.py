"""The frame of every dialog: heading, words, body, buttons, a veil over the window behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.scrolled import scrolled
from reviewdesk.ui.widgets.words import clean, label, one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPaintEvent, QShowEvent
    from PySide6.QtWidgets import QScrollArea

    from reviewdesk.errors import UserError

_FRAME = 48
"""What a window's title and border take of the screen."""


class Veil(QWidget):
    """Dims a window while a dialog stands before it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(10, 14, 20, 110))


class Dialog(QDialog):
    """A conversation; shown with ``open()``, gone when it is answered.

    Enter presses the primary button only where the focus is in one line or on a button.
    """

    def __init__(self, parent: QWidget | None, title: str, lead: str = "") -> None:
        super().__init__(parent.window() if parent is not None else None)
        look = theme.current()
        self._veil: Veil | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(one_line(title))
        self.setAccessibleName(one_line(title))
        self.setAccessibleDescription(clean(lead))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._outer = outer = QVBoxLayout(self)
        outer.addStrut(min(look.px(512), 712))  # a minimum of the dialog would hide its layout's
        outer.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        outer.setSpacing(look.px(12))
        outer.addWidget(label(title, "heading", wrap=True))
        if lead:
            outer.addWidget(label(lead, quiet=True, wrap=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(12))
        outer.addLayout(self.body, 1)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(look.px(8))
        self._foot.addStretch(1)
        outer.addLayout(self._foot)
        self.cancel_button: Button | None = None
        self.primary_button: Button | None = None
        self._scrolled: QScrollArea | None = None

    def add(self, *widgets: QWidget | QLayout) -> None:
        """Put widgets or layouts into the body."""
        for widget in widgets:
            if isinstance(widget, QLayout):
                self.body.addLayout(widget)
            else:
                self.body.addWidget(widget)

    def set_buttons(
        self,
        action: str,
        call: Callable[[], object],
        *,
        icon: str = "",
        cancel: str | None = None,
        danger: bool = False,
    ) -> Button:
        """Give the dialog its one action and the way out; return the action's button.

        ``call`` decides itself whether to ``accept()``; an empty ``cancel`` means no way out.
        """
        look = "danger" if danger else "primary"
        self.primary_button = Button(action, call, look=look, icon=icon)  # type: ignore[arg-type]
        if cancel != "":
            self.cancel_button = Button(cancel or tr("Cancel"), self.reject)
            self._foot.addWidget(self.cancel_button)
        self.primary_button.setDefault(not danger)
        self._foot.addWidget(self.primary_button)
        return self.primary_button

    def add_foot(self, widget: QWidget) -> None:
        """Put a widget at the start of the line of buttons."""
        self._foot.insertWidget(0, widget)

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return done

    def _fit(self) -> None:
        """Be as high as the parts need; where the screen is lower, let the body scroll.

        Of itself a dialog begins no higher than two thirds of the screen and squeezes its parts.
        """
        screen = self.screen().availableGeometry()
        room, width = screen.height() - _FRAME, min(self.width(), screen.width())
        needed = self._outer.totalMinimumHeightForWidth(width)
        height = max(self.height(), min(needed, room))
        if needed > room and self._scrolled is None:
            self._scroll()
            self._outer.activate()
            height = room
        if (width, height) != (self.width(), self.height()):
            self.resize(width, height)

    def _scroll(self) -> None:
        """Put the body into an area that scrolls; heading and buttons stay in sight."""
        focused = self.focusWidget()
        place = self._outer.indexOf(self.body)
        self._outer.takeAt(place)
        self.body.setParent(None)
        self.body.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(self.body)
        self._scrolled = area = scrolled(holder)
        bar = area.verticalScrollBar().sizeHint().width()
        area.setMinimumWidth(holder.minimumSizeHint().width() + bar)
        self._outer.insertWidget(place, area, 1)
        if focused is not None:  # it lost the focus with its place
            QTimer.singleShot(0, focused, focused.setFocus)
            QTimer.singleShot(0, self, self._show_focus)  # once its parts have their places

    def _show_focus(self) -> None:
        if self._scrolled is not None and self._scrolled.isAncestorOf(self.focusWidget()):
            self._scrolled.ensureWidgetVisible(self.focusWidget())

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        behind = self.parentWidget()
        if behind is not None and self._veil is None:
            self._veil = Veil(behind.window())

    @override
    def done(self, result: int) -> None:
        if self._veil is not None:
            self._veil.hide()
            self._veil.deleteLater()
            self._veil = None
        super().done(result)


def error_text(fault: UserError) -> str:
    """Return what is safe and what to do, as the words under the heading."""
    return "\n".join(part for part in (fault.safe, fault.remedy) if part)
