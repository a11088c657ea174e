"""A desk's database moved under another key, together with its key file, or not at all.

The new database is made beside the old one, compared with it and flushed. The one moment
that decides is the renaming of the key file: before it the old key and the old database
hold, after it the new ones. Whatever a crash leaves, ``settle`` ends it when the desk is
opened next.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store import cipher, key_file
from reviewdesk.store.folder import DATABASE, FRESH, KEYS
from reviewdesk.store.whole_files import flush_folder, flush_to_disk, put_in_place

if TYPE_CHECKING:
    from pathlib import Path

    from reviewdesk.store.cipher import Secret
    from reviewdesk.store.key_file import KeyFile

_TRIES = 20
"""How often a tenth of a second is waited while another program, such as a virus scanner
on Windows, holds the file."""


def rekey(folder: Path, under: Secret | None, secret: Secret, keys: KeyFile) -> None:
    """Put the database under another key and the key file with it; nobody has it open.

    Args:
        folder: the desk's folder; its lock is held.
        under: the present key, or None for a database that is not encrypted yet.
        secret: the new key.
        keys: the key file of the new key.

    Raises:
        UserError: when it cannot be done; then everything is as it was.
    """
    former = key_file.read(folder)
    _discard(folder)
    try:
        cipher.copy(folder / DATABASE, under, folder / FRESH, secret)
        flush_to_disk(folder / FRESH)
        _drop_journals(folder)
        flush_folder(folder)
        key_file.write(folder, keys)
    except OSError as error:
        _discard(folder)
        raise _not_written() from error
    except BaseException:
        _discard(folder)
        raise
    try:
        _put_in_place(folder)
    except OSError as error:
        if former is None:
            (folder / KEYS).unlink()
        else:
            key_file.write(folder, former)
        _discard(folder)
        raise _not_written() from error


def settle(folder: Path, secret: Secret) -> None:
    """End what was cut short, and refuse a database that the key does not open.

    Raises:
        KeysDoNotFitError: when neither the database nor a new one beside it is under this key.
    """
    if cipher.opens(folder / DATABASE, secret):
        _discard(folder)
        return
    if (folder / FRESH).is_file() and cipher.is_sound(folder / FRESH, secret):
        try:
            _put_in_place(folder)
        except OSError as error:
            raise _not_written() from error
        return
    raise KeysDoNotFitError


class KeysDoNotFitError(UserError):
    """The key is not the one of the database, or its first page is damaged."""

    def __init__(self) -> None:
        super().__init__(
            tr(
                "The keys in this folder do not open its records: the key file is one of an "
                "earlier time, or the records are damaged."
            ),
            safe=tr("Nothing was changed."),
            remedy=tr("Restore the whole folder from one backup."),
        )


def _put_in_place(folder: Path) -> None:
    for left in reversed(range(_TRIES)):
        try:
            put_in_place(folder / FRESH, folder / DATABASE)
        except PermissionError:
            if not left:
                raise
            time.sleep(0.1)
        else:
            return


def _drop_journals(folder: Path) -> None:
    """Remove what a killed process left: it is of the former key and belongs to no other file.

    Nothing is in it any more, as the database was just read whole without a journal.
    """
    for ending in ("-journal", "-wal", "-shm"):
        (folder / (DATABASE + ending)).unlink(missing_ok=True)


def _discard(folder: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            (folder / (FRESH + ending)).unlink(missing_ok=True)


def _not_written() -> UserError:
    return UserError(
        tr("The desk could not be put under its new key."),
        safe=tr("Everything is as it was."),
        remedy=tr("Check that the disk has room and that you may change the folder."),
    )
