"""A plan in several sections, and the weights of the scheme's own entries."""

from __future__ import annotations

from decimal import Decimal

import pytest

from builders import a_cycle, a_desk, a_goal, a_review
from integration.services.parties import Parties, refused
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.services import amendments, goals, plan_parts, rating, reviews


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def draft(ctx, scheme):
    return Parties(ctx, a_review(ctx, cycle=a_cycle(ctx, scheme=scheme), plan=()))


def test_each_goal_stands_in_the_section_that_was_chosen(ctx):
    parties = draft(ctx, "us-va-0750")
    boss, review = parties.boss, parties.review
    assert goals.plan(boss, review).sections == (
        ("critical", "Critical elements"),
        ("noncritical", "Non-critical elements"),
    )
    goals.save_goal(boss, review, a_goal("One", None, section="critical"))
    assert goals.plan(boss, review).faults == ("Non-critical elements: Set at least one goal.",)
    goals.save_goal(boss, review, a_goal("Two", None, section="noncritical"))
    goals.save_goal(boss, review, a_goal("Three", None))
    assert goals.plan(boss, review).faults == ()
    goals.agree(boss, review)
    goals.agree(parties.employee, review)
    second = goals.plan(boss, review).goals[1]
    fault = refused(amendments.propose_drop, boss, second.id, "Gone", says="would not be right")
    assert "Non-critical elements" in fault.remedy
    rating.move(boss, review, Move.ASK_SELF)
    found = {
        part.section.id: [one.name for one in part.entries]
        for part in reviews.open_review(parties.employee, review).sections
    }
    assert found == {"critical": ["One", "Three"], "noncritical": ["Two"]}


def test_weights_of_fixed_entries_are_agreed_with_the_plan(ctx):
    parties = draft(ctx, "us-opm-ses")
    boss, review = parties.boss, parties.review
    plan = goals.plan(boss, review)
    (part,) = plan.weighted
    assert (part.total, part.left) == (100, 100)
    assert [one.weight for one in part.entries] == [None] * 5
    assert plan.faults
    plan_parts.share_out_entries(boss, review, part.section)
    assert goals.plan(boss, review).weighted[0].left == 0
    goals.agree(boss, review)
    wanted = dict(zip([one.name for one in part.entries], map(Decimal, (10, 20, 20, 10, 40)),
                      strict=True))  # fmt: skip
    plan_parts.set_weights(parties.employee, review, part.section, wanted)
    assert not goals.plan(boss, review).supervisor_agreed  # what was agreed was changed
    light = {**wanted, "Results Driven": Decimal(15), "Leading People": Decimal(45)}
    plan_parts.set_weights(boss, review, part.section, light)
    assert any("Results Driven" in one for one in goals.plan(boss, review).faults)
    refused(goals.agree, boss, review, says="cannot be agreed yet")
    plan_parts.set_weights(boss, review, part.section, wanted)
    goals.agree(boss, review)
    assert goals.agree(parties.employee, review) is State.AGREED
    refused(plan_parts.set_weights, boss, review, part.section, wanted, says="is agreed")
    rating.move(boss, review, Move.ASK_SELF)
    entries = parties.entries(parties.employee)
    assert {one.name: Decimal(one.weight) for one in entries} == wanted


def test_what_is_no_weight_of_the_scheme_is_refused(ctx):
    parties = draft(ctx, "us-opm-ses")
    boss, review = parties.boss, parties.review
    one = {"Charm": Decimal(5)}
    refused(plan_parts.set_weights, boss, review, "critical", one, says="no such entry")
    refused(plan_parts.set_weights, boss, review, "nothing", one, says="no such entry")
    for who in (parties.office, parties.reviewer, parties.auditor, parties.outsider):
        refused(plan_parts.set_weights, who, review, "critical", {})
