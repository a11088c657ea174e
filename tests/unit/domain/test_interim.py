"""The days of several supervisors cover the review once, and too few days give no rating."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain import interim
from reviewdesk.domain.interim import InterimState

STARTS, ENDS = date(2025, 4, 1), date(2026, 3, 31)
DAYS = st.dates(STARTS - timedelta(days=40), ENDS + timedelta(days=40))


@given(st.lists(DAYS, max_size=6))
def test_whatever_days_are_recorded_no_day_is_answered_for_twice_or_left_out(first_days):
    parts, until = [], None
    for day in first_days:
        span = interim.outgoing_period(STARTS, ENDS, until, day)
        if span is not None:
            parts.append(span)
            until = span[1]
    covered = sum(interim.days_between(*span) for span in parts)
    rest = interim.days_between(until + timedelta(days=1) if until else STARTS, ENDS)
    assert covered + rest == interim.days_between(STARTS, ENDS) == 365
    for (_, ends), (starts, _) in pairwise(parts):
        assert starts == ends + timedelta(days=1)


def test_a_successor_from_the_first_day_leaves_nothing_to_the_one_before():
    assert interim.outgoing_period(STARTS, ENDS, None, STARTS) is None
    assert interim.outgoing_period(STARTS, ENDS, ENDS, ENDS + timedelta(days=9)) is None
    assert interim.outgoing_period(STARTS, ENDS, None, date(2027, 1, 1)) == (STARTS, ENDS)


@given(st.integers(0, 400), st.integers(0, 400))
def test_an_assessment_is_asked_for_exactly_from_the_minimum_on(days, least):
    due = interim.first_state(days, least) is InterimState.DUE
    assert due == (days > 0 and days >= least)


@given(DAYS, st.integers(0, 366))
def test_who_is_under_a_plan_for_the_minimum_is_rated_and_else_told_why(since, least):
    reason = interim.not_rated_reason(STARTS, ENDS, since, least)
    days = interim.days_under_plan(STARTS, ENDS, since)
    assert bool(reason) == (days < least)
    assert not reason or str(least) in reason


def test_the_minimum_is_met_on_the_very_day():
    since = ENDS - timedelta(days=89)
    assert interim.not_rated_reason(STARTS, ENDS, since, 90) == ""
    assert interim.not_rated_reason(STARTS, ENDS, since + timedelta(days=1), 90) == (
        "89 days under the plan, in force since 2 January 2026; the scheme asks for 90."
    )
    assert interim.not_rated_reason(STARTS, ENDS, None, 90) == ""  # not agreed: nothing to say


def test_a_cycle_made_long_after_its_first_day_had_its_plans_on_paper():
    assert not interim.agreed_on_paper(STARTS, STARTS + timedelta(days=60))
    assert interim.agreed_on_paper(STARTS, STARTS + timedelta(days=61))


def test_every_state_has_its_words():
    assert len({interim.state_words(one) for one in InterimState}) == len(InterimState)
