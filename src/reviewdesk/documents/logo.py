"""A logo from outside, read with care and written anew.

The file may be an attack: only PNG and JPEG are read, the size is looked at before a pixel
is, and what is kept was written by us: small, opaque, without anything else in it.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from functools import lru_cache

from PIL import Image, ImageOps

MOST_BYTES = 5_000_000
MOST_PIXELS = 16_000_000
_ROOM = (800, 230)
"""Pixels that are kept: those of the place on paper at 300 to the inch."""
_QUALITY = 90
_HEAD, _TABLES, _FRAME, _SCAN = b"\xe0", b"\xdb\xc4", b"\xc0", 0xDA
"""Markers of a JPEG: JFIF, quantization and Huffman tables, the baseline frame, the scan."""
_MARKER = re.compile(rb"\xff[^\x00]")


class LogoError(Exception):
    """A picture that cannot be a logo: ``kind`` is ``unreadable`` or ``huge``."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def clean_logo(raw: bytes) -> bytes:
    """Return a picture as it is printed.

    Raises:
        LogoError: when it is no PNG or JPEG, is damaged, or is too big.
    """
    if len(raw) > MOST_BYTES:
        raise LogoError("huge")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise LogoError("huge")
                is_photo = picture.format == "JPEG"
                picture.draft("RGB", _ROOM)  # a JPEG is read no larger than is needed
                opaque = _opaque(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoError("huge") from error
    except (
        OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, OverflowError,
        struct.error, zlib.error, ZeroDivisionError,
    ) as error:  # fmt: skip # all that Pillow is known to say of a damaged file
        raise LogoError("unreadable") from error
    opaque.thumbnail(_ROOM, Image.Resampling.LANCZOS)
    opaque.info.clear()  # Pillow would write a comment on, and a profile
    stream = io.BytesIO()
    if is_photo:
        opaque.save(stream, "JPEG", quality=_QUALITY)
    else:
        opaque.save(stream, "PNG", optimize=True)
    return stream.getvalue()


@lru_cache(maxsize=4)
def as_written(raw: bytes) -> bytes:
    """Return a logo that was cleaned, by an earlier version perhaps, as it is cleaned now."""
    try:
        kind_of(raw)
    except ValueError:
        return clean_logo(raw)
    return raw


@lru_cache(maxsize=4)
def kind_of(raw: bytes) -> str:
    """Return ``png`` or ``jpeg`` for a picture that was written here.

    Raises:
        ValueError: when it was not: another kind, larger than is printed, or damaged.
    """
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as picture:
            if picture.width > _ROOM[0] or picture.height > _ROOM[1] or picture.mode != "RGB":
                raise ValueError(picture.size)
            if picture.format == "JPEG" and not _is_plain_jpeg(raw):
                raise ValueError(len(raw))
            picture.load()
            return str(picture.format).lower()
    except (OSError, SyntaxError, struct.error, zlib.error) as error:
        raise ValueError(len(raw)) from error


def _is_plain_jpeg(raw: bytes) -> bool:
    """Return whether a JPEG holds one picture in one pass, and nothing that is read in two ways.

    The parts of a file are told apart by their markers (ITU-T T.81, B.1): what Pillow writes are
    a head, tables, a frame, one scan and the end.
    """
    place, kinds = 2, b""
    while raw[place : place + 1] == b"\xff" and place + 4 <= len(raw):
        kind = raw[place + 1]
        kinds += bytes((kind,))
        place += 2 + int.from_bytes(raw[place + 2 : place + 4], "big")
        if kind == _SCAN:
            scan = raw[place:]
            return (
                raw.startswith(b"\xff\xd8")
                and kinds.count(_FRAME) == 1
                and set(kinds) <= set(_HEAD + _TABLES + _FRAME + bytes((_SCAN,)))
                and kinds.count(_HEAD) <= 1
                and _MARKER.findall(scan) == [b"\xff\xd9"]
                and scan.endswith(b"\xff\xd9")
            )
    return False


def _opaque(picture: Image.Image) -> Image.Image:
    """Return a picture in plain colours, on white where it can be seen through."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    shown = picture.convert("RGBA")
    ground = Image.new("RGBA", shown.size, "white")
    return Image.alpha_composite(ground, shown).convert("RGB")
