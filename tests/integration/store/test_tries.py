"""Wrong passphrases slow down, whoever sets the clock or starts again, and never for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reviewdesk.store import tries

NOW = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monotonic(monkeypatch):
    """Return a clock that only the test moves."""
    at = [1000.0]
    monkeypatch.setattr(tries.time, "monotonic", lambda: at[0])
    return at


@pytest.fixture
def again(monkeypatch):
    """Start the program again: what was in memory is gone."""
    return lambda: monkeypatch.setattr(tries, "_memory", {})


def wrong(folder, times):
    for _again in range(times):
        tries.note_wrong(folder, NOW)


def test_a_few_are_free_and_then_it_grows_to_a_bound(tmp_path):
    waits = []
    for _again in range(12):
        tries.note_wrong(tmp_path, NOW)
        waits.append(tries.seconds_to_wait(tmp_path, NOW))
    assert waits == [0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]


def test_the_wait_goes_over_and_a_right_one_begins_anew(tmp_path, monotonic):
    wrong(tmp_path, 5)
    monotonic[0] += 7
    assert tries.seconds_to_wait(tmp_path, NOW + timedelta(seconds=7)) == 1
    monotonic[0] += 1
    assert tries.seconds_to_wait(tmp_path, NOW + timedelta(seconds=8)) == 0
    wrong(tmp_path, 1)
    tries.forget(tmp_path)
    assert tries.seconds_to_wait(tmp_path, NOW) == 0
    assert list(tmp_path.iterdir()) == []


def test_starting_again_does_not_shorten_it(tmp_path, again):
    wrong(tmp_path, 5)
    again()
    assert tries.seconds_to_wait(tmp_path, NOW) == 8
    assert tries.seconds_to_wait(tmp_path, NOW + timedelta(seconds=9)) == 0


def test_a_clock_set_forward_does_not_shorten_it_and_one_set_back_not_lengthen(tmp_path, again):
    wrong(tmp_path, 5)
    assert tries.seconds_to_wait(tmp_path, NOW + timedelta(days=1)) == 8
    assert tries.seconds_to_wait(tmp_path, NOW - timedelta(days=900)) == 8
    again()
    assert tries.seconds_to_wait(tmp_path, NOW - timedelta(days=900)) == 8


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"[]", b"{}", b'{"failed": -1, "at": 0}', b'{"failed": 1e9, "at": 0}',
     b'{"failed": 5, "at": "x"}', b'{"failed": 5, "at": 1e999}', b"[" * 900, b"\xff"],
)  # fmt: skip
def test_a_damaged_count_is_none(tmp_path, content):
    (tmp_path / "tries.json").write_bytes(content)
    assert tries.seconds_to_wait(tmp_path, NOW) == 0
    wrong(tmp_path, 3)
    assert tries.seconds_to_wait(tmp_path, NOW) == 2


def test_a_folder_that_may_not_be_written_still_slows_down(tmp_path):
    (tmp_path / "tries.json").mkdir()
    wrong(tmp_path, 4)
    assert tries.seconds_to_wait(tmp_path, NOW) == 4
    tries.forget(tmp_path)
