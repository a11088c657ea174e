from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain import scheme_file, scheme_lines
from reviewdesk.domain.scheme import (
    Band,
    Combination,
    FixedEntry,
    Level,
    PatternRule,
    Phase,
    ResultLevel,
    Signatory,
)
from reviewdesk.domain.scoring import Entry, score
from unit.domain.scheme_forms import PATHS, SCHEMES, shipped

GENERAL = next(path for path in PATHS if path.stem == "general-five").read_text(encoding="utf-8")
shipped_file = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def faults(text):
    scheme, found = scheme_file.read(text)
    assert (scheme is None) is bool(found)
    return found


def change(old, new, text=GENERAL):
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


def line_of(text, words):
    return text[: text.index(words)].count("\n") + 1


def test_twelve_schemes_are_shipped():
    assert len(PATHS) == 12


@shipped_file
def test_a_shipped_file_is_without_fault_and_complete(path):
    scheme = shipped(path)
    assert scheme.id == path.stem
    assert scheme.source
    assert scheme.version
    assert len(scheme.check_before_use) >= 3
    assert {each.phase for each in scheme.phases} == set(Phase)
    assert len(scheme.guidance) == 3
    assert scheme.signatories
    assert scheme.narratives
    assert scheme.blocks
    assert scheme.general or scheme.period
    assert scheme.general or len(scheme.headings) >= 3
    assert scheme.general or (scheme.words.rating and scheme.words.reviewer)
    assert all(section.columns for section in scheme.sections)
    assert all(level.definition for scale in scheme.scales for level in scale.levels)
    assert all(level.definition for level in scheme.result.levels)


@shipped_file
def test_reading_back_what_was_written_gives_the_same_scheme(path):
    scheme = shipped(path)
    again, found = scheme_file.read(scheme_file.write(scheme))
    assert found == ()
    assert again == scheme


@shipped_file
def test_what_was_frozen_is_read_by_the_rules_of_that_day(path):
    text = path.read_text(encoding="utf-8")
    assert scheme_file.read_kept(text) == shipped(path)
    later_refused = text.replace("minimum_days = ", "minimum_days = 999", 1)
    assert scheme_file.read(later_refused)[0] is None
    assert scheme_file.read_kept(later_refused).minimum_days > 366
    assert scheme_file.read_kept(text.replace("discussions = ", 'discussions = "x" #', 1)) is None
    assert scheme_file.read_kept("= nothing") is None


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t"),
    min_size=1,
    max_size=60,
).filter(str.strip)


lines = texts.map(lambda t: " ".join(t.split())).filter(bool)


@given(data=st.data(), path=st.sampled_from(PATHS))
def test_round_trip_of_any_words_and_numbers(data, path):
    scheme = SCHEMES[path.stem]
    changed = replace(
        scheme,
        name=data.draw(lines),
        source=data.draw(texts),
        check_before_use=tuple(data.draw(st.lists(texts, max_size=3))),
        minimum_days=data.draw(st.integers(0, 366)),
        signatories=tuple(
            Signatory(each.party, data.draw(lines), data.draw(lines), data.draw(st.booleans()))
            for each in scheme.signatories
        ),
        words=replace(scheme.words, goal=data.draw(lines)),
        phases=tuple(replace(each, title=data.draw(lines)) for each in scheme.phases),
    )
    again, found = scheme_file.read(scheme_file.write(changed))
    assert found == ()
    assert again == changed


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minimum_days = 90", "minimum_day = 90", "not a known key"),
        ("minimum_days = 90", 'minimum_days = "90"', "must be a whole number"),
        ("minimum_days = 90", "minimum_days = true", "must be a whole number"),
        ("minimum_days = 90", "minimum_days = 9000", "must be from 0 to 366"),
        ('name = "General', 'name = 5 # "General', "must be text"),
        ('name = "General five-level scheme"', 'name = "  "', "is empty"),
        ('name = "General five-level scheme"', 'name = "a\\u0000b"', "cannot be printed"),
        ('name = "General five-level scheme"', f'name = "{"a" * 5000}"', "longer than 200"),
        ('id = "general-five"', 'id = "../general-five"', "cannot be the id of a scheme"),
        ("own_entries = true", "own_entries = 1", "must be true or false"),
        ("share = 70", 'share = "70"', "must be a number"),
        ("share = 70", "share = 1e30", "too large or too fine"),
        ("share = 70", "share = inf", "too large or too fine"),
        ("share = 70", "share = 80", "add up to 110 %"),
        ('scale = "five"\nsource = "goals"', 'scale = "six"\nsource = "goals"', "does not exist"),
        ('source = "goals"', 'source = "dreams"', "must be one of goals, fixed"),
        ('average = "weighted-mean"', 'average = "x + y"', "must be one of"),
        ('average = "weighted-mean"', "average = [1]", "must be one of"),
        ("most = 60", "most = 40", "2 entries of 40 % each cannot add up to 100 %"),
        ("least = 5", "least = 11", "10 entries of 11 % each cannot"),
        ("step = 1\n", "step = 3\n", "in steps of 3 cannot add up"),
        ("step = 1\n", "step = 0\n", "must be more than 0"),
        ("least = 2.50, most = 3.49", "least = 2.60, most = 3.49", "there is a gap"),
        ("least = 2.50, most = 3.49", "least = 2.40, most = 3.49", "overlap"),
        ("least = 1.00, most = 1.49", "least = 1.20, most = 1.49", "is possible and has no band"),
        ("least = 4.50, most = 5.00", "least = 4.50, most = 4.90", "Results above 4.9"),
        ('most = 5.00, code = "5"', 'most = 5.00, code = "9"', "no overall level “9”"),
        ('Expectations", value = 4', 'Expectations", value = 9', "in order from worst"),
        ('Exceeds Expectations", value = 4,', 'Exceeds Expectations",', "this one has none"),
        ("places = 2", "places = 9", "Decimals go from 0 to 6"),
        ("opens = -14", "opens = 20", "ends before it starts"),
        ("days = 183", "days = -3", "before the period begins"),
        ("days = 45", "days = 10", "is due before"),
        ('ratings = ["1", "5"]', 'ratings = ["1", "7"]', "this rule can never apply"),
        ('section = "competencies"', 'section = "nothing"', "does not exist"),
        ('party = "reviewer"\ntext', 'party = "employee"\ntext', "there twice"),
        ("combination", "divisor = 0\ncombination", "must be more than 0"),
        ("combination", 'otherwise = "3"\ncombination', "can never apply"),
        ('"people", ', '"people", "people", ', "there twice"),
        ('"signatures"]', "]", "no block “signatures”"),
        ("fewest = 2", "fewest = 99", "not more than the most"),
        ("appeal_days = 15", "appeal_days = 15\nappeal_days = 16", "there already"),
    ],
)  # fmt: skip
def test_each_fault_stands_at_its_line(old, new, message):
    text = change(old, new)
    found = faults(text)
    hit = [each for each in found if message in each.message]
    assert hit, found
    assert all(each.remedy for each in found)
    pairs = zip(GENERAL.split("\n"), text.split("\n"), strict=False)
    line = next(at for at, (one, other) in enumerate(pairs, start=1) if one != other)
    before = text.split("\n")[:line]
    header = max(at for at, each in enumerate(before, start=1) if each.startswith("[") or at == 1)
    assert {each.line for each in hit} & {line, line + 1, header}, (hit, line)


RULE = """
[[result.rules]]
code = "1"
conditions = [{{ quantity = "any", sections = ["{}"], ratings = ["{}"] }}]
"""


def test_rules_that_can_never_decide():
    text = change("\n[[phases]]", RULE.format("goals", "8") + "\n[[phases]]")
    (fault,) = faults(text)
    assert "can never apply as written" in fault.message
    assert fault.line == line_of(text, "conditions")
    twice = RULE.format("goals", "1") * 2
    text = change("\n[[phases]]", twice + "\n[[phases]]")
    found = faults(text)
    assert any("an earlier rule always fits" in each.message for each in found)
    assert any("This band can never be reached" in each.message for each in found)
    assert (
        "“aims” does not exist"
        in faults(change("\n[[phases]]", RULE.format("aims", "1") + "\n[[phases]]"))[0].message
    )


def test_a_level_that_nothing_leads_to():
    found = faults(change('most = 5.00, code = "5"', 'most = 5.00, code = "4"'))
    assert any("leads to the level “5”" in each.message for each in found)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\ufeff" + GENERAL, 1, "byte order mark"),
        ("a = 1\nb = [[[[" + "[" * 100_000, 2, "nested too deeply"),
        ("a = 1\nb = " + "9" * 10_000, 2, "too long for a word or a number"),
        ("x" * 300_000, 1, "larger than"),
        ("a = 1\nb = = 2\n", 2, "cannot be read"),
        ("", 1, "“id” is missing"),
    ],
    ids=["mark", "nesting", "digits", "size", "grammar", "empty"],
)
def test_hostile_files_are_refused_with_their_line(text, line, message):
    found = faults(text)
    assert any(each.line == line and message in each.message for each in found)


def test_ten_thousand_sections_are_refused():
    text = GENERAL + '[[sections]]\nid = "s"\n' * 10_000
    assert any("at most 40" in each.message for each in faults(text))


@given(st.text(max_size=200))
def test_no_text_raises(text):
    faults(text)


@given(st.data())
def test_no_damage_to_a_good_file_raises(data):
    start = data.draw(st.integers(0, len(GENERAL)))
    end = data.draw(st.integers(start, min(start + 40, len(GENERAL))))
    faults(GENERAL[:start] + data.draw(st.text(max_size=5)) + GENERAL[end:])


LINES = """a = 1
[b]
c = [
  1, # one ] }
  { d = "x,}", "e f" = 2 },
]
g = '''
[not.a.table]
'''
"h\\u0041".i = 3
[[j]]
k = \"\"\"a\\\"\"\"\"\"\"
[[j]]
l.m = { n = [ { o = 'p' } ] }
[j.q]
r = 1979-05-27
"""


def test_every_path_has_its_line():
    tomllib.loads(LINES)
    lines = scheme_lines.find(LINES.replace("\n", "\r\n"))
    for path, line in (
        (("a",), 1),
        (("b",), 2),
        (("b", "c"), 3),
        (("b", "c", 0), 4),
        (("b", "c", 1, "d"), 5),
        (("b", "c", 1, "e f"), 5),
        (("b", "g"), 7),
        (("b", "hA", "i"), 10),
        (("j", 0), 11),
        (("j", 0, "k"), 12),
        (("j", 1), 13),
        (("j", 1, "l", "m", "n", 0, "o"), 14),
        (("j", 1, "q"), 15),
        (("j", 1, "q", "r"), 16),
        (("j", 1, "missing"), 13),
        (("nowhere",), 1),
    ):
        assert lines.at(path) == line, path


def test_a_scale_of_numbers_that_cannot_be():
    scheme = SCHEMES["in-apar"]
    scale = scheme.scales[0]
    for wrong in (
        replace(scale, step=Decimal("0.7")),
        replace(scale, step=Decimal(0)),
        replace(scale, lowest=Decimal(11)),
        replace(scale, highest=None),
        replace(scale, levels=(Level("1", "One"),)),
        replace(scale, lower_is_better=True),
    ):
        _, found = scheme_file.read(scheme_file.write(replace(scheme, scales=(wrong,))))
        assert found, wrong


def test_bands_on_the_exact_number_have_no_last_number():
    scheme = SCHEMES["in-apar"]
    bands = (Band(Decimal(1), "0", Decimal("3.99")), *scheme.result.bands[1:])
    changed = replace(scheme, result=replace(scheme.result, bands=bands))
    _, found = scheme_file.read(scheme_file.write(changed))
    assert "leaves a gap" in found[0].message


def bend(scheme, **changes):
    """Change the first section, the first scale or the result of a scheme, by prefix."""
    section = {k[8:]: v for k, v in changes.items() if k.startswith("section_")}
    scale = {k[6:]: v for k, v in changes.items() if k.startswith("scale_")}
    result = {k[7:]: v for k, v in changes.items() if k.startswith("result_")}
    return replace(
        scheme,
        sections=(replace(scheme.sections[0], **section), *scheme.sections[1:]),
        scales=(replace(scheme.scales[0], **scale), *scheme.scales[1:]),
        result=replace(scheme.result, **result),
    )


SMALL = Decimal("0.5")


@pytest.mark.parametrize(
    ("scheme_id", "changes", "message"),
    [
        ("general-five", {"section_id": "a b"}, "cannot be an id"),
        ("general-five", {"section_share": None}, "this one has none"),
        ("general-five", {"section_weights": None}, "A weighted average needs weights"),
        ("general-five", {"section_own_entries": True}, "cannot name its entries"),
        ("general-five", {"scale_levels": (Level("1", "One", SMALL),)}, "at least two levels"),
        ("general-five", {"result_bands": ()}, "No bands lead"),
        ("general-five", {"result_factor": Decimal(-1)}, "must be more than 0"),
        ("general-five", {"result_combination": Combination.POOLED}, "Shares have no effect"),
        ("general-five", {"result_lower_is_better": True}, "not the same end"),
        ("in-apar", {"result_level_places": 1}, "level_places has no effect"),
        ("ke-spas", {"scale_step": Decimal(0)}, "more than 0"),
        ("ke-spas", {"scale_lowest": Decimal(1)}, "from 0 without an end"),
        ("uk-nhs-medical", {"result_otherwise": ""}, "there is no level"),
        ("uk-nhs-medical", {"result_bands": (Band(SMALL, "signed"),)}, "can never apply"),
        ("uk-nhs-medical", {"section_most": 4, "section_fewest": 4}, "names 5 entries"),
        ("uk-nhs-medical", {"section_fixed_entries": ()}, "can never be filled"),
        ("uk-nhs-medical", {"result_rules": (PatternRule((), "referred"),)}, "no condition"),
        (
            "uk-nhs-medical",
            {"result_combination": Combination.SECTIONS},
            "have no values",
        ),
        (
            "us-opm-ses",
            {"section_fixed_entries": (FixedEntry("A", least_weight=Decimal(101)),) * 1,
             "section_own_entries": True},
            "add up to more than the total",
        ),
        (
            "us-doc-points",
            {"result_bands": (Band(Decimal(1), "2"), Band(Decimal(600), "3"))},
            "can never be reached",
        ),
        (
            "us-doc-points",
            {"result_bands": (Band(Decimal(1), "3"), Band(Decimal(300), "2"))},
            "better number would lead to a worse level",
        ),
        (
            "us-doc-points",
            {"result_bands": (Band(Decimal(9), "2", Decimal(1)),)},
            "ends before it begins",
        ),
        (
            "us-doc-points",
            {"result_levels": (ResultLevel("1", "a"), ResultLevel("1", "b"))},
            "there twice",
        ),
    ],
)  # fmt: skip
def test_schemes_that_could_not_decide_every_form(scheme_id, changes, message):
    text = scheme_file.write(bend(SCHEMES[scheme_id], **changes))
    assert any(message in each.message for each in faults(text)), faults(text)


def test_a_process_that_cannot_be():
    for changes, message in (
        ({"signatories": ()}, "Nobody signs"),
        ({"phases": tuple(reversed(SCHEMES["general-five"].phases))}, "cannot come after"),
        ({"sections": ()}, "at least one scale and one section"),
    ):
        text = scheme_file.write(replace(SCHEMES["general-five"], **changes))
        assert any(message in each.message for each in faults(text)), faults(text)


def test_a_rule_may_speak_of_one_named_entry():
    scheme = SCHEMES["us-opm-ses"]
    names = [each.name for each in scheme.sections[0].fixed_entries]
    (rule,) = scheme.result.rules
    (condition,) = rule.conditions
    limited = PatternRule((replace(condition, ratings=("2",), entries=(names[-1],)),), "2")
    changed = bend(scheme, result_rules=(rule, limited))
    again, found = scheme_file.read(scheme_file.write(changed))
    assert found == ()
    assert again == changed
    form = [Entry("critical", name, Decimal(20), {"": "5"}) for name in names]
    assert score(again, form).level == "5"
    form[-1] = replace(form[-1], ratings={"": "2"})
    assert score(again, form).level == "2"
    lost = bend(scheme, result_rules=(replace(limited, conditions=(
        replace(limited.conditions[0], entries=("Nobody",)),)),))  # fmt: skip
    assert any("“Nobody”" in each.message for each in faults(scheme_file.write(lost)))
