"""A desk keeps what it was given, lets one in at a time, and says what is wrong."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from reviewdesk.errors import InUseError, UserError
from reviewdesk.store.desk import Changes, Desk
from reviewdesk.store.tables.audit import AuditLine
from reviewdesk.store.tables.people import Unit

AT = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    made = Desk.create(tmp_path / "office.reviewdesk")
    yield made
    made.close()


def test_what_was_committed_is_there_after_opening_again(desk):
    with desk.transaction("Ngozi", AT) as session:
        session.add(Unit(code="A", name="Field"))
    desk.close()
    again = Desk.open(desk.folder)
    with again.reading() as session:
        assert session.scalars(select(Unit.name)).all() == ["Field"]
    again.close()


def test_a_failed_transaction_leaves_nothing_and_tells_nobody(desk):
    seen = []
    desk.watch(seen.append)
    with pytest.raises(RuntimeError), desk.transaction("Ngozi", AT) as session:
        session.add(Unit(code="A", name="Field"))
        session.flush()
        raise RuntimeError
    with desk.reading() as session:
        assert session.scalars(select(Unit)).all() == []
        assert session.scalars(select(AuditLine)).all() == []
    assert seen == []


def test_watchers_hear_which_tables_changed(desk):
    seen = []
    stop = desk.watch(seen.append)
    with desk.transaction("Ngozi", AT) as session:
        session.add(Unit(code="A", name="Field"))
    assert seen == [Changes(frozenset({"unit"}))]
    stop()
    with desk.transaction("Ngozi", AT) as session:
        session.add(Unit(code="B", name="Office"))
    assert len(seen) == 1


def test_every_change_writes_who_when_and_both_values(desk):
    with desk.transaction("Ngozi", AT) as session:
        unit = Unit(code="A", name="Field")
        session.add(unit)
    with desk.transaction("Amina", AT) as session:
        session.get_one(Unit, unit.id).name = "Field work"
    with desk.reading() as session:
        first, second = session.scalars(select(AuditLine).order_by(AuditLine.id))
        assert (first.actor, first.kind, first.record_id) == ("Ngozi", "added", unit.id)
        assert (second.actor, second.at) == ("Amina", AT)
        assert (second.before, second.after) == ('{"name": "Field"}', '{"name": "Field work"}')


def test_a_second_window_is_told_and_nothing_happens(desk):
    with pytest.raises(UserError, match="already open"):
        Desk.open(desk.folder)


def test_who_has_the_desk_is_named_with_machine_and_time(desk):
    import getpass
    import platform

    with pytest.raises(InUseError) as told:
        Desk.open(desk.folder)
    said = told.value.happened
    assert f"by {getpass.getuser()} on {platform.node()}, since 20" in said
    assert "reading only" in told.value.remedy


def test_a_desk_that_is_open_elsewhere_is_read_and_never_written(desk):
    with desk.transaction("Ngozi", AT) as session:
        session.add(Unit(code="A", name="Field"))
    beside = Desk.open(desk.folder, read_only=True)
    assert beside.is_read_only
    with pytest.raises(UserError, match="reading only"), beside.transaction("Amina", AT):
        pass
    with beside.reading() as session:
        assert session.scalars(select(Unit.name)).all() == ["Field"]
    with desk.transaction("Ngozi", AT) as session:
        session.add(Unit(code="B", name="Office"))
    with beside.reading() as session:
        assert len(session.scalars(select(Unit.name)).all()) == 2
    beside.close()
    with pytest.raises(InUseError):  # closing the reader did not let go of the writer's lock
        Desk.open(desk.folder)


def test_a_desk_on_a_disk_that_is_locked_is_read(desk, monkeypatch):
    from reviewdesk.store import opening as module

    desk.close()
    monkeypatch.setattr(module.os, "access", lambda *_: False)
    before = sorted(one.name for one in desk.folder.iterdir())
    beside = Desk.open(desk.folder, read_only=True)
    with beside.reading() as session:
        assert session.scalars(select(Unit)).all() == []
    beside.close()
    assert sorted(one.name for one in desk.folder.iterdir()) == before


def test_a_drive_that_vanished_is_told_and_nothing_is_said_to_be_saved(desk):
    gone = desk.folder.with_name("gone")
    desk._engine.dispose()
    desk.folder.rename(gone)
    with pytest.raises(UserError, match=r"cannot be opened"), desk.transaction("N", AT) as one:
        one.add(Unit(code="A", name="Field"))
    gone.rename(desk.folder)
    with desk.transaction("N", AT) as session:
        session.add(Unit(code="A", name="Field"))


def test_a_large_desk_is_looked_through_when_it_was_left_open(desk, monkeypatch):
    from reviewdesk.store import desk as module

    looked = []
    monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(Desk, "demand_sound", lambda self: looked.append(self.folder))
    desk.close()
    Desk.open(desk.folder).close()
    assert looked == []
    (desk.folder / "desk.lock").write_text("anna\nPC-7\n99", encoding="utf-8")
    Desk.open(desk.folder).close()
    assert looked == [desk.folder]


def test_the_lock_is_free_when_its_process_was_killed(desk):
    desk.close()
    code = (
        "import sys, pathlib, os\n"
        "from reviewdesk.store.desk import Desk\n"
        "desk = Desk.open(pathlib.Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(desk.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout.readline().strip() == b"open"
        with pytest.raises(UserError, match="already open"):
            Desk.open(desk.folder)
        other.kill()
        other.wait()
    Desk.open(desk.folder).close()


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"SQLite format 3\0" + b"x" * 50])
def test_another_file_is_refused_in_a_sentence(tmp_path, content):
    folder = tmp_path / "x.reviewdesk"
    folder.mkdir()
    (folder / "desk.sqlite").write_bytes(content)
    with pytest.raises(UserError):
        Desk.open(folder)


def test_a_database_of_another_program_is_refused(tmp_path):
    import sqlite3

    folder = tmp_path / "x.reviewdesk"
    folder.mkdir()
    with sqlite3.connect(folder / "desk.sqlite") as connection:
        connection.execute("CREATE TABLE songs (name)")
    connection.close()
    with pytest.raises(UserError, match="not a ReviewDesk desk"):
        Desk.open(folder)


def test_a_desk_of_a_newer_version_is_left_alone(desk):
    with desk._engine.begin() as connection:
        connection.execute(text("PRAGMA user_version = 99"))
    desk.close()
    with pytest.raises(UserError, match="newer version"):
        Desk.open(desk.folder)


def test_a_full_disk_is_told_and_nothing_is_half_saved(desk):
    with desk._engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    with pytest.raises(UserError, match="disk is full"), desk.transaction("Ngozi", AT) as session:
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
        session.add_all(Unit(code=str(n), name="x" * 1000) for n in range(200))
    with desk.reading() as session:
        assert session.scalars(select(Unit)).all() == []


def test_a_desk_is_not_made_where_something_is(tmp_path):
    (tmp_path / "a.reviewdesk").mkdir()
    (tmp_path / "a.reviewdesk" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UserError, match="already something"):
        Desk.create(tmp_path / "a.reviewdesk")
