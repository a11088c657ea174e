"""A form carries its own content: by a published schema, and never other than its pages say."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
from dataclasses import replace
from datetime import date

import jsonschema
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdesk import resources
from reviewdesk.documents import attached_data, attachment, form, layout, verify
from reviewdesk.documents.attached_data import Agreement
from reviewdesk.domain import snapshot, snapshot_reading
from reviewdesk.errors import UserError
from reviewdesk.services import scheme_example, schemes
from unit.documents.papers import a_snapshot, an_entry, drawn, keys, signed
from unit.documents.test_scripts import TEXTS

SCHEMA = json.loads(resources.file("schemas/review-1.json").read_text(encoding="utf-8"))
JUDGE = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)
IDS = [card.id for card in schemes.list_schemes()]


def example(scheme_id, today=date(2026, 4, 1)):
    """Return scheme and content of an invented form, everything rated best."""
    scheme = schemes.load_scheme(scheme_id)
    best = {}
    for entry in scheme_example.entries(scheme):
        scale = scheme.scale(entry.section)
        code = scale.levels[-1].code if scale.levels else str(scale.highest or 100)
        for dimension in [one.id for one in entry.section.dimensions] or [""]:
            best[entry.section.id, entry.name, dimension] = code
    return scheme, replace(scheme_example._snapshot(scheme, best, today), state="final")


def with_data(pdf, data, name=attachment.DATA):
    """Return a form with other data in it, as somebody might make one before it is signed."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        names = file.Root.Names.EmbeddedFiles.Names
        place = [str(one) for one in list(names)[::2]].index(name)
        names[2 * place + 1].EF.F.write(data)
        stream = io.BytesIO()
        file.save(stream)
    return stream.getvalue()


def edited(**changes):
    """Return the canonical data of the usual form with some of it changed."""
    return snapshot.to_bytes(replace(a_snapshot(), **changes))


def test_the_schema_is_one_and_describes_every_field():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"].endswith(f":{snapshot.FORMAT}")
    parts = [SCHEMA, *SCHEMA["$defs"].values()]
    assert len(parts) == 9
    for part in parts:
        assert part["description"]
        assert not part["additionalProperties"]
        assert sorted({*part["required"], "audit"}) == sorted({*part["properties"], "audit"})
        assert all(one["description"] for one in part["properties"].values())


@pytest.mark.parametrize("scheme_id", IDS)
def test_the_form_of_every_scheme_carries_its_content_by_the_schema(scheme_id):
    scheme, content = example(scheme_id)
    pdf = layout.draw(form.form_content(content, scheme)).pdf
    data = attachment.data_of(pdf)
    JUDGE.validate(json.loads(data))
    assert hashlib.sha256(data).hexdigest() == snapshot.digest(content)
    assert snapshot_reading.read(data) == (content, "")
    assert attached_data.compare(pdf).agreement is Agreement.PAGES


@pytest.mark.parametrize("scheme_id", IDS)
def test_every_word_is_found_where_the_lines_are_drawn_otherwise(scheme_id, monkeypatch):
    scheme, content = example(scheme_id)
    pdf = layout.draw(form.form_content(content, scheme), paper=layout.Paper.LETTER).pdf
    monkeypatch.setattr(attached_data, "_is_drawn", lambda *_given: False)
    assert attached_data.compare(pdf).agreement is Agreement.WORDS
    monkeypatch.setattr(form, "WORDING", form.WORDING + 1)
    assert attached_data.compare(pdf).agreement is Agreement.VALUES


@pytest.mark.parametrize("script", TEXTS)
def test_every_script_is_compared(script, monkeypatch):
    text = TEXTS[script]
    pdf = drawn(a_snapshot(entries=(an_entry(name=text[:40], narrative=text, self_text=text),))).pdf
    assert attached_data.compare(pdf).agreement is Agreement.PAGES
    monkeypatch.setattr(attached_data, "_is_drawn", lambda *_given: False)
    assert attached_data.compare(pdf).agreement is Agreement.WORDS


def test_long_words_signs_and_tables_over_pages_are_compared(monkeypatch):
    monkeypatch.setattr(attached_data, "_is_drawn", lambda *_given: False)
    entries = tuple(
        an_entry(name=f"Goal {n} " + "word " * 30, narrative="x" * 300 + "\n\n☂ <b>&amp;")
        for n in range(40)
    )
    pdf = drawn(a_snapshot(entries=entries, result_level="\U000f0000 4")).pdf
    assert attached_data.compare(pdf).agreement is Agreement.WORDS


def test_drafts_and_blank_forms_carry_nothing():
    for state in ("draft", "blank"):
        pdf = drawn(replace(a_snapshot(), state=state)).pdf
        assert attached_data.compare(pdf) == attached_data.DataReport(Agreement.NONE, "")
        with pytest.raises(UserError, match="carries no data"):
            attachment.data_of(pdf)


def test_another_program_lists_and_saves_the_data(tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(signed())
    listed = subprocess.run(
        ["pdfdetach", "-list", str(path)], capture_output=True, encoding="utf-8", check=True
    )
    assert listed.stdout.split("\n")[0] == "2 embedded files"
    assert listed.stderr == ""
    subprocess.run(
        ["pdfdetach", "-savefile", "review.json", "-o", str(tmp_path / "out.json"), str(path)],
        check=True,
    )
    saved = (tmp_path / "out.json").read_bytes()
    assert saved == attachment.data_of(path.read_bytes()) == snapshot.to_bytes(a_snapshot())


def test_a_signed_form_is_well_and_says_how_its_data_was_compared():
    report = verify.verify(signed(), trusted_roots=[keys()[0]])
    assert report.all_well
    assert report.data is Agreement.PAGES


def test_signatures_do_not_hide_that_the_data_is_another():
    """A form made with false data and then signed by everybody is intact, yet not well."""
    false = with_data(drawn().pdf, edited(result_level="5 · Outstanding"))
    report = verify.verify(signed(pdf=false), trusted_roots=[keys()[0]])
    assert all(one.intact and one.trusted for one in report.signatures)
    assert not report.all_well
    assert report.data is Agreement.NONE
    assert any("5·Outstanding" in finding.words for finding in report.findings)


def test_data_changed_after_signing_is_found():
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed()))
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    file = names[1]["/EF"].raw_get("/F").reference
    stream = writer.get_object(file)
    stream._data, stream._encoded_data = edited(result_level="5 · Outstanding"), None
    writer.mark_update(file)
    changed = io.BytesIO()
    writer.write(changed)
    report = verify.verify(changed.getvalue(), trusted_roots=[keys()[0]])
    assert not report.all_well
    assert not all(one.intact for one in report.signatures)


@pytest.mark.parametrize("drawn_again", [True, False])
@pytest.mark.parametrize(
    "changes",
    [
        {"result_level": "5 · Outstanding"},
        {"result_score": "4.84"},
        {"period_end": "2026-03-30"},
        {"appeal": ""},
        {"entries": ()},
        {"signers": a_snapshot().signers[:2]},
        {"reviewer": None},
        {"scheme_version": "2026.2"},
        {"state": "draft"},
        {"comments": a_snapshot().comments * 2},
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_data_that_says_something_else_is_found(changes, drawn_again, monkeypatch):
    if not drawn_again:
        monkeypatch.setattr(attached_data, "_is_drawn", lambda *_given: False)
    report = attached_data.compare(with_data(drawn().pdf, edited(**changes)))
    assert report.agreement is Agreement.NONE
    assert report.fault


def test_values_of_another_wording_are_compared(monkeypatch):
    pdf = drawn().pdf
    monkeypatch.setattr(form, "WORDING", form.WORDING + 1)
    assert attached_data.compare(pdf).agreement is Agreement.VALUES
    for changes in ({"result_score": "4.84"}, {"employee": a_snapshot().supervisor}):
        report = attached_data.compare(with_data(pdf, edited(**changes)))
        assert "which no page says" in report.fault


def test_the_finding_shows_both_sides():
    report = attached_data.compare(with_data(drawn().pdf, edited(result_level="5 · Outstanding")))
    assert "“3.84·5·Outstanding” where the page says “3.84·4·ExceedsExpectations”" in report.fault


def test_letters_that_look_other_than_they_read_are_not_the_same_pages():
    """A font that shows a 5 and reads as a 4 passes by its words, but not when drawn again."""
    pdf = drawn(a_snapshot(result_score="5.84")).pdf
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for page in file.pages:
            for font in page.Resources.Font.values():
                table = font.ToUnicode.read_bytes()
                font.ToUnicode.write(table.replace(b"> <0035>", b"> <0033>"))
        stream = io.BytesIO()
        file.save(stream)
    assert attached_data.compare(stream.getvalue()).agreement is not Agreement.PAGES


HOSTILE = {
    "empty": b"",
    "no JSON": b"{",
    "no text": b"\xff\xfe\x00",
    "a list": b"[]",
    "another format": b'{"format":2}',
    "a true format": b'{"format":true}',
    "no number": edited().replace(b'"version":1', b'"version":NaN'),
    "endless": edited().replace(b'"version":1', b'"version":1e999'),
    "a fraction": edited().replace(b'"version":1', b'"version":1.0'),
    "many digits": edited().replace(b'"version":1', b'"version":' + b"9" * 9000),
    "truth": edited().replace(b'"version":1', b'"version":true'),
    "twice": edited().replace(b'"version":1', b'"version":1,"version":1'),
    "text for a list": edited().replace(b'"working":[', b'"working":"","x":['),
    "missing": edited().replace(b'"cycle":', b'"circle":'),
    "spaces": edited().replace(b'"version":1', b'"version": 1'),
    "deep": b"[" * 200_000,
    "deep within": edited().replace(b'"version":1', b'"version":' + b'{"a":' * 90_000),
    "large": b'{"format":1,"a":"' + b"x" * snapshot_reading.LARGEST + b'"}',
    "larger than any": b" " * (attachment.LARGEST + 1),
    "no day": edited(period_start="yesterday"),
    "many": edited(working=("",) * (snapshot_reading.LONGEST_LIST + 1)),
    "a strange language": edited(language="../../etc"),
    "an empty language": edited(language="\0"),
    "no hash": edited(audit=snapshot.AuditHead("0" * 32, 7, "zz")),
    "no desk": edited(audit=snapshot.AuditHead("", 7, "0" * 64)),
    "a line before all": edited(audit=snapshot.AuditHead("0" * 32, -1, "0" * 64)),
}


def test_a_form_names_the_line_of_the_audit_it_was_made_after():
    named = a_snapshot(audit=AUDIT)
    report = attached_data.compare(drawn(named).pdf)
    assert (report.agreement, report.audit) == (Agreement.PAGES, AUDIT)
    assert attached_data.compare(drawn().pdf).audit is None  # as those made before it was noted
    other = snapshot.to_bytes(replace(named, audit=replace(AUDIT, line=7)))
    assert attached_data.compare(with_data(drawn(named).pdf, other)).agreement is Agreement.NONE


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_data_gets_a_sentence(name):
    report = attached_data.compare(with_data(drawn().pdf, HOSTILE[name]))
    assert report.agreement is Agreement.NONE
    assert report.fault.endswith((".", "”"))


@settings(max_examples=60)
@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode()))
def test_reading_never_raises(content):
    assert snapshot_reading.read(content)[0] is None


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_data_is_told(data):
    content = bytearray(edited())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    read, fault = snapshot_reading.read(bytes(content))
    assert (read is None) == bool(fault)
    assert read != a_snapshot()


def test_a_missing_or_other_scheme_is_told():
    for text in (b" ", b"x = 1", b"\xff", b"[" * 99_000):
        report = attached_data.compare(with_data(drawn().pdf, text, attachment.SCHEME))
        assert "The scheme within this file" in report.fault


def test_a_bomb_is_not_unpacked():
    import zlib

    with pikepdf.open(io.BytesIO(drawn().pdf)) as file:
        names = file.Root.Names.EmbeddedFiles.Names
        bomb = zlib.compress(b"\0" * 400_000_000, 9)
        names[1].EF.F = file.make_stream(bomb, Filter=pikepdf.Name.FlateDecode)
        stream = io.BytesIO()
        file.save(stream, compress_streams=False)
    assert len(stream.getvalue()) < 1_500_000
    report = attached_data.compare(stream.getvalue())
    assert "larger than that of any form" in report.fault
    with pytest.raises(UserError, match="larger than"):
        attachment.data_of(stream.getvalue())


def test_what_is_no_form_has_no_data():
    with pytest.raises(UserError, match="damaged or is no form"):
        attachment.data_of(b"Dear all")


def test_the_wording_has_another_number_when_the_words_change():
    """Forms keep their number of wording; who changes a word or the order raises it."""
    said = hashlib.sha256()
    for scheme_id in IDS:
        scheme, content = example(scheme_id)
        usual = a_snapshot()
        whole = replace(
            content,
            periods=PERIODS,
            audit=AUDIT,
            check_ins=usual.check_ins,
            comments=usual.comments,
        )
        made = form.form_content(whole, scheme)
        said.update("\n".join(attached_data._texts(made)).encode())
    known = {1: "303e2a3d8824d9f9", 2: "811efd664f6e5ec2", 3: "a94ffc2c3e0dd4df"}
    assert known[form.WORDING] == said.hexdigest()[:16], "raise form.WORDING and add its digest"


AUDIT = snapshot.AuditHead("0123456789abcdef" * 2, 1204, "3fa912bc" * 8)
PERIODS = (
    snapshot.PeriodLine("Ann", "2025-04-01", "2025-06-30", 91, (("Goal", "4"),), "Good.", ""),
)
