"""The frame of every page: header, scrolling body of one or two columns, foot that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.ui.actions import allowed, bind
from reviewdesk.ui.widgets.button import Button, IconButton
from reviewdesk.ui.widgets.chip import Avatar
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.scrolled import scrolled
from reviewdesk.ui.widgets.words import ElidedLabel, label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from reviewdesk.services.context import Changes, Context
    from reviewdesk.ui.actions import Action
    from reviewdesk.ui.autosave import Autosave
    from reviewdesk.ui.navigation import Place
    from reviewdesk.ui.shell import Shell

Width = Literal["wide", "middle", "narrow"]
WIDE, MIDDLE = 1180, 900
"""Widths of the window, at a 10 pt font, from which a page has two columns or one and a rail."""


class PageFrame(QWidget):
    """Base of the pages. ``add`` fills the main column, ``add_side`` the other one.

    Signals:
        place_requested(Place): the person wants to go elsewhere.
        title_changed(): the words of the header are others.
    """

    place_requested = Signal(object)
    title_changed = Signal()
    side_stays = False
    """Whether the other column stays beside the main one however far that is scrolled."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self._actions: list[Action] = []
        self._autosaves: list[Autosave] = []
        self._width: Width | None = None
        px = shell.theme.px
        self._avatar = Avatar("", 44)
        self._avatar.hide()
        self._title = ElidedLabel("", "title")
        self._subtitle = label("", quiet=True, wrap=True)
        self._subtitle.hide()
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(8))
        header = QHBoxLayout()
        header.setSpacing(px(12))
        header.addWidget(self._avatar)
        header.addLayout(words, 1)
        header.addLayout(self._buttons)
        self.band = QVBoxLayout()
        """Under the header, above what scrolls: the step strip, a search line."""
        self.band.setSpacing(px(12))
        self._head = head = QVBoxLayout()
        head.setContentsMargins(px(28), px(20), px(28), px(12))
        head.setSpacing(px(12))
        head.addLayout(header)
        head.addLayout(self.band)
        self._foot: QFrame | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addLayout(head)
        self._outer.addWidget(self._make_body(), 1)
        self._fold("wide")

    @property
    def ctx(self) -> Context:
        """The open desk, the person at it, the clock."""
        return self.shell.ctx

    @property
    def title(self) -> str:
        """The words of the header."""
        return self._title.text()

    def show_place(self, place: Place) -> None:
        """Show a place of this page; called at each visit."""

    def on_changes(self, changes: Changes) -> None:
        """Take note that tables changed; called only while a desk is open."""

    def actions_here(self) -> list[Action]:
        """Return what can be done here, for the header, the keys and Ctrl+K."""
        return list(self._actions)

    def unsaved(self) -> bool:
        """Return whether words typed here are not on disk yet."""
        return any(one.unsaved() for one in self._autosaves)

    def unsaved_words(self) -> list[str]:
        """Return the words typed here that are not on disk yet."""
        return [words for one in self._autosaves for words in one.words()]

    def leave(self) -> None:
        """Save what was typed; called before another page, another person or the end."""
        for one in self._autosaves:
            one.flush()

    def keep(self, autosave: Autosave) -> None:
        """Save with this one when the page is left or the program ends."""
        self._autosaves.append(autosave)

    def set_title(self, title: str, subtitle: str = "", avatar: str = "") -> None:
        """Say what the page shows; ``avatar`` is the name of the person it is about."""
        self._title.set_text(title)
        self._title.setAccessibleName(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self._avatar.set_name(avatar)
        self._avatar.setVisible(bool(avatar))
        self.title_changed.emit()

    def set_actions(self, actions: list[Action]) -> None:
        """Offer other actions; those without the right for it are left out."""
        ctx = self.shell.link.ctx if self.shell.link.is_open else None
        self._actions = allowed(actions, ctx)
        bind(self, self._actions)
        self._show_buttons()

    def add(self, *widgets: QWidget | QLayout, stretch: int = 0) -> None:
        """Put widgets under each other in the main column."""
        _fill(self.body, widgets, stretch)

    def add_side(self, *widgets: QWidget | QLayout) -> None:
        """Put widgets into the side column, which stands below where there is no room."""
        _fill(self.side, widgets, 0)
        self._side.show()
        self._fold(self._width or "wide")

    def clear(self) -> None:
        """Take everything out of both columns."""
        for column in (self.body, self.side):
            empty(column)
        self._side.hide()

    def set_foot(self, layout: QLayout | None) -> None:
        """Give the page a foot that stays while the body scrolls; None takes it away."""
        if self._foot is not None:
            self._foot.deleteLater()
            self._foot = None
        if layout is not None:
            px = self.shell.theme.px
            self._foot = QFrame()
            self._foot.setProperty("foot", True)
            layout.setContentsMargins(px(28), px(10), px(28), px(10))
            self._foot.setLayout(layout)
            self._outer.addWidget(self._foot)

    def width_class(self) -> Width:
        """Return how much room the window has, text size taken into account."""
        width = self.window().width() / self.shell.theme.scale
        return "wide" if width >= WIDE else "middle" if width >= MIDDLE else "narrow"

    def refold(self) -> None:
        """Lay the columns out for the width of the window."""
        wanted = self.width_class()
        if wanted != self._width:
            self._fold(wanted)
            self._show_buttons()

    def _make_body(self) -> QWidget:
        px = self.shell.theme.px
        self._ground = QWidget()
        self._ground.setProperty("ground", True)
        self._grid = QGridLayout(self._ground)
        self._grid.setContentsMargins(px(28), px(4), px(28), px(24))
        self._grid.setSpacing(px(16))
        self._main, self._side = QWidget(), QWidget()
        self.body, self.side = QVBoxLayout(self._main), QVBoxLayout(self._side)
        for column in (self.body, self.side):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(px(16))
        self._side.hide()
        self.scroll_area = scrolled(self._ground, sideways=True)
        if not self.side_stays:
            return self.scroll_area
        held = QWidget()
        self._held = QVBoxLayout(held)
        self._held.setSpacing(0)
        self._side_area = scrolled(held)
        self._side_area.hide()
        both = QWidget()
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.scroll_area, 1)
        beside.addWidget(self._side_area)
        return both

    def _fold(self, width: Width) -> None:
        self._width = width
        px = self.shell.theme.px
        self._grid.removeWidget(self._main)
        self._grid.removeWidget(self._side)
        two = width == "wide" and not self._side.isHidden()
        self._grid.addWidget(self._main, 0, 0)
        top = Qt.AlignmentFlag.AlignTop
        stays = two and self.side_stays
        if self.side_stays:
            self._held.removeWidget(self._side)
            self._held.setContentsMargins(0, px(4), px(28), px(24))
            self._side_area.setFixedWidth(px(328))
            self._side_area.setVisible(stays)
        if stays:
            self._held.addWidget(self._side, 0, top)
        elif two:
            self._grid.addWidget(self._side, 0, 1, top)
        else:
            self._grid.addWidget(self._side, 1, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnMinimumWidth(1, px(288) if two and not stays else 0)
        self._grid.setHorizontalSpacing(px(16) if two and not stays else 0)
        above = not two and not self._side.isHidden()
        self._grid.setRowStretch(0, 0 if above else 1)
        self._grid.setRowStretch(2, 1 if above else 0)  # what is left of the window, below both
        self._side.setMaximumWidth(px(300) if two else 16777215)
        edge = px(28) if width != "narrow" else px(16)
        self._grid.setContentsMargins(edge, px(4), px(16) if stays else edge, px(24))
        self._head.setContentsMargins(edge, px(20), edge, px(12))

    def _show_buttons(self) -> None:
        empty(self._buttons)
        more: list[Action] = []
        for action in self._actions:
            if not action.shown or (self._width == "narrow" and not action.primary):
                more.append(action)
                continue
            look = "primary" if action.primary else "plain"
            button = Button(action.title, action.call, look=look, icon=action.icon)  # type: ignore[arg-type]
            if action.key:
                button.setToolTip(action.key)
            self._buttons.addWidget(button)
        if more:
            dots = IconButton("ellipsis", tr("More actions"))
            dots.clicked.connect(lambda: self._show_more(dots, more))
            self._buttons.addWidget(dots)

    def _show_more(self, button: IconButton, actions: list[Action]) -> None:
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in actions:
            entry = menu.addAction(action.title)
            entry.triggered.connect(lambda _checked=False, call=action.call: call())
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refold()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and self._width is not None:
            self._fold(self.width_class())


def _fill(column: QVBoxLayout, widgets: tuple[QWidget | QLayout, ...], stretch: int) -> None:
    last = column.itemAt(column.count() - 1)
    if last is not None and last.spacerItem() is not None:
        column.takeAt(column.count() - 1)
    for widget in widgets:
        if isinstance(widget, QLayout):
            column.addLayout(widget, stretch)
        else:
            column.addWidget(widget, stretch)
    if not any(column.stretch(place) for place in range(column.count())):
        column.addStretch(1)
