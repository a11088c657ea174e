"""The papers beside the form: what they say, whatever people write; the logo of the office."""

from __future__ import annotations

import contextlib
import io
import struct
import subprocess
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reviewdesk.documents import content, logo
from reviewdesk.documents.layout import Paper
from reviewdesk.domain.paper_lines import SMALLEST_GROUP, UnitLine, pooled
from reviewdesk.domain.rating import is_below_middle
from reviewdesk.domain.scheme import NOT_RATED
from reviewdesk.services import schemes
from unit.documents import other_papers
from unit.documents.other_papers import PAPERS, a_picture, drawn

NASTY = {
    "a word of 300 letters": "w" * 300,
    "markup": "<b>&amp;</p><img src='x'/> " * 20,
    "control characters": "\x00\x01\x1b[31m \u202etxt\u202c ",
    "lone surrogates": "\ud800 a \udfff",
    "right to left": "\u0646\u0635 \u05e9\u05dc\u05d5\u05dd (a)",
    "empty lines": "\n" * 300,
}


def text_of(pdf, tmp_path):
    place = tmp_path / "paper.pdf"
    place.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(place), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_any_text_in_every_place_makes_a_paper(name, text):
    assert drawn(PAPERS[name](text), text=text).startswith(b"%PDF")


LONG = {
    "words": "All year long. " * 3334,
    "a word": "x" * 50_000,
    "right to left": "\u0646\u0635 " * 16_667,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
@pytest.mark.parametrize("block", [
    lambda text: content.Grid(("A", "B", "C"), (("a", text, ""),), (3, 1, 1), room=30),
    lambda text: content.Facts((("A", "b"), ("C", text))),
    lambda text: content.Points(("a", text)),
    lambda text: content.TickGrid("A", ("1", "2"), ("a", text)),
    content.Text,
], ids=["grid", "facts", "points", "ticks", "text"])  # fmt: skip
def test_a_text_of_50_000_letters_in_one_place_is_printed_whole(block, text, tmp_path):
    made = content.Content("T", "", "", "", "en", mark="", blocks=(block(text),))
    printed = text_of(drawn(made), tmp_path)
    letter = text[0]
    assert printed.count(letter) >= text.count(letter)


@settings(max_examples=5, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_printed_by_hand(text):
    assert drawn(other_papers.by_hand(text or "x"), text=text).startswith(b"%PDF")


def test_the_agreement_says_what_was_agreed_and_how_it_changed(tmp_path):
    text = text_of(drawn(other_papers.an_agreement()), tmp_path)
    for words in (
        "1. Answer letters sooner", "50 %", "Draft", "Target: 9 → 8", "A new law",
        "Both agreed.", "No longer in the plan", "Signature", "12 Harbour Road",
    ):  # fmt: skip
        assert words in text
    assert "DRAFT" not in text
    head = other_papers.a_head(is_draft=True)
    assert "not agreed yet" in text_of(drawn(other_papers.an_agreement(head=head)), tmp_path)


def test_an_improvement_plan_without_ratings_has_room_for_three_points(tmp_path):
    text = text_of(drawn(other_papers.an_improvement_plan(lines=0)), tmp_path)
    assert "Point 3" in text
    assert "Point 4" not in text


def test_a_summary_of_few_people_gives_no_figures(tmp_path):
    text = text_of(drawn(other_papers.a_summary(total=4)), tmp_path)
    assert "Fewer than 5 people" in text
    assert "Outstanding" not in text
    assert "Roads" not in text


@pytest.mark.parametrize("scheme_id", [card.id for card in schemes.list_schemes()])
@pytest.mark.parametrize("size", list(Paper))
def test_a_blank_form_has_a_place_for_every_answer(scheme_id, size, tmp_path):
    scheme = schemes.load_scheme(scheme_id)
    text = " ".join(text_of(drawn(other_papers.a_blank(scheme_id), paper=size), tmp_path).split())
    for section in scheme.sections:
        for entry in section.fixed_entries:
            assert entry.name.split()[0] in text
    for one in scheme.signatories:
        assert one.title.split()[0] in text
    assert text.count("Signature") >= len(scheme.signatories)


def line(*counts):
    return UnitLine(f"Unit {counts}", counts)


@given(st.lists(st.integers(0, 30), max_size=12))
def test_no_group_on_a_summary_is_small_nor_can_one_be_worked_out(sizes):
    lines = tuple(UnitLine(f"Unit {place}", (size,)) for place, size in enumerate(sizes))
    shown = pooled(lines, "Together")
    counts = [one.counts[0] for one in shown]
    assert all(count >= SMALLEST_GROUP for count in counts)
    left = sum(sizes) - sum(counts)
    assert left == 0 or not counts


def test_small_units_are_put_together():
    shown = pooled((line(9, 1), line(2, 1), line(3, 0)), "Small units")
    assert [(one.name, one.counts) for one in shown] == [
        ("Unit (9, 1)", (9, 1)), ("Small units", (5, 1)),
    ]  # fmt: skip


def test_the_worse_half_of_each_kind_of_scale():
    def below(scheme_id, place, *ratings):
        scheme = schemes.load_scheme(scheme_id)
        scale = scheme.scale(scheme.sections[place])
        return [is_below_middle(scale, one) for one in ratings]

    assert below("general-five", 0, "1", "2", "3", "5", NOT_RATED) == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert below("in-apar", 0, "1", "5", "6", "10") == [True, True, False, False]
    assert below("ke-spas", 0, "99.5", "100") == [True, False]


def test_a_logo_is_small_opaque_and_written_anew():
    for raw in (
        a_picture(3000, 900), a_picture(3000, 900, "RGB", "JPEG"), a_picture(90, 90, "L"),
        a_picture(90, 90, "I;16"), a_picture(90, 90, "CMYK", "JPEG"), a_picture(90, 90, "P"),
    ):  # fmt: skip
        with Image.open(io.BytesIO(logo.clean_logo(raw))) as kept:
            assert kept.mode == "RGB"
            assert kept.width <= 800
            assert kept.height <= 230
    with Image.open(io.BytesIO(logo.clean_logo(a_picture()))) as kept:
        assert kept.getpixel((299, 60)) == (255, 255, 255)  # was to be seen through


def huge(width, height):
    """Return a small file that says it is a huge picture, with nothing behind it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    data = zlib.compress(b"\0" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", "unreadable"),
        (b"GIF89a" + bytes(40), "unreadable"),
        (b"\x89PNG\r\n\x1a\n", "unreadable"),
        (a_picture()[:200], "unreadable"),
        (a_picture(900, 900, "RGB", "JPEG")[:900], "unreadable"),
        (huge(100_000, 100_000), "huge"),
        (huge(5_000, 4_000), "huge"),
        (huge(2**31 - 1, 2**31 - 1), "huge"),
        (huge(0, 5), "unreadable"),
        (b"\xff" * (logo.MOST_BYTES + 1), "huge"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unreadable"),
    ],
)
def test_a_picture_that_cannot_be_a_logo_is_refused(raw, kind):
    with pytest.raises(logo.LogoError) as caught:
        logo.clean_logo(raw)
    assert caught.value.kind == kind


PICTURE = a_picture()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(PICTURE) - 1), st.binary(min_size=1, max_size=6))
def test_a_damaged_picture_is_read_or_refused(place, bytes_):
    raw = PICTURE[:place] + bytes_ + PICTURE[place + len(bytes_) :]
    with contextlib.suppress(logo.LogoError):  # and nothing else
        assert logo.clean_logo(raw)
