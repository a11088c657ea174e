"""The key file beside a desk's database: who can open it, as values and as JSON.

Pure reading and writing, bounded whatever the file holds; ``store/keys.py`` does the
cryptography. Light, with named tuples because each data class would cost a millisecond:
whether a desk is locked is asked before the first paint.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from uuid import UUID

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.store.folder import KEYS
from reviewdesk.store.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMAT, VERSION = "reviewdesk-keys", 1
LARGEST = 1 << 20
"""Bytes of a key file that are read; a thousand accounts need half of it."""
MOST_SLOTS = 1000
MOST_FORMER = 1000
MOST_MEMORY = 1 << 20
"""KiB that a slot may ask for: 1 GiB, four times what a fast computer is set to."""
MOST_WORK = 1 << 22
"""KiB times passes that a slot may ask for: some seconds, never minutes."""
LONGEST_NAME = 200

Kind = Literal["account", "recovery"]


class Cost(NamedTuple):
    """What guessing one passphrase costs: the parameters of Argon2id."""

    memory: int
    """KiB."""
    passes: int
    lanes: int


class Slot(NamedTuple):
    """One way into a locked desk.

    The desk's key is sealed to a public key, so a new key of the desk reaches every slot
    without anybody's passphrase; the private key is wrapped by the passphrase.
    """

    kind: Kind
    id: UUID
    """The account's id in the database; of the recovery slot, its own."""
    name: str
    cost: Cost
    salt: bytes
    public: bytes
    private: bytes
    sealed: bytes

    @override
    def __repr__(self) -> str:
        return f"<{self.kind} slot>"


class KeyFile(NamedTuple):
    """All ways into one desk; one that is open has its key in clear, and no slots."""

    desk: UUID
    open_key: bytes | None = None
    slots: tuple[Slot, ...] = ()
    former: tuple[bytes, ...] = ()
    """Keys the desk had before, wrapped by the present one: backups of then are under them."""

    @override
    def __repr__(self) -> str:
        return f"<key file of {self.desk}>"

    @property
    def is_open(self) -> bool:
        """Whether anybody who can read the folder can read the desk."""
        return self.open_key is not None

    def slot(self, kind: Kind, id_: UUID | None = None) -> Slot | None:
        """Return the slot of an account, or the recovery slot."""
        found = (one for one in self.slots if one.kind == kind and id_ in (None, one.id))
        return next(found, None)

    def with_slot(self, slot: Slot) -> KeyFile:
        """Return the same with one slot more, or another one in its place."""
        others = tuple(one for one in self.slots if (one.kind, one.id) != (slot.kind, slot.id))
        if slot.kind == "recovery":
            others = tuple(one for one in others if one.kind != "recovery")
        return self._replace(slots=(*others, slot))


def read(folder: Path) -> KeyFile | None:
    """Return the key file of a desk, or None when there is none.

    Raises:
        UserError: when the file cannot be read or is no key file.
    """
    try:
        with (folder / KEYS).open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(
            tr("The key file {name} cannot be read.").format(name=KEYS),
            safe=tr("Nothing was changed."),
            remedy=tr("Check that the folder is complete and that you may open it."),
        ) from error
    return parse(content)


def write(folder: Path, keys: KeyFile) -> None:
    """Put a key file in the former one's place, once it is on the disk.

    Raises:
        UserError: when the disk refuses; then the former one is as it was.
    """
    content = as_bytes(keys)
    parse(content)
    try:
        write_whole(folder / KEYS, content)
    except OSError as error:
        raise UserError(
            tr("The key file {name} cannot be written.").format(name=KEYS),
            safe=tr("Nothing was changed."),
            remedy=tr("Check that the disk has room and that you may change the folder."),
        ) from error


def parse(content: bytes) -> KeyFile:
    """Return what a key file says.

    Raises:
        UserError: when it is damaged, of a newer version, or asks for too much.
    """
    if len(content) > LARGEST:
        raise _damaged()
    try:
        top = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _damaged() from error
    if not isinstance(top, dict) or top.get("format") != FORMAT:
        raise _damaged()
    if isinstance(top.get("version"), int) and top["version"] > VERSION:
        raise UserError(
            tr("This desk was locked by a newer version of ReviewDesk."),
            safe=tr("Nothing was changed."),
            remedy=tr("Install the newer version and open it there."),
        )
    try:
        return _key_file(top)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged() from error


def as_bytes(keys: KeyFile) -> bytes:
    """Return the JSON of a key file."""
    top: dict[str, Any] = {"format": FORMAT, "version": VERSION, "desk": keys.desk.hex}
    if keys.open_key is not None:
        top["open"] = keys.open_key.hex()
    top["slots"] = [
        {
            "desk": keys.desk.hex,
            "kind": one.kind,
            "id": one.id.hex,
            "name": one.name,
            "memory": one.cost.memory,
            "passes": one.cost.passes,
            "lanes": one.cost.lanes,
            "salt": one.salt.hex(),
            "public": one.public.hex(),
            "private": one.private.hex(),
            "sealed": one.sealed.hex(),
        }
        for one in keys.slots
    ]
    if keys.former:
        top["former"] = [one.hex() for one in keys.former]
    return (json.dumps(top, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _key_file(top: dict[str, Any]) -> KeyFile:
    desk = UUID(hex=_text(top["desk"], 32))
    slots = top["slots"]
    _demand(isinstance(slots, list) and len(slots) <= MOST_SLOTS)
    for one in slots:
        if one["desk"] != top["desk"]:
            raise UserError(
                tr("The key file holds a key of another desk."),
                safe=tr("Nothing was changed."),
                remedy=tr("Put back the key file that belongs to this desk, from a backup."),
            )
    read_slots = tuple(_slot(one) for one in slots)
    _demand(len({(one.kind, one.id) for one in read_slots}) == len(read_slots))
    if "open" in top:
        _demand(not read_slots)
        return KeyFile(desk, _bytes(top["open"], lambda n: n == 32))
    _demand(bool(read_slots))
    former = top.get("former", [])
    _demand(isinstance(former, list) and len(former) <= MOST_FORMER)
    return KeyFile(desk, None, read_slots, tuple(_bytes(one, lambda n: n == 60) for one in former))


def _slot(one: dict[str, Any]) -> Slot:
    kind = one["kind"]
    _demand(kind in ("account", "recovery"))
    cost = Cost(_number(one["memory"]), _number(one["passes"]), _number(one["lanes"]))
    _demand(8 * cost.lanes <= cost.memory <= MOST_MEMORY)
    _demand(cost.memory * cost.passes <= MOST_WORK and cost.lanes <= 64)
    return Slot(
        kind=kind,
        id=UUID(hex=_text(one["id"], 32)),
        name=_text(one["name"], LONGEST_NAME),
        cost=cost,
        salt=_bytes(one["salt"], lambda n: n == 16),
        public=_bytes(one["public"], lambda n: n == 32),
        private=_bytes(one["private"], lambda n: n == 60),
        sealed=_bytes(one["sealed"], lambda n: n == 92),
    )


def _demand(holds: bool) -> None:
    if not holds:
        raise ValueError


def _number(value: object) -> int:
    _demand(type(value) is int and value > 0)
    return int(str(value))


def _text(value: object, longest: int) -> str:
    _demand(isinstance(value, str) and len(value) <= longest)
    return str(value)


def _bytes(value: object, allowed: Callable[[int], bool]) -> bytes:
    content = bytes.fromhex(_text(value, 1000))
    _demand(allowed(len(content)))
    return content


def _damaged() -> UserError:
    return UserError(
        tr("The key file {name} is damaged.").format(name=KEYS),
        safe=tr("The records beside it were not touched."),
        remedy=tr("Put back the key file of this desk from a backup."),
    )
