"""A desk put under another key: whole before or whole after, whenever the process dies."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from builders import a_desk, a_person
from desk_file import by_hand, dump
from nightly import changed, rounds
from reviewdesk.errors import UserError
from reviewdesk.services import desks, locks, passphrases
from reviewdesk.store import cipher, key_file, keys, rekeying
from reviewdesk.store.desk import Desk
from reviewdesk.store.key_file import Cost
from reviewdesk.store.tables.people import Unit

CHEAP = Cost(memory=64, passes=1, lanes=1)
WORDS, OTHERS = "words of the officer", "words of somebody else"
HERE = Path(__file__).parent
OLD = HERE.parents[1] / "data" / "desks" / "schema-1.zip"
CHANGING = ("account: ", "audit_line: ", "salt: ")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Return closed desks: one open, one locked with two accounts, one of the first version."""
    folder = tmp_path_factory.mktemp("prepared")
    ctx = a_desk(folder)
    person = a_person(ctx, "Ama")
    for number in range(30):
        a_person(ctx, f"Kofi {number}")
    ctx.desk.close()
    free = ctx.desk.folder
    place = folder / "locked.reviewdesk"
    shutil.copytree(free, place)
    ctx = desks.open_desk(place)
    passphrases.lock(ctx, WORDS, CHEAP)
    passphrases.give(ctx, person, OTHERS, CHEAP)
    ctx.desk.close()
    old = folder / "old.reviewdesk"
    with zipfile.ZipFile(OLD) as file:
        file.extractall(old)
    return {"lock": free, "take away": place, "convert": old}


@pytest.fixture
def locked(prepared, tmp_path):
    return shutil.copytree(prepared["take away"], tmp_path / "locked.reviewdesk")


def opened(folder, words=WORDS, which=0):
    account = locks.locks_of(folder).logins[which].account
    return desks.open_desk(folder, passphrase=words, account=account)


def content(ctx):
    """Return all records but those that say who can unlock the desk, and what is drawn anew."""
    with by_hand(ctx.desk.folder, secret=ctx.desk.secret) as file:
        return [line for line in dump(file) if not line.startswith(CHANGING)]


def units(ctx):
    with ctx.desk.reading() as session:
        return session.scalars(select(Unit.name)).all()


def test_nothing_in_the_folder_can_be_read(locked):
    for path in locked.iterdir():
        found = path.read_bytes()
        for words in (b"Kofi", b"Mensah 3", b"CREATE TABLE", b"SQLite format", WORDS.encode()):
            assert words not in found, path.name


def test_the_journal_of_an_open_desk_cannot_be_read_either(locked):
    ctx = opened(locked)
    with ctx.desk.transaction("Ngozi", ctx.clock.now()) as session:
        session.add(Unit(code="X", name="Unmistakable words"))
    written = {path.name: path.read_bytes() for path in locked.iterdir()}
    assert len(written["desk.sqlite-wal"]) > 4096
    assert not any(b"Unmistakable" in one for one in written.values())
    ctx.desk.close()


def test_whoever_was_taken_away_opens_nothing_any_more(locked, prepared):
    before = shutil.copytree(locked, locked.with_name("before.reviewdesk"))
    ctx = opened(locked)
    secret = ctx.desk.secret
    second = passphrases.logins(ctx)[1].account
    passphrases.take_away(ctx, second)
    assert ctx.desk.secret.key != secret.key
    assert units(ctx) == ["Roads"]  # the desk goes on under its new key
    ctx.desk.close()
    assert [one.name for one in locks.locks_of(locked).logins] == ["HR officer"]
    with pytest.raises(UserError, match="cannot unlock this desk any more"):
        desks.open_desk(locked, passphrase=OTHERS, account=second)
    assert not cipher.opens(locked / "desk.sqlite", secret)
    shutil.copy(before / "keys.json", locked)  # an old key file that somebody kept
    with pytest.raises(UserError, match="do not open its records"):
        opened(locked, OTHERS, 1)


def test_copies_under_every_key_before_are_opened_by_the_present_one(locked, prepared, tmp_path):
    open_one = prepared["lock"] / "desk.sqlite"
    first = shutil.copy(locked / "desk.sqlite", tmp_path / "first")
    ctx = opened(locked)
    second = passphrases.logins(ctx)[1].account
    passphrases.take_away(ctx, second)
    third = shutil.copy(locked / "desk.sqlite", tmp_path / "third")
    for path in (open_one, first, third):
        found = ctx.desk.secret_of(Path(path))
        with closing(cipher.connect(Path(path), found, "ro")) as file:
            assert file.execute("SELECT name FROM unit").fetchall() == [("Roads",)]
    assert ctx.desk.secret_of(prepared["convert"] / "desk.sqlite") is None
    assert key_file.read(locked) == ctx.desk.keys
    ctx.desk.close()


def test_a_closed_desk_has_forgotten_its_key(locked):
    ctx = opened(locked)
    ctx.desk.close()
    with pytest.raises(UserError):
        units(ctx)


def test_a_changed_passphrase_rewrites_its_own_way_in_and_no_record(locked):
    ctx = opened(locked)
    key, (mine, *others) = ctx.desk.secret.key, ctx.desk.keys.slots
    before = content(ctx)
    passphrases.change_own(ctx, WORDS, "entirely new words", CHEAP)
    assert ctx.desk.secret.key == key
    assert content(ctx) == before
    assert set(others) < set(ctx.desk.keys.slots)
    assert mine not in ctx.desk.keys.slots
    ctx.desk.close()
    with pytest.raises(UserError, match="not right"):
        opened(locked, WORDS, 1)
    account = next(one for one in locks.locks_of(locked).logins if one.name == "HR officer")
    ctx = desks.open_desk(locked, passphrase="entirely new words", account=account.account)
    ctx.desk.close()


@pytest.mark.parametrize("what", ["lock", "take away", "convert"])
def test_a_process_that_dies_at_any_moment_leaves_the_desk_whole(prepared, tmp_path, what):
    wanted = whole(prepared[what], tmp_path / "wanted.reviewdesk")
    moment, done = 0, False
    while not done:
        folder = shutil.copytree(prepared[what], tmp_path / f"{moment}.reviewdesk")
        done = killed(folder, what, str(moment)) == 0
        assert whole(folder, folder) == wanted
        moment += 1
    assert moment >= 6


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("what", ["lock", "take away", "convert"])
def test_a_process_that_dies_anywhere_leaves_the_desk_whole(prepared, tmp_path, what):
    chance = random.Random(what)
    wanted = whole(prepared[what], tmp_path / "wanted.reviewdesk")
    for turn in range(rounds(4, 70)):
        folder = shutil.copytree(prepared[what], tmp_path / f"{turn}.reviewdesk")
        killed(folder, what, f"after {chance.uniform(0, 0.12)}")
        assert whole(folder, folder) == wanted


def killed(folder, what, when):
    words = [sys.executable, str(HERE / "dies.py"), str(folder), what, when]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 9), done.stderr
    return done.returncode


def whole(folder, copy):
    """Open a desk as its people can, and return what it holds but for who can unlock it."""
    if copy != folder:
        shutil.copytree(folder, copy)
    ctx = opened(copy) if locks.locks_of(copy).is_locked else desks.open_desk(copy)
    try:
        with by_hand(copy, secret=ctx.desk.secret) as file:
            assert file.execute("PRAGMA cipher_integrity_check").fetchall() == []
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        left = {path.name for path in copy.iterdir()}
        assert left <= {"desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm", "desk.lock",
                        "desk.sqlite-journal", "keys.json", "keys.json.new", "backups"}  # fmt: skip
        return content(ctx)
    finally:
        ctx.desk.close()


def test_an_older_desk_is_encrypted_when_it_is_opened_and_nothing_plain_stays(prepared, tmp_path):
    folder = shutil.copytree(prepared["convert"], tmp_path / "old.reviewdesk")
    assert (folder / "desk.sqlite").read_bytes().startswith(cipher.PLAIN)
    desks.open_desk(folder).desk.close()
    assert locks.locks_of(folder) == locks.Locks(is_locked=False)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.parent.name == "backups" for path in files)
    for path in files:
        assert b"CREATE TABLE" not in path.read_bytes()


def test_an_older_desk_that_cannot_be_encrypted_stays_as_it_was(prepared, tmp_path, monkeypatch):
    folder = shutil.copytree(prepared["convert"], tmp_path / "old.reviewdesk")
    with closing(sqlite3.connect(folder / "desk.sqlite")) as file:
        before = list(file.iterdump())

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    for place in ("flush_to_disk", "put_in_place"):
        with monkeypatch.context() as patch:
            patch.setattr(rekeying, place, full)
            with pytest.raises(UserError, match="could not be put under its new key"):
                desks.open_desk(folder)
        assert {path.name for path in folder.iterdir()} <= {"desk.sqlite", "desk.lock"}
        with closing(sqlite3.connect(folder / "desk.sqlite")) as file:
            assert list(file.iterdump()) == before


def test_a_new_key_that_cannot_be_written_leaves_the_desk_at_work(locked, monkeypatch):
    ctx = opened(locked)
    before = ctx.desk.secret.key, (locked / "keys.json").read_bytes()
    second = passphrases.logins(ctx)[1].account

    def refused(*_arguments):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(rekeying.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(rekeying, "put_in_place", refused)
    with pytest.raises(UserError, match="could not be put") as told:
        passphrases.take_away(ctx, second)
    assert told.value.safe == "Everything is as it was."
    assert (ctx.desk.secret.key, (locked / "keys.json").read_bytes()) == before
    assert units(ctx) == ["Roads"]
    ctx.desk.close()
    opened(locked, OTHERS, 1).desk.close()


def test_a_copy_that_differs_is_not_taken(prepared, tmp_path):
    folder = shutil.copytree(prepared["convert"], tmp_path / "old.reviewdesk")
    with closing(sqlite3.connect(folder / "desk.sqlite", isolation_level=None)) as file:
        file.execute("CREATE TABLE sizes (n INTEGER)")
        file.execute("INSERT INTO sizes VALUES (1)")
        file.execute("CREATE TRIGGER lost AFTER INSERT ON sizes BEGIN DELETE FROM sizes; END")
    secret, _file = keys.new_open(UUID(int=3))
    cipher.copy(folder / "desk.sqlite", None, folder / "copy", secret)  # triggers do not run
    with closing(cipher.connect(folder / "copy", secret)) as file:
        assert file.execute("SELECT n FROM sizes").fetchall() == [(1,)]
        assert file.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall()


def test_while_another_program_reads_there_is_no_new_key(locked):
    ctx = opened(locked)
    second = passphrases.logins(ctx)[1].account
    with by_hand(locked, secret=ctx.desk.secret, timeout=0) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM unit").fetchone()
        with pytest.raises(UserError, match="Another program"):
            passphrases.take_away(ctx, second)
        other.execute("COMMIT")
    assert units(ctx) == ["Roads"]
    ctx.desk.close()


def test_what_does_not_belong_together_is_refused(locked, prepared, tmp_path):
    ctx = a_desk(tmp_path)
    ctx.desk.close()
    other = ctx.desk.folder
    account = locks.locks_of(locked).logins[0].account
    shutil.copy(other / "keys.json", locked / "keys.json")
    with pytest.raises(UserError, match="not of the same desk"):
        desks.open_desk(locked)
    (locked / "keys.json").unlink()
    with pytest.raises(UserError, match="key file is missing"):
        desks.open_desk(locked)
    shutil.copy(prepared["take away"] / "keys.json", locked / "keys.json")
    shutil.copy(prepared["convert"] / "desk.sqlite", locked / "desk.sqlite")
    with pytest.raises(UserError, match="locked, but the file with its records is not"):
        desks.open_desk(locked, passphrase=WORDS, account=account)
    assert (locked / "desk.sqlite").read_bytes().startswith(cipher.PLAIN)


def test_a_locked_desk_without_a_passphrase_is_told(locked):
    with pytest.raises(UserError, match="This desk is locked"):
        desks.open_desk(locked)
    Desk.open(locked, opened_secret(locked)).close()  # and its lock is free again


def opened_secret(folder):
    found = key_file.read(folder)
    return keys.unlock(found, found.slots[0], WORDS)


def test_a_key_file_with_a_wrong_key_is_refused(locked):
    found = key_file.read(locked)
    wrong = keys.new_secret(found.desk)
    key_file.write(locked, found._replace(slots=tuple(keys.seal(s, wrong) for s in found.slots)))
    with pytest.raises(UserError, match="do not open its records"):
        opened(locked)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_thousands_of_changed_databases_are_opened_or_refused(prepared, tmp_path):
    """Bytes flipped and cut anywhere: a sentence or a whole desk, and nothing else is raised."""
    chance = random.Random(2026)
    folder = shutil.copytree(prepared["lock"], tmp_path / "hurt.reviewdesk")
    path = folder / "desk.sqlite"
    sound = path.read_bytes()
    sentences = []
    for turn in range(rounds(120, 10_000)):
        path.write_bytes(changed(chance, sound, 0 if turn % 2 else 100))
        try:
            ctx = desks.open_desk(folder)
            try:
                units(ctx)
            finally:
                ctx.desk.close()
        except UserError as told:
            sentences.append(told.happened)
    assert all(one.endswith(".") for one in sentences)
