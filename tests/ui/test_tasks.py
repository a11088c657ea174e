"""Work leaves the main thread and its results come back to it."""

from __future__ import annotations

import gc
import sys
import threading

import pytest
from PySide6.QtWidgets import QLabel

from reviewdesk.errors import UserError
from reviewdesk.ui.tasks import Tasks


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.shutdown()


def test_work_runs_elsewhere_and_tells_here(tasks, qtbot):
    seen = []
    tasks.run(
        lambda _progress: threading.current_thread().name,
        lambda name: seen.append((name, threading.current_thread() is threading.main_thread())),
    )
    qtbot.waitUntil(tasks.idle)
    assert seen == [("reviewdesk-desk_0", True)]


def test_desk_work_keeps_its_order(tasks, qtbot):
    seen = []
    for n in range(50):
        tasks.run(lambda _progress, n=n: n, seen.append)
    qtbot.waitUntil(tasks.idle)
    assert seen == list(range(50))


def test_two_thousand_tasks_with_collections_between(tasks, qtbot):
    seen = []

    def work(progress, n):
        progress(n, 2000)
        return n

    def knot():
        label = QLabel("a window in a reference cycle")
        label.itself = label

    for n in range(2000):
        lane = "compute" if n % 2 else "desk"
        knot()
        tasks.run(lambda progress, n=n: work(progress, n), seen.append, lane=lane)
    qtbot.waitUntil(tasks.idle, timeout=30_000)
    assert sorted(seen) == list(range(2000))
    assert not gc.isenabled()
    tasks.shutdown()
    assert gc.isenabled()


def test_a_user_error_goes_to_the_one_who_asked(tasks, qtbot):
    told, ended = [], []

    def work(_progress):
        raise UserError("The disk is full.", safe="Your words are kept.")

    tasks.run(work, failed=told.append, ended=lambda: ended.append(True))
    qtbot.waitUntil(tasks.idle)
    assert [fault.happened for fault in told] == ["The disk is full."]
    assert ended == [True]


def test_a_user_error_nobody_waits_for_is_shown(qapp, qtbot):
    told = []
    tasks = Tasks(told.append)

    def work(_progress):
        raise UserError("No.")

    tasks.run(work)
    qtbot.waitUntil(tasks.idle)
    tasks.shutdown()
    assert [str(fault) for fault in told] == ["No."]


def test_a_bug_goes_to_the_crash_desk(tasks, qtbot, monkeypatch):
    caught = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_rest: caught.append(kind))
    tasks.run(lambda _progress: 1 // 0)
    qtbot.waitUntil(tasks.idle)
    assert caught == [ZeroDivisionError]


def test_cancelled_work_stops_at_its_next_report(tasks, qtbot):
    begun, go_on, reached, done = threading.Event(), threading.Event(), [], []

    def work(progress):
        begun.set()
        go_on.wait(5)
        for n in range(1000):
            progress(n, 1000)
            reached.append(n)

    task = tasks.run(work, done.append)
    begun.wait(5)
    task.cancel()
    go_on.set()
    qtbot.waitUntil(tasks.idle)
    assert reached == []
    assert done == []


def test_progress_arrives_with_its_end(tasks, qtbot):
    seen = []

    def work(progress):
        for n in range(1, 101):
            progress(n, 100)

    tasks.run(work, progress=lambda done, total: seen.append((done, total)))
    qtbot.waitUntil(tasks.idle)
    assert seen[-1] == (100, 100)


def test_essential_work_is_finished_at_the_end(qapp):
    tasks, written = Tasks(), []
    go_on = threading.Event()
    tasks.run(lambda _progress: go_on.wait(5), essential=True)
    tasks.run(lambda _progress: written.append("draft"), essential=True)
    tasks.run(lambda _progress: written.append("list"))
    go_on.set()
    tasks.shutdown()
    assert "draft" in written
    assert not [one for one in threading.enumerate() if one.name.startswith("reviewdesk-")]


def test_a_result_for_a_deleted_widget_is_dropped(tasks, qtbot):
    import shiboken6
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    go_on = threading.Event()
    tasks.run(lambda _progress: go_on.wait(5) and "late", label.setText)
    shiboken6.delete(label)
    go_on.set()
    qtbot.waitUntil(tasks.idle)
