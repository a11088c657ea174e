"""``reviewdesk dashboard``: the charts of a cycle as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.cli.opening import add_desk, opened
from reviewdesk.services import cycles, dashboard, printing

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def configure(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    add_desk(parser)
    parser.add_argument("--cycle", required=True, metavar="NAME", help="the cycle's name")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="ends in .png, .pdf or .csv"
    )


def run(arguments: Namespace) -> int:
    """Save the charts and print the file's full path."""
    path = arguments.out.absolute()
    with opened(arguments) as ctx:
        cycle_id = cycles.named(ctx, arguments.cycle)
        shown = dashboard.dashboard(ctx, dashboard.Filters(cycle_id))
        printing.make_folder(path.parent)
        dashboard.save_charts(ctx, shown.charts, path, arguments.cycle)
        print(path)
    return 0
