"""The list of reviews in the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from builders import a_cycle, a_person, a_review, as_person, days_later
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.services import rating, reviews
from reviewdesk.ui.navigation import Place
from ui.walkabout import is_sound


@pytest.fixture
def office(ctx):
    """Return a boss, her people at three steps, and their reviews."""
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    names = ("Kofi", "Akua", "<b>Kwame</b> & Co")
    people = [a_person(ctx, name, boss) for name in names]
    cycle = a_cycle(ctx, "Annual review 2026")
    states = (State.RATING, State.CLOSED, State.PLAN)
    made = [
        a_review(ctx, one, cycle=cycle, state=state)
        for one, state in zip(people, states, strict=True)
    ]
    return boss, people, cycle, made


def test_everybody_sees_only_theirs(driver, ctx, office):
    boss, people, _cycle, _made = office
    driver.go("reviews")
    assert driver.rows() == 4
    driver.sit(boss)
    driver.go("reviews")
    assert driver.rows() == 4
    driver.sit(people[0])
    driver.go("reviews")
    assert driver.rows() == 1
    driver.sit(a_person(ctx, "New"))
    driver.go("reviews")
    driver.sees("There are no reviews yet")


def test_the_list_is_searched_and_filtered(qtbot, driver, ctx, office):
    boss = office[0]
    driver.sit(boss)
    driver.go("reviews")
    driver.sees("are your turn")
    is_sound(qtbot, driver.window)
    driver.type("Search reviews", "b>kwame")
    assert driver.rows() == 1
    driver.type("Search reviews", "")
    driver.choose("Which reviews", "Closed")
    assert driver.rows() == 1
    driver.choose("Which reviews", "Still open")
    assert driver.rows() == 3
    driver.choose("Which reviews", "My turn")
    mine = sum(1 for one in reviews.list_reviews(as_person(ctx, boss)) if one.mine)
    assert driver.rows() == mine == 2
    driver.choose("Which reviews", "Late")
    late = driver.rows()
    days_later(ctx, 400)
    driver.go("home")
    driver.go("reviews")
    driver.choose("Which reviews", "Late")
    assert driver.rows() >= max(late, 3)
    driver.choose("Cycle", "Annual review 2026")
    assert driver.rows() >= 3


def test_enter_opens_a_review(qtbot, driver, ctx, office):
    driver.go("reviews")
    driver.type("Search reviews", "akua")
    view = driver.page().view
    view.setFocus()
    view.selectRow(0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    driver.settle()
    assert driver.window.navigation.here == Place("review", office[3][1].hex)
    driver.sees("Akua Mensah")


def test_a_place_with_a_cycle_shows_what_is_late_in_it(driver, ctx, office):
    days_later(ctx, 400)
    driver.go("reviews", office[2])
    late = [one for one in reviews.list_reviews(ctx) if one.cycle_id == office[2] and one.late_days]
    assert driver.rows() == len(late) > 0


def test_a_change_elsewhere_is_shown(qtbot, driver, ctx, office):
    driver.go("reviews")
    driver.type("Search reviews", "kofi")
    rating.move(ctx, office[3][0], Move.VOID, "Wrong cycle")
    qtbot.waitUntil(lambda: driver.page().model.row(0).state is State.VOID)
    assert driver.rows() == 1


@pytest.mark.parametrize("size", [(1024, 640), (1280, 800)])
def test_nothing_scrolls_sideways(driver, ctx, office, size):
    driver.window.resize(*size)
    driver.go("reviews")
    assert driver.page().view.horizontalScrollBar().maximum() == 0
