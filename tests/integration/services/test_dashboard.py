"""The dashboard of small offices, every figure worked out by hand."""

from __future__ import annotations

import csv
import io
from datetime import date
from types import SimpleNamespace

import pytest

from builders import a_cycle, a_desk, a_person, a_review, a_unit, as_auditor, as_person, days_later
from integration.services.parties import refused
from reviewdesk.analytics.charts import Ink
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import checkins, dashboard, goals, reviews
from reviewdesk.services.dashboard import Filters
from reviewdesk.store.tables.people import Unit

STATES = {
    "Kofi": State.CLOSED,
    "Ama": State.SIGNING,
    "Adjoa": State.RATING,
    "Kwame": State.IN_PROGRESS,
    "Abena": State.PLAN,
    "Yaa": State.VOID,
}
UNITS = {"Kofi": "Roads", "Ama": "Roads", "Adjoa": "Bridges", "Kwame": "Bridges", "Abena": "Parks",
         "Yaa": "Parks"}  # fmt: skip
GRADES = {"Kofi": "G1", "Ama": "G2", "Adjoa": "G1", "Kwame": "", "Abena": "G1", "Yaa": "G1"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Return six reviews at six steps; Bridges is below Roads, the boss is in Works."""
    from reviewdesk.domain.cycle import Population
    from reviewdesk.services import cycles

    ctx = a_desk(tmp_path_factory.mktemp("dashboard"))
    top = a_person(ctx, "Esi", unit="Works")
    boss = a_person(ctx, "Yaw", top, unit="Works")
    staff = {
        name: a_person(
            ctx, name, boss, unit=UNITS[name], grade=GRADES[name], employment_type="Reviewed"
        )
        for name in STATES
    }
    units = {name: a_unit(ctx, name) for name in ("Works", "Roads", "Bridges", "Parks")}
    with ctx.desk.transaction("test", ctx.clock.now()) as session:
        session.get_one(Unit, units["Bridges"]).parent_id = units["Roads"]
    cycle = a_cycle(ctx, "This year")
    only = Population(employment_types=frozenset({"Reviewed"}))
    cycles.change(ctx, cycle, name="This year", population=only, minimum_days=0, dates={})
    made = {
        name: a_review(ctx, staff[name], cycle=cycle, state=state, rated="4")
        for name, state in STATES.items()
    }
    seated = as_person(ctx, boss)
    for day in (date(2025, 6, 2), date(2025, 6, 20), date(2025, 12, 1)):
        checkins.hold(seated, made["Kwame"], held_on=day, said="On course.")
    yield SimpleNamespace(ctx=ctx, boss=boss, top=top, staff=staff, units=units, cycle=cycle,
                          reviews=made)  # fmt: skip
    ctx.desk.close()


def shown(office, who=None, **filters):
    return dashboard.dashboard(who or office.ctx, Filters(office.cycle, **filters))


def bars(seen, chart):
    return {
        bar.label: (bar.value, bar.whole)
        for one in seen.charts
        if one.id == chart
        for bar in one.bars
        if bar.value or bar.whole
    }


def names(seen, chart, key):
    return [one.name.removesuffix(" Mensah") for one in seen.behind.get((chart, key), ())]


def test_the_figures_above_the_charts(office):
    seen = shown(office)
    assert (seen.total, seen.closed, seen.waiting_for_signature) == (5, 1, 1)
    assert seen.late == 1  # on 19 March 2026: the plan, which was due on 1 May 2025


def test_the_late_ones_grow_with_the_days(office):
    late = []
    try:
        for days in (0, 42, 31):  # 19 March, 30 April, 31 May
            days_later(office.ctx, days)
            late.append(shown(office).late)
    finally:
        days_later(office.ctx, -73)
    # the self-assessment was due on 14 April, the rating on 30 April, the signature on 30 May
    assert late == [1, 2, 4]


def test_every_step_has_its_reviews_behind_it_and_void_ones_nowhere(office):
    seen = shown(office)
    for name, state in STATES.items():
        assert (name in names(seen, "standing", state.value)) is (state is not State.VOID)
    (one,) = seen.behind["standing", State.CLOSED.value]
    row = next(row for row in reviews.list_reviews(office.ctx) if row.id == office.reviews["Kofi"])
    assert (one.review_id, one.number, one.name, one.unit, one.state) == (
        row.id, row.number, "Kofi Mensah", "Roads", "Closed"
    )  # fmt: skip
    assert all("Yaa" not in one.name for several in seen.behind.values() for one in several)


def test_ratings_units_and_months(office):
    seen = shown(office)
    level = reviews.open_review(office.ctx, office.reviews["Kofi"]).result.level
    assert names(seen, "rated", level) == ["Kofi"]
    assert sum(value for value, _whole in bars(seen, "rated").values()) == 1
    assert bars(seen, "units") == {"Roads": (1, 2), "Bridges": (0, 2), "Parks": (0, 1)}
    assert names(seen, "units", office.units["Bridges"].hex) == ["Adjoa", "Kwame"]
    months = next(one for one in seen.charts if one.id == "months")
    assert len(months.bars) == 12
    assert [bar.value for bar in months.bars if bar.value] == [2, 1]
    behind = {key: names(seen, *key) for key in seen.behind if key[0] == "months"}
    assert {month: who for (_, month), who in behind.items() if who} == {
        "2025-06": ["Kwame"],
        "2025-12": ["Kwame"],
    }


@pytest.mark.parametrize(
    ("unit", "grade", "found"),
    [
        (None, "", {"Kofi", "Ama", "Adjoa", "Kwame", "Abena"}),
        ("Roads", "", {"Kofi", "Ama", "Adjoa", "Kwame"}),
        ("Bridges", "", {"Adjoa", "Kwame"}),
        ("Parks", "", {"Abena"}),
        ("Works", "", set()),
        (None, "G1", {"Kofi", "Adjoa", "Abena"}),
        ("Roads", "G1", {"Kofi", "Adjoa"}),
        ("Bridges", "G2", set()),
        (None, "G9", set()),
    ],
)
def test_filters(office, unit, grade, found):
    seen = shown(office, unit_id=office.units.get(unit), grade=grade)
    behind = {
        one.name.removesuffix(" Mensah")
        for (chart, _key), several in seen.behind.items()
        if chart == "standing"
        for one in several
    }
    assert behind == found
    assert seen.total == len(found)
    assert seen.closed == int("Kofi" in found)
    assert seen.waiting_for_signature == int("Ama" in found)


def test_everybody_sees_their_own_part_of_it(office):
    assert shown(office, as_auditor(office.ctx)).total == 5
    assert shown(office, as_person(office.ctx, office.boss)).total == 5
    assert shown(office, as_person(office.ctx, office.top)).total == 5
    mine = shown(office, as_person(office.ctx, office.staff["Ama"]))
    assert (mine.total, mine.closed, mine.waiting_for_signature) == (1, 0, 1)
    assert shown(office, as_person(office.ctx, office.staff["Yaa"])).total == 0


def test_a_few_ratings_are_not_shown_to_those_who_could_tell_whose_they_are(office):
    level = reviews.open_review(office.ctx, office.reviews["Kofi"]).result.level
    for who in (office.boss, office.top):
        seen = shown(office, as_person(office.ctx, who))
        chart = next(one for one in seen.charts if one.id == "rated")
        assert chart.bars == ()
        assert chart.finding.startswith("Too few reviews are closed")
        assert ("rated", level) not in seen.behind
    assert bars(shown(office, as_auditor(office.ctx)), "rated")


def test_what_can_be_chosen(office):
    found = dashboard.choices(office.ctx)
    assert found.cycles == ((office.cycle, "This year"),)
    assert [name for _id, name in found.units] == ["Bridges", "Parks", "Roads", "Works"]
    assert found.grades == ("G1", "G2")


def test_a_cycle_that_is_gone_and_one_without_reviews(office):
    refused(dashboard.dashboard, office.ctx, Filters(office.boss), says="not on this desk")
    empty = a_cycle(office.ctx, starts=date(2030, 1, 1), ends=date(2030, 3, 31))
    try:
        seen = dashboard.dashboard(office.ctx, Filters(empty))
        assert (seen.total, seen.closed, seen.late, seen.waiting_for_signature) == (0, 0, 0, 0)
        assert not any(seen.behind.values())
        assert len(next(one for one in seen.charts if one.id == "months").bars) == 3
    finally:
        from reviewdesk.store.tables.cycles import Cycle, PhaseDate

        with office.ctx.desk.transaction("test", office.ctx.clock.now()) as session:
            for one in session.query(PhaseDate).filter_by(cycle_id=empty):
                session.delete(one)
            session.flush()
            session.delete(session.get_one(Cycle, empty))


def test_charts_are_saved_as_what_their_name_ends_in(office, tmp_path):
    charts = shown(office).charts
    for name, begins in (("a.png", b"\x89PNG"), ("a.PDF", b"%PDF")):
        dashboard.save_charts(office.ctx, charts, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begins)
    dashboard.save_charts(office.ctx, charts, tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    assert any(row[:2] == ["Roads", "1"] for row in rows)
    for name in ("a.jpg", "a", ".png"):
        fault = refused(
            dashboard.save_charts, office.ctx, charts, tmp_path / name, says="cannot be saved as"
        )
        assert ".png, .pdf or .csv" in fault.remedy
        assert not (tmp_path / name).exists()
    refused(dashboard.save_charts, office.ctx, charts, tmp_path / "none" / "a.png")


def test_a_chart_is_drawn_for_the_screen_at_its_size(office):
    for chart in shown(office).charts:
        picture = dashboard.chart_picture(chart, (400, 300), 2.0, Ink())
        assert (picture.width, picture.height) == (800, 600)


def test_the_goals_of_a_plan_do_not_count_as_talks(office):
    assert goals.plan(office.ctx, office.reviews["Abena"]).goals
    assert sum(bar.value for bar in shown(office).charts[-1].bars) == 3
