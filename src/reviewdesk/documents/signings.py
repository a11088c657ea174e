"""Whether what was added to a signed form is more signatures and nothing else.

pyHanko's difference analysis knows what many programs may add, and reads and walks a whole
file anew for each signature: three quarters of the time of checking a form. Ours are added to
in one way only: each update gives one empty field its value and its looks, and brings what
these are made of. Whether a file is so is told here: by each byte of each update, by what
objects name, and by all objects as qpdf reads them. Where it is not
exactly so, whatever the reason, pyHanko judges, and that an update is written in an odd way is
said: pyHanko itself does not see all that other programs would show.
"""

from __future__ import annotations

import hashlib
import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Stream
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffPolicy,
    DiffResult,
    ModificationLevel,
)

from reviewdesk.documents import looks
from reviewdesk.documents.drawn_again import entries_of
from reviewdesk.documents.reading import UNREADABLE
from reviewdesk.documents.updates import StrangeError, parts_of
from reviewdesk.overriding import override

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import SuspiciousModification
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    from reviewdesk.documents.updates import Number, Update

_SHORT = 1000
"""Bytes of what a signature says of itself in the catalogue."""
_MOST = 12
"""Signatures of one form."""
_GIVEN = {"/V", "/AP"}
"""What signing gives a field."""
_REFERS = re.compile(rb"(?<!\d)(\d{1,10}) (\d{1,5}) R\b")
_CLIPPED = re.compile(
    rb"<< /BBox \[ 0 (?:0 [1-9]\d{0,4} [1-9]\d{0,4}|[1-9]\d{0,4} [1-9]\d{0,4} 0) \] "
)
"""A picture with its own edge, without which some programs draw it all over the page."""
_NAMES = re.compile(rb"/[^\s/<>\[\]()%]+")
_HEX = re.compile(rb"(?<!<)<[0-9A-Fa-f]*>(?!>)")
_ODD = re.compile(rb"#|(?<![A-Za-z0-9])\+|(?<![A-Za-z0-9.+])0\d")
"""In what is added: what programs read in more ways than one."""


class OnlySignatures(DiffPolicy):
    """What may follow a signature: others, each as our own writer adds them.

    Everything else is left to pyHanko's own policy, so nothing is allowed that it forbids.
    """

    def __init__(self, pdf: bytes, signatures: Sequence[EmbeddedPdfSignature]) -> None:
        """Look at a file and all the signatures in it."""
        self.is_odd = False
        """Whether an update is written as our writer does not, so that programs may differ on
        what it says: rows of its table that some of them skip, objects that some do not see."""
        self.is_strange = False
        """Whether what was signed first is written as none of our writers does; the forms of the
        very first version, which carry no data, are so."""
        self.waits = False
        """Whether the form or an update names objects that were not there when it was signed."""
        self.parts: list[Update] = []
        """The form and what was added to it; empty when it is not written as ours are."""
        self._fields: dict[int, str] = {}
        try:
            ordered = sorted(signatures, key=lambda one: one.signed_revision)
            if ordered:
                self._look(pdf, ordered)
        except (pikepdf.PdfError, *UNREADABLE):
            self.is_odd = True

    def _look(self, pdf: bytes, ordered: list[EmbeddedPdfSignature]) -> None:
        """Tell what there is to say of the file.

        Raises:
            ValueError: when what was added is more than signatures, or is written otherwise.
        """
        if ordered[0].signed_revision != 1:  # our writers sign what they have drawn
            self.is_strange = True
            return
        try:
            self.parts = parts = parts_of(pdf)
        except StrangeError:
            self.is_strange = True
            return
        there: set[Number] = set()
        for one in parts:
            there |= one.objects.keys()
            self.waits = self.waits or not one.refers_to() <= there
        covered = [sum(int(part) for part in list(one.byte_range)[2:4]) for one in ordered]
        if covered != [part.end for part in parts[1:]] or not len(ordered) <= _MOST:
            raise ValueError(covered)
        alone = _signed_alone(pdf, ordered, parts)
        if not self.waits:
            self._fields = alone

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


def _signed_alone(
    pdf: bytes, ordered: list[EmbeddedPdfSignature], parts: list[Update]
) -> dict[int, str]:
    """Return by revision from the second signature on the name of the field that was signed.

    What an update leaves alone is as it was: the bytes of each are told apart. So qpdf is asked
    for the whole of the file as it is, and for the fields and the catalogue as they were.

    Raises:
        ValueError: when more was done.
    """
    reader = ordered[0].reader
    form, *updates = parts
    root = form.trailer[b"Root"], 0
    there = set(form.objects)
    signed: list[tuple[Number, set[Number], Update, str]] = []
    for update, one in zip(updates, ordered, strict=True):
        named = {
            (ref.idnum, ref.generation)
            for ref in reader.xrefs.explicit_refs_in_revision(one.signed_revision)
        }
        given = there & named
        if not signed:  # the first signature says in the catalogue that only signing is allowed
            given -= {root}
        (widget,) = given
        if named != update.objects.keys():
            raise ValueError(named)
        signed.append((widget, named - there, update, one.field_name))
        there |= named
    widgets = {widget for widget, *_ in signed}
    before, after = _entries(pdf[: form.end], {root, *widgets}), _State(pdf, {root, *widgets})
    if len(widgets) != len(signed) or after.objects.keys() != there:
        raise ValueError(widgets)  # pyHanko, qpdf and the bytes do not agree on what was added
    for widget, new, update, name in signed:
        if not _signs(before[widget], after, update, new, widget, name):
            raise ValueError(name)
    value = after.entries[signed[0][0]]["/V"]
    if not _certifies(before[root], after.entries[root], value):
        raise ValueError(root)
    return {one.signed_revision: one.field_name for one in ordered[1:]}


def _certifies(was: dict[str, bytes], now: dict[str, bytes], value: bytes) -> bool:
    """Return whether the catalogue is as it was, but for what the first signature needs there."""
    given = {name: now[name] for name in now.keys() - was.keys()}
    return (
        all(now.get(name) == words for name, words in was.items())
        and given.pop("/Perms", b"<< /DocMDP %s >>" % value) == b"<< /DocMDP %s >>" % value
        and set(given) <= {"/Extensions", "/Version"}
        and given.get("/Version", b"/2.0") == b"/2.0"
        and not any(_REFERS.search(words) or len(words) > _SHORT for words in given.values())
    )


class _State:
    """All objects of a file in words that can be compared, and the entries of some."""

    def __init__(self, pdf: bytes, numbers: set[Number]) -> None:
        with _opened(pdf) as file:
            self.objects = {one.objgen: _worded(one) for one in file.objects}
            self.entries = {number: entries_of(file.get_object(number)) for number in numbers}
            self.inside = {
                number: looks.are_inside(file.get_object(number))
                for number, entries in self.entries.items()
                if "/AP" in entries
            }
            self.all = b"\n".join([*self.objects.values(), file.trailer.unparse()])


def _entries(pdf: bytes, numbers: set[Number]) -> dict[Number, dict[str, bytes]]:
    with _opened(pdf) as file:
        return {number: entries_of(file.get_object(number)) for number in numbers}


@contextmanager
def _opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    """Open a file that every program reads in the same way.

    Raises:
        ValueError: when qpdf has something to say against it.
    """
    with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False, suppress_warnings=True) as file:
        yield file
        if file.get_warnings():
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


def _signs(
    was: dict[str, bytes],
    after: _State,
    update: Update,
    new: set[Number],
    widget: Number,
    name: str,
) -> bool:
    """Return whether an update gives one empty field its value, and does nothing else."""
    now = after.entries[widget]
    return (
        "/V" not in was
        and now.keys() == was.keys() | _GIVEN
        and all(now[key] == was[key] for key in was.keys() - _GIVEN)
        and was.get("/FT") == b"/Sig"
        and was.get("/T") == pikepdf.String(name).unparse()
        and _refers_to(now["/V"], new)
        and not _references(after.objects[_number(now["/V"])]) & new
        and _is_looks(now["/AP"], new)
        and _CLIPPED.match(after.objects[_number(now["/AP"])]) is not None
        and _is_field_only(after, widget, was["/P"])
        and _reached(after, new, [_number(now["/V"]), _number(now["/AP"])]) == new
        and _is_plain(update.objects[widget])
        and after.inside[widget]
        and not any(map(_reads_otherwise, update.objects.values()))
    )


def _reached(state: _State, new: set[Number], found: list[Number]) -> set[Number]:
    """Return some new objects, the new ones that these refer to, and what that refers to."""
    for one in found:
        found += (_references(state.objects[one]) & new).difference(found)
    return set(found)


def _refers_to(words: bytes, new: set[Number]) -> bool:
    return words in {b"%d %d R" % number for number in new}


def _is_looks(words: bytes, new: set[Number]) -> bool:
    """Return whether looks are one picture that came with the signature."""
    found = re.fullmatch(rb"<< /N (\d+ \d+ R) >>", words)
    return found is not None and _refers_to(found.group(1), new)


def _is_plain(words: bytes) -> bool:
    """Return whether a field names once what its place and looks are told by."""
    names = _NAMES.findall(_HEX.sub(b"()", words))
    return all(
        names.count(name) == 1 for name in (b"/Rect", b"/AP", b"/V", b"/F", b"/P", b"/Subtype")
    )


def _reads_otherwise(words: bytes) -> bool:
    """Return whether some program could read something else of an object."""
    return _ODD.search(_HEX.sub(b"()", words)) is not None


def _is_field_only(state: _State, widget: Number, page: bytes) -> bool:
    """Return whether an object is one field on one page and nothing else beside."""
    name = rb"(?<!\d)%d %d R\b" % widget
    on_page = re.compile(rb"/Annots \[[^][]*?" + name)
    return (
        len(re.findall(name, state.all)) == 3
        and len(re.findall(rb"/Fields \[[^][]*?" + name, state.all)) == 1
        and len(on_page.findall(state.all)) == 1
        and len(re.findall(rb"<<[^<>]*/Obj " + name, state.all)) == 1
        and bool(on_page.search(state.objects.get(_number(page), b"")))
    )


def _references(words: bytes) -> set[Number]:
    return {(int(number), int(other)) for number, other in _REFERS.findall(words)}


def _number(words: bytes) -> Number:
    """Return the one object that words refer to."""
    (found,) = _references(words)
    return found
