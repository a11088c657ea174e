"""Checking a form: what is proven with the office's authority, and what is not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from builders import a_desk, a_review
from integration.services.parties import Parties, refused
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import certificates, form_pdf, verifying


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


def test_a_changed_byte_is_noticed(signed, tmp_path):
    content = bytearray(signed.form.read_bytes())
    content[len(content) // 3] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(content)
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
