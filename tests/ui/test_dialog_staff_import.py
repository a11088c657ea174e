from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from reviewdesk.services import people
from reviewdesk.ui.dialogs.staff_import import CHANGES, COLUMNS, FAULTS, StaffImport
from reviewdesk.ui.widgets.dialog import Dialog
from ui.people_desk import DATA, shell_on


@pytest.fixture
def shell(qtbot, tmp_path, clock):
    with shell_on(tmp_path, clock) as made:
        yield made


@pytest.fixture
def window(qtbot, shell):
    made = QWidget()
    made.resize(1280, 800)
    qtbot.addWidget(made)
    made.show()
    return made


def opened(qtbot, window, shell, path):
    dialog = StaffImport(window, shell, path)
    dialog.open()
    qtbot.waitUntil(shell.tasks.idle, timeout=20_000)
    return dialog


def close_told(window):
    told = [one for one in window.findChildren(Dialog) if one.isVisible()]
    words = [label.text() for one in told for label in one.findChildren(QLabel)]
    for one in told:
        one.accept()
    return " ".join(words)


def test_a_clean_list_is_looked_at_and_imported(qtbot, window, shell):
    dialog = opened(qtbot, window, shell, DATA / "ppo-staff.csv")
    assert dialog.stack.currentIndex() == CHANGES
    assert dialog.verdict.text() == "No faults: the list can be imported."
    assert dialog.changes.model.total == 107
    assert dialog.primary_button.text() == "Import 107 people"
    with qtbot.waitSignal(dialog.finished, timeout=10_000):
        dialog.primary_button.click()
    assert "107 people imported" in close_told(window)
    assert len(people.list_people(shell.ctx)) == 107


def test_faults_stand_at_their_line_and_stop_the_import(qtbot, window, shell):
    dialog = opened(qtbot, window, shell, DATA / "ppo-staff-messy.csv")
    assert dialog.stack.currentIndex() == FAULTS
    assert dialog.faults.model.total == len(dialog.seen.faults) > 0
    assert not dialog.primary_button.isEnabled()
    assert "nothing is imported" in dialog.verdict.text()
    dialog.faults.view.selectRow(0)
    first = dialog.faults.model.row(0)
    assert f"Line {first.line}: " in dialog.faults.row_text.text()
    dialog.skip.setChecked(True)
    assert dialog.primary_button.isEnabled()
    with qtbot.waitSignal(dialog.finished, timeout=10_000):
        dialog.primary_button.click()
    assert "left out" in close_told(window)


def test_columns_are_chosen_where_the_header_says_nothing(qtbot, window, shell, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("aa,bb\n7,Nkrumah\n8,Owusu\n", encoding="utf-8")
    dialog = opened(qtbot, window, shell, path)
    assert dialog.stack.currentIndex() == COLUMNS
    assert not dialog.primary_button.isEnabled()
    for name, place in (("Staff No", 0), ("Surname", 1)):
        combo = dialog.combos[name]
        combo.setCurrentIndex(combo.findData(place))
    dialog.combos["Surname"].activated.emit(2)
    qtbot.waitUntil(dialog.primary_button.isEnabled)
    assert dialog.changes.model.total == 2
    dialog.reject()


def test_only_one_of_two_columns_is_a_sentence(qtbot, window, shell, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("aa,bb\n7,Nkrumah\n", encoding="utf-8")
    dialog = opened(qtbot, window, shell, path)
    combo = dialog.combos["Staff No"]
    combo.setCurrentIndex(combo.findData(0))
    combo.activated.emit(1)
    qtbot.waitUntil(lambda: not dialog.fault.isHidden())
    assert "Surname" in dialog.fault.text()
    dialog.reject()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"\x00\x01\x02" * 50])
def test_what_is_no_list_is_a_sentence(qtbot, window, shell, tmp_path, content):
    path = tmp_path / "no.csv"
    path.write_bytes(content)
    dialog = opened(qtbot, window, shell, path)
    assert not dialog.fault.isHidden()
    assert "Nothing was imported." in dialog.fault.text()
    assert not dialog.primary_button.isEnabled()
    dialog.reject()


def test_a_locked_spreadsheet_asks_for_its_password(qtbot, window, shell, tmp_path):
    import io

    from msoffcrypto.format.ooxml import OOXMLFile
    from openpyxl import Workbook

    book = Workbook()
    for row in (("Staff No", "Surname"), ("7", "Nkrumah")):
        book.active.append(row)
    plain = io.BytesIO()
    book.save(plain)
    plain.seek(0)
    path = tmp_path / "locked.xlsx"
    with path.open("wb") as stream:
        OOXMLFile(plain).encrypt("open sesame", stream)
    dialog = opened(qtbot, window, shell, path)
    assert dialog.password.isVisible()
    dialog.password.setText("wrong")
    dialog.unlock_button.click()
    qtbot.waitUntil(lambda: "does not open" in dialog.fault.text(), timeout=10_000)
    dialog.password.setText("open sesame")
    dialog.unlock_button.click()
    qtbot.waitUntil(dialog.primary_button.isEnabled, timeout=10_000)
    dialog.reject()


def test_stopping_while_it_reads_leaves_nothing(qtbot, window, shell):
    dialog = StaffImport(window, shell, DATA / "hse-staff.csv")
    dialog.open()
    dialog.stop_button.click()
    qtbot.waitUntil(shell.tasks.idle, timeout=20_000)
    assert dialog.verdict.text() == "Stopped. Nothing was imported."
    assert dialog.seen is None
    dialog.reject()
