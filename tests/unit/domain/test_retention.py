"""When the time of a record is over, and what holds it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain import retention
from reviewdesk.domain.retention import Hold, Kept, Kind

ADA, BEN = uuid4(), uuid4()


def kept(person=ADA, kind=Kind.REVIEWS, since=date(2020, 3, 31)):
    return Kept(kind, uuid4(), person, "R-1", since)


def test_it_is_over_on_the_same_day_years_later_and_not_a_day_before():
    one = kept()
    assert list(retention.over([one], {Kind.REVIEWS: 5}, [], date(2025, 3, 30))) == []
    (found,) = retention.over([one], {Kind.REVIEWS: 5}, [], date(2025, 3, 31))
    assert (found.on, found.hold) == (date(2025, 3, 31), "")


def test_without_a_rule_everything_is_kept_for_good():
    assert list(retention.over([kept()], {}, [], date(2999, 1, 1))) == []
    assert list(retention.over([kept()], {Kind.REVIEWS: None}, [], date(2999, 1, 1))) == []


def test_a_hold_on_the_person_or_the_office_is_told_with_its_reason():
    both = [kept(), kept(BEN)]
    rules = {Kind.REVIEWS: 1}
    holds = [Hold(BEN, "Tribunal 12/26")]
    assert [one.hold for one in retention.over(both, rules, holds, date(2026, 1, 1))] == [
        "", "Tribunal 12/26",
    ]  # fmt: skip
    holds.append(Hold(None, "Inquiry"))
    assert {one.hold for one in retention.over(both, rules, holds, date(2026, 1, 1))} == {"Inquiry"}


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 100))
def test_a_time_is_never_shorter_than_its_years(since, years):
    over = retention.over_on(since, years)
    assert over.year - since.year == years
    assert over - since >= timedelta(days=365 * years)
    assert (over.month, over.day) == (since.month, since.day) or over.month == 3


def test_every_kind_has_words():
    for kind in Kind:
        assert retention.kind_words(kind)
        assert retention.begins_words(kind)
