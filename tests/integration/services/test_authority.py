"""The office authority: renewed, backed up, restored; keys revoked; whom else the office trusts."""

from __future__ import annotations

import subprocess
from datetime import timedelta

import pytest
from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from sqlalchemy import func, select

from builders import PASSPHRASE, PIN, a_desk, a_key, a_person, a_review, as_person, days_later
from integration.services.parties import Parties, refused
from reviewdesk.documents import certificates as paper_certificates
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.trust import RevocationReason
from reviewdesk.domain.verdict import Standing, standing_words
from reviewdesk.services import authority, certificates, printing, revocations, signing, verifying
from reviewdesk.store.tables.accounts import Certificate, Office
from reviewdesk.store.tables.audit import AuditLine


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def key_of(ctx, name):
    return next(one for one in authority.overview(ctx).certificates if name in one.person)


def closed(ctx):
    return Parties(ctx, a_review(ctx, state=State.CLOSED))


def test_an_rsa_office_has_rsa_signers_and_its_forms_are_well(ctx, tmp_path):
    certificates.make_authority(ctx, PASSPHRASE, use_rsa=True)
    parties = closed(ctx)
    page = authority.overview(ctx)
    assert page.present.algorithm == "RSA-2048"
    form = tmp_path / "form.pdf"
    printing.save_form(ctx, parties.review, form)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(form)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert said.count("Signature is Valid.") == 3
    assert verifying.verify_here(ctx, form).all_well


def test_ecdsa_is_what_an_office_gets_unasked(ctx):
    a_key(ctx, a_person(ctx, "Ama"))
    assert authority.overview(ctx).present.algorithm == "ECDSA P-256"


def test_a_renewed_authority_vouches_for_what_was_and_what_will_be_signed(ctx, tmp_path):
    parties = closed(ctx)
    first = certificates.trusted_roots(ctx)[0]
    days_later(ctx, 19 * 365)
    refused(authority.renew, ctx, "a wrong passphrase", says="not right")
    authority.renew(ctx, PASSPHRASE)
    roots = certificates.trusted_roots(ctx)
    assert len(roots) == 2
    assert roots[1] == first
    old, new = (x509.load_pem_x509_certificate(one) for one in (first, roots[0]))
    assert new.subject == old.subject
    assert new.public_key() == old.public_key()
    assert new.not_valid_after_utc > old.not_valid_after_utc
    assert verifying.verify_review(ctx, parties.review).all_well
    newest, form = tmp_path / "new.pem", tmp_path / "form.pdf"
    authority.save_certificate(ctx, newest)
    printing.save_form(ctx, parties.review, form)
    assert verifying.verify_file(form, newest).proven  # by the new certificate alone


def test_a_key_cannot_outlive_the_authority_that_vouches_for_it(ctx):
    person = a_person(ctx, "Ama")
    a_key(ctx, person)
    days_later(ctx, 19 * 365)
    certificates.make_key(ctx, person, PASSPHRASE, PIN)
    page = authority.overview(ctx)
    assert page.certificates[0].ends <= page.present.ends
    days_later(ctx, 400)
    refused(certificates.make_key, ctx, person, PASSPHRASE, PIN, says="out of date")
    seated = as_person(ctx, person)
    refused(certificates.unlock, seated, PIN, says="was valid until")


def as_before(row_key, certificate, secret):
    """Return a key as keys were locked before 29 November 2026: with OpenSSL's check."""
    key, _own, _others = pkcs12.load_key_and_certificates(row_key, secret.encode())
    encryption = serialization.BestAvailableEncryption(secret.encode())
    own = x509.load_pem_x509_certificate(certificate)
    return pkcs12.serialize_key_and_certificates(None, key, own, None, encryption)


def audit_lines(ctx):
    with ctx.desk.reading() as session:
        return session.scalars(select(func.count(AuditLine.id))).one()


def is_easy(locked):
    return asn1_pkcs12.Pfx.load(locked)["mac_data"].native is not None


def test_keys_that_were_easy_to_guess_at_are_locked_anew_when_they_are_used(ctx):
    person = a_person(ctx, "Ama")
    a_key(ctx, person)
    with ctx.desk.transaction("Earlier", ctx.clock.now()) as session:
        office, row = (
            session.scalars(select(Office)).one(),
            session.scalars(select(Certificate)).one(),
        )
        office.authority_key = as_before(
            office.authority_key, office.authority_certificate, PASSPHRASE
        )
        row.key = as_before(row.key, row.certificate, PIN)

    def easy():
        with ctx.desk.reading() as session:
            keys = (
                *session.scalars(select(Certificate.key).order_by(Certificate.made_at)),
                session.scalars(select(Office.authority_key)).one(),
            )
        return [is_easy(one) for one in keys]

    assert easy() == [True, True]
    seated = as_person(ctx, person)
    refused(certificates.unlock, seated, "654321", says="PIN is not right")
    assert easy() == [True, True]
    first = certificates.unlock(seated, PIN)
    assert easy() == [False, True]
    lines = audit_lines(ctx)
    assert certificates.unlock(seated, PIN) == first
    assert audit_lines(ctx) == lines  # nothing more to do
    refused(certificates.make_key, ctx, person, "a wrong passphrase", PIN, says="not right")
    assert easy() == [False, True]
    certificates.make_key(ctx, person, PASSPHRASE, PIN)
    assert easy() == [False, False, False]


def test_a_backup_is_restored_on_another_desk_and_goes_on_there(ctx, tmp_path, clock):
    parties = closed(ctx)
    authority.renew(ctx, PASSPHRASE)
    backup, form = tmp_path / "office.p12", tmp_path / "form.pdf"
    printing.save_form(ctx, parties.review, form)
    refused(authority.back_up, ctx, "a wrong passphrase", backup, says="not right")
    assert not backup.exists()
    authority.back_up(ctx, PASSPHRASE, backup)
    assert b"BEGIN" not in backup.read_bytes()
    other = a_desk(tmp_path, clock)
    try:
        refused(authority.restore, other, backup, "a wrong passphrase", says="passphrase")
        authority.restore(other, backup, PASSPHRASE)
        assert certificates.trusted_roots(other) == certificates.trusted_roots(ctx)
        a_key(other, a_person(other, "Ama"))
        assert verifying.verify_here(other, form).proven
        refused(authority.restore, other, backup, PASSPHRASE, says="already has")
    finally:
        other.desk.close()
    empty = a_desk(tmp_path, clock)
    try:
        refused(authority.restore, empty, form, PASSPHRASE, says="no backup")
        assert certificates.trusted_roots(empty) == ()
    finally:
        empty.desk.close()


def test_the_key_of_one_person_is_no_backup_of_the_office(ctx, tmp_path, clock):
    made = paper_certificates.new_authority("Office", PASSPHRASE, clock.now())
    signer = paper_certificates.new_signer(made, PASSPHRASE, "Ama", "1", PASSPHRASE, clock.now())
    path = tmp_path / "one.p12"
    path.write_bytes(signer.key_pem)
    refused(authority.restore, ctx, path, PASSPHRASE, says="key of one person")


def test_what_was_signed_before_a_revocation_stays_valid_and_is_said_to(ctx, tmp_path):
    parties = closed(ctx)
    days_later(ctx, 3)
    key = key_of(ctx, "Kofi")
    future = ctx.clock.now() + timedelta(days=1)
    refused(revocations.revoke, ctx, key.id, RevocationReason.LEFT, future, says="still to come")
    revocations.revoke(ctx, key.id, RevocationReason.COMPROMISED)
    report = verifying.verify_review(ctx, parties.review)
    assert report.all_well
    found = next(one for one in report.signatures if "Kofi" in one.name)
    assert found.standing is Standing.REVOKED_LATER
    assert found.revoked_reason is RevocationReason.COMPROMISED
    assert "after this signature, which stays valid" in standing_words(found)
    refused(revocations.revoke, ctx, key.id, RevocationReason.LEFT, says="revoked already")


def test_what_is_signed_from_the_revocation_on_is_refused(ctx, tmp_path):
    parties = closed(ctx)
    key = key_of(ctx, "Kofi")
    earlier = ctx.clock.now() - timedelta(hours=1)  # it was stolen before it was reported
    revocations.revoke(ctx, key.id, RevocationReason.COMPROMISED, earlier)
    report = verifying.verify_review(ctx, parties.review)
    assert not report.all_well
    found = next(one for one in report.signatures if "Kofi" in one.name)
    assert found.standing is Standing.REVOKED
    assert "Refused" in standing_words(found)


def test_a_revoked_key_signs_no_more_even_if_it_was_unlocked_before(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.SIGNING))
    first = signing.signing(ctx, parties.review).next_party
    seated = {"employee": parties.employee, "supervisor": parties.boss}[first.value]
    a_key(ctx, seated.actor.person_id)
    unlocked = certificates.unlock(seated, PIN)
    key = authority.overview(ctx).certificates[0]
    revocations.revoke(ctx, key.id, RevocationReason.COMPROMISED)
    refused(signing.sign, seated, parties.review, unlocked, says="revoked")
    refused(certificates.unlock, seated, PIN, says="no signing key")
    a_key(ctx, seated.actor.person_id)  # a new one
    certificates.unlock(seated, PIN)


def test_the_list_of_revoked_keys_is_read_by_openssl_and_by_the_command(ctx, tmp_path):
    parties = closed(ctx)
    revocations.revoke(
        ctx, key_of(ctx, "Kofi").id, RevocationReason.COMPROMISED,
        ctx.clock.now() - timedelta(minutes=1),
    )  # fmt: skip
    der, pem = tmp_path / "office.crl", tmp_path / "list.pem"
    office, form = tmp_path / "office.pem", tmp_path / "form.pdf"
    refused(revocations.save_list, ctx, "a wrong passphrase", der, says="not right")
    revocations.save_list(ctx, PASSPHRASE, der)
    revocations.save_list(ctx, PASSPHRASE, pem)
    authority.save_certificate(ctx, office)
    printing.save_form(ctx, parties.review, form)
    for path, kind in ((der, "DER"), (pem, "PEM")):
        said = subprocess.run(
            ["openssl", "crl", "-in", str(path), "-inform", kind, "-noout", "-text",
             "-CAfile", str(office), "-verify"],
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert "verify OK" in said.stderr + said.stdout
        assert "Key Compromise" in said.stdout
        assert verifying.verify_file(form, office).all_well
        report = verifying.verify_file(form, office, revocations=path)
        assert not report.all_well
        assert [one.standing for one in report.signatures].count(Standing.REVOKED) == 1


def test_a_list_that_no_trusted_authority_signed_is_refused(ctx, tmp_path, clock):
    parties = closed(ctx)
    office, form, crl = (tmp_path / name for name in ("office.pem", "form.pdf", "list.crl"))
    authority.save_certificate(ctx, office)
    printing.save_form(ctx, parties.review, form)
    other = a_desk(tmp_path, clock)
    try:
        certificates.make_authority(other, PASSPHRASE)  # of the same name
        revocations.save_list(other, PASSPHRASE, crl)
    finally:
        other.desk.close()
    refused(verifying.verify_file, form, office, None, crl, says="not signed by an authority")
    crl.write_bytes(b"no list")
    refused(verifying.verify_file, form, office, None, crl, says="not a certificate list")


def test_another_authority_is_trusted_until_it_is_taken_off_the_list(ctx, tmp_path, clock):
    other = a_desk(tmp_path, clock, "State Authority")
    try:
        parties = closed(other)
        form, certificate = tmp_path / "form.pdf", tmp_path / "state.pem"
        printing.save_form(other, parties.review, form)
        authority.save_certificate(other, certificate)
    finally:
        other.desk.close()
    certificates.make_authority(ctx, PASSPHRASE)
    assert not verifying.verify_here(ctx, form).all_well
    assert "State Authority" in authority.trust(ctx, certificate)
    refused(authority.trust, ctx, certificate, says="trusted already")
    assert verifying.verify_here(ctx, form).proven
    (line,) = authority.overview(ctx).trusted
    authority.no_longer_trust(ctx, line.id)
    assert not verifying.verify_here(ctx, form).all_well


def test_only_certificates_of_authorities_are_trusted(ctx, tmp_path, clock):
    made = paper_certificates.new_authority("Office", PASSPHRASE, clock.now())
    signer = paper_certificates.new_signer(made, PASSPHRASE, "Ama", "1", PIN, clock.now())
    path = tmp_path / "one.pem"
    for content, words in (
        (signer.certificate_pem, "of one signer"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "not a certificate"),
        (b"\x30\x82", "not a certificate"),
        (b"", "not a certificate"),
    ):
        path.write_bytes(content)
        refused(authority.trust, ctx, path, says=words)
    path.write_bytes(made.certificate_pem)
    days_later(ctx, 21 * 366)
    refused(authority.trust, ctx, path, says="was valid until")
