from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from builders import a_cycle, a_desk, a_goal, a_person, a_review, as_person
from reviewdesk.domain.lifecycle import State
from reviewdesk.errors import UserError
from reviewdesk.services import goal_copies, goal_links, goals


@pytest.fixture
def ctx(tmp_path):
    context = a_desk(tmp_path)
    yield context
    context.desk.close()


@pytest.fixture
def team(ctx):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    people = [a_person(ctx, name, boss) for name in ("Kofi", "Adwoa", "Kwame")]
    cycle = a_cycle(ctx)
    return boss, [a_review(ctx, one, cycle=cycle, plan=()) for one in people]


def test_last_years_goals_come_without_what_was_reached(ctx):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    person = a_person(ctx, "Kofi", boss)
    old = a_cycle(ctx, starts=date(2024, 4, 1), ends=date(2025, 3, 31))
    before = a_review(ctx, person, cycle=old, state=State.AGREED,
                      plan=(a_goal(due=date(2024, 6, 30)), a_goal("Two")))  # fmt: skip
    assert goals.plan(ctx, before).goals
    now = a_review(ctx, person, cycle=a_cycle(ctx), plan=(a_goal("two", 10),))
    copied = goal_copies.copy_last_year(as_person(ctx, boss), now)
    assert copied.copied == 1
    assert copied.skipped == (("Two", "A goal of this title is there already."),)
    plan = goals.plan(ctx, now)
    assert [one.text.title for one in plan.goals] == ["two", "Answer letters sooner"]
    assert plan.goals[1].text.due == date(2025, 6, 30)
    assert plan.goals[1].progress is None
    with pytest.raises(UserError, match="is agreed"):
        goal_copies.copy_last_year(as_person(ctx, boss), before)


def test_without_a_year_before_there_is_a_sentence(ctx, team):
    boss, reviews = team
    with pytest.raises(UserError, match="no review of this person before"):
        goal_copies.copy_last_year(as_person(ctx, boss), reviews[0])


def test_goals_go_to_many_and_those_left_out_are_named(ctx, team):
    boss, (first, second, third) = team
    seated = as_person(ctx, boss)
    for text in (a_goal("One"), a_goal("Two")):
        goals.save_goal(seated, first, text)
    goals.save_goal(seated, third, a_goal("One"))
    foreign = a_review(ctx, a_person(ctx, "Far", a_person(ctx, "Away")))
    ids = [one.id for one in goals.plan(seated, first).goals]
    seen = []
    copied = goal_copies.copy_to_many(
        seated, ids, [second, third, foreign], lambda done, total: seen.append((done, total))
    )
    assert copied.copied == 3
    assert [name for name, _why in copied.skipped] == ["Kwame Mensah: One", "Far Mensah"]
    assert "may not" in copied.skipped[1][1]
    assert seen[-1] == (3, 3)
    assert len(goals.plan(ctx, second).goals) == 2
    assert len(goals.plan(ctx, foreign).goals) == 2


def test_the_list_of_plans(ctx, team):
    boss, (first, second, _third) = team
    seated = as_person(ctx, boss)
    goals.save_goal(seated, first, a_goal("One", 40))
    rows = {one.id: one for one in goal_copies.plans(seated)}
    assert (rows[first].goals, rows[first].weight_given, rows[first].weight_total) == (1, 40, 100)
    assert rows[first].may_set
    assert rows[second].goals == 0
    assert not any(one.may_set for one in goal_copies.plans(ctx))
    own = goal_copies.plans(as_person(ctx, goals.plan(ctx, second).employee_id))
    assert [one.id for one in own] == [second]
    assert goal_copies.plans(as_person(ctx, a_person(ctx, "New"))) == []


def test_objectives_and_what_a_goal_can_serve(ctx, team):
    boss, (first, *_others) = team
    added = goal_copies.add_objective(ctx, "  Safer   roads ")
    assert [(one.id, one.title) for one in goal_copies.objectives(ctx)] == [(added, "Safer roads")]
    for words in ("", "safer roads"):
        with pytest.raises(UserError):
            goal_copies.add_objective(ctx, words)
    seated = as_person(ctx, boss)
    with pytest.raises(UserError, match="may not"):
        goal_copies.add_objective(seated, "Mine")
    mine = next(one.id for one in goal_copies.plans(ctx) if one.employee == "Yaw Mensah")
    parent = goals.save_goal(seated, mine, a_goal("The unit's goal"))
    links = goal_links.links(seated, first)
    assert links.parents == ((parent, "The unit's goal"),)
    goals.save_goal(seated, first, a_goal(parent_id=parent, objective_id=added))
    goal = goals.plan(ctx, first).goals[0]
    assert (goal.parent, goal.objective) == ("The unit's goal", "Safer roads")


def test_an_unknown_goal_is_a_sentence(ctx, team):
    boss, (first, *_others) = team
    with pytest.raises(UserError, match="not on this desk"):
        goal_copies.copy_to_many(as_person(ctx, boss), [uuid4()], [first])
