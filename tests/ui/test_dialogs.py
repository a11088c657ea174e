"""The smaller dialogs in the real window: form preview, new desk, who sits here, who is behind."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from builders import a_person, a_review
from integration.services.parties import Parties
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Role
from reviewdesk.services import accounts, desks, form_pdf, locks
from reviewdesk.services.dashboard import Behind
from reviewdesk.store import keys
from reviewdesk.store.key_file import Cost
from reviewdesk.ui import ask
from reviewdesk.ui.dialogs import new_desk
from reviewdesk.ui.dialogs.new_desk import NewDesk
from reviewdesk.ui.dialogs.people_behind import PeopleBehind
from reviewdesk.ui.dialogs.switch_person import SwitchPerson
from ui.walkabout import is_sound


def shown(driver, dialog):
    dialog.open()
    driver.settle()
    return dialog


def answered(path, names=None):
    def choose(_parent, _title, *rest, name="", **_more):
        if names is not None:
            names.append(name)
        rest[-1](path)

    return choose


def test_the_form_is_looked_at_saved_and_checked(qtbot, driver, ctx, tmp_path, monkeypatch):
    parties = Parties(ctx, a_review(ctx, state=State.CLOSED))
    path, names = tmp_path / "form.pdf", []
    monkeypatch.setattr(ask, "choose_save_file", answered(path, names))
    driver.sit(parties.employee.actor.person_id)
    driver.go("review", parties.review)
    driver.press("Preview form")
    preview = driver.front()
    is_sound(qtbot, preview)
    driver.press("Larger")
    driver.press("Smaller")
    driver.press("Check the signatures")
    driver.sees("All is well.")
    driver.sees("The data within is that of the pages")
    driver.press("Close")
    assert driver.front() is preview
    driver.press("Save as …")
    qtbot.waitUntil(lambda: driver.front() is driver.window)
    assert path.read_bytes() == form_pdf.form_bytes(parties.employee, parties.review)
    assert names == [f"{parties.view(ctx).number} Kofi Mensah.pdf"]


def test_nothing_can_be_saved_before_the_form_is_there(qtbot, driver, ctx):
    parties = Parties(ctx, a_review(ctx, state=State.RATING))
    driver.go("review", parties.review)
    qtbot.mouseClick(driver.find(QAbstractButton, "Preview form")[0], Qt.MouseButton.LeftButton)
    preview = driver.front()
    assert not preview.primary_button.isEnabled()
    assert not driver.find(QAbstractButton, "Print …")[0].isEnabled()
    driver.settle()
    assert preview.primary_button.isEnabled()
    driver.close_dialog()


def test_a_form_nobody_signed_is_told_to_be_so(driver, ctx):
    parties = Parties(ctx, a_review(ctx, state=State.RATING))
    driver.go("review", parties.review)
    driver.press("Preview form")
    driver.press("Check the signatures")
    driver.sees("This form is not signed yet.")
    driver.press("Close")
    driver.close_dialog()


def test_a_file_that_cannot_be_saved_leaves_the_preview_open(driver, ctx, tmp_path, monkeypatch):
    parties = Parties(ctx, a_review(ctx, state=State.RATING))
    monkeypatch.setattr(ask, "choose_save_file", answered(tmp_path / "no folder" / "x.pdf"))
    driver.go("review", parties.review)
    driver.press("Preview form")
    preview = driver.front()
    driver.press("Save as …")
    driver.sees("could not be saved")
    driver.press("Close")
    assert driver.front() is preview
    driver.close_dialog()


def test_the_preview_is_closed_while_it_is_read_without_harm(qtbot, driver, ctx):
    parties = Parties(ctx, a_review(ctx, state=State.RATING))
    driver.go("review", parties.review)
    qtbot.mouseClick(driver.find(QAbstractButton, "Preview form")[0], Qt.MouseButton.LeftButton)
    driver.front().reject()
    driver.settle()
    assert driver.front() is driver.window


def test_a_person_takes_the_seat_by_a_few_letters(qtbot, driver, ctx):
    boss = a_person(ctx, "Yaw", number="B-7")
    a_person(ctx, "Kofi", boss)
    clerk = a_person(ctx, "Abena", surname="Owusu")
    accounts.give_role(ctx, clerk, Role.HR)
    dialog = shown(driver, SwitchPerson(driver.window, driver.shell))
    is_sound(qtbot, dialog)
    assert driver.rows() == 4
    taken = []
    dialog.chosen.connect(taken.append)
    driver.type("Find a person", "nobody like this")
    assert driver.rows() == 0
    driver.press("Take the seat")
    assert taken == []
    driver.type("Find a person", "b-7")
    assert driver.rows() == 1
    qtbot.keyClick(dialog.box, Qt.Key.Key_Return)
    assert [one.person_id for one in taken] == [boss]
    dialog = shown(driver, SwitchPerson(driver.window, driver.shell))
    dialog.chosen.connect(taken.append)
    driver.type("Find a person", "owusu")
    driver.press("Take the seat")
    assert (taken[1].person_id, taken[1].role) == (clerk, Role.HR)


def test_the_people_behind_a_bar_are_searched_and_one_is_opened(qtbot, driver):
    people = tuple(
        Behind(uuid4(), f"R-{n}", f"Person <b>{n}</b>", "Roads & Co", "Rating") for n in range(30)
    )
    dialog = shown(driver, PeopleBehind(driver.window, driver.shell, "Rated & <b>x</b>", people))
    driver.sees("30 reviews")
    is_sound(qtbot, dialog)
    chosen = []
    dialog.chosen.connect(chosen.append)
    driver.type("Search in this list", "b>17")
    assert driver.rows() == 1
    dialog.view.selectRow(0)
    driver.press("Open the review")
    assert chosen == [people[17].review_id]


def test_nobody_behind_a_bar_opens_nothing(driver):
    shown(driver, PeopleBehind(driver.window, driver.shell, "Nobody", ()))
    driver.press("Open the review")
    driver.close_dialog()


@pytest.fixture
def places(tmp_path, monkeypatch):
    folder = tmp_path / "desks"
    monkeypatch.setattr(new_desk, "desks_folder", lambda: folder)
    return folder


def test_a_new_desk_with_a_passphrase_is_locked_and_shows_its_recovery_code(
    driver, places, monkeypatch
):
    monkeypatch.setattr(keys, "calibrated", lambda: Cost(memory=64, passes=1, lanes=1))
    dialog = shown(driver, NewDesk(driver.window, driver.shell))
    made = []
    dialog.made.connect(made.append)
    driver.type("Name of the office", "Works")
    driver.type("Passphrase", "short")
    driver.press("Make the desk")
    driver.sees("The two passphrases are not the same.")
    driver.type("Passphrase once more", "short")
    driver.press("Make the desk")
    driver.sees("The passphrase needs at least 8 characters.\nNo desk was made.")
    for field in ("Passphrase", "Passphrase once more"):
        driver.type(field, "words of the officer")
    driver.press("Make the desk")
    assert made == []
    driver.front().kept.setChecked(True)
    driver.press("Done")
    assert made == [places / "Works.reviewdesk"]
    assert locks.locks_of(made[0]).is_locked


def test_a_desk_is_made_where_the_name_proposes(qtbot, driver, places):
    dialog = shown(driver, NewDesk(driver.window, driver.shell))
    is_sound(qtbot, dialog)
    made = []
    dialog.made.connect(made.append)
    driver.press("Make the desk")
    driver.sees("Give the office a name.")
    assert dialog.primary_button.isEnabled()
    driver.type("Name of the office", 'Roads / "Works" & Co: <b>')
    folder = Path(driver.find(QLineEdit, "Folder")[0].text())
    assert folder == places / "Roads Works Co b.reviewdesk"
    driver.press("Make the desk")
    qtbot.waitUntil(lambda: bool(made))
    ctx = desks.open_desk(made[0])
    assert desks.office_name(ctx) == 'Roads / "Works" & Co: <b>'
    ctx.desk.close()


def test_a_place_that_is_taken_is_told_and_the_words_stay(driver, places, tmp_path):
    taken = tmp_path / "Taken.reviewdesk"
    taken.mkdir()
    (taken / "mine.txt").write_text("mine", encoding="utf-8")
    shown(driver, NewDesk(driver.window, driver.shell))
    driver.type("Name of the office", "Roads")
    driver.type("Folder", str(taken))
    driver.press("Make the desk")
    assert driver.find(QLineEdit, "Name of the office")[0].text() == "Roads"
    assert driver.find(QLineEdit, "Folder")[0].text() == str(taken)
    assert any("Taken" in one for one in driver.texts())
    assert [one.name for one in taken.iterdir()] == ["mine.txt"]
    driver.close_dialog()


def test_a_folder_that_was_chosen_is_not_proposed_over(driver, places, tmp_path, monkeypatch):
    monkeypatch.setattr(ask, "choose_folder", answered(tmp_path))
    shown(driver, NewDesk(driver.window, driver.shell))
    driver.type("Name of the office", "Roads")
    driver.press("Choose a folder")
    driver.type("Name of the office", "Bridges")
    assert driver.find(QLineEdit, "Folder")[0].text() == str(tmp_path / "Roads.reviewdesk")
    driver.close_dialog()


def test_a_demonstration_that_is_there_is_opened_again(qtbot, driver, places):
    there = places / "Demonstration.reviewdesk"
    there.mkdir(parents=True)
    dialog = shown(driver, NewDesk(driver.window, driver.shell))
    made = []
    dialog.made.connect(made.append)
    driver.press("Make the demonstration instead")
    assert made == [there]
