"""Run by Alembic: the program hands it a connection, a developer's command a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from alembic import context
from sqlalchemy import TypeDecorator

from reviewdesk.store.cipher import Secret
from reviewdesk.store.engine import make_engine
from reviewdesk.store.migrations.upgrade import METADATA

if TYPE_CHECKING:
    from sqlalchemy import Connection


def run() -> None:
    """Migrate the connection given by the program, or the file named with ``-x desk=``, ``key=`` and ``id=``."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        named = context.get_x_argument(as_dictionary=True)
        secret = Secret(UUID(hex=named["id"]), bytes.fromhex(named["key"]))
        engine = make_engine(Path(named["desk"]), secret)
        with engine.connect() as opened:
            _migrate(opened)
        return
    _migrate(connection)


def _plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones below them: a migration outlives the models."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=True,
        render_item=_plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
