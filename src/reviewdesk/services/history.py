"""The history of a record, from its audit lines: whoever may see the record may read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import lifecycle
from reviewdesk.domain.interim import InterimState
from reviewdesk.domain.lifecycle import Mover, State
from reviewdesk.domain.permissions import Right, Role
from reviewdesk.i18n import tr
from reviewdesk.services.cycles import find_cycle
from reviewdesk.services.history_names import names_of
from reviewdesk.services.history_words import Names, sentences, values_of
from reviewdesk.services.people import about, find_person
from reviewdesk.services.standing import about_review, find_review, name_of, parts, shown_state
from reviewdesk.store.tables.accounts import Account, Certificate
from reviewdesk.store.tables.audit import AuditLine
from reviewdesk.store.tables.cycles import Choice, PhaseDate
from reviewdesk.store.tables.interims import Interim
from reviewdesk.store.tables.people import Assignment, Person, Unit, full_name
from reviewdesk.store.tables.reviews import Comment, MoveLine

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.cycles import Cycle
    from reviewdesk.store.tables.reviews import Review

_SELF = frozenset({"self_rating", "self_text"})
_SECOND = frozenset({"second_ratings", "second_narrative"})
_RATED = frozenset({"ratings", "narrative", "result_label", "not_rated"})
_OF_PLAN = frozenset({"goal", "goal_version", "milestone", "progress_entry", "review"})
_PLAN_COLUMNS = ("employee_agreed_at", "supervisor_agreed_at", "plan_since")


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of a history."""

    at: datetime
    by: str
    sentence: str
    line: int
    """Number of the audit line it comes from."""


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a record, the newest first."""

    title: str
    told: tuple[Told, ...]


def of_person(ctx: Context, person_id: UUID) -> History:
    """Return the history of a person's entry, reporting lines, role and keys.

    Raises:
        UserError: when the person is not on this desk or may not be seen by the actor.
    """
    with ctx.read(Right.SEE_PEOPLE, about(ctx, person_id)) as session:
        person = find_person(session, person_id)
        title = full_name(person.given, person.surname)
        people = _people(session)
        names = {str(person_id): tr("the entry of {name}").format(name=title)}
        for line in session.scalars(select(Assignment).where(Assignment.person_id == person_id)):
            boss = people.get(str(line.supervisor_id), "")
            names[str(line.id)] = tr("the reporting line to {name}").format(name=boss)
        for table, words in ((Account, tr("a role")), (Certificate, tr("a signing key"))):
            ids = session.scalars(select(table.id).where(table.person_id == person_id))
            names |= dict.fromkeys(map(str, ids), words)
        return History(title, _tell(session, Names(names, people, _units(session))))


def of_cycle(ctx: Context, cycle_id: UUID) -> History:
    """Return the history of a cycle and its dates, and to those who see everybody its choices.

    Raises:
        UserError: when the cycle is not on this desk.
    """
    with ctx.read(Right.SEE_CYCLES) as session:
        cycle: Cycle = find_cycle(session, cycle_id)
        people = _people(session)
        names = {str(cycle_id): tr("the cycle {name}").format(name=cycle.name)}
        for day in session.scalars(select(PhaseDate).where(PhaseDate.cycle_id == cycle_id)):
            names[str(day.id)] = tr("the date “{title}”").format(title=day.title)
        if ctx.sees_office(Right.SEE_REVIEW):
            for one in session.scalars(select(Choice).where(Choice.cycle_id == cycle_id)):
                person = people.get(str(one.person_id), "")
                names[str(one.id)] = tr("the choice for {name}").format(name=person)
        return History(cycle.name, _tell(session, Names(names, people, _units(session))))


def of_review(ctx: Context, review_id: UUID) -> History:
    """Return the history of a review, its plan, its year, its ratings and its form.

    Raises:
        UserError: when the review is not on this desk or may not be seen by the actor.
    """
    return _of_review(ctx, review_id, plan_only=False)


def of_plan(ctx: Context, review_id: UUID) -> History:
    """Return the history of the goals of a review alone.

    Raises:
        UserError: when the review is not on this desk or may not be seen by the actor.
    """
    return _of_review(ctx, review_id, plan_only=True)


def _of_review(ctx: Context, review_id: UUID, *, plan_only: bool) -> History:
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        people = _people(session)
        names = names_of(ctx, session, review, people)
        told = _tell(session, names, _Veil(ctx, session, review), plan=plan_only)
        employee = name_of(session, review.employee_id)
        title = tr("{name}, {number}").format(name=employee, number=review.number)
        return History(title, told)


class _Veil:
    """Which values of a review's lines the reader is not to know.

    Nobody reads more in the history than they may read now, and of drafts that were not
    shown to them at the time only that somebody wrote. Auditors read what was written.
    """

    def __init__(self, ctx: Context, session: Session, review: Review) -> None:
        self._mine = parts(ctx, review)
        self._now = shown_state(session, review)
        self._is_auditor = ctx.actor.role is Role.AUDITOR and not self._mine
        moves = select(MoveLine).where(MoveLine.review_id == review.id).order_by(MoveLine.made_at)
        self._moves = [(one.made_at, one.from_state) for one in session.scalars(moves)]
        me = ctx.actor.person_id
        self._own_comment = {
            str(one.id)
            for one in session.scalars(select(Comment).where(Comment.review_id == review.id))
            if Mover(one.party.value) in self._mine
        }
        self._hidden_interims = {
            str(one.id)
            for one in session.scalars(select(Interim).where(Interim.review_id == review.id))
            if one.supervisor_id != me and one.state is not InterimState.HANDED_IN
        }

    def columns(self, line: AuditLine) -> frozenset[str]:
        """Return the columns of a line whose values are veiled."""
        if line.subject == "private_note":
            return frozenset({"text"})
        if line.subject == "interim":
            hidden = str(line.record_id) in self._hidden_interims
            return frozenset({"text", "ratings"}) if hidden else frozenset()
        then = self._now if self._is_auditor else self._state_at(line.at)
        hidden_columns: set[str] = set()
        for columns, sees in (
            (_SELF, lifecycle.sees_self_assessment),
            (_SECOND, lifecycle.sees_second_rating),
            (_RATED, lifecycle.sees_rating),
        ):
            if not (sees(self._now, self._mine) and sees(then, self._mine)):
                hidden_columns |= columns
        if line.subject == "comment" and str(line.record_id) not in self._own_comment:
            sees = lifecycle.sees_rating
            if not (sees(self._now, self._mine) and sees(then, self._mine)):
                hidden_columns.add("text")
        return frozenset(hidden_columns)

    def hides_reason(self, line: AuditLine) -> bool:
        """Return whether the reason of a move may speak of ratings the reader may not see."""
        start = values_of(line.after).get("from_state")
        return start == State.REVIEWER and not lifecycle.sees_rating(self._now, self._mine)

    def _state_at(self, at: datetime) -> State:
        for made, start in self._moves:
            if made >= at:
                return start
        return self._now


def _people(session: Session) -> dict[str, str]:
    query = select(Person.id, Person.given, Person.surname)
    return {str(id_): full_name(given, surname) for id_, given, surname in session.execute(query)}


def _units(session: Session) -> dict[str, str]:
    return {str(id_): name for id_, name in session.execute(select(Unit.id, Unit.name))}


def _tell(
    session: Session, names: Names, veil: _Veil | None = None, *, plan: bool = False
) -> tuple[Told, ...]:
    from uuid import UUID

    ids = [UUID(one) for one in names.records]
    told: dict[tuple[str, str], Told] = {}
    for start in range(0, len(ids), 500):  # SQLite takes no more values at once everywhere
        query = select(AuditLine).where(AuditLine.record_id.in_(ids[start : start + 500]))
        for line in session.scalars(query):
            if plan and not _is_of_plan(line):
                continue
            veiled = veil.columns(line) if veil else frozenset()
            hides = veil is not None and line.subject == "move" and veil.hides_reason(line)
            shown = _without_reason(line) if hides else line
            for sentence in sentences(shown, names, veiled=veiled):
                if sentence:  # what was written many times a day and is veiled is told once
                    key = (sentence, "" if veiled else str(line.id))
                    told[key] = Told(line.at, line.actor, sentence, line.id)
    return tuple(sorted(told.values(), key=lambda one: one.line, reverse=True))


def _is_of_plan(line: AuditLine) -> bool:
    if line.subject == "review":
        return any(column in line.after for column in _PLAN_COLUMNS)
    return line.subject in _OF_PLAN


def _without_reason(line: AuditLine) -> AuditLine:
    after = {name: value for name, value in values_of(line.after).items() if name != "reason"}
    return AuditLine(
        id=line.id, at=line.at, actor=line.actor, kind=line.kind, subject=line.subject,
        record_id=line.record_id, before=line.before, after=json.dumps(after), hash=line.hash,
    )  # fmt: skip
