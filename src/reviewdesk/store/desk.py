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
from reviewdesk.store import audit, checking, cipher, key_file, opening, rekeying
from reviewdesk.store.engine import header, hurt, make_engine, now, told_plainly
from reviewdesk.store.folder import DATABASE, LOCK
from reviewdesk.store.keys import former_secrets, new_open, with_former
from reviewdesk.store.lock import WriterLock
from reviewdesk.store.schema import SCHEMA_VERSION, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection, Engine

    from reviewdesk.store.cipher import Secret
    from reviewdesk.store.key_file import KeyFile

    Before = Callable[["Desk", datetime], None]
    """What is done before an older desk is brought up to date, such as a backup."""

SMALL = 64_000_000
"""Bytes of a file that is looked through at each opening; larger ones when they were left open."""
_PATIENCE = 30
"""Seconds that a new key or content waits for reads and writes that are under way."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Which tables a committed transaction touched."""

    tables: frozenset[str]
    clock_was: str = ""
    """The time of the last audit line (UTC), where the computer's clock is behind it now."""


class Desk:
    """An open desk; close it to let others in."""

    def __init__(
        self, folder: Path, lock: WriterLock | None, secret: Secret, keys: KeyFile
    ) -> None:
        self.folder = folder
        self._lock = lock
        self._busy = 0
        self._quiet = threading.Condition()
        self._watchers: list[Callable[[Changes], None]] = []
        self.troubles: list[UserError] = []
        """What went wrong beside the work, such as a backup; whoever tells it takes it out."""
        self._use(secret, keys)

    def _use(self, secret: Secret, keys: KeyFile) -> None:
        self._secret, self._keys = secret, keys
        frozen = self._lock is None and opening.is_frozen(self.folder)
        self._engine = make_engine(self.folder / DATABASE, secret, read_only=frozen)
        self._writing = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        audit.guard(self._writing)

    @classmethod
    def create(cls, folder: Path) -> Desk:
        """Make a new desk that nobody has locked, in a folder that does not exist or is empty.

        Raises:
            UserError: when something is there already, or the place may not be written.
        """
        opening.demand_free(folder)
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
    def open(
        cls,
        folder: Path,
        secret: Secret | None = None,
        *,
        read_only: bool = False,
        before: Before | None = None,
    ) -> Desk:
        """Open an existing desk, bringing an older one up to date.

        Args:
            folder: the desk's folder.
            secret: its key; not needed when nobody has locked it.
            read_only: beside somebody who has it open for writing, or on a disk that is locked.
            before: called with the desk and the time before it is brought up to date.

        Raises:
            InUseError: when somebody else has it open for writing.
            HurtError: when its file is damaged.
            UserError: when it is no desk, is locked, or was made by a newer version.
        """
        opening.demand_desk(folder, key_file.read(folder))
        lock = None if read_only else WriterLock(folder / LOCK)
        try:
            unlock = opening.unlocked_to_read if lock is None else opening.unlocked
            desk = cls(folder, lock, *unlock(folder, secret))
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        try:
            if lock is not None and (lock.was_left or (folder / DATABASE).stat().st_size < SMALL):
                desk.demand_sound()
            desk.renew(before)
        except BaseException:
            desk.close()
            raise
        return desk

    @classmethod
    def hold(cls, folder: Path, secret: Secret | None = None) -> Desk:
        """Take a damaged desk, so that nobody opens it while it is mended; nothing is read.

        Raises:
            InUseError: when somebody has it open.
            UserError: when it is locked and there is no secret.
        """
        lock = WriterLock(folder / LOCK)
        try:
            return cls(folder, lock, *opening.held(folder, secret))
        except BaseException:
            lock.release()
            raise

    @property
    def is_read_only(self) -> bool:
        """Whether it can only be read here."""
        return self._lock is None

    def demand_sound(self) -> None:
        """Refuse a file that a quick look finds damaged.

        Raises:
            HurtError: when it is.
        """
        with told_plainly(), self._engine.connect() as connection:
            if not checking.is_sound(connection):
                raise hurt()

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
            if cipher.opens(path, one, "frozen"):
                return one
        return None

    def write_keys(self, keys: KeyFile) -> None:
        """Change who can open the desk by the same key; the database is not touched.

        Raises:
            UserError: when the disk refuses; then everything is as it was.
        """
        self._demand_writable()
        key_file.write(self.folder, keys)
        self._keys = keys

    def rekey(self, secret: Secret, keys: KeyFile) -> None:
        """Put the desk under another key, once what reads and writes now has ended.

        Raises:
            UserError: when it cannot be done; then everything is as it was.
        """
        self._demand_writable()
        with self._in_quiet():
            keys = with_former(keys, secret, self._keys, self._secret)
            with told_plainly():
                rekeying.rekey(self.folder, self._secret, secret, keys)
            self._use(secret, keys)

    def watch(self, watcher: Callable[[Changes], None]) -> Callable[[], None]:
        """Call ``watcher`` after each commit, on the thread that committed; returns an undo."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    @contextmanager
    def transaction(
        self, actor: str, at: datetime, person_id: UUID | None = None
    ) -> Iterator[Session]:
        """Write: everything or nothing, with its audit lines, then a notice of what changed."""
        self._demand_writable()
        touched: set[str] = set()
        with (
            self._in_use(),
            told_plainly(),
            Session(self._writing, expire_on_commit=False) as session,
        ):
            _listen(session, touched)
            audit.record_all(session, audit.By(actor, at, person_id))
            with session.begin():
                yield session
        if touched:
            head = session.info.get(audit.HEAD)
            changes = Changes(frozenset(touched), head.clock_was if head else "")
            for watcher in tuple(self._watchers):
                watcher(changes)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read one consistent state; what is changed here is thrown away."""
        with self._in_use(), told_plainly(), Session(self._engine, autoflush=False) as session:
            yield session

    def file_engine(self, path: Path, *, read_only: bool = False) -> Engine:
        """Return the engine of another file of this desk, such as a backup.

        One that is there is opened by the key it was written with; a new one gets the
        present key.
        """
        secret: Secret | None = self._secret
        if path.exists():
            secret = self.secret_of(path) or secret
            if self._keys.is_open and header(path) == cipher.PLAIN:
                secret = None  # made before desks were encrypted
        return make_engine(path, secret, read_only=read_only)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Lend a connection that replaces the whole content; none other is open meanwhile."""
        with self._in_quiet():
            with told_plainly(), self._engine.connect() as connection:
                yield connection
            self._engine.dispose()

    def renew(self, before: Before | None = None) -> None:
        """Bring the content up to date, after an older one was put back.

        Args:
            before: called with the desk and the time before it is brought up to date.

        Raises:
            UserError: when it is of a newer version.
        """
        with told_plainly(), self._engine.connect() as connection:
            version = connection.execute(text("PRAGMA user_version")).scalar_one()
            at = now(connection)
        opening.check_version(version, self.folder)
        if version == SCHEMA_VERSION:
            return
        if self.is_read_only:
            raise opening.older_to_read()
        from reviewdesk.store.migrations.upgrade import upgrade

        if before is not None:
            before(self, at)
        upgrade(self._engine, SCHEMA_VERSION)

    def _demand_writable(self) -> None:
        if self.is_read_only:
            raise UserError(
                tr("This desk is open for reading only."),
                safe=tr("Nothing was changed."),
                remedy=tr("Close it where it is open for writing, then open it here again."),
            )

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

    @contextmanager
    def _in_quiet(self) -> Iterator[None]:
        """Wait until nobody reads or writes, and let nobody begin meanwhile."""
        with self._quiet:
            if not self._quiet.wait_for(lambda: not self._busy, _PATIENCE):
                raise UserError(
                    tr("Other work on this desk has not ended."),
                    safe=tr("Nothing was changed."),
                    remedy=tr("Try again in a moment."),
                )
            self._engine.dispose()
            yield

    def close(self) -> None:
        """Let go of the file, the lock and the key; calling it twice does no harm."""
        self._engine.dispose()
        self._secret.forget()
        if self._lock is not None:
            self._lock.release()


def _listen(session: Session, touched: set[str]) -> None:
    @event.listens_for(session, "after_flush")
    def flushed(current: Session, _context: Any) -> None:
        for record in (*current.new, *current.dirty, *current.deleted):
            touched.add(record.__tablename__)

    @event.listens_for(session, "do_orm_execute")
    def executed(state: Any) -> None:
        if not state.is_select and state.bind_mapper is not None:
            touched.add(state.bind_mapper.local_table.name)
