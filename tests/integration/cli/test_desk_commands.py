"""The commands about a desk: what they print, what they write, and how they refuse."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from builders import PASSPHRASE, a_cycle, a_desk, a_review, one_bit_changed
from reviewdesk.cli import main
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.services import certificates, desks, form_pdf, locks, passphrases, reviews
from reviewdesk.store import key_file, keys
from reviewdesk.store.key_file import Cost

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a closed desk with one closed review and one whose plan is open."""
    folder = tmp_path_factory.mktemp("commands")
    ctx = a_desk(folder)
    review = a_review(ctx, cycle=a_cycle(ctx, "This year"), state=State.CLOSED)
    form = folder / "form.pdf"
    form.write_bytes(form_pdf.form_bytes(ctx, review))
    ctx.desk.close()
    return SimpleNamespace(desk=ctx.desk.folder, form=form)


@pytest.fixture
def run(capsys):
    def call(*words, code=0, show=None):
        assert main.run([str(word) for word in words], show) == code
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return told.out if code == 0 else told.out + told.err

    return call


def test_a_new_desk_is_there_and_free(run, tmp_path):
    place = tmp_path / "Works"
    told = run("new", place, "--office", "  Office   of Works ", "--paper", "Letter")
    assert told.splitlines() == [f"{place}.reviewdesk"]
    ctx = desks.open_desk(place)
    try:
        assert desks.office_name(ctx) == "Office of Works"
        assert form_pdf.office_paper(ctx) == "Letter"
        assert certificates.trusted_roots(ctx) == ()
    finally:
        ctx.desk.close()
    told = run("new", place, "--office", "Another", code=main.REFUSED)
    assert "already something" in told
    assert "Nothing was changed." in told


def test_a_passphrase_in_the_surroundings_locks_the_desk_and_makes_the_authority(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("REVIEWDESK_PASSPHRASE", PASSPHRASE)
    place = tmp_path / "Works.reviewdesk"
    assert main.run(["new", str(place), "--office", "Office of Works"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [str(place)]
    code = told.err.splitlines()[1]
    (login,) = locks.locks_of(place).logins
    assert login.name == "HR officer"
    for words, account in ((PASSPHRASE, login.account), (code, None)):
        ctx = desks.open_desk(place, passphrase=words, account=account)
        assert len(certificates.trusted_roots(ctx)) == 1
        assert ctx.actor == Actor("HR officer", Role.HR)
        ctx.desk.close()
    for slot in key_file.read(place).slots:
        assert slot.cost.memory >= keys.FLOOR.memory
        assert slot.cost.passes >= keys.FLOOR.passes


def test_a_passphrase_that_cannot_be_taken_makes_no_desk(run, tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWDESK_PASSPHRASE", "short")
    told = run("new", tmp_path / "B", "--office", "B", code=main.REFUSED)
    assert "at least 8" in told
    assert "No desk was made." in told
    assert not (tmp_path / "B.reviewdesk").exists()
    run("new", tmp_path / "C", "--office", "   ", code=main.REFUSED)
    assert not (tmp_path / "C.reviewdesk").exists()


def test_the_dashboard_is_saved_where_it_is_wanted(run, made, tmp_path):
    for name, begins in (("new/a.png", b"\x89PNG"), ("a.pdf", b"%PDF")):
        path = tmp_path / name
        told = run("dashboard", "--desk", made.desk, "--cycle", "this  YEAR", "--out", path)
        assert told.splitlines() == [str(path)]
        assert path.read_bytes().startswith(begins)
    path = tmp_path / "a.csv"
    run("dashboard", "--desk", made.desk, "--cycle", "This year", "--out", path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.reader(stream) if row]
    assert ["Closed", "1"] in [row[:2] for row in rows]


def test_what_is_not_there_is_told_with_what_is(run, made, tmp_path):
    where = ("dashboard", "--desk", made.desk, "--cycle")
    told = run(*where, "Last year", "--out", tmp_path / "a.png", code=main.REFUSED)
    assert told.splitlines() == [
        "There is no cycle called “Last year” on this desk.",
        "There are: This year.",
    ]
    told = run(*where, "This year", "--out", tmp_path / "a.gif", code=main.REFUSED)
    assert ".png, .pdf or .csv" in told
    told = run(
        "dashboard", "--desk", tmp_path / "none", "--cycle", "x", "--out", "x.png",
        code=main.REFUSED,
    )  # fmt: skip
    assert "no desk at" in told
    assert list(tmp_path.iterdir()) == []
    run("new", tmp_path / "Empty", "--office", "Empty")
    told = run(
        "export", "forms", "--desk", tmp_path / "Empty", "--cycle", "x", "--out", tmp_path,
        code=main.REFUSED,
    )  # fmt: skip
    assert "Make one on the Cycles page." in told


def test_all_forms_of_a_cycle_are_exported(run, made, tmp_path):
    out = tmp_path / "deep" / "forms"
    words = ("export", "forms", "--desk", made.desk, "--cycle", "This year", "--out", out)
    paths = [Path(line) for line in run(*words, "--paper", "Letter").splitlines()]
    ctx = desks.open_desk(made.desk)
    rows = reviews.list_reviews(ctx)
    ctx.desk.close()
    assert len(paths) == len(set(paths)) == len(rows) == len(list(out.glob("[!.]*"))) == 2
    assert all(path.read_bytes().startswith(b"%PDF") for path in paths)
    closed = next(path for path in paths if "Kofi" in path.name)
    assert closed.read_bytes() == made.form.read_bytes()  # what was signed, byte for byte


def test_forms_are_chosen_named_and_bound(run, made, tmp_path):
    words = ("export", "forms", "--desk", made.desk, "--cycle", "This year")
    out, unit = ("--out", tmp_path / "out"), ("--unit", "roads")
    (path,) = run(*words, *out, *unit, "--state", "signed", "--names", "{unit}/{surname}").split()
    assert Path(path).relative_to(tmp_path).as_posix() == "out/Roads/Mensah.pdf"
    assert Path(path).read_bytes() == made.form.read_bytes()
    (volume,) = run(*words, "--bound", tmp_path / "all.pdf", "--jobs", 2).split()
    assert Path(volume).read_bytes().startswith(b"%PDF")
    assert "no unit called “Sea”" in run(*words, *out, "--unit", "Sea", code=2)
    assert "no field {x}" in run(*words, *out, "--names", "{x}", code=2)
    none = run(*words, *out, "--state", "signing", code=2)
    assert "No forms are chosen." in none


def test_a_form_is_verified_in_words_and_as_json(run, made, tmp_path):
    told = [
        line for line in run("verify", made.form, code=1).splitlines() if not line.startswith("  ")
    ]
    assert [line.split(" (")[0] for line in told[:3]] == [
        "Yaw Mensah", "Esi Mensah", "Kofi Mensah"
    ]  # fmt: skip
    assert all(": intact." in line for line in told[:3])
    assert told[-1].endswith("who signed is not proven.")
    assert run("verify", made.form, "--desk", made.desk).splitlines()[-1] == "All is well."
    answer = json.loads(run("verify", made.form, "--desk", made.desk, "--json"))
    assert (answer["all_well"], answer["proven"]) == (True, True)
    assert [one["intact"] for one in answer["signatures"]] == [True] * 3
    assert all(one["signed_at"].startswith("2026-03-19") for one in answer["signatures"])
    ctx = desks.open_desk(made.desk)  # who only reads is not kept out
    assert run("verify", made.form, "--desk", made.desk).splitlines()[-1] == "All is well."
    ctx.desk.close()
    nowhere = tmp_path / "none"
    assert "no desk at" in run("verify", made.form, "--desk", nowhere, code=main.REFUSED)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(one_bit_changed(made.form.read_bytes()))
    run("verify", broken, code=1)
    assert "cannot be read" in run("verify", tmp_path / "none.pdf", code=main.REFUSED)


def test_the_demonstration_that_is_there_is_opened_or_its_papers_are_saved(run, made, tmp_path):
    place = tmp_path / "Show.reviewdesk"
    shutil.copytree(made.desk, place)
    told = run("demo", "--desk", tmp_path / "Show", "--no-window").splitlines()
    desk, form, picture = (Path(line) for line in told)
    assert desk == place
    assert form.read_bytes() == made.form.read_bytes()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert form.parent == picture.parent == tmp_path / "Show papers"
    shown = []

    def show(folder):
        desks.open_desk(folder).desk.close()  # it is free for the window
        shown.append(folder)
        return 7

    run("demo", "--desk", place, code=7, show=show)
    assert shown == [place]


def test_a_desk_without_a_closed_review_has_no_papers(run, tmp_path):
    run("new", tmp_path / "Works", "--office", "Office of Works")
    told = run("demo", "--desk", tmp_path / "Works", "--no-window", code=main.REFUSED)
    assert "is closed yet" in told
    assert not (tmp_path / "Works papers").exists()


def test_a_stopped_command_says_so(run, made):
    def stop(_folder):
        raise KeyboardInterrupt

    told = run("demo", "--desk", made.desk, code=main.STOPPED, show=stop)
    assert "Nothing was left half done." in told


def test_a_locked_list_opens_by_the_password_of_the_surroundings(run, tmp_path, monkeypatch):
    book, plain, locked = Workbook(), io.BytesIO(), io.BytesIO()
    for row in (("Staff No", "Surname"), ("1", "Cole"), ("2", "Darko")):
        book.active.append(row)
    book.save(plain)
    OOXMLFile(plain).encrypt("Päss", locked)
    path = tmp_path / "staff.xlsx"
    path.write_bytes(locked.getvalue())
    run("new", tmp_path / "Works", "--office", "Office of Works")
    words = ("import", "people", path, "--desk", tmp_path / "Works")
    monkeypatch.setattr("sys.stdin", io.StringIO())  # nobody there to be asked
    assert "password" in run(*words, code=main.REFUSED)
    monkeypatch.setenv("REVIEWDESK_FILE_PASSWORD", "wrong")
    assert "password" in run(*words, "--password-from-env", code=main.REFUSED)
    monkeypatch.setenv("MY_SECRET", "Päss")
    assert "2" in run(*words, "--password-from-env", "MY_SECRET")
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _words: "Päss")
    assert "2 people" in run(*words, "--dry-run")


def test_commands_unlock_a_locked_desk_by_whoever_is_named(run, made, tmp_path, monkeypatch):
    place = tmp_path / "Locked.reviewdesk"
    shutil.copytree(made.desk, place)
    ctx = desks.open_desk(place)
    row = reviews.list_reviews(ctx)[0]
    person = reviews.open_review(ctx, row.id).employee_id
    code = passphrases.lock(ctx, PASSPHRASE, Cost(64, 1, 1))
    passphrases.give(ctx, person, "words of another", Cost(64, 1, 1))
    ctx.desk.close()
    words = ("verify", made.form, "--desk", place)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    told = run(*words, code=main.REFUSED)
    assert "This desk is locked." in told
    assert "REVIEWDESK_PASSPHRASE" in told
    name = locks.locks_of(place).logins[1].name
    for given, more in (
        (PASSPHRASE, ()), (PASSPHRASE, ("--account", "hr OFFICER")), (code, ()),
        ("words of another", ("--account", name)),
    ):  # fmt: skip
        monkeypatch.setenv("REVIEWDESK_PASSPHRASE", given)
        assert "All is well." in run(*words, *more)
        may_check = given != "words of another"  # who is no auditor
        run("check", place, "--quick", *more, code=0 if may_check else main.REFUSED)
    assert "There are: HR officer, " in run(*words, "--account", "Nobody", code=main.REFUSED)
    monkeypatch.setenv("REVIEWDESK_PASSPHRASE", "wrong words")
    assert run(*words, code=main.REFUSED) == "The passphrase is not right.\n"
    monkeypatch.delenv("REVIEWDESK_PASSPHRASE")
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _words: PASSPHRASE)
    assert "All is well." in run(*words)
    shown = []
    run("demo", "--desk", place, show=lambda folder: shown.append(folder) or 0)
    assert shown == [place]  # the window asks by itself


def test_a_new_desk_asks_for_its_passphrase_twice_where_somebody_sits(run, tmp_path, monkeypatch):
    typed = iter(["words in the safe", "other words", ""])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _words: next(typed))
    place = tmp_path / "Works.reviewdesk"
    told = run("new", place, "--office", "Works", code=main.REFUSED)
    assert "not the same" in told
    assert not place.exists()
    run("new", place, "--office", "Works")
    assert not locks.locks_of(place).is_locked


class Terminal(io.StringIO):
    """Somebody sits there."""

    def isatty(self):
        return True


def test_a_list_that_cannot_be_read_is_told_as_json_too(tmp_path, capsys, made):
    words = ["import", "people", str(tmp_path / "none.csv"), "--desk", str(made.desk), "--json"]
    assert main.run(words) == main.REFUSED
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert answer["imported"] == 0
    (fault,) = answer["faults"]
    assert (fault["line"], fault["kind"], fault["severity"]) == (0, "file", "error")
    assert fault["message"] in told.err
