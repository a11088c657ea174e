"""The scheme pages: a thirteenth scheme is built from nothing in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

from builders import a_desk, a_person
from journeys.road import run_road
from reviewdesk.domain.scheme import Combination
from reviewdesk.services import own_schemes, schemes
from reviewdesk.ui.navigation import Place
from ui.drivers import desk_window


@pytest.fixture
def driver(qtbot, tmp_path, clock):
    ctx = a_desk(tmp_path, clock)
    a_person(ctx, "Somebody")
    with desk_window(qtbot, ctx, tmp_path) as made:
        yield made
    ctx.desk.close()


def own(driver):
    return next(row for row in own_schemes.list_all(driver.shell.ctx) if row.own)


def part(driver, title):
    driver.choose("Part of the scheme", title)


def test_a_scheme_is_built_from_nothing_and_a_review_is_run_on_it(driver, qtbot, tmp_path):
    driver.go("schemes")
    driver.press("New scheme")
    driver.type("Name of the scheme", "Harbour board")
    driver.press("Make the scheme")
    driver.type("Source", "Bylaw 7 of 2026")
    part(driver, "Scales")
    driver.press("Add a row: scale")
    for place, words in enumerate(("Poor", "Weak", "Good", "Strong", "Outstanding")):
        driver.type("In words", words, place)
        driver.type("Counts as", str(place + 1), place)
    part(driver, "Sections")
    driver.press("Add a row: section")
    driver.type("Title", "Duties")
    part(driver, "Result")
    driver.choose("How sections become a number", "All entries together")
    for place, (least, words) in enumerate((("1", "Below"), ("3", "Meets"))):
        driver.press("Add a row: result")
        driver.type("In words", words, place)
        driver.press("Add a row: band")
        driver.type("From", least, place)
        combo = driver.find(QComboBox, "Result")[place]
        combo.setCurrentIndex(place + 1)
        combo.activated.emit(place + 1)
    page = driver.window.page()
    qtbot.waitUntil(lambda: not page.autosave.unsaved(), timeout=20_000)
    qtbot.waitUntil(lambda: page.pages.page_count > 0, timeout=20_000)
    part(driver, "Try it")
    for place in (1, 2, 3):
        strong = [
            one
            for one in driver.front().findChildren(QAbstractButton)
            if one.isVisible() and one.accessibleName().startswith(f"Goal {place}: ")
        ]
        strong[3].click()
    driver.sees("4.00 · 2 · Meets")
    driver.press("Finish this version")
    row = own(driver)
    assert row.finished
    assert row.card.id == "harbour-board"
    assert own_schemes.draft(driver.shell.ctx, row.own).result.combination is Combination.POOLED
    driver.go("cycles")
    driver.press("New cycle")
    driver.choose("Scheme", "Harbour board")
    driver.close_dialog()
    view = run_road(driver.shell.ctx, tmp_path, "harbour-board")
    assert (view.result.score, view.result.label) == ("4.00", "Meets")
    driver.go("review", view.id)
    driver.sees("4.00")
    assert own(driver).cycles == (view.cycle,)
    driver.window.go(Place("schemes", row.own.hex))
    driver.settle()
    driver.press("New version")
    driver.press("Close")
    driver.sees("Draft of version 2")


def test_what_is_wrong_is_told_at_its_field_and_the_keyboard_is_led_there(driver, qtbot):
    ctx = driver.shell.ctx
    made = own_schemes.make(ctx, "Harbour board", text=schemes.scheme_text("us-opm-ses"))
    driver.window.resize(1024, 640)
    driver.go("scheme", made)
    part(driver, "Result")
    driver.type("From", "305", 1)
    second = driver.find(QLineEdit, "From")[1]
    qtbot.waitUntil(lambda: "gap" in second.accessibleDescription(), timeout=20_000)
    driver.sees("Between 299 and 305 there is a gap")
    part(driver, "About")
    driver.press("Go to Result: Between 299 and 305 there is a gap that has no level.")
    page = driver.window.page()
    assert page.chooser.currentText() == "Result"
    second = driver.find(QLineEdit, "From")[1]
    assert page.focusWidget() is second
    room = page.scroll_area.viewport()

    def is_seen():
        return room.rect().intersects(QRect(second.mapTo(room, QPoint(0, 0)), second.size()))

    qtbot.waitUntil(is_seen, timeout=20_000)  # once the page is laid out
    driver.type("From", "300", 1)
    qtbot.waitUntil(lambda: not second.accessibleDescription(), timeout=20_000)
    part(driver, "Sections")
    driver.choose("Scale", "element: allowed are 1, 2, 3, 4, 5")
    driver.type("Share of the result in %", "40")
    share = driver.find(QLineEdit, "Share of the result in %")[0]
    qtbot.waitUntil(lambda: "not 100 %" in share.accessibleDescription(), timeout=20_000)


def test_a_part_with_no_words_for_its_own_faults_tells_them_under_it(driver, qtbot):
    ctx = driver.shell.ctx
    made = own_schemes.make(ctx, "Harbour board", text=schemes.scheme_text("general-five"))
    driver.go("scheme", made)
    part(driver, "Who signs")
    for _signatory in range(3):
        driver.press("Remove signatory 1")
    qtbot.waitUntil(lambda: len(driver.shown("Nobody signs the form.")) == 2, timeout=20_000)
    driver.press("Go to Who signs: Nobody signs the form.")


def test_a_faulty_draft_says_where_and_is_not_finished(driver):
    driver.go("schemes")
    driver.press("New scheme")
    driver.type("Name of the scheme", "Half done")
    driver.press("Make the scheme")
    driver.sees("Scales: A scheme needs at least one")
    driver.press("Finish this version")
    driver.sees("still to settle")
    driver.press("Close")
    assert not own(driver).finished
