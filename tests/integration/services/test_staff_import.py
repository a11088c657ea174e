from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.errors import CancelledError, UserError
from reviewdesk.services import desks, people, person_page, staff_import
from reviewdesk.store.tables.audit import AuditLine
from reviewdesk.store.tables.people import Assignment, Person, Unit

DATA = Path(__file__).parents[2] / "data"
HEADER = (
    "Staff No,Surname,Given names,Organisation unit,Unit code,Manager staff no,Start date,End date"
)


@pytest.fixture
def ctx(tmp_path, clock):
    context = desks.create(tmp_path / "office", "Office of Works", clock)
    yield context
    context.desk.close()


@pytest.fixture
def staff_file(tmp_path):
    def write(*rows, header=HEADER):
        path = tmp_path / "staff.csv"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return path

    return write


@contextmanager
def counted(ctx):
    statements: list[str] = []
    engine = ctx.desk._engine

    def note(_c, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def count(ctx, table):
    with ctx.desk.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def bring_in(ctx, path, **how):
    return staff_import.carry_out(ctx, staff_import.preview(ctx, path), **how)


def find(ctx, number):
    return next(row for row in people.list_people(ctx) if row.number == number)


SMALL = (
    "1,Asante,Ama,Directorate,D,,2020-01-01,",
    "2,Boateng,Kofi,Roads,R,1,2021-02-01,",
    "3,Cole,Efua,Roads,R,2,2019-05-01,",
    "4,Darko,Yaw,Bridges,B,2,2022-03-01,",
)


def test_the_whole_real_list_comes_in_by_few_statements(ctx):
    seen = staff_import.preview(ctx, DATA / "hse-staff.csv")
    assert (seen.counts.people, seen.counts.new, seen.faults) == (3216, 3216, ())
    with counted(ctx) as statements:
        done = staff_import.carry_out(ctx, seen)
    assert done.count == done.new == 3216
    assert len(statements) < 130
    assert count(ctx, Person) == 3216
    units = people.units(ctx)
    assert len(units) == 79
    assert sum(unit.parent_id is None for unit in units) == 2
    assert sum(unit.people for unit in units) == 3216


@pytest.mark.parametrize("name", ["hse-staff.csv", "hse-staff.xlsx"])
def test_importing_the_same_list_again_changes_nothing(ctx, name):
    bring_in(ctx, DATA / "hse-staff.csv")
    before = count(ctx, AuditLine), count(ctx, Assignment)
    seen = staff_import.preview(ctx, DATA / name)
    assert seen.differences == ()
    staff_import.carry_out(ctx, seen)
    assert (count(ctx, AuditLine), count(ctx, Assignment)) == before


def test_errors_import_nothing_until_the_faulty_rows_are_left_out(ctx):
    seen = staff_import.preview(ctx, DATA / "hse-staff-messy.csv")
    expected = json.loads((DATA / "hse-staff-messy.expected.json").read_text(encoding="utf-8"))
    assert {(one.line, one.kind) for one in seen.faults} == {
        (one["line"], one["kind"]) for one in expected["faults"]
    }
    assert seen.errors == 23
    assert seen.warnings == 4
    with pytest.raises(UserError, match="rows are faulty"):
        staff_import.carry_out(ctx, seen)
    assert count(ctx, Person) == count(ctx, Unit) == count(ctx, Assignment) == 0
    done = staff_import.carry_out(ctx, seen, skip_faulty=True)
    assert done.count == count(ctx, Person) == seen.counts.people
    assert done.skipped == seen.faulty_rows
    assert "faulty rows were left out" in done.sentence()


def test_stopping_an_import_leaves_nothing(ctx):
    seen = staff_import.preview(ctx, DATA / "ppo-staff.csv")

    def stop(done, total):
        raise CancelledError

    with pytest.raises(CancelledError):
        staff_import.carry_out(ctx, seen, progress=stop)
    assert count(ctx, Person) == count(ctx, Unit) == count(ctx, AuditLine) - 2 == 0


def test_the_first_lines_begin_when_both_were_here(ctx, staff_file):
    bring_in(ctx, staff_file(*SMALL))
    page = person_page.person(ctx, find(ctx, "3").id)
    assert page.unit_path == ("Directorate", "Roads")
    assert [(line.supervisor, line.starts, line.ends) for line in page.lines] == [
        ("Kofi Boateng", date(2021, 2, 1), None)
    ]
    bridges = person_page.person(ctx, find(ctx, "4").id)
    assert bridges.unit_path == ("Directorate", "Roads", "Bridges")


def test_a_second_list_says_and_does_what_changed(ctx, staff_file, clock):
    bring_in(ctx, staff_file(*SMALL))
    clock.forward(days=30)
    today = clock.today()
    seen = staff_import.preview(
        ctx,
        staff_file(
            "1,Asante,Ama,Directorate,D,,2020-01-01,",
            f"2,Boateng,Kofi,Roads,R,1,2021-02-01,{today - timedelta(days=3)}",
            "3,Cole-Mensah,Efua,Roads,R,2,2019-05-01,",
            "4,Darko,Yaw,Bridges,B,1,2022-03-01,",
            "5,Essien,Adjoa,Bridges,B,4,2026-01-05,",
        ),
    )
    told = {one.number: one for one in seen.differences}
    assert {number: one.kind for number, one in told.items()} == {
        "2": "left",
        "3": "changed",
        "4": "moved",
        "5": "new",
    }
    assert told["3"].details == ("Surname “Cole” becomes “Cole-Mensah”.",)
    staff_import.carry_out(ctx, seen)
    darko = person_page.person(ctx, find(ctx, "4").id)
    assert [(one.supervisor, one.starts, one.ends) for one in darko.lines] == [
        ("Ama Asante", today, None),
        ("Kofi Boateng", date(2022, 3, 1), today - timedelta(days=1)),
    ]
    assert people.supervisor_on(ctx, darko.id, date(2026, 1, 1)).name == "Kofi Boateng"
    assert people.supervisor_on(ctx, darko.id, today).name == "Ama Asante"
    boateng = person_page.person(ctx, find(ctx, "2").id)
    assert boateng.state is people.Presence.LEFT
    assert boateng.lines[0].ends == today - timedelta(days=3)
    cole = person_page.person(ctx, find(ctx, "3").id)
    assert "Surname: “Cole-Mensah” instead of “Cole”." in [one.sentence for one in cole.history]


def test_people_missing_from_a_list_are_shown_and_stay(ctx, staff_file):
    bring_in(ctx, staff_file(*SMALL))
    seen = staff_import.preview(ctx, staff_file(*SMALL[:2]))
    assert {one.number for one in seen.differences if one.kind == "absent"} == {"3", "4"}
    staff_import.carry_out(ctx, seen)
    assert {row.number for row in people.list_people(ctx)} == {"1", "2", "3", "4"}
    assert find(ctx, "4").supervisor == "Kofi Boateng"


def test_a_list_without_managers_leaves_the_lines_alone(ctx, staff_file):
    bring_in(ctx, staff_file(*SMALL))
    bring_in(ctx, staff_file("4,Darko,Yaw Junior", header="Staff No,Surname,Given names"))
    darko = find(ctx, "4")
    assert (darko.name, darko.supervisor, darko.unit) == (
        "Yaw Junior Darko",
        "Kofi Boateng",
        "Bridges",
    )


def test_a_manager_changed_twice_in_a_day_leaves_the_mistake_on_record(ctx, staff_file, clock):
    bring_in(ctx, staff_file(*SMALL))
    bring_in(ctx, staff_file(*SMALL[:3], "4,Darko,Yaw,Bridges,B,3,2022-03-01,"))
    bring_in(ctx, staff_file(*SMALL[:3], "4,Darko,Yaw,Bridges,B,1,2022-03-01,"))
    lines = person_page.person(ctx, find(ctx, "4").id).lines
    assert [(one.supervisor, one.is_withdrawn) for one in lines] == [
        ("Ama Asante", False),
        ("Kofi Boateng", False),
        ("Efua Cole", True),
    ]


def test_a_circle_with_people_of_the_desk_is_a_fault(ctx, staff_file):
    bring_in(ctx, staff_file(*SMALL))
    seen = staff_import.preview(ctx, staff_file("2,Boateng,Kofi,Roads,R,4,2021-02-01,"))
    assert [(one.line, one.kind, one.is_error) for one in seen.faults] == [
        (2, "reporting-loop", True)
    ]
    with pytest.raises(UserError):
        staff_import.carry_out(ctx, seen)


def test_rows_under_a_faulty_manager_come_in_and_are_named(ctx, staff_file):
    path = staff_file("1,,Ama,Directorate,D,,2020-01-01,", *SMALL[1:])
    done = bring_in(ctx, path, skip_faulty=True)
    assert (done.count, done.skipped, done.orphans) == (3, 1, ("Kofi Boateng",))
    assert find(ctx, "2").supervisor == ""


def test_columns_can_be_chosen_by_hand(ctx, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("aa,bb,cc\n7,Nkrumah,Esi\n8,Owusu,Abena\n", encoding="utf-8")
    seen = staff_import.preview(ctx, path)
    assert not seen.is_mapped
    assert seen.header == ("aa", "bb", "cc")
    with pytest.raises(UserError):
        staff_import.carry_out(ctx, seen)
    columns = {"Staff No": 0, "Surname": 1, "Given names": 2}
    seen = staff_import.preview(ctx, path, columns=columns)
    assert seen.is_mapped
    staff_import.carry_out(ctx, seen)
    assert [row.name for row in people.list_people(ctx)] == ["Esi Nkrumah", "Abena Owusu"]
    assert {row.unit for row in people.list_people(ctx)} == {"Office of Works"}


def test_units_without_codes_are_found_by_name_and_take_a_code_later(ctx, staff_file):
    header = "Staff No,Surname,Department"
    bring_in(ctx, staff_file("1,Asante,Roads", "2,Boateng,ROADS", header=header))
    assert [unit.name for unit in people.units(ctx)] == ["Roads"]
    bring_in(
        ctx, staff_file("1,Asante,Roads,R1", "2,Boateng,Roads,R1", header=header + ",Unit code")
    )
    assert [(unit.name, unit.code) for unit in people.units(ctx)] == [("Roads", "R1")]


def test_staff_may_not_import(ctx, staff_file):
    path = staff_file(*SMALL)
    bring_in(ctx, path)
    other = ctx.acting_as(Actor("Ama", Role.STAFF, find(ctx, "1").id))
    with pytest.raises(UserError, match="may not"):
        staff_import.preview(other, path)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, b"{}", b"a,b\n"])
def test_what_is_no_list_is_said_in_a_sentence(ctx, tmp_path, content):
    path = tmp_path / "no.csv"
    path.write_bytes(content)
    with pytest.raises(UserError) as told:
        staff_import.preview(ctx, path)
    assert not staff_import.needs_password(told.value)


def test_odd_names_stay_as_they_are(ctx, staff_file):
    bring_in(ctx, staff_file("1,<b>O'Neil & Co</b>,😀 هناء,Directorate,D,,2020-01-01,"))
    assert find(ctx, "1").name == "😀 هناء <b>O'Neil & Co</b>"
