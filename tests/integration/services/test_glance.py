"""Home before the desk is open says the same as Home afterwards, to everybody at every step."""

from __future__ import annotations

from datetime import date

import pytest

from builders import a_cycle, a_desk, a_person, a_review, as_person, days_later
from integration.services.parties import Parties, at
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.services import accounts, checkins, desks, drafts, home, launching, staff_entry
from reviewdesk.services.glance import glance


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def seat_of(who):
    return accounts.kept_seat(who.actor)


def shown(who):
    """Return Home, the same as it is read before the desk is open."""
    after = home.home(who)
    before = glance(who.desk.folder, seat_of(who), who.clock.today())
    assert before.actor == who.actor
    assert before.home == after
    return after


def titles(who):
    return [one.title for one in shown(who).items]


@pytest.mark.parametrize("state", list(State))
def test_everybody_sees_the_same_before_and_after(ctx, state):
    parties = at(ctx, state)
    a_cycle(ctx, "Not launched", starts=date(2026, 4, 1), ends=date(2027, 3, 31))
    drafts.save(parties.boss, f"check-in/{parties.review.hex}", "We talked")
    for later in (0, 30, 200):
        days_later(ctx, later)
        for who in (parties.employee, parties.boss, parties.reviewer, parties.outsider, ctx):
            seen = shown(who)
            assert seen.waiting == len(seen.items) == sum(n for _page, n in seen.waiting_on)
            assert seen.overdue == sum(1 for one in seen.items if one.late_days > 0)
            assert all(done <= total for _title, done, total in seen.steps)


@pytest.mark.parametrize(
    ("state", "waits_for", "line"),
    [
        (State.SELF_ASSESSMENT, "employee", "Write your self-assessment"),
        (State.RATING, "boss", "Rate Kofi Mensah"),
        (State.REVIEWER, "reviewer", "Look over the review of Kofi Mensah"),
        (State.EMPLOYEE, "employee", "Read your review and comment"),
        (State.SIGNING, "boss", "Sign the review of Kofi Mensah"),
    ],
)
def test_each_step_waits_for_one_and_no_other(ctx, state, waits_for, line):
    parties = at(ctx, state)
    for name in ("employee", "boss", "reviewer"):
        assert (line in titles(getattr(parties, name))) is (name == waits_for)


def test_what_is_late_is_first_and_counted_in_days(ctx):
    parties = at(ctx, State.RATING)
    days_later(ctx, 50)  # 8 May; the rating was due on 30 April
    seen = shown(parties.boss)
    assert (seen.items[0].title, seen.items[0].late_days) == ("Rate Kofi Mensah", 8)
    assert seen.headline.endswith("ended on 31 March 2026")
    assert [one.title for one in seen.coming] == ["Review", "Talk and signatures"]


def test_a_talk_is_proposed_when_the_last_is_long_ago(ctx):
    parties = at(ctx, State.IN_PROGRESS)
    assert "Check-in with Kofi Mensah" not in titles(parties.boss)
    days_later(ctx, 90)
    (line,) = (one for one in shown(parties.boss).items if one.kind == "check-in")
    assert (line.title, line.detail) == ("Check-in with Kofi Mensah", "None held yet")
    checkins.hold(parties.boss, parties.review, held_on=ctx.clock.today(), said="On course.")
    assert "Check-in with Kofi Mensah" not in titles(parties.boss)
    days_later(ctx, 91)
    (line,) = (one for one in shown(parties.boss).items if one.kind == "check-in")
    assert line.detail == "Last one 91 days ago"


def test_a_draft_is_told_to_whoever_typed_it(ctx):
    parties = at(ctx, State.IN_PROGRESS)
    drafts.save(parties.boss, f"check-in/{parties.review.hex}", "We talked")
    drafts.save(parties.boss, "check-in/no id", "lost")
    drafts.save(parties.boss, "comment/1", "of another page")
    line = "Finish the check-in you began to write"
    assert titles(parties.boss).count(line) == 1
    assert line not in titles(parties.employee)
    drafts.drop(parties.boss, f"check-in/{parties.review.hex}")
    assert line not in titles(parties.boss)


def test_hr_sees_cycles_to_launch_and_what_is_late_by_step(ctx):
    assert (shown(ctx).people, shown(ctx).cycles, shown(ctx).headline) == (0, 0, "")
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    for name in ("Kofi", "Ama"):
        a_person(ctx, name, boss)
    cycle = a_cycle(ctx, "This year")
    assert "Launch This year" in titles(ctx)
    launching.launch(ctx, cycle, leave_out_unready=True)
    (line,) = shown(ctx).items
    assert line.title == "3 reviews are late: Plan"
    assert line.detail == "This year, due 1 May 2025"
    assert [(one.done, one.total) for one in shown(ctx).steps] == [(0, 3)] * 6
    assert titles(as_person(ctx, boss)) == ["Agree goals with Ama Mensah",
                                            "Agree goals with Kofi Mensah"]  # fmt: skip
    team = shown(as_person(ctx, boss)).team
    assert [(one.name, one.percent) for one in team] == [("Ama Mensah", 0), ("Kofi Mensah", 0)]


def test_the_steps_count_what_is_behind(ctx):
    parties = at(ctx, State.REVIEWER)
    steps = shown(parties.boss).steps
    assert [(one.title, one.done, one.total) for one in steps] == [
        ("Plan agreed", 1, 1),
        ("The year", 1, 1),
        ("Self-assessment", 1, 1),
        ("Rating", 1, 1),
        ("Reviewer", 0, 1),
        ("Signed", 0, 1),
    ]


def test_a_seat_that_is_gone_is_the_hr_officers(ctx):
    person = a_person(ctx, "Kofi")
    today = ctx.clock.today()
    folder = ctx.desk.folder
    assert glance(folder, person.hex, today).actor == as_person(ctx, person).actor
    form = staff_entry.form_of(ctx, person)
    gone = staff_entry.PersonForm(form.number, form.surname, form.given, unit=form.unit,
                                  starts=form.starts, ends=date(2026, 3, 18))  # fmt: skip
    staff_entry.change_person(ctx, person, gone)
    for seat in (person.hex, "nobody", "0" * 32, ""):
        assert glance(folder, seat, today).actor == Actor("HR officer", Role.HR)
        assert accounts.resume(ctx, seat).actor == ctx.actor


def test_without_a_desk_there_is_nothing_to_see(ctx, tmp_path):
    today = ctx.clock.today()
    assert glance(tmp_path / "none", "", today) is None
    broken = tmp_path / "broken.reviewdesk"
    broken.mkdir()
    (broken / "desk.sqlite").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    assert glance(broken, "", today) is None
    (broken / "desk.sqlite").write_bytes(b"")
    assert glance(broken, "", today) is None


def test_the_officer_on_the_staff_list_takes_the_seat_when_there_is_no_other(ctx):
    """Whoever opens a desk whose only HR officer is a person sits there as that person."""
    from sqlalchemy import select

    from reviewdesk.store.tables.accounts import Account

    person = a_person(ctx, "Aba")
    accounts.give_role(ctx, person, Role.HR)
    assert glance(ctx.desk.folder, "", ctx.clock.today()).actor == ctx.actor
    with ctx.desk.transaction("test", ctx.clock.now()) as session:
        session.delete(session.scalars(select(Account).where(Account.person_id.is_(None))).one())
    ctx.desk.close()
    again = desks.open_desk(ctx.desk.folder, ctx.clock)
    try:
        assert again.actor == Actor("Aba Mensah", Role.HR, person)
        assert glance(ctx.desk.folder, "", ctx.clock.today()).actor == again.actor
        with again.desk.transaction("test", ctx.clock.now()) as session:
            session.delete(session.scalars(select(Account)).one())
    finally:
        again.desk.close()
    assert glance(ctx.desk.folder, "", ctx.clock.today()) is None
    last = desks.open_desk(ctx.desk.folder, ctx.clock)
    assert last.actor == Actor("HR officer", Role.HR)
    last.desk.close()


def test_a_change_of_somebody_elses_goals_is_no_line_of_mine(ctx):
    parties = Parties(ctx, a_review(ctx, state=State.AGREED))
    assert shown(parties.outsider).items == ()
    assert shown(parties.outsider).name == "Nobody Here"
