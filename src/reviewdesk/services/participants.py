"""What HR settles for one person before a launch: who supervises, who reviews, who is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.store.tables.cycles import Choice

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.services.context import Context


def choose(
    ctx: Context,
    cycle_id: UUID,
    person_id: UUID,
    *,
    supervisor_id: UUID | None = None,
    reviewer_id: UUID | None = None,
    left_out: bool = False,
    reason: str = "",
) -> None:
    """Settle one person before the launch: name supervisor or reviewer, or leave them out.

    Raises:
        UserError: when somebody is left out without a reason, or would review themselves.
    """
    if left_out and not reason.strip():
        raise UserError(tr("Please say why this person is left out."))
    if person_id in (supervisor_id, reviewer_id):
        raise UserError(tr("Nobody supervises or reviews themselves."))
    with ctx.begin(Right.RUN_CYCLES) as session:
        choice = choice_of(session, cycle_id, person_id)
        choice.supervisor_id = supervisor_id or choice.supervisor_id
        choice.reviewer_id = reviewer_id or choice.reviewer_id
        choice.left_out = left_out
        choice.reason = reason.strip()


def take_in(ctx: Context, cycle_id: UUID, person_id: UUID) -> None:
    """Let somebody who was left out take part again."""
    with ctx.begin(Right.RUN_CYCLES) as session:
        choice = session.scalars(
            select(Choice).where(Choice.cycle_id == cycle_id, Choice.person_id == person_id)
        ).first()
        if choice is not None:
            choice.left_out, choice.reason = False, ""


def choice_of(session: Session, cycle_id: UUID, person_id: UUID) -> Choice:
    """Return what HR settled for a person in a cycle, made where nothing is settled yet."""
    choice = session.scalars(
        select(Choice).where(Choice.cycle_id == cycle_id, Choice.person_id == person_id)
    ).first()
    if choice is None:
        choice = Choice(cycle_id=cycle_id, person_id=person_id)
        session.add(choice)
    return choice
