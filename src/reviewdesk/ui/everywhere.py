"""What can be done on every page: by its key, and from the Ctrl+K window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.ui import settings
from reviewdesk.ui.actions import Action
from reviewdesk.ui.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

    from reviewdesk.ui.navigation import Navigation, PageEntry
    from reviewdesk.ui.shell import Shell


class Window(Protocol):
    """What these actions ask of the window."""

    shell: Shell
    navigation: Navigation
    seat_requested: SignalInstance
    desk_requested: SignalInstance
    lock_requested: SignalInstance

    def go(self, place: Place) -> None:
        """Show a place."""

    def open_palette(self) -> None:
        """Open the Ctrl+K window."""

    def close(self) -> bool:
        """Close the window, if nothing holds it."""


def actions_everywhere(window: Window, entries: Iterable[PageEntry]) -> list[Action]:
    """Return what can be done on every page of this window."""
    shell = window.shell
    theme = shell.theme

    def look(choice: Any) -> None:
        theme.choose(choice)
        shell.settings.set(settings.THEME, choice)

    def size(step: int) -> None:
        theme.choose(theme.choice, theme.text_percent + step)
        shell.settings.set(settings.TEXT_PERCENT, theme.text_percent)

    def authority() -> None:
        from reviewdesk.ui.dialogs.office_authority import OfficeAuthority

        OfficeAuthority(cast("QWidget", window), shell).open()

    def prove() -> None:
        from reviewdesk.ui.dialogs.prove_paper import ProvePaper

        ProvePaper(cast("QWidget", window), shell).open()

    def letterhead() -> None:
        from reviewdesk.ui.dialogs.letterhead import LetterheadDialog

        LetterheadDialog(cast("QWidget", window), shell).open()

    def keep() -> None:
        from reviewdesk.ui.dialogs.backups import Backups

        dialog = Backups(cast("QWidget", window), shell)
        dialog.restored.connect(lambda: shell.link.seat(shell.ctx.actor))
        dialog.open()

    def passphrases() -> None:
        from reviewdesk.services.passphrases import is_locked
        from reviewdesk.ui.dialogs.passphrases import Passphrases

        if not shell.link.is_open or not is_locked(shell.ctx):
            window.lock_requested.emit()  # which gives the desk its lock
        else:
            Passphrases(cast("QWidget", window), shell).open()

    return [
        *[
            Action(f"go.{one.name}", tr("Go to {page}").format(page=one.title),
                   lambda name=one.name: window.go(Place(name)), one.key, one.icon,  # type: ignore[misc]
                   one.right)
            for one in entries
            if one.rail == "top"
        ],
        Action("find", tr("Find a person, a review or an action"), window.open_palette, "Ctrl+K",
               "search"),
        Action("back", tr("Go back"), window.navigation.back, "Alt+Left", "arrow-left"),
        Action("forward", tr("Go forward"), window.navigation.forward, "Alt+Right", "arrow-right"),
        Action("seat", tr("Switch person"), window.seat_requested.emit, "Ctrl+Shift+P", "repeat"),
        Action("lock", tr("Lock this desk"), window.lock_requested.emit, "Ctrl+L", "lock"),
        Action("passphrases", tr("Who can unlock this desk"), passphrases, icon="key",
               right=Right.OPEN_DESK),
        Action("desk.open", tr("Open another desk"),
               lambda: window.desk_requested.emit("open"), icon="folder-open"),
        Action("desk.new", tr("New desk"), lambda: window.desk_requested.emit("new"), icon="plus"),
        Action("verify", tr("Verify a form"), lambda: window.go(Place("verify")), "Ctrl+Shift+V",
               "shield-check"),
        Action("go.authority", tr("Go to {page}").format(page=tr("Office authority")),
               lambda: window.go(Place("authority")), icon="key", right=Right.SEE_CERTIFICATES),
        Action("authority", tr("Make the office authority"), authority, icon="shield-check",
               right=Right.MAKE_AUTHORITY),
        Action("paper.prove", tr("Prove a paper copy"), prove, icon="file-check",
               right=Right.OPEN_DESK),
        Action("letterhead", tr("Set the letterhead and the paper"), letterhead, icon="printer",
               right=Right.RUN_CYCLES),
        Action("backups", tr("Backups of this desk"), keep, icon="save",
               right=Right.KEEP_BACKUPS),
        Action("look.system", tr("Colours as the system has them"),
               lambda: look("system"), icon="sun"),
        Action("look.light", tr("Light colours"), lambda: look("light"), icon="sun"),
        Action("look.dark", tr("Dark colours"), lambda: look("dark"), icon="moon"),
        Action("look.high", tr("High contrast"), lambda: look("high"), icon="eye"),
        Action("text.larger", tr("Larger text"), lambda: size(10), "Ctrl+Alt++", "zoom-in"),
        Action("text.smaller", tr("Smaller text"), lambda: size(-10), "Ctrl+Alt+-", "zoom-out"),
        Action("quit", tr("Quit ReviewDesk"), window.close, "Ctrl+Q", "log-out"),
    ]  # fmt: skip


def open_to_guests(actions: Iterable[Action]) -> list[Action]:
    """Return what is left for somebody to whom the computer was handed for one review."""
    kept = ("back", "forward", "lock", "look", "text", "quit")
    return [one for one in actions if one.id.partition(".")[0] in kept]
