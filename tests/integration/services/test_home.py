"""Home: what waits for whoever sits at the desk, before and after the desk is open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from builders import a_desk, a_goal, a_review, days_later
from integration.services.parties import Parties
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.services import amendments, checkins, goals, home, rating, reviews
from reviewdesk.services.glance import glance


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def waits(who):
    """Return the lines of Home, the same as those read before the desk is open."""
    shown = home.home(who)
    seat = who.actor.person_id.hex if who.actor.person_id else ""
    first = glance(who.desk.folder, seat, who.clock.today())
    assert first is not None
    assert first.home.items == shown.items
    return [one.title for one in shown.items]


def test_a_plan_waits_for_the_one_who_has_not_agreed(ctx):
    parties = Parties(ctx, a_review(ctx))
    boss, employee = parties.boss, parties.employee
    assert waits(boss) == ["Agree goals with Kofi Mensah"]
    assert waits(employee) == []
    goals.agree(boss, parties.review)
    assert waits(boss) == []
    assert waits(employee) == ["Agree to your goals"]
    (row,) = reviews.list_reviews(employee)
    assert (row.holder, row.mine) == ("Kofi Mensah", True)
    assert reviews.open_review(boss, parties.review).turn.holder_name == "Kofi Mensah"
    goals.save_goal(boss, parties.review, a_goal("Another", 5))
    assert waits(employee) == []  # what was agreed is no longer what stands there
    assert waits(boss) == ["Agree goals with Kofi Mensah"]


def test_a_proposed_change_waits_for_the_other(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.AGREED))
    boss, employee = parties.boss, parties.employee
    first, second = goals.plan(boss, parties.review).goals
    new = replace(first.text, target=Decimal(10))
    version = amendments.propose(employee, first.id, new, "Two people left")
    assert waits(boss) == ["Agree to a change of the goals of Kofi Mensah"]
    assert waits(employee) == []
    assert not any("Kofi" in one for one in waits(parties.reviewer))
    amendments.agree(boss, version)
    assert waits(boss) == []
    shares = {first.id: Decimal(25), second.id: Decimal(25)}
    version = amendments.propose_new(boss, parties.review, a_goal("Four"), "A new law", shares)
    assert waits(employee) == ["Agree to a change of your goals"]
    amendments.withdraw(employee, version)
    assert waits(employee) == []


def test_a_check_in_waits_to_be_read_and_each_step_for_its_holder(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.IN_PROGRESS))
    boss, employee, reviewer = parties.boss, parties.employee, parties.reviewer
    talk = checkins.hold(boss, parties.review, held_on=ctx.clock.today(), said="On course.")
    days_later(ctx, 2)
    assert any("Read the check-in of" in one for one in waits(employee))
    checkins.mark_seen(employee, talk)
    assert waits(employee) == []
    rating.move(boss, parties.review, Move.ASK_SELF)
    assert waits(employee) == ["Write your self-assessment"]
    rating.move(employee, parties.review, Move.HAND_IN_SELF)
    assert waits(boss) == ["Rate Kofi Mensah"]
    assert not any("Kofi" in one for one in waits(reviewer))
