from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from builders import a_desk, a_goal, a_review, as_person
from reviewdesk.domain.goal import VersionState
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.errors import UserError
from reviewdesk.services import amendments, goals, rating

THREE = (a_goal("One", 40), a_goal("Two", 30), a_goal("Three", 30))


@pytest.fixture
def ctx(tmp_path):
    context = a_desk(tmp_path)
    yield context
    context.desk.close()


@pytest.fixture
def year(ctx):
    review = a_review(ctx, plan=THREE, state=State.AGREED)
    plan = goals.plan(ctx, review)
    return review, as_person(ctx, plan.supervisor_id), as_person(ctx, plan.employee_id)


def goal_of(ctx, review, place=0):
    return goals.plan(ctx, review).goals[place]


def test_a_change_takes_effect_when_both_agree_and_the_old_text_stays(ctx, year):
    review, boss, employee = year
    goal = goal_of(ctx, review)
    new = replace(goal.text, target=Decimal(10))
    version = amendments.propose(employee, goal.id, new, "Two people left")
    waiting = goal_of(ctx, review)
    assert waiting.text.target == 9
    assert waiting.pending is not None
    assert waiting.pending.changes == ("Target: 9 → 10",)
    assert (waiting.pending.employee_agreed, waiting.pending.supervisor_agreed) == (True, False)
    assert amendments.agree(boss, version) is VersionState.AGREED
    changed = goal_of(ctx, review)
    assert changed.text == new
    assert changed.pending is None
    assert [one.text.target for one in changed.versions] == [9, 10]


def test_weights_change_together_and_add_up(ctx, year):
    review, boss, employee = year
    one, two, three = goals.plan(ctx, review).goals
    heavier = replace(one.text, weight=Decimal(60))
    with pytest.raises(UserError, match="would not be right") as refused:
        amendments.propose(boss, one.id, heavier, "Matters more")
    assert "120 %" in refused.value.remedy
    shares = {two.id: Decimal(20), three.id: Decimal(20)}
    version = amendments.propose(boss, one.id, heavier, "Matters more", shares)
    assert [goal.text.weight for goal in goals.plan(ctx, review).goals] == [40, 30, 30]
    amendments.agree(employee, version)
    plan = goals.plan(ctx, review)
    assert [goal.text.weight for goal in plan.goals] == [60, 20, 20]
    assert plan.weight_left == 0
    assert "“One”" in plan.goals[1].versions[-1].reason


def test_two_changes_that_do_not_fit_each_other_are_not_both_agreed(ctx, year):
    review, boss, employee = year
    one, two, three = goals.plan(ctx, review).goals
    first = amendments.propose(
        boss, one.id, replace(one.text, weight=Decimal(50)), "More", {two.id: Decimal(20)}
    )
    second = amendments.propose(
        boss, three.id, replace(three.text, weight=Decimal(20)), "Less", {two.id: Decimal(40)}
    )
    amendments.agree(employee, first)
    with pytest.raises(UserError, match="would not be right"):
        amendments.agree(employee, second)
    assert goals.plan(ctx, review).weight_left == 0
    amendments.withdraw(employee, second)
    assert goal_of(ctx, review, 2).pending is None


def test_a_goal_is_dropped_and_its_weight_goes_to_the_others(ctx, year):
    review, boss, employee = year
    one, two, three = goals.plan(ctx, review).goals
    with pytest.raises(UserError, match="would not be right"):
        amendments.propose_drop(boss, three.id, "The project ended")
    version = amendments.propose_drop(
        boss, three.id, "The project ended", {one.id: Decimal(60), two.id: Decimal(40)}
    )
    pending = goal_of(ctx, review, 2).pending
    assert pending is not None
    assert pending.drops
    assert pending.changes[0] == "The goal leaves the plan."
    amendments.agree(employee, version)
    plan = goals.plan(ctx, review)
    assert [goal.text.title for goal in plan.goals] == ["One", "Two"]
    assert plan.weight_left == 0
    with pytest.raises(UserError, match="at least 2 goals") as refused:
        amendments.propose_drop(boss, two.id, "This too", {one.id: Decimal(100)})
    assert refused.value.safe


def test_a_new_goal_comes_into_the_plan_when_both_agree(ctx, year):
    review, boss, employee = year
    one = goal_of(ctx, review)
    new = a_goal("Four", 20)
    with pytest.raises(UserError, match="would not be right"):
        amendments.propose_new(boss, review, new, "A new law")
    shares = {one.id: Decimal(20)}
    version = amendments.propose_new(boss, review, new, "A new law", shares)
    plan = goals.plan(ctx, review)
    assert [goal.text.title for goal in plan.goals] == ["One", "Two", "Three"]
    (waiting,) = plan.proposed
    assert waiting.pending is not None
    assert waiting.pending.adds
    assert waiting.pending.changes[0] == "The goal comes into the plan."
    with pytest.raises(UserError, match="waits already"):
        amendments.propose_drop(employee, waiting.id, "No")
    amendments.agree(employee, version)
    plan = goals.plan(ctx, review)
    assert [goal.text.title for goal in plan.goals] == ["One", "Two", "Three", "Four"]
    assert [goal.text.weight for goal in plan.goals] == [20, 30, 30, 20]
    assert plan.proposed == ()
    assert plan.weight_left == 0


def test_a_new_goal_that_is_declined_stays_out(ctx, year):
    review, boss, employee = year
    one = goal_of(ctx, review)
    shares = {one.id: Decimal(20)}
    version = amendments.propose_new(boss, review, a_goal("Four", 20), "A new law", shares)
    amendments.withdraw(employee, version)
    plan = goals.plan(ctx, review)
    assert len(plan.goals) == 3
    assert plan.proposed == ()
    with pytest.raises(UserError, match="no longer waits"):
        amendments.agree(employee, version)


def test_what_is_refused(ctx, year):
    review, boss, employee = year
    goal = goal_of(ctx, review)
    new = replace(goal.text, target=Decimal(10))
    with pytest.raises(UserError, match="say why"):
        amendments.propose(boss, goal.id, new, " ")
    with pytest.raises(UserError, match="Nothing was changed, so"):
        amendments.propose(boss, goal.id, goal.text, "Why not")
    with pytest.raises(UserError, match="would not be right"):
        amendments.propose(boss, goal.id, replace(goal.text, target=Decimal(20)), "Wrong side")
    with pytest.raises(UserError, match="may not"):
        amendments.propose(ctx, goal.id, new, "HR is no party")
    version = amendments.propose(boss, goal.id, new, "Two people left")
    with pytest.raises(UserError, match="waits already"):
        amendments.propose(employee, goal.id, new, "Me too")
    amendments.withdraw(boss, version)
    with pytest.raises(UserError, match="no longer waits"):
        amendments.agree(employee, version)
    assert goal_of(ctx, review).versions[-1].state is VersionState.WITHDRAWN


def test_nothing_is_amended_outside_the_year(ctx, year):
    review, boss, employee = year
    goal = goal_of(ctx, review)
    new = replace(goal.text, target=Decimal(10))
    rating.move(boss, review, Move.ASK_SELF)
    for who in (boss, employee):
        with pytest.raises(UserError, match="between the agreed plan"):
            amendments.propose(who, goal.id, new, "Two people left")
    draft = a_review(ctx)
    plan = goals.plan(ctx, draft)
    with pytest.raises(UserError, match="between the agreed plan"):
        amendments.propose(as_person(ctx, plan.supervisor_id), plan.goals[0].id, new, "Early")


def test_the_year_does_not_end_while_a_change_waits(ctx, year):
    review, boss, employee = year
    goal = goal_of(ctx, review)
    version = amendments.propose(
        boss, goal.id, replace(goal.text, target=Decimal(10)), "Less staff"
    )
    with pytest.raises(UserError, match="waits to be agreed: One") as refused:
        rating.move(boss, review, Move.ASK_SELF)
    assert refused.value.remedy
    amendments.agree(employee, version)
    assert rating.move(boss, review, Move.ASK_SELF) is State.SELF_ASSESSMENT
