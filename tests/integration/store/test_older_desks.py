"""A desk of every schema version that was handed out is opened by this one."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from desk_file import by_hand, dump
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import desk_check, desks, glance, goals, home, reviews, verifying
from reviewdesk.services.context import FixedClock
from reviewdesk.store.migrations.upgrade import configuration
from reviewdesk.store.schema import SCHEMA_VERSION

DESKS = sorted((Path(__file__).parents[2] / "data" / "desks").glob("schema-*.zip"))
CHANGED = {"schema-1", "schema-2"}
"""Later versions only got more tables: what they hold is as it was."""
NOW = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)


def unpacked(packed, tmp_path):
    place = tmp_path / "old.reviewdesk"
    with zipfile.ZipFile(packed) as file:
        file.extractall(place)
    return place


def user_version(place):
    encrypted = (place / "keys.json").exists()
    opened = by_hand(place) if encrypted else closing(sqlite3.connect(place / "desk.sqlite"))
    with opened as file:
        return file.execute("PRAGMA user_version").fetchone()[0]


def test_there_is_a_desk_of_every_older_version():
    made = ScriptDirectory.from_config(configuration()).walk_revisions()
    older = sorted({int(one.revision) for one in made} - {SCHEMA_VERSION})
    assert [path.name for path in DESKS] == [f"schema-{n}.zip" for n in older]


@pytest.mark.parametrize("packed", DESKS, ids=lambda path: path.stem)
def test_an_older_desk_opens_with_everything_in_it(packed, tmp_path):
    place = unpacked(packed, tmp_path)
    assert f"schema-{user_version(place)}" == packed.stem
    assert glance.glance(place, "", NOW.date()) is None  # it has not the tables of today
    for _again in range(2):
        ctx = desks.open_desk(place, FixedClock(NOW))
        try:
            assert home.home(ctx).people == 12
            rows = reviews.list_reviews(ctx)
            assert {row.state for row in rows} == set(State)
            for row in rows:
                assert reviews.open_review(ctx, row.id).number == row.number
                plan = goals.plan(ctx, row.id)
                assert (plan.since == date(2025, 4, 1)) == (row.state is not State.PLAN)
            closed = next(row for row in rows if row.state is State.CLOSED)
            assert verifying.verify_review(ctx, closed.id).all_well
            report = desk_check.check(ctx, with_forms=False)
            assert report.all_well, report.first
            adopted = [one for one in report.remarks if "as they stood" in one.sentence]
            assert adopted == list(report.remarks)
            assert len(adopted) == (packed.stem in CHANGED)  # opened again it is up to date
        finally:
            ctx.desk.close()
        assert user_version(place) == SCHEMA_VERSION


@pytest.mark.parametrize("packed", DESKS, ids=lambda path: path.stem)
def test_a_migration_that_cannot_go_through_leaves_the_older_desk_whole(packed, tmp_path):
    place = unpacked(packed, tmp_path)
    encrypted = (place / "keys.json").exists()
    plain = closing(sqlite3.connect(place / "desk.sqlite", isolation_level=None))
    with by_hand(place) if encrypted else plain as file:
        file.execute("CREATE TABLE correction (id INTEGER)")  # in the way of the new one
        before = dump(file)
    with pytest.raises(Exception, match="already exists"):
        desks.open_desk(place, FixedClock(NOW))
    with by_hand(place) as file:
        assert dump(file) == before
