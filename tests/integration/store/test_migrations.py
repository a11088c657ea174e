"""The models and the migrations say the same."""

from __future__ import annotations

import argparse

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from desk_file import BY_HAND
from reviewdesk.store.desk import Desk
from reviewdesk.store.engine import make_engine
from reviewdesk.store.migrations.upgrade import METADATA, configuration, upgrade
from reviewdesk.store.schema import SCHEMA_VERSION


def test_migrations_build_what_the_models_say(tmp_path):
    engine = make_engine(tmp_path / "migrated.sqlite", BY_HAND)
    upgrade(engine, SCHEMA_VERSION)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert connection.execute(text("PRAGMA user_version")).scalar_one() == SCHEMA_VERSION
    engine.dispose()


def test_a_new_desk_has_the_tables_of_a_migrated_one(tmp_path):
    migrated = make_engine(tmp_path / "migrated.sqlite", BY_HAND)
    upgrade(migrated, SCHEMA_VERSION)
    desk = Desk.create(tmp_path / "new.reviewdesk")
    fresh = make_engine(desk.folder / "desk.sqlite", desk.secret)
    wanted = _columns(fresh)
    found = _columns(migrated)
    found.pop("alembic_version")
    assert found == wanted
    for engine in (fresh, migrated):
        engine.dispose()
    desk.close()


def test_a_developer_migrates_a_file_by_its_name(tmp_path):
    path = tmp_path / "100% ünï.sqlite"
    config = configuration()
    config.cmd_opts = argparse.Namespace(
        x=[f"desk={path}", f"key={BY_HAND.key.hex()}", f"id={BY_HAND.desk.hex}"]
    )
    command.upgrade(config, "head")
    engine = make_engine(path, BY_HAND)
    assert _columns(engine).keys() == {*METADATA.tables, "alembic_version"}
    engine.dispose()
    command.check(config)  # nothing to write a further migration for


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path):
    engine = make_engine(tmp_path / "half.sqlite", BY_HAND)
    last = list(METADATA.tables)[-1]
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {last} (x INTEGER)"))
    with pytest.raises(OperationalError, match="already exists"):
        upgrade(engine, SCHEMA_VERSION)
    assert _columns(engine) == {last: {("x", "INTEGER")}}
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA user_version")).scalar_one() == 0
    engine.dispose()


def _columns(engine):
    tables = inspect(engine)
    return {
        table: {(column["name"], str(column["type"])) for column in tables.get_columns(table)}
        for table in tables.get_table_names()
    }
