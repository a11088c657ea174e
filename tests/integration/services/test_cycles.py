"""Cycles before and after the launch: who takes part, what is settled, what may be changed."""

from __future__ import annotations

from datetime import date

import pytest

from builders import a_cycle, a_desk, a_person, a_unit, as_person
from integration.services.parties import refused
from reviewdesk.domain.cycle import Population, Problem
from reviewdesk.errors import CancelledError
from reviewdesk.services import cycles, launching, participants, readiness, reviews
from reviewdesk.services.readiness import Standing
from reviewdesk.store.tables.people import Person, Unit


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def change(ctx, person, **fields):
    with ctx.desk.transaction("test", ctx.clock.now()) as session:
        one = session.get_one(Person, person)
        for name, value in fields.items():
            setattr(one, name, value)


def below(ctx, unit, parent):
    with ctx.desk.transaction("test", ctx.clock.now()) as session:
        session.get_one(Unit, unit).parent_id = parent


def for_whom(ctx, **rule):
    cycle = a_cycle(ctx)
    fields = {name: frozenset(values) for name, values in rule.items()}
    page = cycles.cycle(ctx, cycle)
    cycles.change(ctx, cycle, name=page.row.name, population=Population(**fields),
                  minimum_days=0, dates={})  # fmt: skip
    check = readiness.readiness(ctx, cycle)
    return {one.name for one in check.people}


def test_who_takes_part_by_units_with_those_below_grades_and_types(ctx):
    top, roads, bridges, parks = (
        a_unit(ctx, name) for name in ("Works", "Roads", "Bridges", "Parks")
    )
    below(ctx, roads, top)
    below(ctx, bridges, roads)
    for name, unit, grade, kind in (
        ("Abena", top, "G1", "full"), ("Efua", roads, "G2", "full"),
        ("Kojo", bridges, "G2", "part"), ("Yaa", parks, "G1", "part"),
    ):  # fmt: skip
        change(ctx, a_person(ctx, name), unit_id=unit, grade=grade, employment_type=kind)

    def names(**rule):
        found = {one.removesuffix(" Mensah") for one in for_whom(ctx, **rule)}
        return found - {"Ama"}  # who came with the units

    assert names() == {"Abena", "Efua", "Kojo", "Yaa"}
    assert names(units=[top]) == {"Abena", "Efua", "Kojo"}
    assert names(units=[roads]) == {"Efua", "Kojo"}
    assert names(units=[bridges, parks]) == {"Kojo", "Yaa"}
    assert names(grades=["G1"]) == {"Abena", "Yaa"}
    assert names(grades=["G1", "G2"], employment_types=["part"]) == {"Kojo", "Yaa"}
    assert names(units=[top], grades=["G2"], employment_types=["full"]) == {"Efua"}


def test_units_of_one_name_are_told_apart(ctx):
    north, south = a_unit(ctx, "North"), a_unit(ctx, "South")
    with ctx.desk.transaction("test", ctx.clock.now()) as session:
        session.add(Unit(code="n-hr", name="Staff office", parent_id=north))
        session.add(Unit(code="s-hr", name="Staff office", parent_id=south))
    names = [name for _id, name in cycles.population_choices(ctx).units]
    assert {"Staff office (North)", "Staff office (South)", "North"} <= set(names)


def test_everybody_is_in_one_list_and_remarks_do_not_stop(ctx):
    top = a_person(ctx, "Esi")
    boss = a_person(ctx, "Yaw", top)
    worker = a_person(ctx, "Kofi", boss)
    cycle = a_cycle(ctx)
    check = readiness.readiness(ctx, cycle)
    rows = {one.person: one for one in check.people}
    assert rows[top].standing is Standing.SETTLE
    assert [one.problem for one in rows[top].findings] == [Problem.NO_SUPERVISOR]
    assert rows[boss].standing is Standing.READY
    assert [one.problem for one in rows[boss].findings] == [Problem.NO_REVIEWER]
    assert rows[worker].findings == ()
    assert (rows[worker].supervisor, rows[worker].reviewer) == ("Yaw Mensah", "Esi Mensah")
    change(ctx, top, ends=date(2025, 12, 31))
    rows = {one.person: one for one in readiness.readiness(ctx, cycle).people}
    assert [one.problem for one in rows[worker].findings] == [Problem.REVIEWER_LEFT]
    participants.choose(ctx, cycle, worker, left_out=True, reason="On leave")
    check = readiness.readiness(ctx, cycle)
    assert [one.reason for one in check.excluded] == ["On leave"]
    assert ("Kofi Mensah", "On leave") in check.left_out()
    change(ctx, top, ends=None)
    done = launching.launch(ctx, cycle, leave_out_unready=True)
    assert done.created == 1
    participants.take_in(ctx, cycle, worker)
    assert launching.launch(ctx, cycle, leave_out_unready=True).created == 1
    assert {one.employee for one in reviews.list_reviews(ctx)} == {"Yaw Mensah", "Kofi Mensah"}


def test_a_stopped_launch_leaves_nothing(ctx):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    a_person(ctx, "Kofi", boss)
    cycle = a_cycle(ctx)

    def stop(_done, _total):
        raise CancelledError

    with pytest.raises(CancelledError):
        launching.launch(ctx, cycle, leave_out_unready=True, progress=stop)
    assert reviews.list_reviews(ctx) == []
    assert launching.launch(ctx, cycle, leave_out_unready=True).created == 2


def test_what_may_be_changed_and_by_whom(ctx):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    a_cycle(ctx, "Taken")
    cycle = a_cycle(ctx, "Mine")
    phase = cycles.cycle(ctx, cycle).phases[0][0]

    def to(who=ctx, name="Mine", minimum=0, grades=(), dates=None):
        population = Population(grades=frozenset(grades))
        cycles.change(who, cycle, name=name, population=population, minimum_days=minimum,
                      dates=dates or {})  # fmt: skip

    refused(to, name=" ", says="Give the cycle a name")
    refused(to, name="Taken", says="already a cycle")
    refused(to, as_person(ctx, boss))
    to(name="Renamed", minimum=30, dates={phase: date(2025, 5, 5)})
    page = cycles.cycle(ctx, cycle)
    assert (page.row.name, page.minimum_days, page.phases[0][2]) == (
        "Renamed", 30, date(2025, 5, 5)
    )  # fmt: skip
    launching.launch(ctx, cycle, leave_out_unready=True)
    refused(to, name="Renamed", minimum=31, says="does not change any more")
    refused(to, name="Renamed", minimum=30, grades=["G1"], says="does not change any more")
    to(name="Once more", minimum=30, dates={phase: date(2025, 6, 6)})
    assert cycles.cycle(ctx, cycle).phases[0][2] == date(2025, 6, 6)
