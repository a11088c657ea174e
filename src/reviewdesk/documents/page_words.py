"""What the pages of a paper of ours say, element by element in the order of its structure.

Read as a screen reader does: marked content, by the table of letters of each font, or by
``ActualText`` where letters move. Only what our own writer makes is understood; all of it
is bounded, because the file may come from anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator

from reviewdesk.documents.attachment import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PAGES = 2_000
_MOST_ELEMENTS = 200_000
_LONGEST_PAGE = 1_000_000
"""Bytes that draw a page; those of one full of letters of many scripts are a fifth."""
_DEEPEST = 40
_LETTER = re.compile(rb"<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f]{4,64})>")
_SHOWS = {"Tj", "TJ", "'", '"'}

_Mark = tuple[int | None, str | None]
"""Marked content that is open: its number, and what is said in its place."""
Pieces = dict[tuple[int, int], str]
"""By page from 0 and number of the marked content: its words."""


def elements(pdf: Any) -> Iterator[str]:
    """Yield the words of each element that has any, in the order of the structure.

    Raises:
        ValueError: when the file is not built as ours are.
    """
    if len(pdf.pages) > MOST_PAGES:
        raise ValueError(len(pdf.pages))
    pieces: Pieces = {}
    places: dict[tuple[int, int], int] = {}
    fonts: dict[tuple[int, int], dict[int, str]] = {}
    for place, page in enumerate(pdf.pages):
        places[page.objgen] = place
        _read_page(pdf, page, place, pieces, fonts)
    budget = [_MOST_ELEMENTS]
    yield from _below(pdf.Root.StructTreeRoot, places, pieces, budget, 0)


def page_stream(page: Any) -> bytes:
    """Return what draws a page.

    Raises:
        ValueError: when it is not one stream, as ours is, or far longer.
    """
    contents = page.obj.Contents
    if not isinstance(contents, pikepdf.Stream):
        raise ValueError(type(contents).__name__)  # noqa: TRY004 - of the file
    drawn = unpacked(contents)
    if len(drawn) > _LONGEST_PAGE:
        raise ValueError(len(drawn))
    return drawn


def _below(
    element: Any, places: dict[tuple[int, int], int], pieces: Pieces, budget: list[int], depth: int
) -> Iterator[str]:
    budget[0] -= 1
    if budget[0] < 0 or depth > _DEEPEST:
        raise ValueError(depth)
    parts = element.get(Name.K, Array())
    said = ""
    for part in parts if isinstance(parts, Array) else [parts]:
        if isinstance(part, int):
            said += pieces.get((places[element.Pg.objgen], part), "")
            continue
        kind = part.get(Name.Type)
        if kind == Name.MCR:
            said += pieces.get((places[part.Pg.objgen], int(part.MCID)), "")
        elif kind == Name.StructElem:
            yield from _below(part, places, pieces, budget, depth + 1)
    if said:
        yield said


def _read_page(
    pdf: Any, page: Any, place: int, pieces: Pieces,
    fonts: dict[tuple[int, int], dict[int, str]],
) -> None:  # fmt: skip
    open_marks: list[_Mark] = []
    letters: dict[int, str] = {}
    stream = pdf.make_stream(page_stream(page))
    for instruction in pikepdf.parse_content_stream(stream):
        operands: Any = instruction.operands
        operator = instruction.operator
        name = str(operator)
        if name in ("BDC", "BMC"):
            number, spoken = None, None
            given = operands[1] if len(operands) > 1 else None
            if isinstance(given, Dictionary):
                number = int(given.MCID) if Name.MCID in given else None
                spoken = str(given.ActualText) if Name.ActualText in given else None
            if spoken:
                _say(open_marks, place, pieces, spoken)
            open_marks.append((number, spoken))
        elif name == "EMC":
            open_marks.pop()
        elif name == "Tf":
            letters = _letters(page.Resources.Font[str(operands[0])], fonts)
        elif name in _SHOWS:
            shown = operands[-1]
            texts = shown if operator == Operator("TJ") else [shown]
            said = "".join(
                letters.get(code, "\ufffd")
                for one in texts
                if isinstance(one, pikepdf.String)
                for code in bytes(one)
            )
            _say(open_marks, place, pieces, said)


def _say(open_marks: list[_Mark], place: int, pieces: Pieces, said: str) -> None:
    """Add words to the marked content they stand in, unless that is spoken for already.

    Only marks on letters are drawn as nothing to say, because the letter says them; whatever
    else is drawn so is said nevertheless.
    """
    for _number, spoken in open_marks:
        if spoken or (
            spoken is not None and all(unicodedata.category(one) == "Mn" for one in said)
        ):
            return
    numbers = [number for number, _spoken in open_marks if number is not None]
    if numbers:
        key = (place, numbers[-1])
        pieces[key] = pieces.get(key, "") + said


def _letters(font: Any, known: dict[tuple[int, int], dict[int, str]]) -> dict[int, str]:
    """Return what each code of a font stands for; ours have codes of one byte."""
    if font.objgen not in known:
        if font.Subtype != Name.TrueType:
            raise ValueError(str(font.Subtype))
        known[font.objgen] = {
            int(code, 16): bytes.fromhex(text.decode("ascii")).decode("utf-16-be", "replace")
            for code, text in _LETTER.findall(unpacked(font.ToUnicode))
            if len(text) % 4 == 0
        }
    return known[font.objgen]
