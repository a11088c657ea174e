"""Many papers bound into one file with bookmarks, a contents page and one structure tree.

The pages of a volume show what the single papers show, but a signature covers the bytes of
its own file and cannot live on in another one. So the fields become plain pictures, and each
signed file is attached as it is (ISO 19005-3 allows any attachment): whoever takes it out
can prove everything that was signed. The volume itself is PDF/A-3a and PDF/UA-1 again.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, OutlineItem, String

from reviewdesk.documents import layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewdesk.documents.content import Content

_SAID = ("/Metadata", "/Lang", "/MarkInfo", "/ViewerPreferences", "/OutputIntents")
"""What the catalogue says of a file as a whole."""
pikepdf.settings.set_flate_compression_level(3)  # a fifth less time to save, a fiftieth larger


@dataclass(frozen=True, slots=True)
class Leaf:
    """One paper of a volume."""

    pdf: bytes
    title: str
    """Its bookmark, such as the person's name."""
    group: str
    """The bookmark above it, such as the unit; papers of one group follow each other."""
    original: str = ""
    """File name under which a signed paper is attached; empty for one that nobody signed."""


@dataclass(slots=True)
class _Bound:
    """A paper that is in the volume already."""

    leaf: Leaf
    first: int
    """Page from 0, without the pages before the papers."""
    element: pikepdf.Object
    marked: list[dict[int, pikepdf.Object]] = field(default_factory=list)
    """By page: which element each piece of marked content belongs to."""


class Volume:
    """A volume while it is being bound: ``add`` each paper, then ``write`` it."""

    def __init__(self) -> None:
        self._pdf = pikepdf.new()
        self._bound: list[_Bound] = []

    @property
    def pages(self) -> int:
        """How many pages the papers have so far."""
        return len(self._pdf.pages)

    def add(self, leaf: Leaf) -> int:
        """Put a paper at the end and return its first page, from 1."""
        first = self.pages
        self._bound.append(_take(self._pdf, leaf, first))
        if leaf.original:
            self._attach(leaf)
        return first + 1

    def write(self, stream: BinaryIO, opening: Content, paper: str) -> int:
        """Put the opening pages first, write the volume and return how many pages it has."""
        pdf = self._pdf
        before = layout.draw(opening, paper=layout.Paper(paper))
        cover = _take(pdf, Leaf(before.pdf, opening.title, ""), self.pages)
        for _page in range(before.pages):
            page = pdf.pages[-1]
            del pdf.pages[-1]
            pdf.pages.insert(0, page)
        self._tree([cover, *self._bound])
        self._bookmarks(opening.title, before.pages)
        pdf.Root.PageLabels = Dictionary(
            Nums=Array([0, Dictionary(S=Name.r), before.pages, Dictionary(S=Name.D)])
        )
        _describe_as(pdf, before.pdf)
        pdf.save(
            stream,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return len(pdf.pages)

    def _attach(self, leaf: Leaf) -> None:
        spec = AttachedFileSpec(
            self._pdf,
            leaf.pdf,
            description=leaf.title,
            filename=leaf.original,
            mime_type="application/pdf",
            creation_date="",
            mod_date="",
            relationship=Name.Source,
        )
        self._pdf.attachments[leaf.original] = spec
        files = self._pdf.Root.get(Name.AF, Array())
        files.append(spec.obj)
        self._pdf.Root.AF = files

    def _tree(self, parts: list[_Bound]) -> None:
        pdf = self._pdf
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        whole = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
        whole.K = Array([one.element for one in parts])
        root.K = whole
        numbers = Array()
        marked = [page for one in parts for page in one.marked]
        for place, (page, pieces) in enumerate(zip(pdf.pages, marked, strict=True)):
            page.obj.StructParents = place
            most = max(pieces, default=-1)
            row = Array([pieces.get(number) for number in range(most + 1)])
            numbers.append(place)
            numbers.append(pdf.make_indirect(row))
        for one in parts:
            one.element.P = whole
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
        root.ParentTreeNextKey = len(marked)
        pdf.Root.StructTreeRoot = root

    def _bookmarks(self, title: str, before: int) -> None:
        with self._pdf.open_outline() as outline:
            outline.root.append(OutlineItem(title, 0))
            group: OutlineItem | None = None
            for one in self._bound:
                page = one.first + before
                if group is None or group.title != one.leaf.group:
                    group = OutlineItem(one.leaf.group, page)
                    group.is_closed = True
                    outline.root.append(group)
                group.children.append(OutlineItem(one.leaf.title, page))
        self._pdf.Root.PageMode = Name.UseOutlines


def page_count(pdf: bytes) -> int:
    """Return how many pages a paper has."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return len(file.pages)


def _describe_as(pdf: pikepdf.Pdf, paper: bytes) -> None:
    """Say of a volume what its opening says: title, office, language, standards, colours."""
    with pikepdf.open(io.BytesIO(paper)) as source:
        pdf.trailer.Info = pdf.copy_foreign(source.trailer.Info)
        for name in _SAID:
            pdf.Root[name] = pdf.copy_foreign(source.make_indirect(source.Root[name]))


def _take(pdf: pikepdf.Pdf, leaf: Leaf, first: int) -> _Bound:
    """Copy the pages of a paper and its part of the structure to the end of a volume."""
    with pikepdf.open(io.BytesIO(leaf.pdf)) as source:
        top = source.Root.StructTreeRoot.K
        _flatten(source, top)
        del top.P  # else the whole tree comes along
        language = source.Root.get(Name.Lang)
        for page in source.pages:
            del page.obj.StructParents
            pdf.pages.append(page)
        element = pdf.copy_foreign(top)
    element.S = Name.Part
    if language is not None:
        element.Lang = String(str(language))
    pages = [page.obj.objgen for page in list(pdf.pages)[first:]]
    marked: dict[tuple[int, int], dict[int, pikepdf.Object]] = {one: {} for one in pages}
    _walk(element, lambda node, page, number: marked[page.objgen].__setitem__(number, node))
    return _Bound(leaf, first, element, [marked[one] for one in pages])


def _walk(element: Any, found: Callable[[Any, Any, int], object]) -> None:
    """Call ``found`` for each piece of marked content: its element, its page, its number."""
    waiting = [element]
    while waiting:
        node = waiting.pop()
        for part in _parts(node):
            if isinstance(part, int):
                found(node, node.Pg, part)
            elif Name.MCID in part:
                found(node, part.Pg, int(part.MCID))
            elif Name.S in part:
                waiting.append(part)


def _parts(node: Any) -> list[Any]:
    below = node.get(Name.K)
    if below is None:
        return []
    return list(below) if isinstance(below, Array) else [below]


def _flatten(source: pikepdf.Pdf, top: Any) -> None:
    """Turn signed fields into pictures on their pages, and take empty ones away."""
    numbers: dict[tuple[int, int], int] = {}
    _walk(
        top,
        lambda _node, page, number: numbers.__setitem__(
            page.objgen, max(number + 1, numbers.get(page.objgen, 0))
        ),
    )
    waiting = [top]
    while waiting:
        node = waiting.pop()
        kept: list[Any] = []
        for part in _parts(node):
            if isinstance(part, int):
                kept.append(part)
                continue
            if part.get(Name.Type) == Name.OBJR:
                page = part.Obj.P
                number = numbers.get(page.objgen, 0)
                if _draw(page, part.Obj, number):
                    numbers[page.objgen] = number + 1
                    kept.append(Dictionary(Type=Name.MCR, Pg=page, MCID=number))
                    node.S = Name.P
                continue
            if Name.S in part:
                if Name.Form == part.S and not _signed(part):
                    continue
                waiting.append(part)
            kept.append(part)
        node.K = Array(kept)
    for page in source.pages:
        if Name.Annots in page.obj:
            del page.obj.Annots


def _signed(element: Any) -> bool:
    return any(
        not isinstance(part, int)
        and part.get(Name.Type) == Name.OBJR
        and _picture(part.Obj) is not None
        for part in _parts(element)
    )


def _picture(widget: Any) -> Any | None:
    """Return what a field shows, or None where it shows nothing."""
    shown = widget.get(Name.AP, Dictionary()).get(Name.N)
    return shown if shown is not None and Name.V in widget and shown.read_bytes() else None


def _draw(page: Any, widget: Any, number: int) -> bool:
    """Draw what a field shows into its page as marked content; return whether it shows anything."""
    shown = _picture(widget)
    if shown is None:
        return False
    sheet = pikepdf.Page(page)
    name = sheet.add_resource(shown, Name.XObject, prefix="Signed")
    left, bottom, right, top = _upright(widget.Rect)
    x0, y0, x1, y1 = _upright(shown.BBox)
    across, up = (right - left) / (x1 - x0), (top - bottom) / (y1 - y0)
    matrix = (across, 0, 0, up, left - x0 * across, bottom - y0 * up)
    sheet.contents_add(b"q", prepend=True)
    words = " ".join(f"{one:.4f}" for one in matrix)
    drawing = f"Q /P <</MCID {number}>> BDC q {words} cm {name} Do Q EMC"
    sheet.contents_add(drawing.encode())
    return True


def _upright(rect: Any) -> tuple[float, float, float, float]:
    """Return a rectangle from its bottom left, whichever corners it was written by."""
    x0, y0, x1, y1 = (float(one) for one in rect)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
