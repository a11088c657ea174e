"""One goal as it is shown: its text, how far it is reached, how it was changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import goal as rules
from reviewdesk.domain.goal import VersionState
from reviewdesk.i18n import tr
from reviewdesk.services.goal_standing import goal_text, standing
from reviewdesk.services.goal_versions import milestones_of, versions_of
from reviewdesk.services.standing import scheme_of
from reviewdesk.store.tables.goals import Goal, Objective, ProgressEntry

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.goal import GoalText
    from reviewdesk.services.goal_versions import VersionView
    from reviewdesk.store.tables.reviews import Review


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What was reached on a day."""

    noted_on: date
    actual: str
    note: str
    noted_by: str


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """One step of a goal."""

    id: UUID
    title: str
    done_on: date | None


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal with how far it is reached and how it was changed."""

    id: UUID
    text: GoalText
    progress: Fraction | None
    progress_words: str
    measure_words: str
    milestones: tuple[MilestoneView, ...]
    entries: tuple[ProgressView, ...]
    versions: tuple[VersionView, ...]
    faults: tuple[str, ...]
    objective: str
    parent: str

    @property
    def pending(self) -> VersionView | None:
        """The change that waits for somebody to agree, if there is one."""
        return next((one for one in self.versions if one.state is VersionState.PROPOSED), None)


def goal_view(session: Session, review: Review, goal: Goal) -> GoalView:
    """Return one goal with how far it is reached."""
    milestones = milestones_of(session, goal.id)
    text = goal_text(goal, (one.title for one in milestones))
    stands = standing(session, goal, milestones)
    cap = scheme_of(session, review.cycle_id).progress_cap
    reached = rules.progress(text, stands.actual, stands.done, cap=cap)
    entries = session.scalars(
        select(ProgressEntry)
        .where(ProgressEntry.goal_id == goal.id)
        .order_by(ProgressEntry.noted_on.desc(), ProgressEntry.noted_at.desc())
    )
    objective = session.get(Objective, goal.objective_id) if goal.objective_id else None
    parent = session.get(Goal, goal.parent_id) if goal.parent_id else None
    return GoalView(
        id=goal.id,
        text=text,
        progress=reached,
        progress_words=tr("worse than at the start")
        if rules.is_worse_than_start(text, stands.actual)
        else rules.percent_words(reached),
        measure_words=rules.measure_words(text, stands.actual, stands.done),
        milestones=tuple(MilestoneView(one.id, one.title, one.done_on) for one in milestones),
        entries=tuple(
            ProgressView(one.noted_on, rules.number_words(one.actual), one.note, one.noted_by)
            for one in entries
        ),
        versions=versions_of(session, goal.id),
        faults=rules.faults(text),
        objective=objective.title if objective else "",
        parent=parent.title if parent else "",
    )
