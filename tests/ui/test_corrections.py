"""Corrections in the real window: noted beside a record, answered from Home, read and printed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from integration.services.parties import at
from reviewdesk.domain.correction import Standing
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import corrections
from reviewdesk.ui.dialogs.form_preview import FormPreview
from ui.walkabout import is_sound


@pytest.fixture
def closed(ctx):
    return at(ctx, State.CLOSED)


def open_as(driver, who, review):
    driver.sit(who.actor.person_id)
    driver.go("review", review)


def office(driver):
    """Let the HR officer sit at the desk, who is nobody on the staff list."""
    driver.shell.link.seat(driver.office)
    driver.settle()


def more(driver):
    driver.press("More actions")
    menu = next(one for one in driver.window.findChildren(QMenu) if one.isVisible())
    return menu, {one.text(): one for one in menu.actions()}


def choose(driver, words):
    menu, actions = more(driver)
    actions[words].trigger()
    menu.close()
    driver.settle()


def offered(driver):
    menu, actions = more(driver)
    menu.close()
    driver.settle()
    return set(actions)


def note(driver, part, corrected, reason):
    choose(driver, "Note a correction …")
    driver.choose("What is wrong?", part)
    driver.type("What is right", corrected)
    driver.type("Why, or how it is known", reason)
    driver.press("Note it")


def test_a_request_is_noted_answered_from_home_and_read_by_all(qtbot, driver, ctx, closed):
    driver.office = ctx.actor
    open_as(driver, closed.employee, closed.review)
    assert not driver.shown("The record itself is unchanged")
    choose(driver, "Note a correction …")
    is_sound(qtbot, driver.front())
    driver.press("Note it")
    driver.sees("Please say what is right.")
    driver.choose("What is wrong?", "Overall result")
    said = driver.type("What is right", "4 · Exceeds Expectations")
    assert said.toPlainText() == "4 · Exceeds Expectations"
    driver.press("Note it")
    driver.sees("Please say why, or how it is known.")
    driver.type("Why, or how it is known", "The letter of 2 May.")
    driver.press("Note it")
    driver.sees("Not answered yet")
    driver.sees("1 correction noted")
    driver.sees("It should say: 4 · Exceeds Expectations")
    is_sound(qtbot, driver.window)
    office(driver)
    driver.go("home")
    driver.press("Answer: Answer a request to correct the review of Kofi Mensah")
    driver.press("Answer … Overall result")
    is_sound(qtbot, driver.front())
    driver.press("Do not accept")
    driver.sees("Please say why the correction is not accepted.")
    driver.type("Answer of the office", "The letter is about last year.")
    driver.press("Do not accept")
    driver.sees("Not accepted")
    for who in (closed.employee, closed.boss, closed.reviewer):
        open_as(driver, who, closed.review)
        driver.sees("Not accepted by HR officer on 19 March 2026. The letter is about last year.")


def test_the_office_states_withdraws_and_accepts(driver, ctx, closed):
    driver.office = ctx.actor
    request = corrections.note(closed.boss, closed.review, "record", "y" * 900, "z")
    driver.go("review", closed.review)
    note(driver, "Details of the person", "Kofi A. Mensah", "The passport.")
    driver.sees("Stated by the office")
    driver.press("Read it all The record as a whole")
    driver.press("Close")
    driver.press("Answer … The record as a whole")
    driver.press("Accept")
    driver.sees("Accepted by HR officer on 19 March 2026.")
    driver.press("Withdraw … Details of the person")
    driver.type("Why?", "The passport of his brother.")
    driver.press("Withdraw it")
    driver.sees("The passport of his brother.")
    first, second = corrections.of_review(ctx, closed.review)
    assert (first.id, first.standing) == (request, Standing.ACCEPTED)
    assert second.standing is Standing.WITHDRAWN


def test_only_on_ended_reviews_and_for_those_with_a_part(driver, ctx, closed):
    open_one = at(ctx, State.RATING)
    words = "Note a correction …"
    for who, review, may in (
        (open_one.boss, open_one.review, False),
        (closed.boss, closed.review, True),
        (closed.employee, closed.review, True),
    ):
        open_as(driver, who, review)
        assert (words in offered(driver)) is may
    driver.shell.link.seat(closed.auditor.actor)
    driver.settle()
    driver.go("review", closed.review)
    assert words not in offered(driver)
    assert "Print the corrections" not in offered(driver)


def test_the_preview_says_that_there_are_corrections_and_prints_them_after(qtbot, driver, closed):
    def preview():
        driver.press("Preview form")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormPreview)
        qtbot.waitUntil(lambda: bool(dialog._content))
        driver.settle()
        return dialog

    driver.go("review", closed.review)
    before = preview()
    assert not driver.shown("Corrections are noted beside this form")
    form, sheet = before._content, before._besides
    driver.close_dialog()
    corrections.note(closed.employee, closed.review, "record", "Not mine", "Read it")
    dialog = preview()
    assert dialog._content == form
    assert dialog._besides[:-1] == sheet
    assert dialog._besides[-1].startswith(b"%PDF")
    driver.sees("Corrections are noted beside this form")
    is_sound(qtbot, dialog)
    driver.press("Corrections …")
    driver.sees("Corrections")
    qtbot.waitUntil(lambda: "corrections" in driver.front()._name)
    driver.close_dialog()
    driver.close_dialog()
    driver.go("home")
    driver.go("review", closed.review)
    choose(driver, "Print the corrections")
    qtbot.waitUntil(lambda: "corrections" in driver.front()._name)
    driver.close_dialog()
