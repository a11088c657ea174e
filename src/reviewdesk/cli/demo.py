"""``reviewdesk demo``: the demonstration desk, opened or made without a window."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from reviewdesk.cli.opening import add_desk, opened
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import desks
from reviewdesk.services.locks import locks_of
from reviewdesk.services.places import desks_folder, folder_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

    from reviewdesk.services.context import Context


def configure(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    add_desk(parser, required=False, what=tr("where the desk is or will be"))
    parser.add_argument(
        "--no-window",
        action="store_true",
        help="print the paths of the desk, of a signed form and of the dashboard picture",
    )


def run(arguments: Namespace) -> int:
    """Make the desk if it is not there, then open it or print what was made."""
    place = folder_of((arguments.desk or desks_folder() / "Demonstration").absolute())
    if not place.exists():
        _build(place).desk.close()
    if arguments.no_window:
        with opened(arguments, place) as ctx:
            for path in _papers(ctx, place):
                print(path)
        return 0
    if not locks_of(place).is_locked:  # the window asks for the passphrase itself
        desks.open_desk(place).desk.close()  # what is wrong with it is said here
    code: int = arguments.show(place)
    return code


def _build(place: Path) -> Context:
    from reviewdesk.services import demonstration
    from reviewdesk.services.context import SystemClock

    print(tr("Making the demonstration desk …"), file=sys.stderr)

    def progress(done: int, total: int) -> None:
        if done == total or done % 10 == 0:
            print(f"{100 * done // total} %", file=sys.stderr, flush=True)

    return demonstration.build(place, SystemClock(), progress)


def _papers(ctx: Context, place: Path) -> tuple[Path, Path, Path]:
    """Save a signed form and the dashboard beside the desk and return the three paths."""
    from reviewdesk.domain.lifecycle import State
    from reviewdesk.services import cycles, dashboard, printing, reviews

    rows = reviews.list_reviews(ctx)
    closed = next((row for row in rows if row.state is State.CLOSED), None)
    if closed is None:
        raise UserError(
            tr("No review on the desk {name} is closed yet.").format(name=place.name),
            safe=tr("Nothing was changed."),
            remedy=tr("Name another folder for the demonstration."),
        )
    papers = place.with_name(f"{place.stem} papers")
    printing.make_folder(papers)
    form = papers / printing.form_name(ctx, closed.id)
    printing.save_form(ctx, closed.id, form)
    newest = cycles.list_cycles(ctx)[0]
    shown = dashboard.dashboard(ctx, dashboard.Filters(newest.id))
    picture = papers / "dashboard.png"
    printing.save(picture, dashboard.chart_file(ctx, shown.charts, "png"))
    return place, form, picture
