"""Bring a desk of an older version up to date, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from reviewdesk.store import audit, replay
from reviewdesk.store.engine import now
from reviewdesk.store.schema import metadata

if TYPE_CHECKING:
    from sqlalchemy import Engine

METADATA = metadata()


def upgrade(engine: Engine, version: int) -> None:
    """Run every migration that is missing in one transaction and note the schema version.

    What the migrations changed in the records gets its audit lines.

    Args:
        engine: the desk's engine.
        version: the schema version this program writes.
    """
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        before = connection.execute(text("PRAGMA user_version")).scalar_one()
        if before and not inspect(connection).has_table("alembic_version"):
            command.stamp(config, f"{before:04}")  # a desk made whole, not by migrations
        command.upgrade(config, "head")
        replay.adopt(connection, audit.By(audit.PROGRAM, now(connection)))
        connection.execute(text(f"PRAGMA user_version = {version}"))


def configuration() -> Config:
    """Return Alembic's settings: where the migrations are, and nothing printed."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
