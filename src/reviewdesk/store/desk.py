"""A desk: one folder with its database; created, opened, closed, written in transactions."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store import audit
from reviewdesk.store.engine import check_header, make_engine, told_plainly
from reviewdesk.store.folder import DATABASE, LOCK
from reviewdesk.store.lock import WriterLock
from reviewdesk.store.schema import SCHEMA_VERSION, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Changes:
    """Which tables a committed transaction touched."""

    tables: frozenset[str]
    clock_was: str = ""
    """The time of the last audit line (UTC), where the computer's clock is behind it now."""


class Desk:
    """An open desk; close it to let others in."""

    def __init__(self, folder: Path, lock: WriterLock) -> None:
        self.folder = folder
        self._lock = lock
        self._engine = make_engine(folder / DATABASE)
        self._writing = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        audit.guard(self._writing)
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
    def open(cls, folder: Path) -> Desk:
        """Open an existing desk, bringing an older one up to date.

        Raises:
            UserError: when it is no desk, is in use, or was made by a newer version.
        """
        path = folder / DATABASE
        check_header(path)
        desk = cls(folder, WriterLock(folder / LOCK))
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

    def watch(self, watcher: Callable[[Changes], None]) -> Callable[[], None]:
        """Call ``watcher`` after each commit, on the thread that committed; returns an undo."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    @contextmanager
    def transaction(
        self, actor: str, at: datetime, person_id: UUID | None = None
    ) -> Iterator[Session]:
        """Write: everything or nothing, with its audit lines, then a notice of what changed."""
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

    def close(self) -> None:
        """Let go of the file and the lock; calling it twice does no harm."""
        self._engine.dispose()
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
