"""Supervisors who change in mid-year, and people too short under a plan to be rated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from builders import a_cycle, a_desk, a_line, a_person, a_review, as_person
from integration.services.parties import Parties, at, refused, walk_on
from reviewdesk.domain.interim import InterimState
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.services import (
    cycles,
    dashboard,
    goals,
    hand_overs,
    home,
    interims,
    launching,
    participants,
    plan_days,
    rating,
    reviews,
    second_rating,
    staff_entry,
)
from reviewdesk.services.form_pdf import form_bytes

SEPTEMBER = date(2025, 9, 1)


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


@pytest.fixture
def chief(ctx):
    return a_person(ctx, "Akua", a_person(ctx, "Nana"))


def text_of(ctx, review):
    import pypdfium2

    with pypdfium2.PdfDocument(form_bytes(ctx, review)) as file:
        pages = [page.get_textpage().get_text_range() for page in file]
    return " ".join(" ".join(pages).split())


def handed_over(ctx, chief, day=SEPTEMBER, minimum=90, state=State.IN_PROGRESS):
    """Return a review that went on under another, and the part of the one before."""
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    kofi = a_person(ctx, "Kofi", boss)
    cycle = a_cycle(ctx, minimum_days=minimum)
    parties = Parties(ctx, a_review(ctx, kofi, cycle=cycle, state=state))
    told = hand_overs.hand_over_review(ctx, parties.review, chief, "Moved", day)
    return parties, told


def part(ctx, parties):
    return parties.view(ctx).periods[0].interim_id


def test_the_outgoing_supervisor_closes_with_an_assessment_that_the_form_prints(ctx, chief):
    parties, told = handed_over(ctx, chief)
    assert told.endswith("Yaw Mensah is asked for an interim assessment of the days before.")
    before, now = parties.view(ctx).periods
    assert (before.supervisor, before.days, before.state) == ("Yaw Mensah", 153, InterimState.DUE)
    assert before.period == "1 April 2025 to 31 August 2025"
    assert (now.supervisor, now.days, now.state) == ("Akua Mensah", 212, None)
    view = interims.interim(parties.boss, before.interim_id)
    assert view.writes
    assert [entry.name for entry in view.entries][:1] == ["Answer letters sooner"]
    interims.write(parties.boss, view.id, "Answers went out in ten days by August.")
    interims.rate(parties.boss, view.id, view.entries[0].key, "4")
    interims.hand_in(parties.boss, view.id)
    refused(interims.write, parties.boss, view.id, "Second thoughts", says="is closed")
    refused(interims.rate, parties.boss, view.id, view.entries[0].key, "1", says="is closed")
    parties.boss = as_person(ctx, chief)
    parties.reviewer = as_person(ctx, goals.plan(ctx, parties.review).reviewer_id)
    walk_on(parties, State.CLOSED)
    printed = text_of(parties.employee, parties.review)
    for words in (
        "Who supervised when", "Yaw Mensah", "153 days under the plan",
        "1 April 2025 to 31 August 2025", "Answers went out in ten days by August.",
        "4 · Exceeds Expectations", "212 days under the plan", "Rates this review.",
    ):  # fmt: skip
        assert words in printed


def test_nobody_reads_an_assessment_before_it_is_handed_in(ctx, chief):
    parties, _told = handed_over(ctx, chief)
    one = part(ctx, parties)
    interims.write(parties.boss, one, "Not yet ready")
    interims.rate(parties.boss, one, interims.interim(parties.boss, one).entries[0].key, "2")
    readers = (ctx, parties.employee, as_person(ctx, chief), parties.auditor)
    for who in readers:
        view = interims.interim(who, one)
        assert (view.text, [entry.ratings for entry in view.entries if entry.ratings]) == ("", [])
        assert "Not yet ready" not in text_of(ctx, parties.review)
    refused(interims.interim, parties.outsider, one)
    interims.hand_in(parties.boss, one)
    for who in readers:
        assert interims.interim(who, one).text == "Not yet ready"


def test_the_rating_is_not_complete_while_a_part_is_open(ctx, chief):
    parties, _told = handed_over(ctx, chief)
    parties.boss = as_person(ctx, chief)
    walk_on(parties, State.RATING)
    for entry in parties.entries(parties.boss):
        rating.rate(parties.boss, parties.review, entry.id, "3")
        rating.write_narrative(parties.boss, parties.review, entry.id, "Seen since September.")
    fault = refused(
        rating.move, parties.boss, parties.review, Move.COMPLETE_RATING,
        says="Yaw Mensah, 1 April 2025 to 31 August 2025",
    )  # fmt: skip
    assert "HR officer" in fault.remedy
    refused(interims.decide, ctx, part(ctx, parties), " ", wanted=False, says="say why")
    interims.decide(ctx, part(ctx, parties), "Left the service", wanted=False)
    refused(interims.decide, ctx, part(ctx, parties), "Again", wanted=False)
    assert rating.move(parties.boss, parties.review, Move.COMPLETE_RATING) is State.REVIEWER
    assert "No interim assessment: Left the service" in text_of(ctx, parties.review)


def test_too_few_days_ask_for_nothing_and_the_form_says_so(ctx, chief):
    parties, told = handed_over(ctx, chief, date(2025, 6, 29))
    assert "interim" not in told
    before = parties.view(ctx).periods[0]
    assert (before.days, before.state) == (89, InterimState.TOO_SHORT)
    assert "Too few days for an interim assessment." in text_of(ctx, parties.review)
    refused(interims.write, parties.boss, before.interim_id, "All the same", says="is closed")
    interims.decide(ctx, before.interim_id, "It was an eventful spring", wanted=True)
    interims.write(parties.boss, before.interim_id, "All the same")
    refused(interims.decide, ctx, before.interim_id, "Still", wanted=True, says="so already")


def test_nothing_is_handed_in_empty_nor_rated_off_the_scale(ctx, chief):
    parties, _told = handed_over(ctx, chief)
    one = part(ctx, parties)
    refused(interims.hand_in, parties.boss, one, says="Nothing is written yet")
    refused(interims.write, parties.boss, one, "x" * 5001, says="5001 characters")
    key = interims.interim(parties.boss, one).entries[0].key
    refused(interims.rate, parties.boss, one, key, "9", says="is not a rating")
    refused(interims.rate, parties.boss, one, "goals/none", "3", says="does not belong")
    interims.rate(parties.boss, one, key, "3")
    interims.rate(parties.boss, one, key, "")
    assert interims.interim(parties.boss, one).entries[0].ratings == {}


def test_giving_a_review_back_undoes_what_was_asked_for(ctx, chief):
    parties, _told = handed_over(ctx, chief)
    yaw = parties.boss.actor.person_id
    assert hand_overs.hand_over_review(ctx, parties.review, yaw, "A mistake", SEPTEMBER)
    assert parties.view(ctx).periods == ()
    assert parties.view(ctx).supervisor == "Yaw Mensah"
    history = [line.reason for line in parties.view(ctx).history]
    assert history[-2:] == [
        "Yaw Mensah → Akua Mensah: Moved",
        "Akua Mensah → Yaw Mensah: A mistake",
    ]


def test_three_supervisors_answer_for_every_day_once(ctx, chief):
    parties, _told = handed_over(ctx, chief)
    third = a_person(ctx, "Adjoa", a_person(ctx, "Maame"))
    hand_overs.hand_over_review(ctx, parties.review, third, "", date(2025, 12, 1))
    assert [one.days for one in parties.view(ctx).periods] == [153, 91, 121]
    assert hand_overs.hand_over_review(ctx, parties.review, third).endswith("already.")
    refused(interims.interim, ctx, uuid4(), says="not on this desk")
    rating.move(ctx, parties.review, Move.VOID, "Made by mistake")
    refused(interims.write, parties.boss, part(ctx, parties), "Late", says="has ended")


def test_home_asks_the_outgoing_supervisor(ctx, chief):
    parties, _told = handed_over(ctx, chief)
    one = part(ctx, parties)

    def asked():
        return [item.id for item in home.home(parties.boss).items if item.kind == "interim"]

    assert asked() == [one]
    interims.write(parties.boss, one, "Done")
    interims.hand_in(parties.boss, one)
    assert asked() == []


def late_plan(ctx, *, scheme="general-five", state=State.RATING):
    """Return a review whose plan is agreed twelve days before the period ends."""
    kofi = a_person(ctx, "Kofi", a_person(ctx, "Yaw", a_person(ctx, "Esi")))
    cycle = a_cycle(ctx, scheme=scheme, minimum_days=90, plans_from_start=False)
    plan = () if scheme == "in-apar" else None
    review = a_review(ctx, kofi, cycle=cycle, state=State.IN_PROGRESS, plan=plan)
    parties = Parties(ctx, review)
    walk_on(parties, state)
    return parties


WHY = "13 days under the plan, in force since 19 March 2026; the scheme asks for 90."


def test_who_was_under_a_plan_too_short_is_not_rated_and_the_form_says_why(ctx):
    parties = late_plan(ctx)
    view = parties.view(parties.boss)
    assert (view.not_rated, view.missing) == (WHY, ())
    entry = parties.entries(parties.boss)[0]
    refused(rating.rate, parties.boss, parties.review, entry.id, "3", says=WHY)
    rating.write_narrative(parties.boss, parties.review, entry.id, "A good start.")
    assert rating.move(parties.boss, parties.review, Move.COMPLETE_RATING) is State.REVIEWER
    walk_on(parties, State.CLOSED)
    view = parties.view(parties.employee)
    assert (view.result, view.not_rated) == (None, WHY)
    printed = text_of(parties.employee, parties.review)
    assert f"Not rated: {WHY}" in printed
    assert "A good start." in printed
    row = next(one for one in reviews.list_reviews(ctx) if one.id == parties.review)
    assert row.level == "Not rated"
    chart = dashboard.dashboard(ctx, dashboard.Filters(row.cycle_id)).charts[1]
    assert [(bar.label, bar.value) for bar in chart.bars if bar.value] == [("Not rated", 1)]


def test_a_plan_agreed_on_paper_is_put_right_by_the_officer_with_the_reason(ctx):
    parties = late_plan(ctx)
    correct = plan_days.correct_plan_day
    refused(correct, ctx, parties.review, date(2025, 5, 5), " ", says="say how")
    refused(correct, ctx, parties.review, date(2027, 5, 5), "Paper", says="outside the period")
    correct(ctx, parties.review, date(2025, 5, 5), "Signed on paper")
    assert parties.view(parties.boss).not_rated == ""
    assert goals.plan(parties.boss, parties.review).since == date(2025, 5, 5)
    line = parties.view(ctx).history[-1]
    assert line.reason == "19 March 2026 → 5 May 2025: Signed on paper"
    rating.rate(parties.boss, parties.review, parties.entries(parties.boss)[0].id, "3")
    walk_on(parties, State.REVIEWER)
    fault = refused(correct, ctx, parties.review, date(2025, 6, 6), "Paper", says="is complete")
    assert "sent back" in fault.remedy


def test_the_day_is_corrected_only_where_a_plan_is_agreed_and_days_count(ctx):
    draft = at(ctx, State.PLAN)
    correct = plan_days.correct_plan_day
    refused(correct, ctx, draft.review, date(2025, 5, 5), "Paper", says="not agreed yet")
    paper = at(ctx, State.IN_PROGRESS)
    assert goals.plan(ctx, paper.review).since == date(2025, 4, 1)  # made when the year was late
    refused(correct, ctx, paper.review, date(2025, 5, 5), "Paper", says="every plan counts from")


def test_a_cycle_can_count_all_its_plans_from_the_first_day(ctx):
    parties = late_plan(ctx)
    (row,) = cycles.list_cycles(ctx)
    page = cycles.cycle(ctx, row.id)
    cycles.change(
        ctx, row.id, name=row.name, population=page.population, minimum_days=90, dates={},
        plans_from_start=True,
    )  # fmt: skip
    assert parties.view(parties.boss).not_rated == ""


def test_a_second_grading_is_not_asked_for_either(ctx):
    parties = late_plan(ctx, scheme="in-apar")
    rating.move(parties.boss, parties.review, Move.COMPLETE_RATING)
    entry = parties.entries(parties.boss)[0]
    assert not parties.view(parties.reviewer).edits_second
    refused(second_rating.rate_again, parties.reviewer, parties.review, entry.id, "7", says=WHY)
    assert rating.move(parties.reviewer, parties.review, Move.APPROVE) is State.EMPLOYEE
    assert parties.view(parties.employee).not_rated == WHY


def test_who_leaves_early_counts_until_the_last_day(ctx):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    kofi = a_person(ctx, "Kofi", boss, starts=date(2026, 1, 1))
    cycle = a_cycle(ctx, minimum_days=90)
    review = a_review(ctx, kofi, cycle=cycle, state=State.RATING)
    assert reviews.open_review(ctx, review).not_rated == ""  # 90 days
    form = staff_entry.form_of(ctx, kofi)
    staff_entry.change_person(ctx, kofi, replace(form, ends=date(2026, 3, 30)))
    assert reviews.open_review(ctx, review).not_rated.startswith("89 days under the plan")


def test_reviews_whose_reporting_line_moved_are_found_and_handed_over(ctx, chief):
    parties = at(ctx, State.IN_PROGRESS)
    assert hand_overs.astray(ctx) == ()
    a_line(ctx, parties.employee.actor.person_id, chief, date(2026, 1, 1))
    (found,) = hand_overs.astray(ctx)
    assert (found.employee, found.supervisor, found.successor) == (
        "Kofi Mensah", "Yaw Mensah", "Akua Mensah",
    )  # fmt: skip
    assert found.first_day == date(2026, 1, 1)
    (line,) = [item for item in home.home(ctx).items if item.kind == "astray"]
    assert line.title == "1 review is with the supervisor before"
    hand_overs.hand_over_review(ctx, found.id, found.successor_id, "", found.first_day)
    assert hand_overs.astray(ctx) == ()
    assert not [item for item in home.home(ctx).items if item.kind == "astray"]
    assert [one.days for one in parties.view(ctx).periods] == [275, 90]


def test_nothing_is_astray_where_the_officer_chose_or_the_lines_are_in_doubt(ctx, chief):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    kofi = a_person(ctx, "Kofi", boss)
    cycle = a_cycle(ctx)
    participants.choose(ctx, cycle, kofi, supervisor_id=chief)
    launching.launch(ctx, cycle, leave_out_unready=True)
    assert hand_overs.astray(ctx) == ()
    assert not [item for item in home.home(ctx).items if item.kind == "astray"]
