"""``reviewdesk schemes``: list and show the shipped schemes, check a file of one's own."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.services import scheme_sheet, schemes

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

WELL, FAULTY = 0, 1


def configure(parser: ArgumentParser) -> None:
    """Say what the command takes."""
    words = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, what, takes in (
        ("list", tr("Name the schemes that are shipped."), None),
        ("show", tr("Tell what a shipped scheme asks, in words."), "ID"),
        (
            "check",
            tr(
                "Name every fault of a scheme file at its line, and what to do about it. "
                "Exit code 0: all is well; 1: there are faults; 2: the file cannot be read."
            ),
            "FILE",
        ),
    ):
        one = words.add_parser(name, help=what.partition(". ")[0].rstrip("."), description=what)
        if takes == "ID":
            one.add_argument("id", metavar=takes, help=tr("as “schemes list” names it"))
        elif takes:
            one.add_argument("file", metavar=takes, type=Path, help=tr("the scheme file (TOML)"))
        one.add_argument("--json", action="store_true", help=tr("print JSON"))


def run(arguments: Namespace) -> int:
    """Do what is asked and return the exit code.

    Raises:
        UserError: when there is no such scheme, or the file cannot be read.
    """
    if arguments.what == "list":
        return _list(as_json=arguments.json)
    if arguments.what == "show":
        return _show(arguments.id, as_json=arguments.json)
    return _check(arguments.file, as_json=arguments.json)


def _list(*, as_json: bool) -> int:
    cards = schemes.list_schemes()
    if as_json:
        _print([dataclasses.asdict(card) for card in cards])
        return WELL
    rows = [(tr("ID"), tr("Version"), tr("Ratings"), tr("Title"), tr("Country and office"))]
    rows += [
        (card.id, card.version, tr("yes") if card.rated else tr("no"), card.name, card.office)
        for card in cards
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    return WELL


def _show(scheme_id: str, *, as_json: bool) -> int:
    scheme = schemes.load_scheme(scheme_id)
    if as_json:
        _print(dataclasses.asdict(scheme))
        return WELL
    print(tr("{name}, version {version}").format(name=scheme.name, version=scheme.version))
    for chapter in scheme_sheet.chapters(scheme):
        print()
        print(chapter.title)
        for line in chapter.lines:
            print(f"  {line}")
    return WELL


def _check(path: Path, *, as_json: bool) -> int:
    exam = schemes.examine(path)
    if as_json:
        faults = [dataclasses.asdict(fault) for fault in exam.faults]
        _print({"file": str(path), "well": not faults, "faults": faults})
    elif exam.scheme is not None:
        print(
            tr("{file}: no faults. It is “{name}”, version {version}.").format(
                file=path, name=exam.scheme.name, version=exam.scheme.version
            )
        )
    for fault in () if as_json else exam.faults:
        sentences = " ".join(f"{fault.message} {fault.remedy}".split())
        print(f"{path}:{fault.line}: {sentences}")
    return FAULTY if exam.faults else WELL


def _print(content: object) -> None:
    """Print JSON; exact numbers as text, so that no reader makes floats of them."""
    print(json.dumps(content, ensure_ascii=False, indent=2, default=str))
