"""A form signed by pen: printed, scanned, attached; the review closes and says by whom."""

from __future__ import annotations

import hashlib
import io
import zlib

import pikepdf
import pytest
from PIL import Image

from builders import PIN, a_desk, a_key, a_review
from integration.services.parties import Parties, refused
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.signoff import Stance
from reviewdesk.services import (
    certificates,
    exporting,
    form_pdf,
    pen,
    rating,
    reviews,
    signing,
    verifying,
)


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


@pytest.fixture
def parties(ctx):
    return Parties(ctx, a_review(ctx, state=State.SIGNING))


def picture(kind="PNG", size=(400, 560)):
    stream = io.BytesIO()
    Image.new("L", size, 255).save(stream, kind)
    return stream.getvalue()


def a_pdf(change=None, pages=1, **saving):
    with pikepdf.new() as pdf:
        for _number in range(pages):
            pdf.add_blank_page()
        if change:
            change(pdf)
        stream = io.BytesIO()
        pdf.save(stream, **saving)
    return stream.getvalue()


def scanned(tmp_path, content=None, name="scan.pdf"):
    path = tmp_path / name
    path.write_bytes(a_pdf() if content is None else content)
    return path


@pytest.mark.parametrize(
    ("content", "kind"), [(a_pdf(), "pdf"), (picture(), "png"), (picture("JPEG"), "jpeg")]
)
@pytest.mark.parametrize("who", ["boss", "office"])
def test_a_scan_closes_the_review_and_is_kept_as_it_is(ctx, parties, tmp_path, content, kind, who):
    seated = ctx if who == "office" else parties.boss
    printed = pen.paper_to_sign(seated, parties.review)
    assert b"DRAFT" not in printed
    assert form_pdf.form_bytes(parties.employee, parties.review) == printed
    path = scanned(tmp_path, content, "any name.txt")  # the content decides, not the name
    assert pen.attach(seated, parties.review, path, "All three, on 18 March") is State.CLOSED
    found = pen.scan(parties.employee, parties.review)
    assert found.kind == kind
    assert found.digest == hashlib.sha256(content).hexdigest()
    assert (found.attached_by, found.attached_at) == (seated.actor.name, ctx.clock.now())
    assert found.note == "All three, on 18 March"
    assert reviews.open_review(parties.employee, parties.review).turn.state is State.CLOSED
    out = tmp_path / "out"
    pen.save_scan(parties.employee, parties.review, out)
    assert out.read_bytes() == content
    assert form_pdf.form_bytes(parties.employee, parties.review) == printed
    report = verifying.verify_here(ctx, out)
    assert [one.kind for one in report.findings] == ["scan"]
    assert not report.all_well  # a scan proves nothing by itself
    assert seated.actor.name in report.findings[0].words
    assert "Signed by pen" in verifying.verdict(report)
    assert verifying.verify_review(parties.boss, parties.review) == report


def test_the_history_names_who_attached_it_and_when(ctx, parties, tmp_path):
    pen.attach(parties.boss, parties.review, scanned(tmp_path))
    last = reviews.open_review(ctx, parties.review).history[-1]
    assert last.sentence.startswith(f"{parties.boss.actor.name}: Signed by pen")
    assert last.made_at == ctx.clock.now()


def test_a_form_that_is_signed_electronically_is_not_signed_by_pen_too(ctx, parties, tmp_path):
    first = signing.signing(ctx, parties.review).next_party.value
    seated = {"employee": parties.employee, "supervisor": parties.boss}[first]
    a_key(ctx, seated.actor.person_id)
    stance = Stance.AGREES if first == "employee" else Stance.NONE
    signing.sign(seated, parties.review, certificates.unlock(seated, PIN), stance=stance)
    refused(
        pen.attach, parties.boss, parties.review, scanned(tmp_path), says="electronically already"
    )
    refused(pen.paper_to_sign, parties.boss, parties.review, says="electronically already")
    assert pen.scan(ctx, parties.review) is None


def test_a_printed_form_can_still_be_signed_in_the_program(ctx, parties):
    printed = pen.paper_to_sign(parties.boss, parties.review)
    first = signing.signing(ctx, parties.review).next_party.value
    seated = {"employee": parties.employee, "supervisor": parties.boss}[first]
    a_key(ctx, seated.actor.person_id)
    stance = Stance.AGREES if first == "employee" else Stance.NONE
    signing.sign(seated, parties.review, certificates.unlock(seated, PIN), stance=stance)
    assert form_pdf.form_bytes(ctx, parties.review).startswith(printed)


def test_a_form_taken_back_after_printing_is_void_and_made_anew(ctx, parties):
    printed = pen.paper_to_sign(parties.boss, parties.review)
    rating.move(parties.employee, parties.review, Move.TAKE_BACK)
    rating.write_comment(parties.employee, parties.review, "One more word")
    rating.move(parties.employee, parties.review, Move.FINISH_COMMENTS)
    again = pen.paper_to_sign(parties.boss, parties.review)
    assert again != printed


def test_a_reopened_review_lets_go_of_its_scan(ctx, parties, tmp_path):
    path = scanned(tmp_path)
    pen.attach(ctx, parties.review, path)
    rating.move(ctx, parties.review, Move.REOPEN, "A figure was wrong")
    assert pen.scan(ctx, parties.review) is None
    report = verifying.verify_here(ctx, path)
    assert [one.kind for one in report.findings] == ["void"]


def test_others_may_not_and_not_at_other_times(ctx, parties, tmp_path):
    path = scanned(tmp_path)
    refused(pen.attach, parties.employee, parties.review, path, says="may not do this")
    refused(pen.attach, parties.reviewer, parties.review, path, says="may not do this")
    early = Parties(ctx, a_review(ctx, state=State.RATING))
    refused(pen.attach, early.boss, early.review, path, says="not ready")
    refused(pen.scan_bytes, ctx, early.review, says="not signed by pen")


def javascript(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.Kept = pdf.make_indirect(pdf.Root.OpenAction)


def attachment(pdf):
    pdf.attachments["x.exe"] = b"MZ"


def png_bomb():
    """Return a picture of 60,000 by 60,000 dots in a few bytes."""

    def chunk(kind, content):
        whole = kind + content
        return len(content).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")

    head = (60_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "neither a PDF nor a picture"),
        (b"MZ\x90", "neither a PDF nor a picture"),
        (b"<html>", "neither a PDF nor a picture"),
        (picture("GIF"), "neither a PDF nor a picture"),
        (b"%PDF-1.7 broken", "damaged"),
        (picture()[:200], "damaged"),
        (b"\xff\xd8\xff" + b"\0" * 50, "damaged"),
        (a_pdf(javascript), "script"),
        (a_pdf(attachment), "script or another file"),
        (a_pdf(pages=61), "too many"),
        (a_pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "password"),
        (png_bomb(), "too many dots"),
        (b"%PDF-1.7" + bytes(25_000_000), "too large"),
    ],
    ids=range(13),
)
def test_what_is_no_scan_is_refused_and_nothing_is_kept(ctx, parties, tmp_path, content, words):
    refused(pen.attach, ctx, parties.review, scanned(tmp_path, content), says=words)
    assert pen.scan(ctx, parties.review) is None
    assert reviews.open_review(ctx, parties.review).turn.state is State.SIGNING


def test_the_exported_record_has_the_form_and_its_scan(ctx, parties, tmp_path):
    pen.attach(ctx, parties.review, scanned(tmp_path, picture()))
    out = exporting.export(ctx, [parties.review], tmp_path / "out")
    assert [one.suffix for one in out.paths if one.read_bytes() == picture()] == [".png"]
    again = exporting.export(ctx, [parties.review], tmp_path / "out")
    assert (again.paths, again.written) == (out.paths, 0)
