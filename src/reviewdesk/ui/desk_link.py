"""The open desk for Qt: who is at it, and what changed, told on the main thread."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from reviewdesk.domain.permissions import Actor
    from reviewdesk.services.context import Changes, Context


class DeskLink(QObject):
    """Holds the context of the open desk.

    Signals:
        opened(): a desk is open, or somebody else sat down at it; ``ctx`` is new.
        closed(): no desk is open any more.
        changed(Changes): a transaction was committed; the tables it touched.
    """

    opened = Signal()
    closed = Signal()
    changed = Signal(object)
    _noticed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ctx: Context | None = None
        self._notices: deque[tuple[Context, Changes]] = deque()
        self._noticed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_open(self) -> bool:
        """Whether a desk is open."""
        return self._ctx is not None

    @property
    def ctx(self) -> Context:
        """The open desk, the person at it, the clock.

        Raises:
            UserError: when no desk is open.
        """
        if self._ctx is None:
            raise UserError(tr("No desk is open."), remedy=tr("Open a desk first."))
        return self._ctx

    def open(self, ctx: Context) -> None:
        """Take an open desk and listen to it."""
        self._ctx = ctx
        ctx.desk.watch(lambda changes: self._notice(ctx, changes))
        self.opened.emit()

    def seat(self, actor: Actor) -> None:
        """Let somebody else sit down at the open desk."""
        self._ctx = self.ctx.acting_as(actor)
        self.opened.emit()

    def close(self) -> Context | None:
        """Let go of the desk and return it, for closing on the desk thread."""
        ctx, self._ctx = self._ctx, None
        self._notices.clear()
        if ctx is not None:
            self.closed.emit()
        return ctx

    def _notice(self, ctx: Context, changes: Changes) -> None:
        """Take a notice from whichever thread committed."""
        self._notices.append((ctx, changes))
        self._noticed.emit()

    def _deliver(self) -> None:
        while self._notices:
            ctx, changes = self._notices.popleft()
            if self._ctx is not None and self._ctx.desk is ctx.desk:
                self.changed.emit(changes)
