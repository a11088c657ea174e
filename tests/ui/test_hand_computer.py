"""The computer handed to somebody for one review: what they see, and how it is given back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from builders import a_desk, a_review, as_person
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Role
from reviewdesk.errors import UserError
from reviewdesk.services import drafts, goals, passphrases, reviews, seats
from reviewdesk.ui import ask, clipboard, settings
from reviewdesk.ui.navigation import Place
from ui.locked_office import CHEAP, OTHERS, WORDS, seen, unlock, unlock_page
from ui.walkabout import is_sound

HAND = "Hand the computer to the employee …"


def handed(made, driver, review, words=HAND):
    driver.go("review", review)
    action = next(one for one in made.window.page().actions_here() if one.title == words)
    action.call()
    driver.settle()
    return driver.front()


def test_the_employee_sees_one_review_and_gives_it_back_locked(qtbot, start, locked_office):
    folder, boss, review, _code = locked_office
    with start(folder) as (made, driver):
        unlock(driver, OTHERS, "Yaw Mensah")
        dialog = handed(made, driver, review)
        assert "sees this review and nothing else" in words_of(dialog)
        assert "you unlock it again" in words_of(dialog)
        is_sound(qtbot, dialog)
        driver.press("Hand over")
        actor = made.shell.ctx.actor
        assert (actor.name, actor.lender, actor.role) == ("Kofi Mensah", "Yaw Mensah", Role.STAFF)
        assert made.window.rail.isHidden()
        assert "Kofi Mensah has the computer for this review." in seen(made)
        assert made.window.navigation.here == Place("review", review.hex)
        for place in (Place("home"), Place("people"), Place("review", boss.hex), Place("goals")):
            made.window.go(place)
            assert made.window.navigation.here == Place("review", review.hex)
        for words, page in (("Goals", "goals"), ("Check-ins", "checkins"), ("Review", "review")):
            driver.press(words)
            assert made.window.navigation.here.page == page
            assert not isinstance(driver.front(), QDialog)
        titles = [one.title for one in made.window.page().actions_here()]
        assert not any(one.startswith("Hand the computer") for one in titles)
        driver.press("Give the computer back")
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        assert "Kofi" not in seen(made)
        unlock(driver, OTHERS, "Yaw Mensah")
        assert made.shell.ctx.actor.person_id == boss
        assert made.window.navigation.here.page == "review"
        assert not made.window.rail.isHidden()


def test_the_keys_of_the_window_reach_nothing_else(qtbot, start, locked_office):
    folder, _boss, review, _code = locked_office
    with start(folder) as (made, driver):
        unlock(driver, OTHERS, "Yaw Mensah")
        handed(made, driver, review)
        driver.press("Hand over")
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow)
        ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        for key, held in ((Qt.Key.Key_K, ctrl), (Qt.Key.Key_1, ctrl), (Qt.Key.Key_P, ctrl | shift)):
            QTest.keyClick(made.window, key, held)
            driver.settle()
            assert not isinstance(driver.front(), QDialog)
            assert made.window.navigation.here.page == "review"
        QTest.keyClick(made.window, Qt.Key.Key_L, ctrl)
        qtbot.waitUntil(lambda: unlock_page(made) is not None)


def test_time_gives_the_computer_back_to_the_lender(qtbot, start, locked_office):
    folder, boss, review, _code = locked_office
    with start(folder) as (made, driver):
        unlock(driver, OTHERS, "Yaw Mensah")
        handed(made, driver, review)
        driver.press("Hand over")
        assert made.shell.settings.get(settings.LAST_PERSON) == boss.hex
        made.locking.guard.left_alone.emit()
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        unlock(driver, OTHERS, "Yaw Mensah")
        assert made.shell.ctx.actor.only_review is None
        assert made.window.navigation.here == Place("review", review.hex)


def test_whoever_has_a_passphrase_types_it(qtbot, start, tmp_path):
    ctx = a_desk(tmp_path)
    review = a_review(ctx, state=State.SELF_ASSESSMENT)
    passphrases.lock(ctx, WORDS, CHEAP)
    passphrases.give(ctx, reviews.open_review(ctx, review).employee_id, OTHERS, CHEAP)
    ctx.desk.close()
    with start(ctx.desk.folder) as (made, driver):
        unlock(driver, WORDS, "HR officer")
        dialog = handed(made, driver, review)
        assert dialog.passphrase.isVisible()
        driver.type("Passphrase of Kofi Mensah", WORDS)
        driver.press("Hand over")
        assert "not right" in words_of(dialog)
        driver.type("Passphrase of Kofi Mensah", OTHERS)
        driver.press("Hand over")
        assert made.shell.ctx.actor.lender == ""
        assert made.shell.ctx.actor.only_review == review


def test_a_desk_without_a_lock_says_so_and_goes_back_to_the_lender(qtbot, start, tmp_path):
    ctx = a_desk(tmp_path)
    review = a_review(ctx, state=State.SELF_ASSESSMENT)
    ctx.desk.close()
    with start(ctx.desk.folder) as (made, driver):
        lender = made.shell.ctx.actor
        dialog = handed(made, driver, review)
        assert "This desk has no lock" in words_of(dialog)
        driver.press("Hand over")
        assert made.shell.ctx.actor.only_review == review
        driver.press("Give the computer back")
        assert made.shell.ctx.actor == lender
        assert made.window.navigation.here == Place("review", review.hex)
        assert not made.window.rail.isHidden()


def test_what_is_typed_by_the_guest_is_theirs_and_kept(qtbot, start, tmp_path):
    ctx = a_desk(tmp_path)
    review = a_review(ctx, state=State.SELF_ASSESSMENT)
    passphrases.lock(ctx, WORDS, CHEAP)
    ctx.desk.close()
    with start(ctx.desk.folder) as (made, driver):
        unlock(driver, WORDS)
        handed(made, driver, review)
        driver.press("Hand over")
        driver.type("What I did and what came of it", "I mended the bridge")
        driver.press("Give the computer back")
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        unlock(driver, WORDS)
        ctx = made.shell.ctx
        employee = as_person(ctx, reviews.open_review(ctx, review).employee_id)
        entry = reviews.open_review(employee, review).sections[0].entries[0]
        assert entry.self_text == "I mended the bridge"


def test_a_text_that_cannot_be_saved_keeps_no_desk_open(qtbot, start, tmp_path, monkeypatch):
    """Left alone, the desk is locked; the words are kept for whoever typed them alone."""
    told = []
    monkeypatch.setattr(ask, "tell", lambda *words, details="": told.append(details))
    ctx = a_desk(tmp_path)
    review = a_review(ctx, state=State.SELF_ASSESSMENT)
    passphrases.lock(ctx, WORDS, CHEAP)
    ctx.desk.close()
    with start(ctx.desk.folder) as (made, driver):
        unlock(driver, WORDS)
        handed(made, driver, review)
        driver.press("Hand over")
        driver.type("What I did and what came of it", "long " * 5000)
        made.locking.guard.left_alone.emit()
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        unlock(driver, WORDS)
        assert told == []  # the HR officer is not shown them
        handed(made, driver, review)
        driver.press("Hand over")
        assert [one.strip()[:9] for one in told] == ["long long"]


def test_words_that_no_disk_takes_outlive_the_lock(qtbot, start, tmp_path, monkeypatch):
    """The disk is full and nobody is there: the desk is locked all the same, nothing is lost."""
    told = []
    monkeypatch.setattr(ask, "tell", lambda *words, details="": told.append(details))
    ctx = a_desk(tmp_path)
    review = a_review(ctx, state=State.SELF_ASSESSMENT)
    passphrases.lock(ctx, WORDS, CHEAP)
    passphrases.give(ctx, goals.plan(ctx, review).employee_id, OTHERS, CHEAP)
    ctx.desk.close()

    def full(*_anything):
        raise UserError("There is no room on the disk.")

    with start(ctx.desk.folder) as (made, driver):
        unlock(driver, OTHERS, "Kofi Mensah")
        driver.go("review", review)
        driver.type("What I did and what came of it", "long " * 5000)
        with monkeypatch.context() as patched:
            patched.setattr(drafts, "save", full)
            made.locking.guard.left_alone.emit()
            qtbot.waitUntil(lambda: unlock_page(made) is not None)
            driver.settle()
        unlock(driver, WORDS, "HR officer")
        assert told == []
        made.locking.lock()
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        unlock(driver, OTHERS, "Kofi Mensah")
        assert [one.strip()[:9] for one in told] == ["long long"]


def test_what_the_lender_left_open_or_copied_is_gone(qtbot, start, locked_office):
    folder, _boss, review, _code = locked_office
    with start(folder) as (made, driver):
        unlock(driver, WORDS, "HR officer")
        clipboard.copy("a secret")
        dialog = handed(made, driver, review)
        made.window.open_palette()
        driver.settle()
        dialog.handed.emit(seats.hand_computer(made.shell.ctx, review, dialog._person_id).actor)
        driver.settle()
        assert not isinstance(driver.front(), QDialog)
        assert QGuiApplication.clipboard().text() == ""


def test_the_reminder_of_the_second_place_waits_for_the_lender(start, locked_office, monkeypatch):
    told = []
    monkeypatch.setattr(ask, "tell", lambda *words, details="": told.append(words))
    folder, _boss, review, _code = locked_office
    with start(folder) as (made, driver):
        unlock(driver, OTHERS, "Yaw Mensah")
        handed(made, driver, review)
        driver.press("Hand over")
        made.keeping._tell(([], "The copy on the stick is 9 days old."))
        assert told == []
        assert made.shell.settings.get(settings.REMINDED) == ""


def words_of(dialog):
    return " ".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())
