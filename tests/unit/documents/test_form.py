"""Each scheme's form: its own words, order and columns; and whatever is accepted can be drawn."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdesk.documents import form, layout
from reviewdesk.documents.content import Facts, Grid, Heading, Result, Text
from reviewdesk.domain import scheme_file
from reviewdesk.domain.scheme import ScaleKind
from reviewdesk.services import scheme_example, scheme_sheet
from unit.documents.papers import a_snapshot, an_entry
from unit.domain.scheme_forms import PATHS, SCHEMES

TODAY = date(2026, 5, 1)
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in PATHS}


def best(scheme):
    """A form on which everything is rated as well as it can be."""
    given_ratings = {}
    for entry in scheme_example.entries(scheme):
        scale = scheme.scale(entry.section)
        code = (
            scale.levels[-1].code if scale.kind is ScaleKind.LEVELS else f"{scale.highest or 120}"
        )
        for dimension in [one.id for one in entry.section.dimensions] or [""]:
            given_ratings[entry.section.id, entry.name, dimension] = code
    return given_ratings


@pytest.mark.parametrize("scheme_id", sorted(SCHEMES))
def test_a_form_says_everything_in_the_words_of_its_scheme(scheme_id, tmp_path):
    scheme = SCHEMES[scheme_id]
    paper = tmp_path / "form.pdf"
    paper.write_bytes(scheme_example.form(scheme, best(scheme), TODAY))
    command = ["pdftotext", "-layout", str(paper), "-"]
    shown = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    text = " ".join(shown.split())
    said = [scheme.form_title, scheme.words.overall, scheme.result.levels[-1].label]
    said += [one.title for one in scheme.headings]
    said += [one.title for one in scheme.sections]
    said += [one.entry_word for one in scheme.sections]
    said += [one.meaning for one in scheme.signatories]
    said += [scheme.words.employee, scheme.words.supervisor]
    for words in said:
        for word in words.split():  # a heading of a narrow column stands on several lines
            assert word in text, (words, word)
    places = [text.index(one.title) for one in scheme.sections]
    assert places == sorted(places)


def content(scheme_id, snapshot):
    return form.form_content(snapshot, SCHEMES[scheme_id])


def of(kind, paper):
    return [one for one in paper.blocks if isinstance(one, kind)]


def test_many_ratings_of_one_entry_stand_as_codes_with_their_meaning_below():
    ratings = (("Quality", "5 · Outstanding"), ("Efficiency", "4 · Very Satisfactory"),
               ("Average", "4.50"))  # fmt: skip
    entry = an_entry("core", "Roads", ratings=ratings, self_rating="")
    paper = content("ph-spms-ipcr", a_snapshot(entries=(entry,)))
    (table,) = of(Grid, paper)
    assert table.header[-4:] == ("Quality", "Efficiency", "Average", "Remarks")
    assert table.rows[0][-4:-1] == ("5", "4", "4.50")
    assert paper.landscape
    assert any("4 · Very Satisfactory, 3 · Satisfactory" in one.text for one in of(Text, paper))


def test_words_stand_in_the_table_only_where_the_scheme_puts_them():
    entry = an_entry("core", "Roads", narrative="Seen in May.", self_text="Done in May.")
    paper = content("ph-spms-ipcr", a_snapshot(entries=(entry,)))
    assert {"Seen in May.", "Done in May."} <= set(of(Grid, paper)[0].rows[0])
    assert "Seen in May." not in [one.text for one in of(Text, paper)]
    other = content("general-five", a_snapshot(entries=(replace(entry, section="goals"),)))
    assert "Seen in May." not in of(Grid, other)[0].rows[0]
    assert "Seen in May." in [one.text for one in of(Text, other)]


def test_a_critical_entry_has_its_mark_where_others_are_not_critical():
    entries = (an_entry("critical", "Claims"), an_entry("noncritical", "Order"))
    paper = content("us-va-0750", a_snapshot(entries=entries))
    assert [table.rows[0][0] for table in of(Grid, paper)] == ["Claims *", "Order"]
    headings = {one.text: one.aside for one in of(Heading, paper)}
    assert headings["Critical elements"] == "* critical"
    alone = content("us-dod-dpmap", a_snapshot(entries=(an_entry("elements", "Claims"),)))
    assert of(Grid, alone)[0].rows[0][0] == "Claims"


def test_a_result_has_its_unit_and_a_named_entry_its_meaning():
    paper = content("ke-spas", a_snapshot(result_score="97", result_level="3 · Good"))
    assert of(Result, paper)[0].score == "97 %"
    name = SCHEMES["in-apar"].sections[0].fixed_entries[0].name
    paper = content("in-apar", a_snapshot(entries=(an_entry("work_output", name),)))
    assert of(Grid, paper)[0].notes == (SCHEMES["in-apar"].sections[0].fixed_entries[0].definition,)


def test_what_ratings_and_levels_mean_is_told_best_first():
    paper = content("gh-psc", a_snapshot())
    tables = [one.rows for one in of(Facts, paper)[1:]]
    assert [rows[0][0] for rows in tables] == ["5 · Exceptional"] * 2
    assert [rows[-1][0] for rows in tables] == ["1 · Unacceptable"] * 2


def test_a_long_text_in_a_table_flows_over_pages(tmp_path):
    entry = an_entry("core", "Roads", narrative="All of it was seen. " * 400)
    drawn = layout.draw(content("ph-spms-ipcr", a_snapshot(entries=(entry,))))
    paper = tmp_path / "form.pdf"
    paper.write_bytes(drawn.pdf)
    command = ["pdftotext", str(paper), "-"]
    text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    assert " ".join(text.split()).count("it was seen.") == 400


LONGEST = {"title": 200, "form_title": 200, "name": 200, "version": 200, "label": 80,
           "entry_word": 80, "unit": 80, "meaning": 300, "narrative": 80, "rating": 80,
           "measure": 80, "self_assessment": 80, "overall": 80}  # fmt: skip


@pytest.mark.parametrize("scheme_id", ["ph-spms-ipcr", "us-opm-ses", "tz-opras"])
@pytest.mark.parametrize("key", sorted(LONGEST))
def test_the_longest_words_that_are_accepted_have_room(scheme_id, key):
    pattern = re.compile(rf'^({key} = ")[^"\n]*(")$|( {key} = ")[^"\n]*(")', re.MULTILINE)

    def longest(match):
        front, back = (one for one in match.groups() if one)
        return front + "W" * LONGEST[key] + back

    text = pattern.sub(longest, TEXTS[scheme_id], count=40)
    scheme, faults = scheme_file.read(text)
    assert all("twice" in each.message or "longer" in each.message for each in faults)
    if scheme is not None:
        assert scheme_example.form(scheme, best(scheme), TODAY).startswith(b"%PDF")


def test_the_narrowest_columns_have_room_for_the_longest_words():
    scheme = SCHEMES["ph-spms-ipcr"]
    wide = "W" * 80
    sections = tuple(
        replace(one, dimensions=tuple(replace(each, title=wide) for each in one.dimensions[:2]))
        for one in scheme.sections
    )
    words = replace(scheme.words, average=wide)
    changed = replace(scheme, sections=sections, words=words)
    assert scheme_file.read(scheme_file.write(changed))[1] == ()
    assert scheme_example.form(changed, best(changed), TODAY).startswith(b"%PDF")


NUMBERS = ["0", "-1", "1", "2", "3", "7", "0.5", "100", "101", "0.000001", "1000000",
           "0e999999"]  # fmt: skip
STRINGS = ['"*"', '"1"', '"goals"', '"fixed"', '"percent"', '"number"', '"levels"', '"none"',
           '"pooled"', '"sections"', '"weighted-sum"', '"a\\nb"',
           '"<b>x</b> & {x} %s"']  # fmt: skip


@st.composite
def changed_files(draw):
    """A shipped file with some values changed or lines lost, so that much of it is accepted."""
    text = TEXTS[draw(st.sampled_from(sorted(TEXTS)))]
    for _ in range(draw(st.integers(1, 3))):
        pattern, choices = draw(
            st.sampled_from([(r"(?<== )-?[\d.]+", NUMBERS), (r'"[^"\n]*"', STRINGS),
                             (r"^(?!\[).*\n", [""])])
        )  # fmt: skip
        places = list(re.finditer(pattern, text, re.MULTILINE))
        place = draw(st.sampled_from(places))
        text = text[: place.start()] + draw(st.sampled_from(choices)) + text[place.end() :]
    return text


@settings(max_examples=120)
@given(changed_files(), st.randoms(use_true_random=False))
def test_what_is_accepted_can_be_told_scored_and_drawn(text, source):
    scheme, faults = scheme_file.read(text)
    assert (scheme is None) is bool(faults)
    if scheme is None:
        return
    assert scheme_sheet.chapters(scheme)
    for worst in (True, False):
        given_ratings = {}
        for entry in scheme_example.entries(scheme):
            scale = scheme.scale(entry.section)
            ends = [scale.levels[0].code, scale.levels[-1].code] if scale.levels else [
                f"{scale.lowest or 0:f}", f"{200 if scale.highest is None else scale.highest:f}"
            ]  # fmt: skip
            for dimension in [one.id for one in entry.section.dimensions] or [""]:
                given_ratings[entry.section.id, entry.name, dimension] = ends[not worst]
        so_far = scheme_example.score(scheme, given_ratings)
        assert so_far.missing == ()
        assert so_far.result.level or not scheme.result.levels
    if source.random() < 0.2:
        assert scheme_example.form(scheme, given_ratings, TODAY).startswith(b"%PDF")
