"""Checking a form: what is proven with the office's authority, and what is not."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from types import SimpleNamespace

import pytest

from builders import a_desk, a_review, one_bit_changed
from desk_file import by_hand
from integration.services.parties import Parties, refused, walk_on
from reviewdesk.cli import main
from reviewdesk.documents import pdf_file
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.verdict import standing_words
from reviewdesk.services import certificates, desks, form_pdf, rating, verifying
from reviewdesk.store.tables.audit import TRIGGERS
from unit.documents import papers


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """Return a closed review, its form as a file, and the authority as a file."""
    folder = tmp_path_factory.mktemp("verifying")
    ctx = a_desk(folder)
    parties = Parties(ctx, a_review(ctx, state=State.CLOSED))
    form, authority = folder / "form.pdf", folder / "office.pem"
    form.write_bytes(form_pdf.form_bytes(ctx, parties.review))
    authority.write_bytes(certificates.trusted_roots(ctx)[0])
    yield SimpleNamespace(ctx=ctx, parties=parties, form=form, authority=authority, folder=folder)
    ctx.desk.close()


def test_the_desk_proves_its_own_form(signed):
    report = verifying.verify_review(signed.ctx, signed.parties.review)
    assert (report.all_well, report.proven) == (True, True)
    assert verifying.verdict(report) == "All is well."
    assert len(report.signatures) == 3
    assert all(one.intact and one.trusted for one in report.signatures)


def test_a_file_alone_is_intact_but_who_signed_is_not_proven(signed):
    report = verifying.verify_file(signed.form)
    assert (report.all_well, report.proven) == (True, False)
    assert verifying.verdict(report).endswith("who signed is not proven.")


def test_with_the_authority_it_is_proven(signed):
    report = verifying.verify_file(signed.form, signed.authority)
    assert (report.all_well, report.proven) == (True, True)


def test_with_the_desk_it_is_proven(signed, tmp_path):
    ctx = a_desk(tmp_path)
    certificates.make_authority(ctx, "another office")
    report = verifying.verify_file(signed.form, desk=ctx)
    ctx.desk.close()
    assert not report.proven  # another office's
    assert verifying.verify_file(signed.form, desk=signed.ctx).proven


def test_the_form_is_a_witness_of_the_audit(signed, tmp_path):
    """An older copy of the desk, and one whose audit was written anew, are told by any form."""
    said = {one.kind: one for one in verifying.verify_file(signed.form, desk=signed.ctx).findings}
    assert not said["audit"].is_grave
    assert "goes on from line" in said["audit"].words
    folder = signed.ctx.desk.folder
    for change, says in (
        ("UPDATE audit_line SET hash = hash || 'x'", "is not the one that this form names"),
        ("DELETE FROM audit_line WHERE id > 9", "it has fewer now"),
    ):
        copy = shutil.copytree(folder, tmp_path / f"{says[:2]}.reviewdesk")
        with by_hand(copy) as file:
            for name in TRIGGERS:
                file.execute(f"DROP TRIGGER {name}")
            file.execute(change)
        older = desks.open_desk(copy, signed.ctx.clock)
        report = verifying.verify_file(signed.form, desk=older)
        older.desk.close()
        told = next(one for one in report.findings if one.kind == "audit-differs")
        assert says in told.words
        assert not report.all_well


def test_the_data_of_a_form_is_saved_and_is_what_the_desk_recorded(signed, tmp_path):
    out = tmp_path / "review.json"
    verifying.save_data(signed.form, out)
    assert hashlib.sha256(out.read_bytes()).hexdigest() == rows(
        signed.ctx, "select snapshot_digest from document"
    )
    said = verifying.verify_file(signed.form).findings[0]
    assert (said.kind, said.is_grave) == ("data-agrees", False)
    assert said.words.endswith("they are the same.")
    draft = tmp_path / "draft.pdf"
    made = Parties(signed.ctx, a_review(signed.ctx, state=State.RATING))
    draft.write_bytes(form_pdf.form_bytes(signed.ctx, made.review))
    refused(verifying.save_data, draft, tmp_path / "none.json", says="carries no data")
    assert not (tmp_path / "none.json").exists()
    refused(verifying.save_data, signed.form, tmp_path / "no" / "folder.json", says="not be saved")


def test_the_command_saves_the_data_and_says_how_it_was_compared(signed, tmp_path, capsys):
    out = tmp_path / "review.json"
    assert (
        main.run(["verify", str(signed.form), "--data", str(out), "--json"]) == 1
    )  # by nobody proven
    assert json.loads(capsys.readouterr().out)["data"] == "pages"
    assert json.loads(out.read_bytes())["employee"]["name"] == "Kofi Mensah"
    assert main.run(["verify", str(signed.form)]) == 1
    assert "drawn again, they are the same" in capsys.readouterr().out


def test_of_a_form_that_another_version_drew_people_are_told_to_look(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pdf_file, "_LEVEL", 9)  # as another zlib packs
    form = written(tmp_path, papers.sign_with(papers.drawn().pdf))
    office = tmp_path / "office.pem"
    office.write_bytes(papers.keys()[0])
    asked = ["verify", str(form), "--authority", str(office)]
    assert main.run(asked) == 0
    assert "look at the pages before you use the data" in capsys.readouterr().out
    assert main.run([*asked, "--data", str(tmp_path / "review.json")]) == 1
    assert (tmp_path / "review.json").exists()


def rows(ctx, query):
    with by_hand(ctx.desk.folder) as file:
        return file.execute(query).fetchone()[0]


def test_a_changed_byte_is_noticed(signed, tmp_path):
    changed = written(tmp_path, one_bit_changed(signed.form.read_bytes()))
    report = verifying.verify_file(changed, signed.authority)
    assert not report.all_well
    assert verifying.verdict(report) == "Not all is well."


def test_what_cannot_be_read_is_told(signed, tmp_path):
    fault = refused(verifying.verify_file, tmp_path / "none.pdf", says="none.pdf cannot be read")
    assert fault.remedy
    refused(verifying.verify_file, tmp_path, says="cannot be read")
    refused(verifying.verify_file, signed.form, tmp_path / "none.pem", says="none.pem")
    large = tmp_path / "large.pdf"
    with large.open("wb") as stream:
        stream.truncate(verifying.LARGEST + 1)
    refused(verifying.verify_file, large, says="too large")
    letter = tmp_path / "letter.pdf"
    letter.write_text("Dear all", encoding="utf-8")
    refused(verifying.verify_file, letter)


def kinds(report, *, grave=True):
    return [one.kind for one in report.findings if one.is_grave is grave]


def written(folder, content, name="given.pdf"):
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_newest_version_is_told_to_be_that(signed):
    report = verifying.verify_here(signed.ctx, signed.form)
    assert (report.all_well, report.proven) == (True, True)
    assert kinds(report, grave=False) == ["data-agrees", "audit", "newest"]
    assert (report.number, report.version) == ("R-2026-00001", 1)


def test_an_older_state_given_as_the_newest_is_found_by_the_desk(signed, tmp_path, record_property):
    form = signed.form.read_bytes()
    ends = [place + 6 for place in range(len(form)) if form.startswith(b"%%EOF\n", place)]
    for end, more in ((ends[-2], 1), (ends[-3], 2)):
        older = written(tmp_path, form[:end])
        assert verifying.verify_file(older, signed.authority).all_well  # nothing in it tells
        report = verifying.verify_here(signed.ctx, older)
        assert not report.all_well
        assert kinds(report) == ["not-newest"]
        assert len(report.findings[-1].words.split(",")) == more
    said = subprocess.run(
        ["pdfsig", "-nocert", str(older)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert said.count("Signature is Valid.") == 1
    row = ("older revision as the newest", "1 of 1 valid, all covered", report.findings[-1].words)
    record_property("attack", row)


def test_what_differs_from_the_kept_file_is_found_and_said_where(signed, tmp_path):
    form = one_bit_changed(signed.form.read_bytes())
    report = verifying.verify_here(signed.ctx, written(tmp_path, form))
    assert not report.all_well
    assert "not-kept" in kinds(report)
    assert len(kinds(report)) > 1  # and where


def test_a_replaced_and_a_void_form_are_told_to_be_so(tmp_path, clock):
    ctx = a_desk(tmp_path, clock)
    try:
        parties = Parties(ctx, a_review(ctx, state=State.CLOSED))
        first = written(tmp_path, form_pdf.form_bytes(ctx, parties.review), "first.pdf")
        rating.move(ctx, parties.review, Move.REOPEN, "A figure was wrong")
        assert kinds(verifying.verify_here(ctx, first)) == ["void"]
        walk_on(parties, State.CLOSED)
        assert kinds(verifying.verify_here(ctx, first)) == ["void", "replaced"]
        second = written(tmp_path, form_pdf.form_bytes(ctx, parties.review), "second.pdf")
        report = verifying.verify_here(ctx, second)
        assert report.all_well
        assert report.version == 2
    finally:
        ctx.desk.close()


def test_a_form_of_another_office_is_unknown_and_not_trusted(signed, tmp_path, clock):
    other = a_desk(tmp_path, clock, "Another office")
    try:
        certificates.make_authority(other, "another office")
        report = verifying.verify_here(other, signed.form)
        assert not report.all_well
        assert kinds(report, grave=False) == ["data-agrees", "unknown"]
        assert {one.standing.value for one in report.signatures} == {"unknown-authority"}
        assert "Office of Works" in standing_words(report.signatures[0])
    finally:
        other.desk.close()
