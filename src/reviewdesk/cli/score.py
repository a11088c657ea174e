"""``reviewdesk score CASES.json``: the result of each case, as a JSON list."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = tr(
        "Reads a JSON list of cases, each with id, scheme and elements, and prints the result "
        "of each, or the sentence why there is none, in the same order."
    )
    parser.add_argument(
        "cases", metavar="CASES.json", type=Path, help=tr("the file of cases, or - for input")
    )


def run(args: argparse.Namespace) -> int:
    """Print the results; 0 also when some cases are refused, for that is an answer.

    Raises:
        UserError: when the file cannot be read or holds no JSON list.
    """
    from reviewdesk.services import schemes

    results = schemes.score_cases(_read(args.cases))
    sys.stdout.write(json.dumps(results, ensure_ascii=True, indent=1) + "\n")
    return 0


def _read(path: Path) -> str:
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise UserError(
            tr("The file {path} cannot be opened: {why}.").format(
                path=path, why=error.strerror or error
            ),
            remedy=tr("Check the name of the file and whether you may read it."),
        ) from error
    except UnicodeDecodeError as error:
        raise UserError(
            tr("The file {path} is not UTF-8 text.").format(path=path),
            remedy=tr("Save it as UTF-8."),
        ) from error
