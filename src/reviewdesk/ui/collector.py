"""Python's garbage collection on the main thread only.

A window that is part of a reference cycle is destroyed by whichever thread happens to
collect it; off the main thread that ends the process. So automatic collection is off
while other threads work, and this timer does it here instead.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 500
"""Milliseconds between two looks at whether there is anything to collect."""


class Collector(QObject):
    """Collects by Python's own thresholds, from the event loop."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take collection over."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give collection back to Python, once no other thread works."""
        self._timer.stop()
        gc.enable()

    def collect(self) -> None:
        """Collect the generations that are due."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation] > 0:
                gc.collect(generation)
                return
