"""The start of the window: the shell first, everything heavy after the first paint."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from reviewdesk import i18n, logs
from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.services.clock import SystemClock
from reviewdesk.services.glance import glance
from reviewdesk.ui import ask, clipboard, crash, settings, theme, turned_away
from reviewdesk.ui.desk_link import DeskLink
from reviewdesk.ui.keeping import Keeping
from reviewdesk.ui.locking import Locking
from reviewdesk.ui.main_window import MainWindow
from reviewdesk.ui.settings import Settings
from reviewdesk.ui.shell import Hit, Shell
from reviewdesk.ui.tasks import Tasks
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewdesk.errors import UserError
    from reviewdesk.services.context import Context


class Start(NamedTuple):
    """How the window was asked to start.

    Args:
        desk: the desk to open; None opens the one used last.
        directory: where settings, log and crash files lie.
        trace: whether to print a line when the first paint was done.
        fault: what Python wrote down when the program died the last time.
    """

    desk: Path | None
    directory: Path
    trace: bool = False
    fault: Path | None = None


class _FirstPaint(QObject):
    """Calls once, after the first paint of a widget has reached the screen."""

    def __init__(self, window: QObject, call: Callable[[], None]) -> None:
        super().__init__(window)
        self._call: Callable[[], None] | None = call
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._call is not None:
            watched.removeEventFilter(self)
            call, self._call = self._call, None
            QTimer.singleShot(0, call)
        return False


class Application(QObject):
    """Joins window, desk and threads, and takes them apart at the end."""

    def __init__(self, app: QApplication, start: Start) -> None:
        super().__init__(app)
        self._start = start
        kept = Settings(start.directory / "settings.ini")
        look = theme.current()
        look.choose(kept.get(settings.THEME), kept.get(settings.TEXT_PERCENT))  # type: ignore[arg-type]
        if kept.get(settings.LANGUAGE):
            i18n.use(kept.get(settings.LANGUAGE))
        self.tasks = Tasks(self._tell, self)
        self.shell = Shell(DeskLink(self), self.tasks, kept, look)
        self.window = MainWindow(self.shell)
        self.window.seat_requested.connect(self._switch)
        self.window.desk_requested.connect(self._other_desk)
        self.window.closing.connect(self._close_desk)
        self.window.closing.connect(clipboard.clear)
        self.locking = Locking(self.window, self.shell, self)
        self.window.lock_requested.connect(self.locking.lock)
        self.locking.unlocked.connect(self._take)
        self.locking.close_requested.connect(self._close_desk)
        self.locking.elsewhere_requested.connect(self._choose)
        self.shell.hand_computer = self.locking.hand_computer
        self.window.given_back.connect(self.locking.give_back)
        self.crash = crash.CrashDesk(start.directory, self.window.leaving.save, self)
        self.shell.search = _search
        self.shell.link.opened.connect(self._opened)
        self.keeping = Keeping(self.window, self.shell)

    def show(self) -> None:
        """Show the window and open the desk after its first paint."""
        self.crash.install()
        self.window.hold()
        place = self._desk_folder()
        if place is None:
            self._welcome()
        elif not self.locking.asks(place):
            first = glance(place, self._kept_seat(), SystemClock().today())
            if first is not None:
                self.window.rail.set_office(first.home.office)
                self.window.show_first(first)
        _FirstPaint(self.window, self._painted)
        self.window.show()

    def open_desk(self, place: Path, *, read_only: bool = False) -> None:
        """Open a desk on the desk thread and show its Home, or its passphrase page first."""
        if self._has_open(place):
            return
        if self.locking.is_locked(place):
            self._close_desk()
            self.locking.asks(place)
            self.locking.warm()
            return
        seat = self._kept_seat()

        def work(_progress: object) -> tuple[Context, str]:
            was = sys.getswitchinterval()
            sys.setswitchinterval(0.001)  # the import holds Python; typing must not wait for it
            try:
                from reviewdesk.services import accounts, desks

                ctx = accounts.resume(desks.open_desk(place, read_only=read_only), seat)
                return ctx, desks.office_name(ctx)
            finally:
                sys.setswitchinterval(was)

        self.tasks.run(
            work, lambda opened: self._take(place, *opened), failed=partial(self._refused, place)
        )

    def _has_open(self, place: Path) -> bool:
        """Return whether a desk is open here for writing."""
        if not self.shell.link.is_open:
            return False
        desk = self.shell.ctx.desk
        return desk.folder == place and not desk.is_read_only

    def _take(self, place: Path, ctx: Context, office: str) -> None:
        if self.shell.link.is_open:
            self._close_desk()
        self.shell.settings.set(settings.LAST_DESK, str(place))
        only = tr("{office} (reading only)").format(office=office)
        self.window.rail.set_office(only if ctx.desk.is_read_only else office)
        self.shell.link.open(ctx)
        self.keeping.begin()

    def _opened(self) -> None:
        from reviewdesk.services.accounts import kept_seat

        if self.shell.ctx.actor.only_review is None:
            self.shell.settings.set(settings.LAST_PERSON, kept_seat(self.shell.ctx.actor))
        self.window.go_first()

    def _refused(self, place: Path, fault: UserError) -> None:
        if not self.shell.link.is_open:
            self._welcome()

        def again(read_only: bool) -> None:
            self.open_desk(place, read_only=read_only)

        if not turned_away.offer(self.window, self.shell, place, fault, again):
            self._tell(fault)

    def _tell(self, fault: UserError) -> None:
        ask.tell_error(self.window, fault)

    def _painted(self) -> None:
        if self._start.trace:
            page = self.window.navigation.here
            print(f"painted {page.page if page else 'welcome'}", flush=True)  # noqa: T201
        logs.start(self._start.directory)
        place = self._desk_folder()
        if place is not None and self.locking.is_asking:
            self.locking.warm()
        elif place is not None:
            self.open_desk(place)
        if self._start.fault is not None:
            self._tell_fault(self._start.fault)

    def _tell_fault(self, fault: Path) -> None:
        """Say that the program died the last time; its own words then had no time to come."""
        ask.tell(
            self.window,
            tr("ReviewDesk ended in the middle of its work the last time"),
            tr(
                "What was saved is there. If this happens again, send this file to those who "
                "look after ReviewDesk. It says where in the program the fault is and holds "
                "nothing about people:\n{path}"
            ).format(path=fault),
        )

    def _kept_seat(self) -> str:
        """Return who sat at the desk last, when it is the desk that was open last."""
        kept = self.shell.settings
        place = self._start.desk
        same = place is None or str(place) == kept.get(settings.LAST_DESK)
        return kept.get(settings.LAST_PERSON) if same else ""

    def _desk_folder(self) -> Path | None:
        if self._start.desk is not None:
            return self._start.desk
        last = self.shell.settings.get(settings.LAST_DESK)
        return Path(last) if last and Path(last).is_dir() else None

    def _welcome(self) -> None:
        self.window.show_widget(
            EmptyState(
                "building-2",
                tr("Welcome to ReviewDesk"),
                tr(
                    "A desk holds the people, goals and reviews of one office, in one folder on "
                    "this computer. Make a new one, or open one that is there already."
                ),
                Button(tr("Open a desk"), self._choose, icon="folder-open"),
                Button(tr("New desk"), self._new, look="primary", icon="plus"),
            )
        )

    def _choose(self) -> None:
        ask.choose_folder(self.window, tr("Open a desk"), self.open_desk)

    def _new(self) -> None:
        from reviewdesk.ui.dialogs.new_desk import NewDesk

        dialog = NewDesk(self.window, self.shell)
        dialog.made.connect(self.open_desk)
        dialog.open()

    def _other_desk(self, which: str) -> None:
        call = self._new if which == "new" else self._choose
        self.window.leaving.when_saved(tr("Leave and lose it"), call)

    def _switch(self) -> None:
        if self.shell.link.is_open:
            self.window.leaving.when_saved(tr("Switch and lose it"), self._choose_seat)

    def _choose_seat(self) -> None:
        if self.shell.link.is_open:
            from reviewdesk.ui.dialogs.switch_person import SwitchPerson

            dialog = SwitchPerson(self.window, self.shell)
            dialog.chosen.connect(self.locking.take_seat)
            dialog.open()

    def _close_desk(self) -> None:
        self.window.leaving.save()
        ctx = self.shell.link.close()
        if ctx is not None:
            self.tasks.run(lambda _progress: ctx.desk.close(), essential=True)


def _search(ctx: Context, words: str) -> list[Hit]:
    """Find people and reviews for Ctrl+K."""
    from reviewdesk.services import search

    shown = {"person": (tr("People"), "user"), "review": (tr("Reviews"), "clipboard-check")}
    return [
        Hit(shown[one.kind][0], one.title, one.detail, one.kind, one.id.hex, shown[one.kind][1])
        for one in search.find(ctx, words)
    ]


def run(arguments: list[str], start: Start) -> int:
    """Show the window and return the exit code of the program."""
    app = QApplication([*arguments, "-style", "fusion"])
    app.setProperty(theme.DRESSED, True)
    app.setApplicationName("ReviewDesk")
    app.setApplicationDisplayName("ReviewDesk")
    fault = logs.watch_for_death(start.directory)
    program = Application(app, start._replace(fault=fault))
    program.show()
    return app.exec()
