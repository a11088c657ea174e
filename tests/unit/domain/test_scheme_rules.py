"""Each scheme's rule written a second time, from its regulation, and held against the engine.

Nothing of the engine is used here: fractions and the words of the regulation only.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain.scheme import NOT_RATED
from reviewdesk.domain.scoring import Entry, score
from unit.domain.scheme_forms import SCHEMES, forms


def mean(values):
    values = [Fraction(one) for one in values]
    return sum(values) / len(values)


def half_up(number, places):
    """Round by the standard library's decimals, exactly: no engine, no float."""
    scaled = number * 10**places * 2  # whole where the half is exact
    whole = (scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = Decimal(whole).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return Fraction(text), f"{text:f}"


def step(number, *edges):
    """Return the code of the last edge that the number reaches."""
    return [code for edge, code in edges if number >= Fraction(edge)][-1]


def of(form, section):
    return [one.ratings[""] for one in form if one.section == section]


def points(form):
    return sum(Fraction(one.ratings[""]) * Fraction(one.weight) for one in form)


def executives(form):
    total = points(form)
    found = step(total, (0, "2"), (300, "3"), (400, "4"), (475, "5"))
    return f"{total}", "1" if "1" in of(form, "critical") else found


def defense(form):
    number, shown = half_up(mean(of(form, "elements")), 1)
    bad = "1" in of(form, "elements")
    return shown, "1" if bad else "5" if number >= Fraction("4.3") else "3"


def commerce(form):
    total = points(form)
    found = step(total, (0, "2"), (290, "3"), (380, "4"), (460, "5"))
    return f"{total}", "1" if "1" in of(form, "critical") else found


def veterans(form):
    critical, other = of(form, "critical"), of(form, "noncritical")
    if "LFS" in critical:
        return None, "1"
    if "LFS" in other:
        return None, "2"
    if {*critical} == {"E"}:
        return None, "5" if {*other} == {"E"} else "4"
    return None, "3"


def india(form):
    shares = {"work_output": 40, "personal_attributes": 30, "functional_competency": 30}
    number = sum(mean(of(form, section)) * share / 100 for section, share in shares.items())
    return half_up(number, 2)[1], step(number, (0, "0"), (4, "5"), (6, "7"), (8, "9"))


def kenya(form):
    number, shown = half_up(mean(of(form, "targets")), 0)
    return shown, step(number, (0, "1"), (60, "2"), (80, "3"), (100, "4"), (101, "5"))


def philippines(form):
    number, shown = half_up(mean(mean(one.ratings.values()) for one in form), 3)
    found = step(number, (0, "1"), ("1.5", "2"), ("2.5", "3"), ("3.5", "4"), ("4.5", "5"))
    return shown, found


def south_africa(form):
    number, shown = half_up(points(form) / 3, 0)
    return shown, step(number, (0, "1"), (67, "2"), (100, "3"), (115, "4"))


def tanzania(form):
    number = mean([mean(of(form, "objectives")), mean(of(form, "attributes"))])
    return half_up(number, 2)[1], half_up(number, 0)[1]


def ghana(form):
    shares = {"targets": 60, "core_competencies": 30, "noncore_competencies": 10}
    number = sum(mean(of(form, section)) * share for section, share in shares.items()) / 5
    whole, shown = half_up(number, 0)
    return shown, step(whole, (0, "1"), (41, "2"), (50, "3"), (65, "4"), (80, "5"))


def doctors(form):
    return None, "referred" if "disagree" in of(form, "statements") else "signed"


def general(form):
    goals = points([one for one in form if one.section == "goals"]) / 100
    number = goals * 70 / 100 + mean(of(form, "competencies")) * 30 / 100
    rounded, shown = half_up(number, 2)
    return shown, step(rounded, (0, "1"), ("1.5", "2"), ("2.5", "3"), ("3.5", "4"), ("4.5", "5"))


RULES = {
    "general-five": general, "gh-psc": ghana, "in-apar": india, "ke-spas": kenya,
    "ph-spms-ipcr": philippines, "tz-opras": tanzania, "uk-nhs-medical": doctors,
    "us-doc-points": commerce, "us-dod-dpmap": defense, "us-opm-ses": executives,
    "us-va-0750": veterans, "za-pmds": south_africa,
}  # fmt: skip


@pytest.mark.parametrize("scheme_id", sorted(SCHEMES))
@given(data=st.data())
def test_the_engine_and_the_regulation_come_to_the_same(scheme_id, data):
    form = data.draw(forms(SCHEMES[scheme_id]))
    result = score(SCHEMES[scheme_id], form)
    assert (result.score, result.level) == RULES[scheme_id](form)


def weighed(section, *pairs):
    return [
        Entry(section, f"{n}", Decimal(weight), {"": rating})
        for n, (weight, rating) in enumerate(pairs)
    ]


def alike(section, *ratings):
    return [Entry(section, f"{n}", None, {"": rating}) for n, rating in enumerate(ratings)]


@pytest.mark.parametrize(
    ("scheme_id", "form", "shown", "level"),
    [
        # the only mean between 4.2 and 4.3 that ten elements can give: half up makes it 5
        ("us-dod-dpmap", alike("elements", *"55555333"), "4.3", "5"),
        ("us-dod-dpmap", alike("elements", *"5533355555"), "4.4", "5"),
        ("us-dod-dpmap", alike("elements", *"553"), "4.3", "5"),
        ("us-dod-dpmap", alike("elements", *"53533"), "3.8", "3"),
        # three at 4 and one at 1: the points give 3, the rule gives 1
        ("us-doc-points", weighed("critical", (25, "4"), (25, "4"), (25, "4"), (25, "1")),
         "325", "1"),
        ("us-doc-points", weighed("critical", (40, "5"), (40, "4"), (20, "5")), "460", "5"),
        ("us-doc-points", weighed("critical", (39, "5"), (41, "4"), (20, "5")), "459", "4"),
        ("us-doc-points", weighed("critical", (1, "2"), (1, "2"), (98, "2")), "200", "2"),
        # all at 2 is two thirds, and rounds into the band of 67
        ("za-pmds", weighed("kra", *((25, "2"),) * 4), "67", "2"),
        ("za-pmds", weighed("kra", *((25, "4"),) * 4), "133", "4"),
        ("za-pmds", weighed("kra", (30, "4"), (26, "3"), (30, "3"), (14, "4")), "115", "4"),
        ("za-pmds", weighed("kra", (30, "4"), (27, "3"), (30, "3"), (13, "4")), "114", "3"),
        ("za-pmds", weighed("kra", (30, "3"), (30, "3"), (29, "3"), (11, "2")), "96", "2"),
        ("ke-spas", alike("targets", "99.5"), "100", "4"),
        ("ke-spas", alike("targets", "99.4"), "99", "3"),
        ("ke-spas", alike("targets", "100.4"), "100", "4"),
        ("ke-spas", alike("targets", "100.5"), "101", "5"),
        ("ke-spas", alike("targets", "0"), "0", "1"),
        ("gh-psc", [*alike("targets", "4"), *alike("core_competencies", "4"),
                    *alike("noncore_competencies", "4")], "80", "5"),
        ("gh-psc", [*alike("targets", "2"), *alike("core_competencies", "2"),
                    *alike("noncore_competencies", "2")], "40", "1"),
        ("tz-opras", [*alike("objectives", "1"), *alike("attributes", "2")], "1.50", "2"),
        ("tz-opras", [*alike("objectives", "4"), *alike("attributes", "5")], "4.50", "5"),
        # a mean of means: pooled, these would be 1.20
        ("tz-opras", [*alike("objectives", "2"), *alike("attributes", *"1111")], "1.50", "2"),
    ],
)  # fmt: skip
def test_what_the_regulations_leave_in_doubt(scheme_id, form, shown, level):
    result = score(SCHEMES[scheme_id], form)
    assert (result.score, result.level) == (shown, level)


def test_a_thing_that_does_not_apply_leaves_the_mean():
    core = [
        Entry("core", "a", None, {"Q": "5", "E": "4"}),
        Entry("core", "b", None, {"Q": "4", "E": "", "T": ""}),
    ]
    assert score(SCHEMES["ph-spms-ipcr"], core).score == "4.250"
    elements = alike("elements", "5", NOT_RATED, "3")
    assert score(SCHEMES["us-dod-dpmap"], elements).score == "4.0"
    assert score(SCHEMES["us-dod-dpmap"], alike("elements", NOT_RATED)).level is None
