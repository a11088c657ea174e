"""The entries of one review as somebody may see them, in the order of the form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import scoring
from reviewdesk.domain.goal import number_words
from reviewdesk.domain.scheme import EntrySource
from reviewdesk.services.goals import goal_view
from reviewdesk.store.tables.goals import Goal
from reviewdesk.store.tables.reviews import Entry

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.scheme import Scheme, Section
    from reviewdesk.services.goals import GoalView
    from reviewdesk.store.tables.reviews import Review


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry: what it is about, what was said and rated."""

    id: UUID
    section: str
    name: str
    weight: str
    goal: GoalView | None
    self_rating: str
    self_text: str
    ratings: dict[str, str]
    """Dimension id to rating; empty when nothing is rated or it may not be seen yet."""
    narrative: str
    second_ratings: dict[str, str]
    """Of the reviewer, where the scheme has a second grading."""
    second_narrative: str
    needs_narrative: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """One part of the form."""

    section: Section
    entries: tuple[EntryView, ...]
    longest: int
    """Characters a narrative may have."""


def sections_of(
    session: Session,
    review: Review,
    scheme: Scheme,
    *,
    sees_self: bool,
    sees_rating: bool,
    sees_second: bool,
) -> tuple[SectionView, ...]:
    """Return the parts of the form with their entries, with no more than may be seen."""
    entries = list(session.scalars(select(Entry).where(Entry.review_id == review.id)))
    goals = {
        goal.id: goal
        for goal in session.scalars(
            select(Goal).where(Goal.review_id == review.id, Goal.in_plan.is_(True))
        )
    }
    views: list[SectionView] = []
    for section in scheme.sections:
        order = {fixed.name: place for place, fixed in enumerate(section.fixed_entries)}
        found: list[tuple[int, EntryView]] = []
        for entry in entries:
            goal = goals.get(entry.goal_id) if entry.goal_id else None
            if entry.section != section.id or (entry.goal_id and goal is None):
                continue
            ratings = json.loads(entry.ratings) if sees_rating else {}
            view = EntryView(
                id=entry.id,
                section=section.id,
                name=goal.title if goal is not None else entry.name,
                weight=_weight(entry, goal),
                goal=goal_view(session, review, goal)
                if goal is not None and section.source is EntrySource.GOALS
                else None,
                self_rating=entry.self_rating if sees_self else "",
                self_text=entry.self_text if sees_self else "",
                ratings=ratings,
                narrative=entry.narrative if sees_rating else "",
                second_ratings=json.loads(entry.second_ratings) if sees_second else {},
                second_narrative=entry.second_narrative if sees_second else "",
                needs_narrative=scoring.needs_narrative(scheme, section, ratings),
            )
            found.append((goal.position if goal is not None else order.get(entry.name, 99), view))
        found.sort(key=lambda pair: pair[0])
        views.append(
            SectionView(
                section,
                tuple(view for _, view in found),
                scoring.longest_narrative(scheme, section),
            )
        )
    return tuple(views)


def _weight(entry: Entry, goal: Goal | None) -> str:
    if goal is None:
        return entry.weight
    return number_words(goal.weight)
