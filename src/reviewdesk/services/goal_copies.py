"""Plans of the whole office: the list, and goals copied from last year or to many people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.goal import VersionState
from reviewdesk.domain.lifecycle import PLANNED_STATES, State
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.reporting_line import everyone_below
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.progress import silent
from reviewdesk.services.goal_links import add_objective, objectives
from reviewdesk.services.goal_standing import goal_text
from reviewdesk.services.goal_versions import milestones_of, write_goal
from reviewdesk.services.goals import draft_of, goals_of, review_of
from reviewdesk.services.plan_parts import section_of
from reviewdesk.services.standing import about_review, find_review, name_of, read_scheme, scheme_of
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.goals import Goal, GoalVersion
from reviewdesk.store.tables.people import Person, Unit, folded, full_name, supervisor_map
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.goal import GoalText
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Context

__all__ = [
    "Copied",
    "PlanRow",
    "Relation",
    "add_objective",
    "copy_last_year",
    "copy_to_many",
    "objectives",
    "plans",
]


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did; nothing is passed over without a line."""

    copied: int
    """Goals written."""
    skipped: tuple[tuple[str, str], ...]
    """Name of the goal or person, and why."""


class Relation(StrEnum):
    """How the actor stands to the one a review is about."""

    OWN = "own"
    REPORT = "report"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The plan of one review as the list shows it."""

    id: UUID
    """Of the review."""
    number: str
    employee: str
    unit: str
    cycle: str
    state: State
    has_goals: bool
    """Whether the scheme of the cycle has goals."""
    goals: int
    weight_given: Decimal
    weight_total: Decimal
    """0 where the scheme weighs nothing."""
    employee_agreed: bool
    supervisor_agreed: bool
    relation: Relation
    waits_for_me: bool
    """Whether the plan, or a change of it, waits for the actor to agree."""
    may_set: bool
    """Whether the actor may write goals here now."""


def plans(ctx: Context) -> list[PlanRow]:
    """Return the plans the actor may see, in a handful of statements."""
    query = (
        select(Review, Person, Unit.name, Cycle.name.label("cycle"), Cycle.scheme_text)
        .join(Person, Review.employee_id == Person.id)
        .join(Unit, Person.unit_id == Unit.id)
        .join(Cycle, Review.cycle_id == Cycle.id)
        .where(Review.state != State.VOID)
        .order_by(Cycle.starts.desc(), Person.surname, Person.given)
    )
    me = ctx.actor.person_id
    with ctx.read(Right.SEE_REVIEW) as session:
        weights: dict[UUID, list[Decimal | None]] = {}
        for row in session.execute(
            select(Goal.review_id, Goal.weight).where(Goal.in_plan.is_(True))
        ):
            weights.setdefault(row.review_id, []).append(row.weight)
        changes: dict[UUID, list[GoalVersion]] = {}
        for review_id, version in session.execute(
            select(Goal.review_id, GoalVersion)
            .join(Goal, GoalVersion.goal_id == Goal.id)
            .where(GoalVersion.state == VersionState.PROPOSED)
        ):
            changes.setdefault(review_id, []).append(version)
        seen = visible(ctx, session)
        rows: list[PlanRow] = []
        for review, person, unit, cycle, scheme_text in session.execute(query):
            parties = (review.employee_id, review.supervisor_id, review.reviewer_id)
            if seen is not None and person.id not in seen and me not in parties:
                continue
            sections = read_scheme(scheme_text).goal_sections()
            rules_ = [one.weights for one in sections if one.weights is not None]
            given = weights.get(review.id, [])
            rows.append(
                PlanRow(
                    id=review.id,
                    number=review.number,
                    employee=full_name(person.given, person.surname),
                    unit=unit,
                    cycle=cycle,
                    state=review.state,
                    has_goals=bool(sections),
                    goals=len(given),
                    weight_given=sum((one for one in given if one is not None), Decimal(0)),
                    weight_total=sum((one.total for one in rules_), Decimal(0)),
                    employee_agreed=review.employee_agreed_at is not None,
                    supervisor_agreed=review.supervisor_agreed_at is not None,
                    relation=relation_of(ctx, review),
                    waits_for_me=_waits(ctx, review, changes.get(review.id, ())),
                    may_set=review.state is State.PLAN
                    and bool(sections)
                    and me in (review.employee_id, review.supervisor_id),
                )
            )
        return rows


def visible(ctx: Context, session: Session) -> frozenset[UUID] | None:
    """Return the people whose reviews the actor may see; None for everybody."""
    if ctx.sees_office(Right.SEE_REVIEW):
        return None
    me = ctx.actor.person_id
    if me is None:
        return frozenset()
    return everyone_below(supervisor_map(session, ctx.clock.today()), me) | {me}


def relation_of(ctx: Context, review: Review) -> Relation:
    """Return how the actor stands to the one a review is about."""
    me = ctx.actor.person_id
    if me is None or me not in (review.employee_id, review.supervisor_id):
        return Relation.OTHER
    return Relation.OWN if me == review.employee_id else Relation.REPORT


def _waits(ctx: Context, review: Review, changes: Sequence[GoalVersion]) -> bool:
    """Return whether the actor is the one of the two who has not agreed yet."""
    relation = relation_of(ctx, review)
    waiting: list[tuple[datetime | None, datetime | None]] = []
    if review.state is State.PLAN:
        waiting = [(review.employee_agreed_at, review.supervisor_agreed_at)]
    elif review.state in PLANNED_STATES:
        waiting = [(one.employee_agreed_at, one.supervisor_agreed_at) for one in changes]
    if relation is Relation.OWN:
        return any(boss and not mine for mine, boss in waiting)
    return relation is Relation.REPORT and any(staff and not mine for staff, mine in waiting)


def copy_last_year(ctx: Context, review_id: UUID) -> Copied:
    """Write the goals of the person's review before this one into the draft plan.

    What was reached stays behind; days move to the new period.

    Raises:
        UserError: when the plan is agreed already or there are no goals to copy.
    """
    ctx.demand(Right.SEE_REVIEW)  # for the review before is another one
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        review = draft_of(session, review_id)
        before = session.scalars(
            select(Review)
            .where(
                Review.employee_id == review.employee_id,
                Review.id != review_id,
                Review.state != State.VOID,
                Review.starts < review.starts,
            )
            .order_by(Review.starts.desc())
            .limit(1)
        ).first()
        if before is None:
            raise UserError(
                tr("There is no review of this person before this one."),
                safe=tr("Nothing was changed."),
            )
        texts = []
        for goal in goals_of(session, before.id):
            text = goal_text(goal, (one.title for one in milestones_of(session, goal.id)))
            due = _moved(text.due, before.starts, review.starts, review.ends)
            texts.append(replace(text, parent_id=None, due=due))
        if not texts:
            raise UserError(
                tr("The review before this one has no goals."), safe=tr("Nothing was changed.")
            )
        written, skipped = _write_all(session, review, texts)
        return Copied(written, skipped)


def copy_to_many(
    ctx: Context,
    goal_ids: Sequence[UUID],
    review_ids: Sequence[UUID],
    progress: Progress = silent,
) -> Copied:
    """Write goals into the draft plans of many people, one transaction a person.

    Raises:
        UserError: when a goal may not be seen.
        CancelledError: when stopped; plans done until then keep their goals.
    """
    texts = []
    for goal_id in goal_ids:
        with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_of(ctx, goal_id))) as session:
            goal = session.get_one(Goal, goal_id)
            text = goal_text(goal, (one.title for one in milestones_of(session, goal_id)))
            texts.append(replace(text, parent_id=None))
    copied = 0
    skipped: list[tuple[str, str]] = []
    for done, review_id in enumerate(review_ids):
        name = _employee(ctx, review_id)
        try:
            with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
                review = draft_of(session, review_id)
                written, passed = _write_all(session, review, texts)
        except UserError as fault:
            skipped.append((name, fault.happened))
        else:
            copied += written
            skipped += [
                (tr("{name}: {goal}").format(name=name, goal=title), why) for title, why in passed
            ]
        progress(done + 1, len(review_ids))
    return Copied(copied, tuple(skipped))


def _write_all(
    session: Session, review: Review, texts: Sequence[GoalText]
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Write goals into a draft; return how many, and which were left with the reason."""
    scheme = scheme_of(session, review.cycle_id)
    if not scheme.goal_sections():
        raise UserError(tr("The scheme of this cycle has no goals."))
    present = goals_of(session, review.id)
    titles = {folded(goal.title) for goal in present}
    counts: Counter[str] = Counter()
    for goal in present:
        own = section_of(scheme, goal.section)
        counts[own.id if own else ""] += 1
    count = len(present)
    skipped: list[tuple[str, str]] = []
    written = 0
    for text in texts:
        section = section_of(scheme, text.section)
        assert section is not None
        if folded(text.title) in titles:
            skipped.append((text.title, tr("A goal of this title is there already.")))
        elif counts[section.id] >= section.most:
            skipped.append(
                (text.title, tr("The scheme allows at most {n} goals.").format(n=section.most))
            )
        else:
            goal = Goal(review_id=review.id, position=count, kind=text.kind, title=text.title)
            session.add(goal)
            session.flush()
            write_goal(session, goal, replace(text, section=section.id))
            counts[section.id] += 1
            titles.add(folded(text.title))
            count += 1
            written += 1
    if written:
        review.employee_agreed_at = None
        review.supervisor_agreed_at = None
    return written, tuple(skipped)


def _employee(ctx: Context, review_id: UUID) -> str:
    with ctx.read(Right.OPEN_DESK) as session:
        return name_of(session, find_review(session, review_id).employee_id)


def _moved(due: date | None, before: date, starts: date, ends: date) -> date | None:
    """Return a day as far into the new period as it was in the old one, within it."""
    return None if due is None else min(max(starts + (due - before), starts), ends)
