"""The letterhead: logo, address, footer and classification, set once for all papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store.tables.accounts import Office

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from reviewdesk.documents.content import Content
    from reviewdesk.services.context import Context

MOST_LINES = 6
LONGEST_LINE = 90
LONGEST_FOOTER = 130
LONGEST_CLASSIFICATION = 60


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What this office has on its papers."""

    office: str
    logo: bytes
    """PNG or JPEG; empty for none."""
    lines: tuple[str, ...]
    footer: str
    classification: str


def letterhead(ctx: Context) -> Letterhead:
    """Return the letterhead of this office."""
    with ctx.read(Right.OPEN_DESK) as session:
        return _of(session.scalars(select(Office)).one())


def read_logo(path: Path) -> bytes:
    """Return the picture in a file as it would be printed. Needs no context: no desk is touched.

    Raises:
        UserError: when the file cannot be read, is no PNG or JPEG, or is too big.
    """
    from reviewdesk.documents import logo

    try:
        with path.open("rb") as stream:
            raw = stream.read(logo.MOST_BYTES + 1)
        return logo.clean_logo(raw)
    except OSError as error:
        raise UserError(
            tr("The file {name} cannot be read.").format(name=path.name),
            remedy=tr("Check that it is still there and may be read."),
        ) from error
    except logo.LogoError as error:
        raise _refused(path, error.kind) from error


def _refused(path: Path, kind: str) -> UserError:
    from reviewdesk.documents import logo

    if kind == "huge":
        return UserError(
            tr("The picture {name} is too big for a logo.").format(name=path.name),
            safe=tr("The letterhead is as it was."),
            remedy=tr(
                "Save it smaller: at most {pixels} million pixels and {bytes} million bytes."
            ).format(pixels=logo.MOST_PIXELS // 10**6, bytes=logo.MOST_BYTES // 10**6),
        )
    return UserError(
        tr("The file {name} is no picture that can be read.").format(name=path.name),
        safe=tr("The letterhead is as it was."),
        remedy=tr("Choose a PNG or JPEG file, or save the picture anew and try again."),
    )


def set_letterhead(
    ctx: Context, *, lines: str, footer: str, classification: str, logo: bytes = b""
) -> None:
    """Set what stands on all papers that are drawn from now on; signed forms stay as they are.

    Args:
        ctx: the desk and who asks.
        lines: the address and the like, a line each.
        footer: one line at the foot of every page.
        classification: words at the top and the foot of every page.
        logo: a picture as ``read_logo`` returned it; empty for none.

    Raises:
        UserError: when the actor is no HR officer, or something is too long.
    """
    kept = [" ".join(one.split()) for one in lines.splitlines() if one.strip()]
    footer, classification = " ".join(footer.split()), " ".join(classification.split())
    for words, longest, what in (
        (max(kept, key=len, default=""), LONGEST_LINE, tr("A line of the address")),
        (footer, LONGEST_FOOTER, tr("The footer")),
        (classification, LONGEST_CLASSIFICATION, tr("The classification")),
    ):
        if len(words) > longest:
            raise UserError(
                tr("{what} is too long for a page.").format(what=what),
                safe=tr("The letterhead is as it was."),
                remedy=tr("Shorten it to {n} characters.").format(n=longest),
            )
    if len(kept) > MOST_LINES:
        raise UserError(
            tr("There is room for {n} lines of address.").format(n=MOST_LINES),
            safe=tr("The letterhead is as it was."),
        )
    with ctx.begin(Right.RUN_CYCLES) as session:
        office = session.scalars(select(Office)).one()
        office.logo = logo or None
        office.letter_lines = "\n".join(kept)
        office.footer = footer
        office.classification = classification


def headed(session: Session, content: Content) -> Content:
    """Return what a paper says with the letterhead of this office."""
    from reviewdesk.documents import content as parts
    from reviewdesk.documents import letterhead as above

    head = _of(session.scalars(select(Office)).one())
    given = parts.Letterhead(head.logo, head.lines, head.footer, head.classification)
    return above.headed(content, given)


def drawn(session: Session, content: Content, paper: str = "") -> bytes:
    """Return a paper of this office as a PDF.

    Args:
        session: an open session.
        content: what the paper says.
        paper: one of ``PAPERS``; without it that of the office.
    """
    from reviewdesk.documents import layout

    size = layout.Paper(paper or session.scalars(select(Office.paper)).one())
    return layout.draw(headed(session, content), paper=size).pdf


def _of(office: Office) -> Letterhead:
    return Letterhead(
        office.name,
        office.logo or b"",
        tuple(one for one in office.letter_lines.split("\n") if one),
        office.footer,
        office.classification,
    )
