"""Dialogs and lines of filters fit the room there is, however large the text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.filter_line import FilterLine
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, SearchBox


class Screen:
    """A screen as low as an old laptop's."""

    def __init__(self, height):
        self._room = QRect(0, 0, 1366, height)

    def availableGeometry(self):  # noqa: N802 - of Qt
        return self._room


def a_dialog(qtbot, fields, height):
    class Form(Dialog):
        def screen(self):
            return Screen(height)

    dialog = Form(None, "Add a person", "Everything of one person.")
    dialog.fields = [QLineEdit() for _one in range(fields)]
    dialog.add(*dialog.fields)
    dialog.set_buttons("Add", dialog.accept)
    dialog.fields[-1].setFocus()
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog


def in_sight(widget):
    return not widget.visibleRegion().isEmpty()


def test_a_dialog_that_is_higher_than_the_screen_scrolls_and_keeps_its_buttons(qtbot):
    dialog = a_dialog(qtbot, 40, 600)
    assert dialog.height() <= 600
    assert in_sight(dialog.primary_button)
    assert in_sight(dialog.cancel_button)
    qtbot.waitUntil(lambda: in_sight(dialog.fields[-1]))
    assert not in_sight(dialog.fields[0])


def test_a_dialog_that_fits_squeezes_nothing_and_does_not_scroll(qtbot):
    dialog = a_dialog(qtbot, 12, 1400)
    assert dialog._scrolled is None
    assert all(one.height() >= one.minimumSizeHint().height() for one in dialog.fields)


def test_a_dialog_that_grows_past_the_screen_scrolls_from_then_on(qtbot):
    dialog = a_dialog(qtbot, 3, 600)
    assert dialog._scrolled is None
    more = QWidget()
    more.setMinimumHeight(900)
    dialog.add(more)
    qtbot.waitUntil(lambda: dialog._scrolled is not None)
    assert dialog.height() <= 600
    assert in_sight(dialog.primary_button)


@pytest.mark.parametrize(("width", "parted"), [(1200, False), (420, True)])
def test_choices_go_under_the_search_where_there_is_no_room_beside_it(qtbot, width, parted):
    box, choices = SearchBox("Search"), [ComboBox("Unit"), ComboBox("Cycle"), ComboBox("State")]
    for one in choices:
        one.setMinimumContentsLength(14)
    line, page = FilterLine(box, *choices), QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(line)
    qtbot.addWidget(page)
    page.resize(width, 120)
    page.show()
    qtbot.waitExposed(page)
    assert page.width() == width
    qtbot.waitUntil(lambda: (choices[0].y() > box.geometry().bottom()) is parted)
    for one in choices:
        assert (one.y() > box.geometry().bottom()) is parted
        assert one.geometry().right() <= width
