"""``reviewdesk export forms``: the forms of a cycle as PDF files, or bound in one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.cli.opening import add_desk, opened
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import (
    cycles,
    desks,
    exporting,
    paper_kinds,
    people,
    record_names,
    records,
    volumes,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from uuid import UUID

    from reviewdesk.services.context import Context


def configure(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    fields = ", ".join("{" + one.name + "}" for one in record_names.fields())
    forms = what.add_parser(
        "forms",
        help=tr("save the forms of a cycle as PDF files"),
        description=tr(
            "Save the forms of a cycle as PDF files: only those that are missing or older are "
            "written, so a run that was stopped is finished by another."
        ),
    )
    add_desk(forms)
    forms.add_argument("--cycle", required=True, metavar="NAME", help=tr("the cycle's name"))
    forms.add_argument(
        "--unit", metavar="NAME", help=tr("only this unit, by its name or code, and those below")
    )
    forms.add_argument(
        "--state", choices=[one.value for one in records.Kind], help=tr("only forms so far signed")
    )
    forms.add_argument(
        "--paper", choices=desks.PAPERS, default="", help=tr("for drafts, instead of the office's")
    )
    forms.add_argument(
        "--kind",
        choices=[one.id for one in paper_kinds.kinds()],
        default="form",
        help=tr("another paper about the same reviews, such as the sheet that proves a copy"),
    )
    place = forms.add_mutually_exclusive_group(required=True)
    place.add_argument("--out", type=Path, metavar="DIR", help=tr("where to save single files"))
    place.add_argument(
        "--bound", type=Path, metavar="FILE", help=tr("bind them in one PDF with bookmarks")
    )
    forms.add_argument(
        "--names",
        default=record_names.USUAL,
        metavar="PATTERN",
        help=tr("how single files are named, such as “{example}”; fields: {fields}").format(
            example="{unit}/{surname} {number}", fields=fields
        ),
    )
    forms.add_argument(
        "--jobs",
        type=int,
        default=0,
        choices=range(1, 65),
        metavar="N",
        help=tr("how many processes draw drafts; as many as help if not given"),
    )


def run(arguments: Namespace) -> int:
    """Save the forms and print their paths, one a line, and what was done beside them."""
    with opened(arguments) as ctx:
        chosen = _chosen(ctx, arguments)
        options = {
            "paper": arguments.paper,
            "jobs": arguments.jobs,
            "kind": arguments.kind,
        }
        if arguments.bound:
            bound = volumes.bind(ctx, chosen, arguments.bound.absolute(), **options)
            paths = bound.paths
            said = tr("{forms} forms on {pages} pages.").format(
                forms=f"{bound.forms:,}", pages=f"{bound.pages:,}"
            )
        else:
            folder = arguments.out.absolute()
            done = exporting.export(ctx, chosen, folder, names=arguments.names, **options)
            paths, said = done.paths, done.sentence()
        for path in paths:
            print(path)
        print(said, file=sys.stderr)
    return 0


def _chosen(ctx: Context, arguments: Namespace) -> list[UUID]:
    rows = records.find(
        records.list_records(ctx),
        cycle=cycles.named(ctx, arguments.cycle),
        units=_units(ctx, arguments.unit) if arguments.unit else None,
        kind=records.Kind(arguments.state) if arguments.state else None,
    )
    covers = paper_kinds.kind_named(arguments.kind).covers
    return [row.id for row in rows if covers(row)]


def _units(ctx: Context, name: str) -> frozenset[UUID]:
    wanted = " ".join(name.split()).casefold()
    found: set[UUID] = set()
    for one in people.units(ctx):
        if wanted in (one.name.casefold(), one.code.casefold()):
            found |= records.units_below(ctx, one.id)
    if not found:
        raise UserError(
            tr("There is no unit called “{name}” on this desk.").format(name=name),
            remedy=tr("Write its name or code as it stands on the People page."),
        )
    return frozenset(found)
