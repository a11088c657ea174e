"""The whole program on a desk, and a locked desk for it."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from builders import a_desk, a_review
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import goals, passphrases
from reviewdesk.store import keys
from reviewdesk.ui.application import Application, Start
from ui.drivers import Driver, desk_window
from ui.locked_office import CHEAP, OTHERS, WORDS, unlock_page


@pytest.fixture
def cheap(monkeypatch):
    """Let what the window makes cost little, as nobody guesses here."""
    monkeypatch.setattr(keys, "calibrated", lambda: CHEAP)


@pytest.fixture
def ctx(tmp_path, clock):
    """An empty desk with the HR officer at it."""
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


@pytest.fixture
def driver(qtbot, ctx, tmp_path):
    """The window on that desk."""
    with desk_window(qtbot, ctx, tmp_path) as driver:
        yield driver


@pytest.fixture
def program(qtbot, tmp_path):
    """Return what starts the whole program on a desk, and takes it apart at the end."""

    @contextmanager
    def start(desk=None, **more):
        made = Application(
            QApplication.instance(), Start(desk=desk, directory=tmp_path / "kept", **more)
        )
        made.window.resize(1280, 800)
        made.show()
        try:
            yield made
        finally:
            made.crash.remove()
            for one in QApplication.topLevelWidgets():
                if isinstance(one, QDialog) and one.isVisible():
                    one.done(0)
            made.window.close()
            qtbot.waitUntil(made.tasks.idle)
            made.tasks.shutdown()
            made.window.deleteLater()
            made.deleteLater()
            QApplication.processEvents()

    return start


@pytest.fixture
def start(qtbot, program):
    """Return what starts it and waits until the desk, or its passphrase page, is there."""

    @contextmanager
    def started(desk):
        with program(desk) as made:
            driver = Driver(qtbot, made.window, made.shell)
            qtbot.waitUntil(lambda: made.shell.link.is_open or unlock_page(made) is not None)
            driver.settle()
            yield made, driver

    return started


@pytest.fixture
def locked_office(tmp_path):
    """Return the folder of a locked desk with two accounts, the boss and a review."""
    ctx = a_desk(tmp_path)
    review = a_review(ctx, state=State.IN_PROGRESS)
    boss = goals.plan(ctx, review).supervisor_id
    code = passphrases.lock(ctx, WORDS, CHEAP)
    passphrases.give(ctx, boss, OTHERS, CHEAP)
    ctx.desk.close()
    return ctx.desk.folder, boss, review, code
