"""Who may read what of a review at each step, and the list of reviews."""

from __future__ import annotations

from datetime import date

import pytest

from builders import a_cycle, a_desk, a_person, a_review, as_auditor, as_person, days_later
from integration.services.parties import Parties, at, refused
from reviewdesk.domain.lifecycle import Move, Mover, State
from reviewdesk.domain.permissions import Role
from reviewdesk.domain.scheme import Party
from reviewdesk.services import (
    accounts,
    checkins,
    form_pdf,
    person_page,
    printing,
    rating,
    review_changes,
    reviews,
    signing,
    verifying,
)

EARLY = (State.PLAN, State.AGREED, State.IN_PROGRESS)
BEFORE_SHOWN = (*EARLY, State.SELF_ASSESSMENT, State.RATING, State.REVIEWER)
SHOWN = (State.EMPLOYEE, State.SIGNING, State.CLOSED)


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def rated(parties, who):
    return [one.ratings or one.narrative for one in parties.entries(who)]


@pytest.mark.parametrize("state", [*BEFORE_SHOWN, *SHOWN])
def test_the_employee_sees_the_rating_only_once_it_is_shown_to_her(ctx, state):
    parties = at(ctx, state)
    view = parties.view(parties.employee)
    shown = state in SHOWN
    assert view.sees_rating is shown
    assert any(rated(parties, parties.employee)) is shown
    assert (view.result is not None) is shown
    assert shown or not view.missing
    page = person_page.person(parties.employee, view.employee_id)
    assert bool(page.reviews[0].result) is (state is State.CLOSED)
    listed = next(one for one in reviews.list_reviews(parties.employee) if one.id == view.id)
    assert bool(listed.level) is (state is State.CLOSED)
    if not shown:
        assert "Seen all year." not in "".join(
            review_changes.changes_since_seen(parties.employee, parties.review)
        )


@pytest.mark.parametrize("state", [*BEFORE_SHOWN, *SHOWN])
def test_the_reviewer_sees_the_rating_once_it_is_complete(ctx, state):
    parties = at(ctx, state)
    complete = state in (State.REVIEWER, *SHOWN)
    assert parties.view(parties.reviewer).sees_rating is complete
    assert any(rated(parties, parties.reviewer)) is complete
    assert parties.view(parties.boss).sees_rating
    for other in (parties.office, parties.auditor):
        assert parties.view(other).sees_rating is (state in SHOWN)


@pytest.mark.parametrize("state", list(State))
def test_nobody_outside_sees_anything(ctx, state):
    parties = at(ctx, state)
    who, review = parties.outsider, parties.review
    for read in (
        reviews.open_review,
        review_changes.changes_since_seen,
        review_changes.mark_seen,
        signing.signing,
        form_pdf.form_bytes,
        printing.form_name,
        verifying.verify_review,
    ):
        refused(read, who, review, says="may not do this")
    assert reviews.list_reviews(who) == []
    entry = next(iter(parties.entries(parties.boss)), None)
    for move in Move:
        refused(rating.move, who, review, move, "Because")
    if entry is not None:
        refused(rating.rate, who, review, entry.id, "5")
        refused(rating.write_narrative, who, review, entry.id, "x")
        refused(rating.write_self, who, review, entry.id, "x")
        refused(rating.rate_self, who, review, entry.id, "5")
    refused(rating.write_comment, who, review, "x")


def test_an_administrator_keeps_accounts_and_sees_no_review(ctx):
    parties = at(ctx, State.CLOSED)
    clerk = a_person(ctx, "Abena")
    accounts.give_role(ctx, clerk, Role.ADMINISTRATOR)
    refused(reviews.open_review, as_person(ctx, clerk), parties.review)
    assert reviews.list_reviews(as_person(ctx, clerk)) == []


def test_those_above_in_the_line_read_what_is_shown_and_change_nothing(ctx):
    top = a_person(ctx, "Efua")
    reviewer = a_person(ctx, "Esi", top)
    employee = a_person(ctx, "Kofi", a_person(ctx, "Yaw", reviewer))
    cycle = a_cycle(ctx)
    parties = Parties(ctx, a_review(ctx, employee, cycle=cycle, state=State.REVIEWER))
    above = as_person(ctx, top)
    assert not parties.view(above).sees_rating
    rating.move(parties.reviewer, parties.review, Move.APPROVE)
    assert parties.view(above).sees_rating
    assert parties.view(above).moves == ()
    refused(form_pdf.form_bytes, above, parties.review)
    refused(rating.write_comment, above, parties.review, "From above")


@pytest.mark.parametrize("state", [*EARLY, State.SELF_ASSESSMENT, State.RATING])
def test_the_self_assessment_is_the_employees_until_it_is_handed_in(ctx, state):
    parties = at(ctx, State.SELF_ASSESSMENT if state in EARLY else state)
    if state is not State.RATING:
        entry = parties.entries(parties.employee)[0]
        rating.write_self(parties.employee, parties.review, entry.id, "Still thinking")
        assert parties.entries(parties.employee)[0].self_text == "Still thinking"
        for other in (parties.boss, parties.reviewer, parties.office, parties.auditor):
            assert not parties.entries(other)[0].self_text
            changes = review_changes.changes_since_seen(other, parties.review)
            assert "Still thinking" not in "".join(changes)
        rating.move(parties.employee, parties.review, Move.HAND_IN_SELF)
        assert parties.entries(parties.boss)[0].self_text == "Still thinking"
    assert parties.view(parties.boss).sees_self


def test_what_nobody_was_shown_stays_unshown_when_the_review_is_made_void(ctx):
    parties = at(ctx, State.REVIEWER)
    rating.move(ctx, parties.review, Move.VOID, "Wrong cycle")
    assert not any(rated(parties, parties.employee))
    assert parties.view(parties.employee).result is None
    assert not parties.view(parties.office).sees_rating
    assert any(rated(parties, parties.boss))
    other = at(ctx, State.EMPLOYEE)
    rating.move(ctx, other.review, Move.VOID, "Wrong cycle")
    assert any(rated(other, other.employee))


def test_an_unfinished_self_assessment_stays_unseen_when_the_review_is_made_void(ctx):
    parties = at(ctx, State.SELF_ASSESSMENT)
    entry = parties.entries(parties.employee)[0]
    rating.write_self(parties.employee, parties.review, entry.id, "Half a thought")
    rating.move(ctx, parties.review, Move.VOID, "Wrong cycle")
    assert parties.entries(parties.employee)[0].self_text == "Half a thought"
    assert not parties.entries(parties.boss)[0].self_text


def test_only_whose_turn_it_is_may_write(ctx):
    parties = at(ctx, State.SELF_ASSESSMENT)
    view = parties.view(parties.employee)
    assert view.edits_self
    assert not parties.view(parties.boss).edits_self
    rating.move(parties.employee, parties.review, Move.HAND_IN_SELF)
    assert not parties.view(parties.employee).edits_self
    assert parties.view(parties.boss).edits_rating
    assert parties.view(parties.boss).edits_comment is Party.SUPERVISOR
    assert parties.view(parties.employee).edits_comment is None
    assert parties.view(parties.office).parts == {Mover.OFFICE}


def test_comments_are_read_by_their_writer_and_by_who_sees_the_rating(ctx):
    parties = at(ctx, State.RATING)
    rating.write_comment(parties.boss, parties.review, "A good year.")
    assert parties.view(parties.boss).comments == {Party.SUPERVISOR: "A good year."}
    assert parties.view(parties.employee).comments == {}
    assert parties.view(parties.reviewer).comments == {}


def test_why_the_reviewer_sent_it_back_is_read_by_who_may_see_the_rating(ctx):
    parties = at(ctx, State.REVIEWER)
    rating.move(parties.reviewer, parties.review, Move.SEND_BACK, "A 5 for letters is too much")
    reasons = [one.reason for one in parties.view(parties.employee).history]
    assert "A 5 for letters is too much" not in reasons
    assert "5" not in "".join(review_changes.changes_since_seen(parties.employee, parties.review))
    assert "A 5 for letters is too much" in [
        one.reason for one in parties.view(parties.boss).history
    ]


def test_private_notes_are_evidence_for_their_author_alone(ctx):
    parties = at(ctx, State.IN_PROGRESS)
    checkins.hold(
        parties.boss, parties.review, held_on=date(2025, 9, 1), said="Nine days.", topic="Letters"
    )
    checkins.add_note(parties.boss, parties.review, "Ask about the move")
    mine = [one for one in parties.view(parties.boss).evidence if one.private]
    assert [one.text for one in mine] == ["Ask about the move"]
    for other in (parties.employee, parties.reviewer, parties.office, parties.auditor):
        found = parties.view(other).evidence
        assert [one.text for one in found] == ["Letters: Nine days."]


def test_the_evidence_is_the_year_in_order(ctx):
    parties = at(ctx, State.IN_PROGRESS)
    owner = parties.employee.actor.person_id
    checkins.hold(
        parties.boss,
        parties.review,
        held_on=date(2025, 11, 3),
        said="Second talk",
        actions=[checkins.NewAction("Book the course", owner, date(2025, 12, 1))],
    )
    checkins.hold(parties.boss, parties.review, held_on=date(2025, 6, 2), said="First talk")
    view = parties.view(parties.employee)
    assert [one.text for one in view.evidence] == ["First talk", "Second talk"]
    assert [one.kind for one in view.evidence] == ["check-in", "check-in"]


def test_the_list_says_whose_turn_it_is_and_how_late(ctx):
    parties = at(ctx, State.RATING)
    row = next(iter(reviews.list_reviews(parties.boss)))
    assert row.holder == parties.boss.actor.name
    assert row.mine
    assert row.late_days == 0
    days_later(ctx, 400)
    late = next(one for one in reviews.list_reviews(ctx) if one.id == parties.review)
    assert late.late_days > 300
    assert not late.mine
    assert {one.id for one in reviews.list_reviews(as_auditor(ctx))} == {
        one.id for one in reviews.list_reviews(ctx)
    }


def test_a_review_that_is_not_there_is_told(ctx):
    parties = at(ctx)
    refused(reviews.open_review, ctx, parties.employee.actor.person_id, says="not on this desk")
