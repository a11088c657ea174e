"""The lock of the open desk: shut by the key, by time and by sleep, and opened again."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.locks import locks_of
from reviewdesk.ui import clipboard, settings, turned_away

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QDialog

    from reviewdesk.services.context import Actor, Context
    from reviewdesk.ui.dialogs.unlock import Unlock
    from reviewdesk.ui.guard import Guard
    from reviewdesk.ui.main_window import MainWindow
    from reviewdesk.ui.navigation import Place
    from reviewdesk.ui.shell import Shell


_LEFT = "left in a dialog"
"""The draft that holds what was typed and not saved when the desk was locked."""


class Locking(QObject):
    """Shows the passphrase page of a locked desk and brings back where the person was.

    Signals:
        unlocked(Path, Context, str): a desk is open; its folder and its office.
        close_requested(): all is saved; the desk is to be closed.
        elsewhere_requested(): another desk is wanted.
    """

    unlocked = Signal(object, object, str)
    close_requested = Signal()
    elsewhere_requested = Signal()

    def __init__(self, window: MainWindow, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._shell = window, shell
        self._page: Unlock | None = None
        self._wanted = False
        self._left: tuple[Actor, Place | None] | None = None
        self._lender: tuple[Actor, Place | None] | None = None
        self._not_written: dict[str, str] = {}
        """By the person: words that could not even be kept on the desk; they outlive its lock."""
        self.guard: Guard | None = None
        shell.link.opened.connect(self._opened)
        shell.link.closed.connect(self._closed)

    @property
    def is_asking(self) -> bool:
        """Whether the passphrase page is shown."""
        return self._page is not None and not self._shell.link.is_open

    def is_locked(self, place: Path) -> bool:
        """Return whether the desk at a place asks for a passphrase."""
        try:
            return locks_of(place).is_locked
        except UserError:
            return False  # what is wrong is said when the desk is opened

    def asks(self, place: Path) -> bool:
        """Show the passphrase page when the desk at a place is locked; return whether it is."""
        if not self.is_locked(place):
            return False
        from reviewdesk.ui.dialogs.unlock import Unlock

        self._page = page = Unlock(place.stem, locks_of(place))
        page.unlock_requested.connect(
            lambda account, words: self._unlock(page, place, account, words)
        )
        page.elsewhere_requested.connect(self.elsewhere_requested)
        self._window.hold()
        self._window.show_widget(page)
        page.begin()
        return True

    def warm(self) -> None:
        """Load what unlocking needs while the person types."""

        def work(_progress: object) -> None:
            for name in ("desks", "accounts"):
                import_module(f"reviewdesk.services.{name}")

        self._shell.tasks.run(work)

    def lock(self) -> None:
        """Lock the open desk once what was typed is saved; one that has no lock gets one."""
        if not self._shell.link.is_open:
            self._wanted = not self.is_asking
            return
        if self._lender is not None:
            self.give_back()
            return
        from reviewdesk.services import passphrases

        if passphrases.is_locked(self._shell.ctx):
            self._window.leaving.when_saved(tr("Lock and lose it"), self._lock)
        else:
            self._make_lock()

    def lock_left_alone(self) -> None:
        """Lock a desk that nobody is at, without a question that nobody would answer.

        What cannot be saved where it belongs, such as a text that is too long, is kept and
        shown after unlocking.
        """
        if self._shell.link.is_open:
            self._window.leaving.at_last(self._lock)

    def take_seat(self, actor: Actor) -> None:
        """Let somebody sit down, who proves who they are where the desk asks for it."""
        from reviewdesk.services import seats

        ctx = self._shell.ctx

        def let_in(_progress: object) -> Actor | None:
            if seats.needs_passphrase(ctx, actor):
                return None
            return seats.take_seat(ctx, actor).actor

        def asked(seated: Actor | None) -> None:
            if seated is not None:
                self._shell.link.seat(seated)
                return
            from reviewdesk.ui.dialogs.prove import Prove

            dialog = Prove(self._window, self._shell, actor)
            dialog.proven.connect(self._shell.link.seat)
            dialog.open()

        self._shell.tasks.run(let_in, asked)

    def hand_computer(self, guest: Actor) -> None:
        """Let somebody have the computer for one review, once what was typed is saved."""
        self._window.leaving.when_saved(tr("Hand over and lose it"), lambda: self._hand(guest))

    def give_back(self) -> None:
        """Take the computer back: a desk that has a lock is locked, the other shows the lender."""
        self._window.leaving.when_saved(tr("Give back and lose it"), self._take_back)

    def _hand(self, guest: Actor) -> None:
        if not self._shell.link.is_open:
            return
        here = self._window.navigation.here
        self._close_dialogs(self._shell.ctx)
        clipboard.clear()
        self._lender = (self._shell.ctx.actor, here)
        self._shell.link.seat(guest)
        if here is not None:
            self._window.go(here)
        self._give_back_words()

    def _take_back(self) -> None:
        if self._lender is None or not self._shell.link.is_open:
            return
        from reviewdesk.services import passphrases

        if passphrases.is_locked(self._shell.ctx):
            self._lock()
            return
        (lender, here), self._lender = self._lender, None
        self._close_dialogs(self._shell.ctx)
        self._shell.link.seat(lender)
        if here is not None:
            self._window.go(here)
        self._give_back_words()

    def _make_lock(self) -> None:
        from reviewdesk.domain.permissions import Right
        from reviewdesk.ui.dialogs.lock_desk import LockDesk

        if not self._shell.ctx.may(Right.MANAGE_ACCOUNTS):
            self._shell.ask.tell(
                self._window,
                tr("This desk has no lock yet"),
                tr("The HR officer gives it a passphrase: let them take the seat first."),
            )
            return
        dialog = LockDesk(self._window, self._shell)
        dialog.locked.connect(self._made_lock)
        dialog.open()

    def _made_lock(self, office: str, code: str) -> None:
        from reviewdesk.ui.dialogs.recovery_code import RecoveryCode

        self._shell.link.seat(self._shell.ctx.actor)  # pages show that it is locked now
        RecoveryCode(self._window, office, code).open()

    def _lock(self, words: Sequence[str] = ()) -> None:
        if not self._shell.link.is_open:
            return
        ctx = self._shell.ctx
        self._left = self._lender or (ctx.actor, self._window.navigation.here)
        self._lender = None
        self._close_dialogs(ctx, words)
        clipboard.clear()
        folder = ctx.desk.folder
        del ctx
        self.close_requested.emit()
        self.asks(folder)

    def _close_dialogs(self, ctx: Context, unsaved: Sequence[str] = ()) -> None:
        """Close what stands before the window; words typed there are kept on the desk."""
        from PySide6.QtWidgets import QApplication, QDialog

        words = [one for one in unsaved if one.strip()]
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                words += _typed(dialog)
                dialog.done(QDialog.DialogCode.Rejected)
        if not words or ctx.desk.is_read_only:
            return
        place, text = _left(ctx.actor), "\n\n".join(words)

        def keep(_progress: object) -> None:
            from reviewdesk.services import drafts

            drafts.save(ctx, place, text)

        def failed(_fault: UserError) -> None:
            self._not_written[f"{ctx.actor.person_id} {place}"] = text

        self._shell.tasks.run(keep, failed=failed, essential=True)

    def _give_back_words(self) -> None:
        """Show what was typed and not saved when the desk was locked."""
        ctx = self._shell.ctx
        place = _left(ctx.actor)
        whose = f"{ctx.actor.person_id} {place}"

        def work(_progress: object) -> str:
            from reviewdesk.services import drafts

            words = drafts.load(ctx, place)
            if words:
                drafts.drop(ctx, place)
            return words

        def show(kept: str) -> None:
            words = "\n\n".join(filter(None, (kept, self._not_written.pop(whose, ""))))
            if words:
                self._shell.ask.tell(
                    self._window,
                    tr("What you were typing when the desk was locked"),
                    tr("It was not saved yet. Copy what you need from here."),
                    details=words,
                )

        self._shell.tasks.run(work, show)

    def _unlock(
        self,
        page: Unlock,
        place: Path,
        account: UUID | None,
        words: str,
        *,
        read_only: bool = False,
    ) -> None:
        def work(_progress: object) -> tuple[Context, str]:
            from reviewdesk.services import desks

            ctx = desks.open_desk(place, passphrase=words, account=account, read_only=read_only)
            return ctx, desks.office_name(ctx)

        def done(opened: tuple[Context, str]) -> None:
            ctx, office = opened
            left, self._left = self._left, None
            if left is not None and left[0] == ctx.actor and left[1] is not None:
                self._window.go(left[1])  # shown once the desk is open
            self.unlocked.emit(place, ctx, office)
            self._window.setFocus()  # else no key works, for the page that had it is gone
            self._give_back_words()

        def again(read_only: bool) -> None:
            self._unlock(page, place, account, words, read_only=read_only)

        def failed(fault: UserError) -> None:
            from reviewdesk.services.repairs import WayIn

            page.refuse(fault)
            turned_away.offer(self._window, self._shell, place, fault, again, WayIn(account, words))

        self._shell.tasks.run(work, done, failed=failed)

    def _opened(self) -> None:
        from reviewdesk.services import passphrases

        self._page = None
        if passphrases.is_locked(self._shell.ctx):
            self._guarded()
        else:
            self._unguarded()
        wanted, self._wanted = self._wanted, False
        if wanted:  # asked for while the desk was being opened
            self.lock()

    def _guarded(self) -> None:
        from reviewdesk.ui.guard import Guard

        if self.guard is None:
            kept = self._shell.settings
            self.guard = Guard(lambda: kept.get(settings.LOCK_MINUTES), self)
            self.guard.left_alone.connect(self.lock_left_alone)
        self.guard.start()

    def _closed(self) -> None:
        self._unguarded()
        self._lender = None

    def _unguarded(self) -> None:
        if self.guard is not None:
            self.guard.stop()


def _left(actor: Actor) -> str:
    """Return the place of the draft: for one review, that of its words alone."""
    return f"{_LEFT} {actor.only_review.hex}" if actor.only_review else _LEFT


def _typed(dialog: QDialog) -> list[str]:
    """Return what was typed into a dialog by hand, but for secrets."""
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

    words = [
        one.text()
        for one in dialog.findChildren(QLineEdit)
        if one.isModified() and one.echoMode() is QLineEdit.EchoMode.Normal
    ]
    words += [
        one.toPlainText()
        for one in dialog.findChildren(QPlainTextEdit)
        if one.document().isModified()
    ]
    return [one for one in words if one.strip()]
