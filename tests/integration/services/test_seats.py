"""The computer handed to a party of a review: who may, to whom, and what the record says."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from builders import a_cycle, a_desk, a_person, a_review, as_auditor, as_person, days_later
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Actor, Right, Role
from reviewdesk.errors import UserError
from reviewdesk.services import (
    accounts,
    checkins,
    goal_copies,
    goals,
    home,
    passphrases,
    rating,
    review_changes,
    reviews,
    seats,
)
from reviewdesk.store.key_file import Cost
from reviewdesk.store.tables.audit import AuditLine

CHEAP = Cost(memory=64, passes=1, lanes=1)
WORDS, OTHERS = "words of the officer", "words of somebody else"


@pytest.fixture
def ctx(tmp_path):
    made = a_desk(tmp_path)
    yield made
    made.desk.close()


@pytest.fixture
def review(ctx):
    return a_review(ctx, state=State.SELF_ASSESSMENT)


def parties(ctx, review):
    plan = goals.plan(ctx, review)
    return plan.employee_id, plan.supervisor_id


def refused(call, *arguments, says):
    with pytest.raises(UserError, match=says):
        call(*arguments)


def test_the_employee_writes_at_the_supervisors_seat_and_the_audit_says_so(ctx, review):
    employee, boss = parties(ctx, review)
    guest = seats.hand_computer(as_person(ctx, boss), review, employee)
    entry = reviews.open_review(guest, review).sections[0].entries[0]
    rating.write_self(guest, review, entry.id, "I mended the bridge")
    with ctx.desk.reading() as session:
        last = session.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert last.actor == "Kofi Mensah (let in by Yaw Mensah)"
    assert last.person_id == employee


def test_nothing_but_the_review_is_open(ctx, review):
    employee, boss = parties(ctx, review)
    before = a_cycle(ctx, "Before", starts=date(2024, 4, 1), ends=date(2025, 3, 31))
    other = a_review(ctx, employee, cycle=before)
    guest = seats.hand_computer(as_person(ctx, boss), review, employee)
    for call in (
        lambda: reviews.open_review(guest, other),
        lambda: reviews.list_reviews(guest),
        lambda: home.home(guest),
        lambda: seats.take_seat(guest, as_person(ctx, boss).actor),
        lambda: checkins.checkins(guest, other),
    ):
        refused(call, says="may not do this here")


def test_only_parties_are_handed_the_computer_and_only_by_parties_or_hr(ctx, review):
    employee, boss = parties(ctx, review)
    stranger = a_person(ctx, "Esi")
    refused(seats.hand_computer, ctx, review, stranger, says="have a part in the review")
    refused(seats.hand_computer, as_person(ctx, boss), review, boss, says="already")
    for ctx_ in (as_person(ctx, stranger), as_auditor(ctx)):
        refused(seats.hand_computer, ctx_, review, employee, says="may not do this here")
    guest = seats.hand_computer(ctx, review, employee)
    assert guest.actor.lender == "HR officer"
    refused(seats.hand_computer, guest, review, boss, says="Give it back first")


def test_whoever_has_a_passphrase_proves_it_and_nobody_let_them_in(ctx, review):
    employee, boss = parties(ctx, review)
    passphrases.lock(ctx, WORDS, CHEAP)
    passphrases.give(ctx, employee, OTHERS, CHEAP)
    assert seats.asks_passphrase(ctx, review, employee)
    assert not seats.asks_passphrase(ctx, review, boss)
    refused(seats.hand_computer, ctx, review, employee, "wrong words", says="not right")
    guest = seats.hand_computer(ctx, review, employee, OTHERS)
    assert guest.actor.lender == ""
    assert guest.actor.only_review == review


def test_a_post_is_left_at_the_desk(ctx, review):
    """An HR officer who is handed her own review is a member of staff there."""
    employee, boss = parties(ctx, review)
    accounts.give_role(ctx, employee, Role.HR)
    guest = seats.hand_computer(as_person(ctx, boss), review, employee)
    assert guest.actor.role is Role.STAFF
    assert not guest.may(Right.RUN_CYCLES)


def test_nobody_lets_themselves_in_as_their_supervisor(ctx, review):
    """At a locked desk only the employee is handed the computer without a passphrase."""
    employee, boss = parties(ctx, review)
    passphrases.lock(ctx, WORDS, CHEAP)
    passphrases.give(ctx, employee, OTHERS, CHEAP)
    her = as_person(ctx, employee)
    refused(seats.hand_computer, her, review, boss, says="has no passphrase on this desk yet")
    refused(seats.asks_passphrase, her, review, boss, says="has no passphrase on this desk yet")
    assert seats.hand_computer(ctx, review, boss).actor.lender == "HR officer"
    passphrases.give(ctx, boss, WORDS, CHEAP)
    assert seats.hand_computer(her, review, boss, WORDS).actor.lender == ""


def test_an_administrator_lets_nobody_in(ctx, review):
    """They look after the desk and read no reviews, so nobody else's seat is theirs."""
    employee, _boss = parties(ctx, review)
    passphrases.lock(ctx, WORDS, CHEAP)
    admin = ctx.acting_as(Actor("Administrator", Role.ADMINISTRATOR))
    seat = accounts.actor_for_person(ctx, employee)
    refused(seats.take_seat, admin, seat, says="has no passphrase on this desk yet")


def test_goals_of_the_year_before_are_not_copied_by_whom_the_computer_was_handed(ctx):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    employee = a_person(ctx, "Kofi", boss)
    before = a_cycle(ctx, "Before", starts=date(2024, 4, 1), ends=date(2025, 3, 31))
    a_review(ctx, employee, cycle=before)
    review = a_review(ctx, employee, plan=())
    guest = seats.hand_computer(as_person(ctx, boss), review, employee)
    refused(goal_copies.copy_last_year, guest, review, says="may not do this here")
    assert goal_copies.copy_last_year(as_person(ctx, employee), review).copied == 2


def test_what_a_guest_ticks_is_not_told_to_them_as_the_work_of_others(ctx, review):
    employee, boss = parties(ctx, review)
    year = a_review(ctx, employee, cycle=a_cycle(ctx, "Y", starts=date(2024, 4, 1),
                    ends=date(2025, 3, 31)), state=State.IN_PROGRESS)  # fmt: skip
    seated = as_person(ctx, boss)
    ask = checkins.NewAction("Ask for a clerk", employee)
    checkins.hold(seated, year, held_on=date(2024, 9, 1), said="Well.", actions=[ask])
    guest = seats.hand_computer(seated, year, employee)
    review_changes.mark_seen(guest, year)
    days_later(ctx, 1)
    checkins.finish_action(
        guest, checkins.checkins(guest, year).open_actions[0].id, date(2024, 10, 1)
    )
    assert review_changes.changes_since_seen(guest, year) == ()
