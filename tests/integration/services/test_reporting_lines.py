"""A review handed to another supervisor: when, by whom, and who reviews it then."""

from __future__ import annotations

from datetime import date

import pytest

from builders import PIN, a_desk, a_key, a_line, a_person, as_person, days_later
from integration.services.parties import at, refused
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import (
    certificates,
    goals,
    hand_overs,
    rating,
    reporting_lines,
    reviewer_changes,
    reviews,
    signing,
)


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


@pytest.fixture
def chief(ctx):
    """Return somebody who has a supervisor."""
    return a_person(ctx, "Akua", a_person(ctx, "Nana"))


def hand_over(ctx, parties, to, reason="On leave"):
    return hand_overs.hand_over_review(ctx, parties.review, to, reason)


def parts(ctx, parties):
    view = reviews.open_review(ctx, parties.review)
    return view.supervisor, view.reviewer


@pytest.mark.parametrize("state", [one for one in State if one not in (State.CLOSED, State.VOID)])
def test_an_open_review_changes_hands_with_its_reviewer(ctx, chief, state):
    parties = at(ctx, state)
    hand_over(ctx, parties, chief)
    assert parts(ctx, parties) == ("Akua Mensah", "Nana Mensah")
    assert parties.state() is state
    refused(rating.write_comment, parties.boss, parties.review, "Still mine")


@pytest.mark.parametrize("state", [State.CLOSED, State.VOID])
def test_what_has_ended_stays_with_its_supervisor(ctx, chief, state):
    parties = at(ctx, state)
    fault = refused(hand_over, ctx, parties, chief, says="stays with its supervisor")
    assert fault.safe == "Nothing was changed."
    assert parts(ctx, parties) == ("Yaw Mensah", "Esi Mensah")


def test_a_form_that_is_being_signed_stays(ctx, chief):
    parties = at(ctx, State.SIGNING)
    a_key(ctx, parties.boss.actor.person_id)
    signing.sign(parties.boss, parties.review, certificates.unlock(parties.boss, PIN))
    fault = refused(hand_over, ctx, parties, chief, says="is being signed")
    assert "Send the review back" in fault.remedy


def test_nobody_supervises_themselves_nor_is_reviewed_by_their_supervisor(ctx):
    parties = at(ctx, State.RATING)
    refused(hand_over, ctx, parties, parties.employee.actor.person_id, says="their own review")
    hand_over(ctx, parties, parties.reviewer.actor.person_id)
    assert parts(ctx, parties) == ("Esi Mensah", "")  # nobody stands above her


def test_the_new_supervisor_has_not_begun_and_the_days_count_anew(ctx, chief):
    parties = at(ctx, State.RATING)
    rating.write_comment(parties.boss, parties.review, "Begun")
    days_later(ctx, 9)
    hand_over(ctx, parties, chief)
    assert reviews.open_review(ctx, parties.review).turn.since == ctx.clock.today()
    assert reviews.open_review(ctx, parties.review).turn.holder_name == "Akua Mensah"


def test_what_waits_for_another_keeps_its_day(ctx, chief):
    parties = at(ctx, State.SELF_ASSESSMENT)
    since = reviews.open_review(ctx, parties.review).turn.since
    days_later(ctx, 9)
    hand_over(ctx, parties, chief)
    assert reviews.open_review(ctx, parties.review).turn.since == since


def test_an_agreement_of_the_old_supervisor_does_not_bind_the_new(ctx, chief):
    parties = at(ctx, State.PLAN)
    goals.agree(parties.boss, parties.review)
    hand_over(ctx, parties, chief)
    goals.agree(parties.employee, parties.review)
    assert parties.state() is State.PLAN
    assert goals.agree(as_person(ctx, chief), parties.review) is State.AGREED


def test_a_reviewer_hr_has_named_stays(ctx, chief):
    parties = at(ctx, State.RATING)
    named = a_person(ctx, "Kwesi")
    reviewer_changes.change_reviewer(ctx, parties.review, named, "Knows the work")
    hand_over(ctx, parties, chief)
    assert parts(ctx, parties) == ("Akua Mensah", "Kwesi Mensah")


def test_a_review_that_waits_for_its_reviewer_needs_one(ctx):
    parties = at(ctx, State.REVIEWER)
    fault = refused(
        hand_over, ctx, parties, parties.reviewer.actor.person_id, says="has no supervisor to do it"
    )
    assert fault.remedy == "Record the supervisor of Esi Mensah first."
    assert parts(ctx, parties) == ("Yaw Mensah", "Esi Mensah")


def test_days_that_make_no_period_and_people_who_left_are_refused(ctx, chief):
    person, gone = a_person(ctx, "Kofi"), a_person(ctx, "Gone", ends=date(2024, 12, 31))
    refused(a_line, ctx, person, chief, date(2025, 2, 1), date(2025, 1, 1), says="last day")
    fault = refused(a_line, ctx, person, gone, date(2025, 1, 1), says="left on 31 December 2024")
    assert "earlier first day" in fault.remedy
    done = reporting_lines.correct_supervisor(ctx, person, gone, date(2024, 12, 31))
    assert done.sentence == "The supervisor of Kofi Mensah is Gone Mensah from 31 December 2024."
    done = reporting_lines.correct_supervisor(ctx, person, None, date(2025, 1, 1))
    assert done.sentence == "The supervisor of Kofi Mensah is nobody from 1 January 2025."
    done = reporting_lines.correct_supervisor(
        ctx, person, chief, date(2025, 2, 1), date(2025, 2, 28)
    )
    assert done.sentence == (
        "The supervisor of Kofi Mensah was Akua Mensah, 1 February 2025 to 28 February 2025."
    )


def test_open_reviews_are_offered_for_the_days_they_share(ctx, chief):
    parties = at(ctx, State.RATING)
    employee = parties.employee.actor.person_id

    def offered(supervisor, starts, ends=None):
        done = reporting_lines.correct_supervisor(ctx, employee, supervisor, starts, ends)
        return [one.supervisor for one in done.open_reviews]

    boss = parties.boss.actor.person_id
    assert offered(chief, date(2025, 1, 1), date(2025, 3, 31)) == []
    assert offered(chief, date(2026, 4, 1)) == []
    assert offered(chief, date(2025, 1, 1), date(2025, 4, 1)) == ["Yaw Mensah"]
    assert offered(chief, date(2026, 3, 31)) == ["Yaw Mensah"]
    assert offered(boss, date(2025, 9, 1)) == offered(None, date(2025, 10, 1)) == []
