from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.services import people
from reviewdesk.ui.dialogs.correct_supervisor import CorrectSupervisor
from reviewdesk.ui.dialogs.staff_entry import StaffEntry
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages import people as people_module
from reviewdesk.ui.pages import person as person_module
from ui.people_desk import DATA, shell_on


@pytest.fixture
def shell(qtbot, tmp_path, clock):
    with shell_on(tmp_path, clock, "ppo-staff.csv") as made:
        yield made


def show(qtbot, page, place):
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.shell.link.changed.connect(page.on_changes)
    page.show()
    page.show_place(place)
    qtbot.waitUntil(page.shell.tasks.idle)
    return page


@pytest.fixture
def listed(qtbot, shell):
    return show(qtbot, people_module.Page(shell), Place("people"))


def texts(page):
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def one_of(shell, name):
    return next(row for row in people.list_people(shell.ctx) if row.name == name)


def open_person(qtbot, shell, row):
    return show(qtbot, person_module.Page(shell), Place("person", str(row.id)))


def boss_and_report(shell):
    rows = people.list_people(shell.ctx)
    report = next(row for row in rows if row.supervisor)
    return one_of(shell, report.supervisor), report


def test_typing_leaves_those_who_fit_and_says_how_many(qtbot, listed):
    assert listed.card.panel.count_text() == "107 people"
    word = listed.model.row(0).name.split()[-1]
    qtbot.keyClicks(listed.box, listed.model.row(0).number)
    assert listed.card.panel.count_text() == "107 people, 1 shown"
    with qtbot.waitSignal(listed.place_requested) as asked:
        qtbot.keyClick(listed.box, Qt.Key.Key_Return)
    assert asked.args[0].page == "person"
    listed.box.setText(word)
    assert 1 <= listed.model.rowCount() < 107


def test_filters_by_unit_and_state(listed, shell):
    unit = next(one for one in people.units(shell.ctx) if one.people > 2)
    listed.unit.setCurrentIndex(listed.unit.findData(str(unit.id)))
    shown = listed.model.rowCount()
    assert unit.people <= shown <= 107
    listed.state.setCurrentIndex(listed.state.findData("left"))
    assert listed.model.rowCount() < shown
    listed.unit.setCurrentIndex(0)
    listed.state.setCurrentIndex(0)
    assert listed.model.rowCount() == 107


def test_an_empty_desk_says_what_the_page_is_for(qtbot, tmp_path, clock):
    with shell_on(tmp_path, clock) as shell:
        page = show(qtbot, people_module.Page(shell), Place("people"))
        assert "Nobody is on this desk yet" in texts(page)
        buttons = [
            one.text().strip() for one in page.findChildren(QAbstractButton) if one.isVisible()
        ]
        assert "Import a staff list" in buttons


def test_staff_are_offered_no_changes(qtbot, shell):
    row = people.list_people(shell.ctx)[0]
    shell.link.seat(Actor(row.name, Role.STAFF, row.id))
    page = show(qtbot, people_module.Page(shell), Place("people"))
    assert [one.id for one in page.actions_here()] == ["people.search"]
    assert page.model.total < 107


def test_a_person_is_added_and_appears(qtbot, listed, shell):
    dialog = StaffEntry(listed, shell)
    dialog.open()
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: not dialog.fault.isHidden())
    assert "number is missing" in dialog.fault.text()
    dialog.number.set_text("N-1")
    dialog.surname.set_text("<b>Okafor</b> & Sons")
    dialog.starts.set_text("1st of May")
    dialog.primary_button.click()
    assert "31 March 2026" in dialog.fault.text()
    dialog.starts.set_text("2026-01-05")
    with qtbot.waitSignal(dialog.finished):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: listed.model.total == 108)
    page = open_person(qtbot, shell, one_of(shell, "<b>Okafor</b> & Sons"))
    assert page.title == "<b>Okafor</b> & Sons"


def test_a_person_page_shows_unit_supervisor_and_history(qtbot, shell):
    boss, report = boss_and_report(shell)
    page = open_person(qtbot, shell, report)
    assert page.title == report.name
    shown = texts(page)
    assert report.unit in shown
    assert boss.name in shown
    assert "Put on the staff list." in shown


def test_a_supervisor_is_put_right_in_a_few_clicks(qtbot, shell):
    boss, report = boss_and_report(shell)
    other = next(
        row
        for row in people.list_people(shell.ctx)
        if row.supervisor == boss.name and row.id not in (boss.id, report.id)
    )
    page = open_person(qtbot, shell, report)
    page.correct_supervisor()
    dialog = page.findChild(CorrectSupervisor)
    dialog.primary_button.click()
    assert dialog.picker.person is None
    qtbot.keyClicks(dialog.picker.box, other.number)
    qtbot.waitUntil(lambda: dialog.picker.list.count() == 1 and dialog.picker.list.isVisible())
    qtbot.keyClick(dialog.picker.box, Qt.Key.Key_Return)
    assert dialog.picker.person == other.id
    dialog.starts.setDate(QDate(2026, 1, 1))
    with qtbot.waitSignal(dialog.finished):
        dialog.primary_button.click()
    qtbot.waitUntil(lambda: "Withdrawn" in texts(page))
    on = people.supervisor_on(shell.ctx, report.id, date(2026, 1, 1))
    assert on is not None
    assert on.id == other.id


def test_a_circle_is_refused_in_the_dialog(qtbot, shell):
    boss, report = boss_and_report(shell)
    page = open_person(qtbot, shell, boss)
    page.correct_supervisor()
    dialog = page.findChild(CorrectSupervisor)
    dialog.picker.choose(report.id, report.name)
    dialog.primary_button.click()
    qtbot.waitUntil(lambda: not dialog.fault.isHidden())
    assert "stands below" in dialog.fault.text()
    dialog.reject()


def test_a_person_who_may_not_be_seen_is_a_sentence(qtbot, shell):
    boss, report = boss_and_report(shell)
    shell.link.seat(Actor(report.name, Role.STAFF, report.id))
    page = open_person(qtbot, shell, boss)
    assert any("may not" in text for text in texts(page))


def test_the_data_is_there():
    assert (DATA / "ppo-staff.csv").is_file()


def test_the_whole_file_of_a_person_is_saved_where_they_want_it(
    qtbot, shell, tmp_path, monkeypatch
):
    _boss, report = boss_and_report(shell)
    page = open_person(qtbot, shell, report)
    told = []
    monkeypatch.setattr(
        shell.ask, "choose_save_file",
        lambda _parent, _title, _kind, chosen, name: chosen(tmp_path / name),
    )  # fmt: skip
    monkeypatch.setattr(shell.ask, "tell", lambda _parent, *words: told.append(words))
    (action,) = [one for one in page.actions_here() if one.id == "person.file"]
    action.call()
    qtbot.waitUntil(lambda: bool(told))
    assert [one.suffix for one in sorted(tmp_path.glob("File of*"))] == [".json", ".pdf"]


def test_nobody_takes_the_file_of_somebody_else(qtbot, shell):
    boss, report = boss_and_report(shell)
    shell.link.seat(Actor(boss.name, Role.STAFF, boss.id))
    page = open_person(qtbot, shell, report)
    assert "person.file" not in {one.id for one in page.actions_here()}
    page = open_person(qtbot, shell, boss)
    assert "person.file" in {one.id for one in page.actions_here()}
