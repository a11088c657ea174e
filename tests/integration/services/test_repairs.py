"""A damaged desk is mended, what was recovered is said, and the damaged file is kept."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import zipfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builders import a_desk, a_person, a_review
from desk_file import by_hand, unlocking
from reviewdesk.cli import main
from reviewdesk.domain.lifecycle import State
from reviewdesk.errors import HurtError, InUseError, UserError
from reviewdesk.services import backups, desk_check, desks, drafts, passphrases, people, repairs
from reviewdesk.services.context import FixedClock
from reviewdesk.services.repairs import Way, WayIn
from reviewdesk.store import cipher
from reviewdesk.store.cipher import Secret
from reviewdesk.store.key_file import Cost

NOW = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)
PAGE = 4096
WORDS = "words of the officer"
CHEAP = Cost(memory=64, passes=1, lanes=1)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    ctx = a_desk(tmp_path_factory.mktemp("hurt"), FixedClock(NOW))
    a_review(ctx, state=State.IN_PROGRESS)
    backups.back_up(ctx)
    for n in range(40):
        a_person(ctx, f"N{n}")
    ctx.desk.close()
    return ctx.desk.folder


@pytest.fixture
def folder(kept, tmp_path):
    shutil.copytree(kept, tmp_path / kept.name)
    return tmp_path / kept.name


def harm(folder, *pages):
    """Write over whole pages of the file, as a bad sector does."""
    path = folder / "desk.sqlite"
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * PAGE : (page + 1) * PAGE] = b"\xa5" * PAGE
    path.write_bytes(content)


def root_of(folder, table):
    with by_hand(folder) as file:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return file.execute(query, (table,)).fetchone()[0] - 1


def names(ctx):
    return {row.name for row in people.list_people(ctx)}


def test_a_damaged_desk_is_not_opened_but_mended_from_its_rows(folder):
    harm(folder, root_of(folder, "comment"))
    before = (folder / "desk.sqlite").read_bytes()
    with pytest.raises(HurtError, match="damaged"):
        desks.open_desk(folder, FixedClock(NOW))
    hurt = repairs.look(folder)
    assert (folder / "desk.sqlite").read_bytes() == before
    assert [one.way for one in hurt.candidates] == [Way.SALVAGE, Way.BACKUP]
    assert hurt.candidates[0].people == hurt.candidates[1].people + 40
    done = repairs.mend(folder, hurt.candidates[0], FixedClock(NOW))
    assert "can be read" in done.sentence
    assert (folder / done.aside).read_bytes() == before
    ctx = desks.open_desk(folder, FixedClock(NOW))
    assert {f"N{n} Mensah" for n in range(40)} <= names(ctx)
    report = desk_check.check(ctx)
    assert report.all_well, report.first
    assert any("was mended" in one.sentence for one in report.remarks)
    ctx.desk.close()


def test_a_desk_whose_list_of_tables_is_gone_comes_back_from_the_backup(folder):
    harm(folder, 0)
    with pytest.raises(HurtError):
        desks.open_desk(folder, FixedClock(NOW))
    (only,) = repairs.look(folder).candidates
    assert only.way is Way.BACKUP
    done = repairs.mend(folder, only, FixedClock(NOW))
    assert "The newest good backup, of 19 March 2026" in done.sentence
    ctx = desks.open_desk(folder, FixedClock(NOW))
    assert "N1 Mensah" not in names(ctx)
    assert desk_check.check(ctx).all_well
    ctx.desk.close()


def test_the_newest_backup_that_is_good_is_taken(folder):
    bad = folder / "backups" / "2026-03-20T08-12-00Z-hour.sqlite"
    bad.write_bytes(b"SQLite format 3\0" + b"x" * 9000)
    (folder / "desk.sqlite").write_bytes(b"")
    (only,) = repairs.look(folder).candidates
    assert only.at == NOW


def test_nothing_is_promised_where_there_is_nothing(folder):
    shutil.rmtree(folder / "backups")
    harm(folder, 0)
    with pytest.raises(UserError):
        desks.open_desk(folder, FixedClock(NOW))
    assert repairs.look(folder).candidates == ()


def test_an_audit_that_lost_lines_is_mended_and_says_so(folder):
    harm(folder, root_of(folder, "audit_line"))
    hurt = repairs.look(folder)
    assert hurt.candidates[0].way is Way.BACKUP
    repairs.mend(folder, hurt.candidates[0], FixedClock(NOW))
    ctx = desks.open_desk(folder, FixedClock(NOW))
    assert desk_check.check(ctx).all_well
    ctx.desk.close()


def test_a_desk_in_use_is_not_mended(folder):
    ctx = desks.open_desk(folder, FixedClock(NOW))
    with pytest.raises(InUseError):
        repairs.look(folder)
    ctx.desk.close()


def test_the_check_of_a_damaged_desk_ends_with_one(folder, capsys):
    harm(folder, root_of(folder, "comment"))
    assert main.run(["check", str(folder)]) == 1
    assert "damaged" in capsys.readouterr().out
    assert main.run(["check", str(folder), "--json"]) == 1


def test_a_locked_desk_that_is_damaged_is_mended_with_its_passphrase(folder):
    ctx = desks.open_desk(folder, FixedClock(NOW))
    passphrases.lock(ctx, WORDS, CHEAP)  # its only backup is under the key of before
    secret = Secret(ctx.desk.secret.desk, ctx.desk.secret.key)
    ctx.desk.close()
    with by_hand(folder, secret=secret) as file:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'comment'"
        harm(folder, file.execute(query).fetchone()[0] - 1)
    given = unlocking(folder, WORDS)
    with pytest.raises(UserError, match="locked"):
        repairs.look(folder)
    with pytest.raises(UserError, match="not right"):
        repairs.look(folder, way_in=WayIn(given["account"], "something else"))
    with pytest.raises(HurtError):
        desks.open_desk(folder, FixedClock(NOW), **given)
    way_in = WayIn(**given)
    assert WORDS not in repr(way_in)
    hurt = repairs.look(folder, way_in=way_in)
    assert {one.way for one in hurt.candidates} == {Way.SALVAGE, Way.BACKUP}
    for one in hurt.candidates:
        place = folder.with_name(f"{one.way}.reviewdesk")
        shutil.copytree(folder, place)
        repairs.mend(place, one, FixedClock(NOW), way_in)
        assert b"Mensah" not in b"".join(path.read_bytes() for path in place.glob("*.*"))
        again = desks.open_desk(place, FixedClock(NOW), **given)
        assert ("N1 Mensah" in names(again)) == (one.way is Way.SALVAGE)
        assert desk_check.check(again).all_well
        again.desk.close()


def test_a_locked_desk_whose_beginning_is_gone_is_known_by_its_backups(folder):
    ctx = desks.open_desk(folder, FixedClock(NOW))
    passphrases.lock(ctx, WORDS, CHEAP)
    backups.back_up(ctx)
    ctx.desk.close()
    whole = (folder / "desk.sqlite").read_bytes()
    for begins in (whole[:16] + b"x" * 4080, b"SQLite format 3\0", b"", bytes(4096)):
        (folder / "desk.sqlite").write_bytes(begins + whole[4096:])
        with pytest.raises(HurtError):
            desks.open_desk(folder, FixedClock(NOW), **unlocking(folder, WORDS))
    (only,) = repairs.look(folder, way_in=WayIn(**unlocking(folder, WORDS))).candidates
    assert only.way is Way.BACKUP


def test_a_damaged_desk_made_before_desks_were_encrypted_is_mended_into_one_that_is(tmp_path):
    place = tmp_path / "old.reviewdesk"
    with zipfile.ZipFile(Path(__file__).parents[2] / "data" / "desks" / "schema-2.zip") as file:
        file.extractall(place)
    with closing(sqlite3.connect(place / "desk.sqlite")) as file:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'comment'"
        harm(place, file.execute(query).fetchone()[0] - 1)
    with pytest.raises(HurtError):
        desks.open_desk(place, FixedClock(NOW))
    (only,) = repairs.look(place).candidates
    assert not (place / "keys.json").exists()
    repairs.mend(place, only, FixedClock(NOW))
    ctx = desks.open_desk(place, FixedClock(NOW))
    assert len(names(ctx)) == 12
    assert (place / "desk.sqlite").read_bytes()[:16] == ctx.desk.keys.desk.bytes
    ctx.desk.close()


def test_an_end_of_a_long_text_that_is_read_as_zeros_is_damage_too(folder):
    """SQLCipher reads the last page of a long value as zeros, and SQLite notices nothing."""
    ctx = desks.open_desk(folder, FixedClock(NOW))
    texts = [f"text {n} " + "word " * 1600 for n in range(9)]
    for n, words in enumerate(texts):
        drafts.save(ctx, f"place {n}", words)
    ctx.desk.close()
    path = folder / "desk.sqlite"
    whole = path.read_bytes()
    for page in range(len(whole) // PAGE):
        path.write_bytes(whole)
        harm(folder, page)
        with suppress(cipher.Error), by_hand(folder) as file:
            query = "SELECT text FROM draft WHERE place = 'place 4' LIMIT 1"
            if "\0" in file.execute(query).fetchone()[0]:
                break
    else:
        pytest.fail("every damage is noticed")
    with pytest.raises(HurtError):
        desks.open_desk(folder, FixedClock(NOW))
    found = repairs.look(folder).candidates
    assert "draft" in found[0].lost
    repairs.mend(folder, found[0], FixedClock(NOW))
    with by_hand(folder) as file:
        kept = [row[0] for row in file.execute("SELECT text FROM draft ORDER BY place")]
    assert kept == [words for n, words in enumerate(texts) if n != 4]


@pytest.mark.parametrize("seed", range(int(os.environ.get("REVIEWDESK_MUTATIONS", "100"))))
def test_a_mutated_desk_or_backup_never_crashes_or_hangs(folder, seed):
    """Whatever is in the file: opened, or refused in sentences; mended where it can be."""
    chance = random.Random(seed)
    path = folder / "desk.sqlite"
    if seed % 3 == 2:
        path = next((folder / "backups").iterdir())
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 8, 200))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if seed % 5 == 4:
        del content[chance.randrange(len(content)) :]
    path.write_bytes(content)
    try:
        ctx = desks.open_desk(folder, FixedClock(NOW))
    except HurtError:
        found = repairs.look(folder).candidates
        assert found, "the backup is good"
        repairs.mend(folder, found[0], FixedClock(NOW))
        ctx = desks.open_desk(folder, FixedClock(NOW))
    except UserError:
        return
    try:
        with suppress(UserError):  # refused in sentences is as good as done
            desk_check.check(ctx, with_forms=False)
            for row in backups.list_backups(ctx):
                with suppress(UserError):
                    backups.restore(ctx, row.name)
    finally:
        ctx.desk.close()
