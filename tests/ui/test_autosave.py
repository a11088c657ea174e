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


def test_one_text_that_is_refused_does_not_keep_the_others(tasks, qtbot, monkeypatch):
    monkeypatch.setattr(Autosave, "RETRY", 30)
    disk = Disk()

    def save(key, text):
        if len(text) > 10:
            raise UserError("The text has too many characters.")
        disk.save(key, text)

    autosave = Autosave(tasks, save, lambda: NOON)
    autosave.typed("long", "much too long a text")
    autosave.typed("short", "kept")
    autosave.flush()
    qtbot.waitUntil(lambda: disk.kept == {"short": "kept"})
    qtbot.waitUntil(lambda: autosave.state.kind == "failed")
    assert autosave.unsaved()
    tries = disk.tries
    autosave.typed("long", "shorter")
    qtbot.waitUntil(lambda: not autosave.unsaved())
    assert disk.kept == {"short": "kept", "long": "shorter"}
    assert autosave.state.kind == "saved"
    assert disk.tries == tries + 1  # what is on disk is not written again


def test_what_waits_for_the_words_is_called_once_they_are_saved(tasks, qtbot, monkeypatch):
    monkeypatch.setattr(Autosave, "RETRY", 30)
    disk, told = Disk(), []
    autosave = Autosave(tasks, disk.save, lambda: NOON)

    def ask():
        autosave.when_saved(lambda: told.append("saved"), lambda fault: told.append(fault.happened))

    ask()
    assert told == ["saved"]
    autosave.typed("k", "one")
    ask()
    autosave.typed("k", "two")  # typed while the first is on its way
    qtbot.waitUntil(lambda: told == ["saved", "saved"])
    assert disk.kept == {"k": "two"}
    disk.full = True
    autosave.typed("k", "three")
    ask()
    qtbot.waitUntil(lambda: told[-1] == "The disk is full.")
    assert autosave.unsaved()
    disk.full = False
    qtbot.waitUntil(lambda: not autosave.unsaved())
    assert len(told) == 3
