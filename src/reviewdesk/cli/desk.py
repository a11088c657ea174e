"""``reviewdesk new``: an empty desk for an office."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

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
    """
    ctx = desks.create(arguments.desk.absolute(), arguments.office, paper=arguments.paper)
    try:
        passphrase = os.environ.get("REVIEWDESK_PASSPHRASE", "")
        if passphrase:
            certificates.make_authority(ctx, passphrase)
        print(ctx.desk.folder)
    finally:
        ctx.desk.close()
    return 0
