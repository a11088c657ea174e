"""Forms as files: safe names, whole or not at all, no private word in any of them."""

from __future__ import annotations

import subprocess
from datetime import date

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    a_desk,
    as_person,
    days_later,
)
from integration.services.parties import at, refused, walk_on
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.errors import UserError
from reviewdesk.services import (
    certificates,
    checkins,
    desks,
    exporting,
    form_pdf,
    printing,
    rating,
    verifying,
)

SECRET = "Zebrafinch"


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def text_of(path):
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout


def test_a_place_that_cannot_be_written_is_told_and_left_alone(ctx, tmp_path):
    parties = at(ctx, State.RATING)
    blocked = tmp_path / "a file"
    blocked.write_text("mine", encoding="utf-8")
    refused(exporting.export, ctx, [parties.review], blocked, says="cannot be made")
    refused(printing.save_form, ctx, parties.review, blocked / "x.pdf", says="could not be saved")
    refused(printing.save_form, ctx, parties.review, tmp_path / "no" / "x.pdf")
    folder = tmp_path / "folder.pdf"
    folder.mkdir()
    refused(printing.save_form, ctx, parties.review, folder, says="Nothing was written half.")
    assert blocked.read_text(encoding="utf-8") == "mine"
    assert sorted(one.name for one in tmp_path.iterdir() if "desk" not in one.name) == [
        "a file",
        "folder.pdf",
    ]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_draft_says_so_and_a_signed_form_does_not(ctx, tmp_path, paper):
    parties = at(ctx, State.EMPLOYEE)
    path = tmp_path / "draft.pdf"
    printing.save_form(parties.employee, parties.review, path, paper)
    assert "DRAFT" in text_of(path).upper()
    closed = at(ctx, State.CLOSED)
    printing.save_form(closed.employee, closed.review, path)
    assert "DRAFT" not in text_of(path).upper().replace("DRAFTED", "")


def test_a_draft_shows_each_reader_no_more_than_the_screen(ctx, tmp_path):
    parties = at(ctx, State.REVIEWER)
    rating.write_comment(parties.reviewer, parties.review, "Between us only.")
    for who, sees in (
        (parties.boss, True),
        (parties.reviewer, True),
        (parties.employee, False),
        (parties.office, False),
        (parties.auditor, False),
    ):
        path = tmp_path / "form.pdf"
        printing.save_form(who, parties.review, path)
        text = text_of(path)
        assert ("Seen all year." in text) is sees
        assert ("Between us only." in text) is sees
    rating.move(ctx, parties.review, Move.VOID, "Wrong cycle")
    printing.save_form(parties.employee, parties.review, path)
    assert "Seen all year." not in text_of(path)


def test_the_self_assessment_is_on_no_paper_before_it_is_handed_in(ctx, tmp_path):
    parties = at(ctx, State.SELF_ASSESSMENT)
    entry = parties.entries(parties.employee)[0]
    rating.write_self(parties.employee, parties.review, entry.id, "Not yet for you")
    path = tmp_path / "form.pdf"
    for who, sees in ((parties.employee, True), (parties.boss, False), (parties.office, False)):
        printing.save_form(who, parties.review, path)
        assert ("Not yet for you" in text_of(path)) is sees


@pytest.mark.parametrize(
    "state", [State.IN_PROGRESS, State.RATING, State.EMPLOYEE, State.CLOSED, State.VOID]
)
def test_private_notes_are_on_no_paper(ctx, tmp_path, state):
    parties = at(ctx, State.IN_PROGRESS)
    checkins.hold(parties.boss, parties.review, held_on=date(2025, 9, 1), said="An open talk.")
    checkins.add_note(parties.boss, parties.review, SECRET)
    walk_on(parties, state)
    path = tmp_path / "form.pdf"
    for who in (parties.boss, parties.employee, parties.reviewer, parties.office):
        printing.save_form(who, parties.review, path)
        text = text_of(path)
        assert SECRET not in text
        assert SECRET.encode() not in path.read_bytes()
        assert "An open talk." in text


@given(text=st.text(max_size=300))
def test_any_text_becomes_a_name_that_every_system_takes(text):
    name = printing.safe_name(text)
    assert name
    assert name == name.strip()
    assert not name.endswith(".")
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isprintable()
    assert len(f".{name}.pdf.part".encode()) <= 255
    assert printing.safe_name(name) == name


@pytest.mark.parametrize("name", ["con", "NUL", "com1", "LPT9.txt", "aux .b", "", "...", "  "])
def test_reserved_and_empty_names_get_a_word_before_them(name):
    assert printing.safe_name(name).startswith("form")


def test_a_name_with_lone_surrogates_and_marks_of_direction_is_plain():
    assert printing.safe_name("a\ud800b\u202ec\u200fd") == "a b c d"


def test_the_proposed_name_is_for_those_who_may_print_it(ctx):
    parties = at(ctx, State.RATING)
    number = parties.view(ctx).number
    for who in (parties.employee, parties.boss, parties.reviewer, parties.office, parties.auditor):
        assert printing.form_name(who, parties.review) == f"{number} Kofi Mensah.pdf"
    refused(printing.form_name, parties.outsider, parties.review)


def test_a_file_is_checked_against_the_offices_certificate(ctx, tmp_path):
    parties = at(ctx, State.CLOSED)
    form, authority = tmp_path / "form.pdf", tmp_path / "office.pem"
    printing.save_form(parties.employee, parties.review, form)
    authority.write_bytes(certificates.trusted_roots(ctx)[0])
    report = verifying.verify_file(form, authority)
    assert report.all_well
    assert all(one.trusted for one in report.signatures)
    assert verifying.verdict(report) == "All is well."
    stranger = verifying.verify_file(form)
    assert any("Not checked against" in one.words for one in stranger.findings)
    assert not stranger.proven
    assert "not proven" in verifying.verdict(stranger)
    other = a_desk(tmp_path / "other", ctx.clock, "Another office")
    certificates.make_authority(other, "another passphrase")
    authority.write_bytes(certificates.trusted_roots(other)[0])
    other.desk.close()
    report = verifying.verify_file(form, authority)
    assert not report.all_well
    assert not any(one.trusted for one in report.signatures)


def size_of(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return tuple(round(one) for one in document.get_page_size(0))
    finally:
        document.close()


A4, LETTER = (595, 842), (612, 792)


def test_forms_are_on_the_paper_of_the_office_and_drafts_on_any(ctx):
    draft = at(ctx, State.RATING)
    assert size_of(form_pdf.form_bytes(ctx, draft.review)) == A4
    assert size_of(form_pdf.form_bytes(ctx, draft.review, "Letter")) == LETTER
    desks.use_paper(ctx, "Letter")
    assert form_pdf.office_paper(ctx) == "Letter"
    assert size_of(form_pdf.form_bytes(ctx, draft.review)) == LETTER
    refused(desks.use_paper, ctx, "A3", says="A3 is no size")
    refused(desks.use_paper, draft.boss, "A4")


def test_a_signed_form_stays_on_its_paper(ctx):
    desks.use_paper(ctx, "Letter")
    parties = at(ctx, State.CLOSED)
    desks.use_paper(ctx, "A4")
    assert size_of(form_pdf.form_bytes(ctx, parties.review)) == LETTER
    assert size_of(form_pdf.form_bytes(ctx, parties.review, "A4")) == LETTER


@pytest.mark.parametrize("content", [b"", b"no", b"-----BEGIN CERTIFICATE-----\nxx", b"0\x82\xff"])
def test_an_authority_that_is_no_certificate_is_told(ctx, tmp_path, content):
    parties = at(ctx, State.CLOSED)
    form, authority = tmp_path / "form.pdf", tmp_path / "office.pem"
    printing.save_form(parties.employee, parties.review, form)
    authority.write_bytes(content)
    refused(verifying.verify_file, form, authority, says="not a certificate")


def test_what_cannot_be_read_is_told(tmp_path, monkeypatch):
    refused(verifying.verify_file, tmp_path / "none.pdf", says="none.pdf cannot be read")
    refused(verifying.verify_file, tmp_path, says="cannot be read")
    big = tmp_path / "big.pdf"
    with big.open("wb") as stream:
        stream.truncate(verifying.LARGEST + 1)
    refused(verifying.verify_file, big, says="too large")


def test_every_byte_of_a_signed_form_counts(ctx, tmp_path):
    parties = at(ctx, State.CLOSED)
    form = tmp_path / "form.pdf"
    printing.save_form(parties.employee, parties.review, form)
    content = form.read_bytes()
    for share in (3, 5, 7, 9):
        broken = bytearray(content)
        broken[len(content) * share // 10] ^= 0x20
        form.write_bytes(broken)
        try:
            report = verifying.verify_file(form)
        except UserError:
            continue
        assert not report.all_well


def test_a_later_day_changes_nothing_in_a_signed_form(ctx):
    parties = at(ctx, State.CLOSED)
    before = form_pdf.form_bytes(parties.employee, parties.review)
    days_later(ctx, 500)
    assert form_pdf.form_bytes(
        as_person(ctx, parties.employee.actor.person_id), parties.review
    ) == (before)
    assert verifying.verify_review(parties.boss, parties.review).all_well
