"""Goals of one review: set, weighed, agreed by both, followed through the year."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from reviewdesk.domain import goal as rules
from reviewdesk.domain import scoring
from reviewdesk.domain.goal import Direction, GoalKind, GoalText, VersionState
from reviewdesk.domain.lifecycle import ENDED_STATES, PLANNED_STATES, Move, Mover, State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.form_snapshot import goal_text, standing
from reviewdesk.services.standing import (
    about_review,
    find_review,
    make_move,
    name_of,
    parts,
    scheme_of,
)
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.goals import Goal, GoalVersion, Milestone, Objective, ProgressEntry

if TYPE_CHECKING:
    from fractions import Fraction

    from sqlalchemy.orm import Session

    from reviewdesk.domain.scheme import Section
    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


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


@dataclass(frozen=True, slots=True)
class Plan:
    """The goals of one review and what may be done with them."""

    review_id: UUID
    number: str
    employee_id: UUID
    supervisor_id: UUID
    reviewer_id: UUID | None
    employee: str
    supervisor: str
    cycle: str
    state: State
    goals: tuple[GoalView, ...]
    has_weights: bool
    total: Decimal
    weight_left: Decimal
    faults: tuple[str, ...]
    """What keeps the plan from being agreed."""
    employee_agreed: bool
    supervisor_agreed: bool
    may_edit: bool
    may_agree: bool
    may_amend: bool
    may_note: bool


def plan(ctx: Context, review_id: UUID) -> Plan:
    """Return the goals of a review."""
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        section = _section(session, review)
        goals = _goals(session, review_id)
        views = tuple(goal_view(session, review, goal) for goal in goals)
        mine = parts(ctx, review) & {Mover.EMPLOYEE, Mover.SUPERVISOR}
        total = section.weights.total if section and section.weights else Decimal(0)
        return Plan(
            review_id=review.id,
            number=review.number,
            employee_id=review.employee_id,
            supervisor_id=review.supervisor_id,
            reviewer_id=review.reviewer_id,
            employee=name_of(session, review.employee_id),
            supervisor=name_of(session, review.supervisor_id),
            cycle=session.get_one(Cycle, review.cycle_id).name,
            state=review.state,
            goals=views,
            has_weights=bool(section and section.weights),
            total=total,
            weight_left=rules.weight_left(total, [goal.weight for goal in goals]),
            faults=_plan_faults(section, views),
            employee_agreed=review.employee_agreed_at is not None,
            supervisor_agreed=review.supervisor_agreed_at is not None,
            may_edit=bool(mine) and review.state is State.PLAN,
            may_agree=bool(mine) and review.state is State.PLAN,
            may_amend=bool(mine) and review.state in PLANNED_STATES,
            may_note=bool(mine) and review.state in PLANNED_STATES,
        )


def save_goal(ctx: Context, review_id: UUID, text: GoalText, goal_id: UUID | None = None) -> UUID:
    """Write a goal of a draft plan; both have to agree again afterwards.

    Raises:
        UserError: when the plan is agreed already, or the goal has no title.
    """
    if not text.title.strip():
        raise UserError(tr("Give the goal a title."))
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        review = _draft(session, review_id)
        goals = _goals(session, review_id)
        goal = next((one for one in goals if one.id == goal_id), None)
        if goal is None:
            goal = Goal(
                review_id=review_id, position=len(goals), kind=text.kind, title=text.title.strip()
            )
            session.add(goal)
            session.flush()
        _write(session, goal, text)
        _agreements_fall(review)
        return goal.id


def remove_goal(ctx: Context, goal_id: UUID) -> None:
    """Take a goal out of a draft plan.

    Raises:
        UserError: when the plan is agreed already.
    """
    review_id = review_of(ctx, goal_id)
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        review = _draft(session, review_id)
        goal = session.get_one(Goal, goal_id)
        for milestone in _milestones(session, goal_id):
            session.delete(milestone)
        session.flush()
        session.delete(goal)
        session.flush()
        for place, other in enumerate(_goals(session, review_id)):
            other.position = place
        _agreements_fall(review)


def share_out(ctx: Context, review_id: UUID) -> None:
    """Share what is left of the weight among the goals, ending exactly at the total."""
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        review = _draft(session, review_id)
        section = _section(session, review)
        goals = _goals(session, review_id)
        if section is None or section.weights is None or not goals:
            return
        weights = scoring.share_out(section, [goal.weight for goal in goals])
        for goal, weight in zip(goals, weights, strict=True):
            goal.weight = weight
        _agreements_fall(review)


def agree(ctx: Context, review_id: UUID) -> State:
    """Agree to the plan for the actor's part; with both, the plan is agreed.

    Raises:
        UserError: when the weights or a goal are not right yet.
    """
    with ctx.begin(Right.AGREE_GOALS, about_review(ctx, review_id)) as session:
        review = _draft(session, review_id)
        section = _section(session, review)
        views = tuple(goal_view(session, review, goal) for goal in _goals(session, review_id))
        faults = _plan_faults(section, views)
        if faults:
            raise UserError(
                tr("The plan cannot be agreed yet."),
                safe=tr("It is kept as a draft."),
                remedy=" ".join(faults),
            )
        mine = parts(ctx, review)
        if Mover.EMPLOYEE in mine:
            review.employee_agreed_at = ctx.clock.now()
        if Mover.SUPERVISOR in mine:
            review.supervisor_agreed_at = ctx.clock.now()
        if review.employee_agreed_at and review.supervisor_agreed_at:
            for view in views:
                session.add(
                    GoalVersion(
                        goal_id=view.id,
                        number=1,
                        content=to_json(view.text),
                        state=VersionState.AGREED,
                        proposed_by=ctx.actor.person_id,
                        proposed_at=ctx.clock.now(),
                        employee_agreed_at=review.employee_agreed_at,
                        supervisor_agreed_at=review.supervisor_agreed_at,
                    )
                )
            return make_move(ctx, session, review, Move.AGREE)
        return review.state


def note_progress(
    ctx: Context, goal_id: UUID, noted_on: date, actual: Decimal | None, note: str = ""
) -> None:
    """Note what was reached on a day; the first note starts the year.

    Raises:
        UserError: when the plan is not agreed, the day lies ahead, or nothing is said.
    """
    review_id = review_of(ctx, goal_id)
    with ctx.begin(Right.NOTE_PROGRESS, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        demand_year(review)
        if noted_on > ctx.clock.today():
            raise UserError(tr("Progress cannot be noted for a day that is still to come."))
        if actual is None and not note.strip():
            raise UserError(tr("Give a number or a note."))
        if review.state is State.AGREED:
            make_move(ctx, session, review, Move.START)
        session.add(
            ProgressEntry(
                goal_id=goal_id,
                noted_on=noted_on,
                actual=actual,
                note=note.strip(),
                noted_by=ctx.actor.name,
            )
        )


def set_milestone(ctx: Context, milestone_id: UUID, done_on: date | None) -> None:
    """Say that a milestone is done on a day, or is not done after all."""
    with ctx.read(Right.OPEN_DESK) as session:
        goal_id = session.get_one(Milestone, milestone_id).goal_id
    review_id = review_of(ctx, goal_id)
    with ctx.begin(Right.NOTE_PROGRESS, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        demand_year(review)
        if review.state is State.AGREED:
            make_move(ctx, session, review, Move.START)
        session.get_one(Milestone, milestone_id).done_on = done_on


def demand_year(review: Review) -> None:
    """Refuse notes on goals outside the year between plan and self-assessment.

    Raises:
        UserError: when the plan is not agreed yet, or the year is over.
    """
    if review.state not in PLANNED_STATES:
        raise UserError(
            tr("Agree the plan first.")
            if review.state is State.PLAN
            else tr("The year is over: the review is being written."),
            safe=tr("Nothing was changed."),
        )


def review_of(ctx: Context, goal_id: UUID) -> UUID:
    """Return the review a goal belongs to.

    Raises:
        UserError: when there is no such goal.
    """
    with ctx.read(Right.OPEN_DESK) as session:
        goal = session.get(Goal, goal_id)
        if goal is None:
            raise UserError(tr("This goal is not on this desk."))
        return goal.review_id


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
    )


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _goals(session: Session, review_id: UUID) -> list[Goal]:
    return list(
        session.scalars(
            select(Goal)
            .where(Goal.review_id == review_id, Goal.dropped.is_(False))
            .order_by(Goal.position)
        )
    )


def _milestones(session: Session, goal_id: UUID) -> list[Milestone]:
    return list(
        session.scalars(
            select(Milestone).where(Milestone.goal_id == goal_id).order_by(Milestone.position)
        )
    )


def _section(session: Session, review: Review) -> Section | None:
    return scheme_of(session, review.cycle_id).goal_section()


def _draft(session: Session, review_id: UUID) -> Review:
    review = find_review(session, review_id)
    if review.state is not State.PLAN:
        raise UserError(
            tr("This plan is agreed."),
            safe=tr("Nothing was changed."),
            remedy=tr("Propose an amendment; both then agree again.")
            if review.state not in ENDED_STATES
            else "",
        )
    return review


def _agreements_fall(review: Review) -> None:
    review.employee_agreed_at = None
    review.supervisor_agreed_at = None


def _write(session: Session, goal: Goal, text: GoalText) -> None:
    goal.title = text.title.strip()
    goal.kind = text.kind
    goal.measure = text.measure.strip()
    goal.baseline, goal.target = text.baseline, text.target
    goal.range_low, goal.range_high = text.range_low, text.range_high
    goal.direction, goal.unit = text.direction, text.unit.strip()
    goal.due, goal.weight = text.due, text.weight
    goal.parent_id, goal.objective_id = text.parent_id, text.objective_id
    present = _milestones(session, goal.id)
    if [one.title for one in present] != list(text.milestones):
        done = {one.title: one.done_on for one in present}
        for one in present:
            session.delete(one)
        session.flush()
        session.add_all(
            Milestone(goal_id=goal.id, position=place, title=title, done_on=done.get(title))
            for place, title in enumerate(text.milestones)
            if title.strip()
        )


def _plan_faults(section: Section | None, views: tuple[GoalView, ...]) -> tuple[str, ...]:
    faults = [
        tr("{title}: {fault}").format(title=view.text.title, fault=fault)
        for view in views
        for fault in view.faults
    ]
    if section is not None:
        if len(views) < section.fewest:
            faults.append(
                tr("The scheme asks for at least {n} goals.").format(n=section.fewest)
                if section.fewest > 1
                else tr("Set at least one goal.")
            )
        if len(views) > section.most:
            faults.append(tr("The scheme allows at most {n} goals.").format(n=section.most))
        if section.weights is not None and views:
            faults.extend(scoring.weight_faults(section, [view.text.weight for view in views]))
    return tuple(faults)


def goal_view(session: Session, review: Review, goal: Goal) -> GoalView:
    """Return one goal with how far it is reached."""
    milestones = _milestones(session, goal.id)
    text = goal_text(goal, (one.title for one in milestones))
    stands = standing(session, goal, milestones)
    cap = scheme_of(session, review.cycle_id).progress_cap
    reached = rules.progress(text, stands.actual, stands.done, cap=cap)
    entries = session.scalars(
        select(ProgressEntry)
        .where(ProgressEntry.goal_id == goal.id)
        .order_by(ProgressEntry.noted_on.desc())
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
        versions=_versions(session, goal.id),
        faults=rules.faults(text),
        objective=objective.title if objective else "",
        parent=parent.title if parent else "",
    )


def _versions(session: Session, goal_id: UUID) -> tuple[VersionView, ...]:
    views: list[VersionView] = []
    before: GoalText | None = None
    for version in session.scalars(
        select(GoalVersion).where(GoalVersion.goal_id == goal_id).order_by(GoalVersion.number)
    ):
        text = from_json(version.content)
        views.append(
            VersionView(
                id=version.id,
                number=version.number,
                state=version.state,
                reason=version.reason,
                changes=rules.changes_words(before, text) if before else (),
                proposed_by=name_of(session, version.proposed_by),
                proposed_on=version.proposed_at.date(),
                employee_agreed=version.employee_agreed_at is not None,
                supervisor_agreed=version.supervisor_agreed_at is not None,
            )
        )
        if version.state is VersionState.AGREED:
            before = text
    return tuple(views)
