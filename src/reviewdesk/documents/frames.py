"""Places on paper to write and to sign in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.platypus import Flowable

from reviewdesk.documents import code_picture
from reviewdesk.documents.fonts import BOLD, REGULAR
from reviewdesk.documents.tagging import artifact
from reviewdesk.documents.typography import LINE, words
from reviewdesk.overriding import override

if TYPE_CHECKING:
    from reviewdesk.documents import content as parts
    from reviewdesk.documents.tagging import Tags

_MODULE = 2.4
"""Points of one module of a large code: 0.85 mm, five dots of a scan of 150 an inch."""
_SIGNATURE_HEIGHT = 88.0
_SIGNATURE_WIDTH = 250.0


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """Where a signature goes: page from 0 and corners in points from the bottom left."""

    field: str
    title: str
    page: int
    rect: tuple[float, float, float, float]


class CodeFigure(Flowable):  # type: ignore[misc] # reportlab carries no types
    """A large QR code in the middle of the width, with its quiet margin around it."""

    def __init__(self, block: parts.Code, width: float, tags: Tags) -> None:
        super().__init__()
        self.width = width
        self._text, self._tags = block.text, tags
        self._element = tags.root.add("Figure")
        self._element.alt = block.described
        modules = len(code_picture.rows(block.text))
        self._size = min(max(modules * _MODULE, 120.0), width - 40)
        self._quiet = 4 * self._size / modules
        self.height = self._size + 2 * self._quiet

    @override
    def draw(self) -> None:
        left = (self.width - self._size) / 2
        x0, y0 = self.canv.absolutePosition(left, self._quiet)
        self._element.box = (x0, y0, x0 + self._size, y0 + self._size)
        with self._tags.marking(self.canv, self._element):
            code_picture.draw(self.canv, self._text, left, self._quiet, self._size)


class SignatureFrame(Flowable):  # type: ignore[misc] # reportlab carries no types
    """The frame of one signature with its meaning beside it."""

    def __init__(
        self, block: parts.SignatureBlock, width: float, boxes: list[SignatureBox], tags: Tags
    ) -> None:
        super().__init__()
        self.width = width
        self._block = block
        self._boxes = boxes
        beside = width - _SIGNATURE_WIDTH - 14
        self._lines = [
            tags.wrap(words(text, style, font), "P")
            for text, style, font in zip(
                shown_texts(block),
                ("strong", "fact", "label"),
                (BOLD, REGULAR, REGULAR),
                strict=True,
            )
            if text.strip()
        ]
        tags.root.add("Form", field=block.field)
        self._heights = [one.wrap(beside, 400)[1] for one in self._lines]
        self.height = max(_SIGNATURE_HEIGHT, sum(self._heights)) + 12

    @override
    def draw(self) -> None:
        canvas = self.canv
        bottom = self.height - 6 - _SIGNATURE_HEIGHT
        left = self.width - _SIGNATURE_WIDTH
        with artifact(canvas):
            canvas.setStrokeColor(LINE)
            canvas.setLineWidth(0.8)
            canvas.roundRect(left, bottom, _SIGNATURE_WIDTH, _SIGNATURE_HEIGHT, 4)
        top = self.height - 6.0
        for one, height in zip(self._lines, self._heights, strict=True):
            top -= height
            one.drawOn(canvas, 0, top)
        x0, y0 = canvas.absolutePosition(left, bottom)
        self._boxes.append(
            SignatureBox(
                self._block.field,
                self._block.title,
                canvas.getPageNumber() - 1,
                (x0, y0, x0 + _SIGNATURE_WIDTH, y0 + _SIGNATURE_HEIGHT),
            )
        )


def shown_texts(block: parts.SignatureBlock) -> tuple[str, str, str]:
    """Return title, name and meaning as they fit beside a frame."""
    return _cut(block.title, 120), _cut(block.name, 160), _cut(block.meaning, 300)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
