from __future__ import annotations

import csv
import io
import json
import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewdesk.errors import UserError
from reviewdesk.exchange.staff_list import (
    Field,
    Severity,
    StaffList,
    guess_columns,
    read_staff_list,
)
from reviewdesk.exchange.tables import read_table

if TYPE_CHECKING:
    from reviewdesk.exchange.staff_list import StaffList

DATA = Path(__file__).parents[2] / "data"
AS_AT = date(2026, 3, 31)
LATER = date(2026, 11, 23)
WARNINGS = {"unknown-grade", "text-decoded-twice", "month-and-day-swapped", "manager-has-left"}


def read(path: Path, as_at: date = AS_AT, **words) -> StaffList:
    return read_staff_list(read_table(path), as_at=as_at, **words)


def found(people: StaffList) -> set[tuple[int, str, str]]:
    return {(fault.line, fault.column, fault.kind) for fault in people.faults}


def planted(name: str) -> set[tuple[int, str, str]]:
    expected = json.loads((DATA / f"{name}-staff-messy.expected.json").read_text("utf-8"))
    return {(fault["line"], fault["column"], fault["kind"]) for fault in expected["faults"]}


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def small(tmp_path: Path, *rows: str, header: str = "Staff No,Surname,Given names") -> StaffList:
    return read(write(tmp_path / "list.csv", "\n".join((header, *rows, ""))))


@pytest.mark.parametrize("as_at", [AS_AT, LATER])
@pytest.mark.parametrize("name", ["hse", "ppo"])
def test_every_planted_fault_is_found_and_nothing_else(name, as_at):
    people = read(DATA / f"{name}-staff-messy.csv", as_at)
    assert found(people) == planted(name)
    assert len(people.faults) == len(planted(name))
    for fault in people.faults:
        assert (fault.severity is Severity.WARNING) == (fault.kind in WARNINGS)
        assert fault.message.endswith(".")
    assert (people.date_order, people.decimal) == ("dmy", ".")
    assert people.faulty.isdisjoint(line.line for line in people.lines)


@pytest.mark.parametrize("as_at", [AS_AT, LATER])
@pytest.mark.parametrize("name", ["hse-staff.csv", "hse-staff.xlsx", "ppo-staff.csv"])
def test_a_clean_list_has_no_fault(name, as_at):
    people = read(DATA / name, as_at)
    assert people.faults == ()
    assert people.faulty == frozenset()
    assert len(people.lines) == (107 if name.startswith("ppo") else 3216)
    assert set(people.columns) == set(Field)


def test_csv_and_spreadsheet_say_the_same():
    def content(people: StaffList) -> list[tuple[object, ...]]:
        return [
            (one.number, one.surname, one.given, one.manager, one.start, one.end, one.fte)
            for one in people.lines
        ]

    assert content(read(DATA / "hse-staff.csv")) == content(read(DATA / "hse-staff.xlsx"))


def test_quirks_are_repaired():
    people = {one.line: one for one in read(DATA / "hse-staff-messy.csv").lines}
    assert people[73].fte == Decimal("0.8")
    assert people[1418].start == date(2019, 7, 15)
    assert people[1923].manager == "HS12429"
    assert people[2262].job == "SEO - Administration"
    assert people[2515].given == 'Lewis "Sam"'
    assert people[2900].start == date(2020, 1, 1)
    assert people[51].surname == "Aragonés Serrano"
    assert people[2926].start == date(2021, 7, 25)


def american(text: str) -> str:
    return re.sub(r"\b(\d\d)/(\d\d)/(\d{4})\b", r"\2/\1/\3", text)


def with_delimiter(text: str, delimiter: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    return out.getvalue()


@pytest.mark.parametrize("name", ["hse", "ppo"])
@pytest.mark.parametrize(
    ("delimiter", "encoding", "change"),
    [
        ("\t", "utf-16", str),
        ("\t", "utf-16-le", str),
        (",", "utf-8-sig", str),
        ("|", "utf-8", american),
        (";", "utf-16", american),
        (";", "cp1252", lambda text: re.sub(r"(?<=\t|;)(\d)\.(\d\d)(?=\t|;)", r"\1,\2", text)),
        (";", "mac_roman", lambda text: text.replace("\r\n", "\r")),
        (",", "utf-8", lambda text: text.replace("\r\n", "\n")),
    ],
)
def test_other_exports_of_the_same_list_show_the_same_faults(
    tmp_path, name, delimiter, encoding, change
):
    text = (DATA / f"{name}-staff-messy.csv").read_bytes().decode("cp1252")
    text = change(with_delimiter(text, delimiter))
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding, "replace"))
    table = read_table(path)
    assert table.delimiter == delimiter
    people = read_staff_list(table, as_at=AS_AT)
    assert found(people) == planted(name)
    assert people.date_order == ("mdy" if change is american else "dmy")


@pytest.mark.parametrize("name", ["hse", "ppo"])
def test_a_spreadsheet_of_the_same_list_shows_the_same_faults(tmp_path, name):
    text = (DATA / f"{name}-staff-messy.csv").read_bytes().decode("cp1252")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    lines = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    begins = 1
    for place, cells in enumerate(reader, start=1):
        sheet.append(cells)
        lines[begins] = place
        begins = reader.line_num + 1
    book.save(tmp_path / "list.xlsx")
    expected = {(lines[line], column, kind) for line, column, kind in planted(name)}
    assert found(read(tmp_path / "list.xlsx")) == expected


def test_a_first_line_that_names_the_delimiter_counts_as_a_line(tmp_path):
    text = (DATA / "ppo-staff-messy.csv").read_bytes().decode("cp1252")
    people = read(write(tmp_path / "list.csv", "sep=;\r\n" + text))
    assert found(people) == {(line + 1, column, kind) for line, column, kind in planted("ppo")}


OTHER_HEADER = (
    "Employee ID,Last name,First name,Position,Pay band,Dept,Dept code,Reports to,Work email,"
    "Hire date,Termination date,WTE,Duty station,Contract type"
)
THIRD_HEADER = (
    "emp_no,LAST_NAME,FirstName,job title,GRADE,Department,department-id,Line manager number,"
    "Email address,Date of joining,Leaving date,FTE %,Site,Status"
)


def test_what_a_look_up_did_not_find_is_nothing_and_no_name(tmp_path):
    people = small(tmp_path, "1,Ng,#N/A", "2,#N/A,Ann", "3,#n/a,#n/a")

    assert found(people) == {(3, "Surname", "surname-empty"), (4, "Surname", "surname-empty")}
    assert [one.given for one in people.lines if one.line not in people.faulty] == [""]


@pytest.mark.parametrize("header", [OTHER_HEADER, THIRD_HEADER])
def test_headings_of_other_programs_are_understood(tmp_path, header):
    body = (DATA / "ppo-staff.csv").read_text("utf-8").split("\n", 1)[1]
    people = read(write(tmp_path / "list.csv", f"{header}\n{body}"))
    assert people.columns == {field: place for place, field in enumerate(Field)}
    assert people.faults == ()


def test_columns_may_stand_in_any_order_and_case(tmp_path):
    rows = list(csv.DictReader(io.StringIO((DATA / "ppo-staff.csv").read_text("utf-8"))))
    out = io.StringIO()
    names = [*reversed(rows[0]), "Remarks"]
    writer = csv.DictWriter(out, names)
    writer.writerow({name: f" {name.upper()} " for name in names})
    writer.writerows(rows)
    people = read(write(tmp_path / "list.csv", out.getvalue()))
    assert people.columns[Field.NUMBER] == 13
    assert people.faults == ()


def test_one_column_with_the_whole_name_is_divided(tmp_path):
    people = small(
        tmp_path,
        "1,Vincent van Gogh,",
        '2,"Curie, Marie",1',
        "3,Sukarno,1",
        header="Employee ID,Name,Line manager",
    )
    names = [(one.surname, one.given) for one in people.lines]
    assert names == [("van Gogh", "Vincent"), ("Curie", "Marie"), ("Sukarno", "")]
    assert people.faults == ()


def test_line_manager_number_goes_before_the_manager_s_name(tmp_path):
    people = small(
        tmp_path, "A1,Ng,Boss Woman,", "A2,Li,Ng,A1", header="ID,Surname,Line manager,Manager no"
    )
    assert [one.manager for one in people.lines] == ["", "A1"]


def test_a_manager_may_be_known_to_the_desk_only(tmp_path):
    path = write(tmp_path / "list.csv", "Staff No,Surname,Manager\n7,Ng,0012\n8,Li,13\n")
    people = read(path, known_numbers={"12"})
    assert found(people) == {(3, "Manager staff no", "manager-not-found")}
    assert people.lines[0].manager == "12"


def test_known_grades_decide_when_they_are_given(tmp_path):
    path = write(tmp_path / "list.csv", "Staff No,Surname,Grade\n7,Ng,band a\n8,Li,Band B\n")
    assert found(read(path, known_grades={"Band A"})) == {(3, "Grade", "unknown-grade")}
    assert read(path).faults == ()


def test_formulas_are_told_from_telephones_and_dashes(tmp_path):
    harmless = ["-", "--", "+44 20 7946 0000", "-5", "-Smith", "@home", "=", "- vacant -", "+1"]
    harmful = [
        "=1+1",
        "@SUM(1+1)",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "=cmd",
        "+SUM(1)",
        "  =A1",
        "-1-2",
    ]
    rows = [f'{place},Ng,"{text}"' for place, text in enumerate([*harmless, *harmful])]
    people = small(tmp_path, *rows, header="Staff No,Surname,Location")
    first = len(harmless) + 2
    lines = range(first, first + len(harmful))
    assert found(people) == {(line, "Location", "formula") for line in lines}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 April 2020", date(2020, 4, 1)),
        ("01-Apr-20", date(2020, 4, 1)),
        ("April 1, 2020", date(2020, 4, 1)),
        ("2020-04-01T00:00:00", date(2020, 4, 1)),
        ("01.04.2020 08:30", date(2020, 4, 1)),
        ("1/4/62", date(1962, 4, 1)),
        ("20200401", date(2020, 4, 1)),
        ("43922", date(2020, 4, 1)),
        ("", None),
    ],
)
def test_days_are_read_however_they_are_written(tmp_path, text, day):
    people = small(tmp_path, f'1,Ng,"{text}"', header="Staff No,Surname,Start date")
    assert people.faults == ()
    assert people.lines[0].start == day


def test_an_end_without_end_is_no_end(tmp_path):
    people = small(tmp_path, "1,Ng,31/12/9999", header="Staff No,Surname,End date")
    assert people.faults == ()
    assert people.lines[0].end is None


def test_shares_in_percent_are_understood(tmp_path):
    people = small(tmp_path, "1,Ng,100", "2,Li,100", "3,Ek,50", header="Staff No,Surname,FTE")
    assert [one.fte for one in people.lines] == [1, 1, Decimal("0.5")]


def test_names_in_any_writing_pass_and_nothing_is_executed(tmp_path):
    names = ["مريم", "李", "<b>Ng</b>", "😀", "O’Brien", "CAFÉ’S", "N\x07g", "\u202egnoL", "null"]
    rows = [f"{place},{name},x" for place, name in enumerate(names)]
    people = small(tmp_path, *rows)
    assert people.faults == ()
    assert [one.surname for one in people.lines][:4] == names[:4]
    assert [one.surname for one in people.lines][6:8] == ["Ng", "gnoL"]


def test_a_name_of_5000_characters_is_a_fault(tmp_path):
    people = small(tmp_path, f"1,{'x' * 5000},y", "2,Ng,z")
    assert found(people) == {(2, "Surname", "text-too-long")}
    assert len(people.faults[0].message) < 200


def test_a_list_without_staff_numbers_is_refused_in_a_sentence(tmp_path):
    path = write(tmp_path / "list.csv", "Colour,Size\nred,1\nblue,2\n")
    assert guess_columns(read_table(path)) == {}
    with pytest.raises(UserError, match="Staff No"):
        read(path)


def test_chosen_columns_are_obeyed(tmp_path):
    path = write(tmp_path / "list.csv", "a,b,c\n1,Ng,Bo\n")
    columns = {Field.NUMBER: 0, Field.SURNAME: 2, Field.GIVEN: 1}
    assert read(path, columns=columns).lines[0].surname == "Bo"
    with pytest.raises(UserError):
        read(path, columns={Field.NUMBER: 0, Field.SURNAME: 9})


def test_progress_is_told_and_may_stop_the_reading():
    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done >= 1000:
            raise StoppedError

    with pytest.raises(StoppedError):
        read(DATA / "hse-staff.csv", progress=stop)


PIECES = st.sampled_from(
    [
        *("A1", "A2", "Ng", "=x", "", '"', '""', ";", ",", "\n", "\r", "\t", "01/02/2020"),
        *("99/99/99", "1,00", "-", "Total", "\x00", "\ud800", "😀", "²", "٣", "1e9", "%"),
        *("Staff No", "A1@b.c"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_no_text_does_more_than_raise_a_user_error(tmp_path_factory, pieces):
    path = tmp_path_factory.mktemp("any") / "list.csv"
    header = "Staff No,Surname,Manager,Start date,End date,FTE,E-mail,Grade\n"
    path.write_bytes((header + ",".join(pieces)).encode("utf-8", "surrogatepass"))
    with suppress(UserError):
        assert all(fault.message for fault in read(path).faults)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_damaged_list_does_more_than_raise_a_user_error(tmp_path_factory, data):
    content = bytearray((DATA / "ppo-staff-messy.csv").read_bytes()[:4000])
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.mktemp("damaged") / "list.csv"
    path.write_bytes(content)
    with suppress(UserError):
        read(path)
