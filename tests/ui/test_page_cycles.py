"""Cycles in the real window: made, checked for who is not ready, settled, launched, closed."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QMenu

from builders import a_cycle, a_person, a_review
from reviewdesk.domain.cycle import CycleState, default_period
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.services import cycles, launching, rating, readiness, reviews, schemes
from ui.walkabout import is_sound


@pytest.fixture
def staff(ctx):
    """Return a reviewer at the top whom nobody supervises, a boss and two more."""
    top = a_person(ctx, "Esi", surname="Top & <b>Co</b>")
    boss = a_person(ctx, "Yaw", top)
    return top, boss, [a_person(ctx, name, boss) for name in ("Kofi", "Akua")]


def more(driver, words):
    driver.press("More actions")
    menu = next(one for one in driver.window.findChildren(QMenu) if one.isVisible())
    next(one for one in menu.actions() if one.text() == words).trigger()
    menu.close()
    driver.settle()


def test_a_cycle_is_made_launched_and_closed(qtbot, driver, ctx, staff):
    driver.go("cycles")
    driver.sees("There is no cycle yet")
    is_sound(qtbot, driver.window)
    driver.press("New cycle")
    is_sound(qtbot, driver.front())
    driver.type("Name", "Review of <b>all</b> & more")
    driver.press("Make the cycle")
    driver.sees("Readiness")
    driver.sees("3 ready")
    driver.sees("1 to settle")
    is_sound(qtbot, driver.window)
    driver.press("Launch")
    driver.sees("3 people get a review. 1 person is not ready and is left out for now.")
    driver.press("Launch")
    driver.sees("What the launch did")
    assert len(reviews.list_reviews(ctx)) == 3
    more(driver, "Close this cycle")
    driver.press("Close the cycle")
    driver.sees("3 reviews are still open.")
    driver.press("Close")
    for one in reviews.list_reviews(ctx):
        rating.move(ctx, one.id, Move.VOID, "Made by mistake")
    driver.go("home")
    driver.go("cycles", cycles.list_cycles(ctx)[0].id)
    more(driver, "Close this cycle")
    driver.press("Close the cycle")
    row = cycles.list_cycles(ctx)[0]
    assert (row.name, row.state) == ("Review of <b>all</b> & more", CycleState.CLOSED)
    driver.press("All cycles")
    driver.sees("Review of <b>all</b> & more")
    driver.sees("Closed")


def test_a_name_that_is_taken_is_told_and_the_form_stays(driver, ctx):
    a_cycle(ctx, "Annual review")
    driver.go("cycles")
    driver.press("New cycle")
    driver.type("Name", "Annual review")
    driver.press("Make the cycle")
    driver.sees("There is already a cycle called “Annual review”.")
    dialog = driver.front()
    assert dialog is not driver.window
    assert dialog.name.text() == "Annual review"
    driver.type("Name", " ")
    driver.press("Make the cycle")
    driver.sees("Give the cycle a name.")
    dialog.ends.setDate(QDate(2020, 1, 1))
    driver.sees("The period ends before it starts.")
    driver.type("Name", "Another")
    driver.press("Make the cycle")
    assert driver.front() is dialog
    driver.close_dialog()
    assert [one.name for one in cycles.list_cycles(ctx)] == ["Annual review"]


def test_a_typed_name_and_a_chosen_date_stay_when_the_period_is_changed(driver, ctx):
    driver.go("cycles")
    driver.press("New cycle")
    dialog = driver.front()
    proposed = dialog.name.text()
    dialog.ends.setDate(dialog.ends.date().addYears(1))
    assert dialog.name.text() != proposed
    driver.type("Name", "My own name")
    own = QDate(2026, 5, 5)
    phase, box = next(iter(dialog._dates.items()))
    box.setDate(own)
    others = {one: each.date() for one, each in dialog._dates.items()}
    dialog.starts.setDate(dialog.starts.date().addMonths(1))
    dialog.ends.setDate(dialog.ends.date().addMonths(1))
    assert dialog.name.text() == "My own name"
    assert dialog._dates[phase].date() == own
    assert any(each.date() != others[one] for one, each in dialog._dates.items())
    driver.press("Make the cycle")
    made = cycles.cycle(ctx, cycles.named(ctx, "My own name"))
    assert {one: due for one, _title, due in made.phases}[phase] == date(2026, 5, 5)


def test_each_scheme_brings_its_own_steps_and_days_of_service(driver, ctx):
    driver.go("cycles")
    driver.press("New cycle")
    dialog = driver.front()
    for card in schemes.list_schemes():
        dialog.scheme.setCurrentIndex(dialog.scheme.findData(card.id))
        driver.settle()
        scheme = schemes.load_scheme(card.id)
        assert [one.accessibleName() for one in dialog._dates.values()] == [
            rule.title for rule in scheme.phases
        ]
        assert dialog.minimum.value() == scheme.minimum_days
        starts, ends = default_period(ctx.clock.today(), scheme.period)
        assert (dialog.starts.date(), dialog.ends.date()) == (QDate(starts), QDate(ends))
    dialog.starts.setDate(QDate(2026, 2, 1))  # from now on the period is the person's own
    dialog.scheme.setCurrentIndex(0)
    assert dialog.starts.date() == QDate(2026, 2, 1)
    driver.close_dialog()


def test_an_office_without_a_scheme_is_proposed_the_general_one(driver):
    driver.go("cycles")
    driver.press("New cycle")
    proposed = driver.front().scheme.currentData()
    assert schemes.load_scheme(proposed).general
    driver.close_dialog()


def test_who_is_not_ready_is_settled_or_left_out_with_a_reason(qtbot, driver, ctx, staff):
    top, boss, _people = staff
    cycle = a_cycle(ctx)
    driver.go("cycles", cycle)
    view = driver.page().people.view
    view.selectRow(0)
    driver.press("Settle …")
    dialog = driver.front()
    is_sound(qtbot, dialog)
    driver.press("Keep this choice")
    driver.sees("Name a supervisor or a reviewer, or leave the person out.")
    driver.press("Leave out")
    driver.sees("Please say why this person is left out.")
    dialog.supervisor.choose(top, "Herself")
    driver.press("Keep this choice")
    driver.sees("Nobody supervises or reviews themselves.")
    driver.type("Supervisor for this cycle", "yaw")
    driver.settle()
    qtbot.keyClick(dialog.supervisor.box, Qt.Key.Key_Return)
    assert dialog.supervisor.person == boss
    driver.press("Keep this choice")
    qtbot.waitUntil(lambda: driver.front() is driver.window)
    assert not readiness.readiness(ctx, cycle).problems


def test_leaving_out_is_shown_with_its_reason(qtbot, driver, ctx, staff):
    cycle = a_cycle(ctx)
    driver.go("cycles", cycle)
    view = driver.page().people.view
    view.setFocus()
    view.selectRow(0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    driver.settle()
    driver.type("Why the person is left out", "On <b>leave</b> & away")
    driver.press("Leave out")
    check = readiness.readiness(ctx, cycle)
    assert [one.reason for one in check.excluded] == ["On <b>leave</b> & away"]
    driver.choose("Show", "1 left out")
    assert driver.rows() == 1
    view.selectRow(0)
    driver.press("Take in again")
    assert readiness.readiness(ctx, cycle).excluded == ()


def test_anybody_gets_another_reviewer_before_the_launch(driver, ctx, staff):
    assert staff
    cycle = a_cycle(ctx)
    other = a_person(ctx, "Other")
    driver.go("cycles", cycle)
    driver.choose("Show", "3 ready")
    assert driver.rows() == 3
    driver.type("Search people", "kofi")
    view = driver.page().people.view
    view.selectRow(0)
    driver.press("Settle …")
    dialog = driver.front()
    dialog.reviewer.choose(other, "Other Mensah")
    driver.press("Keep this choice")
    driver.settle()
    launching.launch(ctx, cycle, leave_out_unready=True)
    reviewers = {one.employee: one for one in reviews.list_reviews(ctx)}
    review = reviewers["Kofi Mensah"].id
    assert reviews.open_review(ctx, review).reviewer == "Other Mensah"


def test_a_cycle_is_changed_before_the_launch_and_its_dates_after(driver, ctx, staff):
    cycle = a_cycle(ctx)
    driver.go("cycles", cycle)
    driver.press("Change this cycle")
    driver.type("Name", "Another name")
    driver.front().minimum.setValue(300)
    driver.press("Save the changes")
    driver.sees("Another name")
    page = cycles.cycle(ctx, cycle)
    assert (page.row.name, page.minimum_days) == ("Another name", 300)
    launching.launch(ctx, cycle, leave_out_unready=True)
    driver.go("home")
    driver.go("cycles", cycle)
    driver.press("Change this cycle")
    dialog = driver.front()
    assert not dialog.minimum.isEnabled()
    assert not dialog.unit.isEnabled()
    driver.sees("its name and its due dates can still be changed")
    phase = page.phases[-1]
    dialog._dates[phase[0]].setDate(QDate(2027, 1, 31))
    driver.press("Save the changes")
    driver.settle()
    assert cycles.cycle(ctx, cycle).phases[-1][2] == date(2027, 1, 31)


def test_those_missing_can_be_launched_later(driver, ctx, staff):
    cycle = a_cycle(ctx)
    a_review(ctx, staff[2][0], cycle=cycle, state=State.PLAN)
    a_person(ctx, "Late", staff[1])
    driver.go("cycles", cycle)
    driver.press("Launch those missing")
    driver.press("Launch")
    driver.sees("What the launch did")
    assert any(one.employee == "Late Mensah" for one in reviews.list_reviews(ctx))


def test_a_member_of_staff_reads_the_cycle_and_changes_nothing(driver, ctx, staff):
    cycle = a_cycle(ctx)
    driver.sit(staff[2][0])
    driver.go("cycles")
    driver.press("Open")
    assert driver.window.navigation.here.id == cycle.hex
    driver.sees("Due dates")
    words = [one.title for one in driver.page().actions_here()]
    assert "Launch" not in words
    assert not any("Readiness" in one for one in driver.texts())


def test_closing_the_dialog_while_it_reads_does_no_harm(driver, ctx):
    driver.go("cycles")
    driver.page()._new()
    driver.front().reject()
    driver.settle()
    assert driver.front() is driver.window


@pytest.mark.parametrize("size", [(1024, 640), (1280, 800)])
def test_nothing_scrolls_sideways(driver, ctx, staff, size):
    cycle = a_cycle(ctx, "Averyveryverylongnameofacycle" * 4)
    driver.window.resize(*size)
    for place in (None, cycle):
        driver.go("cycles", place)
        assert driver.page().scroll_area.horizontalScrollBar().maximum() == 0
