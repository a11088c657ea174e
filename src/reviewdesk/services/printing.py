"""A form as a file, with a safe name and nothing half written."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.form_pdf import form_bytes
from reviewdesk.services.standing import about_review
from reviewdesk.store.tables.people import Person, full_name
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO
    from uuid import UUID

    from reviewdesk.services.context import Context

_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)}
)
SCAN_ENDINGS = {"pdf": ".pdf", "png": ".png", "jpeg": ".jpg"}
"""Of the scan of a form that was signed by pen, by what it is."""
_LONGEST_NAME = 100
_MOST_BYTES = 200
"""Of a name in UTF-8; Linux takes 255, endings and the mark of a half-written file included."""


def save_form(ctx: Context, review_id: UUID, path: Path, paper: str = "") -> None:
    """Save one form as a PDF file.

    Raises:
        UserError: when the file cannot be written.
    """
    save(path, form_bytes(ctx, review_id, paper))


def form_name(ctx: Context, review_id: UUID) -> str:
    """Return the file name proposed for a form."""
    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        row = session.execute(
            select(Review.number, Person.given, Person.surname)
            .join(Person, Review.employee_id == Person.id)
            .where(Review.id == review_id)
        ).one()
        return safe_name(f"{row.number} {full_name(row.given, row.surname)}") + ".pdf"


def safe_name(text: str) -> str:
    """Return a file name that every system takes: no separators, no reserved words, not long."""
    plain = unicodedata.normalize("NFC", text)
    plain = "".join(" " if unicodedata.category(one)[0] == "C" else one for one in plain)
    plain = re.sub(r'[<>:"/\\|?*]+', " ", plain)
    plain = " ".join(plain.split()).strip(". ")[:_LONGEST_NAME]
    plain = _within(plain, _MOST_BYTES).strip(". ")
    if not plain or plain.split(".")[0].casefold().strip() in _RESERVED:
        plain = f"form {plain}".strip()
    return plain


def _within(text: str, most: int) -> str:
    return text.encode("utf-8")[:most].decode("utf-8", "ignore")


def make_folder(folder: Path) -> None:
    """Make a folder for files to be saved in.

    Raises:
        UserError: when it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            tr("The folder {name} cannot be made.").format(name=folder.name),
            remedy=tr("Choose a place where you may write."),
        ) from error


def save(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then renamed.

    Raises:
        UserError: when it cannot be written; an older file of that name is untouched.
    """

    def write(stream: BinaryIO) -> None:
        stream.write(content)

    save_by(path, write)


def save_by(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let ``write`` fill a file, which is there whole afterwards or not at all.

    Raises:
        UserError: when it cannot be written; an older file of that name is untouched.
    """
    beside = path.with_name(f".{_within(path.name, _MOST_BYTES)}.part")
    try:
        with beside.open("wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):  # such as a file where a folder should be
            beside.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise UserError(
            tr("The file {name} could not be saved.").format(name=path.name),
            safe=tr("Nothing was written half."),
            remedy=tr("Check that the place can be written and has room, or choose another."),
        ) from error
