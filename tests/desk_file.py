"""A desk's database read or hurt by hand, past the program: its key is in the open key file."""

from __future__ import annotations

from contextlib import closing, contextmanager
from uuid import UUID

from reviewdesk.services.locks import locks_of
from reviewdesk.store import cipher, key_file
from reviewdesk.store.cipher import Secret

BY_HAND = Secret(UUID(int=5), bytes(range(32)))
"""The key of databases that tests make without a desk."""


def secret_of(folder) -> Secret:
    """Return the key of a desk that nobody has locked."""
    keys = key_file.read(folder)
    return Secret(keys.desk, keys.open_key)


def unlocking(folder, passphrase) -> dict:
    """Return what opens a locked desk by the passphrase of whoever locked it."""
    return {"passphrase": passphrase, "account": locks_of(folder).logins[0].account}


@contextmanager
def by_hand(folder, timeout=5, secret=None):
    """Open a desk's file; each statement is its own transaction unless one is begun."""
    with closing(
        cipher.connect(folder / "desk.sqlite", secret or secret_of(folder), timeout=timeout)
    ) as file:
        yield file


def dump(file) -> list[str]:
    """Return all that a database holds, as statements in an order of their own."""
    rows = file.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    lines = [str(row) for row in rows]
    for name, sql in rows:
        if sql is not None and sql.startswith("CREATE TABLE"):
            lines += sorted(f"{name}: {row}" for row in file.execute(f'SELECT * FROM "{name}"'))
    return lines
