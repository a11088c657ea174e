"""``reviewdesk verify``: who signed a form, and whether it was changed since."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.cli.opening import add_desk, opened
from reviewdesk.i18n import tr
from reviewdesk.services import verifying

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def configure(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE.pdf")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--authority", type=Path, help="the office's certificate (PEM) to trust")
    add_desk(parser, required=False, what=tr("the desk whose office is to be trusted"))


def run(arguments: Namespace) -> int:
    """Print the findings; the exit code is 0 only when all is well."""
    with nullcontext() if arguments.desk is None else opened(arguments) as desk:
        report = verifying.verify_file(arguments.file, arguments.authority, desk)
    if arguments.json:
        content = {
            "all_well": report.all_well,
            "proven": report.proven,
            "signatures": [
                {
                    "field": one.field,
                    "name": one.name,
                    "role": one.role,
                    "signed_at": one.signed_at.isoformat() if one.signed_at else None,
                    "intact": one.intact,
                    "covers_whole": one.covers_whole,
                    "trusted": one.trusted,
                    "changes": one.changes,
                }
                for one in report.signatures
            ],
            "findings": list(report.findings),
        }
        print(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        for one in report.signatures:
            state = tr("intact") if one.intact else tr("CHANGED SINCE")
            day = one.signed_at.isoformat(sep=" ", timespec="minutes") if one.signed_at else "-"
            print(f"{one.name} ({one.role}), {day}: {state}. {one.changes}".rstrip())
        for finding in report.findings:
            print(finding)
        print(verifying.verdict(report))
    return 0 if report.all_well else 1
