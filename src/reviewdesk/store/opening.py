"""The way into a desk's folder: what lies there, whether it belongs together, and by which key."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from uuid import uuid4

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store import cipher, key_file, rekeying
from reviewdesk.store.cipher import Secret
from reviewdesk.store.engine import header, hurt, told_plainly
from reviewdesk.store.folder import DATABASE, FRESH
from reviewdesk.store.kept_backups import listed
from reviewdesk.store.keys import new_open
from reviewdesk.store.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from reviewdesk.store.key_file import KeyFile


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


def demand_desk(folder: Path, keys: KeyFile | None) -> None:
    """Refuse a folder whose database and key file are no desk together.

    Raises:
        HurtError: when they are none, but backups beside them show that they were.
        UserError: saying which of them is missing or belongs to another desk.
    """
    try:
        begins = header(folder / DATABASE)
    except UserError as error:
        if keys is not None and _has_backup(folder, keys):
            raise hurt() from error
        raise
    if keys is None:
        if begins == cipher.PLAIN:
            return
        raise UserError(
            tr("{name} is not a ReviewDesk desk, or its key file is missing.").format(
                name=folder.name
            ),
            safe=tr("Nothing was changed."),
            remedy=tr("Choose a folder that ends in .reviewdesk and holds all its files."),
        )
    if begins == keys.desk.bytes:
        return
    if begins == cipher.PLAIN and keys.is_open:
        return  # an older desk that was being encrypted when the battery died
    if _has_backup(folder, keys):
        raise hurt()
    if begins == cipher.PLAIN:
        raise UserError(
            tr("This desk is locked, but the file with its records is not."),
            safe=tr("Nothing was changed."),
            remedy=tr("Somebody put another file there. Restore a backup of the folder."),
        )
    raise UserError(
        tr("The key file and the records in this folder are not of the same desk."),
        safe=tr("Nothing was changed."),
        remedy=tr("Put back the files that belong together, from a backup."),
    )


def unlocked(folder: Path, secret: Secret | None) -> tuple[Secret, KeyFile]:
    """Return key and key file of a desk whose lock is held, what was cut short ended.

    Raises:
        HurtError: when its file is damaged.
        UserError: when it is locked and there is no secret, or the key does not open it.
    """
    keys = key_file.read(folder)
    demand_desk(folder, keys)
    if keys is not None and keys.open_key is not None:
        secret = Secret(keys.desk, keys.open_key)
    if keys is None or (
        header(folder / DATABASE) == cipher.PLAIN and not _finished(folder, secret)
    ):
        return _encrypted(folder)
    secret = _key(keys, secret)
    with told_plainly():
        try:
            rekeying.settle(folder, secret)
        except rekeying.KeysDoNotFitError as error:
            raise _hurt_or(error, folder, secret) from error
    return secret, keys


def unlocked_to_read(folder: Path, secret: Secret | None) -> tuple[Secret, KeyFile]:
    """Return key and key file of a desk that is only read; nothing in its folder is changed.

    Raises:
        HurtError: when its file is damaged.
        UserError: when it is locked and there is no secret, is not of this version, or the
            key does not open it.
    """
    keys = key_file.read(folder)
    demand_desk(folder, keys)
    if keys is None or header(folder / DATABASE) == cipher.PLAIN:
        raise older_to_read()
    secret = _key(keys, secret)
    mode: cipher.Mode = "frozen" if is_frozen(folder) else "rw"
    if not cipher.opens(folder / DATABASE, secret, mode):
        error = rekeying.KeysDoNotFitError()
        raise _hurt_or(error, folder, secret) from error
    return secret, keys


def held(folder: Path, secret: Secret | None) -> tuple[Secret, KeyFile]:
    """Return key and key file for mending; a desk made before desks were encrypted gets new ones.

    Raises:
        UserError: when it is locked and there is no secret.
    """
    keys = key_file.read(folder)
    if keys is None:
        return new_open(uuid4())
    return _key(keys, secret), keys


def is_frozen(folder: Path) -> bool:
    """Return whether nobody can write to a folder, such as one on a locked disk."""
    return not os.access(folder, os.W_OK)


def check_version(version: int, folder: Path) -> None:
    """Refuse a schema version that is none, or newer than this program.

    Raises:
        UserError: saying which.
    """
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


def older_to_read() -> UserError:
    """Return the refusal to read a desk that has to be brought up to date first."""
    return UserError(
        tr("This desk was made by an older version of ReviewDesk."),
        safe=tr("Nothing was changed."),
        remedy=tr("Open it once for writing; then it can be read here."),
    )


def _has_backup(folder: Path, keys: KeyFile) -> bool:
    """Return whether a backup of this desk lies beside it."""
    for one in listed(folder):
        try:
            if header(one.path) == keys.desk.bytes:
                return True
        except UserError:
            continue
    return False


def _hurt_or(error: UserError, folder: Path, secret: Secret) -> UserError:
    """Return that the file is damaged, when the key is shown to be right by a backup."""
    if any(cipher.opens(one.path, secret, "frozen") for one in listed(folder)):
        return hurt()
    return error


def _key(keys: KeyFile, secret: Secret | None) -> Secret:
    if keys.open_key is not None:
        return Secret(keys.desk, keys.open_key)
    if secret is None:
        raise UserError(
            tr("This desk is locked."),
            remedy=tr("Unlock it with a passphrase or the recovery code."),
        )
    return secret


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
        check_version(version, folder)
        secret, keys = new_open(uuid4())
        rekeying.rekey(folder, None, secret, keys)
    return secret, keys
