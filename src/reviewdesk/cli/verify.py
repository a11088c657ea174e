"""``reviewdesk verify``: who signed a form or a paper copy, and whether it was changed since."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewdesk.cli.opening import add_desk, opened
from reviewdesk.domain.verdict import standing_words
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import proving, verifying

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from contextlib import AbstractContextManager
    from typing import Any

    from reviewdesk.domain.verdict import Report
    from reviewdesk.services.context import Context

_LONGEST = 20_000
"""Characters of a code on standard input; the longest has a third of that."""
_PICTURES = (".png", ".jpg", ".jpeg", ".pdf")


def configure(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE.pdf", help="a form")
    parser.add_argument(
        "--code",
        metavar="TEXT|PICTURE",
        help="instead of a form: the code on a paper copy, as typed or scanned text, as a picture "
        "(PNG, JPEG, PDF), or - to read it from standard input",
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--authority", type=Path, help="the office's certificate to trust")
    parser.add_argument("--revoked", type=Path, help="the office's list of revoked certificates")
    parser.add_argument(
        "--data", type=Path, metavar="OUT.json", help="save the data that the form carries"
    )
    add_desk(parser, required=False, what=tr("the desk whose authorities and records are to count"))


def run(arguments: Namespace) -> int:
    """Print the findings; the exit code is 0 only when all is well and it is proven who signed.

    With ``--data`` also only when the data is that of the pages, drawn again.
    """
    if (arguments.file is None) == (arguments.code is None):
        raise UserError(
            tr("Give either a form or, with --code, the code on a paper copy."),
            remedy=tr("Such as: {example}").format(example="reviewdesk verify form.pdf"),
        )
    if arguments.code is not None:
        return _paper(arguments)
    with _desk(arguments) as desk:
        report = verifying.verify_file(arguments.file, arguments.authority, desk, arguments.revoked)
    if arguments.data is not None:
        verifying.save_data(arguments.file, arguments.data)
    if arguments.json:
        print(json.dumps(_form_values(report), ensure_ascii=False, indent=2))
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
    is_sure = arguments.data is None or not report.looks_unproven
    return 0 if report.all_well and report.proven and is_sure else 1


def _desk(arguments: Namespace) -> AbstractContextManager[Context | None]:
    """Return the desk that was named, open, or nothing."""
    return nullcontext() if arguments.desk is None else opened(arguments, only_reads=True)


def _form_values(report: Report) -> dict[str, Any]:
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
        "data": report.data.value,
        "findings": [
            {"kind": one.kind, "words": one.words, "grave": one.is_grave} for one in report.findings
        ],
    }


def _paper(arguments: Namespace) -> int:
    codes = _codes(arguments.code)
    with _desk(arguments) as desk:
        report = proving.prove(codes, arguments.authority, desk, arguments.revoked)
    if arguments.json:
        print(json.dumps(_paper_values(report), ensure_ascii=False, indent=2))
    else:
        for label, words in report.rows:
            print(f"{label}: {words}")
        if report.office:
            print(
                tr("Signed with the key of {name}, for whom {office} vouches.").format(
                    name=report.signer, office=report.office
                )
            )
        for words in (*report.findings, *report.remarks):
            print(words)
        print(report.verdict)
    return 0 if report.proven else 1


def _codes(given: str) -> tuple[str, ...]:
    """Return the codes that were given: those in a picture, or the text itself."""
    if given == "-":
        return (sys.stdin.read(_LONGEST),)
    if given.lower().endswith(_PICTURES) or _is_file(given):
        return proving.codes_of(Path(given))
    return (given,)


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):  # too long for a name: typed text
        return False


def _paper_values(report: proving.PaperReport) -> dict[str, Any]:
    said = report.statement
    return {
        "proven": report.proven,
        "kind": report.kind,
        "signer": report.signer,
        "office": report.office,
        "statement": {
            "number": said.number,
            "version": said.version,
            "name": said.name,
            "staff_number": said.staff_number,
            "starts": said.starts.isoformat(),
            "ends": said.ends.isoformat(),
            "result": said.result,
            "signers": [
                {
                    "party": one.party.value,
                    "declined": one.declined,
                    "when": one.when.isoformat(),
                }
                for one in said.signers
            ],
            "file_sha256_begins": said.file_digest,
            "content_sha256_begins": said.content_digest,
        }
        if said
        else None,
        "findings": list(report.findings),
        "remarks": list(report.remarks),
    }
