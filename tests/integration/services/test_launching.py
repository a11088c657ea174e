"""A launch is one transaction: stopped or killed it leaves nothing, again it adds the missing."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from builders import a_cycle, a_desk, a_person
from integration.services.parties import refused
from reviewdesk.domain.cycle import CycleState
from reviewdesk.domain.lifecycle import Move
from reviewdesk.errors import CancelledError, UserError
from reviewdesk.services import (
    cycles,
    desks,
    launching,
    participants,
    people,
    rating,
    reviews,
    staff_import,
)
from reviewdesk.services.context import FixedClock
from reviewdesk.store.tables.audit import AuditLine

NOW = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)
LAUNCH = """
import sys, pathlib, datetime
from reviewdesk.services import cycles, desks, launching
from reviewdesk.services.context import FixedClock
clock = FixedClock(datetime.datetime(2026, 3, 19, tzinfo=datetime.UTC))
ctx = desks.open_desk(pathlib.Path(sys.argv[1]), clock)
def wait(done, total):
    print(done, total, flush=True)
    sys.stdin.read()
launching.launch(ctx, cycles.named(ctx, "Mine"), leave_out_unready=True, progress=wait)
"""


@pytest.fixture
def ctx(tmp_path):
    context = a_desk(tmp_path, FixedClock(NOW))
    yield context
    context.desk.close()


@pytest.fixture
def staff(ctx):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    return [boss, *(a_person(ctx, name, boss) for name in ("Kofi", "Ama", "Adjoa"))]


def audited(ctx):
    with ctx.desk.reading() as session:
        return session.query(AuditLine).filter_by(subject="review").count()


def test_a_launch_that_is_killed_leaves_nothing(ctx, staff):
    a_cycle(ctx, "Mine")
    ctx.desk.close()
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCH, str(ctx.desk.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout.readline().split() == [b"4", b"4"]  # all are written, none committed
        other.kill()
        other.wait()
    again = desks.open_desk(ctx.desk.folder, FixedClock(NOW))
    try:
        (row,) = cycles.list_cycles(again)
        assert (row.state, row.reviews) == (CycleState.PREPARING, 0)
        assert reviews.list_reviews(again) == []
        assert audited(again) == 0
        assert launching.launch(again, row.id, leave_out_unready=True).created == 4
    finally:
        again.desk.close()


def test_run_again_it_adds_those_who_are_missing(ctx, staff):
    cycle = a_cycle(ctx)
    assert launching.launch(ctx, cycle, leave_out_unready=True).created == len(staff)
    first = {one.id for one in reviews.list_reviews(ctx)}
    a_person(ctx, "Late", staff[0])
    done = launching.launch(ctx, cycle, leave_out_unready=True)
    assert (done.created, done.already_there) == (1, len(staff))
    assert first < {one.id for one in reviews.list_reviews(ctx)}
    nothing = launching.launch(ctx, cycle, leave_out_unready=True)
    assert (nothing.created, nothing.already_there) == (0, len(staff) + 1)


def test_numbers_go_on_through_the_year_and_a_void_one_is_not_given_again(ctx, staff):
    cycle = a_cycle(ctx)
    launching.launch(ctx, cycle, leave_out_unready=True)
    rows = reviews.list_reviews(ctx)
    assert sorted(one.number for one in rows) == [f"R-2026-{n:05d}" for n in range(1, 5)]
    one = next(row for row in rows if row.employee == "Kofi Mensah")
    rating.move(ctx, one.id, Move.VOID, "Made by mistake")
    launching.launch(ctx, cycle, leave_out_unready=True)
    new = {row.number for row in reviews.list_reviews(ctx)} - {row.number for row in rows}
    assert new == {"R-2026-00005"}
    other = a_cycle(ctx, starts=date(2026, 4, 1), ends=date(2026, 12, 31))
    launching.launch(ctx, other, leave_out_unready=True)
    ended = {row.number for row in reviews.list_reviews(ctx) if row.cycle_id == other}
    assert ended == {f"R-2026-{n:05d}" for n in range(6, 10)}


def test_each_review_is_in_the_record_of_who_made_it(ctx, staff):
    launching.launch(ctx, a_cycle(ctx), leave_out_unready=True)
    with ctx.desk.reading() as session:
        lines = session.query(AuditLine).filter_by(subject="review").all()
    assert {one.record_id for one in lines} == {one.id for one in reviews.list_reviews(ctx)}
    assert {(one.actor, one.kind, one.at) for one in lines} == {("HR officer", "added", NOW)}


def test_a_large_office_reports_and_is_stopped_between_any_two_reports(ctx, tmp_path):
    rows = [f"{n},Test{n},Given,Roads,{'' if n == 1 else 1}" for n in range(1, 452)]
    path = tmp_path / "staff.csv"
    head = "Staff No,Surname,Given names,Organisation unit,Manager staff no"
    path.write_text("\n".join((head, *rows)), encoding="utf-8")
    staff_import.carry_out(ctx, staff_import.preview(ctx, path))
    cycle = a_cycle(ctx)
    reports = []
    for stop_at in (200, 400, 450):

        def progress(done, total, stop_at=stop_at):
            reports.append((done, total))
            if done == stop_at:
                raise CancelledError

        with pytest.raises(CancelledError):
            launching.launch(ctx, cycle, leave_out_unready=True, progress=progress)
        assert reviews.list_reviews(ctx) == []
        assert cycles.cycle(ctx, cycle).row.state is CycleState.PREPARING
    assert reports[-3:] == [(200, 450), (400, 450), (450, 450)]
    assert launching.launch(ctx, cycle, leave_out_unready=True).created == 450


def test_what_is_not_ready_or_closed_is_refused_in_a_sentence(ctx, staff):
    cycle = a_cycle(ctx)
    fault = refused(launching.launch, ctx, cycle, says="1 person is not ready")
    assert (fault.safe, reviews.list_reviews(ctx)) == ("No review was created.", [])
    assert "readiness check" in fault.remedy
    top = next(one.id for one in people.list_people(ctx) if one.name == "Esi Mensah")
    participants.choose(ctx, cycle, top, left_out=True, reason="Reviewed by the ministry")
    done = launching.launch(ctx, cycle)
    assert (done.created, done.left_out) == (4, (("Esi Mensah", "Reviewed by the ministry"),))
    fault = refused(cycles.close, ctx, cycle, says="4 reviews are still open")
    assert fault.safe == "The cycle stays open."
    for one in reviews.list_reviews(ctx):
        rating.move(ctx, one.id, Move.VOID, "The office is closed")
    cycles.close(ctx, cycle)
    refused(launching.launch, ctx, cycle, says="This cycle is closed")
    refused(cycles.change, ctx, cycle, name="x", population=cycles.cycle(ctx, cycle).population,
            minimum_days=0, dates={}, says="This cycle is closed")  # fmt: skip
    refused(launching.launch, ctx, top, says="not on this desk")


def test_a_full_disk_stops_a_launch_and_it_goes_on_when_there_is_room(ctx, staff):
    cycle = a_cycle(ctx)

    def limit(pages):
        with ctx.desk.reading() as session:
            found = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
            session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages or found}")

    limit(None)
    with pytest.raises(UserError, match="disk is full") as caught:
        for number in range(500):
            a_person(ctx, f"Person {number}", staff[0], surname="x" * 200)
    assert "nothing was saved half" in caught.value.safe
    assert "Make room" in caught.value.remedy
    limit(1_000_000)
    assert launching.launch(ctx, cycle, leave_out_unready=True).created >= 4
