"""A goal's rows as the values the rules work on: its text, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.goal import GoalText, VersionState
from reviewdesk.store.tables.goals import Goal, GoalVersion, ProgressEntry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.store.tables.goals import Milestone


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one goal stands at the end: its last number and its milestones."""

    actual: Decimal | None
    note: str
    done: int


def goal_text(goal: Goal, milestones: Iterable[str] = ()) -> GoalText:
    """Return a goal's row as the value the rules work on."""
    return GoalText(
        title=goal.title,
        kind=goal.kind,
        measure=goal.measure,
        baseline=goal.baseline,
        target=goal.target,
        range_low=goal.range_low,
        range_high=goal.range_high,
        direction=goal.direction,
        unit=goal.unit,
        due=goal.due,
        weight=goal.weight,
        milestones=tuple(milestones),
        parent_id=goal.parent_id,
        objective_id=goal.objective_id,
        section=goal.section,
    )


def standing(session: Session, goal: Goal, milestones: Iterable[Milestone]) -> Standing:
    """Return the newest number and note of a goal and how many milestones are done."""
    latest = session.scalars(
        select(ProgressEntry)
        .where(ProgressEntry.goal_id == goal.id, ProgressEntry.actual.is_not(None))
        .order_by(ProgressEntry.noted_on.desc(), ProgressEntry.noted_at.desc())
        .limit(1)
    ).first()
    return Standing(
        actual=latest.actual if latest else None,
        note=latest.note if latest else "",
        done=sum(1 for one in milestones if one.done_on),
    )


def goals_of(session: Session, review_id: UUID) -> list[Goal]:
    """Return the goals of a review in their order, without those dropped or only proposed."""
    return list(
        session.scalars(
            select(Goal)
            .where(Goal.review_id == review_id, Goal.in_plan.is_(True))
            .order_by(Goal.position)
        )
    )


def proposed_goals(session: Session, review_id: UUID) -> list[Goal]:
    """Return the goals that wait to be agreed into a plan."""
    return list(
        session.scalars(
            select(Goal)
            .join(GoalVersion, GoalVersion.goal_id == Goal.id)
            .where(
                Goal.review_id == review_id,
                Goal.in_plan.is_(False),
                GoalVersion.state == VersionState.PROPOSED,
            )
            .order_by(GoalVersion.proposed_at)
        )
    )
