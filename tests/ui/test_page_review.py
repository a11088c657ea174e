"""The review page in the real window: who writes what, words that stay, moves with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit

from builders import a_cycle, a_goal, a_person, a_review
from integration.services.parties import Parties
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.parties import Party
from reviewdesk.services import checkins, rating, reviews
from reviewdesk.services.evidence import Evidence
from reviewdesk.ui.pages import review_head
from ui.walkabout import is_sound


def at(ctx, state, **more):
    return Parties(ctx, a_review(ctx, state=state, **more))


def open_as(driver, parties, who):
    driver.sit(who.actor.person_id)
    driver.go("review", parties.review)


def more(driver, words):
    """Choose a line of the menu of more actions."""
    driver.press("More actions")
    menu = next(one for one in driver.window.findChildren(QMenu) if one.isVisible())
    action = next(one for one in menu.actions() if one.text() == words)
    action.trigger()
    menu.close()
    driver.settle()


def offered(driver):
    driver.press("More actions")
    menu = next(one for one in driver.window.findChildren(QMenu) if one.isVisible())
    words = [one.text() for one in menu.actions()]
    menu.close()
    driver.settle()
    return words


def fields(driver, words):
    return [
        one
        for one in driver.window.findChildren(QPlainTextEdit)
        if one.isVisible() and one.accessibleName() == words
    ]


@pytest.mark.parametrize("state", list(State))
def test_every_control_has_a_name_and_tab_comes_to_it(qtbot, driver, ctx, state):
    parties = at(ctx, state)
    for who in (parties.employee, parties.boss, parties.reviewer):
        open_as(driver, parties, who)
        is_sound(qtbot, driver.window)


def test_words_are_saved_as_typed_and_survive_leaving_the_page(qtbot, driver, ctx):
    parties = at(ctx, State.SELF_ASSESSMENT)
    open_as(driver, parties, parties.employee)
    driver.type("What I did and what came of it", "We met the target < early >.")
    driver.go("home")
    driver.go("review", parties.review)
    first = fields(driver, "What I did and what came of it")[0]
    assert first.toPlainText() == "We met the target < early >."
    assert parties.entries(parties.employee)[0].self_text == "We met the target < early >."


def test_words_typed_a_moment_before_another_takes_the_seat_are_kept(driver, ctx):
    parties = at(ctx, State.SELF_ASSESSMENT)
    open_as(driver, parties, parties.employee)
    driver.type("What I did and what came of it", "Typed at the last moment.")
    driver.sit(parties.boss.actor.person_id)
    assert parties.entries(parties.employee)[0].self_text == "Typed at the last moment."
    assert not parties.entries(parties.boss)[0].self_text


def test_words_go_to_the_review_they_were_typed_for(driver, ctx):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    one = at(ctx, State.RATING, employee=a_person(ctx, "Kofi", boss))
    other = at(ctx, State.RATING, employee=a_person(ctx, "Akua", boss))
    open_as(driver, one, one.boss)
    driver.type("About the whole review", "Only for Kofi.")
    driver.type("What you saw", "Kofi again.")
    driver.go("review", other.review)
    assert list(one.view(one.boss).comments.values()) == ["Only for Kofi."]
    assert one.entries(one.boss)[0].narrative == "Kofi again."
    assert other.view(other.boss).comments == {}
    assert fields(driver, "About the whole review")[0].toPlainText() == ""


def test_the_foot_says_when_words_are_saved_and_when_they_are_too_long(qtbot, driver, ctx):
    parties = at(ctx, State.RATING)
    open_as(driver, parties, parties.boss)
    driver.sees("Everything you write is saved as you type.")
    longest = parties.view(parties.boss).sections[0].longest
    driver.type("What you saw", "x" * (longest + 1))
    driver.sees("1 too many")
    driver.sees("It stays on the screen.")
    driver.type("What you saw", "Short.")
    driver.sees("Saved ")
    assert parties.entries(parties.boss)[0].narrative == "Short."


def test_the_employee_is_shown_no_rating_before_her_turn(driver, ctx):
    parties = at(ctx, State.REVIEWER)
    open_as(driver, parties, parties.employee)
    words = " ".join(driver.texts())
    assert "Seen all year." not in words
    assert "Result so far" not in words
    rating.move(parties.reviewer, parties.review, Move.APPROVE)
    driver.sees("Seen all year.")
    driver.sees("Result so far")


def test_rating_shows_the_result_and_how_it_is_worked_out(driver, ctx):
    parties = at(ctx, State.RATING)
    open_as(driver, parties, parties.boss)
    assert driver.rate("4  Exceeds Expectations") == len(parties.entries(parties.boss))
    assert {one.ratings[""] for one in parties.entries(parties.boss)} == {"4"}
    driver.sees("Result so far")
    words = driver.texts()
    steps = [one for one in parties.view(parties.boss).result.steps if " = " in one.working]
    assert len(steps) > 2
    for step in steps:
        assert step.working in words


def test_an_incomplete_rating_says_what_is_missing_and_stays(driver, ctx):
    parties = at(ctx, State.RATING)
    open_as(driver, parties, parties.boss)
    driver.press("Complete rating")
    driver.sees("The rating is not complete.")
    driver.sees(parties.entries(parties.boss)[0].name)
    driver.press("Close")
    assert parties.state() is State.RATING


def test_sending_back_asks_for_a_reason_at_the_field(qtbot, driver, ctx):
    parties = at(ctx, State.REVIEWER)
    open_as(driver, parties, parties.reviewer)
    more(driver, "Send back …")
    is_sound(qtbot, driver.front())
    driver.press("Send back")
    driver.sees("Please write something here.")
    driver.type("Why?", "The second goal <b>& more</b>")
    driver.press("Send back")
    assert parties.state() is State.RATING
    more(driver, "Hand-overs so far")
    details = driver.find(QPlainTextEdit, "Details")[0].toPlainText()
    assert "The second goal <b>& more</b>" in details
    driver.press("Close")


def test_a_void_review_says_why_and_offers_nothing_more(driver, ctx):
    parties = at(ctx, State.RATING)
    driver.go("review", parties.review)
    more(driver, "Make void …")
    driver.type("Why?", "Left the office")
    driver.press("Make void")
    driver.sees("This review is void")
    driver.sees("Left the office")
    assert not [one for one in offered(driver) if "void" in one or "Send" in one]
    number = parties.view(ctx).number
    driver.go("reviews")
    assert number == parties.view(ctx).number


def test_taking_back_is_offered_until_the_other_has_begun(qtbot, driver, ctx):
    parties = at(ctx, State.RATING)
    open_as(driver, parties, parties.employee)
    assert "Take back …" in offered(driver)
    entry = parties.entries(parties.boss)[0]
    rating.rate(parties.boss, parties.review, entry.id, "3")
    qtbot.waitUntil(lambda: "Take back …" not in offered(driver))


def test_next_and_previous_walk_through_the_entries(qtbot, driver, ctx):
    parties = at(ctx, State.RATING)
    open_as(driver, parties, parties.boss)
    cards = driver.page().cards

    def here():
        focus = QApplication.focusWidget()
        return [place for place, card in enumerate(cards) if card.isAncestorOf(focus)]

    driver.window.activateWindow()
    qtbot.waitUntil(driver.window.isActiveWindow)
    for place in range(len(cards)):
        driver.page()._step(1)
        assert here() == [place]
    driver.page()._step(1)
    comment = fields(driver, "About the whole review")[0]
    assert comment.isAncestorOf(QApplication.focusWidget()) or comment.hasFocus()
    driver.page()._step(1)
    assert here() == []
    driver.page()._step(-1)
    assert here() == [len(cards) - 1]


def test_a_review_is_not_handed_on_while_a_text_is_not_saved(qtbot, driver, ctx):
    parties = at(ctx, State.RATING)
    open_as(driver, parties, parties.boss)
    driver.rate("3  Meets Expectations")
    driver.type("What you saw", "Kept.", 0)
    driver.type("What you saw", "too long " * 1000, 1)
    driver.press("Complete rating")
    driver.sees("Not everything you wrote is saved yet")
    driver.close_dialog()
    view = reviews.open_review(parties.boss, parties.review)
    assert view.turn.state is State.RATING
    assert view.sections[0].entries[0].narrative == "Kept."
    assert fields(driver, "What you saw")[1].toPlainText().startswith("too long")
    driver.type("What you saw", "Shorter.", 1)
    driver.press("Complete rating")
    qtbot.waitUntil(
        lambda: reviews.open_review(parties.boss, parties.review).turn.state is State.REVIEWER
    )


def test_somebody_else_takes_the_seat_only_when_words_are_saved_or_given_up(qtbot, driver, ctx):
    parties = at(ctx, State.RATING)
    open_as(driver, parties, parties.boss)
    taken = []
    driver.type("What you saw", "too long " * 1000)
    driver.window.leaving.when_saved("Switch and lose it", lambda: taken.append("asked"))
    driver.sees("Some of what you typed is not saved yet")
    assert taken == []
    driver.close_dialog()
    driver.type("What you saw", "Short.")
    driver.window.leaving.when_saved("Switch and lose it", lambda: taken.append("saved"))
    qtbot.waitUntil(lambda: taken == ["saved"], timeout=5000)
    assert driver.front() is driver.window


def test_the_years_evidence_stands_beside_and_private_notes_only_for_their_author(driver, ctx):
    parties = at(ctx, State.IN_PROGRESS)
    checkins.hold(
        parties.boss, parties.review, held_on=ctx.clock.today(), said="An open <i>talk</i>."
    )
    checkins.add_note(parties.boss, parties.review, "Zebrafinch")
    open_as(driver, parties, parties.boss)
    driver.sees("An open <i>talk</i>.")
    driver.sees("Zebrafinch")
    open_as(driver, parties, parties.employee)
    driver.sees("An open <i>talk</i>.")
    assert not any("Zebrafinch" in one for one in driver.texts())


def test_the_strip_goes_on_once_the_talks_were_held(ctx):
    parties = at(ctx, State.IN_PROGRESS)
    view = parties.view(parties.employee)

    def now(*days):
        talks = tuple(Evidence(day, "check-in", "We talked.") for day in days)
        found = review_head.steps(replace(view, evidence=talks))
        return next(place for place, step in enumerate(found) if step.state == "now")

    needed = max(view.scheme.discussions, 1)
    days = [date(2026, 5, 1) + timedelta(days=place) for place in range(needed)]
    assert now() == now(*days[:-1]) == now(*[days[0]] * (needed - 1))
    assert now(*days) == now() + 1


def test_a_rating_that_needs_words_says_so_at_its_field(driver, ctx):
    parties = at(ctx, State.RATING)
    open_as(driver, parties, parties.boss)
    driver.rate("1  Unsatisfactory")
    page = driver.page()
    lacking = [one for one in page.cards if one._narrative._fault.isVisible()]
    assert lacking
    lacking[0]._narrative.area.setFocus()
    driver.qtbot.keyClicks(lacking[0]._narrative.area, "Late twice")
    assert not lacking[0]._narrative._fault.isVisible()


def test_the_result_stays_beside_what_is_rated(driver, ctx):
    parties = at(ctx, State.RATING)
    driver.window.resize(1366, 768)
    open_as(driver, parties, parties.boss)
    page = driver.page()
    bar = page.scroll_area.verticalScrollBar()
    bar.setValue(bar.maximum())
    driver.settle()
    assert bar.value() > 0
    assert page._side.visibleRegion().boundingRect().top() == 0


def test_the_outline_brings_an_entry_and_its_field(qtbot, driver, ctx):
    parties = at(ctx, State.RATING)
    open_as(driver, parties, parties.boss)
    last = parties.entries(parties.boss)[-1]
    driver.window.activateWindow()
    driver.press(last.name)
    focus = QApplication.focusWidget()
    assert driver.page().cards[-1].isAncestorOf(focus)


def test_before_there_are_entries_the_page_leads_to_goals_and_check_ins(driver, ctx):
    parties = at(ctx, State.AGREED)
    open_as(driver, parties, parties.boss)
    driver.sees("The year is under way")
    driver.press("Open the check-ins")
    assert driver.window.navigation.here.page == "checkins"
    driver.go("review", parties.review)
    driver.press("Open the goals")
    assert driver.window.navigation.here.page == "goals"


@pytest.mark.parametrize("size", [(1024, 640), (1280, 800)])
def test_nothing_scrolls_sideways(driver, ctx, size):
    words = "Averyveryverylongwordthatcannotbebroken" * 3
    parties = at(ctx, State.RATING)
    entry = parties.entries(parties.boss)[0]
    rating.write_narrative(parties.boss, parties.review, entry.id, words)
    driver.window.resize(*size)
    open_as(driver, parties, parties.boss)
    area = driver.page().scroll_area
    assert area.horizontalScrollBar().maximum() == 0
    assert area.horizontalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOn


def test_undo_brings_typed_words_back(qtbot, driver, ctx):
    parties = at(ctx, State.RATING)
    open_as(driver, parties, parties.boss)
    field = driver.type("What you saw", "First words.")
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.toPlainText() == ""
    driver.go("home")
    assert not parties.entries(parties.boss)[0].narrative


def test_hr_names_another_reviewer(driver, ctx):
    parties = at(ctx, State.REVIEWER)
    other = a_person(ctx, "Abena")
    driver.shell.link.seat(ctx.actor)
    driver.settle()
    driver.go("review", parties.review)
    more(driver, "Change the reviewer …")
    dialog = driver.front()
    driver.press("Change the reviewer")
    driver.sees("Name the new reviewer.")
    dialog.picker.choose(other, "Abena Mensah")
    driver.press("Change the reviewer")
    driver.sees("Please say why the reviewer changes.")
    driver.type("Why", "On long leave")
    driver.press("Change the reviewer")
    driver.qtbot.waitUntil(lambda: driver.front() is driver.window)
    assert parties.view(ctx).reviewer == "Abena Mensah"
    driver.sit(parties.boss.actor.person_id)
    driver.go("review", parties.review)
    assert "Change the reviewer …" not in offered(driver)


def test_two_gradings_stand_beside_each_other_and_the_page_says_which_counts(driver, ctx):
    cycle = a_cycle(ctx, scheme="in-apar")
    parties = at(ctx, State.REVIEWER, cycle=cycle, plan=(), rated="7")
    open_as(driver, parties, parties.reviewer)
    driver.sees("Reporting Officer: 7")
    driver.press("Take over the other grades")
    driver.sees("7.00")
    driver.sees("The grades of the Reviewing Officer count.")
    driver.sees("Score used for promotion")
    open_as(driver, parties, parties.boss)
    assert not driver.shown("The grades of the Reviewing Officer count.")


def test_who_writes_reads_what_the_scheme_says_about_it(driver, ctx):
    cycle = a_cycle(ctx, scheme="gh-psc")
    parties = at(ctx, State.RATING, cycle=cycle, plan=(a_goal("Roads", None),))
    scheme = parties.view(parties.boss).scheme
    open_as(driver, parties, parties.boss)
    for section in scheme.sections:
        driver.sees(section.title)
    driver.sees(scheme.sections[0].guidance)
    driver.sees(scheme.sections[1].fixed_entries[0].definition)
    told = {one.party: one.text for one in scheme.guidance}
    driver.sees(told[Party.SUPERVISOR])
    open_as(driver, parties, parties.employee)
    assert not driver.shown(told[Party.SUPERVISOR])
    assert not driver.shown(scheme.sections[0].guidance)
