"""Desks: made, opened, closed, and where they lie by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.permissions import Actor, Right, Role
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import passphrases
from reviewdesk.services.context import Context, Desk, SystemClock
from reviewdesk.store import backup
from reviewdesk.store.folder import folder_of
from reviewdesk.store.tables.accounts import Account, Office

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from reviewdesk.services.context import Clock


PAPERS = ("A4", "Letter")
"""What forms are printed on."""


def create(place: Path, office: str, clock: Clock | None = None, *, paper: str = "A4") -> Context:
    """Make an empty desk for an office, with an HR officer at it.

    Raises:
        UserError: when there is something at that place, or it may not be written.
    """
    name = " ".join(office.split())
    if not name:
        raise UserError(tr("Give the office a name."))
    clock = clock or SystemClock()
    ctx = Context(Desk.create(folder_of(place)), _hr(tr("HR officer")), clock)
    with ctx.desk.transaction(ctx.actor.name, clock.now()) as session:
        session.add(Office(name=name, made_at=clock.now(), paper=paper))
        session.add(Account(name=ctx.actor.name, role=Role.HR))
    return ctx


def open_desk(
    place: Path,
    clock: Clock | None = None,
    *,
    passphrase: str = "",
    account: UUID | None = None,
    read_only: bool = False,
) -> Context:
    """Open a desk: a locked one with the account at it that unlocked it, else the HR officer.

    Args:
        place: the desk's folder.
        clock: where the time comes from.
        passphrase: of the account, or the recovery code; a desk that is not locked needs none.
        account: who unlocks it; None means that the passphrase is the recovery code.
        read_only: beside somebody who has it open for writing, or on a disk that is locked.

    Raises:
        InUseError: when it is open elsewhere; it can be read all the same.
        HurtError: when its file is damaged; ``services/repairs.py`` mends it.
        UserError: when it is no desk, or was made by a newer version; when it is locked and
            the passphrase is wrong.
    """
    folder, clock = folder_of(place), clock or SystemClock()
    secret, slot = passphrases.unlocked(folder, passphrase, account, clock)
    desk = Desk.open(folder, secret, read_only=read_only, before=backup.before_migration)
    try:
        with desk.reading() as session:
            if slot is not None and slot.kind == "account":
                return Context(desk, passphrases.actor_of(session, slot.id), clock)
            found = session.execute(
                select(Account.name, Account.person_id)
                .where(Account.role == Role.HR)
                .order_by(Account.person_id.is_not(None), Account.name)
            ).first()
    except BaseException:
        desk.close()
        raise
    seat = _hr(tr("HR officer")) if found is None else _hr(found.name, found.person_id)
    return Context(desk, seat, clock)


def use_paper(ctx: Context, paper: str) -> None:
    """Let forms that are not signed yet be printed on another size of paper.

    Raises:
        UserError: when the actor is no HR officer, or there is no such paper.
    """
    if paper not in PAPERS:
        raise UserError(
            tr("{paper} is no size of paper that forms are printed on.").format(paper=paper),
            remedy=tr("Choose one of {papers}.").format(papers=", ".join(PAPERS)),
        )
    with ctx.begin(Right.RUN_CYCLES) as session:
        session.scalars(select(Office)).one().paper = paper


def office_name(ctx: Context) -> str:
    """Return the name of the office."""
    with ctx.read(Right.OPEN_DESK) as session:
        return session.scalars(select(Office.name)).first() or ""


def _hr(name: str, person_id: UUID | None = None) -> Actor:
    return Actor(name, Role.HR, person_id)
