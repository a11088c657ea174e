"""Do the looks of a signature say their words in their own place?

What a signature draws is cut at the edge of its box, so that nothing shows outside; yet some
programs copy out words that stand there, as if they were the page's.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Matrix, Name

from reviewdesk.documents.attachment import unpacked

if TYPE_CHECKING:
    from collections.abc import Callable

_MARGIN = 2.0
"""Points that a letter may hang over the edge."""
_LONGEST = 1.7
"""Widths of the box: a word of many wide letters runs over its edge."""
_MOST = 20_000
"""Operators of one looks; a signature drawn by hand has a quarter."""
_DEEPEST = 2
_PLAIN = {"Tc": (0, 0), "Tw": (-2, 0), "Ts": (0, 0), "Tz": (100, 100)}
"""What would spread letters or lift them, and what it may be: reportlab brings words a little
nearer where a line would else be too long."""
_OF_LETTERS = pikepdf.Array([Name.ASCII85Decode, Name.FlateDecode])
_OTHERS = ("'", '"')
"""Further ways to show words, which none of our versions goes."""


def are_inside(field: Any) -> bool:
    """Return whether the words of a field's looks begin and end in its box, or just behind it.

    Raises:
        ValueError: when they are not written as any of our versions writes them.
    """
    looks = field.AP.N
    box = pikepdf.Rectangle(looks.BBox)
    drawing = _Drawing(looks, Matrix(), 0)
    most = box.llx + box.width * _LONGEST
    return all(
        box.llx - _MARGIN <= left <= right <= most and box.lly - _MARGIN <= low <= box.ury + _MARGIN
        for left, right, low in drawing.words
    )


def _content(form: Any) -> bytes:
    """Return what draws a form; the first versions packed it as letters."""
    if form.get(Name.Filter) != _OF_LETTERS:
        return unpacked(form)
    packed = base64.a85decode(form.read_raw_bytes(), adobe=True)
    with pikepdf.new() as scratch:
        return unpacked(scratch.make_stream(packed, Filter=Name.FlateDecode))


class _Drawing:
    """What a form draws, as far as its words need it (ISO 32000-1, 9.4)."""

    def __init__(self, form: Any, matrix: Matrix, depth: int) -> None:
        self.words: list[tuple[float, float, float]] = []
        """The beginning, the end and the height of each piece of text."""
        self._form, self._depth = form, depth
        self._matrix = Matrix(form.Matrix) @ matrix if "/Matrix" in form else matrix
        self._kept: list[Matrix] = []
        self._line = self._place = Matrix()
        self._leading = self._size = 0.0
        self._first, self._widths = 0, list[float]()
        if depth > _DEEPEST:
            raise ValueError(depth)
        with pikepdf.new() as scratch:
            found = list(pikepdf.parse_content_stream(scratch.make_stream(_content(form))))
        if len(found) > _MOST:
            raise ValueError(len(found))
        for one in found:
            self._do(str(one.operator), list(one.operands))

    def _do(self, name: str, given: list[Any]) -> None:
        if name in _OTHERS:
            raise ValueError(name)
        if name in _PLAIN:
            least, most = _PLAIN[name]
            if not least <= float(given[0]) <= most:
                raise ValueError(name)
        steps: dict[str, Callable[[], None]] = {
            "q": lambda: self._kept.append(self._matrix),
            "Q": self._go_back,
            "cm": lambda: self._turn(Matrix(*map(float, given))),
            "BT": lambda: self._begin(Matrix()),
            "Tm": lambda: self._begin(Matrix(*map(float, given))),
            "Td": lambda: self._step(*map(float, given)),
            "TD": lambda: self._step(*map(float, given), leads=True),
            "T*": lambda: self._step(0, -self._leading),
            "TL": lambda: setattr(self, "_leading", float(given[0])),
            "Tf": lambda: self._choose(str(given[0]), float(given[1])),
            "Tj": lambda: self._show([given[0]]),
            "TJ": lambda: self._show(list(given[0])),
            "Do": lambda: self._draw(self._form.Resources.XObject[str(given[0])]),
        }
        if name in steps:
            steps[name]()

    def _go_back(self) -> None:
        self._matrix = self._kept.pop()

    def _turn(self, by: Matrix) -> None:
        self._matrix = by @ self._matrix

    def _begin(self, at: Matrix) -> None:
        self._line = self._place = at

    def _step(self, across: float, up: float, *, leads: bool = False) -> None:
        if leads:
            self._leading = -up
        self._begin(Matrix().translated(across, up) @ self._line)

    def _choose(self, font: str, size: float) -> None:
        used = self._form.Resources.Font[font]
        self._first, self._widths = int(used.FirstChar), [float(one) for one in used.Widths]
        self._size = size

    def _show(self, parts: list[Any]) -> None:
        wide = sum(
            sum(self._widths[code - self._first] for code in bytes(one))
            if isinstance(one, pikepdf.String)
            else -float(one)
            for one in parts
        )
        ends = Matrix().translated(wide * self._size / 1000, 0) @ self._place
        left, low = (self._place @ self._matrix).transform((0, 0))
        right, _low = (ends @ self._matrix).transform((0, 0))
        self.words.append((min(left, right), max(left, right), low))
        self._place = ends

    def _draw(self, inner: Any) -> None:
        if inner.Subtype == Name.Form:
            self.words += _Drawing(inner, self._matrix, self._depth + 1).words
