"""The desk a command works on: named by ``--desk``, unlocked where it is locked."""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.errors import InUseError, UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator
    from uuid import UUID

    from reviewdesk.services.context import Context
    from reviewdesk.services.locks import Locks

PASSPHRASE_VARIABLE = "REVIEWDESK_PASSPHRASE"  # noqa: S105 - the name of a variable


def add_desk(parser: ArgumentParser, *, required: bool = True, what: str = "") -> None:
    """Say that a command works on a desk, and who may unlock it."""
    parser.add_argument(
        "--desk",
        metavar="DESK",
        type=Path,
        required=required,
        help=what or tr("the folder of the desk"),
    )
    add_account(parser)


def add_account(parser: ArgumentParser) -> None:
    """Say who may unlock the desk that a command works on."""
    parser.add_argument(
        "--account",
        metavar="NAME",
        default="",
        help=tr("who unlocks a locked desk; without it the account that locked it"),
    )


@contextmanager
def opened(
    arguments: Namespace, place: Path | None = None, *, only_reads: bool = False
) -> Iterator[Context]:
    """Open the desk of a command and close it afterwards.

    A locked one is unlocked by REVIEWDESK_PASSPHRASE, or by what is typed at the prompt;
    either may be the recovery code.

    Args:
        arguments: of the command.
        place: the desk's folder, when it is not that of ``--desk``.
        only_reads: whether the command may work on a desk that somebody has open meanwhile.

    Raises:
        HurtError: when its file is damaged.
        UserError: when it is no desk, is open elsewhere, or stays locked.
    """
    from reviewdesk.services import desks
    from reviewdesk.services.locks import locks_of

    place = place or arguments.desk
    locks = locks_of(place)
    passphrase, account = "", None
    if locks.is_locked:
        passphrase = _passphrase()
        account = _account(locks, arguments.account, passphrase)
    try:
        ctx = desks.open_desk(place, passphrase=passphrase, account=account)
    except InUseError:
        if not only_reads:
            raise
        ctx = desks.open_desk(place, passphrase=passphrase, account=account, read_only=True)
    try:
        yield ctx
    finally:
        ctx.desk.close()


def asked_twice() -> str:
    """Return the passphrase for a new desk: of the surroundings or the prompt, or nothing.

    Raises:
        UserError: when the two that were typed differ.
    """
    if PASSPHRASE_VARIABLE in os.environ or not sys.stdin.isatty():
        return os.environ.get(PASSPHRASE_VARIABLE, "")
    first = getpass.getpass(tr("Passphrase for the desk (empty: do not lock it): "))
    if first and getpass.getpass(tr("The passphrase once more: ")) != first:
        raise UserError(tr("The two passphrases are not the same."), safe=tr("No desk was made."))
    return first


def _passphrase() -> str:
    given = os.environ.get(PASSPHRASE_VARIABLE, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise UserError(
            tr("This desk is locked."),
            remedy=tr("Give its passphrase in the variable {name}.").format(
                name=PASSPHRASE_VARIABLE
            ),
        )
    return getpass.getpass(tr("Passphrase of the desk: "))


def _account(locks: Locks, name: str, passphrase: str) -> UUID | None:
    """Return whose passphrase it is, or None when it is the recovery code."""
    from reviewdesk.domain.recovery_code import read_code

    if not name:
        try:
            read_code(passphrase)
        except UserError:
            return locks.logins[0].account if locks.logins else None
        return None
    wanted = " ".join(name.split()).casefold()
    for one in locks.logins:
        if one.name.casefold() == wanted:
            return one.account
    raise UserError(
        tr("Nobody called {name} can unlock this desk.").format(name=name),
        remedy=tr("There are: {names}.").format(names=", ".join(one.name for one in locks.logins)),
    )
