"""Keeping and destroying, as the officer does it in the window."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from builders import a_cycle, a_desk, a_person, a_review
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.retention import Kind
from reviewdesk.services import destruction, retention
from reviewdesk.services.context import FixedClock
from ui.drivers import desk_window

LATER = FixedClock(datetime(2034, 6, 1, 9, 0, tzinfo=UTC))


@pytest.fixture
def office(qtbot, tmp_path):
    ctx = a_desk(tmp_path)
    ada = a_person(ctx, "Ada", a_person(ctx, "Boss", a_person(ctx, "Top")))
    before = a_cycle(ctx, "Before", starts=date(2024, 4, 1), ends=date(2025, 3, 31))
    a_review(ctx, ada, cycle=before, state=State.CLOSED)
    later = ctx.__class__(ctx.desk, ctx.actor, LATER)
    with desk_window(qtbot, later, tmp_path) as driver:
        yield driver, later, ada
    ctx.desk.close()


def test_a_rule_shows_what_is_over_and_an_order_destroys_it(office, monkeypatch, tmp_path):
    driver, ctx, _ada = office
    saved = tmp_path / "certificate.pdf"
    monkeypatch.setattr(
        driver.shell.ask, "choose_save_file",
        lambda _parent, _title, _kind, chosen, name: chosen(saved),
    )  # fmt: skip
    driver.go("retention")
    driver.sees("Nothing is over by these rules.")
    driver.choose("Closed reviews with their forms", "5 years")
    driver.sees("Destroy 1 record …")
    driver.press("Destroy 1 record …")
    driver.type("By which order", "Schedule 7")
    driver.press("Continue")
    driver.press("Destroy 1 record")
    driver.settle()
    assert saved.read_bytes().startswith(b"%PDF")
    (gone,) = destruction.destroyed(ctx)
    assert gone.reason == "Schedule 7"
    driver.sees(gone.number)
    driver.sees("Nothing is over by these rules.")


def test_a_hold_is_placed_and_lifted(office):
    driver, ctx, _ada = office
    retention.keep_for(ctx, Kind.REVIEWS, 5)
    driver.go("retention")
    driver.press("Place a hold …")
    driver.press("Place the hold")
    driver.sees("Choose somebody from the list.")
    driver.press("The whole office: nothing at all is destroyed")
    driver.type("By which order", "Inquiry 3/34")
    driver.press("Place the hold")
    driver.settle()
    driver.sees("The whole office")
    assert retention.keeping(ctx).free == ()
    driver.press("Lift the hold on The whole office")
    driver.type("Why it need not be kept any more", "Closed")
    driver.press("Continue")
    driver.settle()
    driver.sees("Lifted")
    assert len(retention.keeping(ctx).free) == 1
