"""The auditor's page checks the desk; the history of a record is one click away."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from builders import a_desk, a_person
from desk_file import by_hand
from integration.services import parties
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.services import goals, history
from ui.drivers import desk_window


@pytest.fixture
def office(tmp_path, clock):
    ctx = a_desk(tmp_path, clock)
    yield parties.at(ctx, State.IN_PROGRESS)
    ctx.desk.close()


@pytest.fixture
def driver(qtbot, tmp_path, office):
    with desk_window(qtbot, office.office, tmp_path) as made:
        yield made


def test_a_check_of_a_well_desk_says_so(driver):
    driver.go("audit")
    driver.sees("Not checked yet")
    driver.press("Check the desk")
    driver.sees("All is well.")
    driver.sees("none lost or changed")
    assert driver.rows() == driver.page().report.lines


def test_a_check_points_at_what_is_wrong_first(driver, office):
    with by_hand(office.office.desk.folder) as file:
        file.execute("DROP TRIGGER audit_line_no_update")
        file.execute("UPDATE audit_line SET actor = 'Nobody' WHERE id = 12")
    driver.go("audit")
    driver.press("Check the desk")
    driver.sees("2 things are wrong.")
    driver.sees("Line 12 of the audit is not as it was written")


def test_a_check_is_stopped(driver, monkeypatch):
    from threading import Event

    from reviewdesk.services import desk_check

    begun = Event()

    def slowly(_ctx, progress, **_):
        begun.set()
        while True:
            progress(1, 2)

    monkeypatch.setattr(desk_check, "check", slowly)
    driver.go("audit")
    page = driver.page()
    page.check()
    driver.qtbot.waitUntil(begun.is_set)
    driver.find(QAbstractButton, "Stop the check")[0].click()
    driver.settle()
    driver.sees("Not checked yet")
    assert page.report is None


def test_only_those_who_may_check_have_the_page_on_their_rail(driver, office):
    def offered():
        return any(
            one.isVisible() and one.text() == "Audit"
            for one in driver.window.rail.findChildren(QAbstractButton)
        )

    assert offered()
    driver.sit(office.employee.actor.person_id)
    assert not offered()
    driver.shell.link.seat(Actor("Auditor", Role.AUDITOR))
    driver.settle()
    assert offered()


@pytest.mark.parametrize("page", ["person", "review", "goals", "cycles"])
def test_the_history_is_one_click_away(driver, office, page):
    ctx = office.office
    plan = goals.plan(ctx, office.review)
    from reviewdesk.services import cycles

    read, record = {
        "person": (history.of_person, plan.employee_id),
        "review": (history.of_review, office.review),
        "goals": (history.of_plan, office.review),
        "cycles": (history.of_cycle, cycles.list_cycles(ctx)[0].id),
    }[page]
    driver.go(page, record)
    driver.press("History")
    found = read(ctx, record)
    driver.sees(f"History of {found.title}")
    assert driver.rows() == len(found.told) > 0
    driver.press("Close")


def test_somebody_without_a_past_has_an_empty_history(driver, office):
    person = a_person(office.office, "New")
    driver.go("person", person)
    driver.press("History")
    driver.sees("History of New Mensah")
    assert driver.rows() >= 1
    driver.press("Close")


def test_a_backup_is_made_and_put_back_in_the_window(driver, office, monkeypatch):
    from reviewdesk.services import backups, people
    from reviewdesk.ui import ask

    def everywhere(name):
        return next(one for one in driver.window._everywhere if one.id == name)

    office.office.clock.forward(minutes=5)
    everywhere("backups").call()
    driver.settle()
    driver.press("Back up now")
    assert driver.rows() == 2  # with that before the launch
    before = len(people.list_people(office.office))
    a_person(office.office, "Late")
    monkeypatch.setattr(ask, "confirm", lambda *words, **_more: words[4]())
    driver.press("Put this one back")
    driver.settle()
    assert len(people.list_people(office.office)) == before
    assert backups.list_backups(office.office)[0].reason == "before another was restored"


def test_what_goes_wrong_with_a_backup_is_told_once(driver, office, monkeypatch):
    from reviewdesk.ui import ask
    from reviewdesk.ui.keeping import Keeping

    told = []
    monkeypatch.setattr(ask, "tell_error", lambda _parent, fault: told.append(fault))
    folder = office.office.desk.folder / "backups"
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("in the way", encoding="utf-8")
    keeping = Keeping(driver.window, driver.shell)
    keeping.begin()
    driver.settle()
    keeping._back_up("hour")
    driver.settle()
    assert len(told) == 1
    assert "No backup could be made" in told[0].happened
    keeping._clock.stop()


def test_a_clock_that_was_set_back_is_told_once(driver, office, monkeypatch):
    from reviewdesk.ui import ask
    from reviewdesk.ui.keeping import Keeping

    told = []
    monkeypatch.setattr(ask, "tell", lambda _parent, title, *_: told.append(title))
    keeping = Keeping(driver.window, driver.shell)
    office.office.clock.forward(days=-3)
    for name in ("One", "Two"):
        a_person(office.office, name)
    driver.settle()
    assert told == ["The clock of this computer was set back"]
    keeping._clock.stop()
