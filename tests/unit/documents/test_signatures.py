"""Signatures hold, other programs agree, and every change is found."""

from __future__ import annotations

import io
import random
import subprocess
from contextlib import suppress
from dataclasses import replace

import pikepdf
import pytest
from asn1crypto import pkcs12
from cryptography import x509 as crypto_x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import NameObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from reviewdesk.documents import certificates, key_rounds, signers, verify
from reviewdesk.errors import UserError
from unit.documents.papers import (
    NOW,
    PARTIES,
    a_snapshot,
    an_entry,
    drawn,
    keys,
    sign_with,
    signed,
)


@pytest.fixture(scope="module")
def form():
    return signed()


def report(pdf):
    return verify.verify(pdf, trusted_roots=[keys()[0]])


def test_three_signatures_and_all_is_well(form):
    found = report(form)
    assert found.all_well
    assert [one.field for one in found.signatures] == [f"sig_{party}" for party in PARTIES]
    assert [one.name for one in found.signatures] == ["Employee", "Supervisor", "Reviewer"]
    assert all(one.intact and one.trusted for one in found.signatures)
    assert all(one.signed_at == NOW for one in found.signatures)
    assert found.signatures[-1].covers_whole


def test_poppler_agrees(form, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(form)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert said.count("Signature is Valid.") == 3
    assert said.count("ETSI.CAdES.detached") == 3
    assert said.count("Total document signed") == 1


def test_each_signature_only_adds_to_the_file():
    one = signed(parties=PARTIES[:1])
    assert len(one) > 0
    two = signed(parties=PARTIES[:2])
    assert two.startswith(one[:1000])
    assert report(one).all_well
    assert len(report(one).signatures) == 1


def test_what_is_seen_names_who_when_and_why(form, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(form)
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert "Supervisor · 9 April 2026, 10:42 +00:00" in text


def test_drawn_ink_is_in_the_picture(tmp_path):
    plain, drawn_ink = (
        signed(parties=PARTIES[:1]),
        signed(parties=PARTIES[:1], ink=(((0.1, 0.2, 0.5), (0.5, 0.9, 1.0), (0.9, 0.1, 0.2)),)),
    )
    assert len(drawn_ink) > len(plain)
    assert report(drawn_ink).all_well
    for pdf, said in ((plain, False), (drawn_ink, True)):
        path = tmp_path / "form.pdf"
        path.write_bytes(pdf)
        text = subprocess.run(
            ["pdftotext", str(path), "-"], capture_output=True, encoding="utf-8", check=True
        ).stdout
        assert ("drawn by hand" in text) is said  # for those who do not see the strokes


@settings(max_examples=40)
@given(st.data())
def test_one_changed_byte_is_never_all_well(form, data):
    place = data.draw(st.integers(0, len(form) - 40))
    changed = bytearray(form)
    changed[place] ^= data.draw(st.integers(1, 255))
    with suppress(UserError):  # damaged beyond reading is an answer too
        assert not report(bytes(changed)).all_well


def test_something_behind_the_end_is_found(form):
    assert not report(form + b"\nappended").all_well


def test_an_unsigned_update_is_found(form):
    writer = IncrementalPdfFileWriter(io.BytesIO(form))
    writer.root["/Lang"] = TextStringObject("xx")
    writer.update_root()
    stream = io.BytesIO()
    writer.write(stream)
    found = report(stream.getvalue())
    assert not found.all_well


def test_an_open_action_added_later_is_found(form):
    writer = IncrementalPdfFileWriter(io.BytesIO(form))
    writer.root["/OpenAction"] = NameObject("/Print")
    writer.update_root()
    stream = io.BytesIO()
    writer.write(stream)
    assert not report(stream.getvalue()).all_well


def test_an_authority_of_the_same_name_is_not_trusted(form):
    stranger = certificates.new_authority("Lakeside District Office", "other words", NOW)
    found = verify.verify(form, trusted_roots=[stranger.certificate_pem])
    assert not found.all_well
    assert not any(one.trusted for one in found.signatures)


def test_without_an_authority_only_integrity_is_judged_and_said(form):
    found = verify.verify(form)
    assert found.all_well
    assert [one.kind for one in found.findings] == ["data-agrees", "unproven"]
    assert "not proven" in found.findings[1].words


def test_an_unsigned_form_is_not_well():
    found = report(drawn().pdf)
    assert not found.all_well
    assert found.findings


@pytest.mark.parametrize(
    "content", [b"", b"Dear all", b"%PDF-1.7", b"%PDF-1.7\n" + b"x" * 5000, b"PK\x03\x04"]
)
def test_what_is_no_form_gets_a_sentence(content):
    with pytest.raises(UserError):
        verify.verify(content)


def test_a_truncated_form_gets_an_answer(form):
    for share in (10, 50, 90):
        cut = form[: len(form) * share // 100]
        with suppress(UserError):
            assert not report(cut).all_well


def test_what_follows_the_end_hides_no_signature(form):
    """However much it is: a program that looks for the end near the end finds none."""
    for behind in (b"\0" * 100_000, b"%" * 100_000, b"\n" * 100_000):
        told = report(form + behind)
        assert not told.all_well
        assert len(told.signatures) == len(PARTIES)
        assert "waiting" not in {one.kind for one in told.findings}


def test_each_guess_at_a_pin_costs_many_rounds(rounds_of_keys, monkeypatch):
    monkeypatch.setattr(certificates, "ROUNDS", rounds_of_keys)
    office = certificates.new_authority("Office", "an office passphrase", NOW)
    signer = certificates.new_signer(office, "an office passphrase", "A", "1", "123456", NOW)
    backup = certificates.back_up_authority(office, "an office passphrase", ())
    for locked in (office.key_pem, signer.key_pem, backup):
        assert pkcs12.Pfx.load(locked)["mac_data"].native is None
        assert [one >= 200_000 for one in key_rounds.rounds(locked)] == [True, True]


@pytest.mark.filterwarnings("ignore")
def test_no_guess_and_no_changed_byte_opens_a_key():
    chance = random.Random(3)
    office = certificates.new_authority("Office", "an office passphrase", NOW)
    signer = certificates.new_signer(office, "an office passphrase", "A", "1", "123456", NOW)
    for guess in range(3000):
        with pytest.raises(UserError, match="PIN is not right"):
            certificates.unlock(signer, f"{guess:07}", office.certificate_pem)
    right = certificates.unlock(signer, "123456", office.certificate_pem)
    for _ in range(3000):
        changed = bytearray(signer.key_pem)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        with suppress(UserError):
            other = replace(signer, key_pem=bytes(changed))
            assert certificates.unlock(other, "123456", office.certificate_pem) == right


def test_a_key_signs_under_no_certificate_but_its_own():
    words = "an office passphrase"
    office, other = (certificates.new_authority("Office", words, NOW) for _ in range(2))
    first, second = (
        certificates.new_signer(office, words, name, "1", "123456", NOW) for name in "AB"
    )
    swapped = replace(first, certificate_pem=second.certificate_pem)
    with pytest.raises(UserError, match="PIN is not right"):
        certificates.unlock(swapped, "123456", office.certificate_pem)
    with pytest.raises(UserError, match="passphrase is not right"):
        certificates.open_authority(replace(office, certificate_pem=other.certificate_pem), words)


@pytest.mark.filterwarnings("ignore")
def test_a_changed_backup_gives_its_authority_or_nothing():
    chance = random.Random(4)
    office = certificates.new_authority("Office", "an office passphrase", NOW)
    later = certificates.renew_authority(office, "an office passphrase", NOW)
    earlier = (office.certificate_pem,)
    backup = certificates.back_up_authority(later, "an office passphrase", earlier)
    for _ in range(1500):
        changed = bytearray(backup)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        with suppress(UserError):
            made, others = certificates.read_backup(bytes(changed), "an office passphrase")
            both = {later.certificate_pem, office.certificate_pem}
            assert {made.certificate_pem, *others} <= both, "of the same key, and whole"
            certificates.open_authority(made, "an office passphrase")


@pytest.mark.parametrize("most", [2**31 - 1, key_rounds.MOST])
@pytest.mark.parametrize("place", ["certificates", "key"])
def test_a_key_file_that_asks_for_endless_work_is_refused(place, most):
    """Or for as much as one part may, in more than one."""
    office = certificates.new_authority("Office", "an office passphrase", NOW)
    file = pkcs12.Pfx.load(office.key_pem)
    safe = file.authenticated_safe
    if place == "certificates":
        derived = safe[0]["content"]["encrypted_content_info"]["content_encryption_algorithm"]
    else:
        bags = pkcs12.SafeContents.load(safe[1]["content"].native)
        derived = bags[0]["bag_value"]["encryption_algorithm"]
    derived["parameters"]["key_derivation_func"]["parameters"]["iteration_count"] = most
    if place == "key":
        safe[1]["content"] = pkcs12.OctetString(bags.dump(force=True))
    file["auth_safe"]["content"] = pkcs12.OctetString(safe.dump(force=True))
    endless = file.dump(force=True)
    assert max(key_rounds.rounds(endless)) == most
    with pytest.raises(UserError, match="no backup"):
        certificates.read_backup(endless, "an office passphrase")
    with pytest.raises(UserError, match="no key to sign with"):
        signers.read_file(endless, "an office passphrase", NOW)


def test_the_wrong_pin_opens_nothing():
    authority = certificates.new_authority("Office", "office words", NOW)
    signer = certificates.new_signer(authority, "office words", "E", "1", "123456", NOW)
    with pytest.raises(UserError, match="PIN is not right"):
        certificates.unlock(signer, "123457", authority.certificate_pem)
    with pytest.raises(UserError, match="passphrase is not right"):
        certificates.new_signer(authority, "wrong words", "E", "1", "123456", NOW)


@pytest.mark.parametrize("number", ["Ä-12", "A_12&3", "٤٢", "LD-1"])
def test_any_staff_number_makes_a_certificate_that_can_be_read(number):
    authority = certificates.new_authority("Office of Works", "office words", NOW)
    made = certificates.new_signer(authority, "office words", "Ada", number, "246810", NOW)
    key = certificates.unlock(made, "246810", authority.certificate_pem)
    pdf = sign_with(drawn().pdf, ("employee",), unlocked={"employee": key})
    report = verify.verify(pdf, trusted_roots=[authority.certificate_pem])
    assert report.all_well
    subject = crypto_x509.load_pem_x509_certificate(made.certificate_pem).subject
    assert number in [one.value for one in subject]


def test_a_long_form_is_well_however_large_its_data_is():
    """The size of what is attached is no number of objects."""
    words = "The backlog fell from fourteen days to nine, though two posts were vacant. " * 20
    entries = tuple(an_entry(name=f"Goal {n}", narrative=words) for n in range(40))
    pdf = sign_with(drawn(a_snapshot(entries=entries)).pdf)
    with pikepdf.open(io.BytesIO(pdf)) as form:
        sizes = [one.obj.EF.F.Params.Size for one in form.attachments.values()]
    assert max(sizes) > 60_000
    assert verify.verify(pdf, [keys()[0]]).all_well
