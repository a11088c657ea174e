"""The history of one person as sentences, from audit lines and reporting lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from reviewdesk.domain.days import day_words
from reviewdesk.i18n import tr
from reviewdesk.store.tables.audit import AuditLine
from reviewdesk.store.tables.people import Assignment, Person, Unit, full_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class ReportingLine:
    """Who supervised a person from when to when, as somebody recorded it."""

    id: UUID
    supervisor_id: UUID
    supervisor: str
    starts: date
    ends: date | None
    reason: str
    recorded_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was found wrong and stands on record only."""
        return self.withdrawn_at is not None

    def period(self) -> str:
        """Return its days in words."""
        if self.ends is None:
            return tr("since {day}").format(day=day_words(self.starts))
        return tr("{first} to {last}").format(
            first=day_words(self.starts), last=day_words(self.ends)
        )


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a record."""

    at: datetime
    by: str
    sentence: str


def reporting_lines(session: Session, person_id: UUID) -> tuple[ReportingLine, ...]:
    """Return all lines of a person, the latest first, what stands before what was withdrawn."""
    query = (
        select(Assignment, Person.given, Person.surname)
        .join(Person, Assignment.supervisor_id == Person.id)
        .where(Assignment.person_id == person_id)
        .order_by(
            Assignment.withdrawn_at.is_not(None),
            Assignment.starts.desc(),
            Assignment.recorded_at.desc(),
        )
    )
    return tuple(
        ReportingLine(
            id=line.id,
            supervisor_id=line.supervisor_id,
            supervisor=full_name(given, surname),
            starts=line.starts,
            ends=line.ends,
            reason=line.reason,
            recorded_at=line.recorded_at,
            recorded_by=line.recorded_by,
            withdrawn_at=line.withdrawn_at,
            withdrawn_by=line.withdrawn_by,
        )
        for line, given, surname in session.execute(query)
    )


def history(
    session: Session, person_id: UUID, lines: tuple[ReportingLine, ...]
) -> tuple[HistoryLine, ...]:
    """Return what happened to a person's record and lines, the newest first."""
    units: dict[str, str] = {
        str(id_): name for id_, name in session.execute(select(Unit.id, Unit.name))
    }
    changes = session.scalars(
        select(AuditLine)
        .where(AuditLine.record_id == person_id, AuditLine.subject == Person.__tablename__)
        .order_by(AuditLine.id)
    )
    found = [
        HistoryLine(change.at, change.actor, sentence)
        for change in changes
        for sentence in _sentences(change, units)
    ]
    for line in lines:
        found.extend(_of_line(line))
    by_id = {line.id: line for line in lines}
    ends = session.scalars(
        select(AuditLine)
        .where(AuditLine.record_id.in_(by_id), AuditLine.kind == "changed")
        .order_by(AuditLine.id)
    )
    for change in ends:
        after = json.loads(change.after)
        if "ends" in after and "withdrawn_at" not in after:
            found.append(_ended(change, by_id[change.record_id].supervisor, after["ends"]))
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _of_line(line: ReportingLine) -> Iterator[HistoryLine]:
    words = tr("Supervisor recorded: {name}, {period}.").format(
        name=line.supervisor, period=line.period()
    )
    yield HistoryLine(line.recorded_at, line.recorded_by, _with_reason(words, line.reason))
    if line.withdrawn_at is not None:
        words = tr("Withdrawn: {name} as supervisor, {period}.").format(
            name=line.supervisor, period=line.period()
        )
        yield HistoryLine(line.withdrawn_at, line.withdrawn_by, words)


def _with_reason(words: str, reason: str) -> str:
    return (
        tr("{sentence} Reason: {reason}").format(sentence=words, reason=reason) if reason else words
    )


def _ended(change: AuditLine, supervisor: str, ends: str | None) -> HistoryLine:
    if ends is None:
        words = tr("{name} goes on as supervisor.").format(name=supervisor)
    else:
        words = tr("{name} is supervisor until {day}.").format(
            name=supervisor, day=day_words(date.fromisoformat(ends))
        )
    return HistoryLine(change.at, change.actor, words)


def _labels() -> dict[str, str]:
    return {
        "number": tr("Staff number"),
        "surname": tr("Surname"),
        "given": tr("Given names"),
        "job": tr("Job title"),
        "grade": tr("Grade"),
        "unit_id": tr("Unit"),
        "email": tr("E-mail"),
        "starts": tr("First day"),
        "ends": tr("Last day"),
        "fte": tr("Share of full time"),
        "location": tr("Location"),
        "employment_type": tr("Employment type"),
    }


def _sentences(change: AuditLine, units: Mapping[str, str]) -> Iterator[str]:
    if change.kind != "changed":
        if change.kind == "added":
            yield tr("Put on the staff list.")
        return
    before, after = json.loads(change.before), json.loads(change.after)
    labels = _labels()
    for name, label in labels.items():
        if name in after:
            yield _sentence(
                label, _words(name, before.get(name), units), _words(name, after[name], units)
            )


def _words(name: str, value: Any, units: Mapping[str, str]) -> str:
    if value in (None, ""):
        return ""
    if name == "unit_id":
        return units.get(str(UUID(str(value))), "")
    if name in ("starts", "ends"):
        return day_words(date.fromisoformat(value))
    return str(value)


def _sentence(label: str, before: str, after: str) -> str:
    if not before:
        return tr("{field}: “{after}”.").format(field=label, after=after)
    if not after:
        return tr("{field} “{before}” was taken away.").format(field=label, before=before)
    return tr("{field}: “{after}” instead of “{before}”.").format(
        field=label, before=before, after=after
    )
