"""``reviewdesk verify``: who signed a form, and whether it was changed since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.domain.verdict import standing_words
from reviewdesk.i18n import tr
from reviewdesk.services import verifying

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

    from reviewdesk.domain.verdict import Report


def configure(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE.pdf")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--authority", type=Path, help="the office's certificate to trust")
    parser.add_argument("--revoked", type=Path, help="the office's list of revoked certificates")
    parser.add_argument(
        "--desk", type=Path, help="the desk whose authorities and records are to count"
    )


def run(arguments: Namespace) -> int:
    """Print the findings; the exit code is 0 only when all is well."""
    report = verifying.verify_file(
        arguments.file, arguments.authority, arguments.desk, arguments.revoked
    )
    if arguments.json:
        print(json.dumps(_content(report), ensure_ascii=False, indent=2))
    else:
        for one in report.signatures:
            state = tr("intact") if one.intact else tr("CHANGED SINCE")
            when = one.signed_at.isoformat(sep=" ", timespec="minutes") if one.signed_at else "-"
            print(
                tr("{name} ({role}), {when} by the signer's own clock: {state}. {changes}").format(
                    name=one.name, role=one.role, when=when, state=state, changes=one.changes
                )
            )
            print(f"  {standing_words(one)}")
        for finding in report.findings:
            print(finding.words)
        print(verifying.verdict(report))
    return 0 if report.all_well else 1


def _content(report: Report) -> dict[str, Any]:
    return {
        "all_well": report.all_well,
        "proven": report.proven,
        "number": report.number,
        "version": report.version,
        "signatures": [
            {
                "field": one.field,
                "name": one.name,
                "role": one.role,
                "signed_at": one.signed_at.isoformat() if one.signed_at else None,
                "clock": "signer",
                "intact": one.intact,
                "covers_whole": one.covers_whole,
                "trusted": one.trusted,
                "standing": one.standing.value,
                "authority": one.authority,
                "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
                "revoked_reason": one.revoked_reason.value if one.revoked_reason else None,
                "certificate": one.certificate,
                "changes": one.changes,
            }
            for one in report.signatures
        ],
        "findings": [
            {"kind": one.kind, "words": one.words, "grave": one.is_grave} for one in report.findings
        ],
    }
