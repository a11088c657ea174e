"""Which unit stands above which, read from who reports to whom, and what is below one."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

P = TypeVar("P", bound="Hashable")
U = TypeVar("U", bound="Hashable")


def derive(
    unit_of: Mapping[P, U], above: Mapping[P, P], known: Mapping[U, U | None]
) -> dict[U, U | None]:
    """Return the unit above each unit: that of the manager of its heads.

    A head is somebody whose manager is in another unit; of several, the one with the most
    people of the unit behind them decides. A unit that would come to stand above itself
    takes the next best, or none.

    Args:
        unit_of: the unit of each person.
        above: the manager of each person who has one.
        known: units whose place is settled already; None for the top.

    Returns:
        All units of ``unit_of`` and ``known``.
    """
    heads = _heads(unit_of, above)
    votes: defaultdict[U, Counter[U | None]] = defaultdict(Counter)
    depth: dict[U, int] = {}
    for person, unit in unit_of.items():
        head = heads[person]
        manager = above.get(head)
        over = unit_of.get(manager) if manager is not None else None
        votes[unit][over if over != unit else None] += 1
        far = _depth(head, above)
        depth[unit] = min(depth.get(unit, far), far)
    found: dict[U, U | None] = dict(known)
    for unit in sorted((one for one in votes if one not in known), key=lambda one: depth[one]):
        found[unit] = None
        for candidate, _count in votes[unit].most_common():
            if candidate is None or not _is_above(found, candidate, unit):
                found[unit] = candidate
                break
    return found


def _heads(unit_of: Mapping[P, U], above: Mapping[P, P]) -> dict[P, P]:
    """Return for each person the last one on the way up who is still in the same unit."""
    heads: dict[P, P] = {}
    for person, unit in unit_of.items():
        path: dict[P, None] = {}
        current = person
        while current not in heads and current not in path:
            path[current] = None
            manager = above.get(current)
            if manager is None or unit_of.get(manager) != unit:
                heads[current] = current
                break
            current = manager
        head = heads.get(current, current)
        for one in path:
            heads[one] = head
    return heads


def _depth(person: P, above: Mapping[P, P]) -> int:
    seen = {person}
    current = above.get(person)
    while current is not None and current not in seen:
        seen.add(current)
        current = above.get(current)
    return len(seen)


def _is_above(found: Mapping[U, U | None], unit: U, other: U) -> bool:
    """Return whether ``other`` stands above ``unit`` or is it."""
    seen: set[U] = set()
    current: U | None = unit
    while current is not None and current not in seen:
        if current == other:
            return True
        seen.add(current)
        current = found.get(current)
    return False


def below(parents: Mapping[U, U | None], top: U) -> frozenset[U]:
    """Return a unit and all below it; a circle ends where it closes."""
    under: defaultdict[U | None, list[U]] = defaultdict(list)
    for unit, parent in parents.items():
        under[parent].append(unit)
    found: set[U] = set()
    waiting = [top]
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting.extend(under[unit])
    return frozenset(found)
