"""The steps of a review keep their names where there is little room."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from reviewdesk.ui import theme
from reviewdesk.ui.pages.talks import held_words
from reviewdesk.ui.widgets.step_strip import Step, StepStrip

STEPS = (
    Step("Goals agreed", "", "done"),
    Step("Self-assessment", "", "done"),
    Step("Supervisor's rating", "by 30 April", "now"),
    Step("Talk and signatures", "30 May", "todo"),
)


@pytest.fixture
def strip(qtbot):
    window = QWidget()
    layout = QVBoxLayout(window)
    strip = StepStrip()
    layout.addWidget(strip)
    layout.addStretch(1)
    qtbot.addWidget(window)
    window.resize(1200, 300)
    window.show()
    strip.set_steps(STEPS)
    strip.whole = window  # Qt forgets a window that nobody holds
    return strip


def test_names_without_room_stand_on_two_lines(strip, qtbot):
    one_line = strip.height()
    strip.window().resize(480, 300)

    line = QFontMetrics(theme.current().font("strong")).height()
    qtbot.waitUntil(lambda: strip.height() == one_line + line)
    strip.window().resize(1200, 300)
    qtbot.waitUntil(lambda: strip.height() == one_line)


def test_steps_that_come_later_find_their_room(strip, qtbot):
    one_line = strip.height()
    strip.set_steps(())
    strip.window().resize(480, 300)
    QApplication.processEvents()
    strip.set_steps(STEPS)

    qtbot.waitUntil(lambda: strip.height() > one_line)


@pytest.mark.parametrize(
    ("held", "required", "words"),
    [
        (0, 2, ("0 of 2 talks held", "warn")),
        (2, 2, ("2 of 2 talks held", "ok")),
        (4, 2, ("4 talks held", "ok")),
        (0, 0, ("0 talks held", "none")),
        (1, 0, ("1 talk held", "info")),
    ],
)
def test_talks_are_counted_as_a_person_would_say_it(held, required, words):
    assert held_words(held, required) == words
