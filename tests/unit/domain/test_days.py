"""Days are read as people write them, and never as another day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain.days import day_of, day_words, short_day_words


@given(st.dates(min_value=date(1000, 1, 1)))
def test_what_is_written_is_read_again(day):
    for words in (day_words(day), short_day_words(day), day.isoformat()):
        assert day_of(f" {words} ") == day


@pytest.mark.parametrize(
    "words",
    ["9.3.2026", "09.03.2026", "9. 3. 2026", "9 march 2026", "9. March 2026", "9 MAR. 2026"],
)
def test_usual_ways_to_write_a_day_are_read(words):
    assert day_of(words) == date(2026, 3, 9)


@pytest.mark.parametrize(
    "words", ["", "9/3/2026", "3-9-2026", "31.2.2026", "9 Mart 2026", "March 9", "32 May 2026", "x"]
)
def test_what_could_be_another_day_is_not_read(words):
    with pytest.raises(ValueError, match=r"day|month|format"):
        day_of(words)
