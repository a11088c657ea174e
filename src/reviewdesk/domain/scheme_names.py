"""Names within a scheme file: which are allowed, which are there twice, which are unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reviewdesk.domain.entry_weights import same_name
from reviewdesk.domain.scheme_faults import Fault, plain
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.domain.scheme_faults import Findings
    from reviewdesk.domain.scheme_lines import Path

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_SCHEME_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_TAKEN = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for itself: no file can be called so."""


def check_names(scheme: Scheme, found: Findings) -> None:
    """Find ids that cannot be one, and names that are there twice."""
    if found.sound(("id",)) and (
        not _SCHEME_ID.fullmatch(scheme.id) or _TAKEN.fullmatch(scheme.id)
    ):
        found.add(
            [
                Fault(
                    ("id",),
                    tr("“{id}” cannot be the id of a scheme.").format(id=plain(scheme.id)),
                    tr("Use small letters, digits and hyphens, at most 64."),
                )
            ]
        )
    _ids([each.id for each in scheme.scales], ("scales",), found)
    _ids([each.id for each in scheme.sections], ("sections",), found)
    for place, section in enumerate(scheme.sections):
        path: Path = ("sections", place)
        _ids([each.id for each in section.dimensions], (*path, "dimensions"), found)
        names = [each.name for each in section.fixed_entries]
        found.add(repeated(names, (*path, "fixed_entries"), "name", found))
        found.add(repeated(section.columns, (*path, "columns"), "", found))


def _ids(ids: list[str], path: Path, found: Findings) -> None:
    faults = list(repeated(ids, path, "id", found))
    faults += [
        Fault(
            (*path, place, "id"),
            tr("“{id}” cannot be an id.").format(id=plain(each)),
            tr("Use letters, digits and hyphens, at most 64."),
        )
        for place, each in enumerate(ids)
        if found.sound((*path, place, "id")) and not _ID.fullmatch(each)
    ]
    found.add(faults)


def repeated(
    keys: Iterable[str], path: Path, leaf: str = "", found: Findings | None = None
) -> Iterator[Fault]:
    """Give each name that is there twice, at its second place; what is hurt is passed over.

    Args:
        keys: the names, in the order of the file.
        path: where their list stands.
        leaf: the key of the name within a row; empty where the row is the name.
        found: knows which names could not be read.
    """
    seen: set[str] = set()
    for place, key in enumerate(keys):
        where: Path = (*path, place, leaf) if leaf else (*path, place)
        if found is not None and not found.sound(where):
            continue
        if same_name(key) in seen:
            yield Fault(
                where,
                tr("“{key}” is there twice.").format(key=plain(key)),
                tr("Keep one, or give the other a different name."),
            )
        seen.add(same_name(key))


def unknown(path: Path, name: str, known: Iterable[str]) -> Fault:
    """Return the fault of a name that leads nowhere."""
    return Fault(
        path,
        tr("“{name}” does not exist in this file.").format(name=plain(name)),
        tr("Use one of: {known}.").format(known=", ".join(sorted(known))),
    )
