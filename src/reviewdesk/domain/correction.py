"""Corrections: what is said beside a record that has ended, and never in its place.

Data protection law gives people the right to have wrong data put right, and where an office
does not agree, to have their statement stand beside it. A record that was signed is not
rewritten for either: the correction names what on the record is meant, what it says and what
is right. What HR notes is stated by the office; what a party of the review notes is a request,
which HR accepts or does not, and both stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from reviewdesk.domain.days import day_words, period_words
from reviewdesk.domain.lifecycle import Mover
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from reviewdesk.domain.snapshot import EntryLine, PersonLine, Snapshot

LONGEST = 2000
"""Characters of what is right, of a reason and of an answer."""


class Reply(StrEnum):
    """What became of a correction: a further line, never a change."""

    ACCEPTED = "accepted"
    """The office agrees that the record is wrong and that this is right."""
    DECLINED = "declined"
    """The office does not agree; the statement stays beside the record all the same."""
    WITHDRAWN = "withdrawn"
    """Whoever noted it does not uphold it."""


class Standing(StrEnum):
    """How it stands with a correction."""

    STATED = "stated"
    """By the office itself."""
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a record that may be wrong, with what the record says."""

    id: str
    title: str
    said: str


def standing(noted_as: Mover, replies: tuple[Reply, ...]) -> Standing:
    """Return how it stands with a correction; a withdrawal counts whatever was answered."""
    if Reply.WITHDRAWN in replies:
        return Standing.WITHDRAWN
    if noted_as is Mover.OFFICE:
        return Standing.STATED
    return Standing(replies[0].value) if replies else Standing.WAITING


def standing_words(value: Standing) -> str:
    """Return a standing in words, as they stand on a chip."""
    return {
        Standing.STATED: tr("Stated by the office"),
        Standing.WAITING: tr("Not answered yet"),
        Standing.ACCEPTED: tr("Accepted"),
        Standing.DECLINED: tr("Not accepted"),
        Standing.WITHDRAWN: tr("Withdrawn"),
    }[value]


def noter_words(noted_as: Mover, name: str) -> str:
    """Return who notes a correction and as what."""
    return {
        Mover.OFFICE: tr("Stated by the office ({name})"),
        Mover.EMPLOYEE: tr("Disputed by {name}, the employee"),
        Mover.SUPERVISOR: tr("Disputed by {name}, the supervisor"),
        Mover.REVIEWER: tr("Disputed by {name}, the reviewer"),
    }[noted_as].format(name=name)


def reply_words(kind: Reply, name: str, day: date) -> str:
    """Return who answered what and when, in a sentence."""
    return {
        Reply.ACCEPTED: tr("Accepted by {name} on {day}."),
        Reply.DECLINED: tr("Not accepted by {name} on {day}."),
        Reply.WITHDRAWN: tr("Withdrawn by {name} on {day}."),
    }[kind].format(name=name, day=day_words(day))


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction as papers and other programs read it."""

    noted: str
    """ISO date."""
    by: str
    """Who noted it and as what, in words."""
    standing: str
    """In words."""
    part: str
    """What on the record is meant."""
    said: str
    """What the record says there."""
    corrected: str
    reason: str
    replies: tuple[str, ...]
    """Answers and withdrawals, each a sentence with what was said to it."""


def parts_of(record: Snapshot) -> tuple[Part, ...]:
    """Return what on a record may be meant, in the order of its form."""
    starts, ends = map(date.fromisoformat, (record.period_start, record.period_end))
    found = [
        Part("record", tr("The record as a whole"), f"{record.document_id}, {record.cycle}"),
        Part("person", tr("Details of the person"), _lines(_person(record.employee))),
        Part(
            "parties",
            tr("Period, supervisor and reviewer"),
            _lines(
                [
                    (tr("Period"), period_words(starts, ends)),
                    (tr("Supervisor"), _named(record.supervisor)),
                    (tr("Reviewer"), _named(record.reviewer)),
                    *((one.supervisor, _time(one.starts, one.ends)) for one in record.periods),
                ]
            ),
        ),
    ]
    for place, entry in enumerate(record.entries, 1):
        found.append(Part(f"entry-{place}", entry.name, _lines(_entry(entry))))
    for place, talk in enumerate(record.check_ins, 1):
        title = tr("Check-in of {day}").format(day=day_words(date.fromisoformat(talk.held_on)))
        said = [("", talk.topic), ("", talk.said), *(("", one) for one in talk.actions)]
        found.append(Part(f"check-in-{place}", title, _lines(said)))
    result = _lines(
        [
            (tr("Score"), record.result_score),
            (tr("Result"), record.result_level),
            (tr("Not rated"), record.not_rated_reason),
        ]
    )
    if result:
        found.append(Part("result", tr("Overall result"), result))
    for comment in record.comments:
        title = tr("Comment: {title}").format(title=comment.title)
        found.append(Part(f"comment-{comment.party}", title, comment.text))
    return tuple(found)


def _person(person: PersonLine) -> list[tuple[str, str]]:
    return [
        (tr("Name"), person.name),
        (tr("Staff number"), person.number),
        (tr("Post"), person.job),
        (tr("Unit"), person.unit),
        (tr("Grade"), person.grade),
    ]


def _named(person: PersonLine | None) -> str:
    return ", ".join(filter(None, (person.name, person.job))) if person else ""


def _time(starts: str, ends: str) -> str:
    return period_words(date.fromisoformat(starts), date.fromisoformat(ends))


def _entry(entry: EntryLine) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = [(tr("Weight"), entry.weight)]
    if (goal := entry.goal) is not None:
        rows += [
            (tr("Measure"), goal.measure),
            (tr("At the start"), _measured(goal.baseline, goal.unit)),
            (tr("Target"), _measured(goal.target, goal.unit)),
            (tr("Reached"), _measured(goal.actual, goal.unit)),
            (tr("Due"), _day(goal.due)),
        ]
    return [
        *rows,
        (tr("Own rating"), entry.self_rating),
        (tr("Self-assessment"), entry.self_text),
        *((title or tr("Rating"), label) for title, label in entry.ratings),
        (tr("Reasons"), entry.narrative),
    ]


def _measured(number: str, unit: str) -> str:
    return f"{number} {unit}".strip() if number else ""


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text)) if text else ""


def _lines(rows: list[tuple[str, str]]) -> str:
    return "\n".join(
        tr("{title}: {words}").format(title=title, words=words) if title else words
        for title, words in rows
        if words.strip()
    )
