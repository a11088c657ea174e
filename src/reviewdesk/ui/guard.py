"""When nobody is at the computer: after some minutes without a key or a touch, and on sleep."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from reviewdesk.overriding import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow

_ACTS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class Guard(QObject):
    """Looks every few seconds whether somebody was there.

    Only the window that has the focus is listened to, for a listener on every event of the
    program would slow down each key.

    Signals:
        left_alone(): nobody has done anything for so long, or the computer slept.
    """

    left_alone = Signal()

    EVERY = 10_000
    """Milliseconds between two looks."""
    SLEPT = 60
    """Seconds by which a look comes late when the computer slept."""

    def __init__(
        self,
        minutes: Callable[[], int],
        parent: QObject | None = None,
        *,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take in how many minutes are waited, and the two clocks: the set and the steady one."""
        super().__init__(parent)
        self._minutes, self._wall, self._steady = minutes, wall, steady
        self._acted = self._looked = (0.0, 0.0)
        self._timer = QTimer(self)
        self._timer.setInterval(self.EVERY)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)
        self._listened: QWindow | None = None

    def start(self) -> None:
        """Begin to watch: somebody is there now."""
        self._acted = self._looked = self._now()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        if not self._timer.isActive():
            application.focusWindowChanged.connect(self._listen)
        self._listen(application.focusWindow())
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        if self._timer.isActive():
            self._timer.stop()
            application = QGuiApplication.instance()
            assert isinstance(application, QGuiApplication)
            application.focusWindowChanged.disconnect(self._listen)
            self._listen(None)

    def look(self) -> None:
        """Tell when nobody was there; whichever clock says so."""
        now, late = self._now(), self.EVERY / 1000 + self.SLEPT
        slept = any(here - before > late for here, before in zip(now, self._looked, strict=True))
        idle = now[1] - self._acted[1] >= 60 * self._minutes()
        self._looked = now
        if slept or idle:
            self._acted = now  # told once, not at every look
            self.left_alone.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTS:
            self._acted = self._now()
        return False

    def _now(self) -> tuple[float, float]:
        return self._wall(), self._steady()

    def _listen(self, window: QWindow | None) -> None:
        if self._listened is not None:
            self._listened.removeEventFilter(self)
        self._listened = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._listened = None
