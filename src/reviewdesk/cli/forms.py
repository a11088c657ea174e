"""``reviewdesk export forms``: all forms of a cycle as PDF files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.cli.opening import add_desk, opened
from reviewdesk.services import cycles, desks, printing

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def configure(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    forms = what.add_parser("forms", help="save the forms of a cycle as PDF files")
    add_desk(forms)
    forms.add_argument("--cycle", required=True, metavar="NAME", help="the cycle's name")
    forms.add_argument(
        "--paper", choices=desks.PAPERS, default="", help="for drafts, instead of the office's"
    )
    forms.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to save")


def run(arguments: Namespace) -> int:
    """Save the forms and print their paths, one a line."""
    with opened(arguments) as ctx:
        cycle_id = cycles.named(ctx, arguments.cycle)
        folder = arguments.out.absolute()
        done = printing.export_forms(ctx, cycle_id, folder, paper=arguments.paper)
        for path in done.paths:
            print(path)
    return 0
