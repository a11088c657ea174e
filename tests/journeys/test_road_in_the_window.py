"""The whole road through the real window, from a staff list to a form signed by three."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from reviewdesk.domain.lifecycle import State
from reviewdesk.services import desks, goals, reviews
from reviewdesk.services.context import FixedClock
from reviewdesk.store.tables.people import Person
from reviewdesk.ui import ask
from ui.drivers import desk_window

DATA = Path(__file__).parents[1] / "data"
PASSPHRASE, PIN = "words in the safe", "246810"


@pytest.fixture
def desk(tmp_path):
    clock = FixedClock(datetime(2026, 4, 2, 9, 0, tzinfo=UTC))
    ctx = desks.create(tmp_path / "HSE", "Health office", clock)
    yield ctx
    ctx.desk.close()


def write_goal(driver, opens, title, weight):
    driver.press(opens)
    driver.type("What is to be reached", title)
    driver.type("At the start", "14")
    driver.type("To be reached", "20")
    driver.type("Weight in %", weight)
    driver.press("Add goal")


def hold_talk(driver, said):
    driver.type("What was said", said)
    driver.press("Record the talk")


@pytest.mark.timeout(240)
def test_the_whole_road(qtbot, desk, tmp_path, monkeypatch):
    form = tmp_path / "form.pdf"
    monkeypatch.setattr(ask, "choose_open_file", answered(DATA / "hse-staff.csv"))
    monkeypatch.setattr(ask, "choose_save_file", answered(form))
    with desk_window(qtbot, desk, tmp_path) as driver:
        bring_people_in(driver)
        launch_a_cycle(driver)
        rows = reviews.list_reviews(desk)
        assert len(rows) > 2000
        review, people = somebody_with_a_reviewer(desk, rows)
        agree_goals(driver, desk, review, people)
        hold_two_talks(driver, desk, review, people)
        assess_and_rate(driver, review, people)
        for party in sign_order(desk, review):
            sign(driver, review, people[party], asks_stance=party == "employee")
        assert reviews.open_review(desk, review).turn.state is State.CLOSED
        driver.press("Preview form")
        driver.press("Save as …")
        qtbot.waitUntil(form.exists)
    others_read_the_form(form, employee_name(desk, people["employee"]))


def answered(path):
    return lambda _parent, _title, _filter, on_path, **_: on_path(path)


def bring_people_in(driver):
    driver.go("people")
    driver.press("Import a staff list")
    driver.press("Import 3,216 people")
    driver.press("Close")
    assert driver.rows() == 3216


def launch_a_cycle(driver):
    driver.go("cycles")
    driver.press("New cycle")
    driver.press("Make the cycle")
    driver.sees("Readiness")
    driver.press("Make the office authority")
    driver.type("Office passphrase", PASSPHRASE)
    driver.type("Office passphrase once more", PASSPHRASE)
    driver.press("Make the authority")
    driver.press("Launch")
    driver.press("Launch")
    driver.sees("What the launch did")


def somebody_with_a_reviewer(desk, rows):
    for row in rows:
        plan = goals.plan(desk, row.id)
        if plan.reviewer_id is not None:
            people = {
                "employee": plan.employee_id,
                "supervisor": plan.supervisor_id,
                "reviewer": plan.reviewer_id,
            }
            return row.id, people
    raise AssertionError("nobody has a reviewer")


def agree_goals(driver, desk, review, people):
    driver.sit(people["supervisor"])
    driver.go("goals", review)
    write_goal(driver, "Write the first goal", "Cut the time to the first visit", "50")
    write_goal(driver, "Add goal", "Train inspectors on noise", "50")
    driver.press("Agree the plan")
    driver.sit(people["employee"])
    driver.go("goals", review)
    driver.press("Agree the plan")
    assert goals.plan(desk, review).state is State.AGREED


def hold_two_talks(driver, desk, review, people):
    driver.sit(people["supervisor"])
    driver.go("checkins", review)
    hold_talk(driver, "The start was slow because the vehicle was in the workshop.")
    desk.clock.forward(days=90)
    driver.go("home")
    driver.go("checkins", review)
    hold_talk(driver, "Now the numbers move the right way.")
    assert goals.plan(desk, review).state is State.IN_PROGRESS


def assess_and_rate(driver, review, people):
    driver.go("review", review)
    driver.press("Begin the self-assessment")
    assert any("The period ends on" in words for words in driver.texts())
    driver.press("Begin the self-assessment")
    driver.sit(people["employee"])
    driver.go("review", review)
    driver.rate("4  Exceeds Expectations")
    driver.type("What I did and what came of it", "We met the target early.")
    driver.press("Hand in self-assessment")
    driver.sit(people["supervisor"])
    driver.go("review", review)
    assert driver.rate("4  Exceeds Expectations") >= 5
    for place in range(2):
        driver.type("What you saw", "Reached it & held it <b>well</b>.", place)
    driver.press("Complete rating")
    driver.sit(people["reviewer"])
    driver.go("review", review)
    driver.press("Confirm the rating")
    driver.sit(people["employee"])
    driver.go("review", review)
    driver.type("About the whole review", "I agree and want the course on reports.")
    driver.press("Finish comments")


def sign(driver, review, person, *, asks_stance):
    driver.sit(person)
    driver.go("review", review)
    driver.press("Sign …")
    driver.type("Office passphrase", PASSPHRASE)
    driver.type("Your PIN", PIN)
    driver.type("Your PIN once more", PIN)
    driver.press("Make my key")
    driver.type("Your PIN", PIN)
    if asks_stance:
        driver.press("I received this and agree")
    driver.press("Sign")


def others_read_the_form(form, name):
    said = subprocess.run(
        ["pdfsig", "-nocert", str(form)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert said.count("Signature is Valid.") == 3
    assert "Total document signed" in said
    text = subprocess.run(
        ["pdftotext", "-layout", str(form), "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    for words in (
        name,
        "Reached it & held it <b>well</b>.",
        "I agree and want the course on reports.",
        "The start was slow",
    ):
        assert words in text


def sign_order(desk, review):
    return [one.party.value for one in reviews.open_review(desk, review).scheme.signatories]


def employee_name(desk, employee):
    with desk.desk.reading() as session:
        person = session.scalars(select(Person).where(Person.id == employee)).one()
        return f"{person.given} {person.surname}"
