"""Scans of forms that were signed by pen: what kind a file is, and whether it is safe to keep."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

import pikepdf
from PIL import Image, UnidentifiedImageError

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

LARGEST = 25_000_000
"""Bytes; fifty pages in colour need less."""
_MOST_PAGES = 60
_MOST_PIXELS = 80_000_000
"""An A3 page at 600 dots per inch has 70 million."""
_ACTIVE = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/SubmitForm", "/XFA")
_MOST_OBJECTS = 50_000


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a scan is."""

    kind: str
    """``pdf``, ``png`` or ``jpeg``."""
    pages: int
    digest: str
    """SHA-256 of the content in hexadecimal."""


def inspect(content: bytes) -> Inspected:
    """Return what a scan is, judged by its content and never by its name.

    Raises:
        UserError: when it is neither a PDF nor a picture, is damaged, locked or active.
    """
    if len(content) > LARGEST:
        raise UserError(
            tr("This scan is too large: {n} million bytes are the most.").format(
                n=LARGEST // 1_000_000
            ),
            safe=tr("Nothing was attached."),
            remedy=tr("Scan it again in grey at 200 dots per inch."),
        )
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(b"%PDF-"):
        return Inspected("pdf", _pages(content), digest)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        _look_at(content, "PNG")
        return Inspected("png", 1, digest)
    if content.startswith(b"\xff\xd8\xff"):
        _look_at(content, "JPEG")
        return Inspected("jpeg", 1, digest)
    raise UserError(
        tr("This file is neither a PDF nor a picture (PNG or JPEG)."),
        safe=tr("Nothing was attached."),
        remedy=tr("Save the scan as PDF and choose that file."),
    )


def _pages(content: bytes) -> int:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise _refused(tr("This scan is locked by a password."))
            if len(pdf.objects) > _MOST_OBJECTS:
                raise _refused(tr("This file is no scan: it holds too many parts."))
            for one in pdf.objects:
                if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)) and _is_active(one):
                    raise _refused(tr("This file holds a script or another file, as no scan does."))
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise _refused(tr("This scan is locked by a password.")) from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError) as error:
        raise _refused(tr("This scan is damaged and cannot be opened.")) from error
    if not 0 < pages <= _MOST_PAGES:
        raise _refused(tr("This file is no scan of one form: it has no pages, or too many."))
    return pages


def _is_active(value: pikepdf.Dictionary | pikepdf.Stream) -> bool:
    kinds = {str(value.get("/S", "")), str(value.get("/Type", "")), str(value.get("/Subtype", ""))}
    return bool(kinds & set(_ACTIVE)) or "/JS" in value or "/XFA" in value


def _look_at(content: bytes, kind: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is large; it is bounded here
        try:
            with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise _refused(tr("This picture has too many dots to be a scan."))
                picture.load()
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise _refused(tr("This scan is damaged and cannot be opened.")) from error
        except Image.DecompressionBombError as error:
            raise _refused(tr("This picture has too many dots to be a scan.")) from error


def _refused(why: str) -> UserError:
    return UserError(
        why, safe=tr("Nothing was attached."), remedy=tr("Scan the signed form again.")
    )
