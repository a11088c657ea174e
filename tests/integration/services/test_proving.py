"""A paper copy is proven by the office's certificate alone, or by the desk that keeps the form."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from builders import PASSPHRASE, a_desk, a_review
from integration.services.parties import Parties, at, refused
from reviewdesk.cli import main
from reviewdesk.documents import code_text, page_code, proof
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.parties import Party
from reviewdesk.domain.trust import RevocationReason
from reviewdesk.services import (
    authority,
    certificates,
    form_pdf,
    proof_sheets,
    proving,
    rating,
    revocations,
    signing,
)


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """Return a closed review, its form and proof sheet as files, and the office's certificate."""
    folder = tmp_path_factory.mktemp("proving")
    ctx = a_desk(folder)
    parties = Parties(ctx, a_review(ctx, state=State.CLOSED))
    made = SimpleNamespace(
        ctx=ctx, parties=parties, form=folder / "form.pdf", sheet=folder / "sheet.pdf",
        authority=folder / "office.pem", folder=folder,
    )  # fmt: skip
    made.form.write_bytes(form_pdf.form_bytes(ctx, parties.review))
    made.sheet.write_bytes(proof_sheets.proof_sheet(ctx, parties.review))
    made.authority.write_bytes(certificates.trusted_roots(ctx)[0])
    yield made
    ctx.desk.close()


def test_the_sheet_is_proven_by_the_certificate_alone(closed):
    report = proving.prove(proving.codes_of(closed.sheet), closed.authority)
    assert (report.proven, report.kind, report.findings) == (True, "sheet", ())
    assert report.office == "Office of Works"
    view = signing.signing(closed.ctx, closed.parties.review)
    said = report.statement
    assert said.number == view.number
    assert said.name == view.employee == report.signer
    assert said.result.startswith("3.00 · 3")
    assert {one.party: one.when for one in said.signers} == {
        one.party: one.signed_at for one in view.signers
    }
    assert "must say the same" in report.verdict


def test_without_a_certificate_it_is_not_proven_but_read(closed):
    report = proving.prove(proving.codes_of(closed.sheet))
    assert not report.proven
    assert report.rows
    assert "not proven" in report.verdict


def test_another_office_does_not_vouch(closed, tmp_path):
    ctx = a_desk(tmp_path)
    certificates.make_authority(ctx, "another office")
    report = proving.prove_here(ctx, proving.codes_of(closed.sheet))
    assert not report.proven
    assert "does not vouch" in report.findings[0]
    ctx.desk.close()


def test_the_desk_proves_sheet_page_and_short_code(closed):
    for codes in (
        proving.codes_of(closed.sheet),
        proving.codes_of(closed.form),
        (dict(proving.prove_here(closed.ctx, proving.codes_of(closed.form)).rows)["On each page"],),
    ):
        report = proving.prove_here(closed.ctx, codes)
        assert report.proven, report.findings
        assert report.statement.name == "Kofi Mensah"


def test_the_short_code_is_printed_on_every_page(closed):
    text = subprocess.run(
        ["pdftotext", "-layout", str(closed.form), "-"],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    rows = dict(proving.prove(proving.codes_of(closed.sheet)).rows)
    pages = text.rstrip("\f").split("\f")
    assert all(rows["On each page"] in page for page in pages)


def test_a_page_code_alone_proves_nothing_without_the_desk(closed):
    report = proving.prove(proving.codes_of(closed.form), closed.authority)
    assert not report.proven
    assert "is not signed" in report.findings[0]
    assert "R-2026-00001, version 1" in report.findings[1]


def test_whoever_may_not_print_the_form_is_not_told_of_it(closed):
    codes = proving.codes_of(closed.form)
    refused(proving.prove_here, closed.parties.outsider, codes, says="may not do this")
    report = proving.prove_here(closed.parties.outsider, proving.codes_of(closed.sheet))
    assert report.proven  # the paper itself tells it
    refused(proof_sheets.proof_sheet, closed.parties.outsider, closed.parties.review)


def test_pages_of_another_form_between_the_pages_are_found(closed):
    strange = (page_code.page_text("R-2026-00001", 1, "00" * 32),)
    sheet = proving.codes_of(closed.sheet)
    own = proving.codes_of(closed.form)
    assert proving.prove([*sheet, *own], closed.authority).proven
    report = proving.prove([*sheet, *strange], closed.authority)
    assert not report.proven
    assert "A page here is of another form" in report.findings[0]
    refused(proving.prove, [*own, *strange], says="more than one form")


def test_a_page_of_a_form_this_desk_never_made_is_told(closed):
    for text in (
        page_code.page_text("R-2026-00001", 1, "00" * 32),
        page_code.page_text("R-2026-99999", 1, "00" * 32),
        code_text.short_code("00" * 32),
    ):
        report = proving.prove_here(closed.ctx, [text])
        assert not report.proven
        assert "keeps no form with this code" in report.findings[0]


def test_a_void_form_and_an_open_one_are_not_proven(tmp_path):
    from builders import PIN, a_key

    ctx = a_desk(tmp_path)
    parties = at(ctx, State.SIGNING)
    for who in (parties.boss, parties.reviewer, parties.employee):
        a_key(ctx, who.actor.person_id)
    assert not proof_sheets.has_proof(ctx, parties.review)
    refused(proof_sheets.proof_sheet, ctx, parties.review, says="no proof sheet")
    signing.sign(parties.boss, parties.review, certificates.unlock(parties.boss, PIN))
    page = proving.codes(form_pdf.form_bytes(ctx, parties.review))
    report = proving.prove_here(ctx, page)
    assert report.findings == ("Not everybody has signed this form yet.",)
    signing.sign(parties.reviewer, parties.review, certificates.unlock(parties.reviewer, PIN))
    key = certificates.unlock(parties.reviewer, PIN)
    signing.decline(parties.reviewer, parties.review, key, reason="She left.")
    sheet = proving.codes(proof_sheets.proof_sheet(ctx, parties.review))
    report = proving.prove_here(ctx, sheet)
    assert report.proven
    assert report.statement.signers[-1].party is Party.EMPLOYEE
    assert report.statement.signers[-1].declined
    rating.move(ctx, parties.review, Move.VOID, "Entered twice.")
    assert not proof_sheets.has_proof(ctx, parties.review)
    for codes in (page, sheet):
        report = proving.prove_here(ctx, codes)
        assert not report.proven
        assert "made void" in report.findings[0]
    ctx.desk.close()


def run(*words, capsys):
    code = main.run(["verify", *map(str, words)])
    told = capsys.readouterr()
    return code, told.out + told.err


def test_the_command_takes_a_picture_or_text_and_ends_well_only_when_proven(
    closed, capsys, monkeypatch
):
    import io
    import json

    authority = ("--authority", closed.authority)
    code, told = run("--code", closed.sheet, *authority, capsys=capsys)
    assert code == 0
    assert "Employee: Kofi Mensah" in told
    assert "for whom Office of Works vouches" in told
    (text,) = proving.codes_of(closed.sheet)
    assert run("--code", text, *authority, capsys=capsys)[0] == 0
    groups = " ".join(code_text.groups(code_text.read(text)))
    monkeypatch.setattr("sys.stdin", io.StringIO(groups + "\n"))
    code, told = run("--code", "-", "--json", *authority, capsys=capsys)
    assert code == 0
    assert json.loads(told)["statement"]["name"] == "Kofi Mensah"
    code, told = run("--code", text, capsys=capsys)
    assert code == 1
    assert "anybody can make" in told
    wrong = groups[:25] + ("A" if groups[25] != "A" else "B") + groups[26:]
    code, told = run("--code", wrong, *authority, capsys=capsys)
    assert code == 2
    assert "compare group 3 of" in told
    for words in (
        ("--code", closed.folder / "none.png"),
        ("--code", closed.authority),
        ("--code", "nonsense!"),
        ("--code", ""),
        (),
        (closed.form, "--code", text),
    ):
        assert run(*words, capsys=capsys)[0] == 2


def test_a_sheet_by_a_revoked_key_is_refused_or_told_of(tmp_path, capsys):
    """The list says since when; a sheet that says an earlier time may have been made later."""
    ctx = a_desk(tmp_path)
    parties = Parties(ctx, a_review(ctx, state=State.CLOSED))
    sheet, office, listed = (tmp_path / name for name in ("sheet.pdf", "office.pem", "list.pem"))
    sheet.write_bytes(proof_sheets.proof_sheet(ctx, parties.review))
    authority.save_certificate(ctx, office)
    codes = proving.codes_of(sheet)
    signed_at = max(one.when for one in proving.prove_here(ctx, codes).statement.signers)
    for since, is_proven in ((signed_at + timedelta(hours=1), True), (signed_at, False)):
        ctx.clock.instant = signed_at + timedelta(days=2)
        for one in authority.overview(ctx).certificates:
            revocations.revoke(ctx, one.id, RevocationReason.COMPROMISED, since)
        revocations.save_list(ctx, PASSPHRASE, listed)
        for report in (
            proving.prove_here(ctx, codes),
            proving.prove(codes, office, revocations=listed),
        ):
            assert report.proven is is_proven
            (words,) = report.remarks if is_proven else report.findings
            assert "was revoked" in words
        given = ("--code", sheet, "--authority", office)
        assert run(*given, capsys=capsys)[0] == 0
        code, told = run(*given, "--revoked", listed, capsys=capsys)
        assert code == (0 if is_proven else 1)
        assert "was revoked" in told
    ctx.desk.close()


def test_a_sheet_of_a_form_that_the_desk_never_made_says_so(closed, monkeypatch):
    content = code_text.read(proving.codes_of(closed.sheet)[0])
    real = proof.check(content, certificates.trusted_roots(closed.ctx))
    other = replace(real, statement=replace(real.statement, number="R-2026-07777"))
    monkeypatch.setattr(proof, "check", lambda *_given: other)
    report = proving.prove_here(closed.ctx, proving.codes_of(closed.sheet))
    assert "keeps no form of this number" in report.remarks[0]
