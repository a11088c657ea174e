"""Whether a desk is locked, and who can unlock it: asked before anything heavy is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reviewdesk.store import key_file
from reviewdesk.store.folder import folder_of

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID


class Login(NamedTuple):
    """Somebody with a passphrase of their own."""

    account: UUID
    name: str
    is_own: bool = False
    """Whether it is that of whoever sits at the desk."""


class Locks(NamedTuple):
    """How a desk is opened."""

    is_locked: bool
    logins: tuple[Login, ...] = ()
    """In the order in which they were added; the first is the HR officer who locked it."""


def locks_of(place: Path) -> Locks:
    """Return how a desk is opened; one without a key file, or none at all, is not locked.

    Raises:
        UserError: when its key file is damaged, of another desk or of a newer version.
    """
    keys = key_file.read(folder_of(place))
    if keys is None or keys.is_open:
        return Locks(is_locked=False)
    logins = (Login(one.id, one.name) for one in keys.slots if one.kind == "account")
    return Locks(is_locked=True, logins=tuple(logins))
