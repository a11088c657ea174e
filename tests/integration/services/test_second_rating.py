"""The second grading: it counts, a difference needs a reason, nobody reads it too early."""

from __future__ import annotations

import pytest

from builders import a_cycle, a_desk, a_review
from integration.services.parties import Parties, refused
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.services import form_pdf, rating, reviews, second_rating
from reviewdesk.services.form_snapshot import take
from reviewdesk.services.standing import find_review


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


@pytest.fixture
def parties(ctx):
    """Return a report that the reporting officer graded 7 throughout."""
    cycle = a_cycle(ctx, scheme="in-apar")
    return Parties(ctx, a_review(ctx, cycle=cycle, plan=(), state=State.REVIEWER, rated="7"))


def approve(parties):
    return rating.move(parties.reviewer, parties.review, Move.APPROVE)


def result(parties):
    return reviews.open_review(parties.reviewer, parties.review).result


def test_the_last_grades_count_and_both_are_kept(ctx, parties):
    refused(approve, parties, says="The grading is not complete.")
    taken = second_rating.take_over(parties.reviewer, parties.review)
    entries = parties.entries(parties.reviewer)
    assert taken == len(entries)
    assert result(parties).score == "7.00"
    for entry in entries:
        second_rating.rate_again(parties.reviewer, parties.review, entry.id, "8")
    assert result(parties).score == "8.00"
    fault = refused(approve, parties, says="The grading is not complete.")
    assert fault.remedy.count("differs") == len(entries)
    for entry in entries:
        second_rating.write_reason(parties.reviewer, parties.review, entry.id, "Seen on a visit.")
    assert approve(parties) is State.EMPLOYEE
    view = reviews.open_review(parties.employee, parties.review)
    assert view.result.level == "9"
    assert {one.ratings[""] for one in parties.entries(parties.employee)} == {"7"}
    assert {one.second_ratings[""] for one in parties.entries(parties.employee)} == {"8"}
    with ctx.desk.reading() as session:
        paper = take(session, find_review(session, parties.review), state="final")
    assert paper.entries[0].ratings == (("Reporting Officer", "7"), ("Reviewing Officer", "8"))
    assert paper.entries[0].narrative == "Seen all year.\nReviewing Officer: Seen on a visit."
    assert paper.result_score == "8.00"
    assert paper.working[0] == "The grades of the Reviewing Officer count."
    assert form_pdf.form_bytes(parties.employee, parties.review).startswith(b"%PDF")


def test_what_is_taken_over_needs_no_reason(parties):
    first = parties.entries(parties.reviewer)[0]
    second_rating.rate_again(parties.reviewer, parties.review, first.id, "6.5")
    second_rating.write_reason(parties.reviewer, parties.review, first.id, "Two targets open.")
    taken = second_rating.take_over(parties.reviewer, parties.review)
    assert taken == len(parties.entries(parties.reviewer)) - 1
    assert approve(parties) is State.EMPLOYEE


def test_nobody_reads_the_second_grades_before_they_are_final(parties):
    first = parties.entries(parties.reviewer)[0]
    second_rating.rate_again(parties.reviewer, parties.review, first.id, "5")
    second_rating.write_reason(parties.reviewer, parties.review, first.id, "Not what I saw.")
    for who in (parties.boss, parties.employee, parties.office):
        view = reviews.open_review(who, parties.review)
        assert not view.edits_second
        entry = parties.entries(who)[0]
        assert entry.second_ratings == {}
        assert entry.second_narrative == ""
    assert result(parties) is not None
    assert reviews.open_review(parties.boss, parties.review).result.score == "7.00"


def test_who_may_not_grade_again(parties):
    entry = parties.entries(parties.reviewer)[0]
    for who in (parties.boss, parties.employee, parties.office, parties.auditor, parties.outsider):
        refused(second_rating.rate_again, who, parties.review, entry.id, "8")
        refused(second_rating.write_reason, who, parties.review, entry.id, "x")
        refused(second_rating.take_over, who, parties.review)
    reviewer = parties.reviewer
    refused(second_rating.rate_again, reviewer, parties.review, entry.id, "11", says="1 to 10")
    refused(second_rating.write_reason, reviewer, parties.review, entry.id, "x" * 1501, says="1500")
    second_rating.rate_again(reviewer, parties.review, entry.id, "8")
    second_rating.rate_again(reviewer, parties.review, entry.id, "")
    assert parties.entries(reviewer)[0].second_ratings == {}


def test_a_scheme_with_one_grading_offers_no_second(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.REVIEWER))
    view = reviews.open_review(parties.reviewer, parties.review)
    assert (view.second_rater, view.sees_second, view.edits_second) == ("", False, False)
    refused(second_rating.take_over, parties.reviewer, parties.review, says="one grading only")
