from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import event, insert

from reviewdesk.domain.cycle import CycleState
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.errors import UserError
from reviewdesk.services import (
    accounts,
    desks,
    hand_overs,
    people,
    person_page,
    reporting_lines,
    search,
    staff_entry,
    staff_import,
)
from reviewdesk.services.staff_entry import PersonForm
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.people import Assignment, Person, Unit, folded
from reviewdesk.store.tables.reviews import Review

DATA = Path(__file__).parents[2] / "data"
NOW = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)


@pytest.fixture
def ctx(tmp_path, clock):
    context = desks.create(tmp_path / "office", "Office of Works", clock)
    yield context
    context.desk.close()


@pytest.fixture
def office(ctx):
    """Ama leads Kofi, who leads Efua and Yaw; Esi leads nobody and reports to Ama."""
    ids = {}
    for number, (given, boss) in enumerate(
        [("Ama", None), ("Kofi", "Ama"), ("Efua", "Kofi"), ("Yaw", "Kofi"), ("Esi", "Ama")], 1
    ):
        form = PersonForm(
            str(number), f"Test{number}", given, unit="Roads", starts=date(2020, 1, 1)
        )
        ids[given] = staff_entry.add_person(ctx, form, ids.get(boss))
    return ids


def seat(ctx, office, name, role=Role.STAFF):
    return ctx.acting_as(Actor(name, role, office[name]))


def add_review(ctx, employee, supervisor, reviewer=None, state=State.IN_PROGRESS):
    with ctx.desk.transaction("test", NOW) as session:
        cycle = Cycle(
            name=f"Year {uuid4()}",
            scheme_id="x",
            scheme_version="1",
            scheme_text="",
            starts=date(2025, 4, 1),
            ends=date(2026, 3, 31),
            state=CycleState.OPEN,
            minimum_days=90,
        )
        session.add(cycle)
        session.flush()
        review = Review(
            number=f"R-{uuid4()}",
            cycle_id=cycle.id,
            employee_id=employee,
            supervisor_id=supervisor,
            reviewer_id=reviewer,
            starts=cycle.starts,
            ends=cycle.ends,
            state=state,
            since=date(2025, 4, 1),
        )
        session.add(review)
        session.flush()
        return review.id


def names(ctx):
    return {row.name.split()[0] for row in people.list_people(ctx)}


def test_everybody_sees_those_in_their_scope(ctx, office):
    assert names(ctx) == set(office)
    assert names(seat(ctx, office, "Ama")) == set(office)
    assert names(seat(ctx, office, "Kofi")) == {"Kofi", "Efua", "Yaw"}
    assert names(seat(ctx, office, "Efua")) == {"Efua"}
    assert names(seat(ctx, office, "Efua", Role.AUDITOR)) == set(office)
    add_review(ctx, office["Yaw"], office["Kofi"], reviewer=office["Esi"])
    assert names(seat(ctx, office, "Esi")) == {"Esi", "Yaw"}


def test_a_page_opens_only_in_scope(ctx, office):
    esi = seat(ctx, office, "Esi")
    with pytest.raises(UserError, match="may not"):
        person_page.person(esi, office["Yaw"])
    add_review(ctx, office["Yaw"], office["Kofi"], reviewer=office["Esi"])
    page = person_page.person(esi, office["Yaw"])
    assert page.supervisor.name == "Kofi Test2"
    assert page.reviews[0].state is State.IN_PROGRESS
    assert not page.may_change
    kofi = person_page.person(seat(ctx, office, "Kofi"), office["Kofi"])
    assert [one.name for one in kofi.reports] == ["Efua Test3", "Yaw Test4"]


def test_thirteen_thousand_people_are_listed_by_three_statements(ctx):
    unit = uuid4()
    everyone = [uuid4() for _ in range(13_000)]
    with ctx.desk.transaction("test", NOW) as session:
        session.execute(insert(Unit), [{"id": unit, "code": "U", "name": "Unit", "revision": 1}])
        session.execute(
            insert(Person),
            [
                {
                    "id": id_,
                    "number": str(n),
                    "surname": f"Name{n}",
                    "unit_id": unit,
                    "search": folded(str(n)),
                }
                for n, id_ in enumerate(everyone)
            ],
        )
        session.execute(
            insert(Assignment),
            [
                {
                    "id": uuid4(),
                    "person_id": id_,
                    "supervisor_id": everyone[n // 8],
                    "starts": date(2020, 1, 1),
                    "recorded_at": NOW,
                    "recorded_by": "test",
                }
                for n, id_ in enumerate(everyone)
                if n
            ],
        )
    statements = []

    def note(_c, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(ctx.desk._engine, "before_cursor_execute", note)
    rows = people.list_people(ctx)
    event.remove(ctx.desk._engine, "before_cursor_execute", note)
    assert len(rows) == 13_000
    assert len(statements) == 3
    assert next(row for row in rows if row.number == "12999").supervisor == "Name1624"


def test_a_wrong_supervisor_is_put_right_at_any_date_and_stays_on_record(ctx, office):
    done = reporting_lines.correct_supervisor(
        ctx, office["Yaw"], office["Esi"], date(2025, 7, 1), date(2025, 12, 31), "Wrong list"
    )
    assert "Esi Test5" in done.sentence
    on = [
        people.supervisor_on(ctx, office["Yaw"], day).name
        for day in (date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert on == ["Kofi Test2", "Esi Test5", "Esi Test5", "Kofi Test2"]
    page = person_page.person(ctx, office["Yaw"])
    assert [line.is_withdrawn for line in page.lines] == [False, False, False, True]
    told = [line.sentence for line in page.history]
    assert (
        "Supervisor recorded: Esi Test5, 1 July 2025 to 31 December 2025. Reason: Wrong list"
        in told
    )
    assert any(one.startswith("Withdrawn: Kofi Test2") for one in told)
    assert people.supervisor_on(ctx, office["Yaw"], date(2019, 1, 1)) is None


def test_nobody_comes_to_stand_above_themselves(ctx, office):
    with pytest.raises(UserError, match="stands below"):
        reporting_lines.correct_supervisor(ctx, office["Ama"], office["Yaw"], date(2026, 1, 1))
    with pytest.raises(UserError, match="their own supervisor"):
        reporting_lines.correct_supervisor(ctx, office["Ama"], office["Ama"], date(2026, 1, 1))
    with pytest.raises(UserError, match="before the first"):
        reporting_lines.correct_supervisor(
            ctx, office["Yaw"], office["Ama"], date(2026, 2, 1), date(2026, 1, 1)
        )
    assert people.supervisor_on(ctx, office["Ama"], date(2026, 3, 1)) is None


def test_a_circle_counts_only_on_days_it_would_hold(ctx, office):
    reporting_lines.correct_supervisor(ctx, office["Kofi"], None, date(2026, 2, 1))
    reporting_lines.correct_supervisor(ctx, office["Ama"], office["Kofi"], date(2026, 2, 1))
    with pytest.raises(UserError, match="stands below"):
        reporting_lines.correct_supervisor(ctx, office["Ama"], office["Kofi"], date(2026, 1, 31))


def test_an_open_review_with_another_supervisor_is_offered_and_handed_over(ctx, office, clock):
    review = add_review(ctx, office["Yaw"], office["Kofi"], office["Ama"])
    add_review(ctx, office["Yaw"], office["Kofi"], office["Ama"], state=State.CLOSED)
    done = reporting_lines.correct_supervisor(ctx, office["Yaw"], office["Esi"], clock.today())
    assert [(one.id, one.supervisor) for one in done.open_reviews] == [(review, "Kofi Test2")]
    hand_overs.hand_over_review(ctx, review, office["Esi"], "Kofi moved")
    page = person_page.person(ctx, office["Yaw"])
    handed = next(one for one in page.reviews if one.id == review)
    assert (handed.supervisor, handed.reviewer) == ("Esi Test5", "Ama Test1")
    closed = next(one for one in page.reviews if one.id != review)
    with pytest.raises(UserError, match="stays with its supervisor"):
        hand_overs.hand_over_review(ctx, closed.id, office["Esi"])
    with pytest.raises(UserError, match="own review"):
        hand_overs.hand_over_review(ctx, review, office["Yaw"])


def test_only_hr_changes_lines(ctx, office):
    with pytest.raises(UserError, match="may not"):
        reporting_lines.correct_supervisor(
            seat(ctx, office, "Kofi"), office["Yaw"], office["Esi"], date(2026, 1, 1)
        )


def test_a_person_is_changed_by_hand_with_its_faults_told(ctx, office):
    form = staff_entry.form_of(ctx, office["Yaw"])
    staff_entry.change_person(
        ctx,
        office["Yaw"],
        PersonForm(form.number, "Mensah", form.given, unit="Bridges", ends=date(2026, 1, 31)),
    )
    page = person_page.person(ctx, office["Yaw"])
    assert (page.name, page.unit_path, page.state) == (
        "Yaw Mensah",
        ("Bridges",),
        people.Presence.LEFT,
    )
    assert "Unit: “Bridges” instead of “Roads”." in [one.sentence for one in page.history]
    for wrong, words in (
        (PersonForm("", "A"), "number is missing"),
        (PersonForm("9", " "), "surname is missing"),
        (PersonForm("1", "A"), "already belongs to Ama"),
        (PersonForm("9", "A" * 501), "too long"),
        (PersonForm("9", "A", starts=date(2026, 1, 2), ends=date(2026, 1, 1)), "before the first"),
    ):
        with pytest.raises(UserError, match=words):
            staff_entry.add_person(ctx, wrong)


def test_search_finds_by_any_part_without_accents_and_in_scope(ctx, office):
    staff_import.carry_out(ctx, staff_import.preview(ctx, DATA / "hse-staff.csv"))
    assert [one.title for one in search.find(ctx, "CELINE gill")] == ["Céline Gillet"]
    assert search.find(ctx, "HS05477")[0].title == "Céline Gillet"
    assert len(search.find(ctx, "a", 5)) == 5
    assert search.find(ctx, "100%_") == search.find(ctx, "  ") == ()
    assert search.find(seat(ctx, office, "Efua"), "celine") == ()
    review = add_review(ctx, office["Yaw"], office["Kofi"])
    found = search.find(ctx, "yaw")
    assert [(one.kind, one.id) for one in found][-1] == ("review", review)
    assert "review" in {one.kind for one in search.find(seat(ctx, office, "Kofi"), "year yaw")}
    assert search.find(seat(ctx, office, "Efua"), "yaw") == ()


def test_seats_and_roles(ctx, office):
    seats = accounts.who_can_sit(ctx)
    assert seats[0].actor.role is Role.HR
    assert seats[1].actor.name == "Ama Test1"
    assert accounts.actor_for_person(ctx, office["Esi"]).role is Role.STAFF
    accounts.give_role(ctx, office["Esi"], Role.HR)
    actor = accounts.actor_for_person(ctx, office["Esi"])
    assert (actor.role, actor.person_id) == (Role.HR, office["Esi"])
    assert all(accounts.role_words(role) for role in Role)
