"""``import people``: a staff list into a desk."""

from __future__ import annotations

import getpass
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.cli.opening import add_desk, opened
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import staff_import

if TYPE_CHECKING:
    import argparse

    from reviewdesk.services.context import Context
    from reviewdesk.services.staff_import import Preview

PASSWORD_VARIABLE = "REVIEWDESK_FILE_PASSWORD"  # noqa: S105 - the name of a variable
DONE, FAULTY = 0, 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    words = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    people = words.add_parser(
        "people",
        help=tr("a staff list: CSV or XLSX, one row for each person"),
        description=tr(
            "Import a staff list: all of it or nothing. Exit code 0: imported; "
            "1: faults found, nothing imported."
        ),
    )
    people.add_argument("file", metavar="FILE", type=Path, help=tr("the staff list"))
    add_desk(people)
    people.add_argument(
        "--dry-run", action="store_true", help=tr("look for faults and changes, import nothing")
    )
    people.add_argument(
        "--skip-faulty", action="store_true", help=tr("import all but the faulty rows")
    )
    people.add_argument("--json", action="store_true", help=tr("print the result as JSON"))
    people.add_argument(
        "--password-from-env",
        metavar="NAME",
        nargs="?",
        const=PASSWORD_VARIABLE,
        help=tr("take the password of a locked spreadsheet from this variable ({name})").format(
            name=PASSWORD_VARIABLE
        ),
    )


def run(arguments: argparse.Namespace) -> int:
    """Import the file and return the exit code.

    Raises:
        UserError: when file or desk cannot be read.
    """
    try:
        return _import(arguments)
    except UserError as fault:
        if arguments.json:  # whoever reads the output by program finds the reason there too
            line = {"line": 0, "column": "", "kind": "file", "severity": "error"}
            line["message"] = fault.happened
            print(json.dumps({"imported": 0, "faults": [line]}, ensure_ascii=False))
        raise


def _import(arguments: argparse.Namespace) -> int:
    with opened(arguments) as ctx:
        seen = _preview(ctx, arguments.file, arguments.password_from_env)
        if not seen.is_mapped:
            raise UserError(
                tr("No columns with staff numbers and surnames were found."),
                safe=tr("Nothing was imported."),
                remedy=tr("Name the columns in the first row, or import the list in the window."),
            )
        stopped = bool(seen.errors) and not arguments.skip_faulty
        report = ""
        count = 0
        if not stopped and not arguments.dry_run:
            done = staff_import.carry_out(ctx, seen, skip_faulty=arguments.skip_faulty)
            count, report = done.count, done.sentence()
    if arguments.json:
        print(json.dumps({"imported": count, "faults": _faults(seen)}, ensure_ascii=False))
    else:
        _tell(seen, report, stopped=stopped)
    return FAULTY if stopped else DONE


def _preview(ctx: Context, path: Path, variable: str | None) -> Preview:
    password = os.environ.get(variable) if variable else None
    try:
        return staff_import.preview(ctx, path, password)
    except UserError as fault:
        asks = staff_import.needs_password(fault) and password is None and sys.stdin.isatty()
        if not asks:
            raise
    return staff_import.preview(ctx, path, getpass.getpass(tr("Password of the spreadsheet: ")))


def _faults(seen: Preview) -> list[dict[str, object]]:
    return [
        {
            "line": one.line,
            "column": one.column,
            "kind": one.kind,
            "severity": "error" if one.is_error else "warning",
            "message": one.message,
        }
        for one in seen.faults
    ]


def _tell(seen: Preview, report: str, *, stopped: bool) -> None:
    for one in seen.faults:
        weight = tr("error") if one.is_error else tr("warning")
        where = tr("line {line}, {column}") if one.column else tr("line {line}")
        print(
            f"{where.format(line=one.line, column=one.column)}: {weight}: {one.message}",
            file=sys.stderr,
        )
    if report:
        print(report)
        return
    counts = seen.counts
    print(
        tr(
            "{people} people can be imported: {new} new, {changed} changed, {moved} moved, "
            "{left} left; {absent} of the desk are not in the list."
        ).format(
            people=f"{counts.people:,}",
            new=f"{counts.new:,}",
            changed=f"{counts.changed:,}",
            moved=f"{counts.moved:,}",
            left=f"{counts.left:,}",
            absent=f"{counts.absent:,}",
        )
    )
    if stopped:
        print(
            tr("Nothing was imported: {n} errors. Mend the file, or use --skip-faulty.").format(
                n=f"{seen.errors:,}"
            )
        )
    else:
        print(tr("Nothing was imported: this was a dry run."))
