"""Amendments: goals changed, added or dropped after the plan was agreed, once both agree again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from reviewdesk.domain import goal as rules
from reviewdesk.domain.goal import VersionState
from reviewdesk.domain.lifecycle import PLANNED_STATES, Mover
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.goal_standing import goal_text
from reviewdesk.services.goal_versions import (
    Content,
    content_json,
    milestones_of,
    next_number,
    read_content,
    to_json,
    write_goal,
)
from reviewdesk.services.goals import goals_of, review_of
from reviewdesk.services.plan_parts import plan_faults
from reviewdesk.services.standing import about_review, find_review, parts, scheme_of
from reviewdesk.store.tables.goals import Goal, GoalVersion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.goal import GoalText
    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


def propose(
    ctx: Context,
    goal_id: UUID,
    text: GoalText,
    reason: str,
    weights: Mapping[UUID, Decimal] | None = None,
) -> UUID:
    """Propose another text for an agreed goal; the proposer agrees with it.

    Args:
        ctx: the desk and who acts.
        goal_id: the goal.
        text: what it is to say.
        reason: why; it stays with the goal and is printed on the form.
        weights: new weights of other goals, in per cent, so that the plan adds up again.

    Raises:
        UserError: when no reason is given, nothing changes, the goal or the weights are
            not right, or another change of this goal still waits.
    """
    content = Content(text, weights=tuple((weights or {}).items()))
    return _propose(ctx, review_of(ctx, goal_id), goal_id, content, reason)


def propose_new(
    ctx: Context,
    review_id: UUID,
    text: GoalText,
    reason: str,
    weights: Mapping[UUID, Decimal] | None = None,
) -> UUID:
    """Propose another goal for an agreed plan; ``weights`` are those of the goals it joins.

    Raises:
        UserError: as ``propose``, or when the scheme allows no more goals.
    """
    content = Content(text, adds=True, weights=tuple((weights or {}).items()))
    return _propose(ctx, review_id, None, content, reason)


def propose_drop(
    ctx: Context, goal_id: UUID, reason: str, weights: Mapping[UUID, Decimal] | None = None
) -> UUID:
    """Propose that a goal leaves the plan; ``weights`` are those of the goals that stay.

    Raises:
        UserError: as ``propose``, or when the scheme asks for this many goals.
    """
    review_id = review_of(ctx, goal_id)
    with ctx.read(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        text = _text(session, session.get_one(Goal, goal_id))
    content = Content(text, drops=True, weights=tuple((weights or {}).items()))
    return _propose(ctx, review_id, goal_id, content, reason)


def agree(ctx: Context, version_id: UUID) -> VersionState:
    """Agree to a proposed change for the actor's part; with both, it takes effect.

    Raises:
        UserError: when it no longer waits, or the plan would not be right with it.
    """
    review_id = _review_of_version(ctx, version_id)
    with ctx.begin(Right.AGREE_GOALS, about_review(ctx, review_id)) as session:
        review = _year(session, review_id)
        version = _waiting(session, version_id)
        _mark(ctx, review, version)
        if version.employee_agreed_at and version.supervisor_agreed_at:
            _check(session, review, version.goal_id, read_content(version.content))
            _apply(ctx, session, version)
        return version.state


def withdraw(ctx: Context, version_id: UUID) -> None:
    """Take a proposed change back, or decline it; it stays on record.

    Raises:
        UserError: when it no longer waits.
    """
    review_id = _review_of_version(ctx, version_id)
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        _waiting(session, version_id).state = VersionState.WITHDRAWN


def _propose(
    ctx: Context, review_id: UUID, goal_id: UUID | None, content: Content, reason: str
) -> UUID:
    """Keep a proposal; ``goal_id`` is None for a goal that is new."""
    if not reason.strip():
        raise UserError(
            tr("Please say why the goal changes."),
            remedy=tr("The reason stays with the goal and is printed on the form."),
        )
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        review = _year(session, review_id)
        content = replace(content, text=_tidy(content.text))
        if goal_id is None:
            _check(session, review, None, content)
            goal = _new_goal(session, review, content.text)
        else:
            goal = session.get_one(Goal, goal_id)
            _demand_open(session, goal, content)
            _check(session, review, goal_id, content)
        version = GoalVersion(
            goal_id=goal.id,
            number=next_number(session, goal.id),
            content=content_json(content),
            reason=reason.strip(),
            state=VersionState.PROPOSED,
            proposed_by=ctx.actor.person_id,
            proposed_at=ctx.clock.now(),
        )
        _mark(ctx, review, version)
        session.add(version)
        session.flush()
        return version.id


def _new_goal(session: Session, review: Review, text: GoalText) -> Goal:
    """Return a goal that waits outside the plan until both have agreed to it."""
    count = select(func.count(Goal.id)).where(Goal.review_id == review.id)
    goal = Goal(
        review_id=review.id,
        position=session.scalars(count).one(),  # dropped goals keep theirs
        kind=text.kind,
        title=text.title,
        in_plan=False,
    )
    session.add(goal)
    session.flush()
    write_goal(session, goal, text)
    return goal


def _demand_open(session: Session, goal: Goal, content: Content) -> None:
    """Refuse a change of a goal that left the plan, has one waiting, or would stay as it is.

    Raises:
        UserError: naming which of them it is.
    """
    waiting = select(GoalVersion).where(
        GoalVersion.goal_id == goal.id, GoalVersion.state == VersionState.PROPOSED
    )
    if session.scalars(waiting).first() is not None:
        raise UserError(
            tr("A change of this goal waits already."),
            safe=tr("Nothing was changed."),
            remedy=tr("Agree to it or take it back first."),
        )
    if not goal.in_plan:
        raise UserError(tr("This goal has left the plan."), safe=tr("Nothing was changed."))
    if not content.drops and not content.weights and content.text == _text(session, goal):
        raise UserError(tr("Nothing was changed, so there is nothing to agree."))


def _tidy(text: GoalText) -> GoalText:
    return replace(
        text,
        title=text.title.strip(),
        measure=text.measure.strip(),
        unit=text.unit.strip(),
        milestones=tuple(one.strip() for one in text.milestones if one.strip()),
    )


def _check(session: Session, review: Review, goal_id: UUID | None, content: Content) -> None:
    """Refuse what would leave the plan wrong.

    Raises:
        UserError: naming what is not right.
    """
    scheme = scheme_of(session, review.cycle_id)
    faults = [] if content.drops else list(rules.faults(content.text))
    if content.adds and not scheme.goal_sections():
        faults.append(tr("The scheme of this cycle has no goals."))
    given = dict(content.weights)
    plan = []
    for goal in goals_of(session, review.id):
        text = _text(session, goal)
        if goal.id == goal_id:
            if not content.drops:
                plan.append(content.text)
        else:
            plan.append(replace(text, weight=given.pop(goal.id, text.weight)))
    if given:
        faults.append(tr("A goal whose weight was to change is no longer in the plan."))
    if content.adds:
        plan.append(content.text)
    faults.extend(plan_faults(scheme, plan))
    if faults:
        raise UserError(
            tr("The plan would not be right with this change."),
            safe=tr("The plan stays as it was agreed."),
            remedy=" ".join(faults),
        )


def _apply(ctx: Context, session: Session, version: GoalVersion) -> None:
    """Let an agreed version take effect, the weights of other goals with it."""
    content = read_content(version.content)
    goal = session.get_one(Goal, version.goal_id)
    if content.drops:
        goal.in_plan = False
    else:
        write_goal(session, goal, content.text)
        goal.in_plan = True
    version.state = VersionState.AGREED
    for other_id, weight in content.weights:
        other = session.get_one(Goal, other_id)
        if other.weight == weight:
            continue
        other.weight = weight
        session.add(
            GoalVersion(
                goal_id=other_id,
                number=next_number(session, other_id),
                content=to_json(_text(session, other)),
                reason=tr("Weight changed together with “{goal}”: {reason}").format(
                    goal=goal.title, reason=version.reason
                ),
                state=VersionState.AGREED,
                proposed_by=version.proposed_by,
                proposed_at=ctx.clock.now(),
                employee_agreed_at=version.employee_agreed_at,
                supervisor_agreed_at=version.supervisor_agreed_at,
            )
        )


def _mark(ctx: Context, review: Review, version: GoalVersion) -> None:
    mine = parts(ctx, review)
    if Mover.EMPLOYEE in mine:
        version.employee_agreed_at = ctx.clock.now()
    if Mover.SUPERVISOR in mine:
        version.supervisor_agreed_at = ctx.clock.now()


def _text(session: Session, goal: Goal) -> GoalText:
    return goal_text(goal, (one.title for one in milestones_of(session, goal.id)))


def _year(session: Session, review_id: UUID) -> Review:
    review = find_review(session, review_id)
    if review.state not in PLANNED_STATES:
        raise UserError(
            tr("A goal is amended between the agreed plan and the self-assessment only."),
            safe=tr("Nothing was changed."),
        )
    return review


def _waiting(session: Session, version_id: UUID) -> GoalVersion:
    version = session.get_one(GoalVersion, version_id)
    if version.state is not VersionState.PROPOSED:
        raise UserError(
            tr("This change no longer waits: it was agreed or taken back."),
            safe=tr("Nothing was changed."),
        )
    return version


def _review_of_version(ctx: Context, version_id: UUID) -> UUID:
    with ctx.read(Right.OPEN_DESK) as session:
        version = session.get(GoalVersion, version_id)
        if version is None:
            raise UserError(tr("This change is not on this desk."))
        return session.get_one(Goal, version.goal_id).review_id
