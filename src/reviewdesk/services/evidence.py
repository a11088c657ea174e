"""The year of one person as evidence: talks, progress, amendments and promises, dated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import goal as rules
from reviewdesk.domain.goal import VersionState
from reviewdesk.i18n import tr
from reviewdesk.services.standing import name_of
from reviewdesk.store.tables.checkins import Action, CheckIn, PrivateNote
from reviewdesk.store.tables.goals import Goal, GoalVersion, ProgressEntry

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something of the year, in words."""

    day: date
    kind: str
    """``check-in``, ``progress``, ``amendment``, ``action`` or ``note``."""
    text: str
    goal: str = ""
    private: bool = False


def evidence_of(ctx: Context, session: Session, review: Review) -> tuple[Evidence, ...]:
    """Return the year's evidence, oldest first; private notes to their author alone."""
    found = [
        Evidence(
            talk.held_on,
            "check-in",
            f"{talk.topic}: {talk.said}" if talk.topic else talk.said,
        )
        for talk in session.scalars(select(CheckIn).where(CheckIn.review_id == review.id))
    ]
    progress = session.execute(
        select(ProgressEntry, Goal.title, Goal.unit)
        .join(Goal, ProgressEntry.goal_id == Goal.id)
        .where(Goal.review_id == review.id)
    )
    for entry, title, unit in progress:
        number = (
            f"{rules.number_words(entry.actual)} {unit}".strip() if entry.actual is not None else ""
        )
        words = " · ".join(part for part in (number, entry.note) if part)
        found.append(Evidence(entry.noted_on, "progress", words, goal=title))
    versions = session.execute(
        select(GoalVersion, Goal.title)
        .join(Goal, GoalVersion.goal_id == Goal.id)
        .where(
            Goal.review_id == review.id,
            GoalVersion.state == VersionState.AGREED,
            GoalVersion.reason != "",
        )
    )
    for version, title in versions:
        found.append(Evidence(version.proposed_at.date(), "amendment", version.reason, goal=title))
    for action in session.scalars(
        select(Action).where(Action.review_id == review.id, Action.done_on.is_not(None))
    ):
        assert action.done_on is not None
        found.append(
            Evidence(
                action.done_on,
                "action",
                tr("Done: {text} ({owner})").format(
                    text=action.text, owner=name_of(session, action.owner_id)
                ),
            )
        )
    if ctx.actor.person_id is not None:
        notes = select(PrivateNote).where(
            PrivateNote.review_id == review.id, PrivateNote.author_id == ctx.actor.person_id
        )
        found.extend(
            Evidence(note.noted_at.date(), "note", note.text, private=True)
            for note in session.scalars(notes)
        )
    return tuple(sorted(found, key=lambda one: one.day))
