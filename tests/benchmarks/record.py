"""What the audit and durability cost for each saved edit, and the check of a very large desk."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from itertools import count
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import insert, select

from benchmarks import desks
from benchmarks.measuring import seconds
from desk_file import by_hand
from reviewdesk.domain.goal import GoalKind
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.permissions import Right
from reviewdesk.services import cycles, desk_check, launching, staff_entry
from reviewdesk.services.desks import open_desk
from reviewdesk.store.tables.goals import Goal
from reviewdesk.store.tables.reviews import Entry, MoveLine, Review

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from reviewdesk.services.context import Context

EDITS = 200
_turn = count()


def edits(folder: Path) -> float:
    """Return the seconds of one edit saved by the program: one field of one person."""
    ctx = desks.empty(folder, f"edits-{next(_turn)}")
    form = staff_entry.PersonForm(number="1", surname="Mensah", given="Ama", unit="Roads")
    person = staff_entry.add_person(ctx, form)
    from reviewdesk.store.tables.people import Person

    def work() -> None:
        for n in range(EDITS):
            with ctx.begin(Right.CHANGE_PEOPLE) as session:
                session.get_one(Person, person).job = f"Engineer {n}"

    spent = seconds(work)
    ctx.desk.close()
    return spent / EDITS


def bare_edits(folder: Path) -> float:
    """Return the seconds of one such edit by ``sqlite3`` alone, as safely committed."""
    with closing(sqlite3.connect(folder / f"bare-edits-{next(_turn)}.sqlite")) as file:
        file.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            file.execute(f"PRAGMA {pragma}")
        file.execute("CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT, job TEXT)")
        file.execute("INSERT INTO person VALUES ('1', 'Ama Mensah', '')")

        def work() -> None:
            for n in range(EDITS):
                file.execute("BEGIN IMMEDIATE")
                file.execute("SELECT * FROM person WHERE id = '1'").fetchone()
                file.execute("UPDATE person SET job = ? WHERE id = '1'", (f"Engineer {n}",))
                file.execute("COMMIT")

        return seconds(work) / EDITS


def five_cycles(folder: Path) -> Path:
    """Make a desk of 13,000 people with five years of reviews, and return its folder."""
    place = folder / "large.reviewdesk"
    if not place.exists():
        desks.large(folder)
    ctx = open_desk(place, desks.CLOCK)
    for year in range(2021, 2026):
        cycle = cycles.create(
            ctx,
            name=f"Annual review {year}",
            scheme_id="general-five",
            starts=date(year, 4, 1),
            ends=date(year + 1, 3, 31),
        )
        launching.launch(ctx, cycle, leave_out_unready=True)
    _fill(ctx)
    ctx.desk.close()
    return place


def _fill(ctx: Context) -> None:
    """Give every review three goals, five ratings and three moves, as a year leaves them."""
    with ctx.begin(Right.RUN_CYCLES) as session:
        reviews = session.scalars(select(Review.id)).all()
    at: datetime = ctx.clock.now()
    for start in range(0, len(reviews), 1000):
        some = reviews[start : start + 1000]
        goals = [
            {"id": uuid4(), "review_id": one, "position": n, "kind": GoalKind.NUMBER,
             "title": f"Answer letters of kind {n} sooner than before"}
            for one in some for n in range(3)
        ]  # fmt: skip
        entries = [
            {"id": uuid4(), "review_id": one, "section": "competencies", "name": f"Duty {n}",
             "ratings": '{"": "3"}', "narrative": "Seen all year, and done as it should be."}
            for one in some for n in range(5)
        ]  # fmt: skip
        moves = [
            {"id": uuid4(), "review_id": one, "made_at": at, "made_by": "Somebody",
             "move": Move.START, "from_state": State.AGREED, "to_state": State.IN_PROGRESS}
            for one in some for _ in range(3)
        ]  # fmt: skip
        with ctx.begin(Right.RUN_CYCLES) as session:
            for table, rows in ((Goal, goals), (Entry, entries), (MoveLine, moves)):
                session.execute(insert(table).execution_options(render_nulls=True), rows)


def check(place: Path) -> float:
    """Return the seconds of the whole check of a desk."""
    ctx = open_desk(place, desks.CLOCK)
    found = []
    spent = seconds(lambda: found.append(desk_check.check(ctx)))
    ctx.desk.close()
    (report,) = found
    assert report.all_well, report.first
    assert report.lines > 500_000, report.lines
    return spent


def read_through(place: Path) -> float:
    """Return the seconds in which SQLite alone checks the same file's pages and references."""
    with by_hand(place) as file:
        return seconds(
            lambda: [
                file.execute(f"PRAGMA {one}").fetchall()
                for one in ("integrity_check", "foreign_key_check")
            ]
        )
