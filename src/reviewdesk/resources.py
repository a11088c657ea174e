"""The one way to a shipped file: in a checkout, in a wheel, in a frozen program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder of shipped files.

    Raises:
        FileNotFoundError: when the installation is broken.
    """
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [
        *([Path(frozen) / "reviewdesk" / "resources"] if frozen else []),
        package.parents[1] / "resources",  # the checkout wins over a copy beside the package
        package / "resources",
    ]
    for candidate in candidates:
        if (candidate / "schemes").is_dir():
            return candidate
    message = f"ReviewDesk is not installed completely: no resources in {candidates}"
    raise FileNotFoundError(message)


def folder(name: str) -> Path:
    """Return a folder of shipped files by its plain name, such as ``icons``."""
    return file(name)


def file(name: str) -> Path:
    """Return the path of a shipped file by a relative name without ``..``."""
    relative = Path(name)
    if relative.is_absolute() or ".." in relative.parts:
        message = f"not a resource name: {name}"
        raise ValueError(message)
    return root() / relative
