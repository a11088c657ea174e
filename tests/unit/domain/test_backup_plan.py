"""The newest backups are always kept, old ones in ever wider steps, and never too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reviewdesk.domain.backup_plan import ALWAYS, Kept, to_drop

NOW = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)
PLENTY = 10**12


def hourly(hours):
    return [Kept(f"{n}", NOW - timedelta(hours=n), 1) for n in range(hours)]


def left(backups, most=PLENTY, now=NOW):
    gone = to_drop(backups, now, most)
    return [one for one in backups if one.name not in gone]


def test_two_years_of_hours_thin_to_days_weeks_and_months():
    stays = left(hourly(24 * 900))
    ages = [NOW - one.at for one in stays]
    assert sum(age <= timedelta(days=2) for age in ages) == 49
    assert sum(timedelta(days=2) < age <= timedelta(days=14) for age in ages) in (12, 13)
    assert sum(timedelta(days=14) < age <= timedelta(days=70) for age in ages) in (8, 9)
    assert sum(timedelta(days=70) < age for age in ages) in (22, 23)
    assert max(ages) <= timedelta(days=731)


def test_where_they_weigh_too_much_the_oldest_go_first():
    stays = left(hourly(48), most=10)
    assert [one.name for one in stays] == [str(n) for n in range(10)]
    assert [one.name for one in left(hourly(48), most=0)] == ["0", "1", "2"]


backups = st.lists(
    st.builds(
        lambda minutes, size: Kept(f"{minutes}", NOW - timedelta(minutes=minutes), size),
        st.integers(-5000, 3_000_000),
        st.integers(0, 10**9),
    ),
    max_size=200,
    unique_by=lambda one: one.name,
)


@given(backups, st.integers(0, 10**11))
def test_laws(some, most):
    stays = left(some, most)
    newest = sorted(some, key=lambda one: one.at, reverse=True)
    assert newest[:ALWAYS] == [one for one in newest[:ALWAYS] if one in stays]
    older = [one for one in newest if one in stays][ALWAYS:]
    assert sum(one.size for one in older) <= max(most, 0)
    assert left(stays, most) == stays  # thinning again takes nothing more
    future = sum(one.at > NOW for one in some)
    assert len(stays) <= 49 + 14 + 10 + 25 + ALWAYS + future


@given(backups)
def test_every_day_of_two_weeks_that_had_one_keeps_one(some):
    stays = {one.at.date() for one in left(some)}
    for one in some:
        if timedelta() <= NOW - one.at <= timedelta(days=14):
            assert one.at.date() in stays
