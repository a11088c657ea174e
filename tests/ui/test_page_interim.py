"""A supervisor who leaves a review closes their part of it, in the real window."""

from __future__ import annotations

from datetime import date

import pytest

from builders import a_cycle, a_line, a_person, a_review
from integration.services.parties import Parties, walk_on
from reviewdesk.domain.interim import InterimState
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import hand_overs, interims
from ui.test_page_review import more, offered
from ui.walkabout import is_sound


@pytest.fixture
def chief(ctx):
    return a_person(ctx, "Akua", a_person(ctx, "Nana"))


@pytest.fixture
def parties(ctx, chief):
    """Return a review that Yaw handed to Akua on 1 September."""
    parties = Parties(ctx, a_review(ctx, state=State.IN_PROGRESS))
    hand_overs.hand_over_review(ctx, parties.review, chief, "Moved", date(2025, 9, 1))
    return parties


def part(ctx, parties):
    return parties.view(ctx).periods[0].interim_id


def test_the_outgoing_supervisor_comes_from_home_writes_rates_and_hands_in(
    qtbot, driver, ctx, parties
):
    driver.sit(parties.boss.actor.person_id)
    driver.go("home")
    driver.press("Write: Write the interim assessment of Kofi Mensah")
    driver.sees("1 April 2025 to 31 August 2025")
    is_sound(qtbot, driver.window)
    driver.type("What you saw", "Answers went out in ten days by August.")
    assert driver.rate("4  Exceeds Expectations")
    driver.press("Hand in")
    driver.sees("Interim assessment handed in")
    view = interims.interim(parties.employee, part(ctx, parties))
    assert view.text == "Answers went out in ten days by August."
    assert all(entry.ratings == {"": "4"} for entry in view.entries)
    assert offered_none(driver)
    is_sound(qtbot, driver.window)


def offered_none(driver):
    return not driver.page().actions_here()


def test_words_that_are_too_long_are_not_handed_in(driver, ctx, parties):
    driver.sit(parties.boss.actor.person_id)
    driver.go("interim", part(ctx, parties))
    driver.type("What you saw", "x" * 5001)
    driver.press("Hand in")
    driver.sees("Not everything you wrote is saved yet")
    driver.close_dialog()
    driver.type("What you saw", "Short.")
    driver.sees("Saved ")
    driver.press("Hand in")
    assert interims.interim(ctx, part(ctx, parties)).text == "Short."


def test_the_review_lists_who_supervised_when_and_opens_their_part(driver, ctx, parties, chief):
    driver.sit(chief)
    driver.go("review", parties.review)
    driver.sees("Who supervised when")
    driver.press("Open the part of Yaw Mensah")
    driver.sees("Yaw Mensah is asked to write it; nobody else reads it before.")
    driver.press("Open the review")
    assert driver.window.navigation.here.page == "review"


def test_the_officer_does_without_it_and_asks_again(driver, ctx, parties):
    one = part(ctx, parties)
    driver.go("interim", one)
    driver.press("Do without it …")
    driver.type("Why?", "Left the service")
    driver.press("Do without it")
    driver.sees("Left the service")
    assert interims.interim(ctx, one).state is InterimState.WAIVED
    driver.press("Ask for it …")
    driver.type("Why?", "Came back")
    driver.press("Ask for it")
    assert interims.interim(ctx, one).state is InterimState.DUE


def test_reviews_that_went_astray_are_handed_over_from_the_list(driver, ctx, chief):
    parties = Parties(ctx, a_review(ctx, state=State.IN_PROGRESS))
    a_line(ctx, parties.employee.actor.person_id, chief, date(2026, 1, 1))
    driver.go("home")
    driver.press("Look: 1 review is with the supervisor before")
    driver.press("Hand over 1 review …")
    driver.press("Tick none")
    driver.press("Hand over")
    driver.sees("Tick the reviews that go on with another supervisor.")
    driver.front().list.tick_shown()
    driver.press("Hand over")
    assert parties.view(ctx).supervisor == "Akua Mensah"
    assert "Hand over 1 review …" not in [one.title for one in driver.page().actions_here()]


def test_who_is_too_short_under_a_plan_is_rated_by_nobody(qtbot, driver, ctx):
    kofi = a_person(ctx, "Kofi", a_person(ctx, "Yaw", a_person(ctx, "Esi")))
    cycle = a_cycle(ctx, minimum_days=90, plans_from_start=False)
    parties = Parties(ctx, a_review(ctx, kofi, cycle=cycle, state=State.IN_PROGRESS))
    walk_on(parties, State.RATING)
    driver.sit(parties.boss.actor.person_id)
    driver.go("review", parties.review)
    driver.sees("This review ends without a rating")
    driver.sees("Not rated")
    assert not [card for card in driver.page().cards if len(card.fields) > 1]  # words alone
    is_sound(qtbot, driver.window)
    assert "Correct the first day of the plan …" not in offered(driver)
    driver.shell.link.seat(ctx.actor)
    driver.settle()
    driver.go("review", parties.review)
    more(driver, "Correct the first day of the plan …")
    driver.press("Correct the day")
    driver.sees("Please say how the day is known.")
    dialog = driver.front()
    dialog.day.setDate(dialog.day.date().addDays(-300))
    driver.type("How the day is known", "Signed on paper in May")
    driver.press("Correct the day")
    driver.sit(parties.boss.actor.person_id)
    driver.go("review", parties.review)
    assert parties.view(parties.boss).not_rated == ""
    assert driver.rate("3  Meets Expectations")
