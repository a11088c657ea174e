"""A plan from the first draft to the last amendment, on a real desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from builders import (
    a_cycle,
    a_desk,
    a_goal,
    a_person,
    a_review,
    as_auditor,
    as_person,
    days_later,
)
from reviewdesk.domain.goal import Direction, GoalKind, GoalText, VersionState
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.errors import CancelledError, UserError
from reviewdesk.services import amendments, goal_copies, goal_links, goals, rating
from reviewdesk.services.goal_copies import Relation
from reviewdesk.store.tables.audit import AuditLine
from reviewdesk.store.tables.goals import Goal

UP = {"direction": Direction.UP, "baseline": Decimal(0), "target": Decimal(12), "unit": "people"}


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


class Pair:
    """One review with both who agree on it."""

    def __init__(self, ctx, review):
        self.ctx, self.review = ctx, review
        plan = goals.plan(ctx, review)
        self.employee = as_person(ctx, plan.employee_id)
        self.boss = as_person(ctx, plan.supervisor_id)

    @property
    def plan(self):
        return goals.plan(self.boss, self.review)

    def goal(self, place=0):
        return self.plan.goals[place]


@pytest.fixture
def draft(ctx):
    return Pair(ctx, a_review(ctx, plan=()))


@pytest.fixture
def year(ctx):
    return Pair(ctx, a_review(ctx, state=State.AGREED))


def set_weights(pair, *weights):
    for place, weight in enumerate(weights):
        goals.save_goal(pair.boss, pair.review, a_goal(f"Goal {place}", weight))


# the draft


def test_three_thirds_leave_a_hundredth_that_is_shared_out(draft):
    set_weights(draft, "33.33", "33.33", "33.33")

    assert draft.plan.weight_left == Decimal("0.01")
    assert any("99.99 %, not 100 %" in fault for fault in draft.plan.faults)
    with pytest.raises(UserError, match="cannot be agreed yet") as refused:
        goals.agree(draft.boss, draft.review)
    assert "99.99" in refused.value.remedy

    goals.share_out(draft.boss, draft.review)

    assert draft.plan.weight_left == 0
    assert sum(goal.text.weight for goal in draft.plan.goals) == 100
    assert draft.plan.faults == ()


def test_what_is_left_goes_to_goals_without_a_weight(draft):
    set_weights(draft, 40, None, None)
    goals.share_out(draft.employee, draft.review)

    assert [goal.text.weight for goal in draft.plan.goals] == [40, 30, 30]


def test_every_kind_of_goal_is_kept_as_written(draft):
    texts = [
        a_goal(measure="<b>days</b> & nights \u202e", unit="giorni"),
        GoalText("Range", direction=Direction.RANGE, range_low=Decimal(2), range_high=Decimal(4)),
        GoalText("Steps", GoalKind.MILESTONES, milestones=("First", "Second")),
        GoalText("Yes or no", GoalKind.YES_NO, due=date(2026, 1, 1)),
        GoalText("Words", GoalKind.WORDS, measure="As the director sees it", weight=Decimal("7.5")),
    ]
    for text in texts:
        goals.save_goal(draft.boss, draft.review, text)

    assert [goal.text for goal in draft.plan.goals] == texts


def test_a_goal_is_changed_moved_and_taken_out(draft):
    set_weights(draft, 10, 20, 30)
    first, second, third = (goal.id for goal in draft.plan.goals)
    goals.save_goal(draft.employee, draft.review, a_goal("Another", 15), first)
    goals.reorder(draft.boss, draft.review, [third, first])
    goals.remove_goal(draft.boss, second)

    assert [goal.text.title for goal in draft.plan.goals] == ["Goal 2", "Another"]
    with pytest.raises(UserError, match="no longer in the plan"):
        goals.save_goal(draft.boss, draft.review, a_goal(), second)


@pytest.mark.parametrize("title", ["", "  \n"])
def test_a_goal_needs_a_title(draft, title):
    with pytest.raises(UserError, match="title"):
        goals.save_goal(draft.boss, draft.review, a_goal(title))


def test_a_change_of_the_draft_takes_both_agreements_back(draft):
    set_weights(draft, 50, 50)
    goals.agree(draft.employee, draft.review)
    assert draft.plan.employee_agreed
    assert draft.plan.state is State.PLAN

    goals.save_goal(draft.boss, draft.review, a_goal("Goal 0", 50), draft.goal().id)
    assert not draft.plan.employee_agreed

    goals.agree(draft.employee, draft.review)
    assert goals.agree(draft.boss, draft.review) is State.AGREED
    assert [len(goal.versions) for goal in draft.plan.goals] == [1, 1]


def test_an_agreed_plan_is_not_edited(year):
    goal = year.goal()
    for change in (
        lambda: goals.save_goal(year.boss, year.review, a_goal(), goal.id),
        lambda: goals.remove_goal(year.boss, goal.id),
        lambda: goals.share_out(year.boss, year.review),
        lambda: goals.reorder(year.boss, year.review, [goal.id]),
        lambda: goals.agree(year.boss, year.review),
    ):
        with pytest.raises(UserError, match="agreed"):
            change()
    assert year.goal() == goal


def test_a_plan_opened_again_keeps_its_past(year):
    kept, gone = year.plan.goals
    goals.note_progress(year.boss, gone.id, date(2025, 9, 1), Decimal(10))
    assert year.plan.state is State.IN_PROGRESS
    other = Pair(year.ctx, a_review(year.ctx, state=State.AGREED))
    waits = amendments.propose(
        other.boss, other.goal().id, replace(other.goal().text, target=Decimal(8)), "Fewer staff"
    )
    rating.move(other.boss, other.review, Move.WITHDRAW_AGREEMENT, "Agreed too early")
    first, second = other.plan.goals
    goals.remove_goal(other.boss, second.id)
    goals.save_goal(other.boss, other.review, a_goal("New", 50))
    goals.agree(other.boss, other.review)
    goals.agree(other.employee, other.review)

    assert [goal.text.title for goal in other.plan.goals] == [first.text.title, "New"]
    versions = other.goal().versions
    assert [one.state for one in versions] == [VersionState.AGREED, VersionState.WITHDRAWN]
    assert versions[1].id == waits
    with other.ctx.desk.reading() as session:
        assert not session.get(Goal, second.id).in_plan
    assert kept.id in {goal.id for goal in year.plan.goals}


def test_a_scheme_without_goals_says_so(ctx):
    apart = Pair(ctx, a_review(ctx, cycle=a_cycle(ctx, scheme="in-apar"), plan=()))

    assert (apart.plan.has_goals, apart.plan.may_edit) == (False, False)
    with pytest.raises(UserError, match="no goals"):
        goals.save_goal(apart.boss, apart.review, a_goal())


def test_a_scheme_without_weights_asks_for_none(ctx):
    pair = Pair(ctx, a_review(ctx, cycle=a_cycle(ctx, scheme="gh-psc"), plan=()))
    goals.save_goal(pair.boss, pair.review, a_goal(weight=None))
    goals.share_out(pair.boss, pair.review)

    assert (pair.plan.has_weights, pair.plan.faults) == (False, ())
    assert pair.goal().text.weight is None


# who may


def test_only_the_two_write_and_agree(draft):
    set_weights(draft, 50, 50)
    plan = draft.plan
    reviewer = as_person(draft.ctx, plan.reviewer_id)
    for other in (reviewer, draft.ctx, as_auditor(draft.ctx)):
        seen = goals.plan(other, draft.review)
        assert (seen.may_edit, seen.may_agree, seen.may_note, seen.may_amend) == (False,) * 4
        with pytest.raises(UserError, match="may not"):
            goals.save_goal(other, draft.review, a_goal())
        with pytest.raises(UserError, match="may not"):
            goals.agree(other, draft.review)
    stranger = as_person(draft.ctx, a_person(draft.ctx, "Abena"))
    with pytest.raises(UserError, match="may not"):
        goals.plan(stranger, draft.review)


# progress


def test_the_first_note_starts_the_year_and_the_newest_counts(year):
    goal = year.goal().id
    goals.note_progress(year.employee, goal, date(2025, 7, 1), Decimal(12), "Two clerks ill")
    assert year.plan.state is State.IN_PROGRESS
    assert year.goal().progress == 40
    goals.note_progress(year.boss, goal, date(2025, 6, 1), Decimal(13))
    assert year.goal().progress == 40

    days_later(year.ctx, 1)
    goals.note_progress(year.boss, goal, date(2025, 7, 1), Decimal("11.5"), "Counted again")

    assert year.goal().progress_words == "50 %"
    assert [one.actual for one in year.goal().entries] == ["11.5", "12", "13"]
    goals.note_progress(year.boss, goal, date(2026, 1, 1), Decimal(20))
    assert year.goal().progress == 0
    assert year.goal().progress_words == "worse than at the start"


def test_progress_needs_a_past_day_something_said_and_an_agreed_plan(year, ctx):
    goal = year.goal().id
    with pytest.raises(UserError, match="still to come"):
        goals.note_progress(year.boss, goal, ctx.clock.today() + timedelta(1), Decimal(1))
    with pytest.raises(UserError, match="number or a note"):
        goals.note_progress(year.boss, goal, ctx.clock.today(), None, " ")
    with pytest.raises(UserError, match="not on this desk"):
        goals.note_progress(year.boss, uuid4(), ctx.clock.today(), Decimal(1))
    early = Pair(ctx, a_review(ctx))
    goals_of = early.plan.goals
    with pytest.raises(UserError, match="Agree the plan first"):
        goals.note_progress(early.boss, goals_of[0].id, ctx.clock.today(), Decimal(1))
    late = Pair(ctx, a_review(ctx, state=State.RATING))
    with pytest.raises(UserError, match="year is over"):
        goals.note_progress(late.boss, late.goal().id, ctx.clock.today(), Decimal(1))


def test_milestones_are_ticked_and_survive_a_new_wording(ctx):
    steps = GoalText("Steps", GoalKind.MILESTONES, milestones=("a", "b"), weight=Decimal(50))
    pair = Pair(ctx, a_review(ctx, state=State.AGREED, plan=(steps, a_goal())))
    first = pair.goal().milestones[0]
    with pytest.raises(UserError, match="still to come"):
        goals.set_milestone(pair.boss, first.id, ctx.clock.today() + timedelta(1))
    goals.set_milestone(pair.employee, first.id, date(2025, 5, 5))
    assert pair.goal().progress == 50
    assert pair.plan.state is State.IN_PROGRESS

    change = amendments.propose(
        pair.boss, pair.goal().id, replace(steps, milestones=("a", "c", "d")), "More to do"
    )
    amendments.agree(pair.employee, change)

    assert [one.done_on for one in pair.goal().milestones] == [date(2025, 5, 5), None, None]
    goals.set_milestone(pair.boss, pair.goal().milestones[0].id, None)
    assert pair.goal().progress == 0
    with pytest.raises(UserError, match="no longer"):
        goals.set_milestone(pair.boss, uuid4(), None)


# amendments


def test_an_amendment_keeps_the_old_text_says_why_and_is_agreed_again(year):
    goal = year.goal()
    other = replace(goal.text, target=Decimal(7), title="Answer letters within a week")
    with pytest.raises(UserError, match="say why"):
        amendments.propose(year.boss, goal.id, other, "  ")
    with pytest.raises(UserError, match="Nothing was changed"):
        amendments.propose(year.boss, goal.id, goal.text, "No reason")

    change = amendments.propose(year.boss, goal.id, other, "The ministry asks for it")

    waiting = year.goal()
    assert waiting.text == goal.text
    assert waiting.pending.reason == "The ministry asks for it"
    assert waiting.pending.changes == (
        "Title: Answer letters sooner → Answer letters within a week",
        "Target: 9 → 7",
    )
    assert (waiting.pending.supervisor_agreed, waiting.pending.employee_agreed) == (True, False)
    with pytest.raises(UserError, match="waits already"):
        amendments.propose(year.employee, goal.id, replace(other, target=Decimal(6)), "No")

    assert amendments.agree(year.employee, change) is VersionState.AGREED
    after = year.goal()
    assert after.text == other
    assert after.pending is None
    assert [one.text.title for one in after.versions] == [goal.text.title, other.title]
    with pytest.raises(UserError, match="no longer waits"):
        amendments.agree(year.employee, change)


def test_the_proposer_alone_changes_nothing_and_can_take_it_back(year):
    goal = year.goal()
    change = amendments.propose(
        year.employee, goal.id, replace(goal.text, target=Decimal(8)), "Fewer vehicles"
    )
    assert amendments.agree(year.employee, change) is VersionState.PROPOSED
    assert year.goal().text == goal.text

    amendments.withdraw(year.boss, change)

    assert year.goal().versions[-1].state is VersionState.WITHDRAWN
    assert year.goal().text == goal.text
    with pytest.raises(UserError, match="no longer waits"):
        amendments.withdraw(year.boss, change)


def test_a_weight_changes_only_together_with_the_others(year):
    first, second = year.plan.goals
    heavier = replace(first.text, weight=Decimal(60))
    with pytest.raises(UserError, match="not be right") as refused:
        amendments.propose(year.boss, first.id, heavier, "More letters")
    assert "110 %" in refused.value.remedy

    change = amendments.propose(
        year.boss, first.id, heavier, "More letters", {second.id: Decimal(40)}
    )
    amendments.agree(year.employee, change)

    assert [goal.text.weight for goal in year.plan.goals] == [60, 40]
    assert year.goal(1).versions[-1].changes == ("Weight: 50 → 40",)
    assert "More letters" in year.goal(1).versions[-1].reason


def test_a_goal_leaves_the_plan_by_amendment(ctx):
    plan = (a_goal("One", 40), a_goal("Two", 30), a_goal("Three", 30))
    pair = Pair(ctx, a_review(ctx, state=State.IN_PROGRESS, plan=plan))
    one, two, three = pair.plan.goals
    with pytest.raises(UserError, match="not be right"):
        amendments.propose_drop(pair.boss, three.id, "The road is closed")

    change = amendments.propose_drop(
        pair.boss, three.id, "The road is closed", {one.id: Decimal(60), two.id: Decimal(40)}
    )
    assert "leaves the plan" in pair.goal(2).pending.changes[0]
    amendments.agree(pair.employee, change)

    assert [goal.text.title for goal in pair.plan.goals] == ["One", "Two"]
    assert pair.plan.faults == ()
    with pytest.raises(UserError, match="not be right"):
        amendments.propose_drop(pair.boss, two.id, "Too few", {one.id: Decimal(100)})


def test_amendments_belong_to_the_year(draft, ctx):
    set_weights(draft, 50, 50)
    goal = draft.goal()
    with pytest.raises(UserError, match="between the agreed plan"):
        amendments.propose(draft.boss, goal.id, replace(goal.text, target=Decimal(7)), "Why")
    rated = Pair(ctx, a_review(ctx, state=State.RATING))
    with pytest.raises(UserError, match="between the agreed plan"):
        amendments.propose_drop(rated.boss, rated.goal().id, "Why")
    with pytest.raises(UserError, match="not on this desk"):
        amendments.agree(draft.boss, uuid4())


# copies, links, the list


def test_last_years_goals_come_back_with_their_days_moved(ctx):
    boss = a_person(ctx, "Yaw")
    employee = a_person(ctx, "Kofi", boss)
    before = a_cycle(ctx, starts=date(2024, 4, 1), ends=date(2025, 3, 31))
    a_review(
        ctx,
        employee,
        cycle=before,
        state=State.IN_PROGRESS,
        plan=(a_goal("Old", due=date(2024, 9, 30)), a_goal("Older", due=None)),
    )
    now = Pair(ctx, a_review(ctx, employee, plan=(a_goal("OLD"),)))

    done = goal_copies.copy_last_year(now.employee, now.review)

    assert (done.copied, [name for name, _why in done.skipped]) == (1, ["Old"])
    assert [goal.text.title for goal in now.plan.goals] == ["OLD", "Older"]
    goals.remove_goal(now.boss, now.goal().id)
    goal_copies.copy_last_year(now.boss, now.review)
    assert [goal.text.due for goal in now.plan.goals] == [None, date(2025, 9, 30)]
    assert all(not goal.entries for goal in now.plan.goals)
    first = Pair(ctx, a_review(ctx, plan=()))
    with pytest.raises(UserError, match="no review of this person before"):
        goal_copies.copy_last_year(first.boss, first.review)


def test_goals_go_to_many_people_and_nobody_is_passed_over_in_silence(ctx):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    team = [a_person(ctx, name, boss) for name in ("Abena", "Kojo", "Adwoa", "Kwame")]
    cycle = a_cycle(ctx)
    full = tuple(a_goal(f"Goal {n}", 10) for n in range(10))
    states = (State.PLAN, State.PLAN, State.AGREED, State.PLAN)
    plans = ((a_goal("Shared"), a_goal("Own")), (a_goal("shared"),), None, full)
    reviews = [
        a_review(ctx, person, cycle=cycle, state=state, plan=plan)
        for person, state, plan in zip(team, states, plans, strict=True)
    ]
    seated = as_person(ctx, boss)
    shared = [goal.id for goal in goals.plan(seated, reviews[0]).goals]
    outside = a_review(ctx, plan=())
    told = []

    done = goal_copies.copy_to_many(
        seated, shared, [*reviews[1:], outside], lambda *step: told.append(step)
    )

    assert done.copied == 1
    assert told[-1] == (4, 4)
    reasons = dict(done.skipped)
    assert "there already" in reasons["Kojo Mensah: Shared"]
    assert "agreed" in reasons["Adwoa Mensah"]
    assert "at most 10" in reasons["Kwame Mensah: Own"]
    assert "may not" in reasons["Kofi Mensah"]
    assert [one.text.title for one in goals.plan(seated, reviews[1]).goals] == ["shared", "Own"]

    def stop(_done, _total):
        raise CancelledError

    with pytest.raises(CancelledError):
        goal_copies.copy_to_many(seated, shared, reviews[1:], stop)


def test_goals_serve_objectives_and_goals_of_the_supervisor(ctx):
    top = a_person(ctx, "Esi")
    boss = a_person(ctx, "Yaw", top)
    employee = a_person(ctx, "Kofi", boss)
    cycle = a_cycle(ctx)
    above = a_review(ctx, boss, cycle=cycle, plan=(a_goal("Roads are open all year"),))
    below = Pair(ctx, a_review(ctx, employee, cycle=cycle, plan=()))
    aim = goal_links.add_objective(ctx, "  Safe   roads ")
    with pytest.raises(UserError, match="on the list already"):
        goal_links.add_objective(ctx, "SAFE roads")
    with pytest.raises(UserError, match="title"):
        goal_links.add_objective(ctx, " ")

    offered = goal_links.links(below.employee, below.review)
    assert [one.title for one in offered.objectives] == ["Safe roads"]
    assert [title for _id, title in offered.parents] == ["Roads are open all year"]
    text = replace(a_goal(), parent_id=offered.parents[0][0], objective_id=aim)
    goals.save_goal(below.employee, below.review, text)

    assert (below.goal().objective, below.goal().parent) == ("Safe roads", offered.parents[0][1])
    goals.remove_goal(as_person(ctx, boss), goals.plan(ctx, above).goals[0].id)
    assert below.goal().parent == "Roads are open all year"


def test_the_list_shows_whose_plan_it_is_and_what_waits(ctx):
    top = a_person(ctx, "Esi")
    boss = a_person(ctx, "Yaw", top)
    employee = a_person(ctx, "Kofi", boss)
    cycle = a_cycle(ctx)
    review = a_review(ctx, employee, cycle=cycle)

    def row(person):
        rows = goal_copies.plans(ctx if person is None else as_person(ctx, person))
        return next((one for one in rows if one.id == review), None)

    mine, report, far, office = row(employee), row(boss), row(top), row(None)
    assert [one.relation for one in (mine, report, far, office)] == [
        Relation.OWN,
        Relation.REPORT,
        Relation.OTHER,
        Relation.OTHER,
    ]
    assert [one.may_set for one in (mine, report, far, office)] == [True, True, False, False]
    assert (office.goals, office.weight_given, office.weight_total) == (2, 100, 100)
    assert not mine.waits_for_me
    goals.agree(as_person(ctx, boss), review)
    assert row(employee).waits_for_me
    assert not row(boss).waits_for_me
    goals.agree(as_person(ctx, employee), review)
    goal = goals.plan(ctx, review).goals[0]
    amendments.propose(
        as_person(ctx, employee), goal.id, replace(goal.text, target=Decimal(8)), "Why"
    )
    assert row(boss).waits_for_me
    assert not row(employee).waits_for_me
    assert row(a_person(ctx, "Nobody")) is None


def test_every_change_has_its_line_in_the_audit(year):
    with year.ctx.desk.reading() as session:
        subjects = set(session.scalars(select(AuditLine.subject)))

    assert {"goal", "goal_version", "review"} <= subjects
