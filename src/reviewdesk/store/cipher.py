"""The encrypted database file: opened with its key, and copied under another one.

A desk's file is always SQLCipher's. Its first 16 bytes, which SQLCipher calls the salt
and leaves in clear, are the desk's id: so a key file of another desk, or a database of
another program, is told apart before anybody types a passphrase. The key is random, so
nothing is derived from that salt but the page signatures' key.
Light: Home of an open desk is read through this module before the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from sqlcipher3 import dbapi2

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection
    from uuid import UUID


Error: type[Exception] = dbapi2.Error
BUSY_SECONDS = 10
Mode = Literal["ro", "rw", "rwc", "frozen"]
PLAIN = b"SQLite format 3\0"
"""How the file of a desk begins that was made before desks were encrypted."""


class Secret:
    """The key of one desk, in memory while it is open; no ``repr`` shows it."""

    __slots__ = ("desk", "key")

    def __init__(self, desk: UUID, key: bytes) -> None:
        self.desk = desk
        self.key = key

    def forget(self) -> None:
        """Let go of the key."""
        self.key = b""

    def words(self) -> str:
        """Return key and id as SQLCipher reads them."""
        return f"x'{self.key.hex()}{self.desk.hex}'"


def connect(
    path: Path, secret: Secret | None, mode: Mode = "rw", timeout: float = BUSY_SECONDS
) -> Connection:
    """Open a database file; without a secret, a plain one.

    Nothing is read yet: a wrong key is noticed at the first statement.

    Args:
        path: the file.
        secret: the desk's key.
        mode: ``ro``, ``rw``, ``rwc`` where it may be made, or ``frozen`` for one that nobody
            writes meanwhile, so that nothing is looked for or made beside it.
        timeout: how many seconds another writer is waited for.
    """
    asked = "ro&immutable=1" if mode == "frozen" else mode
    made = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode={asked}",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
    )
    connection = cast("Connection", made)  # the same interface, which has types
    if secret is not None:
        connection.execute("PRAGMA cipher_log_level = NONE")  # what is wrong is told by errors
        connection.execute(f'PRAGMA key = "{secret.words()}"')
        connection.execute("PRAGMA cipher_compatibility = 4")
    return connection


def copy(source: Path, under: Secret | None, target: Path, secret: Secret) -> None:
    """Copy a database into a new file under another key, and compare the two.

    Args:
        source: the database; it has no journal beside it afterwards, for one of the former
            key would be taken for the new file's.
        under: its key, or None when it is plain.
        target: the new file.
        secret: the key of the new file.

    Raises:
        Error: when the disk refuses or the source is damaged.
        UserError: when somebody else reads the source, or the copy is not what it is.
    """
    connection = connect(source, under)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        if connection.execute("PRAGMA journal_mode = DELETE").fetchone() != ("delete",):
            raise UserError(
                tr("Another program reads this desk."),
                safe=tr("Nothing was changed."),
                remedy=tr("Close it there first, then try again."),
            )
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(target), secret.words()))
        connection.execute("BEGIN")
        connection.execute("SELECT sqlcipher_export('fresh')").fetchall()
        connection.execute(f"PRAGMA fresh.user_version = {version}")
        connection.execute("COMMIT")
        same = _same(connection)
        connection.execute("DETACH DATABASE fresh")
    finally:
        connection.close()
    if not same or not is_sound(target, secret):
        raise UserError(
            tr("The desk's file could not be copied under its new key."),
            safe=tr("Nothing was changed."),
            remedy=tr("Make a backup of the folder and check the disk, then try again."),
        )


def opens(path: Path, secret: Secret, mode: Mode = "rw") -> bool:
    """Return whether a file is a database under this key; its other pages may be damaged."""
    try:
        connection = connect(path, secret, mode)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    except Error as error:
        return getattr(error, "sqlite_errorname", "") not in ("SQLITE_NOTADB", "SQLITE_CANTOPEN")
    return True


def is_sound(path: Path, secret: Secret) -> bool:
    """Return whether a file opens with a key and every page of it is as it was written."""
    try:
        connection = connect(path, secret)
        try:
            faults = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            return not faults and connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        finally:
            connection.close()
    except Error:
        return False


def _same(connection: Connection) -> bool:
    """Return whether the attached copy has every table with every row, and nothing else."""
    schema = "SELECT type, name, tbl_name, sql FROM {}.sqlite_master"
    pairs = [(schema.format("main"), schema.format("fresh"))]
    names = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
    for (name,) in names.fetchall():
        table = '"' + name.replace('"', '""') + '"'
        pairs.append((f"SELECT * FROM main.{table}", f"SELECT * FROM fresh.{table}"))  # noqa: S608
    for one, other in pairs:
        counted = (f"SELECT count(*) FROM ({select})" for select in (one, other))  # noqa: S608
        first, second = (connection.execute(count).fetchone() for count in counted)
        differs = connection.execute(f"{one} EXCEPT {other} LIMIT 1").fetchone()
        if first != second or differs is not None:
            return False
    return True
