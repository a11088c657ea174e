"""The pages of a PDF as pictures, drawn by pypdfium2: for the screen and for printers.

PDFium is used by one thread at a time: call these on the computing lane only.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Picture:
    """A page that was drawn; in colour as blue, green, red and an unused byte."""

    width: int
    height: int
    stride: int
    pixels: bytes
    grey: bool

    def image(self) -> QImage:
        """Return it for Qt; ``pixels`` must live as long."""
        form = QImage.Format.Format_Grayscale8 if self.grey else QImage.Format.Format_RGB32
        return QImage(self.pixels, self.width, self.height, self.stride, form)


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as fault:
        raise UserError(
            tr("This file could not be shown as a PDF."),
            safe=tr("The file itself was not changed."),
        ) from fault
    try:
        yield document
    finally:
        document.close()


def page_sizes(content: bytes) -> tuple[tuple[float, float], ...]:
    """Return width and height of each page in points.

    Raises:
        UserError: when it is not a PDF.
    """
    with _opened(content) as document:
        return tuple(document.get_page_size(page) for page in range(len(document)))


def draw_page(content: bytes, page: int, width: int, *, grey: bool = False) -> Picture:
    """Return a page ``width`` pixels wide."""
    with _opened(content) as document:
        document.init_forms()
        sheet = document[page]
        scale = width / sheet.get_width()
        bitmap = sheet.render(scale=scale, prefer_bgrx=True, grayscale=grey, may_draw_forms=True)
        picture = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer), grey)
        bitmap.close()
        sheet.close()
        return picture
