"""PAdES signatures of a form, each an update at its end (ISO 32000-1, 12.8; ETSI EN 319 142-1).

Each gives one empty field its value and its looks; the first also makes the catalogue say that
only signing is allowed from now on. This is all that ``signings.py`` lets a signature add.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pikepdf

from reviewdesk.documents import pdf_file, stamp
from reviewdesk.documents.fonts import clean
from reviewdesk.documents.pdf_file import Trailer, text
from reviewdesk.documents.signature_container import contain
from reviewdesk.documents.signers import longest_signature, opened
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reviewdesk.documents.signers import SigningKey

_TABLE = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_EXTENSIONS = b"/Extensions<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>"
"""Says that the file has signatures of PAdES, which PDF 1.7 itself does not know."""
_ONLY_SIGNING = 2
"""Of DocMDP: fields may be filled in and signed, and nothing else may be changed."""
_RANGE, _CONTENTS = b"<</Type/Sig/ByteRange ", b"/Contents "
"""Before what a signature covers, and before the signature: what people say comes after them."""
_SPAN = 40
"""Bytes kept for what a signature covers, which is known when all is written."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a signature comes into a form."""

    trailer: Trailer
    widget: int
    """The number of the field's object."""
    field: bytes
    """The field as it stands in the file, without its looks."""
    catalogue: bytes
    width: float
    height: float
    """Of the box, in points."""
    locks: bytes
    """Which fields the signature locks."""


def sign(  # noqa: PLR0913 - one signature with all it says
    pdf: bytes,
    *,
    field: str,
    key: SigningKey,
    name: str,
    role_title: str,
    meaning: str,
    when: datetime,
    ink: stamp.Ink | None = None,
    certify: bool = False,
) -> bytes:
    """Return the form with one more signature; nothing before it is changed.

    Args:
        pdf: the form, with an empty field of that name.
        field: name of the field.
        key: the signer's key, wherever it is kept.
        name: the signer's name, as printed.
        role_title: the signer's part, in the scheme's words.
        meaning: what the signature says.
        when: the time of signing, with its zone.
        ink: the drawn signature, or None.
        certify: whether this is the first, after which only signing is allowed.

    Raises:
        KeyError: when the form has no empty field of that name.
        UserError: when the card with the key is not there or its PIN is wrong, or when another
            program wrote the form.
    """
    place = _place(pdf, field)
    root = place.trailer.root
    look = stamp.Stamp(name, role_title, meaning, when, ink)
    drawing, picture = stamp.draw(look, place.width, place.height)
    drawn = drawing.numbered_from(place.trailer.size)
    number = place.trailer.size + len(drawn)
    given = f"/AP<</N {place.trailer.size + picture - 1} 0 R>>/V {number} 0 R".encode("ascii")
    objects = {place.widget: _with(place.field, given)}
    if certify:
        allowed = b"/Perms<</DocMDP %d 0 R>>" % number
        objects[root] = _with(place.catalogue, allowed + _EXTENSIONS)
    certificates = [one for one in (key.certificate, *key.chain, key.authority) if one]
    longest = contain(bytes(32), certificates, lambda _words: bytes(longest_signature(key)))
    said = f"/M(D:{_time(when)})/Name{text(clean(name))}/Reason{text(clean(meaning))}"
    value = b"%s%s%s<%s>/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached%s/Reference[%s]>>" % (
        _RANGE,
        b" " * _SPAN,
        _CONTENTS,
        b"00" * len(longest),
        said.encode("latin-1"),
        _rules(place.locks, root, certify=certify),
    )
    whole = pdf_file.updated(pdf, place.trailer, objects | drawn | {number: value})
    start = whole.rindex(value) + len(_RANGE)
    return _filled(whole, start, len(longest), key, certificates)


def _filled(
    whole: bytes, start: int, room: int, key: SigningKey, certificates: Sequence[bytes]
) -> bytes:
    """Return a file with what a signature covers, and with the signature over that."""
    begin = start + _SPAN + len(_CONTENTS)
    end = begin + 2 * room + len(b"<>")
    span = b"[0 %d %d %d]" % (begin, end, len(whole) - end)
    before, after = whole[:start] + span.ljust(_SPAN) + whole[start + _SPAN : begin], whole[end:]
    digest = hashlib.sha256(before)
    digest.update(after)
    with opened(key) as sign_words:
        signature = contain(digest.digest(), certificates, sign_words)
    return b"%s<%s>%s" % (before, signature.hex().encode("ascii").ljust(2 * room, b"0"), after)


def _place(pdf: bytes, name: str) -> _Place:
    """Return where a signature comes in.

    Raises:
        KeyError: when there is no empty field of that name.
        UserError: when the file does not end as those of the program do, of any version.
    """
    found = _TABLE.search(pdf, max(0, len(pdf) - 64))
    if found is None or not pdf.startswith(b"xref", int(found[1])):
        raise UserError(
            tr("This form is not written as the program writes it, so it cannot be signed."),
            safe=tr("It was not changed."),
            remedy=tr("Reopen the review; its form is then made anew."),
        )
    with pikepdf.open(io.BytesIO(pdf)) as form:
        trailer: Any = form.trailer
        field: Any = next((one for one in form.Root.AcroForm.Fields if name == one.T), None)
        if field is None or "/V" in field:
            raise KeyError(name)
        left, bottom, right, top = (float(side) for side in field.Rect)
        lock = field.Lock
        if "/AP" in field:
            del field["/AP"]
        return _Place(
            Trailer(
                size=int(trailer.Size),
                root=trailer.Root.objgen[0],
                information=trailer.Info.objgen[0] if "/Info" in trailer else None,
                identity=bytes(trailer.ID[0]).hex(),
                table=int(found[1]),
            ),
            widget=field.objgen[0],
            field=field.unparse(resolved=True),
            catalogue=form.Root.unparse(resolved=True),
            width=abs(right - left),
            height=abs(top - bottom),
            locks=b"/Action%s/Fields%s" % (lock.Action.unparse(), lock.Fields.unparse()),
        )


def _with(dictionary: bytes, entries: bytes) -> bytes:
    """Return a dictionary with more entries at its end."""
    return dictionary.removesuffix(b">>") + entries + b">>"


def _rules(locks: bytes, root: int, *, certify: bool) -> bytes:
    """Return what a signature forbids to change (ISO 32000-1, 12.8.2)."""
    document = (
        b"<</Type/SigRef/TransformMethod/DocMDP/TransformParams"
        b"<</Type/TransformParams/V/1.2/P %d>>>>"
    ) % _ONLY_SIGNING
    fields = (
        b"<</Type/SigRef/TransformMethod/FieldMDP/Data %d 0 R/TransformParams"
        b"<</Type/TransformParams/V/1.2%s>>>>"
    ) % (root, locks)
    return document + fields if certify else fields


def _time(when: datetime) -> str:
    """Return an instant with its zone (ISO 32000-1, 7.9.4)."""
    zone = when.strftime("%z")
    return when.strftime("%Y%m%d%H%M%S") + (f"{zone[:3]}'{zone[3:5]}'" if zone else "")
