"""A release of Qt's Python wheel lost references of None and True; this dog barks at the next.

PySide6 6.12.0 on Python 3.11 dropped one reference of ``None`` by every void call and one of
``True`` by every emit, and killed the process after some thousand calls.
"""

from __future__ import annotations

import gc
import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

CALLS = 3000
IMMORTAL = 2**30
"""From Python 3.12 on such objects count so many references that none can be the last."""


class Bell(QObject):
    rung = Signal()
    rung_with = Signal(object)


def drift(singleton, call):
    call()
    gc.collect()
    before = sys.getrefcount(singleton)
    for _ in range(CALLS):
        call()
    gc.collect()
    after = sys.getrefcount(singleton)
    return 0 if min(before, after) > IMMORTAL else after - before


@pytest.mark.parametrize("singleton", [None, True, False], ids=repr)
def test_void_calls_of_qt_keep_references(qtbot, singleton):
    widget = QWidget()
    qtbot.addWidget(widget)

    assert abs(drift(singleton, widget.update)) < CALLS / 10


@pytest.mark.parametrize("singleton", [None, True, False], ids=repr)
def test_signals_keep_references(qapp, singleton):
    bell = Bell()
    heard = []
    bell.rung_with.connect(heard.append)

    assert abs(drift(singleton, bell.rung.emit)) < CALLS / 10
    assert abs(drift(None, lambda: bell.rung_with.emit(1))) < CALLS / 10
    assert len(heard) == CALLS + 1
