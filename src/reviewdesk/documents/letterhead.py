"""What an office has on all its papers: logo and address, footer, classification mark.

A paper that carries its data carries its letterhead too, so that it can be drawn again.
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reportlab.lib.utils import ImageReader
from reportlab.platypus import Image, Spacer, Table, TableStyle

from reviewdesk.documents.attachment import LETTERHEAD, LOGOS
from reviewdesk.documents.content import Attachment, Letterhead
from reviewdesk.documents.fonts import BOLD, REGULAR
from reviewdesk.documents.logo import as_written, kind_of
from reviewdesk.documents.tables import PLAIN
from reviewdesk.documents.tagging import Tagged, artifact, table_marks
from reviewdesk.documents.typography import LINE, style_of, words
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reportlab.platypus import Flowable

    from reviewdesk.documents.content import Content
    from reviewdesk.documents.tagging import Element, Tags

LOGO_ROOM = (190.0, 54.0)
"""Width and height, in points, that a logo may take."""
_MOST_LINES = 6
_LONGEST_LINE = 90
_LONGEST_FOOTER = 130
_LONGEST_MARK = 60
_EDGE = 20.0
"""From the edge of the page to the outermost words; printers leave about 12 blank."""


def headed(content: Content, head: Letterhead) -> Content:
    """Return a paper with a letterhead, which it carries where it carries its data."""
    if head.logo:
        head = replace(head, logo=as_written(head.logo))
    carried = tuple(_files(head)) if content.attachments else ()
    return replace(content, letterhead=head, attachments=(*content.attachments, *carried))


def _files(head: Letterhead) -> Iterator[Attachment]:
    if head == Letterhead():
        return
    yield Attachment(
        LETTERHEAD, "application/json", "Supplement", "The letterhead of this form", _worded(head)
    )
    if head.logo:
        kind = kind_of(head.logo)
        yield Attachment(LOGOS[kind], f"image/{kind}", "Supplement", "Its logo", head.logo)


def _worded(head: Letterhead) -> bytes:
    words = {
        "classification": head.classification,
        "footer": head.footer,
        "lines": list(head.lines),
    }
    return json.dumps(words, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def read(files: Mapping[str, bytes]) -> Letterhead | None:
    """Return the letterhead that a paper carries; None when it is not written as ours are.

    Args:
        files: its attachments by name; they may hold anything.
    """
    logos = {name: files[name] for name in LOGOS.values() if name in files}
    if LETTERHEAD not in files:
        return None if logos else Letterhead()
    try:
        told = json.loads(files[LETTERHEAD])
        head = Letterhead(
            b"".join(logos.values()), tuple(told["lines"]), told["footer"], told["classification"]
        )
        carried = {one.name: one.content for one in _files(head)}
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return head if carried == {LETTERHEAD: files[LETTERHEAD], **logos} else None


def said(content: Content) -> Iterator[str]:
    """Yield the words of a letterhead, element by element, in the order of its structure."""
    head = content.letterhead
    yield _cut(head.classification, _LONGEST_MARK)
    if head.logo or head.lines:
        yield _cut(content.office, 160)
        for one in head.lines[:_MOST_LINES]:
            yield _cut(one, _LONGEST_LINE)


def margins(head: Letterhead) -> tuple[float, float]:
    """Return how much lower the top of a page begins and how much higher its foot ends."""
    mark = 12.0 if head.classification else 0.0
    return mark, mark + (11.0 if head.footer else 0.0)


def head_block(content: Content, width: float, tags: Tags) -> list[Flowable]:
    """Return logo and address lines, which stand above the title of the first page."""
    head = content.letterhead
    if not head.logo and not head.lines:
        return []
    left: list[Flowable] = []
    if head.logo:
        left.append(_logo(head.logo, content.office, tags))
    else:
        left.append(tags.wrap(words(_cut(content.office, 160), "h2", BOLD), "P"))
    shown = [_cut(one, _LONGEST_LINE) for one in head.lines[:_MOST_LINES]]
    if head.logo:
        shown.insert(0, _cut(content.office, 160))
    right = [
        tags.wrap(words(one, "letterhead", BOLD if head.logo and not place else REGULAR), "P")
        for place, one in enumerate(shown)
        if one.strip()
    ]
    row = Table([[left, right]], colWidths=[width * 0.5, width * 0.5], renderCB=table_marks)
    row.setStyle(
        TableStyle(
            [
                PLAIN,
                ("VALIGN", (0, 0), (0, 0), "TOP"),
                ("VALIGN", (1, 0), (1, 0), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )
    return [row, Spacer(0, 16)]


def _logo(image: bytes, office: str, tags: Tags) -> Flowable:
    wide, high = ImageReader(io.BytesIO(image)).getSize()
    scale = min(LOGO_ROOM[0] / wide, LOGO_ROOM[1] / high, 1.0)
    shown = Image(io.BytesIO(image), wide * scale, high * scale, hAlign="LEFT")
    alt = tr("Logo of {office}").format(office=office)
    made = Tagged(shown, tags.root.add("Figure", alt=alt), tags)
    made.hAlign = "LEFT"
    return made


def draw_marks(
    canvas: Any, head: Letterhead, size: tuple[float, float], tags: Tags, said: Element | None
) -> None:
    """Draw the classification at the top and the foot of a page, and the footer.

    Args:
        canvas: with this page on it.
        head: the office's.
        size: of the page.
        tags: the structure.
        said: the element of the mark on the first page, where it is read out once.
    """
    width, height = size
    if head.classification:
        text = _cut(head.classification, _LONGEST_MARK)
        mark = _one_line(text, "classification", BOLD, width - 108)
        with artifact(canvas, "Pagination") if said is None else tags.marking(canvas, said):
            mark.drawOn(canvas, 54, height - _EDGE - 12)
        with artifact(canvas, "Pagination"):
            mark.drawOn(canvas, 54, _EDGE - 2)
    if head.footer:
        foot = _one_line(_cut(head.footer, _LONGEST_FOOTER), "footer", REGULAR, width - 108)
        with artifact(canvas, "Pagination"):
            foot.drawOn(canvas, 54, _EDGE + (11 if head.classification else 0))


def _one_line(text: str, style: str, font: str, width: float) -> Flowable:
    """Return as much of a text as stands on one line, of any script; below it are others' words."""
    shown = text
    while True:
        line = words(shown, style, font)
        _wide, high = line.wrap(width, 1000)
        if high <= style_of(style).leading or not text:
            return line
        text = text[: len(text) * 9 // 10]
        shown = text.rstrip() + "…"


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
