"""Backups come by themselves, are good, can be put back, and never stop the work."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest

from builders import a_cycle, a_desk, a_person, days_later
from desk_file import unlocking
from integration.services.parties import refused
from nightly import changed, rounds
from reviewdesk.errors import UserError
from reviewdesk.services import backups, desk_check, desks, drafts, launching, passphrases, people
from reviewdesk.services.backups import Reason
from reviewdesk.store import backup, cipher
from reviewdesk.store.key_file import Cost

WORDS = "words of the officer"
CHEAP = Cost(memory=64, passes=1, lanes=1)


@pytest.fixture
def ctx(tmp_path, clock):
    made = a_desk(tmp_path, clock)
    a_person(made, "Ama")
    yield made
    made.desk.close()


def names(ctx):
    return [row.name for row in people.list_people(ctx)]


def later(ctx, minutes=61):
    ctx.clock.forward(minutes=minutes)


def test_a_backup_holds_all_that_was_there_and_is_one_file(ctx):
    drafts.save(ctx, "somewhere", "half a sentence")
    row = backups.back_up(ctx)
    folder = ctx.desk.folder / "backups"
    assert (
        [one.name for one in folder.iterdir()]
        == [row.name]
        == ["2026-03-19T08-12-00Z-asked.sqlite"]
    )
    seen = backup.look(ctx.desk, folder / row.name)
    assert seen.people == 1
    with closing(cipher.connect(folder / row.name, ctx.desk.secret, "frozen")) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("SELECT text FROM draft").fetchone() == ("half a sentence",)


def test_none_is_made_when_nothing_was_written_since(ctx):
    assert backups.by_itself(ctx, Reason.OPEN)
    later(ctx)
    assert not backups.by_itself(ctx, Reason.HOUR)
    a_person(ctx, "Kofi")
    assert backups.by_itself(ctx, Reason.HOUR)
    assert [row.reason for row in backups.list_backups(ctx)] == [
        "while it was in use",
        "when the desk was opened",
    ]


def test_a_launch_and_an_import_are_preceded_by_one(ctx, tmp_path):
    from integration.services import rights_world
    from reviewdesk.services import staff_import

    cycle = a_cycle(ctx)
    launching.launch(ctx, cycle, leave_out_unready=True)
    later(ctx)
    staff_import.carry_out(ctx, rights_world.preview(ctx, tmp_path))
    assert [row.name.rpartition("-")[2] for row in backups.list_backups(ctx)] == [
        "import.sqlite",
        "launch.sqlite",
    ]


def test_a_restore_brings_the_past_back_and_keeps_the_present(ctx):
    row = backups.back_up(ctx)
    later(ctx)
    a_person(ctx, "Kofi")
    assert len(names(ctx)) == 2
    kept = backups.restore(ctx, row.name)
    assert names(ctx) == ["Ama Mensah"]
    assert desk_check.check(ctx).all_well
    assert "put back a backup" in desk_check.check(ctx).remarks[0].sentence
    later(ctx)
    backups.restore(ctx, kept.name)
    assert len(names(ctx)) == 2
    a_person(ctx, "Esi")
    assert desk_check.check(ctx).all_well


def test_a_restored_backup_of_an_older_version_is_renewed(tmp_path, clock):
    import zipfile
    from pathlib import Path

    place = tmp_path / "old.reviewdesk"
    packed = Path(__file__).parents[2] / "data" / "desks" / "schema-1.zip"
    with zipfile.ZipFile(packed) as file:
        file.extractall(place)
    ctx = desks.open_desk(place, clock)
    (row,) = backups.list_backups(ctx)
    assert row.reason == "before the program was renewed"
    backups.restore(ctx, row.name)
    assert len(names(ctx)) == 12
    assert desk_check.check(ctx, with_forms=False).all_well
    ctx.desk.close()


@pytest.mark.parametrize("harm", ["cut", "zeros", "gone", "other", "text"])
def test_a_bad_backup_is_refused_and_the_desk_left_alone(ctx, harm):
    row = backups.back_up(ctx)
    path = ctx.desk.folder / "backups" / row.name
    content = path.read_bytes()
    later(ctx)
    a_person(ctx, "Kofi")
    if harm == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif harm == "zeros":
        path.write_bytes(content[:4096] + bytes(len(content) - 4096))
    elif harm == "gone":
        path.unlink()
    elif harm == "text":
        path.write_text("hello", encoding="utf-8")
    else:
        path.unlink()
        with closing(sqlite3.connect(path)) as file:
            file.execute("CREATE TABLE songs (name)")
            file.commit()
    refused(backups.restore, ctx, row.name)
    assert len(names(ctx)) == 2


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_thousands_of_changed_backups_are_put_back_or_refused(ctx):
    """Bytes changed and cut anywhere: a sentence or a whole desk, and the present is kept."""
    chance = random.Random(2026)
    path = ctx.desk.folder / "backups" / backups.back_up(ctx).name
    sound = path.read_bytes()
    a_person(ctx, "Kofi")
    sentences = []
    for turn in range(rounds(100, 10_000)):
        path.write_bytes(changed(chance, sound, 0 if turn % 2 else 100))
        try:
            backup.put_back(ctx.desk, path)
        except UserError as told:
            sentences.append((told.happened, told.safe))
            there = ["Ama Mensah", "Kofi Mensah"]
        else:
            there = ["Ama Mensah"]
        assert names(ctx) == there
        if len(there) == 1:
            a_person(ctx, "Kofi")
    assert len(sentences) > 50
    assert all(happened.endswith(".") and safe for happened, safe in sentences)


def test_what_is_no_backup_is_neither_listed_nor_removed(ctx):
    backups.back_up(ctx)
    folder = ctx.desk.folder / "backups"
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "2026-99-99T08-12-00Z-asked.sqlite").write_text("x", encoding="utf-8")
    (folder / "2020-01-01T08-12-00Z-asked.sqlite.part").write_text("x", encoding="utf-8")
    assert len(backups.list_backups(ctx)) == 1
    later(ctx)
    a_person(ctx, "Kofi")
    backups.back_up(ctx)
    assert (folder / "notes.txt").exists()
    assert not list(folder.glob("*.part"))


def test_a_failure_is_told_and_stops_nothing(ctx, monkeypatch):
    (ctx.desk.folder / "backups").write_text("in the way", encoding="utf-8")
    assert not backups.by_itself(ctx, Reason.HOUR)
    (trouble,) = ctx.desk.troubles
    assert "No backup could be made" in trouble.happened
    launching.launch(ctx, a_cycle(ctx), leave_out_unready=True)
    refused(backups.back_up, ctx, says="No backup could be made")


def test_a_full_disk_is_told_in_a_sentence(ctx, monkeypatch):
    real = backup._copy

    def small(connection, path, desk):
        engine = desk.file_engine

        def limited(*given, **named):
            from sqlalchemy import event

            made = engine(*given, **named)
            event.listen(made, "connect", lambda one, _r: one.execute("PRAGMA max_page_count = 5"))
            return made

        monkeypatch.setattr(desk, "file_engine", limited)
        real(connection, path, desk)

    monkeypatch.setattr(backup, "_copy", small)
    said = refused(backups.back_up, ctx)
    assert "disk is full" in said.happened
    assert not list((ctx.desk.folder / "backups").iterdir())


def test_backups_are_thinned(ctx):
    for n in range(60):
        later(ctx)
        a_person(ctx, f"N{n}")
        backups.by_itself(ctx, Reason.HOUR)
    days_later(ctx, 400)
    a_person(ctx, "Last")
    backups.by_itself(ctx, Reason.HOUR)
    assert len(backups.list_backups(ctx)) == ALWAYS_AND_A_MONTH


ALWAYS_AND_A_MONTH = 3


def test_the_second_place_gets_copies_and_is_asked_for_when_it_is_long_gone(ctx, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    assert backups.second_place(ctx) is None
    assert backups.reminder(ctx) == ""
    place = backups.choose_second_place(ctx, stick)
    assert place.is_there
    assert not place.overdue
    assert len(list(stick.glob("*.sqlite"))) == 1
    later(ctx)
    a_person(ctx, "Kofi")
    assert backups.by_itself(ctx, Reason.HOUR)
    copies = sorted(stick.glob("*.sqlite"))
    assert len(copies) == 2
    assert backup.look(ctx.desk, copies[-1]).people == 2
    stick.rename(tmp_path / "in my pocket")
    days_later(ctx, 20)
    a_person(ctx, "Esi")
    assert backups.by_itself(ctx, Reason.HOUR)  # goes on all the same
    assert "20 days old" in backups.reminder(ctx)
    refused(backups.copy_to_second_place, ctx, says="not there")
    (tmp_path / "in my pocket").rename(stick)
    assert not backups.copy_to_second_place(ctx).overdue
    for n in range(8):
        later(ctx)
        a_person(ctx, f"N{n}")
        backups.copy_to_second_place(ctx)
    copies = sorted(stick.glob("*.sqlite"))
    assert len(copies) == 5
    keys = {one.with_suffix(".keys.json") for one in copies}
    assert set(stick.iterdir()) == {*copies, *keys}


@pytest.mark.parametrize("locked", [False, True])
def test_a_copy_in_the_second_place_makes_a_desk_with_its_keys(ctx, tmp_path, locked):
    if locked:
        passphrases.lock(ctx, WORDS, CHEAP)
    stick, place = tmp_path / "stick", tmp_path / "from the stick.reviewdesk"
    stick.mkdir()
    place.mkdir()
    backups.choose_second_place(ctx, stick)
    (copy,) = stick.glob("*.sqlite")
    copy.rename(place / "desk.sqlite")
    copy.with_suffix(".keys.json").rename(place / "keys.json")
    given = unlocking(place, WORDS) if locked else {}
    again = desks.open_desk(place, ctx.clock, **given)
    assert names(again) == ["Ama Mensah"]
    again.desk.close()


def test_a_backup_under_a_key_of_before_is_put_back(ctx):
    row = backups.back_up(ctx)
    later(ctx)
    a_person(ctx, "Kofi")
    code = passphrases.lock(ctx, WORDS, CHEAP)
    backups.restore(ctx, row.name)
    assert names(ctx) == ["Ama Mensah"]
    assert desk_check.check(ctx).all_well
    folder = ctx.desk.folder
    ctx.desk.close()
    again = desks.open_desk(folder, ctx.clock, passphrase=code)
    assert names(again) == ["Ama Mensah"]
    again.desk.close()


def test_no_backup_of_a_locked_desk_can_be_read_without_its_key(ctx, tmp_path):
    passphrases.lock(ctx, WORDS, CHEAP)
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.choose_second_place(ctx, stick)
    a_person(ctx, "Kofi")
    later(ctx)
    backups.back_up(ctx)
    backups.restore(ctx, backups.list_backups(ctx)[-1].name)
    files = [one for folder in (ctx.desk.folder, stick) for one in folder.rglob("*")]
    contents = [one.read_bytes() for one in files if one.is_file()]
    assert len(contents) > 6
    assert not any(b"Mensah" in one or b"SQLite format" in one for one in contents)


def test_a_backup_of_another_desk_is_refused(ctx, tmp_path):
    other = a_desk(tmp_path / "other", ctx.clock)
    row = backups.back_up(other)
    folder = ctx.desk.folder / "backups"
    folder.mkdir()
    (other.desk.folder / "backups" / row.name).rename(folder / row.name)
    other.desk.close()
    refused(backups.restore, ctx, row.name, says="not one of this desk")


def test_a_second_place_that_makes_no_sense_is_refused(ctx, tmp_path):
    refused(backups.choose_second_place, ctx, ctx.desk.folder / "x", says="part of the desk")
    refused(backups.choose_second_place, ctx, tmp_path / "missing", says="not there")
    note = ctx.desk.folder / "backups" / "second-place.json"
    for words in ("", "[]", "{}", '{"folder": 3}', '{"folder": "x", "last": "y", "chosen": "z"}'):
        note.write_text(words, encoding="utf-8")
        assert backups.second_place(ctx) is None


def test_a_half_made_backup_of_a_killed_program_is_cleared_away(ctx):
    folder = ctx.desk.folder / "backups"
    folder.mkdir()
    (folder / "2026-03-19T08-00-00Z-hour.part").write_bytes(b"half")
    (folder / "2026-03-19T08-00-00Z-hour.part-wal").write_bytes(b"half")
    backups.back_up(ctx)
    assert len(list(folder.iterdir())) == 1


def test_a_desk_opened_to_read_makes_none(ctx):
    beside = desks.open_desk(ctx.desk.folder, ctx.clock, read_only=True)
    assert not backups.by_itself(beside, Reason.OPEN)
    with pytest.raises(UserError, match="reading only"):
        a_person(beside, "Nobody")
    assert names(beside) == ["Ama Mensah"]
    a_person(ctx, "Kofi")
    assert len(names(beside)) == 2
    beside.desk.close()
