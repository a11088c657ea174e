"""A paper copy proves itself: signed, small enough for a QR code, and found in a poor scan."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from reviewdesk.documents import (
    certificates,
    code_picture,
    code_text,
    folding,
    layout,
    page_code,
    proof,
    proof_sheet,
)
from reviewdesk.documents.proof import SignerTime, Statement
from reviewdesk.domain import snapshot
from reviewdesk.domain.parties import Party
from reviewdesk.errors import UserError
from unit.documents.papers import NOW, a_snapshot, drawn, keys

LATER = NOW.replace(second=0, microsecond=0)


def a_statement(**changes):
    made = Statement(
        number="R-2026-00012",
        version=1,
        name="Emily White",
        staff_number="LD-1002",
        starts=date(2025, 4, 1),
        ends=date(2026, 3, 31),
        result="3.84 · 4 · Exceeds Expectations",
        signers=(
            SignerTime(Party.SUPERVISOR, False, LATER),
            SignerTime(Party.REVIEWER, False, LATER),
            SignerTime(Party.EMPLOYEE, True, LATER + timedelta(hours=3)),
        ),
        file_digest="ab" * 20,
        content_digest="cd" * 16,
    )
    return replace(made, **changes)


def office():
    return keys()[0]


def made(statement=None):
    return proof.make(statement or a_statement(), keys()[1]["reviewer"])


def sheet_pdf(statement=None, content=None):
    statement = statement or a_statement()
    paper = proof_sheet.sheet(statement, content or made(statement), "Lakeside Office", "en")
    return layout.draw(paper).pdf


def test_the_office_certificate_alone_proves_what_was_signed():
    checked = proof.check(made(), [office()])
    assert checked == proof.Proof(a_statement(), "Reviewer", "Lakeside District Office", "")
    der = x509.load_pem_x509_certificate(office()).public_bytes(serialization.Encoding.DER)
    assert proof.check(made(), [der]).fault == ""


def test_without_an_office_or_with_another_nothing_is_proven():
    assert "anybody can make" in proof.check(made(), []).fault
    stranger = certificates.new_authority("Lakeside District Office", "other words", NOW)
    checked = proof.check(made(), [stranger.certificate_pem])
    assert "does not vouch" in checked.fault
    assert checked.office == ""
    assert proof.check(made(), [stranger.certificate_pem, office()]).fault == ""
    with pytest.raises(UserError, match="not a certificate"):
        proof.check(made(), [b"Dear all"])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_bit_is_never_proven(data):
    content = bytearray(made())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        checked = proof.check(bytes(content), [office()])
    except UserError:
        return
    assert checked.fault


@pytest.mark.parametrize("length", range(0, 420, 7))
def test_what_breaks_off_is_never_proven(length):
    content = made()
    if length < len(content):
        try:
            assert proof.check(content[:length], [office()]).fault
        except UserError:
            return


@given(st.binary(max_size=500))
def test_anything_gets_an_answer(content):
    try:
        assert proof.check(content, [office()]).fault
    except UserError:
        return


def test_a_signature_of_the_form_is_no_proof_of_it():
    """What is signed begins with its purpose, so nothing signed for another can be used."""
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    content = made()
    body = content[:-64]
    key = serialization.load_der_private_key(keys()[1]["reviewer"].key, None)
    r, s = utils.decode_dss_signature(key.sign(body, ec.ECDSA(hashes.SHA256())))
    forged = body + r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert "was changed" in proof.check(forged, [office()]).fault


def test_a_certificate_out_of_date_at_signing_is_told():
    late = a_statement(signers=(SignerTime(Party.EMPLOYEE, False, NOW + timedelta(days=4000)),))
    assert "was not valid on the day" in proof.check(made(late), [office()]).fault


@pytest.mark.parametrize(
    "statement",
    [
        a_statement(),
        a_statement(name="Ngozi Chukwuemeka Bamidele-Okonkwo", staff_number="PN/2026/104552"),
        a_statement(name="Νίκος Παπαδόπουλος", result="4 · Υπερβαίνει τις προσδοκίες"),
        a_statement(name="", staff_number="", result="", number="R-1"),
    ],
    ids=["usual", "long", "Greek", "empty"],
)
def test_it_fits_into_a_code_of_version_fifteen(statement):
    """Letters of more than one byte may need one version more."""
    content = made(statement)
    assert proof.check(content, [office()]).statement == statement
    modules = len(code_picture.rows(code_text.qr_text(content)))
    assert (modules - 17) // 4 <= (15 if statement.name.isascii() else 16)


def test_what_is_too_long_is_cut_and_says_so():
    statement = a_statement(name="Aé " * 300, result="ท" * 300, version=70_000)
    read = proof.check(made(statement), [office()]).statement
    assert read.name.endswith("…")
    assert read.result.endswith("ท…")
    assert len(read.name.encode()) <= 120


def test_a_key_of_another_kind_is_packed_and_proven_too():
    authority = certificates.new_authority("RSA Office", "office words", NOW)
    office_key, root, _others = certificates._unlocked(authority.key_pem, "office words", "")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Card holder")]))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=90))
        .sign(office_key, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    unlocked = certificates.UnlockedKey(
        key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        certificate.public_bytes(der),
        root.public_bytes(der),
    )
    content = proof.make(a_statement(), unlocked)
    checked = proof.check(content, [authority.certificate_pem])
    assert (checked.signer, checked.fault) == ("Card holder", "")
    assert max(map(len, code_picture.found(sheet_pdf(content=content)))) > 1000
    assert len(code_text.qr_text(content)) < code_text.LONGEST


@pytest.mark.parametrize("name", ["Emily White", "Ніна", "a" * 64, "x"])
@pytest.mark.parametrize("number", ["LD-1002", "", "PN 2026 104552"])
def test_a_certificate_of_ours_is_folded_and_unfolded_to_the_byte(name, number):
    authority = certificates.new_authority("Lakeside District Office", "office words", NOW)
    signer = certificates.new_signer(authority, "office words", name, number, "123456", NOW)
    unlocked = certificates.unlock(signer, "123456", authority.certificate_pem)
    folded = folding.fold(unlocked.certificate, unlocked.authority)
    assert folding.unfold(folded, unlocked.authority) == unlocked.certificate
    assert len(folded) < 130 + len(name.encode()) + len(number)


@given(st.binary(max_size=400))
def test_unfolding_anything_gives_a_value_error_or_bytes(content):
    der = keys()[1]["employee"].authority
    for kind in (b"\1", b"\2", b""):
        try:
            assert len(folding.unfold(kind + content, der)) <= folding.LARGEST
        except ValueError:
            continue


# In pictures


def picture(pdf, tmp_path, resolution, *words):
    """Return the first page as another program draws it, in grey."""
    (tmp_path / "form.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", str(resolution), "-gray", "-png", "-singlefile", *words,
         str(tmp_path / "form.pdf"), str(tmp_path / "page")],
        check=True,
    )  # fmt: skip
    return Image.open(tmp_path / "page.png")


def as_file(image, kind="PNG", **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("angle", [0, 1.3, -2.5, 90, 180])
@pytest.mark.parametrize("what", ["page", "sheet"])
def test_a_poor_scan_is_read(what, angle, tmp_path):
    pdf = sheet_pdf() if what == "sheet" else drawn().pdf
    scan = picture(pdf, tmp_path, 150)
    scan = scan.rotate(angle, expand=True, fillcolor=245, resample=Image.Resampling.BILINEAR)
    scan = scan.filter(ImageFilter.GaussianBlur(0.6)).point(lambda dot: 40 + dot * 200 // 255)
    (text,) = code_picture.found(as_file(scan.convert("L"), "JPEG", quality=60))
    if what == "sheet":
        assert proof.check(code_text.read(text), [office()]).fault == ""
    else:
        assert page_code.read(code_text.read(text)) == page_code.PageCode(
            "R-2026-00012", 1, snapshot.digest(a_snapshot())[:32]
        )


def test_a_pdf_of_all_pages_gives_its_codes_once():
    assert len(code_picture.found(drawn().pdf)) == 1
    with pytest.raises(UserError, match="no code of a form"):
        code_picture.found(drawn(replace(a_snapshot(), state="draft")).pdf)


def test_the_typed_letters_are_those_of_the_picture(tmp_path):
    (tmp_path / "sheet.pdf").write_bytes(sheet_pdf())
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "sheet.pdf"), "-"],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    for label, words in proof_sheet.rows(a_statement()):
        assert label in text
        assert words in text
    lines = text[text.index("to be typed") :].splitlines()
    groups = " ".join(
        line.split(maxsplit=3)[3] for line in lines if " to " in line[:30] and line[:1].isdigit()
    )
    assert proof.check(code_text.read(groups), [office()]).fault == ""


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_pictures_of_every_usual_kind_are_read(mode, tmp_path):
    image = picture(drawn().pdf, tmp_path, 150)
    assert code_picture.found(as_file(image.convert("RGB").convert(mode)))


def png_claiming(width, height):
    import struct
    import zlib

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9000))
        + chunk(b"IEND", b"")
    )


HOSTILE = {
    "nothing": b"",
    "a letter": b"Dear all",
    "a GIF": b"GIF89a" + b"\0" * 50,
    "an empty PNG": b"\x89PNG\r\n\x1a\n",
    "an empty JPEG": b"\xff\xd8\xff",
    "a bomb": png_claiming(60_000, 60_000),
    "a lie about its size": png_claiming(3000, 3000),
    "no size": png_claiming(0, 0),
    "a broken PDF": b"%PDF-1.7\n" + b"x" * 500,
    "a large file": b"\x89PNG\r\n\x1a\n" + b"\0" * code_picture.LARGEST,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pictures_get_a_sentence(name):
    with pytest.raises(UserError) as refused:
        code_picture.found(HOSTILE[name])
    assert refused.value.remedy


def blank_pages(count, size):
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(size, size))
    for _ in range(count):
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_pages_that_are_too_large_or_too_many_are_refused_not_passed_over():
    for count, size, says in ((1, 14_000, "too large"), (30, 1_600, "too large"),
                              (41, 100, "more than 40 pages")):  # fmt: skip
        with pytest.raises(UserError, match=says):
            code_picture.found(blank_pages(count, size))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_picture_gets_an_answer(data):
    content = bytearray(as_file(Image.new("L", (200, 200), 255), "JPEG"))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(3, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(UserError):
        code_picture.found(bytes(content))


def test_times_are_those_of_signing():
    when = datetime(2026, 4, 9, 10, 42, 31, tzinfo=UTC)
    statement = a_statement(signers=(SignerTime(Party.EMPLOYEE, False, when),))
    assert proof.check(made(statement), [office()]).statement.signers[0].when == when
