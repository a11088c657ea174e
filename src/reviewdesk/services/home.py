"""Home of the open desk: what is due, overdue and waiting for whoever sits at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from reviewdesk.domain.permissions import Right
from reviewdesk.services import glance

if TYPE_CHECKING:
    from sqlite3 import Connection

    from reviewdesk.services.context import Context
    from reviewdesk.services.glance import Home


def home(ctx: Context) -> Home:
    """Return what Home shows, read by the code that also reads it before the desk is open."""
    with ctx.read(Right.USE_DESK) as session:
        plain = cast("Connection", session.connection().connection.dbapi_connection)
        return glance.home(plain, ctx.actor, ctx.clock.today(), is_locked=not ctx.desk.keys.is_open)
