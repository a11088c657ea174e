"""A locked desk in the window: the passphrase first, the lock by key, by time and by sleep."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from builders import a_desk, a_person, a_review
from desk_file import unlocking
from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.services import accounts, backups, desks, drafts, locks, passphrases
from reviewdesk.ui import ask, clipboard, settings
from reviewdesk.ui.dialogs.lock_desk import LockDesk
from reviewdesk.ui.dialogs.passphrases import Passphrases
from reviewdesk.ui.dialogs.prove import Prove
from reviewdesk.ui.dialogs.recovery_code import RecoveryCode
from reviewdesk.ui.dialogs.repair import Repair
from reviewdesk.ui.dialogs.security_help import SecurityHelp
from reviewdesk.ui.guard import Guard
from reviewdesk.ui.navigation import Place
from ui.locked_office import CHEAP, OTHERS, WORDS, seen, unlock, unlock_page
from ui.walkabout import is_sound


def test_a_locked_desk_asks_first_and_shows_nothing(start, locked_office):
    with start(locked_office[0]) as (made, driver):
        assert unlock_page(made) is not None
        assert made.window.rail.isHidden()
        assert "Kofi" not in seen(made)
        unlock(driver, "wrong words")
        assert "The passphrase is not right." in seen(made)
        assert not made.shell.link.is_open
        unlock(driver)
        assert made.shell.ctx.actor == Actor("HR officer", Role.HR)
        assert made.window.page().title == "Good day"
        assert unlock_page(made) is None
        assert "Only a passphrase opens it" in seen(made)


def test_whoever_unlocks_is_at_the_desk(start, locked_office):
    with start(locked_office[0]) as (made, driver):
        unlock(driver, OTHERS, "Yaw Mensah")
        assert made.shell.ctx.actor.person_id == locked_office[1]
        assert made.window.page().title == "Good day, Yaw"


def test_enter_unlocks_and_the_recovery_code_says_which_group_is_wrong(qtbot, start, locked_office):
    with start(locked_office[0]) as (made, driver):
        driver.press("Use the recovery code")
        group = locked_office[3][:5]
        other = "A" if group[0] != "A" else "B"
        driver.type("Recovery code", other + locked_office[3][1:])
        driver.press("Unlock")
        assert "Group 1" in seen(made)
        field = driver.type("Recovery code", locked_office[3].lower().replace("-", " "))
        qtbot.keyClick(field, Qt.Key.Key_Return)
        driver.settle()
        assert made.shell.ctx.actor.role is Role.HR


def test_too_many_wrong_ones_are_told_to_wait(start, locked_office):
    with start(locked_office[0]) as (made, driver):
        for _again in range(4):
            unlock(driver, "wrong words")
        assert "Wait 2 seconds" in seen(made)


def test_the_key_locks_and_unlocking_comes_back_to_the_same_place(qtbot, start, locked_office):
    with start(locked_office[0]) as (made, driver):
        unlock(driver, OTHERS, "Yaw Mensah")
        driver.go("review", locked_office[2])
        assert "Kofi" in seen(made)
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow)
        QTest.keyClick(made.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        driver.settle()
        assert not made.shell.link.is_open
        assert made.window.page() is None
        assert "Kofi" not in seen(made)
        ctx = desks.open_desk(locked_office[0], passphrase=WORDS, account=first(locked_office[0]))
        ctx.desk.close()  # the desk is really closed: somebody else may open it
        unlock(driver, OTHERS, "Yaw Mensah")
        assert made.window.navigation.here == Place("review", locked_office[2].hex)
        assert "Kofi" in seen(made)


def first(folder):
    return locks.locks_of(folder).logins[0].account


def test_another_person_does_not_come_to_the_place_of_the_one_before(qtbot, start, locked_office):
    with start(locked_office[0]) as (made, driver):
        unlock(driver, OTHERS, "Yaw Mensah")
        driver.go("review", locked_office[2])
        made.locking.lock()
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        unlock(driver, WORDS, "HR officer")
        assert made.window.navigation.here == Place("home")


def test_what_was_typed_a_moment_before_is_kept_when_nobody_is_there(qtbot, start, locked_office):
    with start(locked_office[0]) as (made, driver):
        unlock(driver, OTHERS, "Yaw Mensah")
        made.window.go(Place("checkins", locked_office[2].hex))
        driver.settle()
        made.window.page().panel.notes.field.area.insertPlainText("Thank her")
        made.locking.guard.left_alone.emit()
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        unlock(driver, OTHERS, "Yaw Mensah")
        qtbot.waitUntil(lambda: made.window.navigation.here.page == "checkins")
        driver.settle()
        assert made.window.page().panel.notes.field.text() == "Thank her"


def test_every_control_has_a_name_and_tab_comes_to_it(qtbot, start, locked_office):
    with start(locked_office[0]) as (made, driver):
        is_sound(qtbot, made.window)
        driver.press("Use the recovery code")
        is_sound(qtbot, made.window)
        driver.press("Use the passphrase")
        unlock(driver, WORDS, "HR officer")
        code = RecoveryCode(made.window, "Works", locked_office[3])
        code.kept.setChecked(True)
        actor = Actor("Yaw <b>Mensah</b>", Role.STAFF, locked_office[1])
        for dialog in (
            code,
            Prove(made.window, made.shell, actor),
            LockDesk(made.window, made.shell),
            Passphrases(made.window, made.shell),
            SecurityHelp(made.window),
        ):
            dialog.open()
            driver.settle()
            is_sound(qtbot, dialog)
            dialog.done(0)


def test_words_in_a_dialog_are_given_back_after_unlocking(qtbot, start, locked_office, monkeypatch):
    told = []
    monkeypatch.setattr(ask, "tell", lambda *words, details="": told.append(details))
    with start(locked_office[0]) as (made, driver):
        unlock(driver, OTHERS, "Yaw Mensah")
        ask.text(made.window, "Why?", "Reason", lambda _text: None)
        driver.type("Reason", "because of the new law")
        made.locking.lock()
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        unlock(driver, OTHERS, "Yaw Mensah")
        driver.settle()
        assert told == ["because of the new law"]
        assert drafts.places(made.shell.ctx) == []


def test_the_desk_that_nobody_locked_says_so_and_is_locked_by_one_click(
    qtbot, start, tmp_path, cheap
):
    ctx = a_desk(tmp_path)
    a_review(ctx)
    ctx.desk.close()
    with start(ctx.desk.folder) as (made, driver):
        assert "Not locked: anyone who can read this folder can read it" in seen(made)
        driver.press("Lock it")
        driver.type("Passphrase", "short")
        driver.type("Passphrase once more", "short")
        driver.press("Lock the desk")
        assert "at least 8" in words_of(driver.front())
        driver.type("Passphrase", WORDS)
        driver.type("Passphrase once more", "other words")
        driver.press("Lock the desk")
        assert "not the same" in words_of(driver.front())
        driver.type("Passphrase once more", WORDS)
        driver.press("Lock the desk")
        dialog = driver.front()
        assert isinstance(dialog, RecoveryCode)
        dialog.reject()
        assert dialog.isVisible()  # it is shown this once
        driver.press("Copy")
        assert QGuiApplication.clipboard().text() in words_of(dialog)
        dialog.kept.setChecked(True)
        driver.press("Done")
        assert "Only a passphrase opens it" in seen(made)
        made.locking.lock()
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        assert QGuiApplication.clipboard().text() == ""
        unlock(driver)
        assert made.shell.link.is_open


def words_of(widget):
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def test_what_others_copied_stays_on_the_clipboard(qapp):
    clipboard.copy("a secret")
    QGuiApplication.clipboard().setText("a shopping list")
    clipboard.clear()
    assert QGuiApplication.clipboard().text() == "a shopping list"


def test_a_seat_with_a_passphrase_is_taken_with_it(qtbot, start, locked_office):
    folder, boss, _review, _code = locked_office
    with start(folder) as (made, driver):
        unlock(driver, WORDS, "HR officer")
        ctx = made.shell.ctx
        made.locking.take_seat(accounts.actor_for_person(ctx, boss))
        driver.settle()
        assert isinstance(driver.front(), Prove)
        driver.type("Passphrase", WORDS)
        driver.press("Take the seat")
        assert "not right" in words_of(driver.front())
        driver.type("Passphrase", OTHERS)
        driver.press("Take the seat")
        assert made.shell.ctx.actor.person_id == boss
        made.locking.take_seat(Actor("HR officer", Role.HR))
        driver.settle()
        assert isinstance(driver.front(), Prove)
        driver.front().reject()


def test_hr_gives_passphrases_takes_them_away_and_renews_the_code(qtbot, start, tmp_path, cheap):
    ctx = a_desk(tmp_path)
    person = a_person(ctx, "Efua", number="E-77")
    passphrases.lock(ctx, WORDS, CHEAP)
    ctx.desk.close()
    folder = ctx.desk.folder
    with start(folder) as (made, driver):
        unlock(driver)
        dialog = Passphrases(made.window, made.shell)
        dialog.open()
        driver.settle()
        driver.press("Give a passphrase")
        driver.press("Give it")
        assert "Choose a person" in words_of(driver.front())
        driver.front().person.choose(person, "Efua")
        driver.type("First passphrase", OTHERS)
        driver.type("First passphrase once more", OTHERS)
        driver.press("Give it")
        assert "Efua Mensah" in words_of(dialog)
        driver.press("New recovery code")
        driver.press("Print a new one")
        code = driver.front()
        assert isinstance(code, RecoveryCode)
        code.kept.setChecked(True)
        driver.press("Done")
        driver.choose("Lock when nobody is there for", "5 minutes")
        assert made.shell.settings.get(settings.LOCK_MINUTES) == 5
        driver.press("Take the passphrase of Efua Mensah away")
        driver.press("Take it away")
        assert "Efua Mensah" not in words_of(dialog)
        driver.press("Change my passphrase")
        driver.type("Passphrase until now", WORDS)
        driver.type("New passphrase", "entirely new words")
        driver.type("New passphrase once more", "entirely new words")
        driver.press("Change it")
        driver.press("Done")
    again = desks.open_desk(folder, passphrase="entirely new words", account=first(folder))
    assert len(locks.locks_of(folder).logins) == 1
    again.desk.close()


def test_staff_cannot_manage_passphrases(start, locked_office):
    with start(locked_office[0]) as (made, driver):
        unlock(driver, OTHERS, "Yaw Mensah")
        dialog = Passphrases(made.window, made.shell)
        dialog.open()
        driver.settle()
        names = {one.accessibleName() for one in dialog.findChildren(type(dialog.primary_button))}
        assert "Change my passphrase" in names
        assert not {"Give a passphrase", "New recovery code"} & names
        assert not any("away" in one for one in names)
        dialog.accept()


@pytest.fixture
def times(qapp):
    """Return a guard on two clocks that only the test moves, and what it told."""

    class Times:
        def __init__(self):
            self.wall = self.steady = 1000.0
            self.told = 0
            self.guard = Guard(lambda: 10, None, wall=lambda: self.wall, steady=lambda: self.steady)
            self.guard.left_alone.connect(self._tell)
            self.guard.start()

        def _tell(self):
            self.told += 1

        def go(self, seconds, step=10):
            for _look in range(seconds // step):
                self.wall += step
                self.steady += step
                self.guard.look()

    made = Times()
    yield made
    made.guard.stop()


def test_nobody_there_for_ten_minutes_is_told_once(times):
    times.go(590)
    assert times.told == 0
    times.go(20)
    assert times.told == 1
    times.go(300)
    assert times.told == 1


def test_a_key_or_a_touch_begins_the_time_anew(times):
    for kind in (QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.Wheel):
        times.go(590)
        times.guard.eventFilter(times.guard, QEvent(kind))
    times.guard.eventFilter(times.guard, QEvent(QEvent.Type.Paint))
    assert times.told == 0
    times.go(610)
    assert times.told == 1


@pytest.mark.parametrize("clock", ["wall", "steady"])
def test_a_computer_that_slept_is_told_by_either_clock(times, clock):
    times.go(30)
    setattr(times, clock, getattr(times, clock) + 3600)
    times.guard.look()
    assert times.told == 1


def test_a_clock_set_back_is_no_sleep(times):
    times.go(30)
    times.wall -= 7200
    times.guard.look()
    times.go(60)
    assert times.told == 0


def test_a_desk_that_is_locked_while_it_is_hr_s_alone_is_not_locked_by_others(
    start, tmp_path, monkeypatch
):
    told = []
    monkeypatch.setattr(ask, "tell", lambda *words, **_more: told.append(words[1]))
    ctx = a_desk(tmp_path)
    person = a_person(ctx, "Efua")
    ctx.desk.close()
    with start(ctx.desk.folder) as (made, driver):
        driver.sit(person)
        made.locking.lock()
        assert told == ["This desk has no lock yet"]
        assert not any(isinstance(one, LockDesk) for one in QApplication.topLevelWidgets())


def test_a_locked_desk_that_is_open_elsewhere_is_read_once_it_is_unlocked(
    qtbot, start, locked_office, monkeypatch
):
    asked = []
    monkeypatch.setattr(ask, "confirm", lambda _p, *words: asked.append(words))
    elsewhere = desks.open_desk(locked_office[0], **unlocking(locked_office[0], WORDS))
    with start(locked_office[0]) as (made, driver):
        unlock(driver)
        qtbot.waitUntil(lambda: bool(asked))
        happened, _more, words, read = asked[0]
        assert "already open" in happened
        assert words == "Open it to read"
        assert unlock_page(made).isEnabled()
        read()
        qtbot.waitUntil(lambda: made.shell.link.is_open)
        driver.settle()
        assert made.shell.ctx.desk.is_read_only
        made.locking.lock()
        qtbot.waitUntil(lambda: unlock_page(made) is not None)
        elsewhere.desk.close()
        unlock(driver)
        qtbot.waitUntil(lambda: made.shell.link.is_open)
        assert not made.shell.ctx.desk.is_read_only


def test_a_damaged_desk_is_mended_with_what_was_typed(qtbot, start, locked_office, monkeypatch):
    told = []
    monkeypatch.setattr(ask, "tell", lambda *words, **_more: told.append(words))
    ctx = desks.open_desk(locked_office[0], **unlocking(locked_office[0], WORDS))
    backups.back_up(ctx)
    ctx.desk.close()
    path = locked_office[0] / "desk.sqlite"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(4096) + content[8192:])
    with start(locked_office[0]) as (made, driver):
        unlock(driver)
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Repair))
        dialog = QApplication.activeModalWidget()

        def way():
            found = dialog.findChildren(QAbstractButton)
            return [one for one in found if one.text() == "Put the backup back" and one.isVisible()]

        qtbot.waitUntil(lambda: bool(way()))
        way()[0].click()
        qtbot.waitUntil(lambda: made.shell.link.is_open)
        driver.settle()
        assert made.shell.ctx.actor == Actor("HR officer", Role.HR)
    assert "The desk was mended" in str(told)
