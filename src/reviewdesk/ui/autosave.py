"""Typed text into drafts: within a second, when a field is left, and again until it is saved."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from reviewdesk.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reviewdesk.ui.tasks import Tasks
    from reviewdesk.ui.widgets.text_field import TextField


@dataclass(frozen=True, slots=True)
class SaveState:
    """How it stands with the words on the screen."""

    kind: Literal["idle", "waiting", "saving", "saved", "failed"]
    at: datetime | None = None
    """When all was last on disk."""
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of one try: the texts that could not be saved, and why the first of them."""

    failed: dict[str, str]
    fault: UserError | None


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
        self._underway: deque[dict[str, str]] = deque()
        self._ended_last: dict[str, str] | None = None
        """What the last finished call was to save and did not, as far as is known."""
        self._then: list[tuple[Callable[[], object], Callable[[UserError | None], object]]] = []
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

    def words(self) -> list[str]:
        """Return the words that are not on disk yet, the newest of each key."""
        newest: dict[str, str] = {}
        for batch in (*self._underway, self._pending):
            newest |= batch
        return list(newest.values())

    def flush(self) -> None:
        """Save now what waits; the result is told by ``state_changed``.

        Nothing is left to a later moment, as this may be the last one before the page goes.
        """
        if not self._pending:
            return
        self._timer.stop()
        words, save = self._pending, self._save
        self._underway.append(words)
        self._pending = {}
        if not self._failing:
            self._tell(SaveState("saving", self._saved_at))

        def work(_progress: object) -> _Outcome:
            failed, first = {}, None
            for key, text in words.items():
                try:
                    save(key, text)
                except UserError as fault:  # the other texts are saved all the same
                    failed[key] = text
                    first = first or fault
            return _Outcome(failed, first)

        self._fault = None
        self._tasks.run(work, self._tried, ended=self._ended, essential=True)

    def when_saved(
        self, then: Callable[[], object], otherwise: Callable[[UserError | None], object]
    ) -> None:
        """Save now and call ``then`` once all is on disk, or ``otherwise`` with what stopped it."""
        self.flush()
        if self.unsaved():
            self._then.append((then, otherwise))
        else:
            then()

    def _tried(self, outcome: _Outcome) -> None:
        self._ended_last = outcome.failed
        self._fault = outcome.fault
        if self._put_back():
            return
        self._failing = False
        self._saved_at = self._now()
        kind = "waiting" if self._pending else "saving" if self._underway else "saved"
        self._tell(SaveState(kind, self._saved_at))  # type: ignore[arg-type]
        if not self._then:
            return
        if self.unsaved():
            self.flush()
            return
        waiting, self._then = self._then, []
        for then, _otherwise in waiting:
            then()

    def _ended(self) -> None:
        self._put_back()
        self._ended_last = self._underway.popleft()
        QTimer.singleShot(0, self, self._settle)  # after _tried or the crash window

    def _settle(self) -> None:
        if not self._put_back() and self._pending and not self._timer.isActive():
            self._timer.start(0)

    def _put_back(self) -> bool:
        """Put words of a failed try back, unless newer ones came, and try again later."""
        words, self._ended_last = self._ended_last, None
        newer = {key for batch in self._underway for key in batch}
        kept = {key: text for key, text in (words or {}).items() if key not in newer}
        if not kept:
            return False
        self._pending = {**kept, **self._pending}
        self._failing = True
        self._timer.start(self.RETRY)
        self._tell(SaveState("failed", self._saved_at, self._fault))
        waiting, self._then = self._then, []
        for _then, otherwise in waiting:
            otherwise(self._fault)
        return True

    def _tell(self, state: SaveState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
