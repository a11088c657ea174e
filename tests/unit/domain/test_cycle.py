"""The period in which a day lies, of any scheme."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain.cycle import default_period
from reviewdesk.domain.scheme import Period


@pytest.mark.parametrize(
    ("today", "usual", "starts", "ends"),
    [
        (date(2026, 3, 31), None, date(2025, 4, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), None, date(2026, 4, 1), date(2027, 3, 31)),
        (date(2026, 2, 28), Period(7), date(2025, 7, 1), date(2026, 6, 30)),
        (date(2026, 6, 30), Period(1, 6), date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), Period(1, 6), date(2026, 7, 1), date(2026, 12, 31)),
        (date(2024, 2, 29), Period(12, 3), date(2023, 12, 1), date(2024, 2, 29)),
    ],
)
def test_the_period_in_which_a_day_lies(today, usual, starts, ends):
    assert default_period(today, usual) == (starts, ends)


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.integers(1, 12),
    st.sampled_from([1, 2, 3, 4, 6, 12]),
)
def test_periods_follow_each_other_without_a_gap(today, month, months):
    usual = Period(month, months)
    starts, ends = default_period(today, usual)
    assert starts <= today <= ends
    assert default_period(starts, usual) == default_period(ends, usual) == (starts, ends)
    after, _ = default_period(ends + timedelta(days=1), usual)
    assert after == ends + timedelta(days=1)
