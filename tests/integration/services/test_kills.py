"""A writing process is killed at random moments: what it was told is saved is there."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest

from builders import a_desk, a_goal
from integration.services import parties
from nightly import rounds
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import backups, desk_check, desks, drafts, goals, people
from reviewdesk.services.context import FixedClock
from reviewdesk.store import backup

KILLS = rounds(20, 200)
NOW = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)
WRITER = """
import sys
from pathlib import Path
from uuid import UUID
from datetime import UTC, datetime
from builders import a_goal, as_person
from reviewdesk.services import backups, desks, drafts, goals, staff_entry
from reviewdesk.services.context import FixedClock
from reviewdesk.services.staff_entry import PersonForm

clock = FixedClock(datetime(2026, 3, 19, 8, 12, tzinfo=UTC))
ctx = desks.open_desk(Path(sys.argv[1]), clock)
review, goal, boss = (UUID(one) for one in sys.argv[2:5])
start = int(sys.argv[5])
seated = as_person(ctx, boss)
print("ready", flush=True)
for n in range(start, start + 100_000):
    drafts.save(seated, "check-in/x", f"words {n} " + "x" * (n % 3000))
    print("draft", n, flush=True)
    goals.save_goal(seated, review, a_goal(target=n), goal)
    print("goal", n, flush=True)
    form = PersonForm(number=f"K-{n}", surname="Killed", given=str(n), unit="Roads")
    staff_entry.add_person(ctx, form)
    print("person", n, flush=True)
    if n % 7 == 0:
        clock.forward(minutes=61)
        backups.by_itself(ctx, backups.Reason.HOUR)
"""


def run_and_kill(folder, arguments, seconds):
    """Let the writer write, kill it, and return the last number it called saved of each kind."""
    said = {}
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=env,
    ) as writer:
        assert writer.stdout.readline().strip() == "ready"
        killer = threading.Timer(seconds, writer.kill)
        killer.start()
        for line in writer.stdout:
            kind, _, number = line.strip().partition(" ")
            if line.endswith("\n") and number.isdigit():
                said[kind] = int(number)
        killer.join()
    return said


@pytest.mark.nightly
@pytest.mark.timeout(120 + 15 * KILLS)
def test_no_save_is_lost_however_often_the_process_is_killed(tmp_path):
    ctx = a_desk(tmp_path, FixedClock(NOW))
    pair = parties.at(ctx, State.PLAN, plan=(a_goal(),))
    goal = goals.plan(ctx, pair.review).goals[0].id
    boss = pair.boss.actor.person_id
    folder = ctx.desk.folder
    ctx.desk.close()
    chance = random.Random()
    number = 1
    for _ in range(KILLS):
        wait = chance.uniform(0.0, 0.4)
        said = run_and_kill(folder, (pair.review, goal, boss, number), wait)
        ctx = desks.open_desk(folder, FixedClock(NOW))
        try:
            told = (said, wait)
            seated = pair.boss.__class__(ctx.desk, pair.boss.actor, ctx.clock)
            report = desk_check.check(ctx, with_forms=False)
            assert report.all_well, (told, report.first)
            text = drafts.load(seated, "check-in/x")
            assert int(text.split()[1] if text else 0) >= said.get("draft", 0), told
            target = goals.plan(ctx, pair.review).goals[0].text.target
            assert target >= said.get("goal", 0) or "goal" not in said, told
            there = {row.number for row in people.list_people(ctx)}
            last = said.get("person", number - 1)
            assert {f"K-{n}" for n in range(1, last + 1)} <= there, told
            for row in backups.list_backups(ctx):
                backup.look(ctx.desk, folder / "backups" / row.name)
            number = max((int(one[2:]) for one in there if one.startswith("K-")), default=0) + 1
        finally:
            ctx.desk.close()
    assert number > KILLS
