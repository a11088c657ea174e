"""Verify and Office authority in the real window, and the dialogs about keys and pens."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QRadioButton

from builders import PASSPHRASE, PIN, a_key, a_person, a_review, days_later, one_bit_changed
from integration.services.parties import Parties
from reviewdesk.documents import certificates as paper
from reviewdesk.documents import pdf_file
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import authority, certificates, pen, printing, reviews, signing
from reviewdesk.ui import ask
from reviewdesk.ui.widgets.chip import Chip
from ui.walkabout import is_sound


@pytest.fixture
def chosen(monkeypatch):
    """Answer every file chooser with the path that a test put here."""
    answer = {}

    def choose(_parent, _title, *rest, **_more):
        next(one for one in rest if callable(one))(answer["path"])

    monkeypatch.setattr(ask, "choose_open_file", choose)
    monkeypatch.setattr(ask, "choose_save_file", choose)
    return answer


def test_a_form_that_is_dropped_is_told_to_be_well_or_not(qtbot, driver, ctx, tmp_path, chosen):
    parties = Parties(ctx, a_review(ctx, state=State.CLOSED))
    form, broken = tmp_path / "form.pdf", tmp_path / "broken.pdf"
    printing.save_form(ctx, parties.review, form)
    broken.write_bytes(one_bit_changed(form.read_bytes()))
    driver.go("reviews")
    driver.press("Verify a file …")
    driver.sees("Is this form genuine?")
    is_sound(qtbot, driver.window)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(form))])
    driver.page().dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    driver.settle()
    driver.sees("All is well.")
    driver.sees("It is the newest version known to this desk.")
    driver.sees("by the clock of the signer's own computer")
    driver.sees("Trusted: Office of Works vouches for the signer.")
    chosen["path"] = broken
    driver.press("Choose a file …")
    driver.sees("Not all is well.")
    driver.sees("It is not the file that is kept on this desk under this number.")
    chosen["path"] = tmp_path / "settings.ini"
    chosen["path"].write_text("no form", encoding="utf-8")
    driver.press("Choose a file …")
    driver.sees("Cannot be checked")
    driver.sees("This file is not a PDF.")


def test_of_a_form_that_another_version_drew_one_is_told_to_look(
    driver, ctx, tmp_path, chosen, monkeypatch
):
    monkeypatch.setattr(pdf_file, "_LEVEL", 9)  # as another zlib packs
    parties = Parties(ctx, a_review(ctx, state=State.CLOSED))
    chosen["path"] = tmp_path / "form.pdf"
    printing.save_form(ctx, parties.review, chosen["path"])
    driver.go("verify")
    driver.press("Choose a file …")
    driver.sees("All is well with the signatures; look at the pages before you use the data.")
    driver.sees("Another version of the program drew this form")
    assert "Look at the pages" in {one.text() for one in driver.page().findChildren(Chip)}


def test_hr_looks_after_the_authority_from_its_making_on(qtbot, driver, ctx, tmp_path, chosen):
    driver.go("authority")
    driver.sees("This office has no authority yet.")
    driver.press("Make the office authority")
    driver.type("Office passphrase", PASSPHRASE)
    driver.type("Office passphrase once more", PASSPHRASE)
    driver.press("Make the authority")
    driver.sees("Kind of its keys: ECDSA P-256")
    person = a_person(ctx, "Ama")
    a_key(ctx, person)
    driver.go("authority")
    driver.sees("In force")
    is_sound(qtbot, driver.window)
    chosen["path"] = tmp_path / "office.pem"
    driver.press("Save the certificate …")
    assert chosen["path"].read_bytes() == certificates.trusted_roots(ctx)[0]
    chosen["path"] = tmp_path / "office.p12"
    driver.press("Back up …")
    driver.type("Office passphrase", "a wrong one")
    driver.press("Save the backup")
    driver.sees("The office passphrase is not right.")
    is_sound(qtbot, driver.front())
    driver.type("Office passphrase", PASSPHRASE)
    driver.press("Save the backup")
    assert chosen["path"].exists()
    days_later(ctx, 30)
    driver.press("Renew …")
    driver.type("Office passphrase", PASSPHRASE)
    driver.press("Renew")
    driver.sees("Earlier, of this office")
    other = paper.new_authority("State Authority", "their own words", ctx.clock.now())
    chosen["path"] = tmp_path / "state.pem"
    chosen["path"].write_bytes(other.certificate_pem)
    driver.press("Trust another authority …")
    driver.sees("State Authority, ReviewDesk office authority")
    driver.press("No longer trust State Authority, ReviewDesk office authority")
    driver.press("No longer trust")
    assert [one.is_own for one in authority.overview(ctx).trusted] == [True]
    driver.press("Revoke the key of Ama Mensah")
    is_sound(qtbot, driver.front())
    driver.choose("Why", "The person left or changed their post")
    driver.press("Revoke the key")
    driver.sees("Revoked since 18 Apr 2026")


def test_an_auditor_reads_the_page_and_changes_nothing(driver, ctx):
    a_key(ctx, a_person(ctx, "Ama"))
    from reviewdesk.domain.permissions import Actor, Role

    driver.shell.link.seat(Actor("Auditor", Role.AUDITOR))
    driver.settle()
    driver.go("authority")
    driver.sees("Keys of the signers")
    words = " ".join(driver.texts())
    assert "Ama Mensah" in words
    assert not any("Revoke" in text or "Renew" in text for text in driver.texts())


def test_a_key_among_thousands_is_found_and_revoked(qtbot, driver, ctx, monkeypatch):
    person = a_person(ctx, "Zuléika", number="Z-99")
    a_key(ctx, person)
    certificates.make_key(ctx, person, PASSPHRASE, PIN)
    page = authority.overview(ctx)
    in_use = next(one for one in page.certificates if not one.is_replaced)
    others = tuple(
        replace(in_use, id=uuid4(), person=f"Ama {n}", number=f"A-{n:04}") for n in range(3000)
    )
    many = replace(page, certificates=(*others, *page.certificates))
    monkeypatch.setattr(authority, "overview", lambda _ctx: many)
    driver.go("authority")
    driver.sees("2,941 more keys are found by their persons' names or numbers.")
    assert "Zuléika" not in " ".join(driver.texts())
    driver.type("Search keys", "ZULEI z-9")
    qtbot.waitUntil(lambda: "Zuléika Mensah (Z-99)" in " ".join(driver.texts()))
    assert "Ama 1" not in " ".join(driver.texts())
    is_sound(qtbot, driver.window)
    driver.press("Show 1 earlier key")
    driver.sees("Replaced")
    driver.press("Only keys in use")
    driver.press("Revoke the key of Zuléika Mensah")
    driver.choose("Why", "The person left or changed their post")
    driver.press("Revoke the key")
    driver.sees("Zuléika Mensah (Z-99)")  # what was searched for stays
    driver.type("Search keys", "nobody")
    qtbot.waitUntil(lambda: "No key is found." in driver.texts())


def test_a_key_from_a_file_is_taken_in_where_it_is_needed(qtbot, driver, ctx, tmp_path, chosen):
    other = paper.new_authority("State Authority", "their own words", ctx.clock.now())
    state = tmp_path / "state.pem"
    state.write_bytes(other.certificate_pem)
    certificates.make_authority(ctx, PASSPHRASE)
    parties = Parties(ctx, a_review(ctx, state=State.SIGNING))
    first = signing.signing(ctx, parties.review).next_party.value
    seated = {"employee": parties.employee, "supervisor": parties.boss}[first]
    made = paper.new_signer(other, "their own words", "KOFI", "1", "of the file", ctx.clock.now())
    chosen["path"] = tmp_path / "kofi.p12"
    chosen["path"].write_bytes(made.key_pem)
    driver.sit(seated.actor.person_id)
    driver.go("review", parties.review)
    driver.press("Sign …")
    driver.press("Use a key from a file or a card …")
    is_sound(qtbot, driver.front())
    driver.press("Use this key")
    driver.sees("Choose the file first.")
    driver.press("Choose the file …")
    driver.sees("kofi.p12 is chosen.")
    driver.type("Password of the file", "of the file")
    driver.type("A PIN for signing here, at least 6 characters", "135790")
    driver.type("The PIN once more", "135790")
    driver.press("Use this key")
    driver.sees("which this office does not trust")
    authority.trust(ctx, state)
    driver.press("Use this key")
    driver.sees("What your signature says")
    assert certificates.unlock(seated, "135790").name
    driver.close_dialog()


def test_the_card_half_says_what_is_missing(qtbot, driver, ctx):
    from reviewdesk.ui.dialogs.own_key import OwnKey

    dialog = OwnKey(driver.window, driver.shell, lambda: None)
    dialog.open()
    driver.settle()
    driver.find(QRadioButton, "It is on a card or token")[0].click()
    driver.settle()
    is_sound(qtbot, dialog)
    driver.press("Use this key")
    driver.sees("Look at the card first and choose the key.")
    dialog.driver.clear()
    driver.press("Look at the card")
    driver.sees("No driver for cards is known here.")
    driver.close_dialog()


def test_a_form_is_signed_by_pen_from_the_review(qtbot, driver, ctx, tmp_path, chosen):
    parties = Parties(ctx, a_review(ctx, state=State.SIGNING))
    driver.sit(parties.boss.actor.person_id)
    driver.go("review", parties.review)
    action = next(one for one in driver.page().actions_here() if one.id == "review.pen")
    action.call()
    driver.settle()
    dialog = driver.front()
    is_sound(qtbot, dialog)
    assert not dialog.primary_button.isEnabled()
    driver.press("Print the form …")
    driver.press("Larger")
    driver.close_dialog()
    chosen["path"] = tmp_path / "letter.docx"
    chosen["path"].write_bytes(b"PK\x03\x04")
    driver.press("Choose the scan …")
    driver.press("Attach and close the review")
    driver.sees("neither a PDF nor a picture")
    chosen["path"] = tmp_path / "scan.png"
    Image.new("L", (60, 90), 255).save(chosen["path"])
    driver.press("Choose the scan …")
    driver.type("Who signed, and what else is to be known", "All three")
    driver.press("Attach and close the review")
    qtbot.waitUntil(lambda: driver.front() is driver.window)
    driver.sees("Scan attached")
    driver.sees(f"{parties.boss.actor.name} attached it on")
    digest = pen.scan(parties.boss, parties.review).digest
    assert any(digest[:8] in text for text in driver.texts())
    assert reviews.open_review(ctx, parties.review).turn.state is State.CLOSED
    out = tmp_path / "out.png"
    content, chosen["path"] = chosen["path"].read_bytes(), out
    driver.press("Save the scan …")
    assert out.read_bytes() == content
