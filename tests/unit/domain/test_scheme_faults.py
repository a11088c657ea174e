"""Every fault of a scheme file in one run, each at its line, none the shadow of another."""

from __future__ import annotations

import re
import time
import tomllib
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdesk.domain import scheme_file
from unit.domain.scheme_forms import PATHS

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in PATHS}
GENERAL = TEXTS["general-five"]

SEPARATE = {
    "an unknown key": ("minimum_days = 90", "minimum_day = 90", "not a known key"),
    "a wrong type": ("appeal_days = 15", 'appeal_days = "15"', "must be a whole number"),
    "a path as id": ('id = "general-five"', 'id = "../general-five"', "cannot be the id"),
    "two equal values": ('Expectations", value = 4', 'Expectations", value = 3', "same value"),
    "a level without a label": (
        'label = "Needs Improvement", value', 'label = "", value', "“label” is empty",
    ),
    "an unknown scale": (
        'scale = "five"\nsource = "fixed"', 'scale = "six"\nsource = "fixed"',
        "“six” does not exist",
    ),
    "weights that cannot sum": ("step = 1\n", "step = 3\n", "in steps of 3 cannot add up to 100"),
    "shares that do not sum": ("share = 30", "share = 20", "add up to 90 %"),
    "a number too fine": ("places = 2", "places = 20", "from 0 to 6"),
    "a gap": ("least = 2.50, most = 3.49", "least = 2.60, most = 3.49", "there is a gap"),
    "an overlap": ("least = 3.50, most = 4.49", "least = 3.40, most = 4.49", "overlap at 3.4"),
    "a phase that ends before it starts": ("opens = -14", "opens = 20", "ends before it starts"),
    "phases out of order": ("days = 45\n", "days = 10\n", "is due before"),
    "a section without a title": ('title = "Competencies"', 'title = " "', "“title” is empty"),
    "a signatory twice": (
        'party = "reviewer"\ntitle = "Reviewer"', 'party = "supervisor"\ntitle = "Reviewer"',
        "“supervisor” is there twice",
    ),
    "a rating that is on no scale": ('["1", "2", "5"]', '["1", "7"]', "“7” is not on the scale"),
    "a narrative too long": ("longest = 1000", "longest = 100000", "from 1 to 20000"),
}  # fmt: skip
HIDES = {
    "shares that do not sum": {"line": "share = 70"},
    "a number too fine": {"hides": {"a gap", "an overlap"}},
}
"""Where a fault is told at another line, or makes another question meaningless."""


def apply(names):
    text = GENERAL
    for name in names:
        old, new, _ = SEPARATE[name]
        assert text.count(old) >= 1, name
        text = text.replace(old, new, 1)
    return text


def changed_line(name):
    old, new, _ = SEPARATE[name]
    if "line" in HIDES.get(name, {}):
        return GENERAL[: GENERAL.index(HIDES[name]["line"])].count("\n") + 1
    pairs = zip(old.split("\n"), new.split("\n"), strict=True)
    within = next(at for at, (one, other) in enumerate(pairs) if one != other)
    return GENERAL[: GENERAL.index(old)].count("\n") + 1 + within


def expected(names):
    hidden = set().union(*(HIDES.get(name, {}).get("hides", set()) for name in names))
    return {(changed_line(name), name) for name in names if name not in hidden}


def told(text):
    scheme, faults = scheme_file.read(text)
    assert scheme is None
    assert all(fault.message and fault.remedy for fault in faults)
    return faults


@pytest.mark.parametrize("name", SEPARATE)
def test_a_fault_alone_is_told_once_at_its_line(name):
    (fault,) = [
        each for each in told(apply([name])) if not each.message.startswith("“minimum_days” is")
    ]
    assert SEPARATE[name][2] in fault.message
    assert fault.line == changed_line(name)


@given(st.sets(st.sampled_from(sorted(SEPARATE)), min_size=2))
def test_no_fault_hides_another_or_casts_a_shadow(names):
    faults = told(apply(sorted(names)))
    wanted = expected(names)
    for line, name in wanted:
        assert any(fault.line == line and SEPARATE[name][2] in fault.message for fault in faults), (
            name,
            faults,
        )
    assert len(faults) <= len(names)


def test_a_rule_that_can_never_fire_in_its_many_ways():
    def with_rules(*rules):
        rows = "".join(f'\n[[result.rules]]\ncode = "1"\nconditions = [{each}]\n' for each in rules)
        return GENERAL.replace("\n[[phases]]", rows + "\n[[phases]]", 1)

    one = '{{ quantity = "{}", sections = [{}], ratings = [{}] }}'.format
    every = one("all", '"goals"', '"5"')
    some = one("any", '"goals"', '"4", "5"')
    poor = one("any", '"goals"', '"1"')
    for rules, message in (
        ((poor, one("any", '"goals"', '"1"')), "an earlier rule always fits"),
        ((some, every), "an earlier rule always fits"),
        ((some, one("any", '"goals"', '"5"')), "an earlier rule always fits"),
        ((one("any", '"goals", "competencies"', '"1"'), poor), "an earlier rule always fits"),
        ((f"{every}, {poor}",), "exclude each other"),
        ((one("any", '"goals"', ""),), "can never apply as written"),
        ((one("any", "", '"1"'),), "names no section"),
        ((one("any", '"aims"', '"1"'),), "“aims” does not exist"),
        ((one("any", '"goals"', '"9"'),), "“9” does not exist there"),
    ):
        faults = told(with_rules(*rules))
        assert any(message in each.message for each in faults), (rules, faults)
    # what may still fit is no fault, and is not called one
    for rules in (
        (every, some),
        (poor, one("any", '"competencies"', '"1"')),
        (every, f"{some}, {poor}"),
    ):
        _, faults = scheme_file.read(with_rules(*rules))
        assert not [each for each in faults if "rule" in each.message], (rules, faults)


FIRST_WITH_REASON = """
[[raters]]
party = "supervisor"
title = "Supervisor"
reason_for_difference = true

[[narratives]]"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("days = 60\n", "days = 60\nopens = -900\n", "opens more than 400 days too early"),
        ('id = "five"', 'id = "fi ve"', "cannot be an id"),
        ('id = "general-five"', 'id = "con"', "cannot be the id"),
        ('id = "general-five"', 'id = "C:\\\\scheme"', "cannot be the id"),
        ("most = 60", "most = 50.5", ""),
        ("fewest = 2\nmost = 10\n", "fewest = 1\nmost = 10\n", "1 entries of 60 %"),
        ("own_entries = true\nshare = 30", "own_entries = true\nshare = -30", "add up to 40 %"),
        ("\n[[narratives]]", FIRST_WITH_REASON, "no earlier rating to differ"),
        ('definition = "Knows', 'least_weight = 5\ndefinition = "Knows', "no effect"),
        ('entry_word = "Goal"', f'entry_word = "{"x" * 81}"', "longer than 80 characters"),
        ('narrative = "What you saw"', f'narrative = "{"x" * 81}"', "longer than 80 characters"),
        ('title = "Goals"', f'title = "{"x" * 201}"', "longer than 200 characters"),
        ('title = "Goals"', 'title = "a\\nb"', "must be one line"),
        ('meaning = "I read', f'meaning = "{"x" * 300}', "longer than 300 characters"),
        ('definition = "Knows', f'definition = "{"a" + chr(92) + "n"}' * 1 + "b" + "\\n" * 61,
         "more than 60 lines"),
        ("general = true", "general = true\nperiod = { month = 13 }", "a month from 1 to 12"),
        ("general = true", "period = { month = 4, months = 5 }", "2, 3, 4, 6 or 12 months"),
        ("general = true", 'headings = [{ block = "scales", title = "x" }]', "is never printed"),
        ("general = true", ('headings = [{ block = "people", title = "x" },\n'
         '{ block = "people", title = "y" }]'), "is there twice"),
        ("longest = 1500", "longest = 1500\nbelow = 3", "are levels, not numbers"),
        ('columns = ["name", "self-rating", "rating", "narrative"]',
         'columns = ["name", "rating"]\nwords_in_table = true', "No column of this section holds"),
        ("own_entries = true\nshare = 30\nfewest = 1\nmost = 20",
         "own_entries = true\nshare = 30\nfewest = 1\nmost = 4", "names 5 entries"),
    ],
)  # fmt: skip
def test_more_that_cannot_be(old, new, message):
    assert old in GENERAL
    _, faults = scheme_file.read(GENERAL.replace(old, new, 1))
    assert bool(faults) is bool(message)
    assert all(message in each.message for each in faults), faults


ANY_ONE = '[[result.rules]]\ncode = "1"\nconditions = [{ quantity = "any", sections = ["goals"], '
WHOLE = {
    "scales that are no list": (
        GENERAL.replace("[[scales]]", "[scales]", 1), "a list in square brackets"),
    "sections that are no list": (
        re.sub(r"\[\[sections\]\].*(?=\[result)", "[sections]\na = 1\n", GENERAL, flags=re.DOTALL),
        "a list in square brackets"),
    "a rule that is no table": (
        GENERAL.replace("places = 2", "places = 2\nrules = [1]", 1), "a table of keys"),
    "words that are no table": (
        "words = 5\n" + re.sub(r"\[words\].*?\n\n", "", GENERAL, count=1, flags=re.DOTALL),
        "a table of keys"),
    "a section that lacks its scale": (
        GENERAL.replace('scale = "five"\nsource = "goals"', 'source = "goals"', 1)
        + "\n" + ANY_ONE + 'ratings = ["1"] }]\n', "“scale” is missing"),
    "a scale without an id": (
        GENERAL.replace('id = "five"\n', "", 1)
        + "\n" + ANY_ONE + 'ratings = ["1"] }]\n', "“id” is missing"),
    "a scale that lacks its levels": (
        re.sub(r"levels = \[\n.*?\n\]\n", "", GENERAL, count=1, flags=re.DOTALL),
        "at least two levels"),
    "a level no one may use": (
        GENERAL.replace('{ code = "1"', '{ code = "*"', 1),
        "cannot be the code of a level"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_a_broken_part_leaves_the_questions_it_would_answer_open(name):
    text, message = WHOLE[name]
    assert text != GENERAL
    faults = told(text)
    assert message in faults[0].message
    assert len(faults) == 1, faults


def test_limits_within_rules():
    broken = GENERAL + "\n" + ANY_ONE + "ratings = [7] }]\n" + ANY_ONE + 'ratings = ["1"] }]\n'
    (fault,) = told(broken)
    assert "text in quotation marks" in fault.message
    text = TEXTS["us-opm-ses"]
    one, other = "Leading Change", "Leading People"
    rules = "".join(
        '\n[[result.rules]]\ncode = "2"\nconditions = [{ quantity = "all", sections = '
        f'["critical"], ratings = [{ratings}], entries = ["{name}"] }}]\n'
        for name, ratings in ((one, '"2"'), (other, '"2"'), (one, '"2", "3"'), (one, '"3"'))
    )
    (fault,) = told(text + rules)
    assert "an earlier rule always fits" in fault.message
    assert fault.line == text.count("\n") + 4 * 4 - 2
    pair = ('[[result.rules]]\ncode = "2"\nconditions = [\n{ quantity = "any", sections = '
            '["critical"], ratings = ["3"] },\n{ quantity = "all", sections = ["critical"], '
            'ratings = ["4"] },\n]\n')  # fmt: skip
    (fault,) = told(f"{text}\n{pair}")
    assert "exclude each other" in fault.message
    assert fault.line == text.count("\n") + 6


@pytest.mark.parametrize(
    ("stem", "old", "new", "message"),
    [
        ("ke-spas", "below = 60", "below = 0", "No rating lies there"),
        ("ke-spas", "below = 60", "below = 0.000001", ""),
        ("ke-spas", "above = 100", "above = 1000000", ""),
        ("in-apar", "longest = 1500", "longest = 1500\nbelow = 1", "No rating lies there"),
        ("in-apar", "longest = 1500", "longest = 1500\nbelow = 1.5\nabove = 9.5", ""),
        ("in-apar", "longest = 1500", "longest = 1500\nabove = 10", "No rating lies there"),
    ],
)
def test_limits_of_words_that_no_rating_passes(stem, old, new, message):
    text = TEXTS[stem]
    _, faults = scheme_file.read(text.replace(old, new, 1))
    assert [message in each.message for each in faults] == [True] * bool(message)


def test_a_weight_that_can_never_be_given():
    text = TEXTS["us-opm-ses"]
    (fault,) = told(text.replace("least_weight = 20", "least_weight = 90", 1))
    assert "can never be given" in fault.message
    assert fault.line == text[: text.index("least_weight = 20")].count("\n") + 1


WRONG = {"text": '"x"', "number": "7.5", "truth": "true", "list": "[[1]]", "table": "{ a = 1 }",
         "date": "1979-05-27", "endless": "1e999999999999999999999", "none": "nan"}  # fmt: skip
PAIR = re.compile(r"^([a-z_]+) = (?![\[{]$)(?!\"\"\")(.+)$", re.MULTILINE)


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("stem", ["general-five", "us-opm-ses", "in-apar"])
def test_a_wrong_type_at_any_key_is_told_at_its_line(stem, kind):
    text = TEXTS[stem]
    for pair in PAIR.finditer(text):
        wrong = WRONG[kind]
        value = pair.group(2)
        fits = {"text": value[0] == '"', "number": value[0].isdigit() or value[0] == "-",
                "truth": value in {"true", "false"}}.get(kind, False)  # fmt: skip
        if fits or (value[0] == "[" and kind == "list"):
            continue
        bent = text[: pair.start(2)] + wrong + text[pair.end(2) :]
        line = text.count("\n", 0, pair.start()) + 1
        faults = told(bent)
        assert any(each.line == line for each in faults), (pair.group(), wrong, faults)


def timed(text):
    tracemalloc.start()
    begun = time.process_time()
    try:
        scheme, faults = scheme_file.read(text)
        used = time.process_time() - begun
        return scheme, faults, used, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


LINE = GENERAL[: GENERAL.index("minimum_days")].count("\n") + 1


@pytest.mark.parametrize(
    "value",
    [
        "1e999999", "1e-999999", "1e999999999999999999999", "-1e9999999999999999999", "inf", "-nan",
        "9" * 5000, "0x" + "f" * 100_000, "0b" + "1" * 200_000, "9" * 150, "0x" + "f" * 150,
        "1_0" * 60, "[" * 500, "{a=" * 500, "[" * 20 + "]" * 20, "1." + "0" * 5000,
        '"""' + '\\"""' * 40_000, "'''" + "''" * 90_000, '"' * 200_001, "9.9.9.9", "1979-99-99",
        "__import__('os')", "{ a.b.c.d.e.f.g.h.i.j.k.l.m.n = 1 }",
    ],
    ids=lambda value: value[:24],
)  # fmt: skip
def test_a_bomb_is_refused_at_its_line(value):
    _, faults, seconds, memory = timed(
        GENERAL.replace("minimum_days = 90", f"minimum_days = {value}", 1)
    )
    assert faults
    assert any(LINE <= each.line <= LINE + 1 for each in faults) or len(faults) == 1
    assert seconds < 20  # with the tracing of memory, on a slow machine
    assert memory < 200_000_000


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (GENERAL + "a." * 60_000 + "b = 1\n", GENERAL.count("\n") + 1, "too many parts"),
        (GENERAL + "[" + "a." * 60_000 + "b]\n", GENERAL.count("\n") + 1, "too many parts"),
        (GENERAL + "[" + '"a" . ' * 30_000 + "b]\n", GENERAL.count("\n") + 1, "too many parts"),
        (GENERAL + "\n" * 5 + "x = " + "[" * 200_000, GENERAL.count("\n") + 6, "nested too deeply"),
        (GENERAL + "\0", GENERAL.count("\n") + 1, "NUL"),
        ("\n".join(GENERAL).encode("utf-16-le").decode("latin-1"), 1, "NUL"),
        ("\ufeff" + GENERAL, 1, "byte order mark"),
        ("a = 1\n" * 100_000, 43_691, "larger than"),
        (GENERAL.replace("\n", "\r"), 1, "cannot be read"),
        (GENERAL + "\x1b[2J", GENERAL.count("\n") + 1, "cannot be read"),
        (GENERAL + '\n[words]\ngoal = "x"\n', GENERAL.count("\n") + 2, "there already"),
        (GENERAL.replace("minimum_days", "discussions", 1), LINE + 1, "there already"),
        (GENERAL + "\nprint('hello')\n", GENERAL.count("\n") + 2, "cannot be read"),
        ("<html>\n", 1, "cannot be read"),
    ],
    ids=["key", "header", "quoted", "deep", "nul", "utf16", "mark", "size", "cr", "escape",
         "table", "twice", "code", "html"],
)  # fmt: skip
def test_what_is_no_scheme_is_refused_at_its_line(text, line, message):
    _, faults, seconds, memory = timed(text)
    assert [each.line for each in faults] == [line]
    assert message in faults[0].message
    assert seconds < 20
    assert memory < 200_000_000


@pytest.mark.parametrize(
    "text",
    [
        '[[sections]]\nid="s"\n' * 10_000,
        "".join(f"k{n}=1\n" for n in range(25_000)),
        "".join(f"[t{n}]\n" for n in range(22_000)),
        "sections = [" + "{}," * 80_000 + "]",
        ("[[sections]]\n" + "[[sections.fixed_entries]]\n" * 115) * 39,
        "a = [" + "1," * 120_000 + "]",
    ],
    ids=["sections", "keys", "tables", "inline", "entries", "list"],
)  # fmt: skip
def test_very_many_of_anything_costs_little(text):
    _, faults, seconds, memory = timed(text[:262_000])
    assert faults
    assert seconds < 30
    assert memory < 300_000_000


WORDS = ["[[", "]]", "=", '"', "'''", "{", "}", "1e999999", "-1", "true", "\n", "sections",
         ".", "#", ",", "0.0000001", '"../x"', "nan", "\x00", "\\", "\ud800", "\u202e",
         "[result]"]  # fmt: skip


@settings(max_examples=60)
@given(st.data(), st.sampled_from(PATHS))
def test_a_damaged_shipped_file_gives_faults_or_a_scheme_and_nothing_else(data, path):
    text = TEXTS[path.stem]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 60, len(text))))
        text = text[:start] + data.draw(st.sampled_from(WORDS)) + text[end:]
    scheme, faults = scheme_file.read(text)
    assert (scheme is None) is bool(faults)
    assert all(1 <= each.line <= text.count("\n") + 1 for each in faults)
    if scheme is not None:
        assert scheme_file.read(scheme_file.write(scheme)) == (scheme, ())


@settings(max_examples=60)
@given(st.data(), st.sampled_from(PATHS))
def test_lines_moved_or_lost_give_faults_or_a_scheme_and_nothing_else(data, path):
    lines = TEXTS[path.stem].split("\n")
    for _ in range(data.draw(st.integers(1, 5))):
        at, to = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match data.draw(st.sampled_from(["lose", "swap", "copy"])):
            case "lose":
                del lines[at]
            case "swap":
                lines[at], lines[to] = lines[to], lines[at]
            case _:
                lines.insert(to, lines[at])
    text = "\n".join(lines)
    scheme, faults = scheme_file.read(text)
    assert (scheme is None) is bool(faults)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert len(faults) == 1
