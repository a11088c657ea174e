from __future__ import annotations

import json
import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain.exact import fixed, rounded
from reviewdesk.domain.scheme import NOT_RATED, Combination, Rounding
from reviewdesk.domain.scoring import (
    Entry,
    SchemeRefusalError,
    average_words,
    check_rating,
    longest_narrative,
    needs_narrative,
    rating_choices,
    rating_label,
    score,
    score_so_far,
    section_weight_faults,
    share_out,
    weight_faults,
)
from reviewdesk.errors import UserError
from reviewdesk.services import schemes
from unit.domain.scheme_forms import SCHEMES, choices, forms

DATA = Path(__file__).parents[2] / "data"
TEXT = (DATA / "cases.json").read_text(encoding="utf-8")
CASES = json.loads(TEXT)
GENERAL = SCHEMES["general-five"]
GOALS, COMPETENCIES = GENERAL.sections
scheme_ids = pytest.mark.parametrize("scheme_id", sorted(SCHEMES))


def general(goals, competencies):
    """A form of the general scheme from (weight, rating) pairs and ratings."""
    return [
        *(
            Entry("goals", f"Goal {n}", Decimal(weight), {"": rating})
            for n, (weight, rating) in enumerate(goals)
        ),
        *(Entry("competencies", f"C {n}", None, {"": r}) for n, r in enumerate(competencies)),
    ]


@pytest.mark.parametrize("place", range(len(CASES)), ids=[case["id"] for case in CASES])
def test_every_worked_case_comes_to_its_result(place):
    case = CASES[place]
    found = schemes.score_cases(json.dumps([case]))[0]
    assert found.pop("id") == case["id"]
    if case["expected"].get("error"):
        assert list(found) == ["error"]
        assert found["error"].endswith((".", "”."))
    else:
        assert found == case["expected"]


@scheme_ids
@given(data=st.data())
def test_every_complete_form_has_a_result(scheme_id, data):
    scheme = SCHEMES[scheme_id]
    result = score(scheme, data.draw(forms(scheme)))
    assert result.level in {level.code for level in scheme.result.levels}
    assert result.label == scheme.result_level(result.level).label
    assert (result.score is None) is (scheme.result.combination is Combination.NONE)
    assert result.steps


@scheme_ids
@given(data=st.data())
def test_the_order_of_entries_does_not_matter(scheme_id, data):
    scheme = SCHEMES[scheme_id]
    form = data.draw(forms(scheme))
    mixed = data.draw(st.permutations(form))
    one, other = score(scheme, form), score(scheme, mixed)
    assert (one.exact, one.score, one.level) == (other.exact, other.score, other.level)


@scheme_ids
@given(data=st.data())
def test_a_better_rating_never_makes_the_result_worse(scheme_id, data):
    scheme = SCHEMES[scheme_id]
    form = data.draw(forms(scheme))
    at = data.draw(st.integers(0, len(form) - 1))
    entry = form[at]
    ladder = choices(scheme, scheme.section(entry.section))
    dimension = data.draw(st.sampled_from(sorted(entry.ratings)))
    better = data.draw(st.sampled_from(ladder[ladder.index(entry.ratings[dimension]) :]))
    raised = [*form]
    raised[at] = replace(entry, ratings={**entry.ratings, dimension: better})
    before, after = score(scheme, form), score(scheme, raised)
    merit = [level.code for level in scheme.result.levels]
    assert merit.index(after.level) >= merit.index(before.level)
    if before.exact is not None:
        gained = after.exact - before.exact
        assert gained <= 0 if scheme.result.lower_is_better else gained >= 0


@scheme_ids
def test_every_level_can_be_reached(scheme_id):
    scheme = SCHEMES[scheme_id]
    source = random.Random(1)  # the worst, the best and everything between
    found = set()
    for _ in range(3000):
        form = _random_form(scheme, source)
        found.add(score(scheme, form).level)
        if len(found) == len(scheme.result.levels):
            break
    assert found == {level.code for level in scheme.result.levels}


def _random_form(scheme, source):
    form = []
    mood = source.random()
    for section in scheme.sections:
        names = [each.name for each in section.fixed_entries]
        strict = bool(names) and not section.own_entries
        count = len(names) if strict else max(section.fewest, 1)
        weights = (
            share_out(section, [None] * count) if section.weights is not None else [None] * count
        )
        ladder = choices(scheme, section)
        for place in range(count):
            spot = min(max(mood + source.uniform(-0.3, 0.3) * source.choice([0, 1]), 0), 0.999)
            rating = ladder[int(spot * len(ladder))]
            dimensions = [each.id for each in section.dimensions] or [""]
            name = names[place] if strict else f"n {place}"
            form.append(Entry(section.id, name, weights[place], dict.fromkeys(dimensions, rating)))
    return form


def bands():
    for scheme_id, scheme in SCHEMES.items():
        for before, band in zip(scheme.result.bands, scheme.result.bands[1:], strict=False):
            yield pytest.param(scheme, before, band, id=f"{scheme_id}-{band.code}")


@pytest.mark.parametrize(("scheme", "before", "band"), list(bands()))
def test_band_edges_from_both_sides(scheme, before, band):
    """Bends one section's scale to free numbers, so that each edge can be hit exactly."""
    from reviewdesk.domain.scheme import Average, Scale, ScaleKind

    rule = scheme.result
    scale = Scale("free", ScaleKind.PERCENT, lower_is_better=rule.lower_is_better)
    section = replace(
        scheme.sections[0],
        scale="free",
        weights=None,
        average=Average.MEAN,
        share=None,
        fixed_entries=(),
        dimensions=(),
        fewest=1,
        most=1,
    )
    bare = replace(
        scheme,
        scales=(scale,),
        sections=(section,),
        result=replace(rule, rules=(), factor=None, divisor=None),
    )
    places = rule.level_places if rule.level_places is not None else rule.places
    half = Decimal(0) if rule.bands_on_exact else Decimal(5) / 10 ** (places + 1)
    edge = band.least - half

    def level(number):
        return score(bare, [Entry(section.id, "x", None, {"": f"{number:f}"})]).level

    assert level(band.least) == band.code
    assert level(edge) == band.code
    assert level(edge - Decimal("0.000001")) == before.code


@pytest.mark.parametrize(
    ("sections", "shown", "level"),
    [
        ((["7.5", "7", "7.5"], ["8"], ["9"]), "8.03", "9"),
        ((["8"], ["8"], ["8"]), "8.00", "9"),
        ((["7", "7", "8"], ["8", "8", "8"], ["9", "9", "8", "8"]), "7.88", "7"),
    ],
)
def test_the_level_of_the_exact_number(sections, shown, level):
    scheme = SCHEMES["in-apar"]
    form = [
        Entry(section.id, f"{n}", None, {"": rating})
        for section, ratings in zip(scheme.sections, sections, strict=True)
        for n, rating in enumerate(ratings)
    ]
    result = score(scheme, form)
    assert (result.score, result.level) == (shown, level)


def test_thirds_that_add_up_to_a_whole_band_edge():
    scheme = SCHEMES["in-apar"]
    work = ["7", "7", "8"]  # 22/3
    attributes = ["8"] * 7 + ["9", "9"]  # 74/9
    competency = ["8", "9", "9", "9", "9", "8"]  # 52/6
    form = [
        Entry(section.id, f"{n}", None, {"": rating})
        for section, ratings in zip(scheme.sections, (work, attributes, competency), strict=True)
        for n, rating in enumerate(ratings)
    ]
    result = score(scheme, form)
    assert result.exact == 8
    assert (result.score, result.level) == ("8.00", "9")


def test_shown_as_eight_and_still_below_the_band():
    scheme = SCHEMES["in-apar"]
    form = [
        *(Entry("work_output", f"{n}", None, {"": "8"}) for n in range(19)),
        Entry("work_output", "last", None, {"": "7.5"}),
        *(Entry("personal_attributes", f"{n}", None, {"": "8"}) for n in range(2)),
        *(Entry("functional_competency", f"{n}", None, {"": "8"}) for n in range(2)),
    ]
    result = score(scheme, form)
    assert result.score == "7.99"
    bare = replace(scheme, result=replace(scheme.result, places=1))
    assert (score(bare, form).score, score(bare, form).level) == ("8.0", "7")


def test_the_working_can_be_followed_with_a_pencil():
    result = score(GENERAL, general([(40, "4"), (30, "3"), (30, "5")], ["4", "4", "4", "3"]))
    assert [(step.title, step.working) for step in result.steps] == [
        ("Goals", "4 x 40 % + 3 x 30 % + 5 x 30 % = 4.00"),
        ("Competencies", "(4 + 4 + 4 + 3) / 4 = 3.75"),
        ("Goals", "4.00 x 70 % = 2.80"),
        ("Competencies", "3.75 x 30 % = 1.125"),
        ("Together", "2.80 + 1.125 = 3.925"),
        ("Overall result", "3.925, shown as 3.93"),
        ("Level", "3.93 is in the band 3.50 to 4.49: 4 · Exceeds Expectations"),
    ]


def last_step(scheme_id, form):
    return [step.working for step in score(SCHEMES[scheme_id], form).steps][-1]


def test_the_working_tells_why_the_number_gives_that_level():
    apar = SCHEMES["in-apar"]
    form = [Entry(section.id, "x", None, {"": "7.5"}) for section in apar.sections]
    steps = [(step.title, step.working) for step in score(apar, form).steps]
    assert steps[-2:] == [
        ("Level", "7.5 is in the band 6 and more, below 8: 7 · Very Good"),
        ("Score used for promotion", "7"),
    ]
    marks = [("objectives", "1"), ("attributes", "1"), ("attributes", "2")]
    form = [Entry(section, f"{n}", None, {"": mark}) for n, (section, mark) in enumerate(marks)]
    words = "1.25, rounded to 1, is in the band 1: 1 · Outstanding"
    assert last_step("tz-opras", form) == words
    elements = [
        Entry("critical", "a", None, {"": "FS"}),
        Entry("noncritical", "b", None, {"": "E"}),
    ]
    words = "no rule fits before: the result is 3 · Fully Successful"
    assert last_step("us-va-0750", elements) == words


def test_the_mean_of_what_is_rated_each_for_itself_is_told():
    scheme = SCHEMES["ph-spms-ipcr"]
    core = scheme.section("core")
    ratings = {"Q": "5", "T": "4"}
    form = [Entry("core", "Roads", None, ratings), Entry("core", "Bridges", None, {"E": "3"})]
    steps = [(step.title, step.working) for step in score(scheme, form).steps]
    assert steps[:2] == [
        ("Roads", "(5 + 4) / 2 = 4.50"),
        ("All entries", "(4.5 + 3) / 2 = 3.75"),
    ]
    assert average_words(scheme, core, ratings) == "4.50"
    assert average_words(scheme, core, {}) == ""
    assert average_words(GENERAL, GOALS, {"": "5"}) == ""


def test_a_rule_tells_itself_in_the_working():
    elements = [Entry("elements", "a", None, {"": "5"}), Entry("elements", "b", None, {"": "1"})]
    result = score(SCHEMES["us-dod-dpmap"], elements)
    assert (result.score, result.level) == ("3.0", "1")
    assert result.steps[-1].working == (
        "any entry of Performance elements and standards at 1: the result is 1 · Unacceptable"
    )


def test_what_could_not_be_observed_is_left_out():
    scheme = SCHEMES["us-dod-dpmap"]
    seen = Entry("elements", "a", None, {"": "5"})
    unseen = Entry("elements", "b", None, {"": NOT_RATED})
    assert score(scheme, [seen, unseen]).score == "5.0"
    nothing = score(scheme, [unseen])
    assert (nothing.score, nothing.level, nothing.label) == (None, None, "Not rated")
    with pytest.raises(SchemeRefusalError, match="every entry must be rated"):
        score(GENERAL, general([(50, "3"), (50, NOT_RATED)], ["3"]))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (general([(50, "3"), (40, "3")], ["3"]), "add up to 90 %, not 100 %"),
        (general([(70, "3"), (30, "3")], ["3"]), "more than the 60 % allowed"),
        (general([(96, "3"), (4, "3")], ["3"]), "is more than"),
        (general([("50.5", "3"), ("49.5", "3")], ["3"]), "not a multiple of 1 %"),
        (general([(60, "3"), (40, "6")], ["3"]), "“6” is not a rating"),
        (general([(60, "3"), (40, "")], ["3"]), "is not rated yet"),
        (general([(60, "3"), (40, "3")], []), "This section is missing"),
        (general([(60, "3"), (40, "3")], ["3"] * 21), "at most 20 are allowed"),
        (general([(60, "3")], ["3"]), "at least 2 are needed"),
        ([], "section is missing"),
        ([Entry("nowhere", "x", None, {"": "3"})], "no section “nowhere”"),
    ],
)
def test_a_refusal_names_the_rule(form, words):
    with pytest.raises(SchemeRefusalError, match=words):
        score(GENERAL, form)


def test_named_entries_must_all_be_there_once():
    scheme = SCHEMES["uk-nhs-medical"]
    names = [each.name for each in scheme.sections[0].fixed_entries]

    def form(chosen):
        return [Entry("statements", name, None, {"": "agree"}) for name in chosen]

    assert score(scheme, form(name.upper() for name in names)).level == "signed"
    for chosen, words in (
        ([*names[:4], names[0]], "is missing"),
        ([*names[:4], "Something else"], "is missing"),
        (names[:4], "at least 5"),
    ):
        with pytest.raises(SchemeRefusalError, match=words):
            score(scheme, form(chosen))
    so_far = score_so_far(scheme, form([*names[:4], names[0]]))
    assert any("more than once" in each.what for each in so_far.missing)


def test_a_named_entry_may_have_a_least_weight():
    scheme = SCHEMES["us-opm-ses"]
    names = [each.name for each in scheme.sections[0].fixed_entries]
    form = [
        Entry("critical", name, Decimal(weight), {"": "3"})
        for name, weight in zip(names, (21, 21, 21, 19, 18), strict=True)
    ]
    with pytest.raises(SchemeRefusalError, match="must weigh at least 20 %"):
        score(scheme, form)


def test_so_far_tells_what_is_missing_and_never_raises():
    so_far = score_so_far(GENERAL, general([(60, "4"), (40, "")], []))
    assert so_far.result is not None
    assert (so_far.result.score, so_far.result.level) == ("4.00", "4")
    assert [(each.section, each.name) for each in so_far.missing] == [
        ("goals", "Goal 1"),
        ("competencies", ""),
    ]
    assert score_so_far(GENERAL, []).result is None
    assert score_so_far(SCHEMES["ph-spms-ipcr"], []).missing
    unweighted = [Entry("goals", "a", None, {"": "4"}), Entry("goals", "b", None, {"": "2"})]
    partly = score_so_far(GENERAL, unweighted)
    assert partly.result is not None
    assert partly.result.score == "3.00"
    points = score_so_far(
        SCHEMES["us-doc-points"], [Entry("critical", "a", Decimal(50), {"": "4"})]
    )
    assert points.result is not None
    assert points.result.score == "400"


@scheme_ids
@given(data=st.data())
def test_so_far_agrees_with_the_result_and_bears_holes(scheme_id, data):
    scheme = SCHEMES[scheme_id]
    form = data.draw(forms(scheme))
    assert score_so_far(scheme, form).result == score(scheme, form)
    assert score_so_far(scheme, form).missing == ()
    holes = [replace(entry, ratings={}) if data.draw(st.booleans()) else entry for entry in form]
    so_far = score_so_far(scheme, holes)
    assert len(so_far.missing) == sum(not entry.ratings for entry in holes)


@given(
    given_weights=st.lists(
        st.one_of(st.none(), st.integers(0, 100).map(Decimal)), min_size=2, max_size=10
    )
)
def test_shared_out_weights_always_keep_the_rule(given_weights):
    shared = share_out(GOALS, given_weights)
    assert weight_faults(GOALS, shared) == ()
    assert sum(shared) == 100


def test_sharing_out_leaves_what_was_given():
    assert share_out(GOALS, [Decimal(40), None, None, None]) == tuple(
        map(Decimal, (40, 20, 20, 20))
    )
    assert share_out(GOALS, [None, None, None]) == tuple(map(Decimal, (34, 33, 33)))
    assert share_out(GOALS, [Decimal(30), Decimal(30)]) == (Decimal(50), Decimal(50))
    assert share_out(GOALS, []) == ()
    assert share_out(GOALS, [None]) == (Decimal(100),)
    with pytest.raises(ValueError, match="competencies"):
        share_out(COMPETENCIES, [None])


NAMED = SCHEMES["us-opm-ses"].sections[0]
NAMES = [each.name for each in NAMED.fixed_entries]


@given(st.lists(st.one_of(st.none(), st.integers(0, 100).map(Decimal)), min_size=5, max_size=5))
def test_shared_out_weights_keep_what_named_entries_ask_for(given_weights):
    shared = share_out(NAMED, given_weights, NAMES)
    form = [Entry(NAMED.id, name, weight) for name, weight in zip(NAMES, shared, strict=True)]
    assert section_weight_faults(NAMED, form) == ()


def test_sharing_out_keeps_the_heaviest_heaviest():
    left = [Decimal(30), None, None, None, None]
    assert share_out(NAMED, left, NAMES) == tuple(map(Decimal, (30, 13, 13, 14, 30)))
    assert share_out(NAMED, left) == tuple(map(Decimal, (30, 18, 18, 17, 17)))


def test_weight_faults_are_sentences():
    assert weight_faults(GOALS, [None, Decimal(3), Decimal(61)]) == (
        "1 entry has no weight yet.",
        "A weight of 3 % is less than the 5 % allowed.",
        "A weight of 61 % is more than the 60 % allowed.",
        "The weights add up to 64 %, not 100 %.",
    )
    assert weight_faults(COMPETENCIES, [None]) == ()


def test_ratings_as_they_are_kept_and_shown():
    apar = SCHEMES["in-apar"]
    spas = SCHEMES["ke-spas"]
    medical = SCHEMES["uk-nhs-medical"]
    work, targets, statements = apar.sections[0], spas.sections[0], medical.sections[0]
    assert check_rating(GENERAL, GOALS, " 4.0 ") == "4"
    assert check_rating(apar, work, "9.50") == "9.5"
    assert check_rating(spas, targets, "-0") == "0"
    assert rating_label(GENERAL, GOALS, "4") == "4 · Exceeds Expectations"
    assert rating_label(GENERAL, GOALS, "") == ""
    assert rating_label(GENERAL, GOALS, NOT_RATED) == "Not rated"
    assert rating_label(apar, work, "9.5") == "9.5"
    assert rating_label(spas, targets, "105") == "105 %"
    assert rating_label(medical, statements, "agree") == "Agree"
    assert [level.code for level in rating_choices(GENERAL, GOALS)] == ["1", "2", "3", "4", "5"]
    assert rating_choices(apar, work) == ()
    for scheme, section, wrong in (
        (apar, work, "7.25"),
        (apar, work, "10.5"),
        (apar, work, "1e1"),
        (apar, work, "nan"),
        (spas, targets, "99999999999"),
        (GENERAL, GOALS, "four"),
        (medical, statements, "Agree"),
    ):
        with pytest.raises(SchemeRefusalError):
            check_rating(scheme, section, wrong)


def test_which_ratings_need_words():
    assert needs_narrative(GENERAL, GOALS, {"": "5"})
    assert not needs_narrative(GENERAL, GOALS, {"": "3"})
    assert not needs_narrative(GENERAL, GOALS, {"": ""})
    percent = SCHEMES["ke-spas"]
    for rating, wanted in (("59.9", True), ("60", False), ("100", False), ("100.5", True)):
        assert needs_narrative(percent, percent.sections[0], {"": rating}) is wanted
    every = SCHEMES["us-dod-dpmap"]
    assert needs_narrative(every, every.sections[0], {"": "3"})
    assert longest_narrative(GENERAL, COMPETENCIES) == 1000
    assert longest_narrative(replace(GENERAL, narratives=()), GOALS) == 1500


@pytest.mark.parametrize(
    ("number", "mode", "shown"),
    [
        ("2.5", Rounding.HALF_UP, "3"),
        ("2.5", Rounding.HALF_EVEN, "2"),
        ("3.5", Rounding.HALF_EVEN, "4"),
        ("2.51", Rounding.HALF_EVEN, "3"),
        ("2.01", Rounding.UP, "3"),
        ("2.99", Rounding.DOWN, "2"),
    ],
)
def test_rounding_modes(number, mode, shown):
    assert fixed(rounded(Fraction(number), 0, mode), 0) == shown


@pytest.mark.parametrize(
    "case",
    [
        3,
        {},
        {"id": "x", "scheme": 5, "elements": []},
        {"id": "x", "scheme": "../general-five", "elements": []},
        {"id": "x", "scheme": "general-five"},
        {"id": "x", "scheme": "general-five", "elements": [4]},
        {"id": "x", "scheme": "general-five", "elements": [{"section": "goals"}]},
        {"id": "x", "scheme": "general-five", "elements": [
            {"section": "goals", "name": "a", "weight": True, "rating": 3}]},
        {"id": "x", "scheme": "general-five", "elements": [
            {"section": "goals", "name": "a", "weight": 50, "rating": True}]},
        {"id": "x", "scheme": "general-five", "elements": [
            {"section": "goals", "name": "a", "weight": 50, "ratings": [3]}]},
        {"id": "x", "scheme": "general-five", "elements": [
            {"section": "goals", "name": "a", "weight": 1e300, "rating": 3}]},
    ],
)  # fmt: skip
def test_a_malformed_case_is_an_answer_and_no_crash(case):
    assert list(schemes.score_cases(json.dumps([case]))[0]) == ["id", "error"]


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "[NaN]", "[" * 100_000, "[1e999999999999999999999]"]
)
def test_a_file_that_holds_no_list_is_told(text):
    with pytest.raises(UserError):
        schemes.score_cases(text)
