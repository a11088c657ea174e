"""Backups while the program runs: at opening, every hour; what went wrong is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from reviewdesk.i18n import tr
from reviewdesk.ui import ask, settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Changes
    from reviewdesk.ui.shell import Shell

HOUR = 3_600_000
"""Milliseconds."""


class Keeping(QObject):
    """Looks after the backups of the open desk."""

    def __init__(self, window: QWidget, shell: Shell) -> None:
        super().__init__(window)
        self._window, self._shell = window, shell
        self._told: set[str] = set()
        self._clock = QTimer(self)
        self._clock.setInterval(HOUR)
        self._clock.timeout.connect(lambda: self._back_up("hour"))
        shell.link.closed.connect(self._clock.stop)
        shell.link.changed.connect(self._look)

    def begin(self) -> None:
        """Make the backup of a desk that was just opened, and one every hour from now."""
        self._told.clear()
        self._clock.start()
        self._back_up("open")

    def _back_up(self, reason: str) -> None:
        if not self._shell.link.is_open:
            return
        ctx = self._shell.ctx

        def work(_progress: Progress) -> tuple[list[UserError], str]:
            from reviewdesk.services import backups

            backups.by_itself(ctx, backups.Reason(reason))
            troubles, ctx.desk.troubles = ctx.desk.troubles, []
            return troubles, backups.reminder(ctx)

        self._shell.tasks.run(work, self._tell)

    def _look(self, changes: Changes) -> None:
        """Tell what went wrong beside the work that was just saved."""
        if changes.clock_was:
            ask.tell(
                self._window,
                tr("The clock of this computer was set back"),
                tr(
                    "What was written last on this desk is dated later than now. Your work is "
                    "saved; the audit notes that the clock went back. Please check date and time."
                ),
            )
        desk = self._shell.ctx.desk
        if desk.troubles:
            troubles, desk.troubles = desk.troubles, []
            self._tell((troubles, ""))

    def _tell(self, found: tuple[list[UserError], str]) -> None:
        troubles, reminder = found
        for one in troubles:
            if one.happened not in self._told:
                self._told.add(one.happened)
                ask.tell_error(self._window, one)
        today = self._shell.ctx.clock.today().isoformat() if self._shell.link.is_open else ""
        is_lender = today and self._shell.ctx.actor.only_review is None
        if reminder and is_lender and self._shell.settings.get(settings.REMINDED) != today:
            self._shell.settings.set(settings.REMINDED, today)
            ask.tell(
                self._window,
                tr("It is time for a copy in the second place"),
                tr("{reminder} Put in the stick or connect the drive; the next backup goes there "
                   "too.").format(reminder=reminder),
            )  # fmt: skip
