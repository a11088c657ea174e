"""The container of a signature is byte for byte what pyHanko makes of the same parts."""

from __future__ import annotations

import asyncio
import hashlib
import io
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader

from reviewdesk.documents import certificates, signatures, verify
from reviewdesk.documents.fonts import clean
from reviewdesk.documents.signature_container import contain
from reviewdesk.documents.signers import longest_signature, opened, sign_bytes
from unit.documents.by_pyhanko import signer_of
from unit.documents.papers import NOW, a_snapshot, drawn, keys
from unit.documents.test_signings import fields_signed_alone

DIGEST = hashlib.sha256(b"a form").digest()
SECRET = "office words"


def rsa_key():
    authority = certificates.new_authority("Lakeside", SECRET, NOW, use_rsa=True)
    signer = certificates.new_signer(authority, SECRET, "Emily", "1", "123456", NOW)
    return certificates.unlock(signer, "123456", authority.certificate_pem)


def theirs(key, signature=None):
    signer = signer_of(key)
    if signature is not None:

        async def given(*_data, **_more):
            return signature

        signer.async_sign_raw = given
    return asyncio.run(signer.async_sign(DIGEST, "sha256", use_pades=True)).dump()


def above(key):
    return [one for one in (key.certificate, *key.chain, key.authority) if one]


def test_with_rsa_it_is_what_pyhanko_makes():
    key = rsa_key()
    with opened(key) as sign:
        made = contain(DIGEST, above(key), sign)
    assert made == theirs(key)
    assert longest_signature(key) == 256 == len(sign_bytes(key, b"words"))


@pytest.mark.parametrize("without", ["", "authority"])
def test_with_curves_it_is_what_pyhanko_makes_around_the_same_signature(without):
    key = keys()[1]["employee"]
    key = replace(key, **{without: b""}) if without else key
    signature = sign_bytes(key, b"whatever")
    assert len(signature) <= longest_signature(key)
    if without:
        whole = contain(DIGEST, above(key), lambda _words: signature)
        assert len(whole) < len(contain(DIGEST, above(keys()[1]["employee"]), lambda _w: signature))
    else:
        assert contain(DIGEST, above(key), lambda _words: signature) == theirs(key, signature)


MISLEADING = (
    "see /ByteRange x", "/Contents <00>", "<</Type/Sig/ByteRange [0 1 2 3]", "/AP << /N 5 0 R >>",
    "%%EOF", "endobj\nxref\ntrailer", "\u06e7\u0612", "Na\u00adme", "þÿ\x00", "þÿ",
)  # fmt: skip
words = (
    st.sampled_from(MISLEADING)
    | st.text(max_size=60)
    | st.text("()\\%\r\n<>/ objstream0R\u05d0\u0645\U0001f600", max_size=60)
)


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(name=words, meaning=words, minutes=st.integers(-12 * 60, 14 * 60))
def test_whatever_a_signer_is_called_and_says_is_read_again(name, meaning, minutes):
    zone = timezone(timedelta(minutes=minutes))
    when = NOW.astimezone(zone)
    root, unlocked = keys()
    pdf = drawn(a_snapshot(signers=signed_by(name, meaning))).pdf
    for party in ("employee", "supervisor"):
        pdf = signatures.sign(
            pdf, field=f"sig_{party}", key=unlocked[party], name=name, role_title="Employee",
            meaning=meaning, when=when, certify=party == "employee",
        )  # fmt: skip
    assert list(fields_signed_alone(pdf).values()) == ["sig_supervisor"]
    report = verify.verify(pdf, [root])
    assert report.all_well
    assert all(one.signed_at == when for one in report.signatures)
    assert all(one.signed_at.utcoffset() == zone.utcoffset(None) for one in report.signatures)
    for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
        assert said(one.sig_object["/Name"]) == clean(name)
        assert said(one.sig_object["/Reason"]) == clean(meaning)


def signed_by(name, meaning):
    """Return signers of whom one has misleading titles too."""
    first, *others = a_snapshot().signers
    return (replace(first, title=f"Employee {name}", name=name, meaning=meaning), *others)


def said(words):
    """Return a text; pyHanko leaves what has line ends in it as bytes."""
    return words.decode("latin-1") if isinstance(words, bytes) else str(words)
