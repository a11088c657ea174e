"""The commands: one parser, one module a subject, loaded when it is named.

Each module has ``configure(parser)``, which says what the command takes, and
``run(arguments)``, which calls one service, prints and returns the exit code.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from reviewdesk import logs
from reviewdesk.errors import CancelledError, UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REFUSED = 2
"""Exit code when the world said no; the sentences are on standard error."""
BROKEN = 70
"""Exit code when the program itself is at fault; a crash file was written."""
STOPPED = 130
"""Exit code when the person pressed Ctrl+C."""


class Show(Protocol):
    """Opens the window; given by the caller, for commands do not know windows."""

    def __call__(self, desk: Path | None) -> int:
        """Open the window with a desk and return the exit code of the program."""


def commands() -> dict[str, tuple[str, str]]:
    """Return each command's module in this package and what it does, translated."""
    return {
        "new": ("desk", tr("make an empty desk for an office")),
        "demo": ("demo", tr("make the demonstration desk and open it")),
        "import": ("people", tr("read a staff list into a desk")),
        "schemes": ("schemes", tr("list and show the shipped schemes, check one of your own")),
        "score": ("score", tr("work out results by the shipped schemes")),
        "export": ("forms", tr("save the forms of a cycle as PDF files")),
        "check": ("check", tr("check that a desk is whole and its audit true")),
        "verify": ("verify", tr("check the signatures of a form")),
        "dashboard": ("dashboard", tr("save the charts of a cycle as a file")),
    }


def run(words: Sequence[str], show: Show | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        words: the command and what follows it.
        show: opens the window, for the commands that end in one.
    """
    _speak_utf8()
    try:
        code = _run(words, show)
        sys.stdout.flush()
    except UserError as refusal:
        _tell(refusal)
        return REFUSED
    except BrokenPipeError:
        _let_go()
        return 0
    except (KeyboardInterrupt, CancelledError):
        print(tr("Stopped. Nothing was left half done."), file=sys.stderr)
        return STOPPED
    except Exception as fault:  # noqa: BLE001 - one of the two places where a bug ends
        _keep(fault)
        return BROKEN
    return code


def parser_for(words: Sequence[str], show: Show | None = None) -> argparse.ArgumentParser:
    """Return the parser; only the module of the command named in ``words`` is loaded."""
    parser = argparse.ArgumentParser(
        prog="reviewdesk",
        description=tr("Performance reviews without a network."),
        epilog=tr(
            "Without a command the window opens: reviewdesk [--desk DESK]. "
            "More about a command: reviewdesk COMMAND --help"
        ),
    )
    subparsers = parser.add_subparsers(
        dest="command", metavar="COMMAND", title=tr("commands"), required=True
    )
    named = next((word for word in words if not word.startswith("-")), "")
    for name, (module_name, what) in commands().items():
        subparser = subparsers.add_parser(name, help=what, description=what)
        if name == named:
            module = importlib.import_module(f"reviewdesk.cli.{module_name}")
            module.configure(subparser)
            subparser.set_defaults(run=module.run, show=show)
    return parser


def _run(words: Sequence[str], show: Show | None) -> int:
    arguments = parser_for(words, show).parse_args(words)
    code: int = arguments.run(arguments)
    return code


def _speak_utf8() -> None:
    """Let every name be printed, on consoles of Windows too."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _tell(refusal: UserError) -> None:
    for sentence in (refusal.happened, refusal.safe, refusal.remedy):
        if sentence:
            print(sentence, file=sys.stderr)


def _let_go() -> None:
    """Stop writing to a reader that has gone, so that Python's own last flush is quiet."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _keep(fault: Exception) -> None:
    """Write the crash file and say one plain sentence."""
    from reviewdesk.services.places import data_folder

    path = logs.keep_crash(data_folder(), logs.describe(type(fault), fault.__traceback__))
    if path is None:
        print(tr("Something went wrong in ReviewDesk itself."), file=sys.stderr)
    else:
        print(
            tr(
                "Something went wrong in ReviewDesk itself. Where it happened is written in "
                "{path}, which holds nothing about people: please send it to those who look "
                "after ReviewDesk."
            ).format(path=path),
            file=sys.stderr,
        )
