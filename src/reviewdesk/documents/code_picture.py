"""Codes as pictures: drawn on paper as QR codes, and found in scans and photographs.

A picture may come from anywhere. Only PNG, JPEG and PDF are opened, by their first bytes
and not by their name; their size is known and bounded before anything is unpacked.
"""

from __future__ import annotations

import io
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pypdfium2  # type: ignore[import-untyped]
import zxingcpp
from PIL import Image

from reviewdesk.documents.code_text import MARK
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 40_000_000
"""Bytes of a picture's file."""
MOST_DOTS = 64_000_000
"""Of a picture; the cameras of telephones make 12 to 50 million."""
MOST_PAGES = 40
"""Of a PDF; each is looked at, so that no page of another form is passed over."""
_MOST_DOTS_OF_PAGES = 160_000_000
_DOTS_PER_INCH = 200
_LARGEST_PAGE = 1_700.0
"""Points; a sheet of A2."""
_QR = zxingcpp.BarcodeFormat.QRCode
_KINDS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_CONVERTIBLE = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16")
_DAMAGED = (OSError, ValueError, SyntaxError, LookupError, TypeError, ArithmeticError, MemoryError)
"""What reading a picture can raise that somebody damaged on purpose."""


@lru_cache(maxsize=16)
def rows(text: str) -> tuple[bytes, ...]:
    """Return the QR code of a text, level M: a row of bytes a line, 0 for a dark module."""
    barcode = zxingcpp.create_barcode(text, _QR, ec_level="M")
    modules: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    width = modules.shape[1]
    flat = bytes(memoryview(modules))
    return tuple(flat[place : place + width] for place in range(0, len(flat), width))


def draw(canvas: Any, text: str, left: float, bottom: float, size: float) -> None:
    """Draw a QR code as a mask of one bit a module: small, sharp at any size, printed black.

    Args:
        canvas: of reportlab.
        text: what the code holds.
        left: of its dark part, in points; the quiet margin around it is the caller's.
        bottom: of its dark part.
        size: of its dark part.
    """
    canvas.addLiteral(f"q 0 g {size:.2f} 0 0 {size:.2f} {left:.2f} {bottom:.2f} cm {_mask(text)} Q")


@lru_cache(maxsize=16)
def _mask(text: str) -> str:
    lines = rows(text)
    wide = len(lines[0])
    packed = "".join(
        f"{int(''.join('1' if one else '0' for one in line).ljust(-(-wide // 8) * 8, '1'), 2):x}"
        .zfill(-(-wide // 8) * 2)
        for line in lines
    )  # fmt: skip
    return f"BI /W {wide} /H {len(lines)} /IM true /BPC 1 /F /AHx ID {packed}> EI"


def found(content: bytes) -> tuple[str, ...]:
    """Return the texts of our codes in a picture or PDF, the longest first.

    Raises:
        UserError: when it is no picture, too large, damaged, or has none of our codes.
    """
    if len(content) > LARGEST:
        raise _too_large()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own word about size; ours is stricter
            texts = {text for picture in _pictures(content) for text in _texts(picture)}
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except _DAMAGED as error:
        raise UserError(
            tr("This picture is damaged or of a kind that cannot be read."),
            remedy=tr("Scan the page anew, or take another photograph, as PNG or JPEG."),
        ) from error
    if not texts:
        raise UserError(
            tr("There is no code of a form in this picture."),
            remedy=tr(
                "The whole square must be on it, sharp and without a shadow; scan with "
                "150 dots per inch or more, or type the code."
            ),
        )
    return tuple(sorted(texts, key=lambda text: (-len(text), text)))


def is_picture(content: bytes) -> bool:
    """Return whether a file begins like a picture that can be opened."""
    return content.startswith((*_KINDS, b"%PDF-"))


def _pictures(content: bytes) -> Iterator[Image.Image]:
    if content.startswith(b"%PDF-"):
        yield from _pages(content)
        return
    kind = next((name for start, name in _KINDS.items() if content.startswith(start)), None)
    if kind is None:
        raise UserError(
            tr("This file is no picture that can be read."),
            remedy=tr("Give a PNG or JPEG picture, or a PDF of the scanned page."),
        )
    with Image.open(io.BytesIO(content), formats=[kind]) as picture:
        if picture.width * picture.height > MOST_DOTS:
            raise _too_large()
        if picture.mode not in _CONVERTIBLE:
            raise ValueError(picture.mode)
        picture.draft("L", picture.size)  # JPEG: unpacked as grey, a third of the memory
        yield picture.convert("L")


def _pages(content: bytes) -> Iterator[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error
    try:
        if len(document) > MOST_PAGES:
            raise UserError(
                tr("This PDF has more than {n} pages.").format(n=MOST_PAGES),
                remedy=tr("Give the pages of one form, or its proof sheet alone."),
            )
        left = _MOST_DOTS_OF_PAGES
        for place in range(len(document)):
            page = document[place]
            wide, high = page.get_size()
            left -= round(wide * high * (_DOTS_PER_INCH / 72) ** 2)
            if max(wide, high) > _LARGEST_PAGE or left < 0:
                raise _too_large()
            drawn = page.render(scale=_DOTS_PER_INCH / 72, grayscale=True)
            yield drawn.to_pil().convert("L")
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error
    finally:
        document.close()


def _texts(picture: Image.Image) -> Iterator[str]:
    for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(_QR)):
        if one.valid and one.text.startswith(MARK):
            yield one.text


def _too_large() -> UserError:
    return UserError(
        tr("This picture is too large."),
        remedy=tr("Scan the page with 150 to 300 dots per inch, or cut the code out."),
    )
