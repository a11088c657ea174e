"""The structure of a paper for screen readers: marked while it is drawn, written afterwards.

reportlab knows no tags, but its canvas takes marked content. Each flowable that says
something is wrapped in ``Tagged``; what is only drawn is an artifact. When the pages are
done, ``conformance.py`` writes the tree of these elements into the file.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reportlab.platypus import Flowable

from reviewdesk.overriding import override

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(eq=False, slots=True)
class Element:
    """One node of the structure: a standard tag, what it holds, and what a table cell heads."""

    tag: str
    parts: list[Element | tuple[int, int]] = field(default_factory=list)
    """Elements below, and marked content as page from 0 and its number on the page."""
    scope: str = ""
    """``Row`` or ``Column`` of a heading cell."""
    field: str = ""
    """Name of the signature field that a form element stands for."""

    def add(self, tag: str, *, scope: str = "", field: str = "") -> Element:
        """Put another element after those that are here."""
        made = Element(tag, scope=scope, field=field)
        self.parts.append(made)
        return made


class Tags:
    """The structure of one paper while it is being drawn."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self.marked: dict[int, list[Element]] = {}
        """By page: the element of each piece of marked content."""

    def wrap(self, flowable: Flowable, tag: str, parent: Element | None = None) -> Tagged:
        """Return a flowable that marks what it draws as an element of its own."""
        return Tagged(flowable, (parent or self.root).add(tag), self)

    @contextmanager
    def marking(self, canvas: Any, element: Element) -> Iterator[None]:
        """Mark what is drawn meanwhile as part of an element."""
        page = canvas.getPageNumber() - 1
        pieces = self.marked.setdefault(page, [])
        element.parts.append((page, len(pieces)))
        canvas.addLiteral(f"/{element.tag} <</MCID {len(pieces)}>> BDC")
        pieces.append(element)
        yield
        canvas.addLiteral("EMC")


class Tagged(Flowable):  # type: ignore[misc] # reportlab carries no types
    """A flowable whose drawing belongs to an element; its parts on other pages do too."""

    def __init__(
        self, inner: Flowable, element: Element, tags: Tags, *, once: bool = False
    ) -> None:
        super().__init__()
        self._inner, self._element, self._tags = inner, element, tags
        self._once = once
        """Whether it is repeated on the next pages, where it is said no more."""
        self._wrapped: float | None = None
        """The width it was last measured for: words ask for no height, and tables ask again."""

    @override
    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if self._wrapped != width:
            canvas = getattr(self, "canv", None)
            self.width, self.height = self._inner.wrapOn(canvas, width, height)
            self._wrapped = width
        return self.width, self.height

    @override
    def split(self, width: float, height: float) -> list[Flowable]:
        self._wrapped = None  # reportlab forgets the lines where it finds no place to split
        parts = self._inner.splitOn(getattr(self, "canv", None), width, height)
        return [Tagged(one, self._element, self._tags, once=self._once) for one in parts]

    @override
    def draw(self) -> None:
        if self._once and self._element.parts:
            with artifact(self.canv):
                self._inner._drawOn(self.canv)  # noqa: SLF001 - here is where it stands
            return
        with self._tags.marking(self.canv, self._element):
            self._inner._drawOn(self.canv)  # noqa: SLF001

    @override
    def getSpaceBefore(self) -> float:
        return float(self._inner.getSpaceBefore())

    @override
    def getSpaceAfter(self) -> float:
        return float(self._inner.getSpaceAfter())


@contextmanager
def artifact(canvas: Any, kind: str = "Layout") -> Iterator[None]:
    """Mark what is drawn meanwhile as nothing to read: a rule, a background, a page number."""
    canvas.addLiteral(f"/Artifact <</Type /{kind}>> BDC")
    yield
    canvas.addLiteral("EMC")


def table_marks(table: Any, event: str, *_rest: Any) -> None:
    """Mark the rules and backgrounds of a table as artifacts; reportlab calls it while drawing."""
    if event in ("startBG", "startLines"):
        table.canv.addLiteral("/Artifact <</Type /Layout>> BDC")
    elif event in ("endBG", "endLines"):
        table.canv.addLiteral("EMC")
