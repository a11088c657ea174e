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
from ui.drivers import Driver
from ui.locked_office import CHEAP, OTHERS, WORDS, unlock_page


@pytest.fixture
def cheap(monkeypatch):
    """Let what the window makes cost little, as nobody guesses here."""
    monkeypatch.setattr(keys, "calibrated", lambda: CHEAP)


@pytest.fixture
def start(qtbot, tmp_path):
    @contextmanager
    def started(desk):
        made = Application(QApplication.instance(), Start(desk=desk, directory=tmp_path / "kept"))
        made.window.resize(1280, 800)
        made.show()
        driver = Driver(qtbot, made.window, made.shell)
        qtbot.waitUntil(lambda: made.shell.link.is_open or unlock_page(made) is not None)
        driver.settle()
        try:
            yield made, driver
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
