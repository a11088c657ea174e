"""Another reviewer while a review is under way: by HR, with a reason, on record."""

from __future__ import annotations

import pytest

from builders import PIN, a_desk, a_key, a_person, a_review, as_person
from integration.services.parties import Parties, refused
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.services import certificates, rating, reviewer_changes, reviews, signing


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def test_a_review_stuck_with_a_reviewer_goes_on_with_another(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.REVIEWER))
    rating.write_comment(parties.reviewer, parties.review, "Begun and not confirmed.")
    other = a_person(ctx, "Abena")
    reviewer_changes.change_reviewer(ctx, parties.review, other, "Esi is on long leave")
    view = reviews.open_review(ctx, parties.review)
    assert (view.reviewer, view.turn.holder_name) == ("Abena Mensah", "Abena Mensah")
    assert view.history[-1].reason == "Esi Mensah → Abena Mensah: Esi is on long leave"
    assert "Change the reviewer" in view.history[-1].sentence
    refused(rating.move, parties.reviewer, parties.review, Move.APPROVE)
    now = as_person(ctx, other)
    assert not any(reviews.open_review(now, parties.review).comments.values())
    assert rating.move(now, parties.review, Move.APPROVE) is State.EMPLOYEE


def test_what_is_refused(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.REVIEWER))
    review, other = parties.review, a_person(ctx, "Abena")
    change = reviewer_changes.change_reviewer
    for who in (parties.boss, parties.employee, parties.reviewer, parties.auditor):
        refused(change, who, review, other, "Why not")
    refused(change, ctx, review, other, " ", says="say why")
    for one in (parties.boss, parties.employee):
        refused(change, ctx, review, one.actor.person_id, "Why not", says="somebody else")
    refused(change, ctx, review, parties.reviewer.actor.person_id, "x", says="already")
    refused(change, ctx, review, None, "Nobody is there", says="waits for its reviewer")
    closed = Parties(ctx, a_review(ctx, state=State.CLOSED))
    refused(change, ctx, closed.review, other, "Late", says="keeps its reviewer")


def test_a_form_that_is_being_signed_keeps_its_reviewer(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.SIGNING))
    a_key(ctx, parties.boss.actor.person_id)
    signing.sign(parties.boss, parties.review, certificates.unlock(parties.boss, PIN))
    other = a_person(ctx, "Abena")
    refused(reviewer_changes.change_reviewer, ctx, parties.review, other, "x", says="being signed")


def test_before_the_reviewers_step_there_may_be_none(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.RATING))
    reviewer_changes.change_reviewer(ctx, parties.review, None, "A small office")
    assert reviews.open_review(ctx, parties.review).reviewer == ""
