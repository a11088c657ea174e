"""What of a form was changed, told in words: two states of one file are laid side by side.

This explains; whether a change is allowed is decided by the signatures (``verify.py``). It is
read by another library than the signatures are, and gives up on files that are endless.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import pikepdf

from reviewdesk.documents.fonts import clean
from reviewdesk.domain.verdict import Finding
from reviewdesk.i18n import tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_NODES = 60_000
_MOST_FOUND = 20
_DEEPEST = 60
_PAGES_MOST = 500
_UPWARD = ("/Parent", "/P", "/Pg", "/StructParent", "/StructParents", "/Obj", "/Data")
"""Entries that lead back to where one came from, or to all of the file."""
_NAMED = ("/Contents", "/TU", "/T")
"""Words of a field that a screen reader says."""


def describe(before: bytes, after: bytes) -> tuple[Finding, ...]:
    """Return what is different in a file from an earlier state of it, the gravest first."""
    try:
        with pikepdf.open(io.BytesIO(before)) as old, pikepdf.open(io.BytesIO(after)) as new:
            found = []
            for one in _differences(old, new):
                if one not in found:
                    found.append(one)
                if len(found) == _MOST_FOUND:
                    break
            return tuple(found)
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, RuntimeError, AttributeError):
        return (Finding("damaged", tr("Parts of the file are damaged and cannot be read.")),)


def _differences(old: pikepdf.Pdf, new: pikepdf.Pdf) -> Iterator[Finding]:
    yield from _catalog(old, new)
    was, now = len(old.pages), len(new.pages)
    if was != now:
        words = tr("It had {was} when it was signed and has {now} now.").format(
            was=tr_n("{n} page", "{n} pages", was), now=tr_n("{n} page", "{n} pages", now)
        )
        yield Finding("pages", words)
    for number in range(min(was, now, _PAGES_MOST)):
        yield from _page(number + 1, old.pages[number].obj, new.pages[number].obj)
    yield from _fields(_field_map(old), _field_map(new))


def _catalog(old: pikepdf.Pdf, new: pikepdf.Pdf) -> Iterator[Finding]:
    properties = tr("The title or other properties of the file were changed after it was signed.")
    for kind, key, words in (
        (
            "open-action",
            "/OpenAction",
            tr("An action that runs when the file is opened was added or changed."),
        ),
        ("open-action", "/AA", tr("An action that runs by itself was added or changed.")),
        ("javascript", "/Names", tr("A script or an attachment was added or changed.")),
        ("metadata", "/Metadata", properties),
        ("metadata", "/Lang", properties),
        (
            "structure",
            "/StructTreeRoot",
            tr("What a screen reader says, such as alternative texts, was changed."),
        ),
        ("catalog", "/ViewerPreferences", tr("How the file is to be shown was changed.")),
        ("catalog", "/OCProperties", tr("Layers were added or changed.")),
        ("catalog", "/AF", tr("The data attached to the file was changed.")),
        ("catalog", "/OutputIntents", tr("The colours of the file were changed.")),
    ):
        if _print(old.Root.get(key)) != _print(new.Root.get(key)):
            yield Finding(kind, words)
    if _print(old.trailer.get("/Info")) != _print(new.trailer.get("/Info")):
        yield Finding("metadata", properties)


def _page(number: int, old: Any, new: Any) -> Iterator[Finding]:
    if _print(old.get("/Contents")) != _print(new.get("/Contents")):
        yield Finding("page", tr("What is printed on page {n} was changed.").format(n=number))
    if _print(old.get("/Resources")) != _print(new.get("/Resources")):
        words = tr("The fonts or pictures of page {n} were changed.")
        yield Finding("page", words.format(n=number))
    for key in ("/MediaBox", "/CropBox", "/Rotate"):
        if _print(old.get(key)) != _print(new.get(key)):
            words = tr("Page {n} was turned or cut.")
            yield Finding("page", words.format(n=number))
    if _print(old.get("/AA")) != _print(new.get("/AA")):
        words = tr("An action that runs on page {n} was added or changed.")
        yield Finding("open-action", words.format(n=number))
    yield from _overlays(number, _notes(old), _notes(new))


def _overlays(number: int, was: dict[object, Any], now: dict[object, Any]) -> Iterator[Finding]:
    for place, note in now.items():
        if note.get("/Subtype", "/Widget") == "/Widget":
            continue
        if place not in was:
            words = tr("Something was laid over page {n} ({kind}).").format(
                n=number, kind=str(note.get("/Subtype", "-")).strip("/")
            )
            yield Finding("overlay", words)
        elif _print(was[place]) != _print(note):
            words = tr("A note on page {n} was changed.")
            yield Finding("overlay", words.format(n=number))
    for place in was:
        if place not in now:
            words = tr("Something was taken off page {n}.")
            yield Finding("overlay", words.format(n=number))


def _notes(page: Any) -> dict[object, Any]:
    found: dict[object, Any] = {}
    for note in list(page.get("/Annots", []))[:_MOST_NODES]:
        if isinstance(note, pikepdf.Dictionary):
            found[note.objgen if note.is_indirect else _print(note)] = note
    return found


def _field_map(pdf: pikepdf.Pdf) -> dict[str, Any]:
    found: dict[str, Any] = {}
    form = pdf.Root.get("/AcroForm")
    waiting = list(form.get("/Fields", [])) if isinstance(form, pikepdf.Dictionary) else []
    while waiting and len(found) < _MOST_NODES:
        field = waiting.pop()
        if not isinstance(field, pikepdf.Dictionary):
            continue
        name = str(field.get("/T", ""))
        if name in found:
            continue
        found[name] = field
        waiting.extend(list(field.get("/Kids", [])))
    return found


def _fields(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Finding]:
    for name, field in new.items():
        title = _title(field, name)
        if name not in old:
            words = tr("The field “{title}” was added.")
            yield Finding("field", words.format(title=title))
            continue
        earlier = old[name]
        if _print(earlier.get("/Rect")) != _print(field.get("/Rect")):
            words = tr("The place of “{title}” was moved.")
            yield Finding("moved", words.format(title=title))
        if any(_print(earlier.get(key)) != _print(field.get(key)) for key in _NAMED):
            words = tr("What a screen reader says of “{title}” was changed.")
            yield Finding("structure", words.format(title=title))
        value, now = earlier.get("/V"), field.get("/V")
        is_signature = field.get("/FT") == "/Sig"
        if is_signature and value is not None and _print(value) != _print(now):
            words = tr("The signature “{title}” was taken out or replaced.")
            yield Finding("signature", words.format(title=title))
        elif is_signature and value is not None and _print(earlier.AP) != _print(field.AP):
            words = tr("The picture of the signature “{title}” was replaced.")
            yield Finding("signature", words.format(title=title))
        elif not is_signature and _print(value) != _print(now):
            words = tr("The field “{title}” was filled in or changed.")
            yield Finding("value", words.format(title=title))
    for name, field in old.items():
        if name not in new:
            words = tr("The field “{title}” was taken out.")
            yield Finding("field", words.format(title=_title(field, name)))


def _title(field: Any, name: str) -> str:
    return clean(str(field.get("/TU", name)))[:80] or "-"


def _print(value: Any) -> str:
    """Return a fingerprint of an object with all it refers to."""
    digest = hashlib.sha256()
    seen: dict[Any, int] = {}
    _feed(value, digest, seen, [_MOST_NODES], 0)
    return digest.hexdigest()


def _feed(value: Any, digest: Any, seen: dict[Any, int], left: list[int], deep: int) -> None:
    left[0] -= 1
    if left[0] < 0 or deep > _DEEPEST:
        digest.update(b"endless")
        return
    if _was_seen(value, seen):
        digest.update(f"seen {seen[value.objgen]}".encode())
        return
    if isinstance(value, pikepdf.Stream):
        digest.update(value.read_raw_bytes())
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in sorted(value.keys()):
            if key not in _UPWARD:
                digest.update(key.encode())
                _feed(value.get(key), digest, seen, left, deep + 1)
    elif isinstance(value, pikepdf.Array):
        digest.update(b"[")
        for one in list(value):
            _feed(one, digest, seen, left, deep + 1)
    elif isinstance(value, pikepdf.Object):
        digest.update(value.unparse())
    else:
        digest.update(repr(value).encode())


def _was_seen(value: Any, seen: dict[Any, int]) -> bool:
    """Return whether an object was met before, and remember it by its turn where not."""
    if not isinstance(value, pikepdf.Object) or not value.is_indirect:
        return False
    if value.objgen in seen:
        return True
    seen[value.objgen] = len(seen)
    return False
