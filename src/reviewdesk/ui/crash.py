"""Uncaught errors: a crash file, one window for each fault and minute, words kept."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from reviewdesk import logs
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from PySide6.QtCore import (
        QMessageLogContext,
    )

_QUIET_FOR = 60.0
"""Seconds in which the same fault opens no second window."""


class CrashDesk(QObject):
    """Takes every uncaught error of the process.

    Signals:
        _seen(str, str): places of a fault and path of its file, told on the main thread.
    """

    _seen = Signal(str, str)

    def __init__(self, directory: Path, rescue: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._directory = directory
        self._rescue = rescue
        self._shown: dict[str, float] = {}
        self._seen.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the handler of errors in this thread, in others and in Qt."""
        sys.excepthook = self.take
        threading.excepthook = self._take_from_thread
        qInstallMessageHandler(take_qt_message)

    def remove(self) -> None:
        """Give the handlers back to Python and Qt."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def take(
        self, kind: type[BaseException], _value: BaseException, trace: TracebackType | None
    ) -> None:
        """Write down where a fault happened and say so once."""
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        places = logs.describe(kind, trace)
        logs.logger().error("uncaught error\n%s", places)
        now = time.monotonic()
        if now - self._shown.get(places, -_QUIET_FOR) < _QUIET_FOR:
            return
        self._shown[places] = now
        self._seen.emit(places, str(self._write(places)))

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.take(args.exc_type, args.exc_value, args.exc_traceback)

    def _write(self, places: str) -> Path:
        path = self._directory / f"crash-{time.strftime('%Y%m%d-%H%M%S')}.txt"
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{places}\n", encoding="utf-8")
        except OSError:
            logs.logger().warning("the crash file could not be written")
        return path

    def _show(self, places: str, path: str) -> None:
        from reviewdesk.ui import ask

        self._rescue()
        ask.tell(
            None,
            tr("Something went wrong in ReviewDesk"),
            tr(
                "What you typed is kept. You can go on working; if this happens again, "
                "send this file to those who look after ReviewDesk. It says where in the "
                "program the fault is and holds nothing about people:\n{path}"
            ).format(path=path),
            details=places,
        )


def take_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Put what Qt reports into the log."""
    category = context.category or "qt"
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
        logs.logger().error("%s: %s", category, message)
    elif kind is QtMsgType.QtWarningMsg:
        logs.logger().warning("%s: %s", category, message)
