"""Typed text into drafts: within a second, when a field is left, and again until it is saved."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reviewdesk.errors import UserError
    from reviewdesk.ui.tasks import Tasks
    from reviewdesk.ui.widgets.text_field import TextField


@dataclass(frozen=True, slots=True)
class SaveState:
    """How it stands with the words on the screen."""

    kind: Literal["idle", "waiting", "saving", "saved", "failed"]
    at: datetime | None = None
    """When all was last on disk."""
    error: UserError | None = None


class Autosave(QObject):
    """Saves the newest text of each key, on the desk thread, one call at a time.

    Signals:
        state_changed(SaveState): words wait, are being saved, are saved, or could not be.
    """

    state_changed = Signal(object)

    AFTER_KEY = 800
    """Milliseconds of quiet before text is saved."""
    AT_MOST = 0.95
    """Seconds text waits while a person types on without a pause."""
    RETRY = 3000
    """Milliseconds between two tries."""

    def __init__(
        self,
        tasks: Tasks,
        save: Callable[[str, str], None],
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._save = save
        self._now = now
        self._pending: dict[str, str] = {}
        self._underway: dict[str, str] = {}
        self._since = 0.0
        self._fault: UserError | None = None
        self._saved_at: datetime | None = None
        self._failing = False
        self.state = SaveState("idle")
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.flush)

    def watch(self, key: str, field: TextField) -> None:
        """Save what is typed into a field under ``key``."""
        field.changed.connect(lambda text: self.typed(key, text))
        field.left.connect(self.flush)

    def typed(self, key: str, text: str) -> None:
        """Take the newest text of a key."""
        now = time.monotonic()
        if not self._pending:
            self._since = now
        self._pending[key] = text
        left = self.AT_MOST - (now - self._since)
        self._timer.start(max(0, min(self.AFTER_KEY, round(left * 1000))))
        if not self._failing:
            self._tell(SaveState("waiting", self._saved_at))

    def unsaved(self) -> bool:
        """Return whether any words are not on disk yet."""
        return bool(self._pending or self._underway)

    def flush(self) -> None:
        """Save now what waits; the result is told by ``state_changed``."""
        if self._underway or not self._pending:
            return
        self._timer.stop()
        self._underway, self._pending = self._pending, {}
        words, save = dict(self._underway), self._save
        if not self._failing:
            self._tell(SaveState("saving", self._saved_at))

        def work(_progress: object) -> None:
            for key, text in words.items():
                save(key, text)

        self._fault = None
        self._tasks.run(work, self._saved, failed=self._failed, ended=self._ended, essential=True)

    def _saved(self, _result: None) -> None:
        self._underway = {}
        self._failing = False
        self._saved_at = self._now()
        self._tell(SaveState("waiting" if self._pending else "saved", self._saved_at))

    def _failed(self, fault: UserError) -> None:
        self._fault = fault

    def _ended(self) -> None:
        QTimer.singleShot(0, self, self._settle)  # after _saved, _failed or the crash window

    def _settle(self) -> None:
        """Put words of a failed try back, unless newer ones came, and try again later."""
        if self._underway:
            self._pending = {**self._underway, **self._pending}
            self._underway = {}
            self._failing = True
            self._timer.start(self.RETRY)
            self._tell(SaveState("failed", self._saved_at, self._fault))
        elif self._pending and not self._timer.isActive():
            self._timer.start(0)

    def _tell(self, state: SaveState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
