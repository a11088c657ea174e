from __future__ import annotations

import io
import re
import time
import zipfile
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from reviewdesk.errors import UserError
from reviewdesk.exchange.tables import PasswordNeededError, read_table

DATA = Path(__file__).parents[2] / "data"


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    return path


def workbook(*rows: list[object], title: str = "Staff") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(content: bytes, **changes: bytes) -> bytes:
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(content))
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            key = part.filename.rsplit("/", 1)[-1].replace(".", "_")
            target.writestr(part.filename, changes.get(key, source.read(part)))
    return out.getvalue()


def test_a_spreadsheet_keeps_its_rows_days_and_numbers():
    table = read_table(DATA / "hse-staff.xlsx")
    assert (table.sheet, table.header_line, table.encoding) == ("Staff in post", 3, "")
    assert table.rows[0].line == 4
    assert table.rows[0].cells[9] == date(2025, 3, 3)
    assert table.rows[0].cells[11] == Decimal(1)
    assert len(table.rows) == 3216


def test_another_sheet_can_be_chosen():
    table = read_table(DATA / "hse-staff.xlsx", sheet="Units")
    assert table.header[0] == "Unit code"
    with pytest.raises(UserError, match="no sheet named"):
        read_table(DATA / "hse-staff.xlsx", sheet="Nowhere")


def test_text_is_described():
    table = read_table(DATA / "hse-staff-messy.csv")
    assert (table.encoding, table.delimiter, table.header_line) == ("cp1252", ";", 1)
    assert (table.line_count, len(table.header)) == (3224, 18)


def test_a_title_above_the_header_is_no_header(tmp_path):
    table = read_table(write(tmp_path, b"Staff list,,\n\nNo,Name,Unit\n1,Ng,A\n"))
    assert (table.header, table.header_line) == (("No", "Name", "Unit"), 3)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "José;Müller"),
        ("utf-8-sig", "José;Müller"),
        ("utf-16", "José;Müller"),
        ("utf-16-le", "José;Müller"),
        ("utf-16-be", "José;Müller"),
        ("utf-32", "José;Müller"),
        ("cp1252", "José;Müller;O’Brien"),
        ("mac_roman", "José;Müller;Françoise"),
        ("cp850", "José;Müller;Françoise"),
        ("cp1250", "Łukasz;Wałęsa;Dąbrowska"),
        ("cp1251", "Иванов;Пётр Алексеевич;Наталья Сергеевна;Кузнецова"),
        ("utf-8", "李;مريم"),
    ],
)
def test_encodings_are_recognised(tmp_path, encoding, text):
    content = f"No;Name;More;Much\n1;{text}\n2;{text}\n".encode(encoding)
    table = read_table(write(tmp_path, content))
    assert ";".join(str(cell) for cell in table.rows[0].cells[1:]) == text


def test_formulas_in_a_spreadsheet_count_by_their_result_or_stay_as_text(tmp_path):
    content = workbook(["No", "Name"], [1, '=HYPERLINK("http://192.0.2.1/","open")'], [2, "Ng"])
    table = read_table(write(tmp_path, content))
    assert str(table.rows[0].cells[1]).startswith("=HYPERLINK(")


def test_a_kept_result_stands_for_its_formula(tmp_path):
    content = workbook(["No", "Name"], [1, "=A2"], [2, '=HYPERLINK("x","y")'])
    part = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    part = re.sub(rb"</f>(<v ?/>|<v></v>)?", b"</f><v>8</v>", part)
    table = read_table(write(tmp_path, repacked(content, sheet1_xml=part)))
    assert table.rows[0].cells[1] == Decimal(8)
    assert str(table.rows[1].cells[1]).startswith("=HYPERLINK(")


def locked(content: bytes, password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def test_a_locked_spreadsheet_opens_with_its_password(tmp_path):
    path = write(tmp_path, locked(workbook(["No", "Name"], [1, "Ng"]), "Päss"))
    with pytest.raises(PasswordNeededError):
        read_table(path)
    with pytest.raises(PasswordNeededError):
        read_table(path, password="wrong")
    assert read_table(path, password="Päss").rows[0].cells == (Decimal(1), "Ng")


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\n\n  \n",
        b"\0" * 500,
        b"Staff No,Surname\n",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"%PDF-1.7\n1 0 obj",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b'{"people": []}',
        bytes(range(256)) * 40,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
        b"PK\x03\x04 no archive",
        b"," * 300_000,
        b",\n" * 1_200_000,
        b'No,Name\n1,"Ng\n2,Li\n',
        b'No,Name\n1,"' + b"x\n" * 300,
        repacked(workbook(["a", "b"], [1, 2]), sheet1_xml=BOMB),
        repacked(workbook(["a", "b"], [1, 2]), sheet1_xml=b"<worksheet"),
        repacked(workbook(["a", "b"], [1, 2]), workbook_xml=b"<a/>"),
        repacked(workbook(["a", "b"], [1, 2]), sheet1_xml=b" " * 200_000_000),
        workbook(["a", "b"], [1, 2])[:-200],
        workbook(["a", "b"]),
    ],
    ids=range(22),
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path, content):
    started = time.process_time()
    with pytest.raises(UserError) as refused:
        read_table(write(tmp_path, content))
    assert refused.value.happened.endswith(".")
    assert time.process_time() - started < 10


def test_200_megabytes_of_commas_are_refused_at_once(tmp_path):
    path = tmp_path / "list.csv"
    with path.open("wb") as stream:
        stream.write(b",,,\n")
        stream.truncate(200 * 1024 * 1024)
    started = time.process_time()
    with pytest.raises(UserError, match="too large"):
        read_table(path)
    assert time.process_time() - started < 1


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path, Path("a\0b")):
        with pytest.raises(UserError):
            read_table(path)


def test_an_archive_that_is_no_spreadsheet_is_refused(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(UserError, match="not an XLSX"):
        read_table(write(tmp_path, stream.getvalue()))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_raise_a_user_error(tmp_path_factory, content):
    path = write(tmp_path_factory.mktemp("any"), content)
    with suppress(UserError):
        read_table(path)


WORKBOOK = workbook(["No", "Name"], [1, "Ng"], [2, "Li"])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
def test_no_damaged_workbook_does_more_than_raise_a_user_error(tmp_path_factory, place, change):
    content = bytearray(WORKBOOK)
    content[place : place + len(change)] = change
    with suppress(UserError):
        read_table(write(tmp_path_factory.mktemp("damaged"), bytes(content)))
