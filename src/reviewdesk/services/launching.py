"""The launch of a cycle: a review for everybody who is ready, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import func, insert, select

from reviewdesk.domain.cycle import CycleState
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Right
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.progress import silent
from reviewdesk.services import backups, readiness
from reviewdesk.services.backups import Reason
from reviewdesk.services.cycles import find_cycle
from reviewdesk.store.tables.reviews import Review

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.cycles import Cycle

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Launched:
    """What a launch did; nobody is passed over without a line."""

    created: int
    already_there: int
    left_out: tuple[tuple[str, str], ...]
    """Names of people and why they have no review."""

    def sentence(self) -> str:
        """Return the report in a sentence."""
        return tr("{created}; {there}; {out}.").format(
            created=tr_n("{n} review created", "{n} reviews created", self.created),
            there=tr_n("{n} already there", "{n} already there", self.already_there),
            out=tr_n("{n} person left out", "{n} people left out", len(self.left_out)),
        )


def launch(
    ctx: Context, cycle_id: UUID, *, leave_out_unready: bool = False, progress: Progress = silent
) -> Launched:
    """Give everybody who is ready a review, in one transaction; run again for those missing.

    Raises:
        UserError: when people are not ready and are not to be left out.
        CancelledError: when stopped; then no review was made.
    """
    ctx.demand(Right.RUN_CYCLES)
    backups.before(ctx, Reason.LAUNCH)
    with ctx.begin(Right.RUN_CYCLES) as session:
        found = find_cycle(session, cycle_id)
        if found.state is CycleState.CLOSED:
            raise UserError(tr("This cycle is closed."), safe=tr("Nothing was changed."))
        check = readiness.check(session, found, ctx.clock.today())
        if check.problems and not leave_out_unready:
            raise UserError(
                tr_n("{n} person is not ready.", "{n} people are not ready.", len(check.problems)),
                safe=tr("No review was created."),
                remedy=tr("Settle each line of the readiness check, or leave them out."),
            )
        number = _next_number(session, found)
        rows = [
            {
                "id": uuid4(),
                "revision": 1,
                "number": f"R-{found.ends.year}-{number + place:05d}",
                "cycle_id": found.id,
                "employee_id": ready.person,
                "supervisor_id": ready.supervisor,
                "reviewer_id": ready.reviewer,
                "starts": max(found.starts, ready.starts or found.starts),
                "ends": min(found.ends, ready.ends or found.ends),
                "state": State.PLAN,
                "since": ctx.clock.today(),
                "begun": False,
                "void_reason": "",
            }
            for place, ready in enumerate(check.ready)
        ]
        for done in range(0, len(rows), _BATCH):
            batch = rows[done : done + _BATCH]
            session.execute(insert(Review), batch)
            progress(min(done + _BATCH, len(rows)), len(rows))
        if found.state is CycleState.PREPARING:
            found.state = CycleState.OPEN
            found.launched_at = ctx.clock.now()
        return Launched(len(rows), check.already_there, check.left_out())


def _next_number(session: Session, found: Cycle) -> int:
    prefix = f"R-{found.ends.year}-"
    last = session.scalars(
        select(func.max(Review.number)).where(Review.number.startswith(prefix))
    ).one()
    return int(last.removeprefix(prefix)) + 1 if last else 1
