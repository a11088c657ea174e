"""The three who have a part in one review, each sitting at the desk, and those who have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import PIN, a_key, a_person, a_review, as_auditor, as_person
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.signoff import Stance
from reviewdesk.errors import UserError
from reviewdesk.services import certificates, goals, rating, reviews, signing

if TYPE_CHECKING:
    from uuid import UUID

    from reviewdesk.services.context import Context


class Parties:
    """One review and everybody who stands somewhere towards it."""

    def __init__(self, ctx: Context, review: UUID) -> None:
        self.office, self.review = ctx, review
        plan = goals.plan(ctx, review)
        self.employee = as_person(ctx, plan.employee_id)
        self.boss = as_person(ctx, plan.supervisor_id)
        self.reviewer = as_person(ctx, plan.reviewer_id) if plan.reviewer_id else self.boss
        self.auditor = as_auditor(ctx)
        self.outsider = as_person(ctx, a_person(ctx, "Nobody", surname="Here"))

    def view(self, who: Context) -> reviews.ReviewView:
        return reviews.open_review(who, self.review)

    def entries(self, who: Context) -> list[reviews.EntryView]:
        return [entry for part in self.view(who).sections for entry in part.entries]

    def state(self) -> State:
        return self.view(self.office).turn.state


def at(ctx: Context, state: State = State.PLAN, **more: object) -> Parties:
    """Make a review at a state and seat everybody."""
    return Parties(ctx, a_review(ctx, state=state, **more))  # type: ignore[arg-type]


def walk_on(parties: Parties, state: State) -> None:
    """Go on from the year itself to a later state, each step by the person whose it is."""
    review = parties.review
    if state is State.VOID:
        rating.move(parties.office, review, Move.VOID, "Made by mistake")
    steps = {
        State.IN_PROGRESS: (parties.boss, Move.ASK_SELF),
        State.SELF_ASSESSMENT: (parties.employee, Move.HAND_IN_SELF),
        State.RATING: (parties.boss, Move.COMPLETE_RATING),
        State.REVIEWER: (parties.reviewer, Move.APPROVE),
        State.EMPLOYEE: (parties.employee, Move.FINISH_COMMENTS),
    }
    while (here := parties.state()) is not state and here in steps:
        who, move = steps[here]
        if here is State.RATING:
            for entry in parties.entries(who):
                rating.rate(who, review, entry.id, "3")
                rating.write_narrative(who, review, entry.id, "Seen all year.")
        rating.move(who, review, move)
    while state is State.CLOSED and parties.state() is not state:
        party = signing.signing(parties.office, review).next_party
        who = {"supervisor": parties.boss, "reviewer": parties.reviewer}.get(
            str(party), parties.employee
        )
        a_key(parties.office, who.actor.person_id)
        signing.sign(who, review, certificates.unlock(who, PIN), stance=Stance.AGREES)


def refused(call: object, *arguments: object, says: str = "", **named: object) -> UserError:
    """Demand that a call is refused in a sentence for people."""
    assert callable(call)
    with pytest.raises(UserError) as caught:
        call(*arguments, **named)
    assert says in str(caught.value)
    return caught.value
