"""All tables together, and the version of the schema they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.store.base import Base
from reviewdesk.store.tables import (
    accounts,
    audit,
    checkins,
    corrections,
    cycles,
    documents,
    goals,
    interims,
    people,
    retention,
    reviews,
    schemes,
)

if TYPE_CHECKING:
    from sqlalchemy import MetaData

SCHEMA_VERSION = 4
TABLE_MODULES = (
    accounts,
    audit,
    checkins,
    corrections,
    cycles,
    documents,
    goals,
    interims,
    people,
    retention,
    reviews,
    schemes,
)


def metadata() -> MetaData:
    """Return the tables, every module of them loaded."""
    return Base.metadata
