"""Writing, rating and handing on: each refused to whoever's turn it is not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_cycle, a_desk, a_goal, a_person, a_review
from desk_file import by_hand
from integration.services.parties import Parties, at, refused
from reviewdesk.domain.lifecycle import RULES, Move, Mover, State
from reviewdesk.services import amendments, form_pdf, goals, rating, reviews


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def seats(parties):
    return {
        Mover.EMPLOYEE: parties.employee,
        Mover.SUPERVISOR: parties.boss,
        Mover.REVIEWER: parties.reviewer,
        Mover.OFFICE: parties.office,
    }


@pytest.mark.parametrize("state", list(State))
def test_nobody_can_make_a_move_that_is_not_theirs(ctx, state):
    parties = at(ctx, state)
    for mover, who in seats(parties).items():
        for move in Move:
            theirs = any(
                rule.start is state and rule.move is move and mover in rule.movers for rule in RULES
            )
            if not theirs:
                refused(rating.move, who, parties.review, move, "Because")
    assert parties.state() is state


def test_agreeing_and_closing_are_not_made_by_a_button(ctx):
    parties = at(ctx)
    for move in (Move.AGREE, Move.CLOSE, Move.SIGN_BY_PEN):
        refused(rating.move, parties.boss, parties.review, move, says="agreeing or by signing")


@pytest.mark.parametrize(
    ("state", "who", "move", "end"),
    [
        (State.RATING, "boss", Move.SEND_BACK, State.SELF_ASSESSMENT),
        (State.REVIEWER, "reviewer", Move.SEND_BACK, State.RATING),
        (State.EMPLOYEE, "employee", Move.SEND_BACK, State.RATING),
        (State.SIGNING, "boss", Move.SEND_BACK, State.RATING),
        (State.SIGNING, "office", Move.SEND_BACK, State.RATING),
        (State.SELF_ASSESSMENT, "boss", Move.GO_ON_WITHOUT, State.RATING),
        (State.EMPLOYEE, "office", Move.GO_ON_WITHOUT, State.SIGNING),
        (State.CLOSED, "office", Move.REOPEN, State.RATING),
        (State.CLOSED, "office", Move.VOID, State.VOID),
        (State.PLAN, "office", Move.VOID, State.VOID),
    ],
)
def test_going_back_needs_a_reason_that_stays(ctx, state, who, move, end):
    parties = at(ctx, state)
    actor = getattr(parties, who)
    refused(rating.move, actor, parties.review, move, says="say why")
    refused(rating.move, actor, parties.review, move, " \n ", says="say why")
    assert parties.state() is state
    assert rating.move(actor, parties.review, move, "  <b>Wrong</b> & \u202elate ") is end
    last = parties.view(parties.boss).history[-1]
    assert last.reason == "<b>Wrong</b> & \u202elate"
    assert actor.actor.name in last.sentence


@pytest.mark.parametrize(
    ("state", "giver", "holder", "begin"),
    [
        (State.RATING, "employee", "boss", "rate"),
        (State.REVIEWER, "boss", "reviewer", "comment"),
        (State.EMPLOYEE, "reviewer", "employee", "comment"),
        (State.SELF_ASSESSMENT, "boss", "employee", "write"),
    ],
)
def test_it_can_be_taken_back_until_the_other_has_begun(ctx, state, giver, holder, begin):
    parties = at(ctx, state)
    giver, holder = getattr(parties, giver), getattr(parties, holder)
    assert rating.move(giver, parties.review, Move.TAKE_BACK) is not state
    again = at(ctx, state)
    giver, holder = (
        next(one for one in (again.employee, again.boss, again.reviewer)
             if one.actor.name == seat.actor.name)
        for seat in (giver, holder)
    )  # fmt: skip
    entry = again.entries(holder)[0].id
    if begin == "rate":
        rating.rate(holder, again.review, entry, "4")
    elif begin == "comment":
        rating.write_comment(holder, again.review, "Well")
    else:
        rating.write_self(holder, again.review, entry, "Well")
    refused(rating.move, giver, again.review, Move.TAKE_BACK, says="not possible now")
    assert again.state() is state


def test_a_void_review_keeps_its_number_and_says_why(ctx):
    parties = at(ctx, State.REVIEWER)
    number = parties.view(ctx).number
    rating.move(ctx, parties.review, Move.VOID, "Left the office")
    view = parties.view(parties.boss)
    assert (view.number, view.void_reason, view.moves) == (number, "Left the office", ())
    row = next(one for one in reviews.list_reviews(ctx) if one.id == parties.review)
    assert (row.number, row.state, row.holder) == (number, State.VOID, "")
    for who in (parties.boss, parties.employee, parties.reviewer):
        refused(rating.move, who, parties.review, Move.VOID, "x")
        refused(rating.move, who, parties.review, Move.REOPEN, "x")


def test_a_reopened_review_is_rated_again_and_the_old_form_is_kept_void(ctx):
    parties = at(ctx, State.CLOSED)
    number = parties.view(ctx).number
    signed = form_pdf.form_bytes(parties.boss, parties.review)
    rating.move(ctx, parties.review, Move.REOPEN, "A figure was wrong")
    view = parties.view(parties.boss)
    assert (view.number, view.edits_rating) == (number, True)
    assert not parties.view(parties.employee).sees_rating
    assert form_pdf.form_bytes(parties.boss, parties.review) != signed
    entry = parties.entries(parties.boss)[0]
    assert entry.ratings
    assert entry.narrative == "Seen all year."
    rating.rate(parties.boss, parties.review, entry.id, "5")
    rating.move(parties.boss, parties.review, Move.COMPLETE_RATING)
    with by_hand(ctx.desk.folder) as file:
        kept = file.execute("select version, void, pdf from document").fetchall()
    assert [(version, bool(void)) for version, void, _pdf in kept] == [(1, True)]
    assert kept[0][2] == signed


def test_an_incomplete_rating_is_not_handed_on_and_says_what_is_missing(ctx):
    parties = at(ctx, State.RATING)
    first, *others = parties.entries(parties.boss)
    for entry in others:
        rating.rate(parties.boss, parties.review, entry.id, "3")
        rating.write_narrative(parties.boss, parties.review, entry.id, "Seen.")
    fault = refused(rating.move, parties.boss, parties.review, Move.COMPLETE_RATING)
    assert fault.happened == "The rating is not complete."
    assert first.name in fault.remedy
    rating.rate(parties.boss, parties.review, first.id, "3")
    rating.write_narrative(parties.boss, parties.review, first.id, "  ")
    if parties.entries(parties.boss)[0].needs_narrative:
        fault = refused(rating.move, parties.boss, parties.review, Move.COMPLETE_RATING)
        assert "needs a few words" in fault.remedy
        rating.write_narrative(parties.boss, parties.review, first.id, "Seen.")
    assert rating.move(parties.boss, parties.review, Move.COMPLETE_RATING) is State.REVIEWER


def test_what_is_missing_is_told_to_nobody_but_the_supervisor(ctx):
    parties = at(ctx, State.RATING)
    for who in (parties.employee, parties.reviewer, parties.office):
        fault = refused(rating.move, who, parties.review, Move.COMPLETE_RATING)
        assert "not possible now" in fault.happened


def test_without_a_reviewer_the_rating_goes_to_the_employee_and_back(ctx):
    boss = a_person(ctx, "Yaw")
    parties = Parties(ctx, a_review(ctx, a_person(ctx, "Kofi", boss), state=State.EMPLOYEE))
    assert parties.view(ctx).reviewer == ""
    rating.move(parties.employee, parties.review, Move.SEND_BACK, "One goal is missing")
    assert parties.state() is State.RATING


def test_a_goal_dropped_after_it_was_rated_needs_no_words_any_more(ctx):
    parties = at(
        ctx, State.IN_PROGRESS, plan=(a_goal("One", 40), a_goal("Two", 20), a_goal("Three", 40))
    )
    boss, employee, review = parties.boss, parties.employee, parties.review
    rating.move(boss, review, Move.ASK_SELF)
    rating.move(employee, review, Move.HAND_IN_SELF)
    for entry in parties.entries(boss):
        rating.rate(boss, review, entry.id, "5")
    rating.move(boss, review, Move.SEND_BACK, "A goal has to go")
    rating.move(boss, review, Move.TAKE_BACK)
    drop(parties, "Two")
    rating.move(boss, review, Move.ASK_SELF)
    rating.move(employee, review, Move.HAND_IN_SELF)
    assert "Two" not in [entry.name for entry in parties.entries(boss)]
    for entry in parties.entries(boss):
        rating.rate(boss, review, entry.id, "5")
        rating.write_narrative(boss, review, entry.id, "Seen.")
    assert rating.move(boss, review, Move.COMPLETE_RATING) is State.REVIEWER


def drop(parties, title):
    plan = goals.plan(parties.boss, parties.review)
    goal = next(one for one in plan.goals if one.text.title == title)
    weights = {one.id: Decimal(50) for one in plan.goals if one is not goal}
    version = amendments.propose_drop(parties.boss, goal.id, "No longer ours", weights)
    amendments.agree(parties.employee, version)


def test_a_rating_the_scale_does_not_have_is_refused_and_empty_takes_it_back(ctx):
    parties = at(ctx, State.RATING)
    entry = parties.entries(parties.boss)[0].id
    for wrong in ("9", "excellent", "0", "٣"):
        refused(rating.rate, parties.boss, parties.review, entry, wrong)
    rating.rate(parties.boss, parties.review, entry, "4")
    assert parties.entries(parties.boss)[0].ratings == {"": "4"}
    rating.rate(parties.boss, parties.review, entry, "")
    assert parties.entries(parties.boss)[0].ratings == {}


def test_the_employees_own_rating_is_kept_and_taken_back(ctx):
    parties = at(ctx, State.SELF_ASSESSMENT)
    entry = parties.entries(parties.employee)[0].id
    rating.rate_self(parties.employee, parties.review, entry, "4")
    assert parties.entries(parties.employee)[0].self_rating == "4"
    refused(rating.rate_self, parties.employee, parties.review, entry, "9")
    rating.rate_self(parties.employee, parties.review, entry, "")
    assert not parties.entries(parties.employee)[0].self_rating
    refused(rating.rate_self, parties.boss, parties.review, entry, "4")


def test_an_entry_of_another_review_is_refused(ctx):
    parties, other = at(ctx, State.RATING), at(ctx, State.RATING)
    entry = other.entries(other.boss)[0].id
    refused(rating.rate, parties.boss, parties.review, entry, "4", says="does not belong")
    refused(rating.write_narrative, parties.boss, parties.review, entry, "x")


def test_a_text_that_is_too_long_is_refused_and_what_was_saved_stays(ctx):
    parties = at(ctx, State.RATING)
    entry = parties.entries(parties.boss)[0]
    longest = parties.view(parties.boss).sections[0].longest
    rating.write_narrative(parties.boss, parties.review, entry.id, "x" * longest)
    refused(
        rating.write_narrative, parties.boss, parties.review, entry.id, "y" * (longest + 1),
        says=f"{longest} are allowed",
    )  # fmt: skip
    assert parties.entries(parties.boss)[0].narrative == "x" * longest
    long = "y" * (rating.LONGEST_COMMENT + 1)
    refused(rating.write_comment, parties.boss, parties.review, long, says="Shorten it")


@settings(max_examples=50)
@given(words=st.text(max_size=300))
def test_any_words_are_kept_as_they_were_written(rating_desk, words):
    parties = rating_desk
    entry = parties.entries(parties.boss)[0]
    rating.write_narrative(parties.boss, parties.review, entry.id, words)
    rating.write_comment(parties.boss, parties.review, words)
    kept = parties.entries(parties.boss)[0].narrative
    assert kept == words
    assert set(parties.view(parties.boss).comments.values()) == {words}


@pytest.fixture
def rating_desk(ctx):
    return at(ctx, State.RATING, cycle=a_cycle(ctx))


def test_a_lone_surrogate_does_no_harm(rating_desk):
    parties = rating_desk
    rating.write_comment(parties.boss, parties.review, "a\ud800b\x00c\u202ed")
    assert list(parties.view(parties.boss).comments.values()) == ["a\ufffdb\x00c\u202ed"]


def test_writing_out_of_turn_is_refused_by_name(ctx):
    parties = at(ctx, State.RATING)
    entry = parties.entries(parties.employee)[0].id
    fault = refused(rating.write_self, parties.employee, parties.review, entry, "More")
    assert parties.boss.actor.name in fault.happened
    closed = at(ctx, State.CLOSED)
    fault = refused(rating.write_comment, closed.employee, closed.review, "More")
    assert "Closed" in fault.happened
