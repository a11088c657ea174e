"""The frame: navigation rail, the pages, the keys that work everywhere."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.ui import settings
from reviewdesk.ui.actions import allowed, bind
from reviewdesk.ui.everywhere import actions_everywhere, open_to_guests
from reviewdesk.ui.leaving import Leaving
from reviewdesk.ui.navigation import Navigation, Place, pages
from reviewdesk.ui.rail import Rail, role_name
from reviewdesk.ui.waiting import Waiting
from reviewdesk.ui.widgets.words import one_line

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from reviewdesk.domain.permissions import Actor
    from reviewdesk.services.context import Changes
    from reviewdesk.services.glance import Glance
    from reviewdesk.ui.handed_over import HandedOver
    from reviewdesk.ui.navigation import PageEntry
    from reviewdesk.ui.shell import Shell

FULL_RAIL = 1180
"""Width of the window, at a 10 pt font, from which the rail shows names."""


class MainWindow(QMainWindow):
    """The one window.

    Signals:
        seat_requested(): the person wants to let somebody else sit down.
        desk_requested(str): the person wants to ``open`` another desk or make a ``new`` one.
        lock_requested(): the person wants the desk locked.
        given_back(): whoever was handed the computer for one review gives it back.
        closing(): the window goes; nothing is unsaved.
    """

    seat_requested = Signal()
    desk_requested = Signal(str)
    lock_requested = Signal()
    given_back = Signal()
    closing = Signal()

    def __init__(self, shell: Shell, entries: tuple[PageEntry, ...] | None = None) -> None:
        super().__init__()
        self.shell = shell
        self._entries = {entry.name: entry for entry in entries or pages()}
        self._pages: dict[str, Any] = {}
        self.leaving = Leaving(self, self._pages)
        """Asked before anything ends the pages."""
        self._other: QWidget | None = None
        self._handed: HandedOver | None = None
        self._seated: Actor | None = None
        self._may_close = self._held = False
        self._wanted: Place | None = None
        self.setWindowTitle("ReviewDesk")
        self.navigation = Navigation(self)
        self.rail = Rail(self._entries.values())
        self._waiting = Waiting(shell, self.rail, tuple(self._entries))
        self._stack, centre = QStackedWidget(), QWidget()
        layout = QHBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        self._column = QVBoxLayout()
        self._column.addWidget(self._stack, 1)
        layout.addLayout(self._column, 1)
        self.setCentralWidget(centre)
        self.setMinimumSize(720, 480)
        self.navigation.moved.connect(self._show)
        self.rail.page_requested.connect(lambda name: self.go(Place(name)))
        self.rail.seat_requested.connect(self.seat_requested)
        shell.link.opened.connect(self._reopen)
        shell.link.closed.connect(self._drop_pages)
        shell.link.changed.connect(self._pass_on)
        shell.theme.changed.connect(self._fold)
        shell.find, shell.lock = self.open_palette, self.lock_requested.emit
        self._everywhere = actions_everywhere(self, self._entries.values())
        bind(self, self._everywhere)
        self._restore()

    def go(self, place: Place) -> None:
        """Show a place, once what was typed on this page is on its way to the disk.

        While no desk is open yet, the last place that was asked for is shown when one is.
        """
        if self._held:
            self._wanted = place
            return
        if self._handed is not None and not self._handed.shows(place):
            return
        page = self.page()
        if page is not None:
            page.leave()
        self.navigation.go(place)

    def hold(self) -> None:
        """Go nowhere until a desk is open."""
        self._held = True

    def show_first(self, glance: Glance) -> None:
        """Show the Home of a desk that is about to open."""
        self._held = True
        self._seat(glance.actor)
        self.navigation.go(Place("home"))
        self._pages["home"].show_home(glance.home)
        self._waiting.show(glance.home)

    def go_first(self) -> None:
        """Go where the person wanted to go while the desk was being opened, or Home."""
        wanted, self._wanted = self._wanted, None
        self.navigation.go(Place("home") if self._handed is None else self._handed.review)
        if wanted is not None:
            self.go(wanted)

    def page(self) -> Any | None:
        """Return the page that is shown."""
        here = self.navigation.here
        return None if here is None else self._pages.get(here.page)

    def show_widget(self, widget: QWidget) -> None:
        """Show something that is no page, such as the welcome before a desk is open."""
        self._drop_pages()
        self.rail.hide()
        if self._handed is not None:
            self._handed.hide()
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        self._other, self._seated = widget, None

    def open_palette(self) -> None:
        """Open the Ctrl+K window."""
        from reviewdesk.ui.dialogs.palette import Palette

        ctx = self.shell.ctx if self.shell.link.is_open else None
        page = self.page()
        here = list(page.actions_here()) if page is not None else []
        palette = Palette(self, self.shell, [*here, *allowed(self._everywhere, ctx)])
        palette.place_requested.connect(self.go)
        palette.open()

    def _show(self, place: Place) -> None:
        entry = self._entries[place.page]
        page = self._pages.get(place.page)
        if page is None:
            page = import_module(entry.module).Page(self.shell)
            page.place_requested.connect(self.go)
            self._pages[place.page] = page
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.rail.light(entry.parent or entry.name)
        self.setWindowTitle(f"{entry.title} - ReviewDesk")
        page.show_place(place)
        if not entry.parent:
            self.shell.settings.set(settings.LAST_PAGE, entry.name)

    def _pass_on(self, changes: Changes) -> None:
        page = self.page()
        if page is not None:  # the others read anew when they are visited
            page.on_changes(changes)
        if self._handed is None:
            self._waiting.count()

    def _reopen(self) -> None:
        actor = self.shell.ctx.actor
        if not self._held or actor != self._seated:
            self._drop_pages()
        self._held = False
        self._seat(actor)
        if self._handed is None:
            self._waiting.count()

    def _seat(self, actor: Actor) -> None:
        self._seated = actor
        self.rail.offer(actor)
        self._hand_over(actor)
        self.rail.setVisible(self._handed is None)
        self.rail.set_person(one_line(actor.name), role_name(actor.role))

    def _hand_over(self, actor: Actor) -> None:
        """Show one review only to whom the computer was handed for it, and all to others."""
        if self._handed is not None:
            self._handed.hide()
            self._handed.deleteLater()
            self._handed = None
            bind(self, self._everywhere)
        if actor.only_review is not None:
            from reviewdesk.ui.handed_over import HandedOver

            self._handed = HandedOver(actor.name, actor.only_review)
            self._handed.given_back.connect(self.given_back)
            self._handed.place_requested.connect(self.go)
            self._column.insertWidget(0, self._handed)
            bind(self, open_to_guests(self._everywhere))

    def _drop_pages(self) -> None:
        if self._other is not None:
            self._stack.removeWidget(self._other)
            self._other.deleteLater()
            self._other = None
        self._waiting.forget()
        for page in self._pages.values():
            page.leave()
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self.navigation.forget()
        self.rail.set_person("", "")

    def _fold(self) -> None:
        narrow = self.width() / self.shell.theme.scale < FULL_RAIL
        self.rail.fold(folded=narrow)
        for page in self._pages.values():
            page.refold()

    def _restore(self) -> None:
        self.resize(1280, 800)
        kept = self.shell.settings.get(settings.WINDOW)
        if kept:
            self.restoreGeometry(QByteArray.fromHex(kept.encode("ascii", "ignore")))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close or not self.leaving.unsaved():
            hexadecimal = bytes(self.saveGeometry().toHex().data()).decode("ascii")
            self.shell.settings.set(settings.WINDOW, hexadecimal)
            self.shell.settings.sync()
            self.closing.emit()
            event.accept()
            return
        event.ignore()
        self.leaving.when_saved(tr("Close and lose it"), self._close)

    def _close(self) -> None:
        self._may_close = True
        self.close()
