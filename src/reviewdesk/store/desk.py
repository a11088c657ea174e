"""A desk: one folder with its database; created, opened, closed, written in transactions."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store import audit, checking
from reviewdesk.store.engine import check_header, hurt, make_engine, now, told_plainly
from reviewdesk.store.folder import DATABASE, LOCK
from reviewdesk.store.lock import WriterLock
from reviewdesk.store.schema import SCHEMA_VERSION, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy import Connection, Engine


SMALL = 64_000_000
"""Bytes of a file that is looked through at each opening; larger ones when they were left open."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Which tables a committed transaction touched."""

    tables: frozenset[str]
    clock_was: str = ""
    """The time of the last audit line (UTC), where the computer's clock is behind it now."""


class Desk:
    """An open desk; close it to let others in."""

    def __init__(self, folder: Path, lock: WriterLock | None) -> None:
        self.folder = folder
        self._lock = lock
        frozen = lock is None and not os.access(folder, os.W_OK)
        self._engine = make_engine(folder / DATABASE, read_only=frozen)
        self._writing = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        audit.guard(self._writing)
        self.troubles: list[UserError] = []
        """What went wrong beside the work, such as a backup; whoever tells it takes it out."""
        self._watchers: list[Callable[[Changes], None]] = []

    @classmethod
    def create(cls, folder: Path) -> Desk:
        """Make a new desk in a folder that does not exist yet or is empty.

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
        desk = cls(folder, WriterLock(folder / LOCK))
        with told_plainly():
            metadata().create_all(desk._engine)
            with desk._engine.begin() as connection:
                connection.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))
        return desk

    @classmethod
    def open(cls, folder: Path, *, read_only: bool = False) -> Desk:
        """Open an existing desk, bringing an older one up to date.

        Args:
            folder: the desk's folder.
            read_only: beside somebody who has it open for writing, or on a disk that is locked.

        Raises:
            InUseError: when somebody else has it open for writing.
            HurtError: when its file is damaged.
            UserError: when it is no desk, or was made by a newer version.
        """
        path = folder / DATABASE
        demand_sound_header(folder)
        lock = None if read_only else WriterLock(folder / LOCK)
        desk = cls(folder, lock)
        try:
            if lock is not None and (lock.was_left or path.stat().st_size < SMALL):
                desk.demand_sound()
            desk.renew()
        except BaseException:
            desk.close()
            raise
        return desk

    @classmethod
    def hold(cls, folder: Path) -> Desk:
        """Take a damaged desk, so that nobody opens it while it is mended; nothing is read.

        Raises:
            InUseError: when somebody has it open.
        """
        return cls(folder, WriterLock(folder / LOCK))

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

    def watch(self, watcher: Callable[[Changes], None]) -> Callable[[], None]:
        """Call ``watcher`` after each commit, on the thread that committed; returns an undo."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    @contextmanager
    def transaction(
        self, actor: str, at: datetime, person_id: UUID | None = None
    ) -> Iterator[Session]:
        """Write: everything or nothing, with its audit lines, then a notice of what changed."""
        if self.is_read_only:
            raise UserError(
                tr("This desk is open for reading only."),
                safe=tr("Nothing was changed."),
                remedy=tr("Close it where it is open for writing, then open it here again."),
            )
        touched: set[str] = set()
        with told_plainly(), Session(self._writing, expire_on_commit=False) as session:
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
        with told_plainly(), Session(self._engine, autoflush=False) as session:
            yield session

    def file_engine(self, path: Path, *, read_only: bool = False) -> Engine:
        """Return the engine of another file of this desk, such as a backup."""
        return make_engine(path, read_only=read_only)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Lend a connection that replaces the whole content; none other is open meanwhile."""
        self._engine.dispose()
        with told_plainly(), self._engine.connect() as connection:
            yield connection
        self._engine.dispose()

    def renew(self) -> None:
        """Bring the content up to date, after an older one was put back.

        Raises:
            UserError: when it is of a newer version.
        """
        with told_plainly(), self._engine.connect() as connection:
            version = connection.execute(text("PRAGMA user_version")).scalar_one()
            at = now(connection)
        _check_version(version, self.folder)
        if version < SCHEMA_VERSION and self.is_read_only:
            raise UserError(
                tr("This desk was made by an older version of ReviewDesk."),
                safe=tr("Nothing was changed."),
                remedy=tr("Open it once for writing; then it can be read here."),
            )
        if version < SCHEMA_VERSION:
            from reviewdesk.store import backup
            from reviewdesk.store.migrations.upgrade import upgrade

            try:
                backup.make(self, "migration", at)
            except UserError as trouble:  # the migration is all or nothing without it too
                self.troubles.append(trouble)
            upgrade(self._engine, SCHEMA_VERSION)

    def close(self) -> None:
        """Let go of the file and the lock; calling it twice does no harm."""
        self._engine.dispose()
        if self._lock is not None:
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


def demand_sound_header(folder: Path) -> None:
    """Refuse a folder without a desk's file in it.

    Raises:
        HurtError: when the file is none, but backups beside it show that it was.
        UserError: when there was never one.
    """
    from reviewdesk.store import backup

    try:
        check_header(folder / DATABASE)
    except UserError as error:
        if backup.listed(folder):
            raise hurt() from error
        raise


def _listen(session: Session, touched: set[str]) -> None:
    @event.listens_for(session, "after_flush")
    def flushed(current: Session, _context: Any) -> None:
        for record in (*current.new, *current.dirty, *current.deleted):
            touched.add(record.__tablename__)

    @event.listens_for(session, "do_orm_execute")
    def executed(state: Any) -> None:
        if not state.is_select and state.bind_mapper is not None:
            touched.add(state.bind_mapper.local_table.name)


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
