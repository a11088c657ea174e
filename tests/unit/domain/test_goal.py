"""How far a goal is reached: exact, the same in both directions, never past the cap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewdesk.domain.goal import (
    Direction,
    GoalKind,
    GoalText,
    changes_words,
    faults,
    field_faults,
    is_worse_than_start,
    measure_words,
    number_words,
    percent_words,
    progress,
    weight_left,
)

NUMBERS = st.decimals(-10_000, 10_000, places=3)
CAPS = st.sampled_from([100, 120, 130])


def number(baseline, target, direction=None):
    start, end = Decimal(baseline), Decimal(target)
    way = direction or (Direction.UP if end > start else Direction.DOWN)
    return GoalText("A goal", baseline=start, target=end, direction=way, unit="days")


def within(low, high, baseline=None):
    start = None if baseline is None else Decimal(baseline)
    return GoalText(
        "A goal",
        baseline=start,
        range_low=Decimal(low),
        range_high=Decimal(high),
        direction=Direction.RANGE,
    )


@given(NUMBERS, NUMBERS, NUMBERS, CAPS)
def test_a_number_that_should_fall_counts_like_one_that_should_rise(start, end, actual, cap):
    assume(start != end)

    rising = progress(number(start, end), actual, cap=cap)
    falling = progress(number(-start, -end), -actual, cap=cap)

    assert rising == falling


@given(NUMBERS, NUMBERS, NUMBERS, CAPS)
def test_progress_lies_between_nothing_and_the_cap(start, end, actual, cap):
    assume(start != end)

    reached = progress(number(start, end), actual, cap=cap)

    assert reached is not None
    assert 0 <= reached <= cap


@given(NUMBERS, NUMBERS, CAPS)
def test_start_is_nothing_and_target_is_all(start, end, cap):
    assume(start != end)
    goal = number(start, end)

    assert progress(goal, start, cap=cap) == 0
    assert progress(goal, end, cap=cap) == 100


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_nearer_to_the_target_is_never_less(start, end, one, other):
    assume(start != end)
    goal = number(start, end)
    near, far = sorted((one, other), key=lambda actual: abs(end - actual))
    assume((near - start) * (end - start) >= (far - start) * (end - start))

    assert progress(goal, near) >= progress(goal, far)


@given(NUMBERS, NUMBERS)
def test_the_same_baseline_and_target_is_refused_and_measures_nothing(same, actual):
    goal = number(same, same, Direction.UP)

    assert [field for field, _ in field_faults(goal)] == ["target"]
    assert "the same" in faults(goal)[0]
    assert progress(goal, actual) is None
    assert not is_worse_than_start(goal, actual)


@given(NUMBERS, NUMBERS)
def test_a_target_on_the_wrong_side_is_refused(start, end):
    assume(start != end)
    wrong = Direction.DOWN if end > start else Direction.UP

    assert "wrong side" in faults(number(start, end, wrong))[0]
    assert faults(number(start, end)) == ()


def test_sixty_days_to_thirty():
    goal = number(60, 30)

    assert progress(goal, Decimal(40)) == Fraction(200, 3)
    assert percent_words(progress(goal, Decimal(40))) == "66.67 %"
    assert progress(goal, Decimal(70)) == 0
    assert is_worse_than_start(goal, Decimal(70))
    assert not is_worse_than_start(goal, Decimal(60))


@pytest.mark.parametrize(("cap", "reached"), [(100, 100), (120, 120), (130, 130), (200, 150)])
def test_more_than_the_target_counts_up_to_the_cap(cap, reached):
    assert progress(number(0, 10), Decimal(15), cap=cap) == reached


@pytest.mark.parametrize(
    ("actual", "reached"),
    [(20, 100), (25, 100), (30, 100), (15, 50), (10, 0), (5, 0), (35, 50), (40, 0), (99, 0)],
)
def test_a_range_is_all_or_falls_in_a_straight_line(actual, reached):
    assert progress(within(20, 30, baseline=10), Decimal(actual)) == reached


def test_a_range_without_a_start_is_all_or_nothing():
    goal = within(20, 30)

    assert faults(goal) == ()
    assert progress(goal, Decimal(30)) == 100
    assert progress(goal, Decimal("30.01")) == 0


@pytest.mark.parametrize(
    ("goal", "field"),
    [
        (replace(within(20, 30), range_low=None), "range_low"),
        (replace(within(20, 30), range_high=None), "range_high"),
        (within(30, 20), "range_high"),
        (within(20, 30, baseline=25), "baseline"),
        (GoalText("A goal"), "target"),
        (GoalText("A goal", target=Decimal(3)), "baseline"),
        (GoalText(" ", GoalKind.WORDS), "title"),
        (GoalText("A goal", GoalKind.MILESTONES, milestones=(" ",)), "milestones"),
    ],
)
def test_what_is_missing_is_named_at_its_field(goal, field):
    assert [name for name, _ in field_faults(goal)] == [field]


def test_the_other_kinds():
    steps = GoalText("A goal", GoalKind.MILESTONES, milestones=("a", "b", "c"))
    done = GoalText("A goal", GoalKind.YES_NO)
    words = GoalText("A goal", GoalKind.WORDS, measure="As agreed")

    assert [progress(steps, None, count) for count in (0, 1, 3)] == [0, Fraction(100, 3), 100]
    assert progress(GoalText("A goal", GoalKind.MILESTONES), None) is None
    assert [progress(done, actual) for actual in (None, Decimal(0), Decimal(1))] == [None, 0, 100]
    assert progress(words, Decimal(1)) is None
    assert faults(steps) == faults(done) == faults(words) == ()
    assert measure_words(steps, None, 1) == "1 of 3 milestones"
    assert [measure_words(done, one) for one in (None, Decimal(1))] == ["not yet", "done"]
    assert measure_words(words, None) == "As agreed"


def test_where_a_number_stands_in_words():
    goal = number(14, 9)

    assert measure_words(goal, None) == "14 days now, target 9"
    assert measure_words(goal, Decimal("8.50")) == "14 → 8.5 days, target 9"
    assert measure_words(within(20, 30), Decimal(4)) == "4, wanted 20 to 30"
    assert measure_words(within(20, 30), None) == "20 to 30"


@pytest.mark.parametrize(
    ("value", "words"),
    [("1E+3", "1000"), ("8.50", "8.5"), ("-0.250", "-0.25"), ("100", "100"), ("0.00", "0")],
)
def test_numbers_are_written_as_people_write_them(value, words):
    assert number_words(Decimal(value)) == words


@given(st.fractions(0, 200))
def test_per_cent_is_rounded_half_up_to_two_places(value):
    words = percent_words(value)

    assert words.endswith(" %")
    assert abs(Fraction(words.removesuffix(" %")) - value) <= Fraction(1, 200)
    assert percent_words(None) == ""
    assert percent_words(Fraction(1, 200)) == "0.01 %"


def test_a_change_is_told_field_by_field_with_what_was_there():
    before = number(14, 9)
    after = replace(before, target=Decimal(7), due=date(2026, 3, 31), milestones=("a", "b"))

    assert changes_words(before, after) == (
        "Target: 9 → 7",
        "Due: nothing → 2026-03-31",
        "Milestones: nothing → a; b",
    )
    assert changes_words(before, before) == ()


def test_what_is_left_of_the_weight():
    third = Decimal("33.33")

    assert weight_left(Decimal(100), [third] * 3) == Decimal("0.01")
    assert weight_left(Decimal(100), [Decimal(60), None, Decimal(50)]) == -10
