"""Dated assignments of people to supervisors, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A person had a supervisor from a first to a last day, both included."""

    id: UUID | None
    """None for a line that is not recorded yet."""
    person: UUID
    supervisor: UUID
    starts: date
    ends: date | None
    """None while it goes on."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a change of supervisor does to the record: lines withdrawn and lines added."""

    withdrawn: tuple[Line, ...]
    added: tuple[Line, ...]


def covers(line: Line, day: date) -> bool:
    """Return whether a line holds on a day."""
    return line.starts <= day and (line.ends is None or day <= line.ends)


def supervisors_on(lines: Iterable[Line], person: UUID, day: date) -> tuple[UUID, ...]:
    """Return who supervised a person on a day: nobody, one, or by mistake several."""
    found = {line.supervisor: None for line in lines if line.person == person and covers(line, day)}
    return tuple(found)


def correct(
    lines: Iterable[Line],
    person: UUID,
    supervisor: UUID | None,
    starts: date,
    ends: date | None = None,
) -> Correction:
    """Return how to record that ``supervisor`` (None for nobody) had a person in a period.

    Lines that touch the period are withdrawn, what lies outside it is written again,
    so that the record says both what was thought and what is right.

    Raises:
        ValueError: when the period ends before it starts.
    """
    if ends is not None and ends < starts:
        message = "the period ends before it starts"
        raise ValueError(message)
    withdrawn: list[Line] = []
    added: list[Line] = []
    for line in lines:
        if line.person != person:
            continue
        if (line.ends is not None and line.ends < starts) or (
            ends is not None and line.starts > ends
        ):
            continue
        withdrawn.append(line)
        if line.starts < starts:
            added.append(replace(line, id=None, ends=starts - _DAY))
        if ends is not None and (line.ends is None or line.ends > ends):
            added.append(replace(line, id=None, starts=ends + _DAY))
    if supervisor is not None:
        added.append(Line(None, person, supervisor, starts, ends))
    return Correction(tuple(withdrawn), tuple(sorted(added, key=lambda line: line.starts)))


def chain(supervisor_of: Mapping[UUID, UUID], person: UUID) -> tuple[UUID, ...]:
    """Return all above a person, nearest first; a circle ends where it closes."""
    above: dict[UUID, None] = {}
    current = supervisor_of.get(person)
    while current is not None and current != person and current not in above:
        above[current] = None
        current = supervisor_of.get(current)
    return tuple(above)


def would_circle(supervisor_of: Mapping[UUID, UUID], person: UUID, supervisor: UUID) -> bool:
    """Return whether a person would come to stand above themselves."""
    return supervisor == person or person in chain(supervisor_of, supervisor)


def everyone_below(supervisor_of: Mapping[UUID, UUID], person: UUID) -> frozenset[UUID]:
    """Return all whom a person supervises, directly or through others."""
    reports: dict[UUID, list[UUID]] = {}
    for below, above in supervisor_of.items():
        reports.setdefault(above, []).append(below)
    found: set[UUID] = set()
    waiting = list(reports.get(person, ()))
    while waiting:
        one = waiting.pop()
        if one not in found and one != person:
            found.add(one)
            waiting.extend(reports.get(one, ()))
    return frozenset(found)


def circles(above: Mapping[str, str]) -> list[list[str]]:
    """Return the circles that following each person's manager runs into."""
    found: list[list[str]] = []
    seen: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        key: str | None = start
        while key is not None and key not in seen and key not in path:
            path[key] = None
            key = above.get(key)
        if key is not None and key in path:
            keys = list(path)
            found.append(keys[keys.index(key) :])
        seen.update(path)
    return found
