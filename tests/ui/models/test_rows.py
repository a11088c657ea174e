"""The list model keeps Qt's rules, finds, sorts and answers a key at once."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from reviewdesk.ui.models.rows import STATUS_ROLE, Column, RowsModel
from reviewdesk.ui.widgets.rows_view import RowsPanel, RowsView


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    unit: str
    percent: int | None


COLUMNS = (
    Column[Person]("Name", lambda row: row.name),
    Column[Person]("Unit", lambda row: row.unit, rank=1),
    Column[Person](
        "Progress",
        lambda row: "" if row.percent is None else f"{row.percent} %",
        key=lambda row: row.percent,
        kind="chip",
        status=lambda row: "ok" if row.percent == 100 else "warn",
        searched=False,
    ),
)


def people(n):
    return [Person(i, f"Adaeze Núñez {i}", f"Unit {i % 40}", i % 101) for i in range(n)]


def model_of(rows):
    model = RowsModel(COLUMNS)
    model.set_rows(rows)
    return model


def names(model):
    return [model.row(n).name for n in range(model.rowCount())]


def test_the_model_keeps_qt_s_rules(qapp):
    model = RowsModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(people(30))
    model.set_filter("nunez 1")
    model.sort(2, Qt.SortOrder.DescendingOrder)
    model.set_filter("")
    model.set_rows([])
    assert tester.model() is model


def test_every_word_must_fit_without_case_or_accents(qapp):
    model = model_of(people(50))
    model.set_filter("NUNEZ unit 7 adaeze")
    assert {row.unit for row in (model.row(n) for n in range(model.rowCount()))} == {"Unit 7"} | {
        row.unit for row in people(50) if "7" in row.name + row.unit
    }
    assert model.total == 50


def test_sorting_puts_what_is_unknown_last(qapp):
    model = model_of([Person(1, "b", "", 5), Person(2, "a", "", None), Person(3, "c", "", 1)])
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert names(model) == ["b", "c", "a"]
    model.sort(2, Qt.SortOrder.AscendingOrder)
    assert names(model) == ["c", "b", "a"]
    assert model.data(model.index(0, 2), STATUS_ROLE) == "warn"


def test_selection_and_current_row_outlive_new_rows(qtbot):
    model = model_of(people(100))
    view = RowsView("People", model)
    qtbot.addWidget(view)
    view.show_row(42)
    view.selectionModel().select(
        model.index(7, 0),
        QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
    )
    model.set_rows([Person(1000, "New", "Unit 1", 1), *people(100)])
    assert {row.id for row in view.selected()} == {7, 42}
    assert view.current().id == 42
    model.set_filter("nunez 42")
    assert [row.id for row in view.selected()] == [42]


def test_enter_opens_the_row_and_the_foot_counts(qtbot):
    model = model_of(people(2000))
    panel = RowsPanel(view := RowsView("People", model), model)
    qtbot.addWidget(panel)
    opened = []
    view.opened.connect(opened.append)
    view.show_row(3)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert [row.id for row in opened] == [3]
    model.set_filter("nunez 1999")
    assert panel.count_text() == "2,000 rows, 1 shown"


def test_the_end_key_reaches_the_last_row(qtbot):
    model = model_of(people(13_000))
    view = RowsView("People", model)
    qtbot.addWidget(view)
    view.show_row(0)
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.current().id == 12_999


def test_a_letter_typed_words_only_the_rows_that_are_seen(qtbot):
    """Of 13,000 people; the benchmark ``typing`` tells how long it takes."""
    worded = []

    def name(row):
        worded.append(row.id)
        return row.name

    model = RowsModel((Column[Person]("Name", name),))
    model.set_rows(people(13_000))
    view = RowsView("People", model)
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    qtbot.waitExposed(view)
    view.show_row(5)
    for end in range(1, len("nunez 12") + 1):
        worded.clear()
        model.set_filter("nunez 12"[:end])
        view.grab()
        assert len(set(worded)) < 50


def test_a_column_keeps_the_width_that_it_is_dragged_to_and_no_other(qtbot):
    model = model_of(people(30))
    view = RowsView("People", model)
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    qtbot.waitExposed(view)
    heads = view.horizontalHeader()
    heads.resizeSection(0, 333)  # as larger text does
    assert view._own_widths == {}
    view.resize(901, 400)
    assert view.columnWidth(0) != 333
    edge = QPoint(heads.sectionViewportPosition(1) - 1, heads.height() // 2)
    qtbot.mousePress(heads.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    moved = edge + QPoint(60, 0)
    buttons = Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, moved, heads.viewport().mapToGlobal(moved), buttons, buttons,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(heads.viewport(), event)
    qtbot.mouseRelease(heads.viewport(), Qt.MouseButton.LeftButton, pos=moved)
    assert list(view._own_widths) == ["Name"]
