"""The history of a record is read as sentences, by whoever may see the record and no further."""

from __future__ import annotations

import pytest

from builders import a_cycle, a_desk, a_goal, a_person, days_later
from integration.services import parties
from integration.services.parties import refused
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.services import (
    checkins,
    goals,
    history,
    rating,
    staff_entry,
)
from reviewdesk.services.staff_entry import PersonForm


@pytest.fixture
def ctx(tmp_path, clock):
    made = a_desk(tmp_path, clock)
    yield made
    made.desk.close()


def told(found):
    return [one.sentence for one in found.told]


def said(found, words):
    return [one for one in told(found) if words in one]


def test_a_changed_target_is_told_in_one_sentence(ctx):
    pair = parties.at(ctx, plan=(a_goal("Cut the time to answer"),))
    (goal,) = goals.plan(ctx, pair.review).goals
    days_later(ctx, 3)
    changed = a_goal("Cut the time to answer", target=7)
    goals.save_goal(pair.boss, pair.review, changed, goal.id)
    name = pair.boss.actor.name
    wanted = (
        f"On 22 March 2026 {name} changed the target of the goal “Cut the time to answer” "
        "from 9 to 7 days."
    )
    for found in (history.of_review(ctx, pair.review), history.of_plan(ctx, pair.review)):
        assert told(found)[0] == wanted
        assert found.told[0].by == name


def test_a_goal_that_was_removed_is_still_told(ctx):
    pair = parties.at(ctx)
    one = goals.plan(ctx, pair.review).goals[0]
    goals.remove_goal(pair.boss, one.id)
    assert said(history.of_plan(ctx, pair.review), f"removed the goal “{one.text.title}”")


def test_a_persons_entry_and_reporting_lines_are_told(ctx):
    boss = a_person(ctx, "Ngozi", surname="Okafor")
    person = a_person(ctx, "Kofi", boss)
    form = PersonForm(number="T-77", surname="Mensah", given="Kofi", unit="Roads", job="Engineer")
    staff_entry.change_person(ctx, person, form)
    found = history.of_person(ctx, person)
    assert found.title == "Kofi Mensah"
    assert said(found, "set the job title of the entry of Kofi Mensah to “Engineer”")
    assert said(found, "added the reporting line to Ngozi Okafor")


def test_a_cycle_tells_its_dates(ctx):
    cycle = a_cycle(ctx, "Annual 2026")
    assert said(history.of_cycle(ctx, cycle), "added the cycle Annual 2026")


def test_drafts_that_were_never_shown_are_told_without_their_words(ctx):
    pair = parties.at(ctx, State.RATING)
    entry = pair.entries(pair.boss)[0]
    for value, words in (("1", "Too slow by far."), ("4", "Better than asked.")):
        rating.rate(pair.boss, pair.review, entry.id, value)
        rating.write_narrative(pair.boss, pair.review, entry.id, words)
    for who in (pair.employee, pair.office, pair.auditor):
        seen = " ".join(told(history.of_review(who, pair.review)))
        assert "Too slow" not in seen
        assert "wrote the rating of" in seen
    assert "from “Too slow by far.” to “Better than asked.”" in " ".join(
        told(history.of_review(pair.boss, pair.review))
    )
    parties.walk_on(pair, State.EMPLOYEE)
    days_later(ctx, 1)
    seen = " ".join(told(history.of_review(pair.employee, pair.review)))
    assert "Too slow" not in seen
    assert len(said(history.of_review(pair.employee, pair.review), "wrote the rating of")) < 9
    assert "Too slow by far." in " ".join(told(history.of_review(pair.auditor, pair.review)))


def test_a_self_assessment_is_veiled_until_it_is_handed_in(ctx):
    pair = parties.at(ctx, State.SELF_ASSESSMENT)
    entry = pair.entries(pair.employee)[0]
    rating.write_self(pair.employee, pair.review, entry.id, "My secret")
    assert said(history.of_review(pair.employee, pair.review), "My secret")
    for who in (pair.boss, pair.office, pair.auditor):
        assert not said(history.of_review(who, pair.review), "My secret")


def test_private_notes_are_told_to_their_author_alone_and_without_words(ctx):
    pair = parties.at(ctx, State.IN_PROGRESS)
    checkins.add_note(pair.boss, pair.review, "Late again")
    assert said(history.of_review(pair.boss, pair.review), "added a private note")
    for who in (pair.employee, pair.boss, pair.office, pair.auditor, pair.reviewer):
        assert not said(history.of_review(who, pair.review), "Late again")
    for who in (pair.employee, pair.office, pair.auditor):
        assert not said(history.of_review(who, pair.review), "private note")


def test_a_reason_about_ratings_is_not_told_before_the_ratings(ctx):
    pair = parties.at(ctx, State.REVIEWER)
    rating.move(pair.reviewer, pair.review, Move.SEND_BACK, "Marks too low for Ama")
    assert said(history.of_review(pair.boss, pair.review), "too low")
    assert not said(history.of_review(pair.employee, pair.review), "too low")


def test_an_outsider_reads_nothing(ctx):
    pair = parties.at(ctx)
    for read in (history.of_review, history.of_plan):
        refused(read, pair.outsider, pair.review, says="may not do this here")
    refused(history.of_person, pair.outsider, pair.employee.actor.person_id, says="may not")


def test_every_state_of_a_review_can_be_told_to_everybody_in_it(ctx):
    for state in State:
        pair = parties.at(ctx, state)
        for who in (pair.employee, pair.boss, pair.reviewer, pair.office, pair.auditor):
            found = history.of_review(who, pair.review)
            assert found.told
            assert not any("{" in one or "  " in one for one in told(found)), told(found)
            assert [one.line for one in found.told] == sorted(
                (one.line for one in found.told), reverse=True
            )
