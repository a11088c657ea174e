"""What encryption costs each saved edit, and how long unlocking takes."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING
from uuid import UUID

from benchmarks import desks as made_desks
from benchmarks.measuring import Result, in_turns, seconds
from reviewdesk.services import desks, drafts, locks, passphrases
from reviewdesk.store import cipher

if TYPE_CHECKING:
    from pathlib import Path

EDITS = 200
WORDS = "words of the officer"
TEXT = "She answered every letter within the nine days that were agreed, " * 8


def edit(folder: Path) -> Result:
    """A text of 500 characters kept through the services: rights, audit, encryption, flush."""
    ctx = made_desks.empty(folder, "edits")
    bare = _bare(sqlite3.connect(folder / "bare.sqlite", isolation_level=None))

    def ours() -> float:
        return seconds(lambda: [drafts.save(ctx, "place", f"{n} {TEXT}") for n in range(EDITS)])

    ours_, baseline = in_turns(ours, lambda: seconds(lambda: _commits(bare)), 7)
    ctx.desk.close()
    bare.close()
    return Result(f"{EDITS} saved edits", "s", ours_, baseline, "bare SQLite commits", 4)


def encryption(folder: Path) -> Result:
    """The same commits on an encrypted file and on a plain one."""
    secret = cipher.Secret(UUID(int=1), bytes(range(32)))
    ours = _bare(cipher.connect(folder / "encrypted.sqlite", secret, "rwc"))
    bare = _bare(sqlite3.connect(folder / "plain.sqlite", isolation_level=None))
    ours_, baseline = in_turns(
        lambda: seconds(lambda: _commits(ours)), lambda: seconds(lambda: _commits(bare)), 15
    )
    ours.close()
    bare.close()
    return Result(f"{EDITS} encrypted commits", "s", ours_, baseline, "plain SQLite commits", 1.3)


def unlocking(folder: Path) -> Result:
    """From the passphrase to the open desk, at the cost that this computer was set to."""
    ctx = made_desks.empty(folder, "locked")
    passphrases.lock(ctx, WORDS)
    place = ctx.desk.folder
    ctx.desk.close()
    account = locks.locks_of(place).logins[0].account
    free = made_desks.empty(folder, "free")
    free.desk.close()

    def unlock() -> None:
        desks.open_desk(place, passphrase=WORDS, account=account).desk.close()

    def again(open_one: Path) -> None:
        desks.open_desk(open_one).desk.close()

    ours, baseline = in_turns(
        lambda: seconds(unlock),
        lambda: seconds(lambda: again(free.desk.folder)),
        7,
    )
    return Result("unlocking", "s", ours, baseline, "opening a desk without a lock", 1, "units")


def _bare(connection: sqlite3.Connection) -> sqlite3.Connection:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE draft (id INTEGER PRIMARY KEY, place TEXT, text TEXT)")
    connection.execute("INSERT INTO draft VALUES (1, 'place', '')")
    return connection


def _commits(connection: sqlite3.Connection) -> None:
    for n in range(EDITS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE draft SET text = ? WHERE id = 1", (f"{n} {TEXT}",))
        connection.execute("COMMIT")
