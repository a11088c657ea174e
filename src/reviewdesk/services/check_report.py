"""What a check of a desk found, in sentences with their place and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from reviewdesk.domain.days import day_words
from reviewdesk.i18n import tr, tr_n


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, with its place and time."""

    sentence: str
    line: int = 0
    """Number of the audit line it was found at; 0 when it is not about one."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was looked at."""

    name: str
    title: str
    looked_at: int
    result: str
    """In a sentence."""
    findings: tuple[Finding, ...]
    more: int = 0
    """How many further findings there are that are not told."""

    @property
    def all_well(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say of a desk."""

    lines: int
    head: str
    """Hash of the last audit line, by which two copies of a desk are compared."""
    parts: tuple[Part, ...]
    remarks: tuple[Finding, ...]
    """Nothing wrong, but worth knowing: a clock that was set back, records taken over."""

    @property
    def all_well(self) -> bool:
        """Whether nothing is wrong."""
        return all(part.all_well for part in self.parts)

    @property
    def first(self) -> Finding | None:
        """What is wrong first: by the number of the audit line, then by the order of the parts.

        Records are held against the audit, so where its chain is broken they come after it:
        what they differ in may be the break itself.
        """
        broken = any(part.findings for part in self.parts if part.name == "chain")
        found = [
            ((one.line == 0, broken and part.name == "records", one.line), one)
            for part in self.parts
            for one in part.findings
        ]
        return min(found, key=lambda ranked: ranked[0])[1] if found else None

    def verdict(self) -> str:
        """Return in a sentence what it comes to."""
        if self.all_well:
            return tr("All is well.")
        count = sum(len(part.findings) + part.more for part in self.parts)
        return tr_n("{n} thing is wrong.", "{n} things are wrong.", count)


def moment(stored: str) -> datetime | None:
    """Return a time as the file holds it as an instant, or None when it is none."""
    try:
        return datetime.fromisoformat(stored).replace(tzinfo=UTC)
    except ValueError:
        return None


def time_words(at: datetime | None) -> str:
    """Return a moment in words, by the clock of this computer."""
    if at is None:
        return tr("an unknown time")
    here = at.astimezone()
    return tr("{day}, {time}").format(day=day_words(here.date()), time=f"{here:%H:%M}")
