"""Goals of one review: set, weighed and agreed by both."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from reviewdesk.domain import goal as rules
from reviewdesk.domain import scoring
from reviewdesk.domain.goal import VersionState
from reviewdesk.domain.lifecycle import ENDED_STATES, PLANNED_STATES, Move, Mover, State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.goal_progress import demand_year, note_progress, review_of, set_milestone
from reviewdesk.services.goal_standing import goals_of, proposed_goals
from reviewdesk.services.goal_versions import (
    VersionView,
    from_json,
    milestones_of,
    next_number,
    settle,
    to_json,
    write_goal,
)
from reviewdesk.services.goal_views import GoalView, MilestoneView, ProgressView, goal_view
from reviewdesk.services.plan_days import plan_since
from reviewdesk.services.plan_parts import plan_faults, section_of, weighted_parts
from reviewdesk.services.standing import (
    about_review,
    find_review,
    make_move,
    name_of,
    parts,
    scheme_of,
)
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.goals import Goal, GoalVersion, ProgressEntry
from reviewdesk.store.tables.reviews import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.goal import GoalText
    from reviewdesk.domain.scheme import Scheme, Words
    from reviewdesk.services.context import Context
    from reviewdesk.services.plan_parts import WeightedPart
    from reviewdesk.store.tables.reviews import Review

__all__ = [
    "GoalView",
    "MilestoneView",
    "Plan",
    "ProgressView",
    "VersionView",
    "agree",
    "demand_year",
    "draft_of",
    "from_json",
    "goal_view",
    "goals_of",
    "note_progress",
    "plan",
    "proposed_goals",
    "remove_goal",
    "reorder",
    "review_of",
    "save_goal",
    "set_milestone",
    "share_out",
    "to_json",
]


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
    words: Words
    """What the scheme calls things."""
    sections: tuple[tuple[str, str], ...]
    """Id and title of the scheme's sections that hold goals."""
    weighted: tuple[WeightedPart, ...]
    """Sections of fixed entries whose weights the plan sets."""
    goals: tuple[GoalView, ...]
    proposed: tuple[GoalView, ...]
    """New goals that one party proposes for an agreed plan."""
    has_goals: bool
    """Whether the scheme of the cycle has goals at all."""
    has_weights: bool
    total: Decimal
    weight_left: Decimal
    faults: tuple[str, ...]
    """What keeps the plan from being agreed."""
    since: date | None
    """First day on which the agreed plan is in force."""
    employee_agreed: bool
    supervisor_agreed: bool
    mine: frozenset[Mover]
    may_edit: bool
    may_agree: bool
    may_amend: bool
    may_note: bool


def plan(ctx: Context, review_id: UUID) -> Plan:
    """Return the goals of a review."""
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        scheme = scheme_of(session, review.cycle_id)
        sections = scheme.goal_sections()
        goals = goals_of(session, review_id)
        views = tuple(goal_view(session, review, goal) for goal in goals)
        weighted = weighted_parts(session, review, scheme)
        mine = parts(ctx, review) & {Mover.EMPLOYEE, Mover.SUPERVISOR}
        rules_ = [one.weights for one in sections if one.weights is not None]
        total = sum((one.total for one in rules_), Decimal(0))
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
            words=scheme.words,
            sections=tuple((one.id, one.title) for one in sections),
            weighted=weighted,
            goals=views,
            proposed=tuple(
                goal_view(session, review, goal) for goal in proposed_goals(session, review_id)
            ),
            has_goals=bool(sections),
            has_weights=bool(rules_),
            total=total,
            weight_left=rules.weight_left(total, [goal.weight for goal in goals]),
            faults=_faults(scheme, views, weighted),
            since=plan_since(session, review),
            employee_agreed=review.employee_agreed_at is not None,
            supervisor_agreed=review.supervisor_agreed_at is not None,
            mine=mine,
            may_edit=bool(mine) and review.state is State.PLAN and bool(sections or weighted),
            may_agree=bool(mine) and review.state is State.PLAN,
            may_amend=bool(mine) and review.state in PLANNED_STATES,
            may_note=bool(mine) and review.state in PLANNED_STATES,
        )


def save_goal(ctx: Context, review_id: UUID, text: GoalText, goal_id: UUID | None = None) -> UUID:
    """Write a goal of a draft plan; both have to agree again afterwards.

    Raises:
        UserError: when the plan is agreed already, the scheme has no goals, or the goal
            has no title.
    """
    if not text.title.strip():
        raise UserError(tr("Give the goal a title."))
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        review = draft_of(session, review_id)
        section = section_of(scheme_of(session, review.cycle_id), text.section)
        if section is None:
            raise UserError(
                tr("The scheme of this cycle has no goals."),
                safe=tr("Nothing was changed."),
                remedy=tr("The review is written on the scheme's own list."),
            )
        goals = goals_of(session, review_id)
        goal = next((one for one in goals if one.id == goal_id), None)
        if goal is None:
            if goal_id is not None:
                raise UserError(
                    tr("This goal is no longer in the plan."), safe=tr("Nothing was changed.")
                )
            goal = Goal(
                review_id=review_id, position=len(goals), kind=text.kind, title=text.title.strip()
            )
            session.add(goal)
            session.flush()
        write_goal(session, goal, text)
        _agreements_fall(review)
        return goal.id


def remove_goal(ctx: Context, goal_id: UUID) -> None:
    """Take a goal out of a draft plan; one that has a past is kept, out of sight.

    Raises:
        UserError: when the plan is agreed already.
    """
    review_id = review_of(ctx, goal_id)
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        review = draft_of(session, review_id)
        goal = session.get_one(Goal, goal_id)
        if _has_past(session, goal_id):
            goal.in_plan = False
            settle(session, goal_id)
        else:
            for milestone in milestones_of(session, goal_id):
                session.delete(milestone)
            session.flush()
            session.delete(goal)
        session.flush()
        for place, other in enumerate(goals_of(session, review_id)):
            other.position = place
        _agreements_fall(review)


def reorder(ctx: Context, review_id: UUID, goal_ids: Sequence[UUID]) -> None:
    """Put the goals of a draft plan in another order; those not named follow as they were."""
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        draft_of(session, review_id)
        wanted = {goal_id: place for place, goal_id in enumerate(goal_ids)}
        goals = goals_of(session, review_id)
        goals.sort(key=lambda goal: wanted.get(goal.id, len(wanted)))
        for place, goal in enumerate(goals):
            goal.position = place


def share_out(ctx: Context, review_id: UUID) -> None:
    """Share what is left of the weight among the goals, ending exactly at the total."""
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        review = draft_of(session, review_id)
        scheme = scheme_of(session, review.cycle_id)
        goals = goals_of(session, review_id)
        for section in scheme.goal_sections():
            mine = [one for one in goals if section_of(scheme, one.section) is section]
            if section.weights is not None and mine:
                weights = scoring.share_out(section, [goal.weight for goal in mine])
                for goal, weight in zip(mine, weights, strict=True):
                    goal.weight = weight
        _agreements_fall(review)


def agree(ctx: Context, review_id: UUID) -> State:
    """Agree to the plan for the actor's part; with both, the plan is agreed.

    Raises:
        UserError: when the weights or a goal are not right yet.
    """
    with ctx.begin(Right.AGREE_GOALS, about_review(ctx, review_id)) as session:
        review = draft_of(session, review_id)
        scheme = scheme_of(session, review.cycle_id)
        views = tuple(goal_view(session, review, goal) for goal in goals_of(session, review_id))
        faults = _faults(scheme, views, weighted_parts(session, review, scheme))
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
            for proposed in proposed_goals(session, review_id):
                settle(session, proposed.id)
            for view in views:
                agreed = to_json(view.text)
                if settle(session, view.id) == agreed:
                    continue
                session.add(
                    GoalVersion(
                        goal_id=view.id,
                        number=next_number(session, view.id),
                        content=agreed,
                        state=VersionState.AGREED,
                        proposed_by=ctx.actor.person_id,
                        proposed_at=ctx.clock.now(),
                        employee_agreed_at=review.employee_agreed_at,
                        supervisor_agreed_at=review.supervisor_agreed_at,
                    )
                )
            review.plan_since = review.plan_since or ctx.clock.today()
            return make_move(ctx, session, review, Move.AGREE)
        return review.state


def draft_of(session: Session, review_id: UUID) -> Review:
    """Return a review whose plan is still a draft.

    Raises:
        UserError: when the plan is agreed.
    """
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


def _faults(
    scheme: Scheme, views: tuple[GoalView, ...], weighted: tuple[WeightedPart, ...]
) -> tuple[str, ...]:
    """Return what keeps a plan from being agreed, as sentences."""
    of_goals = tuple(
        tr("{title}: {fault}").format(title=view.text.title, fault=fault)
        for view in views
        for fault in view.faults
    )
    return (*of_goals, *plan_faults(scheme, [view.text for view in views], weighted))


def _agreements_fall(review: Review) -> None:
    review.employee_agreed_at = None
    review.supervisor_agreed_at = None


def _has_past(session: Session, goal_id: UUID) -> bool:
    """Return whether something hangs on a goal that must stay on record."""
    return any(
        session.scalars(select(func.count()).select_from(table).where(column == goal_id)).one()
        for table, column in (
            (GoalVersion, GoalVersion.goal_id),
            (ProgressEntry, ProgressEntry.goal_id),
            (Entry, Entry.goal_id),
            (Goal, Goal.parent_id),
        )
    )
