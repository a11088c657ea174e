"""Fields for ratings and words, by keyboard and mouse."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from reviewdesk.domain.scheme import NOT_RATED, Level, Scale, ScaleKind
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, DateBox, SpinBox
from reviewdesk.ui.widgets.rating_field import RatingField, rating_field
from reviewdesk.ui.widgets.text_field import TextField

LEVELS = Scale(
    "five",
    ScaleKind.LEVELS,
    tuple(
        Level(str(n), word, Decimal(n))
        for n, word in enumerate(
            ("Unsatisfactory", "Below", "Meets", "Exceeds", "Outstanding"), start=1
        )
    ),
    allows_not_rated=True,
)
NUMBERS = Scale(
    "number",
    ScaleKind.NUMBER,
    lowest=Decimal(0),
    highest=Decimal(5),
    step=Decimal("0.5"),
    allows_not_rated=True,
)


@pytest.fixture
def page(qtbot):
    """A window with a rating between two lines."""
    window = QWidget()
    window.before, window.after = QLineEdit(), QLineEdit()
    window.field = rating_field(LEVELS, "Your rating")
    layout = QVBoxLayout(window)
    for widget in (window.before, window.field, window.after):
        layout.addWidget(widget)
    qtbot.addWidget(window)
    window.resize(900, 200)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def focused():
    return QApplication.focusWidget()


def test_tab_lands_on_the_chosen_one_and_arrows_move_from_there(page, qtbot):
    page.field.set_code("4")
    page.before.setFocus()
    qtbot.keyClick(page.before, Qt.Key.Key_Tab)
    assert focused() is page.field.checked_button()
    with qtbot.waitSignal(page.field.rated) as caught:
        qtbot.keyClick(focused(), Qt.Key.Key_Right)
    assert caught.args == ["5"]
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is page.after
    qtbot.keyClick(focused(), Qt.Key.Key_Backtab)
    assert focused() is page.field.checked_button()


def test_a_digit_chooses_and_delete_takes_back(page, qtbot):
    page.field.setFocus()
    said = []
    page.field.rated.connect(said.append)
    for key in (Qt.Key.Key_3, Qt.Key.Key_3, Qt.Key.Key_Delete):
        qtbot.keyClick(focused(), key)
    assert said == ["3", ""]
    assert page.field.checked_button() is None


def test_a_choice_from_outside_is_not_told(page):
    said = []
    page.field.rated.connect(said.append)
    page.field.set_code(NOT_RATED)
    assert page.field.code() == NOT_RATED
    assert said == []


def test_choices_stand_under_each_other_where_it_is_narrow(page, qtbot):
    assert isinstance(page.field, RatingField)
    wide = page.field.sizeHint().height()
    page.resize(260, 500)
    qtbot.waitUntil(lambda: page.field.sizeHint().height() > 3 * wide / 2)
    assert page.field.minimumSizeHint().width() < 260


def test_choices_in_rows_fill_them_evenly(page, qtbot):
    buttons = page.field.findChildren(QRadioButton)
    rows = set()
    for width in range(900, 200, -20):
        page.resize(width, 500)
        QApplication.processEvents()
        tops = [one.y() for one in buttons]
        full = [tops.count(top) for top in sorted(set(tops))]
        assert full[-1] > 1 or max(full) <= 2 or len(buttons) % max(full) == 1, full
        rows.add(tuple(full))
    assert len(rows) > 2


@pytest.mark.parametrize(
    ("typed", "code"), [("3.5", "3.5"), ("3,5", "3.5"), ("0", "0"), ("5", "5")]
)
def test_a_number_within_the_scale_is_taken(qtbot, typed, code):
    field = rating_field(NUMBERS, "Your rating")
    qtbot.addWidget(field)
    qtbot.keyClicks(field.edit, typed)
    assert field.code() == code


@pytest.mark.parametrize("typed", ["7", "3.3", "-1", "."])
def test_a_number_outside_is_refused_at_the_field(qtbot, typed):
    field = rating_field(NUMBERS, "Your rating")
    qtbot.addWidget(field)
    qtbot.keyClicks(field.edit, typed)
    assert "from 0 to 5" in field.edit.accessibleDescription()
    assert field.code() != typed


def test_not_rated_of_a_number(qtbot):
    field = rating_field(NUMBERS, "Your rating")
    qtbot.addWidget(field)
    field.set_code("4")
    field.skip_box.click()
    assert field.code() == NOT_RATED
    assert field.edit.text() == ""


def test_text_from_outside_can_be_undone(qtbot):
    field = TextField("What you saw", longest=20)
    qtbot.addWidget(field)
    said = []
    field.changed.connect(said.append)
    qtbot.keyClicks(field.area, "mine")
    field.set_text("theirs")
    assert said[-1] == "mine"
    field.area.undo()
    assert field.text() == "mine"


def test_too_long_text_is_kept_and_counted(qtbot):
    field = TextField("What you saw", longest=5)
    qtbot.addWidget(field)
    assert field.counter_text() == "0 of 5"
    field.set_text("a" * 8)
    assert field.text() == "a" * 8
    assert field.counter_text() == "3 too many"


def test_the_area_grows_with_its_text(qtbot):
    field = TextField("What you saw")
    qtbot.addWidget(field)
    field.resize(400, 300)
    field.show()
    before = field.area.height()
    field.set_text("line\n" * 9)
    assert field.area.height() > before


@pytest.mark.parametrize("kind", [ComboBox, SpinBox, DateBox])
def test_the_wheel_changes_nothing_in_passing(qtbot, kind):
    box = kind("Choice")
    if isinstance(box, ComboBox):
        box.addItems(["one", "two", "three"])
    qtbot.addWidget(box)
    before = box.currentText() if isinstance(box, ComboBox) else box.text()
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert before == (box.currentText() if isinstance(box, ComboBox) else box.text())
