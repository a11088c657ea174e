"""What the benchmarks start in a process of its own: a bare window, or the program."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewdesk.ui.application import Application

WORD = "kathar"


class _Painted(QObject):
    """Calls once the first paint of a window is done."""

    def __init__(self, window: QMainWindow, call: Callable[[], None]) -> None:
        super().__init__(window)
        self._call: Callable[[], None] | None = call
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._call is not None:
            call, self._call = self._call, None
            QTimer.singleShot(0, call)
        return False


def bare(then: Callable[[], None]) -> int:
    """Show a window with nothing in it."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1280, 800)
    watch = _Painted(window, then)
    window.show()
    code = app.exec()
    del watch
    return code


def program(desk: Path, page: str, then: Callable[[Application], None]) -> int:
    """Open the program on a desk, go to a page and wait until it is still."""
    from reviewdesk.ui import unread

    unread.spare()  # as __main__ does
    from reviewdesk.ui.application import Application, Start
    from reviewdesk.ui.navigation import Place

    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        made = Application(app, Start(desk=desk, directory=Path(folder)))

        def settled() -> None:
            if made.shell.link.is_open and made.tasks.idle():
                timer.stop()
                then(made)
                made.window.close()
                made.tasks.shutdown()
                app.quit()

        made.shell.link.opened.connect(lambda: made.window.go(Place(page)))
        made.show()
        timer = QTimer()
        timer.timeout.connect(settled)
        timer.start(300)
        return app.exec()


def resident(line_of: str = "VmRSS:") -> float:
    """Return the memory that this process holds, or ``VmHWM:`` the most it held, in MB.

    Raises:
        SystemExit: where the system does not tell it in a file, as Windows and macOS.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        sys.exit("this system does not tell the memory of a process in /proc")
    line = next(one for one in status.splitlines() if one.startswith(line_of))
    return int(line.split()[1]) / 1024


def bare_memory() -> None:
    """Print the memory of the bare window."""
    print(resident(), flush=True)
    QApplication.quit()


def memory(made: Application) -> None:
    """Print the memory of the program with the list of people before it."""
    for _ in range(3):
        QApplication.processEvents()
    print(resident(), flush=True)


def batch_memory(desk: Path, forms: int) -> int:
    """Print the most memory that the export of some forms takes in one process."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from benchmarks import batch

    with tempfile.TemporaryDirectory() as folder:
        batch.export(desk, forms, 1, Path(folder))
    print(resident("VmHWM:"), flush=True)
    return 0


def typing(made: Application) -> None:
    """Print the median seconds from a typed letter to the painted list, letters in turn."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QAbstractItemView

    page = made.window.page()
    assert page is not None
    box = page.findChild(QLineEdit)
    view = next(one for one in page.findChildren(QAbstractItemView) if one.isVisible())
    view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    spent: list[float] = []
    for _ in range(5):
        for letter in WORD:
            began = time.perf_counter()
            QTest.keyClicks(box, letter)
            _wait_for_paint(view)
            spent.append(time.perf_counter() - began)
        box.clear()
        _wait_for_paint(view)
    assert view.model().rowCount() > 12_000
    print(max(statistics.quantiles(spent, n=20)), flush=True)


def _wait_for_paint(view: QObject) -> None:
    deadline = time.perf_counter() + 0.4
    seen = _Paints(view.viewport())
    while not seen.painted and time.perf_counter() < deadline:
        QApplication.processEvents()
    seen.stop()


class _Paints(QObject):
    def __init__(self, watched: QObject) -> None:
        super().__init__()
        self.painted = False
        self._watched = watched
        watched.installEventFilter(self)

    def stop(self) -> None:
        self._watched.removeEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.painted = True
        return False


def main() -> int:
    """Start what the first word names."""
    what, desk = sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else Path()
    if what == "bare-memory":
        return bare(bare_memory)
    if what == "batch-memory":
        return batch_memory(desk, int(sys.argv[3]))
    return program(desk, "people", {"memory": memory, "typing": typing}[what])


if __name__ == "__main__":
    sys.exit(main())
