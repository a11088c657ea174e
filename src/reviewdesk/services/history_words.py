"""One audit line as sentences that people read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from reviewdesk.domain import lifecycle
from reviewdesk.domain.correction import Reply
from reviewdesk.domain.cycle import CycleState
from reviewdesk.domain.days import day_words
from reviewdesk.domain.goal import Direction, GoalKind, number_words
from reviewdesk.domain.lifecycle import Move
from reviewdesk.domain.parties import Party
from reviewdesk.i18n import tr
from reviewdesk.services.record_words import field_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reviewdesk.store.tables.audit import AuditLine

LONGEST = 300
"""Characters of a text that are quoted."""
_MEASURED = frozenset({"target", "baseline", "range_low", "range_high"})

_AGREED = frozenset({"employee_agreed_at", "supervisor_agreed_at"})


@dataclass(frozen=True, slots=True)
class Names:
    """What the records of a history are called, by their ids as the audit writes them."""

    records: dict[str, str]
    """With an article and quotation marks, to stand in a sentence."""
    people: Mapping[str, str]
    others: dict[str, str] = field(default_factory=dict)
    """Units, objectives and goals, by their bare names."""
    units: dict[str, str] = field(default_factory=dict)
    """What a goal is measured in."""


def sentences(line: AuditLine, names: Names, *, veiled: frozenset[str]) -> Iterator[str]:
    """Yield what a line says, without its values where they are not the reader's to know.

    Args:
        line: of the audit.
        names: of what it speaks.
        veiled: columns whose values are not told.
    """
    before, after = values_of(line.before), values_of(line.after)
    words = {
        "day": day_words(line.at.astimezone().date()),
        "actor": line.actor,
        "name": names.records.get(str(line.record_id), ""),
    }
    if line.kind == "removed":
        yield tr("On {day} {actor} removed {name}.").format(**words)
    elif line.kind == "added":
        yield _added(line.subject, after, names, words)
        if line.subject in ("entry", "comment", "progress_entry", "check_in"):
            yield from _changes(line.subject, {}, after, names, words, veiled)
    elif line.kind == "changed":
        yield from _changes(line.subject, before, after, names, words, veiled)


def _added(  # noqa: PLR0911 - one sentence a kind
    subject: str, after: Mapping[str, Any], names: Names, words: dict[str, str]
) -> str:
    match subject:
        case "move":
            said = _move(after.get("move"))
            reason = str(after.get("reason") or "")
            if reason:
                return tr("On {day} {actor} moved the review on: {move}. Reason: {reason}").format(
                    **words, move=said, reason=reason
                )
            return tr("On {day} {actor} moved the review on: {move}.").format(**words, move=said)
        case "signature":
            person = names.people.get(str(after.get("person_id")), "")
            if after.get("kind") == "declined":
                return tr("On {day} {name} witnessed that the form was not signed.").format(
                    day=words["day"], name=person
                )
            return tr("On {day} {name} signed the form.").format(day=words["day"], name=person)
        case "goal_version":
            if after.get("reason"):
                return tr("On {day} {actor} proposed a change of {name}: {reason}").format(
                    **words, reason=after["reason"]
                )
            return ""
        case "correction":
            return tr("On {day} {actor} noted {name}: {words}").format(
                **words, words=_quoted(str(after.get("corrected") or ""))
            )
        case "correction_reply":
            return _reply(after, words)
        case "entry":
            return ""  # made by itself when something is first written
        case _:
            return tr("On {day} {actor} added {name}.").format(**words)


def _reply(after: Mapping[str, Any], words: dict[str, str]) -> str:
    kinds = {
        Reply.ACCEPTED.value: tr("On {day} {actor} accepted {name}."),
        Reply.DECLINED.value: tr("On {day} {actor} did not accept {name}."),
        Reply.WITHDRAWN.value: tr("On {day} {actor} withdrew {name}."),
    }
    said = kinds.get(str(after.get("kind")), tr("On {day} {actor} answered {name}."))
    reason = str(after.get("words") or "")
    return " ".join(filter(None, (said.format(**words), reason and _quoted(reason))))


def _changes(
    subject: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    names: Names,
    words: dict[str, str],
    veiled: frozenset[str],
) -> Iterator[str]:
    record = words["name"]
    for column, value in after.items():
        called = field_words(subject, column)
        if not called:
            continue
        told = {"day": words["day"], "actor": words["actor"], "field": called, "name": record}
        unit = names.units.get(record, "") if column in _MEASURED else ""
        old = _plain(column, before.get(column), names)
        new = _plain(column, value, names)
        if old == new:
            continue
        if column in veiled:
            yield tr("On {day} {actor} wrote {field} of {name}.").format(**told)
        elif column in _AGREED and new:
            yield tr("On {day} {actor} agreed to the plan.").format(**words)
        elif column == "in_plan":
            taken = tr("On {day} {actor} took {name} into the plan.")
            yield (taken if value else tr("On {day} {actor} took {name} out of the plan.")).format(
                **words
            )
        elif not old:
            yield tr("On {day} {actor} set {field} of {name} to {new}.").format(
                **told, new=_with_unit(new, unit)
            )
        elif not new:
            yield tr("On {day} {actor} took away {field} of {name}; before it was {old}.").format(
                **told, old=_with_unit(old, unit)
            )
        else:
            yield tr("On {day} {actor} changed {field} of {name} from {old} to {new}.").format(
                **told, old=old, new=_with_unit(new, unit)
            )


def _with_unit(number: str, unit: str) -> str:
    return tr("{number} {unit}").format(number=number, unit=unit) if unit else number


def values_of(text: str) -> dict[str, Any]:
    """Return the columns that a line holds; none where it was spoilt."""
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _move(value: Any) -> str:
    try:
        return lifecycle.move_words(Move(value))
    except ValueError:
        return str(value)


def _plain(column: str, value: Any, names: Names) -> str:
    """Return a value as it stands in a sentence; nothing where there is none."""
    if value in (None, "", "{}"):
        return ""
    text = str(value)
    if column.endswith("_id"):
        return names.people.get(text) or names.others.get(text) or tr("another")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if column in ("ratings", "second_ratings"):
        return _ratings(text)
    if column in (*_MEASURED, "weight", "actual", "fte"):
        return _number(text)
    return _choices().get((column, text)) or _day(text) or _quoted(text)


def _choices() -> dict[tuple[str, str], str]:
    return {
        ("state", CycleState.PREPARING.value): tr("in preparation"),
        ("state", CycleState.OPEN.value): tr("open"),
        ("state", CycleState.CLOSED.value): tr("closed"),
        ("direction", Direction.UP.value): tr("more is better"),
        ("direction", Direction.DOWN.value): tr("less is better"),
        ("direction", Direction.RANGE.value): tr("within a range"),
        ("kind", GoalKind.NUMBER.value): tr("a number"),
        ("kind", GoalKind.MILESTONES.value): tr("steps done"),
        ("kind", GoalKind.YES_NO.value): tr("yes or no"),
        ("kind", GoalKind.WORDS.value): tr("words"),
    }


def _ratings(text: str) -> str:
    try:
        values = json.loads(text)
    except ValueError:
        return _quoted(text)
    if not isinstance(values, dict):
        return _quoted(text)
    return ", ".join(str(one) for one in values.values() if isinstance(one, (str, int)))


def _number(text: str) -> str:
    try:
        return number_words(Decimal(text))
    except InvalidOperation:
        return text


def _day(text: str) -> str:
    if len(text) < 10 or text[4:5] != "-":
        return ""
    try:
        if len(text) == 10:
            return day_words(date.fromisoformat(text))
        return day_words(datetime.fromisoformat(text).astimezone().date())
    except ValueError:
        return ""


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > LONGEST:
        text = f"{text[:LONGEST].rstrip()} …"
    return tr("“{words}”").format(words=text)


def party_comment(party: Party) -> str:
    """Return whose comment it is, to stand in a sentence."""
    match party:
        case Party.EMPLOYEE:
            return tr("the employee's comment")
        case Party.SUPERVISOR:
            return tr("the supervisor's comment")
        case Party.REVIEWER:
            return tr("the reviewer's comment")
