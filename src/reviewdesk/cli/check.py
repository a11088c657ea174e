"""``reviewdesk check``: whether a desk is whole and its audit true."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.cli.opening import add_account, opened
from reviewdesk.errors import HurtError
from reviewdesk.i18n import tr
from reviewdesk.services import desk_check
from reviewdesk.services.check_report import Finding, Part, Report

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from reviewdesk.progress import Progress


def configure(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("desk", type=Path, metavar="DESK")
    add_account(parser)
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument(
        "--quick", action="store_true", help="leave out the signatures inside each form"
    )


def run(arguments: Namespace) -> int:
    """Print what was found; the exit code is 0 only when all is well."""
    try:
        with opened(arguments, arguments.desk.absolute(), only_reads=True) as ctx:
            report = desk_check.check(ctx, _percent(), with_forms=not arguments.quick)
    except HurtError as hurt:
        report = _hurt(hurt)
    if arguments.json:
        print(json.dumps(_content(report), ensure_ascii=False, indent=2))
        return 0 if report.all_well else 1
    for part in report.parts:
        print(f"{part.title}: {part.result}")
        for one in part.findings:
            print(f"  - {one.sentence}")
        if part.more:
            print("  -", tr("and {n} more").format(n=part.more))
    for one in report.remarks:
        print(one.sentence)
    if report.first is not None:
        print(tr("First of all: {sentence}").format(sentence=report.first.sentence))
    elif report.head:
        print(tr("The last line of the audit is {line}: {head}").format(
            line=report.lines, head=report.head
        ))  # fmt: skip
    print(report.verdict())
    return 0 if report.all_well else 1


def _hurt(hurt: HurtError) -> Report:
    """Return the report of a desk that is too damaged to be opened."""
    part = Part("file", tr("The file"), 1, str(hurt), (Finding(hurt.happened),))
    return Report(0, "", (part,), ())


def _content(report: Report) -> dict[str, object]:
    def told(one: Finding) -> dict[str, object]:
        return {
            "line": one.line or None,
            "at": one.at.isoformat() if one.at else None,
            "sentence": one.sentence,
        }

    return {
        "all_well": report.all_well,
        "lines": report.lines,
        "head": report.head,
        "first": told(report.first) if report.first else None,
        "parts": [
            {
                "name": part.name,
                "all_well": part.all_well,
                "looked_at": part.looked_at,
                "findings": [told(one) for one in part.findings],
                "more": part.more,
            }
            for part in report.parts
        ],
        "remarks": [told(one) for one in report.remarks],
    }


def _percent() -> Progress:
    """Return a progress that tells each tenth, where somebody is looking."""
    shown = -1

    def tell(done: int, total: int) -> None:
        nonlocal shown
        tenth = 10 * done // total if total else 10
        if tenth > shown and sys.stderr.isatty():
            shown = tenth
            print(f"{10 * tenth} %", file=sys.stderr, flush=True)

    return tell
