"""The only way off the main thread: one desk thread, one for pure computing."""

from __future__ import annotations

import sys
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from reviewdesk.errors import CancelledError, UserError
from reviewdesk.ui.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future, ThreadPoolExecutor

    from reviewdesk.progress import Progress

T = TypeVar("T")
Lane = Literal["desk", "compute"]

_REPORT_EVERY = 0.05
"""Seconds between two reports of progress on the screen."""


class Task:
    """One piece of work that was handed over; keep it only to cancel it."""

    def __init__(self) -> None:
        self._cancelled = False
        self.future: Future[Any] | None = None
        self.reported: tuple[int, int] = (0, 0)
        self.reported_at = 0.0
        self.essential = False
        """Whether closing the program waits for it rather than cancelling it."""
        self.work: Callable[[Progress], Any] | None = None
        self.done: Callable[[Any], None] | None = None
        self.failed: Callable[[UserError], None] | None = None
        self.progress: Callable[[int, int], None] | None = None
        self.ended: Callable[[], None] | None = None

    def cancel(self) -> None:
        """Stop the work at its next report; ``done`` will not be called."""
        self._cancelled = True
        if self.future is not None:
            self.future.cancel()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._cancelled


class Tasks(QObject):
    """Runs work on its lane's one thread and brings results back to the main thread."""

    _ready = Signal()

    def __init__(
        self, tell: Callable[[UserError], None] | None = None, parent: QObject | None = None
    ) -> None:
        """Take in ``tell`` who shows a ``UserError`` that the caller of ``run`` does not."""
        super().__init__(parent)
        self._tell_error = tell
        self._lanes: dict[Lane, ThreadPoolExecutor] = {}
        self._open: set[Task] = set()
        self._finished: deque[tuple[Task, Future[Any]]] = deque()
        self._reports: deque[Task] = deque()
        self._closed = False
        self._collector = Collector(self)
        self._ready.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.shutdown)

    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        *,
        failed: Callable[[UserError], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
        ended: Callable[[], None] | None = None,
        lane: Lane = "desk",
        essential: bool = False,
    ) -> Task:
        """Do ``work`` on another thread and call ``done`` with its result on this one.

        Args:
            work: gets a ``Progress`` to call; touches nothing of Qt.
            done: called on the main thread, unless its owner is gone: that of a bound method, or
                any widget that an inner function uses.
            failed: called with a ``UserError``; without it the error is shown.
            progress: called on the main thread with pieces done and in all.
            ended: called in every case, before ``done`` or ``failed``.
            lane: ``desk`` for all that reads or writes the desk, ``compute`` for the rest.
            essential: closing the program waits for it, as for a draft being saved.
        """
        task = Task()
        task.done, task.failed, task.progress, task.ended = done, failed, progress, ended
        task.essential = essential
        task.work = work
        if self._closed:
            task.cancel()
            return task
        if lane not in self._lanes:
            from concurrent.futures import ThreadPoolExecutor  # after the first paint

            self._collector.start()
            self._lanes[lane] = ThreadPoolExecutor(1, thread_name_prefix=f"reviewdesk-{lane}")
        self._open.add(task)
        future = self._lanes[lane].submit(self._work, task)
        task.future = future
        future.add_done_callback(lambda future: self._finish(task, future))
        return task

    def idle(self) -> bool:
        """Return whether nothing is being done or waiting to be told."""
        return not self._open

    def shutdown(self) -> None:
        """Cancel what may be cancelled, finish what must be, and end the threads."""
        self._closed = True
        for task in list(self._open):
            if not task.essential:
                task.cancel()
        for lane in self._lanes.values():
            lane.shutdown(wait=True)
        self._lanes.clear()
        self._collector.stop()
        self._finished.clear()
        self._open.clear()

    def _work(self, task: Task) -> Any:
        def report(done: int, total: int) -> None:
            if task.cancelled:
                raise CancelledError
            task.reported = (done, total)
            now = time.monotonic()
            late = now - task.reported_at >= _REPORT_EVERY
            if task.progress is not None and (late or done >= total):
                task.reported_at = now
                self._reports.append(task)
                self._ready.emit()

        if task.cancelled:
            raise CancelledError
        assert task.work is not None
        return task.work(report)

    def _finish(self, task: Task, future: Future[Any]) -> None:
        self._finished.append((task, future))
        self._ready.emit()

    def _deliver(self) -> None:
        while self._reports:
            task = self._reports.popleft()
            if task.progress is not None and not task.cancelled and _alive(task.progress):
                task.progress(*task.reported)
        if self._finished:
            task, future = self._finished.popleft()
            if task in self._open:
                self._open.discard(task)
                self._conclude(task, future)

    def _conclude(self, task: Task, future: Future[Any]) -> None:
        done, failed, ended = task.done, task.failed, task.ended
        task.done = task.failed = task.progress = task.ended = task.future = None
        task.work = None  # freed here, as it may hold the last reference to a page
        if ended is not None and _alive(ended):
            ended()
        fault = None if future.cancelled() else future.exception()
        if future.cancelled() or isinstance(fault, CancelledError):
            return
        if fault is None:
            if done is not None and not task.cancelled and _alive(done):
                done(future.result())
        elif isinstance(fault, UserError):
            self._tell(fault, failed)
        else:
            sys.excepthook(type(fault), fault, fault.__traceback__)

    def _tell(self, fault: UserError, failed: Callable[[UserError], None] | None) -> None:
        told = failed or self._tell_error
        if told is None:
            sys.excepthook(type(fault), fault, fault.__traceback__)
        elif _alive(told):
            told(fault)


def _alive(callback: Callable[..., Any]) -> bool:
    """Return whether what a bound method or an inner function works on still exists in Qt."""
    owners = [getattr(callback, "__self__", None)]
    for cell in getattr(callback, "__closure__", None) or ():
        with suppress(ValueError):  # a name that has no value yet
            owners.append(cell.cell_contents)
    return all(shiboken6.isValid(one) for one in owners if isinstance(one, QObject))
