"""The demonstration is whole or not there; made whole in ``tests/journeys``."""

from __future__ import annotations

import pytest

from reviewdesk.errors import CancelledError, UserError
from reviewdesk.services import demonstration


class Stopped:
    """Stops after some reports and remembers them."""

    def __init__(self, after):
        self.after, self.reports = after, []

    def __call__(self, done, total):
        self.reports.append((done, total))
        if len(self.reports) == self.after:
            raise CancelledError


def test_one_that_is_stopped_leaves_nothing(tmp_path, clock, monkeypatch):
    for step in ("_keys", "_whole_year"):  # what is done until then has no part in it
        monkeypatch.setattr(demonstration, step, lambda *_given: None)
    place, stop = tmp_path / "new" / "Demonstration", Stopped(2)
    with pytest.raises(CancelledError):
        demonstration.build(place, clock, stop)
    assert list(place.parent.iterdir()) == []
    (first, total), (second, same) = stop.reports
    assert (first, second) == (1, 2)
    assert total == same > 100


def test_nothing_is_overwritten(tmp_path, clock):
    place = tmp_path / "Demonstration.reviewdesk"
    place.mkdir()
    (place / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UserError, match="already something"):
        demonstration.build(place, clock)
    with pytest.raises(UserError, match="cannot be made"):
        demonstration.build(place / "letter.txt" / "Demonstration", clock)
    assert [one.name for one in tmp_path.rglob("*")] == [place.name, "letter.txt"]
