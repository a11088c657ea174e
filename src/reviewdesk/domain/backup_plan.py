"""Which backups are kept: all of two days, then one a day, one a week, one a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

ALL = timedelta(days=2)
DAILY, WEEKLY, MONTHLY = timedelta(days=14), timedelta(days=70), timedelta(days=730)
ALWAYS = 3
"""The newest are kept whatever they weigh."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One backup."""

    name: str
    at: datetime
    size: int


def to_drop(backups: Iterable[Kept], now: datetime, most_bytes: int) -> frozenset[str]:
    """Return the names of the backups that are not needed any more.

    Args:
        backups: all there are.
        now: the time; backups from the future are kept like new ones.
        most_bytes: what all together may weigh; the oldest go first where it is more.
    """
    ordered = sorted(backups, key=lambda one: (one.at, one.name), reverse=True)
    kept: list[Kept] = []
    taken: set[object] = set()
    for one in ordered:
        slot = _slot(one.at, now)
        if len(kept) < ALWAYS or (slot is not None and slot not in taken):
            kept.append(one)
        if slot is not None:
            taken.add(slot)
    weight = 0
    stays: set[str] = set()
    for place, one in enumerate(kept):
        weight += one.size
        if place < ALWAYS or weight <= most_bytes:
            stays.add(one.name)
    return frozenset(one.name for one in ordered if one.name not in stays)


def _slot(at: datetime, now: datetime) -> object | None:
    """Return the place in the plan of which one backup is kept, the newest; None is none."""
    age = now - at
    here = at.astimezone(now.tzinfo)
    if age <= ALL:
        return (here.date(), here.hour)
    if age <= DAILY:
        return here.date()
    if age <= WEEKLY:
        return here.isocalendar()[:2]
    return (here.year, here.month) if age <= MONTHLY else None
