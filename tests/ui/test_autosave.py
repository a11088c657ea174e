"""Typed words reach the disk within a second, and again until it takes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reviewdesk.errors import UserError
from reviewdesk.ui.autosave import Autosave
from reviewdesk.ui.tasks import Tasks
from reviewdesk.ui.widgets.text_field import TextField

NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.shutdown()


class Disk:
    def __init__(self):
        self.kept, self.full, self.tries = {}, False, 0

    def save(self, key, text):
        self.tries += 1
        if self.full:
            raise UserError("The disk is full.", safe="Your words are still here.")
        self.kept[key] = text


def test_a_field_is_saved_within_a_second(tasks, qtbot):
    disk = Disk()
    autosave = Autosave(tasks, disk.save, lambda: NOON)
    field = TextField("What you saw")
    qtbot.addWidget(field)
    autosave.watch("goal-1", field)
    field.area.insertPlainText("Reached nine days")
    assert autosave.unsaved()
    qtbot.waitUntil(lambda: disk.kept == {"goal-1": "Reached nine days"}, timeout=1500)
    qtbot.waitUntil(lambda: not autosave.unsaved())
    assert autosave.state.kind == "saved"
    assert autosave.state.at == NOON


def test_typing_without_a_pause_is_saved_all_the_same(tasks, qtbot):
    disk = Disk()
    autosave = Autosave(tasks, disk.save, lambda: NOON)
    typed = []

    def type_on():
        typed.append("x")
        autosave.typed("k", "".join(typed))
        return bool(disk.kept)

    qtbot.waitUntil(type_on, timeout=3000)
    qtbot.waitUntil(lambda: not autosave.unsaved(), timeout=3000)
    assert disk.kept["k"] == "".join(typed)


def test_a_full_disk_keeps_the_words_and_tries_again(tasks, qtbot, monkeypatch):
    monkeypatch.setattr(Autosave, "RETRY", 50)
    disk = Disk()
    disk.full = True
    autosave = Autosave(tasks, disk.save, lambda: NOON)
    states = []
    autosave.state_changed.connect(lambda state: states.append(state.kind))
    autosave.typed("k", "first")
    autosave.flush()
    qtbot.waitUntil(lambda: autosave.state.kind == "failed")
    assert autosave.state.error.happened == "The disk is full."
    autosave.typed("k", "first and second")
    autosave.typed("other", "more")
    qtbot.waitUntil(lambda: disk.tries >= 3)
    assert autosave.unsaved()
    disk.full = False
    qtbot.waitUntil(lambda: not autosave.unsaved())
    assert disk.kept == {"k": "first and second", "other": "more"}
    assert states[-1] == "saved"


def test_what_waits_is_saved_when_threads_end(qapp):
    disk, tasks = Disk(), Tasks()
    autosave = Autosave(tasks, disk.save, lambda: NOON)
    autosave.typed("k", "last words")
    autosave.flush()
    tasks.shutdown()
    assert disk.kept == {"k": "last words"}
