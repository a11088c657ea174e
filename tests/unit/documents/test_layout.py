"""The form says everything, on any paper, whatever people write."""

from __future__ import annotations

import subprocess

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdesk.documents import content, layout
from reviewdesk.documents.layout import Paper
from reviewdesk.domain.snapshot import CommentLine, PersonLine
from unit.documents.papers import WORDS, a_snapshot, an_entry, drawn


def text_of(pdf, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def test_another_program_reads_everything_the_form_says(tmp_path):
    text = text_of(drawn().pdf, tmp_path)
    for words in (
        "Performance Review",
        "1 April 2025 to 31 March 2026",
        "Emily White",
        "LD-1002",
        "Ngozi Bamidele, Team Leader",
        "Goal number 3",
        "8.5 days",
        "5 · Outstanding",
        "3.84 · 4 · Exceeds Expectations",
        "Goals: 3.90 x 70 % = 2.73",
        "3 June 2025",
        "You may appeal within 15 days.",
        "R-2026-00012, version 1",
    ):
        assert words in text


def test_every_page_says_which_it_is_and_of_how_many(tmp_path):
    paper = drawn()
    text = text_of(paper.pdf, tmp_path)
    for page in range(1, paper.pages + 1):
        assert f"Page {page} of {paper.pages}" in text


@pytest.mark.parametrize(
    ("paper", "size"), [(Paper.A4, "595.276 x 841.89"), (Paper.LETTER, "612 x 792")]
)
def test_both_papers(paper, size, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(drawn(paper=paper).pdf)
    facts = subprocess.run(
        ["pdfinfo", str(path)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert size in facts


def test_the_same_snapshot_gives_the_same_bytes():
    assert drawn().pdf == drawn().pdf


def test_every_text_is_in_an_embedded_font(tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(drawn().pdf)
    fonts = subprocess.run(
        ["pdffonts", str(path)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    used = [line for line in fonts.splitlines()[2:] if "Helvetica" not in line]
    assert used
    assert all(" yes yes yes " in line for line in used)


def test_qpdf_finds_nothing_wrong(tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(drawn().pdf)
    subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=True)


def test_markup_is_printed_not_obeyed(tmp_path):
    nasty = "<b>bold</b> & <img src='x'/> &amp; <a href='http://192.0.2.1'>x</a>"
    snapshot = a_snapshot(comments=(CommentLine("employee", "Employee", nasty),))
    text = text_of(drawn(snapshot).pdf, tmp_path)
    assert "<b>bold</b> & <img src='x'/> &amp;" in text


def test_names_in_other_scripts_can_be_copied(tmp_path):
    for name in ("मुक्ता तिवारी", "Nguyễn Văn Ánh", "Ελένη Παπαδοπούλου", "Олга Петровић", "አበበ በቀለ"):
        person = PersonLine(name, "LD-1", "Inspector", "North")
        assert name in text_of(drawn(a_snapshot(employee=person)).pdf, tmp_path)


def test_a_right_to_left_name_is_drawn_in_its_own_font(tmp_path):
    person = PersonLine("محمد علي", "LD-1", "Inspector", "North")
    path = tmp_path / "form.pdf"
    path.write_bytes(drawn(a_snapshot(employee=person)).pdf)
    fonts = subprocess.run(
        ["pdffonts", str(path)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert "NotoNaskhArabic" in fonts


def test_long_text_flows_over_pages(tmp_path):
    long = WORDS * 800
    paper = drawn(a_snapshot(entries=(an_entry(narrative=long),)))
    assert paper.pages > 8
    assert text_of(paper.pdf, tmp_path).count("flood") == 800 + 1  # and the check-in


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5000,
        "\x00\x01\x1b[31m \ud800 \u202etxt.exe\u202c",
        "😀 🏳️‍🌈",
        "\n\n\n",
        "ا" * 3000,
        "&lt;" * 2000,
    ],
)
def test_no_text_is_too_odd_to_print(text):
    snapshot = a_snapshot(
        employee=PersonLine(text, text, text, text, text),
        entries=(an_entry(name=text, narrative=text, self_text=text),),
        comments=(CommentLine("employee", text, text),),
        cycle=text,
        office=text,
    )
    assert drawn(snapshot).pdf.startswith(b"%PDF")


@settings(max_examples=15)
@given(st.text(max_size=400))
def test_any_text_can_be_printed(text):
    assert drawn(a_snapshot(entries=(an_entry(name=text, narrative=text),))).pages >= 1


def test_a_draft_says_so_on_every_page(tmp_path):
    paper = drawn(a_snapshot(state="draft"))
    assert text_of(paper.pdf, tmp_path).count("version 1, draft") == paper.pages


def test_a_blank_form_has_lines_to_write_on(tmp_path):
    paper = drawn(a_snapshot(state="blank", entries=(), comments=()))
    assert "Goal 1" in text_of(paper.pdf, tmp_path)


def test_each_signatory_has_a_box_on_the_paper():
    boxes = drawn().signature_boxes
    assert [box.field for box in boxes] == ["sig_employee", "sig_supervisor", "sig_reviewer"]
    for box in boxes:
        left, bottom, right, top = box.rect
        assert 0 < left < right < 595
        assert 0 < bottom < top < 842


@pytest.mark.parametrize("lines", range(30, 60, 3))
def test_the_heading_of_the_signatures_stands_with_the_first_of_them(lines):
    blocks = (
        content.Text("\n\n".join(["Words"] * lines)),
        content.Heading("Signatures", room=160),
        content.SignatureBlock("sig_employee", "Employee", "Ama Owusu", "I have read it. " * 15),
    )
    paper = layout.draw(
        content.Content("Form", "Year", "Office", "R-1", "en", mark="", blocks=blocks)
    )
    (box,) = paper.signature_boxes
    with pypdfium2.PdfDocument(paper.pdf) as file:
        texts = [page.get_textpage().get_text_range() for page in file]
    assert "Signatures" in texts[box.page]
