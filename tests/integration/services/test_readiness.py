"""The readiness check: every kind of problem has its line and a way to mend it that works."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from builders import ENDS, STARTS, a_cycle, a_desk, a_line, a_person, a_review, as_person
from integration.services.parties import refused
from reviewdesk.domain.cycle import Population, Problem
from reviewdesk.domain.lifecycle import Move
from reviewdesk.domain.permissions import Role
from reviewdesk.services import (
    accounts,
    cycles,
    launching,
    participants,
    people,
    rating,
    readiness,
    reviews,
    staff_entry,
)
from reviewdesk.services.readiness import Standing
from reviewdesk.services.staff_entry import PersonForm
from reviewdesk.store.tables.people import Assignment

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from reviewdesk.services.context import Context


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


@dataclass(slots=True)
class Office:
    """A cycle and the line above whoever has a problem."""

    ctx: Context
    top: UUID
    boss: UUID
    other: UUID
    cycle: UUID
    earlier: UUID | None = None

    def choose(self, person: UUID, **what: object) -> None:
        participants.choose(self.ctx, self.cycle, person, **what)  # type: ignore[arg-type]

    def works(self, person: UUID, starts: date | None, ends: date | None) -> None:
        staff_entry.change_person(
            self.ctx,
            person,
            PersonForm("P-1", "Mensah", "Problem", unit="Roads", starts=starts, ends=ends),
        )


@pytest.fixture
def office(ctx):
    top = a_person(ctx, "Esi")
    boss, other = a_person(ctx, "Yaw", top), a_person(ctx, "Afua", top)
    return Office(ctx, top, boss, other, a_cycle(ctx, minimum_days=90))


def employed(office, boss, starts=date(2020, 1, 1), ends=None, grade=""):
    return a_person(
        office.ctx, "Problem", boss, number="P-1", starts=starts, ends=ends, grade=grade
    )


def without_supervisor(office):
    return employed(office, None)


def with_two(office):
    person = employed(office, office.boss)
    with office.ctx.desk.transaction("An old list", office.ctx.clock.now()) as session:
        session.add(
            Assignment(
                person_id=person,
                supervisor_id=office.other,
                starts=date(2020, 1, 1),
                recorded_at=office.ctx.clock.now(),
                recorded_by="An old list",
            )
        )
    return person


def with_one_who_leaves(office):
    leaver = a_person(office.ctx, "Leaver", office.top, ends=date(2026, 3, 25))
    return employed(office, leaver)


def gone(office):
    return employed(office, office.boss, ends=date(2025, 3, 31))


def not_yet_here(office):
    person = employed(office, None, starts=date(2026, 4, 1))
    a_line(office.ctx, person, office.boss)
    return person


def here_for_a_short_time(office):
    return employed(office, office.boss, starts=date(2026, 1, 1))


def with_another_review(office):
    person = employed(office, office.boss, grade="G9")
    other = a_cycle(office.ctx, starts=date(2026, 3, 31), ends=date(2026, 9, 30))
    only = Population(grades=frozenset({"G9"}))
    cycles.change(office.ctx, other, name="Other", population=only, minimum_days=0, dates={})
    office.earlier = a_review(office.ctx, person, cycle=other)
    return person


def reviewed_by_the_supervisor(office):
    person = employed(office, office.boss)
    office.choose(person, reviewer_id=office.boss)
    return person


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody with a problem, the words of its line, and what its remedy names."""

    problem: Problem
    person: Callable[[Office], UUID]
    says: str
    mend: Callable[[Office, UUID], None]


def name_supervisor(office, person):
    office.choose(person, supervisor_id=office.other)


CASES = (
    Case(Problem.NO_SUPERVISOR, without_supervisor, "no supervisor on the day", name_supervisor),
    Case(Problem.TWO_SUPERVISORS, with_two, "more than one supervisor", name_supervisor),
    Case(Problem.SUPERVISOR_LEFT, with_one_who_leaves, "leaves on 25 March 2026", name_supervisor),
    Case(
        Problem.LEFT, gone, "Left on 31 March 2025",
        lambda office, person: office.works(person, date(2020, 1, 1), None),
    ),
    Case(
        Problem.NOT_YET_HERE, not_yet_here, "Begins on 1 April 2026",
        lambda office, person: office.works(person, date(2020, 1, 1), None),
    ),
    Case(
        Problem.OVERLAPPING, with_another_review, "Already has review R-2026-",
        lambda office, _person: rating.move(
            office.ctx, office.earlier, Move.VOID, "Made by mistake"
        ),
    ),
    Case(
        Problem.SAME_REVIEWER, reviewed_by_the_supervisor, "is also the supervisor",
        lambda office, person: office.choose(person, reviewer_id=office.top),
    ),
)  # fmt: skip


def row_of(office, person):
    check = readiness.readiness(office.ctx, office.cycle)
    return next(one for one in check.people if one.person == person)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.problem.value)
def test_each_problem_is_a_line_whose_remedy_mends_it(office, case):
    person = case.person(office)
    row = row_of(office, person)
    assert row.standing is Standing.SETTLE
    assert [one.problem for one in row.findings] == [case.problem]
    (finding,) = row.findings
    assert case.says in finding.sentence
    assert finding.remedy.endswith(".")
    assert finding.person == person
    check = readiness.readiness(office.ctx, office.cycle)
    assert (row.name, finding.sentence) in check.left_out()
    assert person not in {one.person for one in check.ready}
    fault = refused(launching.launch, office.ctx, office.cycle, says="not ready")
    assert fault.safe == "No review was created."
    case.mend(office, person)
    assert row_of(office, person).standing is Standing.READY


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.problem.value)
def test_whoever_has_a_problem_can_be_left_out_with_a_reason(office, case):
    cycles.change(
        office.ctx, office.cycle, name="Mine", population=Population(), minimum_days=91, dates={}
    )
    person = case.person(office)
    refused(office.choose, person, left_out=True, reason=" \n", says="say why")
    office.choose(person, left_out=True, reason=" On leave ")
    row = row_of(office, person)
    assert (row.standing, row.findings, row.reason) == (Standing.LEFT_OUT, (), "On leave")
    done = launching.launch(office.ctx, office.cycle, leave_out_unready=True)
    assert (row.name, "On leave") in done.left_out
    assert all(one.employee != row.name or one.cycle_id != office.cycle
               for one in reviews.list_reviews(office.ctx))  # fmt: skip


def test_every_kind_of_problem_is_tried_here():
    remarks = {Problem.NO_REVIEWER, Problem.REVIEWER_LEFT, Problem.UNDER_MINIMUM}
    assert {case.problem for case in CASES} == set(Problem) - remarks


def test_nobody_is_passed_over_without_a_line(office):
    for number, case in enumerate(CASES):
        person = case.person(office)
        form = staff_entry.form_of(office.ctx, person)
        own = PersonForm(
            f"Q-{number}", form.surname, f"Case {number}", unit="Roads", starts=form.starts,
            ends=form.ends,
        )  # fmt: skip
        staff_entry.change_person(office.ctx, person, own)
    check = readiness.readiness(office.ctx, office.cycle)
    everybody = Counter(one.id for one in people.list_people(office.ctx))
    assert Counter(one.person for one in check.people) == everybody
    ready, unready = len(check.ready), check.left_out()
    assert ready + len(unready) == everybody.total()
    assert all(why.strip() for _name, why in unready)
    done = launching.launch(office.ctx, office.cycle, leave_out_unready=True)
    assert (done.created, done.already_there) == (ready, 0)
    assert sorted(done.left_out) == sorted(unready)
    assert (
        done.sentence()
        == f"{ready} reviews created; 0 already there; {len(unready)} people left out."
    )
    again = readiness.readiness(office.ctx, office.cycle)
    assert again.already_there == ready
    assert len(again.people) == len(unready)


def test_the_supervisor_is_that_of_today_kept_within_the_period(office):
    person = employed(office, None)
    a_line(office.ctx, person, office.boss, starts=date(2020, 1, 1), ends=date(2025, 12, 31))
    a_line(office.ctx, person, office.other, starts=date(2026, 1, 1))
    assert row_of(office, person).supervisor == "Afua Mensah"
    assert row_of(office, person).reviewer == "Esi Mensah"
    past = a_cycle(office.ctx, starts=date(2024, 4, 1), ends=date(2025, 3, 31))
    check = readiness.readiness(office.ctx, past)
    (row,) = (one for one in check.people if one.person == person)
    assert row.supervisor == "Yaw Mensah"


def test_several_problems_of_one_person_are_all_said(office):
    person = employed(office, None, starts=date(2026, 4, 1))
    assert [one.problem for one in row_of(office, person).findings] == [
        Problem.NOT_YET_HERE,
        Problem.NO_SUPERVISOR,
    ]


def test_who_serves_too_few_days_is_told_of_and_gets_a_review_that_will_not_be_rated(office):
    person = here_for_a_short_time(office)
    cycles.change(
        office.ctx, office.cycle, name="Mine", population=Population(), minimum_days=91, dates={}
    )
    row = row_of(office, person)
    assert row.standing is Standing.READY
    (finding,) = row.findings
    assert (finding.problem, finding.person) == (Problem.UNDER_MINIMUM, person)
    assert "Serves 90 days of the period; the scheme asks for 91" in finding.sentence
    cycles.change(
        office.ctx, office.cycle, name="Mine", population=Population(), minimum_days=90, dates={}
    )
    assert row_of(office, person).findings == ()


def test_a_review_has_the_days_the_person_serves(office):
    late = employed(office, office.boss, starts=date(2025, 6, 1))
    leaver = a_person(office.ctx, "Soon", office.boss, ends=date(2026, 3, 20))
    launching.launch(office.ctx, office.cycle, leave_out_unready=True)
    ready = {one.employee: one.id for one in reviews.list_reviews(office.ctx)}
    period = {
        name: reviews.open_review(office.ctx, ready[name]).period
        for name in ("Problem Mensah", "Soon Mensah", "Yaw Mensah")
    }
    assert period["Problem Mensah"].startswith("1 June 2025")
    assert period["Soon Mensah"].endswith("20 March 2026")
    assert period["Yaw Mensah"].split()[-1] == str(ENDS.year)
    assert (STARTS.day, late != leaver) == (1, True)


def test_only_hr_sees_who_is_ready(office):
    boss = as_person(office.ctx, office.boss)
    refused(readiness.readiness, boss, office.cycle, says="may not do this here")
    accounts.give_role(office.ctx, office.boss, Role.HR)
    officer = as_person(office.ctx, office.boss)
    assert readiness.readiness(officer, office.cycle).people
    refused(readiness.readiness, office.ctx, office.top, says="not on this desk")
