"""Check-ins on a real desk: held, promised, seen, and what stays with its author alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from builders import a_cycle, a_desk, a_goal, a_person, a_review, as_auditor, as_person, days_later
from desk_file import by_hand
from integration.services.parties import Parties
from reviewdesk.domain.goal import GoalKind, GoalText
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.permissions import Role
from reviewdesk.errors import UserError
from reviewdesk.services import accounts, checkins, drafts, goals, rating, reviews
from reviewdesk.services.checkins import NewAction, NewProgress

SECRET = "Zebrafinch: ask about the move"


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


class Pair:
    """One review with the three who have a part in it."""

    def __init__(self, ctx, review):
        self.ctx, self.review = ctx, review
        self.plan = goals.plan(ctx, review)
        self.employee = as_person(ctx, self.plan.employee_id)
        self.boss = as_person(ctx, self.plan.supervisor_id)

    def view(self, ctx=None):
        return checkins.checkins(ctx or self.boss, self.review)

    def hold(self, held_on=date(2025, 9, 1), said="All is on its way.", **more):
        return checkins.hold(self.boss, self.review, held_on=held_on, said=said, **more)


@pytest.fixture
def pair(ctx):
    words = GoalText("Moved in", GoalKind.YES_NO, weight=Decimal(50))
    return Pair(ctx, a_review(ctx, state=State.AGREED, plan=(a_goal(), words)))


def test_a_talk_keeps_what_was_said_reached_and_promised(pair):
    letters, moved = (goal.id for goal in pair.plan.goals)
    pair.hold(
        topic=" <b>Letters</b> & co ",
        said="  Nine days in May.\nTwo clerks ill.  ",
        progress=[
            NewProgress(letters, Decimal("9.50"), "counted by hand"),
            NewProgress(moved, Decimal(0)),
        ],
        actions=[
            NewAction("Ask for a second clerk", pair.plan.supervisor_id, date(2025, 10, 1)),
            NewAction("   ", pair.plan.employee_id),
        ],
    )

    view = pair.view()
    (talk,) = view.held
    assert (talk.topic, talk.said) == ("<b>Letters</b> & co", "Nine days in May.\nTwo clerks ill.")
    assert set(talk.progress) == {
        ("Answer letters sooner", "9.5 days · counted by hand"),
        ("Moved in", "not yet"),
    }
    assert [(one.text, one.owner, one.late) for one in talk.actions] == [
        ("Ask for a second clerk", "Yaw Mensah", True)
    ]
    assert view.counter == "1 of 2 required check-ins held"
    assert view.state is State.IN_PROGRESS
    assert goals.plan(pair.boss, pair.review).goals[0].progress == 90


def test_open_promises_are_carried_over_until_they_are_kept(pair):
    pair.hold(actions=[NewAction("First", pair.plan.employee_id), NewAction(
        "Second", pair.plan.supervisor_id, date(2026, 6, 1))])  # fmt: skip
    pair.hold(date(2025, 12, 1))
    first = next(one for one in pair.view().open_actions if one.text == "First")

    checkins.finish_action(pair.employee, first.id, date(2025, 12, 2))

    assert [one.text for one in pair.view().open_actions] == ["Second"]
    assert not pair.view().open_actions[0].late
    assert [talk.held_on for talk in pair.view().held] == [date(2025, 12, 1), date(2025, 9, 1)]
    checkins.finish_action(pair.boss, first.id, None)
    assert len(pair.view().open_actions) == 2


def test_what_cannot_be_a_talk_is_refused_and_nothing_is_kept(pair, ctx):
    other = Pair(ctx, a_review(ctx, state=State.AGREED))
    foreign = other.plan.goals[0].id
    tomorrow = ctx.clock.today() + timedelta(1)
    for match, call in (
        ("what was said", lambda: pair.hold(said=" \n")),
        ("still to come", lambda: pair.hold(tomorrow)),
        ("no longer in the plan", lambda: pair.hold(progress=[NewProgress(foreign, Decimal(1))])),
        ("given to", lambda: pair.hold(actions=[NewAction("x", other.plan.employee_id)])),
        ("may not", lambda: checkins.hold(
            pair.employee, pair.review, held_on=date(2025, 9, 1), said="x")),
    ):  # fmt: skip
        with pytest.raises(UserError, match=match):
            call()
    assert pair.view().held == ()
    assert pair.view().state is State.AGREED
    early = Pair(ctx, a_review(ctx))
    with pytest.raises(UserError, match="Agree the plan first"):
        early.hold()
    assert not early.view().may_hold


def test_the_employee_marks_a_talk_as_seen_once(pair):
    talk = pair.hold()
    with pytest.raises(UserError, match="may not"):
        checkins.mark_seen(pair.boss, talk)
    checkins.mark_seen(pair.employee, talk)
    first = pair.view().held[0].seen_at
    days_later(pair.ctx, 3)
    checkins.mark_seen(pair.employee, talk)

    assert first is not None
    assert pair.view().held[0].seen_at == first
    assert pair.view(pair.employee).may_mark_seen
    with pytest.raises(UserError, match="no longer on this desk"):
        checkins.mark_seen(pair.employee, uuid4())


def test_a_private_note_is_read_by_its_author_and_nobody_else(pair):
    note = checkins.add_note(pair.boss, pair.review, f" {SECRET} ")
    accounts.give_role(pair.ctx, pair.plan.reviewer_id, Role.HR)
    others = (
        pair.employee,
        as_person(pair.ctx, pair.plan.reviewer_id),
        pair.ctx,
        as_auditor(pair.ctx),
    )
    assert [one.text for one in pair.view().notes] == [SECRET]
    for other in others:
        assert pair.view(other).notes == ()
        assert not pair.view(other).keeps_notes
        found = reviews.open_review(other, pair.review).evidence
        assert SECRET not in "".join(one.text for one in found)
        with pytest.raises(UserError, match=r"may not|somebody else"):
            checkins.remove_note(other, note)
        with pytest.raises(UserError, match="may not"):
            checkins.add_note(other, pair.review, "mine")
    with pytest.raises(UserError, match="empty"):
        checkins.add_note(pair.boss, pair.review, " ")
    checkins.remove_note(pair.boss, note)
    assert pair.view().notes == ()


def test_the_words_of_a_private_note_are_nowhere_but_in_it(pair):
    checkins.add_note(pair.boss, pair.review, SECRET)
    with by_hand(pair.ctx.desk.folder) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        found = {
            table
            for (table,) in tables
            for row in connection.execute(f"SELECT * FROM {table}")
            if any("Zebrafinch" in str(value) for value in row)
        }
    assert found == {"private_note"}


def test_a_draft_goes_when_it_becomes_a_talk_and_stays_when_it_does_not(pair):
    place = f"check-in/{pair.review}"
    drafts.save(pair.boss, place, '{"said": "Nine d"}')
    with pytest.raises(UserError):
        pair.hold(said="")
    assert drafts.load(pair.boss, place) == '{"said": "Nine d"}'
    pair.hold()
    assert drafts.load(pair.boss, place) == ""


def test_after_the_year_promises_can_be_kept_but_no_talk_held(pair):
    pair.hold(actions=[NewAction("First", pair.plan.employee_id)])
    rating.move(pair.boss, pair.review, Move.ASK_SELF)
    with pytest.raises(UserError, match="year is over"):
        pair.hold()
    promise = pair.view().open_actions[0].id
    checkins.finish_action(pair.employee, promise, date(2026, 3, 1))
    rating.move(pair.ctx, pair.review, Move.VOID, "Wrong person")
    with pytest.raises(UserError, match="closed"):
        checkins.finish_action(pair.employee, promise, None)
    with pytest.raises(UserError, match="no longer on this desk"):
        checkins.finish_action(pair.employee, uuid4(), None)


def test_the_list_says_when_the_last_talk_was_and_the_next_is_due(ctx):
    top = a_person(ctx, "Esi")
    boss = a_person(ctx, "Yaw", top)
    one, two, three = (a_person(ctx, name, boss) for name in ("Abena", "Kojo", "Adwoa"))
    cycle = a_cycle(ctx)
    pair = Pair(ctx, a_review(ctx, one, cycle=cycle, state=State.AGREED))
    a_review(ctx, two, cycle=cycle, state=State.AGREED)
    a_review(ctx, three, cycle=cycle)
    pair.hold(date(2025, 11, 1), actions=[NewAction("First", one)])
    checkins.mark_seen(pair.employee, pair.hold(date(2025, 6, 1)))

    rows = {row.employee.split()[0]: row for row in checkins.list_checkins(pair.boss)}

    assert {"Abena", "Kojo"} <= set(rows)
    assert "Adwoa" not in rows
    abena, kojo = rows["Abena"], rows["Kojo"]
    assert (abena.last, abena.days_ago, abena.held, abena.required) == (
        date(2025, 11, 1), 138, 2, 2)  # fmt: skip
    assert (abena.open_actions, abena.unseen, abena.may_hold) == (1, 1, True)
    assert abena.next_due == date(2026, 1, 30)
    assert (kojo.last, kojo.days_ago, kojo.held, kojo.supervisor) == (None, None, 0, "Yaw Mensah")
    assert kojo.next_due == date(2026, 3, 31)
    assert [row.employee for row in checkins.list_checkins(as_person(ctx, one))] == ["Abena Mensah"]
    assert not checkins.list_checkins(as_person(ctx, one))[0].may_hold
    assert len(checkins.list_checkins(ctx)) == len(checkins.list_checkins(as_auditor(ctx))) == 2
    assert checkins.list_checkins(as_person(ctx, a_person(ctx, "Nobody"))) == []


def test_a_day_that_has_nothing_to_do_with_the_review_is_refused(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.AGREED))
    boss, review = parties.boss, parties.review
    goal = goals.plan(boss, review).goals[0].id
    early = date(1999, 4, 1)
    for call in (
        lambda: checkins.hold(boss, review, held_on=early, said="A slip of the year."),
        lambda: goals.note_progress(boss, goal, noted_on=early, actual=Decimal(12)),
    ):
        with pytest.raises(UserError, match="1 April 1999 lies long before the period"):
            call()
    promise = NewAction("Order the tyres", parties.employee.actor.person_id, date(2025, 5, 1))
    with pytest.raises(UserError, match="“Order the tyres” would be due before the talk"):
        checkins.hold(boss, review, held_on=date(2025, 6, 1), said="We talked.", actions=[promise])
    checkins.hold(boss, review, held_on=date(2025, 2, 1), said="Goals were talked about.")
