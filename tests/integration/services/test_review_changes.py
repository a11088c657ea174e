"""What others changed since somebody last had the review before them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from builders import a_desk, a_goal, a_person, a_review, days_later
from integration.services import parties as seated
from reviewdesk.domain.goal import GoalKind, GoalText
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.services import amendments, checkins, goals, rating, review_changes


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def at(ctx, state, employee=None):
    """Make a review at a state, and a day go by."""
    parties = seated.Parties(ctx, a_review(ctx, employee, state=state))
    days_later(ctx, 1)
    return parties


def changes(parties, who):
    return review_changes.changes_since_seen(who, parties.review)


def complete(parties, level):
    for entry in parties.entries(parties.boss):
        rating.rate(parties.boss, parties.review, entry.id, level)
        rating.write_narrative(parties.boss, parties.review, entry.id, "Seen all year.")
    days_later(parties.office, 1)
    rating.move(parties.boss, parties.review, Move.COMPLETE_RATING)
    days_later(parties.office, 1)
    rating.move(parties.reviewer, parties.review, Move.APPROVE)
    days_later(parties.office, 1)


def test_words_that_were_never_shown_are_never_told(ctx):
    parties = at(ctx, State.RATING)
    first = parties.entries(parties.boss)[0]
    rating.rate(parties.boss, parties.review, first.id, "1")
    rating.write_narrative(parties.boss, parties.review, first.id, "Lazy all year.")
    rating.write_comment(parties.boss, parties.review, "I do not like her.")
    rating.write_comment(parties.boss, parties.review, "A good year.")
    complete(parties, "4")
    told = "\n".join(changes(parties, parties.employee))
    assert "Lazy" not in told
    assert "do not like" not in told
    assert "“1”" not in told
    assert f"wrote the rating of “{first.name}”: “4”." in told
    assert "wrote the text of “Comments”: “A good year.”." in told


def test_a_rating_changed_after_it_was_shown_is_told_with_what_it_was(ctx):
    parties = at(ctx, State.RATING)
    complete(parties, "3")
    rating.move(parties.employee, parties.review, Move.SEND_BACK, "Too low")
    days_later(ctx, 1)
    assert changes(parties, parties.employee) == ()
    complete(parties, "2")
    first = parties.entries(parties.boss)[0]
    told = changes(parties, parties.employee)
    assert any(f"changed the rating of “{first.name}” from “3” to “2”." in one for one in told)
    assert not any("Seen all year." in one for one in told)
    assert any("Confirm the rating" in one for one in told)


def test_what_came_and_went_is_no_change_and_own_changes_are_not_told(ctx):
    parties = at(ctx, State.RATING)
    entry = parties.entries(parties.boss)[0]
    review_changes.mark_seen(parties.boss, parties.review)
    days_later(ctx, 1)
    rating.rate(parties.boss, parties.review, entry.id, "2")
    rating.rate(parties.boss, parties.review, entry.id, "")
    assert changes(parties, parties.boss) == ()


def test_two_who_share_a_name_do_not_hide_each_others_changes(ctx):
    boss = a_person(ctx, "Ama", a_person(ctx, "Esi"))
    parties = at(ctx, State.RATING, a_person(ctx, "Ama", boss))
    assert parties.employee.actor.name == parties.boss.actor.name
    complete(parties, "4")
    assert any("wrote the rating" in one for one in changes(parties, parties.employee))
    assert not any("wrote the rating" in one for one in changes(parties, parties.boss))


def test_the_self_assessment_is_told_as_it_was_handed_in(ctx):
    parties = at(ctx, State.SELF_ASSESSMENT)
    entry = parties.entries(parties.employee)[0]
    rating.write_self(parties.employee, parties.review, entry.id, "My boss was no help.")
    rating.write_self(parties.employee, parties.review, entry.id, "We met the target.")
    rating.rate_self(parties.employee, parties.review, entry.id, "4")
    assert not any("target" in one for one in changes(parties, parties.boss))
    days_later(ctx, 1)
    rating.move(parties.employee, parties.review, Move.HAND_IN_SELF)
    told = "\n".join(changes(parties, parties.boss))
    assert "We met the target." in told
    assert "no help" not in told
    assert "own rating" in told


@pytest.mark.parametrize("words", ["{", '{"a": "b"}', "{not json", "[]", "null", "%s {0} {actor}"])
def test_words_that_look_like_code_are_only_words(ctx, words):
    parties = at(ctx, State.SELF_ASSESSMENT)
    entry = parties.entries(parties.employee)[0]
    rating.write_self(parties.employee, parties.review, entry.id, words)
    rating.move(parties.employee, parties.review, Move.HAND_IN_SELF)
    assert any(f"“{words}”" in one for one in changes(parties, parties.boss))


def test_long_words_are_told_whole_on_one_line(ctx):
    parties = at(ctx, State.SELF_ASSESSMENT)
    entry = parties.entries(parties.employee)[0]
    rating.write_self(parties.employee, parties.review, entry.id, "a\nb " * 200)
    rating.move(parties.employee, parties.review, Move.HAND_IN_SELF)
    told = next(one for one in changes(parties, parties.boss) if "a b" in one)
    assert told.count("a b") == 200
    assert "\n" not in told


def test_what_changed_in_the_year_is_told_to_those_who_did_not_do_it(ctx):
    parties = at(ctx, State.AGREED)
    boss, employee, reviewer = parties.boss, parties.employee, parties.reviewer
    for who in (boss, employee, reviewer):
        review_changes.mark_seen(who, parties.review)
    days_later(ctx, 1)
    goal = goals.plan(boss, parties.review).goals[0]
    goals.note_progress(boss, goal.id, noted_on=ctx.clock.today(), actual=Decimal(11), note="Slow")
    days_later(ctx, 1)
    checkins.hold(boss, parties.review, held_on=ctx.clock.today(), said="We talked.")
    days_later(ctx, 1)
    new = replace(goal.text, target=Decimal(10))
    version = amendments.propose(boss, goal.id, new, "Two people left")
    days_later(ctx, 1)
    amendments.agree(employee, version)
    told = changes(parties, reviewer)
    words = (
        "noted progress of “Answer letters sooner”: 11 · Slow",
        "recorded the check-in of",
        "Both agreed a change of “Answer letters sooner”: Target: 9 → 10 (Two people left)",
    )
    for one in words:
        assert sum(one in line for line in told) == 1, one
    mine = "\n".join(changes(parties, boss))
    assert "noted progress" not in mine
    assert "recorded" not in mine
    assert "Both agreed" in mine  # the employee agreed after the supervisor had looked away
    assert "Both agreed" not in "\n".join(changes(parties, employee))
    review_changes.mark_seen(reviewer, parties.review)
    assert changes(parties, reviewer) == ()


def test_marking_as_seen_starts_anew_for_this_person_alone(ctx):
    parties = at(ctx, State.RATING)
    complete(parties, "4")
    assert changes(parties, parties.employee)
    review_changes.mark_seen(parties.employee, parties.review)
    review_changes.mark_seen(parties.employee, parties.review)
    assert changes(parties, parties.employee) == ()
    assert changes(parties, parties.auditor)
    review_changes.mark_seen(parties.auditor, parties.review)
    assert changes(parties, parties.auditor)


def test_what_is_ticked_is_told_to_the_other_alone(ctx):
    steps = GoalText("Steps", GoalKind.MILESTONES, milestones=("Pack", "Go"), weight=Decimal(50))
    parties = seated.at(ctx, State.IN_PROGRESS, plan=(a_goal(), steps))
    boss, employee = parties.boss, parties.employee
    promise = checkins.NewAction("Ask for a clerk", employee.actor.person_id)
    checkins.hold(boss, parties.review, held_on=ctx.clock.today(), said="Well", actions=[promise])
    for who in (boss, employee):
        review_changes.mark_seen(who, parties.review)
    days_later(ctx, 1)
    (action,) = checkins.checkins(boss, parties.review).open_actions
    first = goals.plan(boss, parties.review).goals[1].milestones[0]
    checkins.finish_action(employee, action.id, ctx.clock.today())
    goals.set_milestone(employee, first.id, ctx.clock.today())
    days_later(ctx, 1)
    goals.set_milestone(employee, first.id, None)
    told = changes(parties, boss)
    name = employee.actor.name
    for words in (
        f"{name} marked “Ask for a clerk” as done.",
        f"{name} marked “Pack” as done.",
        f"{name} marked “Pack” as not done.",
    ):
        assert sum(words in line for line in told) == 1, words
    assert not any("marked" in line for line in changes(parties, employee))
