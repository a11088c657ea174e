"""What was changed in the plan and the year of a review since a moment, in sentences."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import goal as rules
from reviewdesk.domain.days import day_words
from reviewdesk.domain.goal import VersionState
from reviewdesk.domain.lifecycle import Mover
from reviewdesk.i18n import tr
from reviewdesk.services.goal_versions import versions_of
from reviewdesk.store.tables.audit import AuditLine
from reviewdesk.store.tables.checkins import Action, CheckIn
from reviewdesk.store.tables.goals import Goal, GoalVersion, Milestone, ProgressEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from reviewdesk.domain.permissions import Actor
    from reviewdesk.store.tables.reviews import Review


def year_changes(
    session: Session, review: Review, seen: datetime, mine: frozenset[Mover], reader: Actor
) -> Iterator[tuple[datetime, str]]:
    """Yield when and what others changed in goals, progress, check-ins and actions.

    Args:
        session: of the open desk.
        review: whose plan and year.
        seen: when the reader last looked.
        mine: the parts the reader has in the review.
        reader: whose own notes are left out.
    """
    goals = {
        goal.id: goal for goal in session.scalars(select(Goal).where(Goal.review_id == review.id))
    }
    for goal in goals.values():
        yield from _amendments(session, goal, seen, mine)
    notes = select(ProgressEntry).where(
        ProgressEntry.goal_id.in_(goals), ProgressEntry.noted_at > seen
    )
    for note in session.scalars(notes):
        if note.noted_by != reader.name:
            said = " · ".join(part for part in (rules.number_words(note.actual), note.note) if part)
            yield (
                note.noted_at,
                tr("{actor} noted progress of “{goal}”: {said}").format(
                    actor=note.noted_by, goal=goals[note.goal_id].title, said=said
                ),
            )
    talks = select(CheckIn).where(CheckIn.review_id == review.id, CheckIn.recorded_at > seen)
    for talk in session.scalars(talks):
        if talk.recorded_by != reader.name:
            yield (
                talk.recorded_at,
                tr("{actor} recorded the check-in of {day}.").format(
                    actor=talk.recorded_by, day=day_words(talk.held_on)
                ),
            )
    yield from _done(session, review, seen, reader)


def _amendments(
    session: Session, goal: Goal, seen: datetime, mine: frozenset[Mover]
) -> Iterator[tuple[datetime, str]]:
    agreed = select(GoalVersion).where(
        GoalVersion.goal_id == goal.id,
        GoalVersion.state == VersionState.AGREED,
        GoalVersion.reason != "",
    )
    times = {one.id: (one.employee_agreed_at, one.supervisor_agreed_at)
             for one in session.scalars(agreed)}  # fmt: skip
    if not times:
        return
    for view in versions_of(session, goal.id):
        employee, supervisor = times.get(view.id, (None, None))
        if employee is None or supervisor is None:
            continue
        last = max(employee, supervisor)
        is_own = (Mover.EMPLOYEE in mine and employee == last) or (
            Mover.SUPERVISOR in mine and supervisor == last
        )
        if last > seen and not is_own:
            yield (
                last,
                tr("Both agreed a change of “{goal}”: {changes} ({reason})").format(
                    goal=goal.title, changes="; ".join(view.changes), reason=view.reason
                ),
            )


def _done(
    session: Session, review: Review, seen: datetime, reader: Actor
) -> Iterator[tuple[datetime, str]]:
    """Yield the actions and milestones that others ticked, or opened again."""
    titles = {
        row.id: row.text
        for row in session.execute(
            select(Action.id, Action.text).where(Action.review_id == review.id)
        )
    }
    milestones = (
        select(Milestone.id, Milestone.title)
        .join(Goal, Milestone.goal_id == Goal.id)
        .where(Goal.review_id == review.id)
    )
    titles |= {row.id: row.title for row in session.execute(milestones)}
    lines = select(AuditLine).where(
        AuditLine.record_id.in_(titles), AuditLine.at > seen, AuditLine.kind == "changed"
    )
    for line in session.scalars(lines):
        after = json.loads(line.after)
        if "done_on" not in after or line.person_id == reader.person_id:
            continue
        words = (
            tr("{actor} marked “{title}” as done.")
            if after["done_on"]
            else tr("{actor} marked “{title}” as not done.")
        )
        yield line.at, words.format(actor=line.actor, title=titles[line.record_id])
