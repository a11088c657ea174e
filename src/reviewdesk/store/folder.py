"""Names in a desk's folder; light, so that the first window need not load the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DATABASE = "desk.sqlite"
FRESH = "desk.sqlite.new"
"""The database under another key, until its key file is in place; see ``store/rekeying.py``."""
KEYS = "keys.json"
TRIES = "tries.json"
LOCK = "desk.lock"
BACKUPS = "backups"
SUFFIX = ".reviewdesk"


def folder_of(place: Path) -> Path:
    """Return the folder of a desk from what a person named: the ending may be left out."""
    if place.suffix == SUFFIX or (place / DATABASE).is_file():
        return place
    return place.with_name(place.name + SUFFIX)
