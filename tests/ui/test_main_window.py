"""The frame: pages by place, keys, folding, and nothing lost at the end."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from types import ModuleType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from reviewdesk.errors import UserError
from reviewdesk.ui import ask, settings, theme
from reviewdesk.ui.actions import Action
from reviewdesk.ui.autosave import Autosave
from reviewdesk.ui.desk_link import DeskLink
from reviewdesk.ui.dialogs.palette import Palette
from reviewdesk.ui.main_window import MainWindow
from reviewdesk.ui.navigation import PageEntry, Place
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.settings import Settings
from reviewdesk.ui.shell import Shell
from reviewdesk.ui.tasks import Tasks
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.rating_field import RatingChoice, RatingField
from reviewdesk.ui.widgets.step_strip import Step, StepStrip
from reviewdesk.ui.widgets.text_field import TextField

WORDS = ["Unsatisfactory", "Below", "Meets", "Exceeds", "Outstanding"]


class Page(PageFrame):
    """A page with one of each, whose desk may be full."""

    full = False

    def __init__(self, shell):
        super().__init__(shell)
        self.places, self.called, self.disk = [], [], {}
        self.set_title("Emily White", "Inspector", "Emily White")
        self.set_actions(
            [
                Action("a", "Preview form", lambda: self.called.append("a"), "Ctrl+P", "file-text"),
                Action("b", "Complete rating", lambda: self.called.append("b"), primary=True),
            ]
        )
        steps = tuple(Step(f"Step number {n}", "12 April") for n in range(6))
        self.band.addWidget(StepStrip(steps))
        self.text = TextField("What you saw", longest=1500)
        rating = RatingField(
            "Your rating", [RatingChoice(str(n), f"{n}  {w}") for n, w in enumerate(WORDS)]
        )
        card = Card("Goal 1")
        card.add(rating, self.text)
        self.add(card)
        self.add_side(Card("Result so far"))
        self.saving = Autosave(shell.tasks, self.save, lambda: datetime(2026, 3, 19, tzinfo=UTC))
        self.saving.watch("k", self.text)
        self.keep(self.saving)

    def save(self, key, text):
        if Page.full:
            raise UserError("The disk is full.")
        self.disk[key] = text

    def show_place(self, place):
        self.places.append(place)


@pytest.fixture
def window(qtbot, tmp_path, monkeypatch):
    module = ModuleType("a_page_for_tests")
    module.Page = Page
    monkeypatch.setitem(sys.modules, "a_page_for_tests", module)
    monkeypatch.setattr(Page, "full", False)
    entries = (
        PageEntry("home", "Home", "a_page_for_tests", "house", "Ctrl+1"),
        PageEntry("people", "People", "a_page_for_tests", "users", "Ctrl+2"),
        PageEntry("person", "Person", "a_page_for_tests", "user", rail="none", parent="people"),
    )
    look = theme.current()
    tasks = Tasks()
    shell = Shell(DeskLink(), tasks, Settings(tmp_path / "settings.ini"), look)
    made = MainWindow(shell, entries)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.go(Place("home"))
    yield made
    tasks.shutdown()
    look.choose("system", 100)
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_pages_are_made_at_the_first_visit_and_the_way_back_is_kept(window, qtbot):
    home = window.page()
    window.go(Place("person", "42"))
    assert window.page().places == [Place("person", "42")]
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.navigation.here == Place("people")
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.navigation.here == Place("person", "42")
    window.navigation.back()
    assert window.page() is home
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert window.navigation.here == Place("person", "42")
    assert window.shell.settings.get(settings.LAST_PAGE) == "home"


def test_the_key_of_an_action_works_inside_its_page(window, qtbot):
    window.page().text.setFocus()
    qtbot.keyClick(window.page().text.area, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert window.page().called == ["a"]


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
@pytest.mark.parametrize(
    ("width", "height", "percent"), [(1280, 800, 100), (1024, 600, 100), (1366, 768, 150)]
)
def test_nothing_grows_a_sideways_scroll_bar(window, qtbot, width, height, percent, direction):
    QApplication.setLayoutDirection(direction)
    window.shell.theme.choose("light", percent)
    window.resize(width, height)
    page = window.page()
    qtbot.waitUntil(lambda: page.width() + window.rail.width() == width)
    qtbot.waitUntil(lambda: page.scroll_area.horizontalScrollBar().maximum() == 0)
    assert window.minimumSizeHint().width() <= width
    rtl = direction is Qt.LayoutDirection.RightToLeft
    qtbot.waitUntil(lambda: (window.rail.x() > page.parentWidget().x()) is rtl)


@pytest.mark.parametrize("choice", ["light", "dark", "high"])
def test_every_control_is_named_in_every_theme(window, choice):
    window.shell.theme.choose(choice)
    assert not window.grab().isNull()
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and isinstance(widget, QAbstractButton | QLineEdit | QPlainTextEdit)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


def test_ctrl_k_finds_actions_of_the_page_and_of_the_window(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = QApplication.activeModalWidget()
    assert isinstance(palette, Palette)
    palette.type_words("preview")
    assert palette.titles() == ["Preview form"]
    palette.take_current()
    assert window.page().called == ["a"]


def test_closing_saves_what_was_typed(window, qtbot):
    page = window.page()
    page.text.area.insertPlainText("last words")
    window.close()
    with qtbot.waitSignal(window.closing, timeout=5000):
        pass
    assert page.disk == {"k": "last words"}


def test_closing_asks_when_words_cannot_be_saved(window, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(ask, "confirm", lambda *args, **_kw: asked.append(args))
    monkeypatch.setattr(Page, "full", True)
    window.page().text.area.insertPlainText("last words")
    window.close()
    qtbot.waitUntil(lambda: bool(asked), timeout=5000)
    assert window.isVisible()
    monkeypatch.setattr(Page, "full", False)
    window.page().saving.flush()
    qtbot.waitUntil(lambda: not window.page().unsaved(), timeout=5000)


def test_a_question_refuses_an_empty_answer(window, qtbot):
    said = []
    dialog = ask.text(window, "Send back", "Why", said.append, multiline=True)
    dialog.primary_button.click()
    assert said == []
    dialog.findChild(QPlainTextEdit).setPlainText("The target is missing.")
    dialog.primary_button.click()
    assert said == ["The target is missing."]


def test_an_error_is_told_with_what_is_safe_and_what_to_do(window):
    fault = UserError("<b>No</b> room.", safe="Nothing was lost.", remedy="Free some space.")
    dialog = ask.tell_error(window, fault)
    assert dialog.windowTitle() == "<b>No</b> room."
    assert dialog.accessibleDescription() == "Nothing was lost.\nFree some space."
    dialog.reject()
