"""Versions of a goal's text: how they are kept, read back and put in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from reviewdesk.domain import goal as rules
from reviewdesk.domain.goal import Direction, GoalKind, GoalText, VersionState
from reviewdesk.i18n import tr
from reviewdesk.services.standing import name_of
from reviewdesk.store.tables.goals import Goal, GoalVersion, Milestone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a goal's text and what it changed."""

    id: UUID
    number: int
    state: VersionState
    reason: str
    changes: tuple[str, ...]
    proposed_by: str
    proposed_on: date
    employee_agreed: bool
    supervisor_agreed: bool
    text: GoalText
    adds: bool
    """Whether it brings the goal into the plan."""
    drops: bool
    """Whether it takes the goal out of the plan."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says: the text, and what it does to the rest of the plan."""

    text: GoalText
    adds: bool = False
    drops: bool = False
    weights: tuple[tuple[UUID, Decimal], ...] = ()
    """New weights of other goals, in per cent, so that the plan adds up again."""


def content_json(content: Content) -> str:
    """Return what a version says as it is kept."""
    kept = json.loads(to_json(content.text))
    if content.adds:
        kept["adds"] = True
    if content.drops:
        kept["drops"] = True
    if content.weights:
        kept["weights"] = {goal.hex: _plain(weight) for goal, weight in content.weights}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def read_content(text: str) -> Content:
    """Return what a version says."""
    kept: dict[str, Any] = json.loads(text)
    weights = kept.get("weights", {})
    return Content(
        from_json(text),
        adds=bool(kept.get("adds")),
        drops=bool(kept.get("drops")),
        weights=tuple((UUID(hex=goal), Decimal(weight)) for goal, weight in weights.items()),
    )


def to_json(text: GoalText) -> str:
    """Return a goal's text as it is kept with its version."""
    content = {
        "title": text.title,
        "kind": text.kind,
        "measure": text.measure,
        "baseline": _plain(text.baseline),
        "target": _plain(text.target),
        "range_low": _plain(text.range_low),
        "range_high": _plain(text.range_high),
        "direction": text.direction,
        "unit": text.unit,
        "due": text.due.isoformat() if text.due else None,
        "weight": _plain(text.weight),
        "milestones": list(text.milestones),
        "parent_id": text.parent_id.hex if text.parent_id else None,
        "objective_id": text.objective_id.hex if text.objective_id else None,
        "section": text.section,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def from_json(content: str) -> GoalText:
    """Return the text that was kept with a version."""
    kept = json.loads(content)

    def number(name: str) -> Decimal | None:
        return Decimal(kept[name]) if kept.get(name) is not None else None

    def record(name: str) -> UUID | None:
        return UUID(hex=kept[name]) if kept.get(name) else None

    return GoalText(
        title=kept["title"],
        kind=GoalKind(kept["kind"]),
        measure=kept["measure"],
        baseline=number("baseline"),
        target=number("target"),
        range_low=number("range_low"),
        range_high=number("range_high"),
        direction=Direction(kept["direction"]),
        unit=kept["unit"],
        due=date.fromisoformat(kept["due"]) if kept.get("due") else None,
        weight=number("weight"),
        milestones=tuple(kept["milestones"]),
        parent_id=record("parent_id"),
        objective_id=record("objective_id"),
        section=kept.get("section", ""),
    )


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def next_number(session: Session, goal_id: UUID) -> int:
    """Return the number of a goal's next version."""
    last = session.scalars(
        select(func.max(GoalVersion.number)).where(GoalVersion.goal_id == goal_id)
    ).one()
    return (last or 0) + 1


def settle(session: Session, goal_id: UUID) -> str:
    """Withdraw changes that wait and return what was agreed last, empty for nothing."""
    versions = session.scalars(
        select(GoalVersion).where(GoalVersion.goal_id == goal_id).order_by(GoalVersion.number)
    ).all()
    for one in versions:
        if one.state is VersionState.PROPOSED:
            one.state = VersionState.WITHDRAWN
    return next((one.content for one in reversed(versions) if one.state is VersionState.AGREED), "")


def milestones_of(session: Session, goal_id: UUID) -> list[Milestone]:
    """Return the milestones of a goal in their order."""
    return list(
        session.scalars(
            select(Milestone).where(Milestone.goal_id == goal_id).order_by(Milestone.position)
        )
    )


def write_goal(session: Session, goal: Goal, text: GoalText) -> None:
    """Give a goal another text; milestones that keep their title stay done."""
    goal.title = text.title.strip()
    goal.kind = text.kind
    goal.measure = text.measure.strip()
    goal.baseline, goal.target = text.baseline, text.target
    goal.range_low, goal.range_high = text.range_low, text.range_high
    goal.direction, goal.unit = text.direction, text.unit.strip()
    goal.due, goal.weight = text.due, text.weight
    goal.parent_id, goal.objective_id = text.parent_id, text.objective_id
    goal.section = text.section
    present = milestones_of(session, goal.id)
    wanted = [title.strip() for title in text.milestones if title.strip()]
    if [one.title for one in present] != wanted:
        done = {one.title: one.done_on for one in present}
        for one in present:
            session.delete(one)
        session.flush()
        session.add_all(
            Milestone(goal_id=goal.id, position=place, title=title, done_on=done.get(title))
            for place, title in enumerate(wanted)
        )


def versions_of(session: Session, goal_id: UUID) -> tuple[VersionView, ...]:
    """Return the versions of a goal, oldest first, each with what it changes."""
    views: list[VersionView] = []
    before: GoalText | None = None
    for version in session.scalars(
        select(GoalVersion).where(GoalVersion.goal_id == goal_id).order_by(GoalVersion.number)
    ):
        content = read_content(version.content)
        views.append(
            VersionView(
                id=version.id,
                number=version.number,
                state=version.state,
                reason=version.reason,
                changes=_changes(session, before, content),
                proposed_by=name_of(session, version.proposed_by),
                proposed_on=version.proposed_at.date(),
                employee_agreed=version.employee_agreed_at is not None,
                supervisor_agreed=version.supervisor_agreed_at is not None,
                text=content.text,
                adds=content.adds,
                drops=content.drops,
            )
        )
        if version.state is VersionState.AGREED:
            before = content.text
    return tuple(views)


def _changes(session: Session, before: GoalText | None, content: Content) -> tuple[str, ...]:
    if content.adds:
        own: tuple[str, ...] = (tr("The goal comes into the plan."),)
    elif content.drops:
        own = (tr("The goal leaves the plan."),)
    else:
        own = rules.changes_words(before, content.text) if before else ()
    return (*own, *_weight_words(session, dict(content.weights)))


def _weight_words(session: Session, weights: Mapping[UUID, Decimal]) -> tuple[str, ...]:
    goals = session.scalars(select(Goal).where(Goal.id.in_(weights)).order_by(Goal.position))
    return tuple(
        tr("Weight of “{goal}”: {weight} %").format(
            goal=goal.title, weight=rules.number_words(weights[goal.id])
        )
        for goal in goals
    )
