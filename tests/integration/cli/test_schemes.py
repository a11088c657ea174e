"""``reviewdesk schemes``: what is printed, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviewdesk import resources
from reviewdesk.cli import main

PATHS = sorted(resources.folder("schemes").glob("*.toml"))
GENERAL = resources.folder("schemes") / "general-five.toml"


def call(*words, capsys):
    code = main.run(["schemes", *map(str, words)])
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return code, told.out, told.err


def test_all_twelve_are_listed_with_what_an_office_asks_first(capsys):
    code, out, _ = call("list", capsys=capsys)
    head, *rows = out.splitlines()

    assert code == 0
    assert len(rows) == 12
    assert {row.split()[0] for row in rows} == {path.stem for path in PATHS}
    office = head.index("Country")
    assert all(row[office:].strip() and row[office - 1] == " " for row in rows)
    assert [row.split()[0] for row in rows if row.split()[2] == "no"] == ["uk-nhs-medical"]


def test_the_list_as_json_has_the_same(capsys):
    code, out, _ = call("list", "--json", capsys=capsys)
    rows = json.loads(out)

    assert code == 0
    assert len(rows) == 12
    assert all({"id", "name", "version", "office", "rated", "source"} <= set(row) for row in rows)
    assert all(row["office"] for row in rows)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_is_shown_in_words(path, capsys):
    code, out, _ = call("show", path.stem, capsys=capsys)
    code_json, as_json, _ = call("show", path.stem, "--json", capsys=capsys)
    scheme = json.loads(as_json)

    assert (code, code_json) == (0, 0)
    assert scheme["id"] == path.stem
    flat = " ".join(out.split())
    for words in (
        scheme["name"],
        scheme["version"],
        scheme["office"],
        *scheme["check_before_use"],
        *(each["title"] for each in scheme["phases"]),
        *(each["title"] for each in scheme["sections"]),
        *(level["label"] for scale in scheme["scales"] for level in scale["levels"]),
        *(level["label"] for level in scheme["result"]["levels"]),
        *(each["title"] for each in scheme["signatories"]),
        *(each["meaning"] for each in scheme["signatories"]),
    ):
        assert " ".join(words.split()) in flat
    assert "{" not in out
    places = [flat.index(f"Signs as number {n}") for n, _ in enumerate(scheme["signatories"], 1)]
    assert places == sorted(places)
    best, worst = scheme["result"]["levels"][-1]["label"], scheme["result"]["levels"][0]["label"]
    levels = out[out.index("Levels, best first") :]
    assert levels.index(best) < levels.index(worst)


def test_what_the_words_say(capsys):
    _, out, _ = call("show", "in-apar", capsys=capsys)

    for line in (
        "Self-appraisal: opens 1 day after the period ends, due 45 days after the period ends.",
        "9 · Outstanding: 8 and more (as second value 9).",
        "7 · Very Good: 6 and more, below 8",
        "Where this rating differs, the reason must be written. This rating counts.",
        "May decline to sign.",
        "Within 15 days after the result was received.",
        "Who was under a plan for less than 90 days is not rated.",
        "40 % of the result",
    ):
        assert line in out
    _, out, _ = call("show", "us-opm-ses", capsys=capsys)
    for line in (
        "2 · Minimally Satisfactory: 200 to 299 points.",
        "Weights from 5 to 80 % in steps of 1, 100 % together; ratings times weights are added up.",
        "“Results Driven” weighs at least 20 %. Nothing weighs more than “Results Driven”.",
        "Rule: any entry of Critical elements at 1: the result is 1 · Unsatisfactory.",
    ):
        assert line in out
    _, out, _ = call("show", "us-va-0750", capsys=capsys)
    assert "When no rule fits: 3 · Fully Successful." in out
    _, out, _ = call("show", "uk-nhs-medical", capsys=capsys)
    assert "There are no ratings" in out
    assert "The scheme names no time for an appeal." in out


@pytest.mark.parametrize("name", ["nothing", "../general-five", "/etc/passwd", "", "x" * 5000])
def test_no_other_file_is_shown(name, capsys):
    code, out, err = call("show", name, capsys=capsys)

    assert (code, out) == (2, "")
    assert "schemes list" in err


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_shipped_file_is_accepted(path, capsys):
    code, out, err = call("check", path, capsys=capsys)

    assert (code, err) == (0, "")
    assert out.startswith(f"{path}: no faults.")


def test_every_fault_is_one_line_with_what_to_do(tmp_path, capsys):
    path = tmp_path / "mine ünï.toml"
    text = GENERAL.read_text(encoding="utf-8")
    text = text.replace("minimum_days = 90", "minimum_day = 90", 1)
    text = text.replace("least = 2.50", "least = 2.60", 1).replace("opens = -14", "opens = 20", 1)
    path.write_text(text, encoding="utf-8", newline="\r\n")

    code, out, _ = call("check", path, capsys=capsys)
    lines = out.splitlines()
    wanted = [text[: text.index(words)].count("\n") + 1
              for words in ("minimum_day =", "least = 2.60", "opens = 20")]  # fmt: skip

    assert code == 1
    assert [int(line.removeprefix(f"{path}:").split(":")[0]) for line in lines] == wanted
    assert "“minimum_day” is not a known key here. Remove it" in lines[0]
    assert "gap that has no level. Let the band begin" in lines[1]
    assert "ends before it starts. Let it open" in lines[2]

    code, out, _ = call("check", path, "--json", capsys=capsys)
    found = json.loads(out)
    assert (code, found["well"]) == (1, False)
    assert [fault["line"] for fault in found["faults"]] == wanted
    assert all(fault["message"] and fault["remedy"] for fault in found["faults"])


RAW = GENERAL.read_bytes().replace(b"\r\n", b"\n")
LINES = RAW.count(b"\n")


@pytest.mark.parametrize(
    ("raw", "line", "sentence"),
    [
        (b"\xef\xbb\xbf" + RAW, 1, "byte order mark"),
        (RAW.decode().encode("utf-16"), 1, "UTF-16"),
        (RAW.decode().encode("utf-16-be"), 1, "NUL"),
        (RAW + b'\nname = "\xff"\n', LINES + 2, "not UTF-8"),
        (RAW + b"\x00", LINES + 1, "NUL"),
        (b"", 1, "“id” is missing"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n", 2, "not UTF-8"),
        (b"\n" * 50_000_000, 262_145, "larger than"),
        (b"a = '" + b"\xc3\xa4" * 25_000_000, 1, "larger than"),
        (b'[[sections]]\nid = "s"\n' * 10_000, 81, "at most 40"),
    ],
    ids=["mark", "utf16", "utf16be", "latin", "nul", "empty", "pdf", "50MB", "umlauts", "sections"],
)
def test_a_hostile_file_is_refused_with_its_line(tmp_path, capsys, raw, line, sentence):
    path = tmp_path / "hostile.toml"
    path.write_bytes(raw)

    code, out, _ = call("check", path, capsys=capsys)

    assert code == 1
    assert any(
        each.startswith(f"{path}:{line}: ") and sentence in each for each in out.splitlines()
    ), out[:2000]


def test_what_cannot_be_read_is_told_with_another_code(tmp_path, capsys):
    endless = Path("/dev").glob("zero")  # there is none on Windows
    for path in (tmp_path / "missing.toml", tmp_path, *endless):
        code, out, err = call("check", path, capsys=capsys)
        assert (code, out) == (2, "")
        assert len(err.splitlines()) == 2
