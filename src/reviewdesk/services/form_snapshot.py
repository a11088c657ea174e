"""From a review's records to the snapshot its form is drawn from."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import goal as goals
from reviewdesk.domain import lifecycle, scoring, signoff
from reviewdesk.domain.days import appeal_words, day_words
from reviewdesk.domain.goal import VersionState
from reviewdesk.domain.lifecycle import Mover
from reviewdesk.domain.parties import Party
from reviewdesk.domain.result_words import level_shown
from reviewdesk.domain.scheme import EntrySource
from reviewdesk.domain.snapshot import (
    CheckInLine,
    CommentLine,
    EntryLine,
    GoalLine,
    PersonLine,
    SignerLine,
    Snapshot,
)
from reviewdesk.i18n import tr
from reviewdesk.services.goal_standing import goal_text, standing
from reviewdesk.services.interim_periods import period_lines
from reviewdesk.services.standing import name_of, person_of, scheme_of, shown_state
from reviewdesk.store.tables.accounts import Office
from reviewdesk.store.tables.checkins import Action, CheckIn
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.documents import Document
from reviewdesk.store.tables.goals import Goal, GoalVersion, Milestone
from reviewdesk.store.tables.people import Person, Unit, full_name
from reviewdesk.store.tables.reviews import Comment, Entry

if TYPE_CHECKING:
    from decimal import Decimal
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.scheme import Scheme, Section
    from reviewdesk.store.tables.reviews import Review


def take(
    session: Session, review: Review, *, state: str, viewer: frozenset[Mover] | None = None
) -> Snapshot:
    """Return the snapshot of a review as it stands now.

    Args:
        session: an open session.
        review: the review.
        state: ``final`` or ``draft``, which prints a mark across the pages.
        viewer: the parts of whoever will read it, who sees no more than on the screen;
            None shows all.
    """
    shown = shown_state(session, review)
    self_shown = viewer is None or lifecycle.sees_self_assessment(shown, viewer)
    rating_shown = viewer is None or lifecycle.sees_rating(shown, viewer)
    scheme = scheme_of(session, review.cycle_id)
    cycle = session.get_one(Cycle, review.cycle_id)
    earlier = _earlier_document(session, review)
    second = scheme.second_rater(has_reviewer=review.reviewer_id is not None)
    raters = [one.title for one in scheme.raters] if second else []
    second_shown = viewer is None or lifecycle.sees_second_rating(shown, viewer)
    entries = tuple(
        replace(
            line,
            self_rating=line.self_rating if self_shown else "",
            self_text=line.self_text if self_shown else "",
            ratings=line.ratings if rating_shown and not review.not_rated else (),
            narrative=line.narrative if rating_shown else "",
        )
        for line in _entries(session, review, scheme, raters if second_shown else raters[:1])
    )
    return Snapshot(
        document_id=review.number,
        version=earlier.version + 1 if earlier else 1,
        replaces=tr("{number}, version {version}").format(
            number=earlier.number, version=earlier.version
        )
        if earlier
        else "",
        office=session.scalars(select(Office.name)).first() or "",
        scheme_id=scheme.id,
        scheme_version=scheme.version,
        form_title=scheme.form_title,
        cycle=cycle.name,
        period_start=review.starts.isoformat(),
        period_end=review.ends.isoformat(),
        employee=person_line(session, review.employee_id),
        supervisor=person_line(session, review.supervisor_id),
        reviewer=person_line(session, review.reviewer_id) if review.reviewer_id else None,
        entries=entries,
        check_ins=_check_ins(session, review),
        result_score=(review.result_score or "") if rating_shown else "",
        result_level=_level_words(review) if rating_shown else "",
        working=_working(session, review, scheme) if rating_shown else (),
        not_rated_reason=review.not_rated if rating_shown else "",
        comments=_comments(session, review, scheme) if rating_shown else (),
        signers=_signers(session, review, scheme),
        appeal=appeal_words(scheme.appeal_days),
        periods=period_lines(session, review),
        state=state,
    )


def scored_entries(
    session: Session, review: Review, *, second: bool = False
) -> tuple[scoring.Entry, ...]:
    """Return the rated entries of a review as scoring wants them, or those ``second`` graded."""
    rows = _entry_rows(session, review)
    return tuple(
        scoring.Entry(
            section=entry.section,
            name=entry.name if goal is None else goal.title,
            weight=_weight(entry, goal),
            ratings=json.loads(entry.second_ratings if second else entry.ratings),
        )
        for entry, goal in rows
        if goal is None or goal.in_plan
    )


def _entry_rows(session: Session, review: Review) -> list[tuple[Entry, Goal | None]]:
    query = (
        select(Entry, Goal)
        .outerjoin(Goal, Entry.goal_id == Goal.id)
        .where(Entry.review_id == review.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _weight(entry: Entry, goal: Goal | None) -> Decimal | None:
    from decimal import Decimal as Exact

    if goal is not None:
        return goal.weight
    return Exact(entry.weight) if entry.weight else None


def _earlier_document(session: Session, review: Review) -> Document | None:
    return session.scalars(
        select(Document)
        .where(Document.number == review.number)
        .order_by(Document.version.desc())
        .limit(1)
    ).first()


def person_line(session: Session, person_id: UUID) -> PersonLine:
    """Return a person as printed."""
    person = session.get_one(Person, person_id)
    return PersonLine(
        name=full_name(person.given, person.surname),
        number=person.number,
        job=person.job,
        unit=session.get_one(Unit, person.unit_id).name,
        grade=person.grade,
    )


def _entries(
    session: Session, review: Review, scheme: Scheme, raters: list[str]
) -> tuple[EntryLine, ...]:
    rows = _entry_rows(session, review)
    lines: list[EntryLine] = []
    for section in scheme.sections:
        order = {fixed.name: place for place, fixed in enumerate(section.fixed_entries)}
        mine = [
            (entry, goal)
            for entry, goal in rows
            if entry.section == section.id and (goal is None or goal.in_plan)
        ]
        mine.sort(key=lambda row: order.get(row[0].name, 99) if row[1] is None else row[1].position)
        lines.extend(_entry(session, scheme, section, entry, goal, raters) for entry, goal in mine)
    return tuple(lines)


def _graded(scheme: Scheme, section: Section, kept: str, rater: str) -> list[tuple[str, str]]:
    """Return what one rater gave as pairs of title and rating with its label."""
    ratings = json.loads(kept)
    titles = {one.id: one.title for one in section.dimensions} or {"": ""}
    graded = [
        (
            ", ".join(part for part in (rater, title) if part),
            scoring.rating_label(scheme, section, ratings[dimension]),
        )
        for dimension, title in titles.items()
        if ratings.get(dimension)
    ]
    mean = scoring.average_words(scheme, section, ratings)
    if mean:
        title = scheme.words.average or tr("Average")
        graded.append((", ".join(part for part in (rater, title) if part), mean))
    return graded


def _entry(
    session: Session,
    scheme: Scheme,
    section: Section,
    entry: Entry,
    goal: Goal | None,
    raters: list[str],
) -> EntryLine:
    ratings = _graded(scheme, section, entry.ratings, raters[0] if raters else "")
    narrative = entry.narrative
    for rater in raters[1:]:
        ratings += _graded(scheme, section, entry.second_ratings, rater)
        if entry.second_narrative.strip():
            narrative = f"{narrative}\n{rater}: {entry.second_narrative}".strip()
    weight = _weight(entry, goal)
    return EntryLine(
        section=section.id,
        name=entry.name if goal is None else goal.title,
        weight=f"{goals.number_words(weight)} %" if weight is not None else "",
        goal=goal_line(session, scheme, goal)
        if goal and section.source is EntrySource.GOALS
        else None,
        self_rating=scoring.rating_label(scheme, section, entry.self_rating)
        if entry.self_rating
        else "",
        self_text=entry.self_text,
        ratings=tuple(ratings),
        narrative=narrative,
    )


def goal_line(session: Session, scheme: Scheme, goal: Goal) -> GoalLine:
    """Return a goal as printed, with how far it is reached."""
    milestones = list(session.scalars(select(Milestone).where(Milestone.goal_id == goal.id)))
    text = goal_text(goal, (one.title for one in milestones))
    stands = standing(session, goal, milestones)
    done = goals.progress(text, stands.actual, stands.done, cap=scheme.progress_cap)
    amendments = session.scalars(
        select(GoalVersion)
        .where(GoalVersion.goal_id == goal.id, GoalVersion.state == VersionState.AGREED)
        .order_by(GoalVersion.number)
    )
    return GoalLine(
        title=goal.title,
        measure=goal.measure,
        baseline=goals.number_words(goal.baseline),
        target=goals.number_words(goal.target)
        or (
            f"{goals.number_words(goal.range_low)} - {goals.number_words(goal.range_high)}"
            if goal.range_low is not None
            else ""
        ),
        actual=goals.number_words(stands.actual)
        if text.kind is goals.GoalKind.NUMBER
        else goals.measure_words(text, stands.actual, stands.done)
        if text.kind is not goals.GoalKind.WORDS
        else "",
        unit=goal.unit,
        due=goal.due.isoformat() if goal.due else "",
        progress=goals.percent_words(done),
        amended="; ".join(
            tr("changed on {day}: {reason}").format(
                day=day_words(version.proposed_at.date()), reason=version.reason
            )
            for version in amendments
            if version.reason
        ),
    )


def _check_ins(session: Session, review: Review) -> tuple[CheckInLine, ...]:
    found = session.scalars(
        select(CheckIn).where(CheckIn.review_id == review.id).order_by(CheckIn.held_on)
    ).all()
    actions: dict[UUID, list[str]] = {}
    for action in session.scalars(select(Action).where(Action.review_id == review.id)):
        words = tr("{text} ({owner})").format(
            text=action.text, owner=name_of(session, action.owner_id)
        )
        actions.setdefault(action.check_in_id, []).append(words)
    return tuple(
        CheckInLine(
            held_on=one.held_on.isoformat(),
            topic=one.topic,
            said=one.said,
            actions=tuple(actions.get(one.id, ())),
            seen_on=one.seen_at.date().isoformat() if one.seen_at else "",
        )
        for one in found
    )


def _level_words(review: Review) -> str:
    return level_shown(review.result_level or "", review.result_label or "")


def _working(session: Session, review: Review, scheme: Scheme) -> tuple[str, ...]:
    if review.not_rated:
        return ()
    rater = scheme.second_rater(has_reviewer=review.reviewer_id is not None)
    if review.state in lifecycle.BEFORE_DISCLOSED:
        rater = None
    entries = scored_entries(session, review, second=rater is not None)
    so_far = scoring.score_so_far(scheme, entries)
    if so_far.result is None:
        return ()
    steps = [f"{step.title}: {step.working}" for step in so_far.result.steps]
    if rater is not None:
        steps.insert(0, tr("The grades of the {rater} count.").format(rater=rater.title))
    return tuple(steps)


def _comments(session: Session, review: Review, scheme: Scheme) -> tuple[CommentLine, ...]:
    written = {
        one.party: one.text
        for one in session.scalars(select(Comment).where(Comment.review_id == review.id))
    }
    return tuple(
        CommentLine(party=party.value, title=_party_title(scheme, party), text=written[party])
        for party in Party
        if written.get(party, "").strip()
    )


def _signers(session: Session, review: Review, scheme: Scheme) -> tuple[SignerLine, ...]:
    return tuple(
        SignerLine(
            party=one.party.value,
            title=one.title,
            name=name_of(session, person_of(review, Mover(one.party.value))),
            meaning=one.meaning,
        )
        for one in signoff.order(scheme, has_reviewer=review.reviewer_id is not None)
    )


def _party_title(scheme: Scheme, party: Party) -> str:
    signatory = scheme.signatory(party)
    if signatory is not None:
        return signatory.title
    return {
        Party.EMPLOYEE: tr("Employee"),
        Party.SUPERVISOR: tr("Supervisor"),
        Party.REVIEWER: tr("Reviewer"),
    }[party]
