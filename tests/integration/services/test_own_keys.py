"""Keys of a person's own: PKCS#12 files of other authorities, and a token by SoftHSM."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from builders import PASSPHRASE, PIN, a_desk, a_key, a_review
from integration.services.parties import Parties, refused
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.signoff import Stance
from reviewdesk.domain.trust import KeySource
from reviewdesk.services import (
    authority,
    certificates,
    own_keys,
    printing,
    signing,
    verifying,
)

PASSWORD = "of the file"
SOFTHSM = next(
    (
        one
        for one in ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so")
        if Path(one).exists()
    ),
    "/usr/lib/softhsm/libsofthsm2.so",
)


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    certificates.make_authority(context, PASSPHRASE)
    yield context
    context.desk.close()


def name(words):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def issue(subject, key, issuer, issuer_key, now, *, authority_=False, sign=True, days=400):
    usage = {
        "digital_signature": sign and not authority_, "content_commitment": False,
        "key_encipherment": not sign, "data_encipherment": False, "key_agreement": False,
        "key_cert_sign": authority_, "crl_sign": authority_, "encipher_only": False,
        "decipher_only": False,
    }  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=500))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority_, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


class State_:  # noqa: N801 - the state's authority, not a review's
    """An authority with one below it, as states have them."""

    def __init__(self, now):
        self.now = now
        self.root_key, self.key = (ec.generate_private_key(ec.SECP384R1()) for _ in range(2))
        self.root = issue("State Root", self.root_key, "State Root", self.root_key, now,
                          authority_=True)  # fmt: skip
        self.below = issue("State Officers", self.key, "State Root", self.root_key, now,
                           authority_=True)  # fmt: skip

    def certificate(self, key, **more):
        return issue("KOFI MENSAH", key, "State Officers", self.key, self.now, **more)

    def file(self, key=None, other=None, chain=True, password=PASSWORD, **more):
        key = key or rsa.generate_private_key(65537, 2048)
        certificate = self.certificate(other or key, **more)
        return pkcs12.serialize_key_and_certificates(
            b"kofi", key, certificate, [self.below] if chain else None,
            serialization.BestAvailableEncryption(password.encode()),
        )  # fmt: skip


@pytest.fixture
def state(clock):
    return State_(clock.now())


def trusted(ctx, state, tmp_path):
    path = tmp_path / "state.cer"
    path.write_bytes(state.root.public_bytes(serialization.Encoding.DER))
    authority.trust(ctx, path)


def whose_turn(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.SIGNING))
    first = signing.signing(ctx, parties.review).next_party.value
    return parties, {"employee": parties.employee, "supervisor": parties.boss}[first]


def sign_all(ctx, parties, seated):
    """Sign with the key that the first has, and the others with keys of the desk."""
    while (party := signing.signing(ctx, parties.review).next_party) is not None:
        holder = {
            "employee": parties.employee, "supervisor": parties.boss, "reviewer": parties.reviewer,
        }[party.value]  # fmt: skip
        if holder is not seated:
            a_key(ctx, holder.actor.person_id)
        stance = Stance.AGREES if party.value == "employee" else Stance.NONE
        signing.sign(holder, parties.review, certificates.unlock(holder, PIN), stance=stance)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_key_of_a_state_signs_once_its_authority_is_trusted(ctx, state, tmp_path, kind):
    parties, seated = whose_turn(ctx)
    key = None if kind == "rsa" else ec.generate_private_key(ec.SECP384R1())
    content = state.file(key)
    seen = own_keys.look_at_file(seated, content, PASSWORD)
    assert (seen.name, seen.issuer, seen.trusted_by) == ("KOFI MENSAH", "State Officers", "")
    refused(own_keys.take_in_file, seated, content, PASSWORD, PIN, says="does not trust")
    trusted(ctx, state, tmp_path)
    assert own_keys.look_at_file(seated, content, PASSWORD).trusted_by == "State Root"
    own_keys.take_in_file(seated, content, PASSWORD, PIN)
    sign_all(ctx, parties, seated)
    report = verifying.verify_review(ctx, parties.review)
    assert report.all_well, report
    assert report.signatures[0].authority == "State Root"
    assert KeySource.FILE in {one.source for one in authority.overview(ctx).certificates}
    form = tmp_path / "form.pdf"
    printing.save_form(ctx, parties.review, form)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(form)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert said.count("Signature is Valid.") == 3


def test_a_file_that_cannot_sign_is_refused_with_its_reason(ctx, state, tmp_path):
    _parties, seated = whose_turn(ctx)
    trusted(ctx, state, tmp_path)
    weak = rsa.generate_private_key(65537, 1024)
    other = ec.generate_private_key(ec.SECP256R1())
    cases = [
        (state.file(), "wrong password", "password is another"),
        (b"no key file", PASSWORD, "no key"),
        (b"", PASSWORD, "no key"),
        (state.file(days=-10), PASSWORD, "not today"),
        (state.file(sign=False), PASSWORD, "not issued to sign"),
        (state.file(authority_=True), PASSWORD, "not issued to sign"),
        (state.file(weak), PASSWORD, "too weak"),
        (state.file(chain=False), PASSWORD, "does not trust"),
        (bytes(300_000), PASSWORD, "no key"),
    ]
    for content, password, words in cases:
        refused(own_keys.take_in_file, seated, content, password, PIN, says=words)
    with pytest.raises(ValueError, match="match"):  # cryptography itself makes no such file
        state.file(ec.generate_private_key(ec.SECP256R1()), other)
    refused(own_keys.take_in_file, seated, state.file(), PASSWORD, "123", says="at least 6")
    refused(certificates.unlock, seated, PIN, says="no signing key")


def test_nobody_takes_in_a_key_for_somebody_who_is_not_on_the_list(ctx, state, tmp_path):
    trusted(ctx, state, tmp_path)
    refused(own_keys.take_in_file, ctx, state.file(), PASSWORD, PIN, says="staff list")


@pytest.fixture
def token(tmp_path, monkeypatch, state):
    """Make a token with a key and its certificate, as a card reader would show it."""
    folder = tmp_path / "tokens"
    folder.mkdir()
    settings = tmp_path / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nlog.level = ERROR\n", encoding="utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    environment = {**os.environ, "SOFTHSM2_CONF": str(settings)}

    def tool(*words):
        subprocess.run(["softhsm2-util", *words], env=environment, check=True, capture_output=True)

    tool("--init-token", "--free", "--label", "kofi", "--so-pin", "12345678", "--pin", PIN)

    def make(key):
        import pkcs11
        from pkcs11 import Attribute, CertificateType, ObjectClass

        path = tmp_path / "key.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        tool("--import", str(path), "--token", "kofi", "--label", "key", "--id", "a1", "--pin", PIN)
        library = pkcs11.lib(SOFTHSM)
        library.reinitialize()
        with library.get_token(token_label="kofi").open(rw=True, user_pin=PIN) as session:
            for certificate, key_id in ((state.certificate(key), b"\xa1"), (state.below, b"\xb2")):
                session.create_object(
                    {
                        Attribute.CLASS: ObjectClass.CERTIFICATE,
                        Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                        Attribute.TOKEN: True,
                        Attribute.ID: key_id,
                        Attribute.LABEL: "c",
                        Attribute.SUBJECT: certificate.subject.public_bytes(),
                        Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
                    }
                )

    return make


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_card_signs_and_its_key_never_leaves_it(ctx, state, token, tmp_path, kind):
    if kind == "rsa":
        token(rsa.generate_private_key(65537, 2048))
    else:
        token(ec.generate_private_key(ec.SECP256R1()))
    parties, seated = whose_turn(ctx)
    (seen,) = own_keys.look_at_cards(seated, SOFTHSM)
    assert (seen.name, seen.trusted_by) == ("KOFI MENSAH", "")
    refused(own_keys.take_card, seated, seen.card, PIN, says="does not trust")
    trusted(ctx, state, tmp_path)
    refused(own_keys.take_card, seated, seen.card, "999999", says="PIN of the card")
    own_keys.take_card(seated, seen.card, PIN)
    view = signing.signing(seated, parties.review)
    assert view.has_key
    wrong = certificates.unlock(seated, "999999")
    stance = Stance.AGREES if view.asks_stance else Stance.NONE
    refused(signing.sign, seated, parties.review, wrong, stance=stance, says="PIN of the card")
    assert not signing.signing(seated, parties.review).is_begun
    sign_all(ctx, parties, seated)
    report = verifying.verify_review(ctx, parties.review)
    assert report.all_well, report
    assert report.signatures[0].authority == "State Root"
    row = next(one for one in authority.overview(ctx).certificates if one.source is KeySource.CARD)
    assert row.issuer == "State Officers"


def test_a_card_that_is_not_there_or_has_no_driver_is_told_so(ctx, token, tmp_path):
    refused(own_keys.look_at_cards, ctx, str(tmp_path / "none.so"), says="does not answer")
    refused(own_keys.look_at_cards, ctx, SOFTHSM, says="No certificate was found")
    assert isinstance(own_keys.known_drivers(ctx), tuple)
