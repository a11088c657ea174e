"""``reviewdesk new``: an empty desk for an office."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.cli.opening import asked_twice
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import certificates, desks, passphrases

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def configure(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("desk", type=Path, metavar="DESK", help="the folder to make")
    parser.add_argument(
        "--paper", choices=desks.PAPERS, default="A4", help="what forms are printed on"
    )
    parser.add_argument("--office", required=True, metavar="NAME", help="the office's name")


def run(arguments: Namespace) -> int:
    """Make the desk and print its full path.

    With a passphrase, of REVIEWDESK_PASSPHRASE or the prompt, the desk is locked by it and
    the office authority is made too, and the recovery code is told on standard error.
    Without, nobody has locked it, and the HR officer makes the authority in the window.

    Raises:
        UserError: when the desk cannot be made, or the passphrase not be taken.
    """
    passphrase = asked_twice()
    if passphrase and (fault := passphrases.passphrase_fault(passphrase)):
        raise UserError(fault, safe=tr("No desk was made."))
    ctx = desks.create(arguments.desk.absolute(), arguments.office, paper=arguments.paper)
    try:
        if passphrase:
            certificates.make_authority(ctx, passphrase)
            _tell_code(passphrases.lock(ctx, passphrase))
        print(ctx.desk.folder)
    finally:
        ctx.desk.close()
    return 0


def _tell_code(code: str) -> None:
    print(
        tr("The recovery code of this desk, shown this once. Print it and keep it in the safe:"),
        code,
        tr("Whoever has it can open the desk; without it and the passphrase nobody can."),
        sep="\n",
        file=sys.stderr,
    )
