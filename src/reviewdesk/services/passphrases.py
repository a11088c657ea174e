"""Who can unlock a desk: passphrases given, changed, proven and taken away."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select

from reviewdesk.domain.permissions import Actor, Right, Role
from reviewdesk.domain.recovery_code import new_code, read_code
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.services.clock import SystemClock
from reviewdesk.services.locks import Login, locks_of
from reviewdesk.services.people import find_person
from reviewdesk.store import key_file, keys, tries
from reviewdesk.store.folder import folder_of
from reviewdesk.store.key_file import KeyFile
from reviewdesk.store.tables.accounts import Account
from reviewdesk.store.tables.people import Person, full_name

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.clock import Clock
    from reviewdesk.services.context import Context
    from reviewdesk.store.cipher import Secret
    from reviewdesk.store.key_file import Cost, Slot

SHORTEST = 8
LONGEST = 1000


def passphrase_fault(passphrase: str) -> str:
    """Return why a passphrase cannot be taken, or nothing."""
    if len(passphrase) < SHORTEST:
        return tr("The passphrase needs at least {n} characters.").format(n=SHORTEST)
    if len(passphrase) > LONGEST:
        return tr("The passphrase has more than {n} characters.").format(n=LONGEST)
    if any("\ud800" <= one <= "\udfff" or one < " " for one in passphrase):
        return tr("The passphrase holds a character that is no text.")
    if len(set(passphrase)) < 4:
        return tr("The passphrase repeats the same few characters. Use several words.")
    return ""


def unlock(
    place: Path, passphrase: str, account: UUID | None = None, clock: Clock | None = None
) -> tuple[Secret, Slot]:
    """Return the key of a locked desk and the way by which it was opened.

    Args:
        place: the desk's folder.
        passphrase: of the account; or the recovery code, when no account is named.
        account: whose passphrase it is.
        clock: by which wrong tries slow down.

    Raises:
        UserError: when the passphrase is wrong, or there were too many wrong ones just now.
    """
    folder, now = folder_of(place), (clock or SystemClock()).now()
    found = key_file.read(folder)
    kind = "recovery" if account is None else "account"
    slot = None if found is None else found.slot(kind, account)  # type: ignore[arg-type]
    if found is None or slot is None:
        raise UserError(tr("This account cannot unlock this desk any more."))
    if kind == "recovery":
        passphrase = read_code(passphrase)
    return _try(folder, found, slot, passphrase, now), slot


def unlocked(
    place: Path, passphrase: str, account: UUID | None, clock: Clock | None = None
) -> tuple[Secret | None, Slot | None]:
    """Return the same, or nothing for a desk that is not locked or for which nothing is given."""
    if locks_of(place).is_locked and (passphrase or account):
        return unlock(place, passphrase, account, clock)
    return None, None


def is_locked(ctx: Context) -> bool:
    """Return whether the desk asks for a passphrase."""
    ctx.demand(Right.OPEN_DESK)
    return not ctx.desk.keys.is_open


def lock(ctx: Context, passphrase: str, cost: Cost | None = None) -> str:
    """Lock a desk that was open: put it under a new key, and return the recovery code.

    The account at the desk becomes the first that can unlock it.

    Args:
        ctx: the desk, with the HR officer at it.
        passphrase: of that account.
        cost: what guessing shall cost; None measures this computer.

    Raises:
        UserError: when it is locked already, or the passphrase cannot be taken.
    """
    ctx.demand(Right.MANAGE_ACCOUNTS)
    if is_locked(ctx):
        raise UserError(tr("This desk is locked already."))
    _demand_good(passphrase)
    cost = cost or keys.calibrated()
    with ctx.read(Right.MANAGE_ACCOUNTS) as session:
        account = _account_of(session, ctx.actor)
    if account is None:
        raise UserError(
            tr("{name} has no account on this desk.").format(name=ctx.actor.name),
            remedy=tr("Let the HR officer take the seat and lock it."),
        )
    secret = keys.new_secret(ctx.desk.secret.desk)
    code = new_code()
    slots = (
        keys.make_slot(secret, "account", account.id, account.name, passphrase, cost),
        keys.make_slot(secret, "recovery", uuid4(), "", code, cost),
    )
    ctx.desk.rekey(secret, KeyFile(secret.desk, None, slots))
    _note(ctx, account.id)
    return code


def logins(ctx: Context) -> list[Login]:
    """Return who has a passphrase of their own."""
    with ctx.read(Right.USE_DESK) as session:
        own = _account_of(session, ctx.actor)
    return [
        Login(one.id, one.name, own is not None and own.id == one.id)
        for one in ctx.desk.keys.slots
        if one.kind == "account"
    ]


def give(ctx: Context, person_id: UUID, passphrase: str, cost: Cost | None = None) -> UUID:
    """Let a person unlock the desk by a first passphrase; return the account's id.

    For a person who has one already, and forgot it, this is the new one.

    Raises:
        UserError: when the desk is not locked, or the passphrase cannot be taken.
    """
    ctx.demand(Right.MANAGE_ACCOUNTS)
    _demand_locked(ctx)
    _demand_good(passphrase)
    with ctx.begin(Right.MANAGE_ACCOUNTS) as session:
        person = find_person(session, person_id)
        account = session.scalars(select(Account).where(Account.person_id == person_id)).first()
        if account is None:
            name = full_name(person.given, person.surname)
            account = Account(person_id=person_id, name=name, role=Role.STAFF)
            session.add(account)
        account.passphrase_since = ctx.clock.now()
        session.flush()
        name = account.name
        alike = (one.id for one in ctx.desk.keys.slots if one.name == name)
        if any(one != account.id for one in alike):
            name = f"{name} ({person.number})"  # the two are told apart when they unlock
    _put(ctx, account.id, name, passphrase, cost)
    return account.id


def change_own(ctx: Context, old: str, new: str, cost: Cost | None = None) -> None:
    """Change the passphrase of whoever sits at the desk; the records stay under their key.

    Args:
        ctx: the desk, with that person at it.
        old: their passphrase until now, or the recovery code when it is forgotten.
        new: the passphrase from now on.
        cost: what guessing shall cost; None measures this computer.

    Raises:
        UserError: when the old one is wrong, the new one cannot be taken, or there is none.
    """
    with ctx.read(Right.USE_DESK) as session:
        account = _account_of(session, ctx.actor)
    found = ctx.desk.keys
    slot = None if account is None else found.slot("account", account.id)
    if slot is None:
        raise UserError(tr("{name} has no passphrase here.").format(name=ctx.actor.name))
    _demand_good(new)
    by = slot
    with suppress(UserError):
        old, by = read_code(old), found.slot("recovery") or slot
    _try(ctx.desk.folder, found, by, old, ctx.clock.now())
    _put(ctx, slot.id, slot.name, new, cost)
    _note(ctx, slot.id)


def take_away(ctx: Context, account_id: UUID) -> None:
    """Let an account unlock the desk no more: the whole desk is put under a new key.

    Raises:
        UserError: when it has no passphrase, or it is the actor's own.
    """
    with ctx.read(Right.MANAGE_ACCOUNTS) as session:
        own = _account_of(session, ctx.actor)
    found = ctx.desk.keys
    if found.slot("account", account_id) is None:
        raise UserError(tr("This account cannot unlock this desk any more."))
    if own is not None and own.id == account_id:
        raise UserError(
            tr("You cannot take away your own passphrase."),
            remedy=tr("Another HR officer can."),
        )
    secret = keys.new_secret(found.desk)
    left = (one for one in found.slots if (one.kind, one.id) != ("account", account_id))
    slots = tuple(keys.seal(one, secret) for one in left)
    ctx.desk.rekey(secret, found._replace(slots=slots))
    with ctx.begin(Right.MANAGE_ACCOUNTS) as session:
        account = session.get(Account, account_id)
        if account is not None and account.role is Role.STAFF:
            session.delete(account)  # it was there for the passphrase only
        elif account is not None:
            account.passphrase_since = None


def new_recovery_code(ctx: Context, cost: Cost | None = None) -> str:
    """Return a new recovery code, in place of the one before, which opens nothing any more.

    Raises:
        UserError: when the desk is not locked.
    """
    ctx.demand(Right.MANAGE_ACCOUNTS)
    _demand_locked(ctx)
    code = new_code()
    cost = cost or keys.calibrated()
    slot = keys.make_slot(ctx.desk.secret, "recovery", uuid4(), "", code, cost)
    ctx.desk.write_keys(ctx.desk.keys.with_slot(slot))
    return code


def has_own(ctx: Context, actor: Actor) -> bool:
    """Return whether somebody has a passphrase of their own on this desk."""
    return _slot_of(ctx, actor) is not None


def prove(ctx: Context, actor: Actor, passphrase: str) -> None:
    """Check the passphrase that somebody has of their own on this desk.

    Raises:
        UserError: when it is wrong, or there is none.
    """
    slot = _slot_of(ctx, actor)
    if slot is None:
        raise UserError(tr("{name} has no passphrase here.").format(name=actor.name))
    _try(ctx.desk.folder, ctx.desk.keys, slot, passphrase, ctx.clock.now())


def actor_of(session: Session, account_id: UUID) -> Actor:
    """Return who an account is.

    Raises:
        UserError: when it is no longer on the desk.
    """
    account = session.get(Account, account_id)
    if account is None:
        raise UserError(tr("This account cannot unlock this desk any more."))
    person = None if account.person_id is None else session.get(Person, account.person_id)
    name = account.name if person is None else full_name(person.given, person.surname)
    return Actor(name, account.role, account.person_id)


def _slot_of(ctx: Context, actor: Actor) -> Slot | None:
    with ctx.read(Right.OPEN_DESK) as session:
        account = _account_of(session, actor)
    return None if account is None else ctx.desk.keys.slot("account", account.id)


def _account_of(session: Session, actor: Actor) -> Account | None:
    query = select(Account).where(Account.person_id == actor.person_id)
    if actor.person_id is None:
        query = select(Account).where(
            Account.person_id.is_(None), Account.name == actor.name, Account.role == actor.role
        )
    return session.scalars(query).first()


def _note(ctx: Context, account_id: UUID) -> None:
    """Let the audit say that an account has a new passphrase."""
    with ctx.begin(Right.OPEN_DESK) as session:
        session.get_one(Account, account_id).passphrase_since = ctx.clock.now()


def _put(ctx: Context, id_: UUID, name: str, passphrase: str, cost: Cost | None) -> None:
    cost = cost or keys.calibrated()
    slot = keys.make_slot(ctx.desk.secret, "account", id_, name, passphrase, cost)
    ctx.desk.write_keys(ctx.desk.keys.with_slot(slot))


def _try(folder: Path, found: KeyFile, slot: Slot, passphrase: str, now: datetime) -> Secret:
    left = tries.seconds_to_wait(folder, now)
    if left:
        raise UserError(
            tr("The passphrase was wrong several times."),
            remedy=tr_n(
                "Wait {n} second, then try again.", "Wait {n} seconds, then try again.", left
            ),
        )
    try:
        secret = keys.unlock(found, slot, passphrase)
    except keys.WrongPassphraseError:
        tries.note_wrong(folder, now)
        raise
    tries.forget(folder)
    return secret


def _demand_good(passphrase: str) -> None:
    if fault := passphrase_fault(passphrase):
        raise UserError(fault, safe=tr("Nothing was changed."))


def _demand_locked(ctx: Context) -> None:
    if not is_locked(ctx):
        raise UserError(
            tr("This desk is not locked, so nobody needs a passphrase."),
            remedy=tr("Lock it first."),
        )
