from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviewdesk.cli import main
from reviewdesk.services import desks, people

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def desk(tmp_path, clock):
    ctx = desks.create(tmp_path / "office", "Office of Works", clock)
    ctx.desk.close()
    return str(tmp_path / "office.reviewdesk")


def count(desk):
    ctx = desks.open_desk(Path(desk))
    try:
        return len(people.list_people(ctx))
    finally:
        ctx.desk.close()


def call(desk, name, *words):
    return main.run(["import", "people", str(DATA / name), "--desk", desk, *words])


def test_a_clean_list_is_imported(desk, capsys):
    assert call(desk, "ppo-staff.csv", "--dry-run") == 0
    assert "dry run" in capsys.readouterr().out
    assert count(desk) == 0
    assert call(desk, "ppo-staff.csv", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"imported": 107, "faults": []}
    assert count(desk) == 107


def test_faults_are_exit_code_1_and_nothing_is_imported(desk, capsys):
    assert call(desk, "ppo-staff-messy.csv", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["imported"] == 0
    assert set(told["faults"][0]) == {"line", "column", "kind", "severity", "message"}
    expected = json.loads((DATA / "ppo-staff-messy.expected.json").read_text(encoding="utf-8"))
    assert {(one["line"], one["kind"]) for one in told["faults"]} == {
        (one["line"], one["kind"]) for one in expected["faults"]
    }
    assert count(desk) == 0
    assert call(desk, "ppo-staff-messy.csv") == 1
    said = capsys.readouterr()
    assert "Nothing was imported" in said.out
    assert "line " in said.err


def test_faulty_rows_are_left_out_when_asked(desk, capsys):
    assert call(desk, "ppo-staff-messy.csv", "--skip-faulty", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["imported"] == count(desk) > 80
    assert told["faults"]


def test_what_is_no_list_is_one_line(desk, capsys, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("aa,bb\n1,2\n", encoding="utf-8")
    assert main.run(["import", "people", str(path), "--desk", desk]) == main.REFUSED
    assert "Nothing was imported." in capsys.readouterr().err
