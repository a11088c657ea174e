"""A desk: one folder with its database and key file; created, opened, closed, written to."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store import audit, cipher, key_file, rekeying
from reviewdesk.store.engine import header, make_engine, told_plainly
from reviewdesk.store.folder import DATABASE, FRESH, LOCK
from reviewdesk.store.keys import former_secrets, new_open, with_former
from reviewdesk.store.lock import WriterLock
from reviewdesk.store.schema import SCHEMA_VERSION, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from reviewdesk.store.cipher import Secret
    from reviewdesk.store.key_file import KeyFile

_PATIENCE = 30
"""Seconds that a new key waits for reads and writes that are under way."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Which tables a committed transaction touched."""

    tables: frozenset[str]


class Desk:
    """An open desk; close it to let others in."""

    def __init__(self, folder: Path, lock: WriterLock, secret: Secret, keys: KeyFile) -> None:
        self.folder = folder
        self._lock = lock
        self._busy = 0
        self._quiet = threading.Condition()
        self._watchers: list[Callable[[Changes], None]] = []
        self._use(secret, keys)

    def _use(self, secret: Secret, keys: KeyFile) -> None:
        self._secret, self._keys = secret, keys
        self._engine = make_engine(self.folder / DATABASE, secret)
        self._writing = self._engine.execution_options(begin="BEGIN IMMEDIATE")

    @classmethod
    def create(cls, folder: Path) -> Desk:
        """Make a new desk that nobody has locked, in a folder that does not exist or is empty.

        Raises:
            UserError: when something is there already, or the place may not be written.
        """
        demand_free(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                tr("The folder {name} cannot be made.").format(name=folder.name),
                remedy=tr("Choose a place where you may write."),
            ) from error
        lock = WriterLock(folder / LOCK)
        try:
            secret, keys = new_open(uuid4())
            key_file.write(folder, keys)
            desk = cls(folder, lock, secret, keys)
        except BaseException:
            lock.release()
            raise
        with told_plainly():
            metadata().create_all(desk._engine)
            with desk._engine.begin() as connection:
                connection.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))
        return desk

    @classmethod
    def open(cls, folder: Path, secret: Secret | None = None) -> Desk:
        """Open an existing desk, bringing an older one up to date.

        Args:
            folder: the desk's folder.
            secret: its key; not needed when nobody has locked it.

        Raises:
            UserError: when it is no desk, is locked, is in use, or was made by a newer version.
        """
        _demand_desk(folder, key_file.read(folder))
        lock = WriterLock(folder / LOCK)
        try:
            secret, keys = _unlocked(folder, secret)
            desk = cls(folder, lock, secret, keys)
        except BaseException:
            lock.release()
            raise
        try:
            with told_plainly(), desk._engine.connect() as connection:
                version = connection.execute(text("PRAGMA user_version")).scalar_one()
            _check_version(version, folder)
            if version < SCHEMA_VERSION:
                from reviewdesk.store.migrations.upgrade import upgrade

                upgrade(desk._engine, SCHEMA_VERSION)
        except BaseException:
            desk.close()
            raise
        return desk

    @property
    def secret(self) -> Secret:
        """The desk's key, for a new way into it."""
        return self._secret

    @property
    def keys(self) -> KeyFile:
        """Who can open the desk."""
        return self._keys

    def secret_of(self, path: Path) -> Secret | None:
        """Return the key of a copy of this desk, which may be one that the desk had before."""
        for one in (self._secret, *former_secrets(self._keys, self._secret)):
            if cipher.opens(path, one):
                return one
        return None

    def write_keys(self, keys: KeyFile) -> None:
        """Change who can open the desk by the same key; the database is not touched.

        Raises:
            UserError: when the disk refuses; then everything is as it was.
        """
        key_file.write(self.folder, keys)
        self._keys = keys

    def rekey(self, secret: Secret, keys: KeyFile) -> None:
        """Put the desk under another key, once what reads and writes now has ended.

        Raises:
            UserError: when it cannot be done; then everything is as it was.
        """
        with self._quiet:
            if not self._quiet.wait_for(lambda: not self._busy, _PATIENCE):
                raise UserError(
                    tr("Other work on this desk has not ended."),
                    safe=tr("Nothing was changed."),
                    remedy=tr("Try again in a moment."),
                )
            self._engine.dispose()
            keys = with_former(keys, secret, self._keys, self._secret)
            with told_plainly():
                rekeying.rekey(self.folder, self._secret, secret, keys)
            self._use(secret, keys)

    def watch(self, watcher: Callable[[Changes], None]) -> Callable[[], None]:
        """Call ``watcher`` after each commit, on the thread that committed; returns an undo."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    @contextmanager
    def transaction(self, actor: str, at: datetime) -> Iterator[Session]:
        """Write: everything or nothing, with its audit lines, then a notice of what changed."""
        touched: set[str] = set()
        with (
            self._in_use(),
            told_plainly(),
            Session(self._writing, expire_on_commit=False) as session,
        ):
            _listen(session, touched, actor, at)
            with session.begin():
                yield session
        if touched:
            changes = Changes(frozenset(touched))
            for watcher in tuple(self._watchers):
                watcher(changes)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read one consistent state; what is changed here is thrown away."""
        with self._in_use(), told_plainly(), Session(self._engine, autoflush=False) as session:
            yield session

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._quiet:
            self._busy += 1
        try:
            yield
        finally:
            with self._quiet:
                self._busy -= 1
                self._quiet.notify_all()

    def close(self) -> None:
        """Let go of the file, the lock and the key; calling it twice does no harm."""
        self._engine.dispose()
        self._secret.forget()
        self._lock.release()


def demand_free(folder: Path) -> None:
    """Refuse a place for a new desk where something is.

    Raises:
        UserError: asking for another name.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(
            tr("There is already something at {name}.").format(name=folder.name),
            safe=tr("Nothing was changed."),
            remedy=tr("Choose another name for the new desk."),
        )


def _listen(session: Session, touched: set[str], actor: str, at: datetime) -> None:
    @event.listens_for(session, "after_flush")
    def flushed(current: Session, _context: Any) -> None:
        for record in (*current.new, *current.dirty, *current.deleted):
            touched.add(record.__tablename__)
        audit.write(current, audit.lines_of(current, actor, at))

    @event.listens_for(session, "do_orm_execute")
    def executed(state: Any) -> None:
        if not state.is_select and state.bind_mapper is not None:
            touched.add(state.bind_mapper.local_table.name)


def _demand_desk(folder: Path, keys: KeyFile | None) -> None:
    """Refuse a folder whose database and key file are no desk together.

    Raises:
        UserError: saying which of them is missing or belongs to another desk.
    """
    begins = header(folder / DATABASE)
    if keys is None and begins != cipher.PLAIN:
        raise UserError(
            tr("{name} is not a ReviewDesk desk, or its key file is missing.").format(
                name=folder.name
            ),
            safe=tr("Nothing was changed."),
            remedy=tr("Choose a folder that ends in .reviewdesk and holds all its files."),
        )
    if keys is None:
        return
    if begins == cipher.PLAIN:
        if keys.is_open:
            return  # an older desk that was being encrypted when the battery died
        raise UserError(
            tr("This desk is locked, but the file with its records is not."),
            safe=tr("Nothing was changed."),
            remedy=tr("Somebody put another file there. Restore a backup of the folder."),
        )
    if begins != keys.desk.bytes:
        raise UserError(
            tr("The key file and the records in this folder are not of the same desk."),
            safe=tr("Nothing was changed."),
            remedy=tr("Put back the files that belong together, from a backup."),
        )


def _unlocked(folder: Path, secret: Secret | None) -> tuple[Secret, KeyFile]:
    """Return key and key file of a desk whose lock is held, what was cut short ended."""
    keys = key_file.read(folder)
    _demand_desk(folder, keys)
    if keys is not None and keys.open_key is not None:
        secret = cipher.Secret(keys.desk, keys.open_key)
    if keys is None or (
        header(folder / DATABASE) == cipher.PLAIN and not _finished(folder, secret)
    ):
        return _encrypted(folder)
    if secret is None:
        raise UserError(
            tr("This desk is locked."),
            remedy=tr("Unlock it with a passphrase or the recovery code."),
        )
    with told_plainly():
        rekeying.settle(folder, secret)
    return secret, keys


def _finished(folder: Path, secret: Secret | None) -> bool:
    return secret is not None and cipher.is_sound(folder / FRESH, secret)


def _encrypted(folder: Path) -> tuple[Secret, KeyFile]:
    """Encrypt a desk that was made before desks were; it stays one that nobody has locked."""
    with told_plainly():
        connection = cipher.connect(folder / DATABASE, None)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        finally:
            connection.close()
        _check_version(version, folder)
        secret, keys = new_open(uuid4())
        rekeying.rekey(folder, None, secret, keys)
    return secret, keys


def _check_version(version: int, folder: Path) -> None:
    if version > SCHEMA_VERSION:
        raise UserError(
            tr("This desk was made by a newer version of ReviewDesk."),
            safe=tr("Nothing was changed."),
            remedy=tr("Install the newer version and open it there."),
        )
    if version < 1:
        raise UserError(
            tr("{name} is not a ReviewDesk desk.").format(name=folder.name),
            safe=tr("Nothing was changed."),
            remedy=tr("Choose a folder that ends in .reviewdesk."),
        )
