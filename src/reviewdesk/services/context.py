"""What every service function is given first: the desk, who acts, and the clock."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewdesk.domain.permissions import About, Actor, Role, allows, sees_office
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.clock import Clock, FixedClock, SystemClock
from reviewdesk.store.desk import Changes, Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from reviewdesk.domain.permissions import Right

__all__ = [
    "About",
    "Actor",
    "Changes",
    "Clock",
    "Context",
    "Desk",
    "FixedClock",
    "Role",
    "SystemClock",
]


@dataclass(frozen=True, slots=True)
class Context:
    """The open desk, the person acting and the clock."""

    desk: Desk
    actor: Actor
    clock: Clock

    def acting_as(self, actor: Actor) -> Context:
        """Return the same desk with somebody else at it."""
        return replace(self, actor=actor)

    @contextmanager
    def begin(self, right: Right, about: About | None = None) -> Iterator[Session]:
        """Check a right and write in one transaction.

        Raises:
            UserError: when the actor may not, or the disk refuses.
        """
        self.demand(right, about)
        actor = self.actor
        with self.desk.transaction(actor.on_record, self.clock.now(), actor.person_id) as session:
            yield session

    @contextmanager
    def read(self, right: Right, about: About | None = None) -> Iterator[Session]:
        """Check a right and read one consistent state.

        Raises:
            UserError: when the actor may not, or the disk refuses.
        """
        self.demand(right, about)
        with self.desk.reading() as session:
            yield session

    def demand(self, right: Right, about: About | None = None) -> None:
        """Refuse what the actor may not do.

        Raises:
            UserError: in a sentence that says who could.
        """
        if not self.may(right, about):
            raise UserError(
                tr("{name} may not do this here.").format(name=self.actor.name),
                safe=tr("Nothing was changed."),
                remedy=tr("Ask the person whose turn it is, or the HR officer."),
            )

    def may(self, right: Right, about: About | None = None) -> bool:
        """Return whether the actor has a right, about somebody or at all."""
        return allows(right, self.actor, about)

    def sees_office(self, right: Right) -> bool:
        """Return whether the actor has a right about everybody, so that lists show all."""
        return sees_office(right, self.actor)
