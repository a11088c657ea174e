"""The kinds of paper that are printed and saved for many reviews at once.

A new kind is one more line in ``kinds``: the Records page, the printer, the export and the
bound volume take it from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.services import form_pdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from reviewdesk.services.context import Context
    from reviewdesk.services.form_pdf import Undrawn


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper about a review."""

    id: str
    title: str
    read: Callable[[Context, UUID, str], bytes | Undrawn]
    """Given a review and a size of paper: the finished file, or what is still to be drawn."""
    is_form: bool = False
    """Whether it is the form itself, which people sign."""


def kinds() -> tuple[PaperKind, ...]:
    """Return all kinds, the form first. Needs no context: no desk is touched."""
    return (PaperKind("form", tr("Form"), form_pdf.read_form, is_form=True),)


def kind_named(name: str) -> PaperKind:
    """Return a kind by its id. Needs no context: no desk is touched."""
    return next(one for one in kinds() if one.id == name)
