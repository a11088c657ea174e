"""Whether what was added to a signed form is more signatures and nothing else.

pyHanko's difference analysis knows what many programs may add, and reads and walks a whole
file anew for each signature: three quarters of the time of checking a form. Ours are added to
in one way only: each update gives one empty field its value and its looks, and brings what
these are made of. Whether a file is so is told here from all its objects after each
signature, read by qpdf. Where it is not exactly so, whatever the reason, pyHanko judges.
"""

from __future__ import annotations

import hashlib
import io
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Dictionary, Stream
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffPolicy,
    DiffResult,
    ModificationLevel,
)

from reviewdesk.documents.reading import UNREADABLE
from reviewdesk.overriding import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import SuspiciousModification
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_MOST = 12
"""Signatures of one form."""
_GIVEN = {"/V", "/AP"}
"""What signing gives a field."""
_OF_UPDATE = ("/Size", "/Prev", "/ID")
"""Entries of a trailer that every update changes."""
_DEFINES = re.compile(rb"(?<!\d)(\d{1,10})\s+(\d{1,5})\s+obj\b")
_REFERS = re.compile(rb"(?<!\d)(\d{1,10}) (\d{1,5}) R\b")
_NAMES = re.compile(rb"/[^\s/<>\[\]()%]+")
_ONCE = (b"startxref", b"%%EOF")

_Number = tuple[int, int]
"""Of an object, and its generation."""


class OnlySignatures(DiffPolicy):
    """What may follow a signature: others, each as our own writer adds them.

    Everything else is left to pyHanko's own policy, so nothing is allowed that it forbids.
    """

    def __init__(self, pdf: bytes, signatures: Sequence[EmbeddedPdfSignature]) -> None:
        """Look at a file and all the signatures in it."""
        self._fields = _signed_alone(pdf, signatures)

    @override
    def review_file(
        self,
        reader: PdfFileReader,
        base_revision: Any,
        field_mdp_spec: Any = None,
        doc_mdp: Any = None,
    ) -> DiffResult | SuspiciousModification:
        later = {name for place, name in self._fields.items() if place > base_revision}
        locked = field_mdp_spec is not None and any(map(field_mdp_spec.is_locked, later))
        if later and not locked:
            return DiffResult(ModificationLevel.FORM_FILLING, later)
        return DEFAULT_DIFF_POLICY.review_file(
            reader, base_revision, field_mdp_spec=field_mdp_spec, doc_mdp=doc_mdp
        )


def _signed_alone(pdf: bytes, signatures: Sequence[EmbeddedPdfSignature]) -> dict[int, str]:
    """Return by revision the name of the field that was signed in it; none if more was done."""
    try:
        ordered = sorted(signatures, key=lambda one: one.signed_revision)
        return _alone(pdf, ordered) if 1 < len(ordered) <= _MOST else {}
    except (pikepdf.PdfError, *UNREADABLE):
        return {}


def _alone(pdf: bytes, ordered: list[EmbeddedPdfSignature]) -> dict[int, str]:
    revisions = [one.signed_revision for one in ordered]
    ends = [sum(int(part) for part in list(one.byte_range)[2:4]) for one in ordered]
    reader = ordered[0].reader
    if (
        revisions != list(range(revisions[0], reader.total_revisions))
        or ends != sorted(ends)
        or ends[-1] != len(pdf)
    ):
        return {}
    states = [_State(pdf[:end]) for end in ends]
    for (start, end), (before, after), one in zip(
        pairwise(ends), pairwise(states), ordered[1:], strict=True
    ):
        named = {
            (ref.idnum, ref.generation)
            for ref in reader.xrefs.explicit_refs_in_revision(one.signed_revision)
        }
        if not _signs(before, after, pdf[start:end], named, one.field_name):
            return {}
    return {one.signed_revision: one.field_name for one in ordered[1:]}


class _State:
    """All objects of a file as they are after a signature, in words that can be compared."""

    def __init__(self, pdf: bytes) -> None:
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False, suppress_warnings=True) as file:
            self.objects = {one.objgen: _worded(one) for one in file.objects}
            self.fields = {
                number: _field(one)
                for number, words in self.objects.items()
                if b"/Widget" in words
                for one in [file.get_object(number)]
                if isinstance(one, Dictionary)
            }
            self.trailer = {
                key: value.unparse() for key, value in file.trailer.items() if key not in _OF_UPDATE
            }
            if file.get_warnings():  # other programs may read it otherwise
                raise ValueError(len(pdf))


def _worded(one: Any) -> bytes:
    """Return an object in the words of qpdf, which are the same for the same object.

    What it refers to is named by number; what refers to nothing is left out, so an object
    that is found by an old reference once it is there changes what refers to it.
    """
    if isinstance(one, Stream):
        content = hashlib.sha256(one.read_raw_bytes()).digest()
        return bytes(one.stream_dict.unparse(resolved=True)) + content
    return bytes(one.unparse(resolved=True))


def _field(widget: Any) -> dict[str, bytes]:
    return {
        key: value.unparse() if isinstance(value, pikepdf.Object) else repr(value).encode()
        for key, value in widget.items()
    }


def _signs(before: _State, after: _State, update: bytes, named: set[_Number], field: str) -> bool:
    """Return whether an update gives one empty field its value, and does nothing else."""
    changed = [
        number for number, words in before.objects.items() if after.objects.get(number) != words
    ]
    if len(changed) != 1 or before.trailer != after.trailer:
        return False
    (widget,) = changed
    new = after.objects.keys() - before.objects.keys()
    defined = [(int(number), int(other)) for number, other in _DEFINES.findall(update)]
    if sorted(defined) != sorted(named) or named != {widget, *new}:
        return False  # something is there that qpdf does not see, or twice
    if any(update.count(one) != 1 for one in _ONCE):
        return False
    was, now = before.fields.get(widget), after.fields.get(widget)
    return (
        was is not None
        and now is not None
        and "/V" not in was
        and now.keys() == was.keys() | _GIVEN
        and all(now[key] == was[key] for key in was.keys() - _GIVEN)
        and was.get("/FT") == b"/Sig"
        and was.get("/T") == pikepdf.String(field).unparse()
        and _refers_to(now["/V"], new)
        and _is_looks(now["/AP"], new)
        and _reached(after, widget) >= new
        and _is_plain(update, widget)
    )


def _reached(state: _State, start: _Number) -> set[_Number]:
    """Return what an object refers to, and what these refer to."""
    found: set[_Number] = set()
    waiting = [start]
    while waiting:
        for number, other in _REFERS.findall(state.objects.get(waiting.pop(), b"")):
            one = int(number), int(other)
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found


def _refers_to(words: bytes, new: set[_Number]) -> bool:
    return words in {b"%d %d R" % number for number in new}


def _is_looks(words: bytes, new: set[_Number]) -> bool:
    """Return whether looks are one picture that came with the signature."""
    found = re.fullmatch(rb"<< /N (\d+ \d+ R) >>", words)
    return found is not None and _refers_to(found.group(1), new)


def _is_plain(update: bytes, widget: _Number) -> bool:
    """Return whether a field is written so that every program reads the same of it."""
    start = update.index(b"%d %d obj" % widget)
    words = update[start : update.index(b"endobj", start)]
    names = _NAMES.findall(words)
    return (
        b"#" not in words
        and b"%" not in words
        and all(
            names.count(name) == 1 for name in (b"/Rect", b"/AP", b"/V", b"/F", b"/P", b"/Subtype")
        )
    )
