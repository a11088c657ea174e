"""The data within a form against its pages: does the JSON say what people see?

The data is made into a form again and compared. Where that gives the very same form, nothing
can be hidden (``drawn_again.py``). Another version of a library may draw the same form a
little differently; then every word is compared, element by element. A form of a version of
this program with other wording is compared by the values alone. In both cases letters may look
other than they read and something else may be drawn beside them: that is said.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import repeat, zip_longest
from typing import TYPE_CHECKING, Any

import pikepdf

from reviewdesk.documents import content as parts
from reviewdesk.documents import drawn_again, form, form_contents, layout, letterhead, page_words
from reviewdesk.documents.attachment import DATA, SCHEME, UNREADABLE, attached
from reviewdesk.documents.fonts import REGULAR, RIGHT_TO_LEFT, clean, split_by_font
from reviewdesk.documents.form_contents import DiffersError
from reviewdesk.documents.frames import shown_texts
from reviewdesk.documents.updates import parts_of
from reviewdesk.domain import scheme_file, snapshot_reading
from reviewdesk.domain.snapshot import to_bytes
from reviewdesk.domain.verdict import Agreement
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewdesk.documents.content import Content
    from reviewdesk.documents.updates import Update
    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.domain.snapshot import AuditHead, Snapshot

_DRAWN_AGAIN = 200_000
"""Bytes of data up to which the form is drawn again; that takes a second at most."""
_LETTER_WIDE = 612
"""Points."""
_CONTEXT = 40
_WORDING = re.compile(r"wording (\d{1,6})$")


@dataclass(frozen=True, slots=True)
class DataReport:
    """What there is to say of the data within a form."""

    agreement: Agreement
    fault: str
    """Why it does not agree, as a sentence; empty where it does or where there is none."""
    audit: AuditHead | None = None
    """Where the audit of a desk ended when the form was made there, as the data says."""
    number: str = ""
    """Of the document, as the data says; empty where there is none."""
    version: int = 0


def compare(content: bytes, updates: Sequence[Update] | None = None) -> DataReport:
    """Return whether the data within a form says what its pages say.

    Never raises: the file may be anything.

    Args:
        content: the file.
        updates: the form and what was added to it, where that is known; empty when it is not
            written as ours are.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            files = attached(pdf)
            if DATA not in files:
                return DataReport(Agreement.NONE, "")
            return _compared(pdf, _parts(content) if updates is None else updates, files)
    except UserError as fault:
        return DataReport(Agreement.NONE, fault.happened)
    except DiffersError as fault:
        return DataReport(Agreement.NONE, str(fault))
    except UNREADABLE:
        damaged = tr("The data within this file is damaged and cannot be compared.")
        return DataReport(Agreement.NONE, damaged)


def agreement_words(agreement: Agreement) -> str:
    """Return in a sentence how far the data agrees."""
    return {
        Agreement.NONE: "",
        Agreement.PAGES: tr(
            "The data within is that of the pages: drawn again, they are the same."
        ),
        Agreement.WORDS: tr(
            "Another version of the program drew this form: every word of its pages is that of "
            "the data within. What else is drawn there was not compared; look at the pages "
            "before you rely on the data."
        ),
        Agreement.VALUES: tr(
            "Another version of the program made this form: every value of the data within "
            "stands on its pages. The other words and what else is drawn there were not "
            "compared; look at the pages before you rely on the data."
        ),
    }[agreement]


def _parts(content: bytes) -> Sequence[Update]:
    try:
        return parts_of(content)
    except UNREADABLE:
        return ()


def _compared(pdf: pikepdf.Pdf, updates: Sequence[Update], files: dict[str, bytes]) -> DataReport:
    form_contents.demand_nothing_more(pdf)
    snapshot, why = snapshot_reading.read(files[DATA])
    if snapshot is None:
        raise DiffersError(tr("The data within this file cannot be used. {why}").format(why=why))
    if snapshot.state != "final" or snapshot.language != str(pdf.Root.Lang):
        raise DiffersError(tr("The data within this file is not that of a finished form."))
    if to_bytes(snapshot) != files[DATA]:
        raise DiffersError(tr("The data within this file is not written as the program writes it."))
    scheme = _scheme(files.get(SCHEME, b""))
    if scheme is None or (scheme.id, scheme.version) != (
        snapshot.scheme_id,
        snapshot.scheme_version,
    ):
        raise DiffersError(tr("The scheme within this file is not that of the form."))
    content = letterhead.headed(form.form_content(snapshot, scheme), _head(files))
    if _wording(pdf) != form.WORDING:
        report = _by_values(snapshot, content, list(page_words.elements(pdf)))
    else:
        form_contents.demand_same_fields(pdf, content)
        if len(files[DATA]) <= _DRAWN_AGAIN and _is_drawn(pdf, updates, content):
            report = DataReport(Agreement.PAGES, "")
        else:
            report = _by_words(content, list(page_words.elements(pdf)))
    return replace(
        report, audit=snapshot.audit, number=snapshot.document_id, version=snapshot.version
    )


@lru_cache(maxsize=16)
def _scheme(text: bytes) -> Scheme | None:
    return scheme_file.read(text.decode("utf-8", "replace"))[0]


def _wording(pdf: pikepdf.Pdf) -> int:
    """Return the number of the wording of the form, which stands with its data."""
    names = pdf.Root.Names.EmbeddedFiles.Names
    told = next(
        str(names[place + 1].get("/Desc", ""))
        for place in range(0, len(names), 2)
        if str(names[place]) == DATA
    )
    found = _WORDING.search(told)
    return int(found.group(1)) if found else 0


def _head(files: dict[str, bytes]) -> parts.Letterhead:
    head = letterhead.read(files)
    if head is None:
        raise DiffersError(tr("The letterhead within this file cannot be used."))
    return head


def _is_drawn(pdf: pikepdf.Pdf, updates: Sequence[Update], content: Content) -> bool:
    """Return whether the form, drawn again, is the same, but for its signatures."""
    sides = {round(float(one)) for one in pdf.pages[0].mediabox}
    paper = layout.Paper.LETTER if _LETTER_WIDE in sides else layout.Paper.A4
    drawn = layout.draw(content, paper=paper).pdf
    with pikepdf.open(io.BytesIO(drawn)) as again:
        both = list(zip(pdf.pages, again.pages, strict=False))
        if all(
            page_words.page_stream(mine) == page_words.page_stream(yours) for mine, yours in both
        ) and any(_places(mine) != _places(yours) for mine, yours in both):
            raise DiffersError(tr("The places for signatures are not those of this form."))
        try:
            return bool(updates) and drawn_again.is_drawn(pdf, updates, again, drawn)
        except UNREADABLE:
            return False


def _places(page: Any) -> list[tuple[str, list[float], list[float]]]:
    """Return the fields on a page: name, corners, and the edge of what each shows, sorted.

    Without an edge, or with a matrix, some programs draw it all over the page.
    """
    found = []
    for one in page.get("/Annots", []):
        shown = one.AP.N
        edge = [] if "/Matrix" in shown else [float(side) for side in shown.BBox]
        found.append((str(one.T), [float(side) for side in one.Rect], sorted(edge)))
    return found


def _by_words(content: Content, said: list[str]) -> DataReport:
    wanted = [text for text in (_printed(one) for one in _texts(content)) if text]
    for mine, yours in zip_longest(wanted, map(_close, said), fillvalue=""):
        if mine == yours or (RIGHT_TO_LEFT.search(mine) and Counter(mine) == Counter(yours)):
            continue  # text from the right stands on the page in the order of sight
        at = next(
            (
                place
                for place, pair in enumerate(zip(mine, yours, strict=False))
                if len(set(pair)) > 1
            ),
            min(len(mine), len(yours)),
        )
        start = max(0, at - _CONTEXT // 2)
        raise DiffersError(
            tr("The data within this file says “{data}” where the page says “{page}”.").format(
                data=mine[start : start + _CONTEXT], page=yours[start : start + _CONTEXT]
            )
        )
    return DataReport(Agreement.WORDS, "")


def _by_values(snapshot: Snapshot, content: Content, said: list[str]) -> DataReport:
    """Compare every value that this version of the program would print as it is."""
    printed = "".join(_printed(one) for one in _texts(content))
    shown = _close("".join(said))
    for value in _values(asdict(snapshot)):
        wanted = _printed(value)
        if wanted in printed and wanted not in shown and not RIGHT_TO_LEFT.search(wanted):
            raise DiffersError(
                tr("The data within this file says “{data}”, which no page says.").format(
                    data=value[:_CONTEXT]
                )
            )
    return DataReport(Agreement.VALUES, "")


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _values(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from _values(inner)
    elif isinstance(value, str):
        yield from (line for line in value.split("\n") if line.strip())


def _texts(content: Content) -> Iterator[str]:
    """Yield what the elements of a paper say, in order."""
    yield from letterhead.said(content)
    yield content.title
    yield content.subtitle
    for block in content.blocks:
        if isinstance(block, parts.Facts | parts.Ratings):
            for pair in block.rows:
                yield from pair
        elif isinstance(block, parts.Grid):
            yield from block.header
            for row, note in zip(block.rows, block.notes or repeat(""), strict=False):
                yield f"{row[0]} {note}"  # one element holds both
                yield from row[1:]
        elif isinstance(block, parts.Points):
            yield block.label if block.items else ""
            for item in block.items:
                if item.strip():
                    yield from ("•", item)
        else:
            yield from _texts_of(block)


def _texts_of(block: parts.Block) -> tuple[str, ...]:
    match block:
        case parts.Heading():
            long = len(block.text) > layout.LONGEST_HEADING
            return block.text, "" if long else block.aside
        case parts.Text():
            return block.label, *block.text.split("\n\n")
        case parts.Result():
            return block.title, " · ".join(part for part in (block.score, block.level) if part)
        case parts.SignatureBlock():
            return shown_texts(block)
        case _:
            return ()  # a picture says nothing, and no finished form has what is filled by hand


def _printed(text: str) -> str:
    """Return a text as the page says it, without spaces: what no font has is told as such."""
    text = clean(text)
    if not text.isascii():
        text = "".join(run for _font, run in split_by_font(text.replace("\n", " "), REGULAR))
    return _close(text)


def _close(text: str) -> str:
    return "".join(text.split())
