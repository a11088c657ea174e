"""Signing in the real window: PIN, drawn ink, agreeing or not, a refusal witnessed, a first key."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from builders import PASSPHRASE, PIN, a_key, a_review, days_later
from desk_file import by_hand
from integration.services.parties import Parties
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.scheme import Party
from reviewdesk.domain.signoff import SignatureKind, Stance
from reviewdesk.services import certificates, cycles, rating, signing, verifying
from reviewdesk.ui.widgets.signature_pad import SignaturePad
from ui.walkabout import is_sound, tab_order


@pytest.fixture
def parties(ctx):
    """Return a review that waits for its first signature, each with a key."""
    made = Parties(ctx, a_review(ctx, state=State.SIGNING))
    for who in (made.boss, made.reviewer, made.employee):
        a_key(ctx, who.actor.person_id)
    days_later(ctx, 1)
    return made


def open_sign(driver, parties, who, words="Sign …"):
    driver.sit(who.actor.person_id)
    driver.go("review", parties.review)
    if words == "Sign …":
        driver.press(words)
    else:
        next(one for one in driver.page().actions_here() if one.title == words).call()
        driver.settle()
    return driver.front()


def sign_as(driver, parties, who, *stance):
    open_sign(driver, parties, who)
    for words in stance:
        driver.press(words)
    driver.type("Your PIN", PIN)
    driver.press("Sign")
    driver.qtbot.waitUntil(lambda: driver.front() is driver.window)


def signers(parties):
    return {one.party: one for one in signing.signing(parties.office, parties.review).signers}


def test_three_sign_with_drawn_ink_that_is_kept(qtbot, driver, parties, ctx):
    dialog = open_sign(driver, parties, parties.boss)
    driver.sees("What changed since you last saw it")
    driver.sees("What your signature says")
    pad = dialog.findChild(SignaturePad)
    draw(qtbot, pad, [(0.1, 0.6), (0.4, 0.2), (0.8, 0.6)])
    draw(qtbot, pad, [(0.2, 0.7), (0.7, 0.7)])
    driver.type("Your PIN", PIN)
    driver.press("Sign")
    qtbot.waitUntil(lambda: driver.front() is driver.window)
    with by_hand(ctx.desk.folder) as file:
        ink = json.loads(file.execute("select ink from signature").fetchone()[0])
    assert [len(stroke) for stroke in ink] == [3, 2]
    assert ink[0][0][:2] == pytest.approx([0.1, 0.6], abs=0.02)
    sign_as(driver, parties, parties.reviewer)
    sign_as(driver, parties, parties.employee, "I received this and do not agree")
    assert parties.state() is State.CLOSED
    assert signers(parties)[Party.EMPLOYEE].stance is Stance.DISAGREES
    assert not [one for one in driver.window.findChildren(QAbstractButton)
                if one.isVisible() and one.text().strip() == "Sign …"]  # fmt: skip


def draw(qtbot, pad, points):
    left = Qt.MouseButton.LeftButton
    places = [QPoint(round(x * pad.width()), round(y * pad.height())) for x, y in points]
    qtbot.mousePress(pad, left, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(pad, place)
    qtbot.mouseRelease(pad, left, pos=places[-1])


def test_a_wrong_pin_is_told_kindly_and_everything_stays(qtbot, driver, parties):
    for who in (parties.boss, parties.reviewer):
        sign_as(driver, parties, who)
    dialog = open_sign(driver, parties, parties.employee)
    driver.press("I received this and agree")
    draw(qtbot, dialog.findChild(SignaturePad), [(0.1, 0.6), (0.4, 0.2)])
    field = driver.type("Your PIN", "135790")
    driver.press("Sign")
    driver.sees("The PIN is not right.")
    driver.sees("Nothing was signed")
    assert driver.front() is dialog
    assert field.text() == "135790"
    assert field.selectedText() or field.hasSelectedText()
    assert dialog.agree.isChecked()
    assert not dialog.pad.is_empty()
    assert signers(parties)[Party.EMPLOYEE].kind is None
    driver.type("Your PIN", PIN)
    driver.press("Sign")
    qtbot.waitUntil(lambda: driver.front() is driver.window)
    assert parties.state() is State.CLOSED


def test_the_employee_is_asked_to_say_agree_or_not(driver, parties):
    for who in (parties.boss, parties.reviewer):
        sign_as(driver, parties, who)
    open_sign(driver, parties, parties.employee)
    driver.type("Your PIN", PIN)
    driver.press("Sign")
    driver.sees("Please say whether you agree or disagree.")
    driver.press("I received this and agree")
    driver.press("Sign")
    assert signers(parties)[Party.EMPLOYEE].stance is Stance.AGREES


def test_a_refusal_is_witnessed_with_what_was_said(qtbot, driver, parties):
    for who in (parties.boss, parties.reviewer):
        sign_as(driver, parties, who)
    dialog = open_sign(driver, parties, parties.boss, "Signatures …")
    driver.sees("If the employee declines to sign")
    is_sound(qtbot, dialog)
    driver.type("Your PIN", PIN)
    driver.press("Witness the refusal")
    driver.sees("Please write what the employee said.")
    driver.type("What the employee said", "She finds <b>it</b> & the goals unfair.")
    driver.press("Witness the refusal")
    qtbot.waitUntil(lambda: driver.front() is driver.window)
    last = signers(parties)[Party.EMPLOYEE]
    assert last.kind is SignatureKind.DECLINED
    assert "She finds <b>it</b> & the goals unfair." in last.meaning
    assert parties.state() is State.CLOSED


def test_the_chain_is_shown_to_who_is_not_next_and_offers_no_signature(driver, parties):
    dialog = open_sign(driver, parties, parties.employee, "Signatures …")
    driver.sees(f"{parties.boss.actor.name}, next")
    assert not dialog.primary_button.isEnabled()
    driver.close_dialog()


def test_a_first_key_is_made_with_faults_told_and_mended(qtbot, driver, ctx):
    parties = Parties(ctx, a_review(ctx, state=State.SIGNING))
    certificates.make_authority(ctx, PASSPHRASE)
    dialog = open_sign(driver, parties, parties.boss)
    driver.sees("You need a signing key.")
    is_sound(qtbot, dialog)

    def make(passphrase, pin, again):
        driver.type("Office passphrase", passphrase)
        driver.type("Your PIN", pin)
        driver.type("Your PIN once more", again)
        driver.press("Make my key")

    make(PASSPHRASE, PIN, "246811")
    driver.sees("The two PINs are not the same.")
    make(PASSPHRASE, "123", "123")
    driver.sees("at least 6")
    make(PASSPHRASE, PIN, PIN)
    driver.sees("What your signature says")
    assert all(
        not one.text()
        for one in dialog.findChildren(QLineEdit)
        if one.echoMode() is QLineEdit.EchoMode.Password
    )
    driver.close_dialog()
    dialog = open_sign(driver, parties, parties.boss)
    driver.type("Your PIN", PIN)
    driver.press("Sign")
    sit_with_wrong_passphrase(qtbot, driver, parties)


def sit_with_wrong_passphrase(qtbot, driver, parties):
    """The second person finds the authority there, and the office passphrase is asked for."""
    qtbot.waitUntil(lambda: driver.front() is driver.window)
    dialog = open_sign(driver, parties, parties.reviewer)
    driver.sees("You need a signing key.")
    driver.type("Office passphrase", "not the office's")
    driver.type("Your PIN", PIN)
    driver.type("Your PIN once more", PIN)
    driver.press("Make my key")
    driver.sees("The office passphrase is not right.")
    assert dialog.pin.edit.text() == PIN
    driver.type("Office passphrase", PASSPHRASE)
    driver.press("Make my key")
    driver.sees("What your signature says")
    driver.close_dialog()


def test_without_an_authority_nobody_signs_and_hr_makes_it(qtbot, driver, ctx):
    parties = Parties(ctx, a_review(ctx, state=State.SIGNING))
    dialog = open_sign(driver, parties, parties.boss)
    driver.sees("This office has no authority yet")
    driver.sees("The HR officer makes it")
    is_sound(qtbot, dialog)
    driver.close_dialog()
    driver.shell.link.seat(ctx.actor)
    driver.settle()
    driver.go("cycles", cycles.list_cycles(ctx)[0].id)
    driver.press("Make the office authority")
    driver.type("Office passphrase", PASSPHRASE)
    driver.type("Office passphrase once more", "another one")
    driver.press("Make the authority")
    driver.sees("The two passphrases are not the same.")
    for words, told in (("short", "at least 8"), (PASSPHRASE, "")):
        driver.type("Office passphrase", words)
        driver.type("Office passphrase once more", words)
        driver.press("Make the authority")
        if told:
            driver.sees(told)
    qtbot.waitUntil(lambda: driver.front() is driver.window)
    assert len(certificates.trusted_roots(ctx)) == 1
    open_sign(driver, parties, parties.boss)
    driver.sees("You need a signing key.")
    driver.close_dialog()


def test_who_forgot_the_pin_gets_another_key_and_earlier_signatures_stay_good(driver, parties):
    sign_as(driver, parties, parties.boss)
    open_sign(driver, parties, parties.reviewer)
    driver.press("I do not know my PIN any more")
    driver.type("Office passphrase", PASSPHRASE)
    driver.type("Your PIN", "975310")
    driver.type("Your PIN once more", "975310")
    driver.press("Make my key")
    driver.sees("What your signature says")
    driver.type("Your PIN", "975310")
    driver.press("Sign")
    driver.qtbot.waitUntil(lambda: driver.front() is driver.window)
    report = verifying.verify_review(parties.office, parties.review)
    assert report.all_well
    assert len(report.signatures) == 2


def test_every_control_has_a_name_and_tab_comes_to_it(qtbot, driver, parties):
    for who in (parties.boss, parties.reviewer, parties.employee):
        dialog = open_sign(driver, parties, who)
        is_sound(qtbot, dialog)
        if who is not parties.employee:
            driver.type("Your PIN", PIN)
            driver.press("Sign")
            qtbot.waitUntil(lambda: driver.front() is driver.window)
    driver.close_dialog()


def test_closing_while_the_form_is_read_or_signed_does_no_harm(qtbot, driver, parties):
    driver.sit(parties.boss.actor.person_id)
    driver.go("review", parties.review)
    button = driver.find(QAbstractButton, "Sign …")[0]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.front().reject()
    driver.settle()
    dialog = open_sign(driver, parties, parties.boss)
    driver.type("Your PIN", PIN)
    dialog.primary_button.click()
    dialog.reject()
    driver.settle()
    assert signers(parties)[Party.SUPERVISOR].kind is SignatureKind.SIGNED


def test_the_secret_fields_show_nothing(driver, parties):
    open_sign(driver, parties, parties.boss)
    field = driver.type("Your PIN", PIN)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert field.displayText() != PIN
    driver.close_dialog()


def test_what_others_changed_is_told_before_signing(driver, ctx):
    parties = Parties(ctx, a_review(ctx, state=State.EMPLOYEE))
    a_key(ctx, parties.boss.actor.person_id)
    days_later(ctx, 1)
    rating.write_comment(parties.employee, parties.review, "The goal was <b>moved</b>.")
    rating.move(parties.employee, parties.review, Move.FINISH_COMMENTS)
    open_sign(driver, parties, parties.boss)
    driver.sees("Finish comments")
    driver.sees("wrote the text of “Comments”: “The goal was <b>moved</b>.”.")
    driver.close_dialog()
    sign_as(driver, parties, parties.boss)
    days_later(ctx, 1)
    open_sign(driver, parties, parties.boss, "Signatures …")
    assert not any("Finish comments" in one for one in driver.texts())
    driver.close_dialog()


def test_tab_goes_from_the_fields_to_the_buttons(qtbot, driver, parties):
    for who in (parties.boss, parties.reviewer):
        sign_as(driver, parties, who)
    dialog = open_sign(driver, parties, parties.employee)
    order = tab_order(qtbot, dialog)
    at = order.index(dialog.agree) if dialog.agree in order else order.index(dialog.pad)
    after = [*order[at:], *order[:at]]
    places = [after.index(one) for one in (dialog.pad, dialog.pin.edit, dialog.cancel_button)]
    assert places == sorted(places)
    assert after.index(dialog.primary_button) == places[-1] + 1
    driver.close_dialog()
