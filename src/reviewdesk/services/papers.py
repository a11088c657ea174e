"""The other papers about one person: goal agreement, talks, improvement plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import rating
from reviewdesk.domain.days import day_words
from reviewdesk.domain.goal import GoalKind, VersionState, number_words
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.paper_lines import (
    AgreementLines,
    ChangeLine,
    ImprovementLine,
    ImprovementLines,
    PaperHead,
    PlannedGoal,
    TalkLine,
    TalkLines,
)
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import checkin_views, form_snapshot, goals, letterheads
from reviewdesk.services.goal_views import goal_view
from reviewdesk.services.printing import safe_name
from reviewdesk.services.standing import (
    about_review,
    find_review,
    parts,
    scheme_of,
)
from reviewdesk.store.tables.accounts import Office
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.goals import Goal, GoalVersion

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.domain.snapshot import EntryLine
    from reviewdesk.services.checkins import ActionView, CheckInView
    from reviewdesk.services.context import Context
    from reviewdesk.services.goal_versions import VersionView
    from reviewdesk.services.goal_views import GoalView
    from reviewdesk.store.tables.reviews import Review


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper and the file name proposed for it."""

    name: str
    pdf: bytes
    redrawn: bool = True
    """Whether it can be had on another size of paper; not so what is signed."""
    besides: tuple[bytes, ...] = ()
    """What is printed after it, such as the sheet that proves a printed form."""


def goal_agreement(ctx: Context, review_id: UUID, paper: str = "") -> Paper:
    """Return the plan of a review, who agreed to it and how it was changed.

    Args:
        ctx: the desk and who asks.
        review_id: of the review.
        paper: one of ``PAPERS``; without it that of the office.
    """
    about = about_review(ctx, review_id)
    ctx.demand(Right.PRINT_FORM, about)
    plan = goals.plan(ctx, review_id)
    from reviewdesk.documents import plan_papers

    with ctx.read(Right.PRINT_FORM, about) as session:
        review = find_review(session, review_id)
        left = [goal_view(session, review, one) for one in _left_goals(session, review_id)]
        lines = AgreementLines(
            head=head_of(ctx, session, review, is_draft=review.state is State.PLAN),
            goals=tuple(map(_planned, plan.goals)),
            proposed=tuple(map(_planned, plan.proposed)),
            left=tuple(map(_planned, left)),
            weights=tuple(
                (
                    part.title,
                    tuple((one.name, _per_cent(number_words(one.weight))) for one in part.entries),
                )
                for part in plan.weighted
            ),
            agreed=_agreed(review),
        )
        name = name_for(lines.head, tr("goal agreement"))
        return Paper(name, letterheads.drawn(session, plan_papers.agreement_content(lines), paper))


def _left_goals(session: Session, review_id: UUID) -> list[Goal]:
    """Return the goals that were in the agreed plan and left it."""
    return list(
        session.scalars(
            select(Goal)
            .where(
                Goal.review_id == review_id,
                Goal.in_plan.is_(False),
                Goal.id.in_(
                    select(GoalVersion.goal_id).where(GoalVersion.state == VersionState.AGREED)
                ),
            )
            .order_by(Goal.position)
        )
    )


def _planned(view: GoalView) -> PlannedGoal:
    text = view.text
    is_number = text.kind is GoalKind.NUMBER

    def with_unit(value: str) -> str:
        return f"{value} {text.unit}".strip() if value and is_number else ""

    span = " - ".join(filter(None, map(number_words, (text.range_low, text.range_high))))
    return PlannedGoal(
        title=text.title,
        weight=_per_cent(number_words(text.weight)),
        facts=(
            (tr("Measure"), text.measure),
            (tr("At the start"), with_unit(number_words(text.baseline))),
            (tr("Target"), with_unit(number_words(text.target) or span)),
            (tr("Due"), day_words(text.due) if text.due else ""),
            (tr("Serves"), view.objective),
            (tr("Part of"), view.parent),
        ),
        milestones=text.milestones if text.kind is GoalKind.MILESTONES else (),
        changes=tuple(
            ChangeLine(one.proposed_on, one.proposed_by, one.reason, one.changes, _standing(one))
            for one in view.versions
            if one.changes and one.state is not VersionState.WITHDRAWN
        ),
    )


def _standing(version: VersionView) -> str:
    if version.state is VersionState.AGREED:
        return tr("Both agreed.")
    if version.employee_agreed:
        return tr("The employee agreed; the supervisor has not yet.")
    if version.supervisor_agreed:
        return tr("The supervisor agreed; the employee has not yet.")
    return tr("Not agreed yet.")


def _agreed(review: Review) -> tuple[tuple[str, str], ...]:
    def said(when: datetime | None) -> str:
        if when is not None:
            return tr("agreed on {day}").format(day=day_words(when.date()))
        return tr("not yet") if review.state is State.PLAN else tr("agreed")

    found = [
        (tr("Employee"), said(review.employee_agreed_at)),
        (tr("Supervisor"), said(review.supervisor_agreed_at)),
    ]
    if review.plan_since is not None:
        found.append((tr("In force since"), day_words(review.plan_since)))
    return tuple(found)


def checkin_record(
    ctx: Context, review_id: UUID, talk_id: UUID | None = None, paper: str = ""
) -> Paper:
    """Return the record of one talk, or of all talks of a review; private notes never.

    Args:
        ctx: the desk and who asks.
        review_id: of the review.
        talk_id: of one talk; None for all.
        paper: one of ``PAPERS``; without it that of the office.

    Raises:
        UserError: when the review has no such talk.
    """
    about = about_review(ctx, review_id)
    ctx.demand(Right.PRINT_FORM, about)
    view = checkin_views.checkins(ctx, review_id)
    talks = [one for one in reversed(view.held) if talk_id in (None, one.id)]
    if talk_id is not None and not talks:
        raise UserError(tr("This talk is not on this desk."))
    from reviewdesk.documents import talk_papers

    with ctx.read(Right.PRINT_FORM, about) as session:
        lines = TalkLines(
            head=head_of(ctx, session, find_review(session, review_id)),
            talks=tuple(map(_talk, talks)),
            still_open=()
            if talk_id is not None
            else tuple(_action(one) for one in view.open_actions),
            counter=view.counter if talk_id is None else "",
        )
        what = tr("check-ins")
        if talk_id is not None:
            what = tr("check-in {day}").format(day=talks[0].held_on.isoformat())
        name = name_for(lines.head, what)
        return Paper(name, letterheads.drawn(session, talk_papers.talks_content(lines), paper))


def _talk(view: CheckInView) -> TalkLine:
    return TalkLine(
        held_on=view.held_on,
        topic=view.topic,
        said=view.said,
        recorded_by=view.recorded_by,
        seen_on=view.seen_at.date() if view.seen_at else None,
        progress=view.progress,
        actions=tuple(map(_action, view.actions)),
    )


def _action(view: ActionView) -> str:
    if view.done_on is not None:
        return tr("{text} ({owner}, done on {day})").format(
            text=view.text, owner=view.owner, day=day_words(view.done_on)
        )
    if view.due is not None:
        return tr("{text} ({owner}, until {day})").format(
            text=view.text, owner=view.owner, day=day_words(view.due)
        )
    return tr("{text} ({owner})").format(text=view.text, owner=view.owner)


def improvement_plan(ctx: Context, review_id: UUID, paper: str = "") -> Paper:
    """Return a plan to be filled in by hand, with what was rated in the worse half of its scale.

    Only ratings that the person asking may read are in it.

    Args:
        ctx: the desk and who asks.
        review_id: of the review.
        paper: one of ``PAPERS``; without it that of the office.
    """
    from reviewdesk.documents import plan_papers

    with ctx.read(Right.PRINT_FORM, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        scheme = scheme_of(session, review.cycle_id)
        shown = form_snapshot.take(session, review, state="draft", viewer=parts(ctx, review))
        below = _below(session, review, scheme)
        head = head_of(ctx, session, review)
        people = [(tr("Employee"), head.employee), (tr("Supervisor"), head.supervisor)]
        lines = ImprovementLines(
            head=head,
            lines=tuple(
                _improvement(one)
                for one in shown.entries
                if one.ratings and (one.section, one.name) in below
            ),
            signers=(*((title, one.name) for title, one in people), (tr("HR officer"), "")),
        )
        content = plan_papers.improvement_content(lines)
        name = name_for(head, tr("improvement plan"))
        return Paper(name, letterheads.drawn(session, content, paper))


def _below(session: Session, review: Review, scheme: Scheme) -> set[tuple[str, str]]:
    """Return section and name of the entries that somebody rated in the worse half."""
    second = scheme.second_rater(has_reviewer=review.reviewer_id is not None) is not None
    entries = list(form_snapshot.scored_entries(session, review))
    if second:
        entries += form_snapshot.scored_entries(session, review, second=True)
    return {
        (one.section, one.name)
        for one in entries
        if any(
            code and rating.is_below_middle(scheme.scale(scheme.section(one.section)), code)
            for code in one.ratings.values()
        )
    }


def _improvement(line: EntryLine) -> ImprovementLine:
    goal = line.goal
    facts = [(title or tr("Rating"), label) for title, label in line.ratings]
    if goal is not None:
        for title, value in (
            (tr("Measure"), goal.measure),
            (tr("Target"), f"{goal.target} {goal.unit}".strip() if goal.target else ""),
            (tr("Reached"), f"{goal.actual} {goal.unit}".strip() if goal.actual else ""),
            (tr("Progress"), goal.progress),
        ):
            facts.append((title, value))
    return ImprovementLine(line.name, tuple(facts), line.narrative)


def head_of(ctx: Context, session: Session, review: Review, *, is_draft: bool = False) -> PaperHead:
    """Return about whose year a paper is."""
    return PaperHead(
        office=session.scalars(select(Office.name)).one(),
        number=review.number,
        cycle=session.get_one(Cycle, review.cycle_id).name,
        starts=review.starts,
        ends=review.ends,
        employee=form_snapshot.person_line(session, review.employee_id),
        supervisor=form_snapshot.person_line(session, review.supervisor_id),
        printed_on=ctx.clock.today(),
        is_draft=is_draft,
    )


def name_for(head: PaperHead, what: str) -> str:
    """Return the file name proposed for a paper."""
    return safe_name(f"{head.number} {what} {head.employee.name}") + ".pdf"


def _per_cent(number: str) -> str:
    return f"{number} %" if number else ""
