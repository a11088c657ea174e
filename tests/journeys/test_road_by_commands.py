"""The main job by commands alone: a desk, a staff list, a demonstration, forms, verification."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from builders import one_bit_changed

DATA = Path(__file__).parents[1] / "data"


def reviewdesk(*words, code=0):
    done = subprocess.run(
        [sys.executable, "-m", "reviewdesk", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        timeout=280,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    desk = tmp_path_factory.mktemp("demo") / "Lakeside.reviewdesk"
    lines = reviewdesk("demo", "--desk", desk, "--no-window").splitlines()
    return [Path(line) for line in lines]


def test_a_staff_list_goes_into_a_new_desk(tmp_path):
    desk = tmp_path / "HSE.reviewdesk"
    assert reviewdesk("new", desk, "--office", "Health office").strip() == str(desk)
    answer = json.loads(
        reviewdesk("import", "people", DATA / "hse-staff.csv", "--desk", desk, "--json")
    )
    assert answer == {"imported": 3216, "faults": []}


def test_a_bad_export_is_refused_whole_with_each_fault_at_its_line(tmp_path):
    desk = tmp_path / "HSE.reviewdesk"
    reviewdesk("new", desk, "--office", "Health office")
    words = ("import", "people", DATA / "hse-staff-messy.csv", "--desk", desk, "--json")
    answer = json.loads(reviewdesk(*words, code=1))
    wanted = json.loads((DATA / "hse-staff-messy.expected.json").read_text(encoding="utf-8"))
    assert answer["imported"] == 0
    assert {(one["line"], one["column"], one["kind"]) for one in answer["faults"]} == {
        (one["line"], one["column"], one["kind"]) for one in wanted["faults"]
    }
    some = json.loads(reviewdesk(*words, "--skip-faulty", code=0))
    assert 3150 < some["imported"] < 3216


@pytest.mark.timeout(300)
def test_the_demonstration_prints_what_it_made(demonstration):
    desk, form, picture = demonstration
    assert all(path.is_absolute() and path.exists() for path in demonstration)
    assert desk.is_dir()
    assert form.read_bytes().startswith(b"%PDF")
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.timeout(300)
def test_another_program_finds_three_valid_signatures_and_the_text(demonstration):
    form = demonstration[1]
    signed = subprocess.run(
        ["pdfsig", "-nocert", str(form)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert signed.count("Signature is Valid.") == signed.count("Signature #") >= 2
    assert "Total document signed" in signed
    text = subprocess.run(
        ["pdftotext", "-layout", str(form), "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert "Lakeside District Office" in text
    assert "Overall result" in text


@pytest.mark.timeout(300)
def test_verify_says_who_signed_and_notices_a_changed_byte(demonstration, tmp_path):
    form = demonstration[1]
    answer = json.loads(reviewdesk("verify", form, "--json", code=1))
    assert answer["all_well"]
    assert not answer["proven"]
    assert "not proven" in reviewdesk("verify", form, code=1)
    known = json.loads(reviewdesk("verify", form, "--json", "--desk", demonstration[0]))
    assert known["all_well"]
    assert known["proven"]
    assert all(one["intact"] for one in answer["signatures"])
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(one_bit_changed(form.read_bytes()))
    changed = subprocess.run(
        [sys.executable, "-m", "reviewdesk", "verify", str(broken), "--json"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert changed.returncode in (1, 2)
    assert "Traceback" not in changed.stderr


@pytest.mark.timeout(300)
def test_all_forms_of_a_cycle_and_its_dashboard_are_saved(demonstration, tmp_path):
    from reviewdesk.services import cycles, desks

    desk = demonstration[0]
    ctx = desks.open_desk(desk)
    newest, oldest = (row.name for row in cycles.list_cycles(ctx))
    ctx.desk.close()
    out = tmp_path / "forms"
    paths = reviewdesk("export", "forms", "--desk", desk, "--cycle", oldest, "--out", out)
    files = [Path(line) for line in paths.splitlines()]
    assert len(files) == len(set(files)) == len(list(out.glob("*.pdf"))) > 90
    assert sum(path.stem.endswith("corrections") for path in files) == 2
    chart = tmp_path / "chart.pdf"
    reviewdesk("dashboard", "--desk", desk, "--cycle", newest, "--out", chart)
    assert chart.read_bytes().startswith(b"%PDF")


def test_a_file_that_is_no_form_gets_a_sentence(tmp_path):
    letter = tmp_path / "letter.pdf"
    letter.write_text("Dear all", encoding="utf-8")
    reviewdesk("verify", letter, code=2)
