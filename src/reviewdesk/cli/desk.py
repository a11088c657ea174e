"""``reviewdesk new``: an empty desk for an office."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import certificates, desks

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

    With REVIEWDESK_PASSPHRASE set, the office authority is made too, locked by it;
    without, the HR officer makes it in the window before the first form is signed.

    Raises:
        UserError: when the desk cannot be made, or the passphrase not be taken.
    """
    passphrase = os.environ.get("REVIEWDESK_PASSPHRASE", "")
    if passphrase and (fault := certificates.passphrase_fault(passphrase)):
        raise UserError(fault, safe=tr("No desk was made."))
    ctx = desks.create(arguments.desk.absolute(), arguments.office, paper=arguments.paper)
    try:
        if passphrase:
            certificates.make_authority(ctx, passphrase)
        print(ctx.desk.folder)
    finally:
        ctx.desk.close()
    return 0
