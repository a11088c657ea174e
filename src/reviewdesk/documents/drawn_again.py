"""Is a form what its data draws, and what was added to it signatures and nothing else?

A form is drawn from its data again and laid beside the file: every byte of it. Streams that
another library packed otherwise are not unpacked and compared, because programs differ on what
some packed streams hold. Whatever comes after may give the form's fields their values and
looks, and the catalogue what the first signature needs there (``signings.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from reviewdesk.documents.updates import Number, Update

_GIVEN_ROOT = {"/Perms", "/Extensions", "/Version"}
_GIVEN_FIELD = {"/V", "/AP"}


def is_drawn(now: pikepdf.Pdf, parts: Sequence[Update], before: pikepdf.Pdf, drawn: bytes) -> bool:
    """Return whether a file is a form that was drawn, and fields of it that were signed.

    Args:
        now: the file.
        parts: its form and each of the updates that follow it.
        before: the form as it is drawn from the data.
        drawn: the same as bytes.
    """
    form, *updates = parts
    if not form.is_written_as(drawn):
        return False
    changed = {number for one in updates for number in one.objects} & form.objects.keys()
    return _only_signed(now, before, changed)


def _only_signed(now: pikepdf.Pdf, before: pikepdf.Pdf, changed: AbstractSet[Number]) -> bool:
    """Return whether the objects that changed are the catalogue and fields, by what they may."""
    fields = {field.objgen for field in _listed(before)}
    allowed = {before.Root.objgen: _GIVEN_ROOT} | dict.fromkeys(fields, _GIVEN_FIELD)
    return all(
        number in allowed
        and _without(now.get_object(number), allowed[number])
        == _without(before.get_object(number), allowed[number])
        for number in changed
    )


def _listed(pdf: pikepdf.Pdf) -> list[Any]:
    form: Any = pdf.Root.get("/AcroForm")
    return [] if form is None else list(form.Fields)


def _without(dictionary: Any, names: set[str]) -> dict[str, bytes]:
    return {name: words for name, words in entries_of(dictionary).items() if name not in names}


def entries_of(dictionary: Any) -> dict[str, bytes]:
    """Return the entries of a dictionary in the words of qpdf; none of anything else."""
    entries: Any = dictionary.items() if isinstance(dictionary, pikepdf.Dictionary) else ()
    return {
        name: value.unparse() if isinstance(value, pikepdf.Object) else repr(value).encode()
        for name, value in entries
    }
