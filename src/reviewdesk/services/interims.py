"""Interim assessments: how a supervisor who leaves a review closes their part of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.domain import interim as rules
from reviewdesk.domain import scoring
from reviewdesk.domain.days import period_words
from reviewdesk.domain.interim import InterimState
from reviewdesk.domain.lifecycle import ENDED_STATES
from reviewdesk.domain.permissions import About, Right
from reviewdesk.domain.scheme import EntrySource
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.evidence import evidence_of
from reviewdesk.services.goal_standing import goals_of
from reviewdesk.services.goal_views import goal_view
from reviewdesk.services.interim_periods import days_of
from reviewdesk.services.plan_parts import section_of
from reviewdesk.services.standing import find_review, name_of, scheme_of
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.interims import Interim
from reviewdesk.store.tables.people import line_above

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.scheme import Scheme, Section
    from reviewdesk.services.context import Context
    from reviewdesk.services.evidence import Evidence
    from reviewdesk.services.goal_views import GoalView
    from reviewdesk.store.tables.reviews import Review


@dataclass(frozen=True, slots=True)
class InterimEntry:
    """One goal or named entry as the outgoing supervisor saw it."""

    key: str
    section: Section
    name: str
    goal: GoalView | None
    ratings: dict[str, str]
    """Dimension id to rating; an entry that was not observed has none."""


@dataclass(frozen=True, slots=True)
class InterimView:
    """All that the page of an interim assessment shows."""

    id: UUID
    review_id: UUID
    number: str
    employee: str
    supervisor: str
    cycle: str
    period: str
    days: int
    """Under an agreed plan."""
    state: InterimState
    scheme: Scheme
    text: str
    entries: tuple[InterimEntry, ...]
    evidence: tuple[Evidence, ...]
    reason: str
    writes: bool
    decides: bool
    """Whether the actor may say that none is needed, or ask again."""


def interim(ctx: Context, interim_id: UUID) -> InterimView:
    """Return an interim assessment; before it is handed in only its author reads it.

    Raises:
        UserError: when it is not on this desk, or the actor may not see it.
    """
    with ctx.read(Right.SEE_REVIEW, about_interim(ctx, interim_id)) as session:
        found = _find(session, interim_id)
        review = find_review(session, found.review_id)
        scheme = scheme_of(session, review.cycle_id)
        mine = ctx.actor.person_id == found.supervisor_id
        open_ = review.state not in ENDED_STATES
        shown = mine or found.state is InterimState.HANDED_IN
        return InterimView(
            id=found.id,
            review_id=review.id,
            number=review.number,
            employee=name_of(session, review.employee_id),
            supervisor=name_of(session, found.supervisor_id),
            cycle=session.get_one(Cycle, review.cycle_id).name,
            period=period_words(found.starts, found.ends),
            days=days_of(session, review, found.starts, found.ends),
            state=found.state,
            scheme=scheme,
            text=found.text if shown else "",
            entries=tuple(_entries(session, review, scheme, found, shown=shown)),
            evidence=tuple(
                one
                for one in evidence_of(ctx, session, review)
                if found.starts <= one.day <= found.ends
            ),
            reason=found.reason,
            writes=mine and open_ and found.state is InterimState.DUE,
            decides=open_ and ctx.may(Right.CHANGE_PEOPLE),
        )


def write(ctx: Context, interim_id: UUID, text: str) -> None:
    """Save the words of an interim assessment as they are typed.

    Raises:
        UserError: when it is not due, not the actor's, or the text is too long.
    """
    if len(text) > rules.LONGEST:
        raise UserError(
            tr("The text has {n} characters; {most} are allowed.").format(
                n=len(text), most=rules.LONGEST
            ),
            safe=tr("It stays on the screen."),
            remedy=tr("Shorten it; it is saved as soon as it fits."),
        )
    with ctx.begin(Right.ASSESS_INTERIM, about_interim(ctx, interim_id)) as session:
        _demand_due(session, interim_id).text = text


def rate(ctx: Context, interim_id: UUID, key: str, rating: str, dimension: str = "") -> None:
    """Save how the outgoing supervisor rates one entry; empty takes it back.

    Raises:
        UserError: when it is not due, there is no such entry, or the scale has no such rating.
    """
    with ctx.begin(Right.ASSESS_INTERIM, about_interim(ctx, interim_id)) as session:
        found = _demand_due(session, interim_id)
        review = find_review(session, found.review_id)
        scheme = scheme_of(session, review.cycle_id)
        entries = _entries(session, review, scheme, found, shown=True)
        entry = next((one for one in entries if one.key == key), None)
        if entry is None:
            raise UserError(tr("This entry does not belong to this review."))
        ratings = dict(entry.ratings)
        if rating:
            ratings[dimension] = scoring.check_rating(scheme, entry.section, rating)
        else:
            ratings.pop(dimension, None)
        kept = json.loads(found.ratings)
        kept[key] = {"section": entry.section.id, "name": entry.name, "ratings": ratings}
        found.ratings = json.dumps(kept, ensure_ascii=False, sort_keys=True)


def hand_in(ctx: Context, interim_id: UUID) -> None:
    """Close an interim assessment: from now on the others read it and nobody changes it.

    Raises:
        UserError: when it is not due, or nothing is written.
    """
    with ctx.begin(Right.ASSESS_INTERIM, about_interim(ctx, interim_id)) as session:
        found = _demand_due(session, interim_id)
        if not found.text.strip():
            raise UserError(
                tr("Nothing is written yet."),
                remedy=tr("A few sentences on the time are enough; ratings are up to you."),
            )
        found.state = InterimState.HANDED_IN
        found.closed_at = ctx.clock.now()


def decide(ctx: Context, interim_id: UUID, reason: str, *, wanted: bool) -> None:
    """Say that no interim assessment is needed, or ask for one again, with the reason.

    Raises:
        UserError: when no reason is given, the review has ended, or it is so already.
    """
    if not reason.strip():
        raise UserError(
            tr("Please say why."), remedy=tr("The reason stays on record with the review.")
        )
    with ctx.begin(Right.CHANGE_PEOPLE) as session:
        found = _find(session, interim_id)
        _demand_open(find_review(session, found.review_id))
        if wanted is (found.state is InterimState.DUE):
            raise UserError(tr("It is so already."), safe=tr("Nothing was changed."))
        if not wanted and found.state is not InterimState.DUE:
            raise UserError(
                tr("Only one that is due can be left out."), safe=tr("Nothing was changed.")
            )
        found.state = InterimState.DUE if wanted else InterimState.WAIVED
        found.closed_at = None
        found.reason = reason.strip()


def about_interim(ctx: Context, interim_id: UUID) -> About:
    """Return who stands where towards the outgoing supervisor's part."""
    with ctx.read(Right.OPEN_DESK) as session:
        found = _find(session, interim_id)
        review = find_review(session, found.review_id)
        line = line_above(session, review.employee_id, ctx.clock.today())
        return About(
            review.employee_id,
            found.supervisor_id,
            review.reviewer_id,
            line=frozenset((*line, review.supervisor_id)),
            review_id=review.id,
        )


def _find(session: Session, interim_id: UUID) -> Interim:
    found = session.get(Interim, interim_id)
    if found is None:
        raise UserError(
            tr("This interim assessment is not on this desk any more."),
            remedy=tr("Go back to the review."),
        )
    return found


def _demand_open(review: Review) -> None:
    if review.state in ENDED_STATES:
        raise UserError(tr("This review has ended."), safe=tr("Nothing was changed."))


def _demand_due(session: Session, interim_id: UUID) -> Interim:
    found = _find(session, interim_id)
    _demand_open(find_review(session, found.review_id))
    if found.state is not InterimState.DUE:
        raise UserError(
            tr("This interim assessment is closed."),
            safe=tr("Nothing was changed."),
            remedy=tr("Ask the HR officer, who can ask for it again."),
        )
    return found


def _entries(
    session: Session, review: Review, scheme: Scheme, found: Interim, *, shown: bool
) -> Iterator[InterimEntry]:
    kept = json.loads(found.ratings) if shown else {}

    def ratings(key: str) -> dict[str, str]:
        return dict(kept.get(key, {}).get("ratings", {}))

    goals = goals_of(session, review.id)
    for section in scheme.sections:
        if section.source is EntrySource.GOALS:
            for goal in goals:
                if section_of(scheme, goal.section) is section:
                    view = goal_view(session, review, goal)
                    key = goal.id.hex
                    yield InterimEntry(key, section, goal.title, view, ratings(key))
        else:
            for fixed in section.fixed_entries:
                key = f"{section.id}/{fixed.name}"
                yield InterimEntry(key, section, fixed.name, None, ratings(key))
