"""The ways to hand the computer to another party of a review, on the pages about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.domain.lifecycle import Mover
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.ui.actions import Action

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.reviews import ReviewView
    from reviewdesk.ui.shell import Shell


def hands_of_review(view: ReviewView, page: QWidget, shell: Shell) -> list[Action]:
    """Return the ways to hand the computer to the employee, and to whose turn it is."""
    turn = view.turn
    people = {Mover.EMPLOYEE: (view.employee_id, view.employee)}
    if turn.holder is not None and turn.holder_id is not None:
        people[turn.holder] = (turn.holder_id, turn.holder_name)
    return hand_actions(page, shell, view.id, people if view.parts else {}, turn.holder)


def hand_actions(
    page: QWidget,
    shell: Shell,
    review_id: UUID,
    people: Mapping[Mover, tuple[UUID, str]],
    shown: Mover | None = None,
) -> list[Action]:
    """Return an action for each of the people who is not at the computer already.

    Args:
        page: above which the dialog opens.
        shell: the program round it.
        review_id: what they will see, and nothing else.
        people: id and name of each party.
        shown: whose action has a button in the header; the others stand under More.
    """
    actor = shell.ctx.actor
    if actor.only_review is not None or not shell.ctx.may(Right.MOVE_REVIEW):
        return []
    words = {
        Mover.EMPLOYEE: tr("Hand the computer to the employee …"),
        Mover.SUPERVISOR: tr("Hand the computer to the supervisor …"),
        Mover.REVIEWER: tr("Hand the computer to the reviewer …"),
    }

    def hand(person_id: UUID, name: str) -> None:
        from reviewdesk.ui.dialogs.hand_computer import HandComputer

        dialog = HandComputer(page, shell, review_id, person_id, name)
        dialog.handed.connect(shell.hand_computer)
        dialog.open()

    return [
        Action(
            f"hand.{party.value}",
            words[party],
            partial(hand, *people[party]),
            icon="arrow-left-right",
            shown=party is shown,
        )
        for party in words
        if party in people and people[party][0] != actor.person_id
    ]
