"""What goals serve: objectives of the office, and goals of the supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.standing import about_review, find_review
from reviewdesk.store.tables.goals import Goal, Objective
from reviewdesk.store.tables.people import Unit, folded
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An aim of the office, or of one unit."""

    id: UUID
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class Links:
    """What a goal of one review can serve."""

    objectives: tuple[ObjectiveRow, ...]
    parents: tuple[tuple[UUID, str], ...]
    """Goals of the supervisor in the same cycle."""


def objectives(ctx: Context) -> list[ObjectiveRow]:
    """Return the objectives of the office, by title."""
    with ctx.read(Right.SEE_CYCLES) as session:
        return _objectives(session)


def add_objective(ctx: Context, title: str, unit_id: UUID | None = None) -> UUID:
    """Put an objective on the office's list.

    Raises:
        UserError: when it has no title or is there already.
    """
    title = " ".join(title.split())
    if not title:
        raise UserError(tr("Give the objective a title."))
    with ctx.begin(Right.RUN_CYCLES) as session:
        for one in session.scalars(select(Objective).where(Objective.unit_id == unit_id)):
            if folded(one.title) == folded(title):
                raise UserError(
                    tr("“{title}” is on the list already.").format(title=one.title),
                    safe=tr("Nothing was changed."),
                )
        found = Objective(title=title, unit_id=unit_id)
        session.add(found)
        session.flush()
        return found.id


def links(ctx: Context, review_id: UUID) -> Links:
    """Return what a goal of a review can serve."""
    with ctx.read(Right.SEE_REVIEW, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        query = (
            select(Goal.id, Goal.title)
            .join(Review, Goal.review_id == Review.id)
            .where(
                Review.cycle_id == review.cycle_id,
                Review.employee_id == review.supervisor_id,
                Review.state != State.VOID,
                Goal.in_plan.is_(True),
            )
            .order_by(Goal.position)
        )
        parents = tuple((row.id, row.title) for row in session.execute(query))
        return Links(tuple(_objectives(session)), parents)


def _objectives(session: Session) -> list[ObjectiveRow]:
    query = (
        select(Objective.id, Objective.title, Unit.name)
        .outerjoin(Unit, Objective.unit_id == Unit.id)
        .order_by(Objective.title)
    )
    return [ObjectiveRow(row.id, row.title, row.name or "") for row in session.execute(query)]
