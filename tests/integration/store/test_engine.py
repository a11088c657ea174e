"""What the disk refuses is told in a sentence; what we got wrong is not hidden."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError
from sqlcipher3 import dbapi2

from desk_file import BY_HAND, by_hand
from reviewdesk.errors import UserError
from reviewdesk.store.desk import Desk
from reviewdesk.store.engine import explain, header, make_engine, told_plainly
from reviewdesk.store.tables.people import Unit

AT = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    made = Desk.create(tmp_path / "office.reviewdesk")
    yield made
    made.close()


def pragma(desk, words):
    with desk._engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {words}")


def add(desk, name="Field"):
    with desk.transaction("Ngozi", AT) as session:
        session.add(Unit(code=name, name=name))


def names(desk):
    with desk.reading() as session:
        return session.scalars(select(Unit.name)).all()


def test_a_desk_that_may_not_be_written_says_so_and_can_be_read(desk):
    add(desk)
    pragma(desk, "query_only = ON")
    with pytest.raises(UserError, match="may not be written") as caught:
        add(desk, "Office")
    assert "still on the screen" in caught.value.safe
    assert "you may change the folder" in caught.value.remedy
    assert names(desk) == ["Field"]
    pragma(desk, "query_only = OFF")
    add(desk, "Office")
    assert names(desk) == ["Field", "Office"]


def test_a_desk_another_program_writes_to_says_so_before_anything_is_done(desk):
    pragma(desk, "busy_timeout = 0")
    with by_hand(desk.folder) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = []
        with pytest.raises(UserError, match="Another program"), desk.transaction("N", AT) as one:
            one.scalars(select(Unit)).all()
            begun.append(one)
        assert begun == []  # refused at the first statement, not half way
        assert names(desk) == []
        other.execute("ROLLBACK")
    add(desk)
    assert names(desk) == ["Field"]


def test_what_a_change_reads_first_stays_so_until_it_is_written(desk):
    with by_hand(desk.folder, timeout=0) as other:
        with desk.transaction("Ngozi", AT) as session:
            assert session.scalars(select(Unit)).all() == []
            with pytest.raises(dbapi2.OperationalError, match="locked"):
                other.execute("DELETE FROM unit")
            session.add(Unit(code="A", name="Field"))
        other.execute("UPDATE unit SET name = 'Seen'")
    assert names(desk) == ["Seen"]


def test_every_connection_is_careful(desk):
    with desk._engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "trusted_schema")
        }
    assert found == {
        "journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "trusted_schema": 0
    }  # fmt: skip


def test_a_damaged_file_is_told_and_named_damaged(desk):
    for number in range(200):
        add(desk, f"Unit {number} " + "x" * 200)
    desk.close()
    path = desk.folder / "desk.sqlite"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(UserError, match="is damaged") as caught:
        again = Desk.open(desk.folder)
        try:
            names(again)
        finally:
            again.close()
    assert "mended from a backup" in caught.value.remedy


def test_a_folder_that_is_gone_is_told(tmp_path):
    engine = make_engine(tmp_path / "gone" / "desk.sqlite", BY_HAND)
    with pytest.raises(UserError, match="cannot be opened"), told_plainly(), engine.connect():
        pass
    engine.dispose()


def test_sqlites_own_errors_are_told_as_well(tmp_path):
    with pytest.raises(UserError, match="cannot be opened"), told_plainly():
        dbapi2.connect(f"file:{tmp_path}/gone/x?mode=ro", uri=True)
    with pytest.raises(dbapi2.ProgrammingError), told_plainly():
        raise dbapi2.ProgrammingError


def test_our_own_mistakes_pass_unchanged(desk):
    def twice(session):
        session.add_all(Unit(id=unit.id, code="B", name="B") for _again in range(1))

    unit = Unit(code="A", name="A")
    with desk.transaction("Ngozi", AT) as session:
        session.add(unit)
    with pytest.raises(IntegrityError), desk.transaction("Ngozi", AT) as session:
        twice(session)
    assert names(desk) == ["A"]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("SQLITE_FULL", "disk is full"),
        ("SQLITE_READONLY_DBMOVED", "may not be written"),
        ("SQLITE_READONLY_DIRECTORY", "may not be written"),
        ("SQLITE_BUSY_SNAPSHOT", "Another program"),
        ("SQLITE_IOERR_WRITE", "did not answer"),
        ("SQLITE_IOERR_FSYNC", "did not answer"),
        ("SQLITE_CANTOPEN_ISDIR", "cannot be opened"),
        ("SQLITE_CORRUPT_INDEX", "is damaged"),
        ("SQLITE_NOTADB", "can read"),
    ],
)
def test_every_refusal_of_the_disk_has_words_and_a_way_on(code, says):
    error = dbapi2.OperationalError("x")
    error.sqlite_errorname = code
    told = explain(error)
    assert says in told.happened
    assert told.safe.endswith(".")
    assert told.remedy.endswith(".")


def test_what_is_no_refusal_has_none():
    for code in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_ERROR", "SQLITE_MISUSE", ""):
        error = dbapi2.OperationalError("x")
        error.sqlite_errorname = code
        assert explain(error) is None
    assert explain(None) is None
    assert explain(ValueError("x")) is None


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(UserError, match="no desk at"):
        header(tmp_path / "desk.sqlite")
    (tmp_path / "desk.sqlite").mkdir()
    with pytest.raises(UserError, match="cannot be read") as caught:
        header(tmp_path / "desk.sqlite")
    assert caught.value.safe == "Nothing was changed."


def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be made"):
        Desk.create(tmp_path / "letter.txt" / "a.reviewdesk")
    folder = tmp_path / "b.reviewdesk"
    folder.mkdir()
    (folder / "desk.sqlite").write_bytes(b"SQLite format 3\0" + bytes(84))
    (folder / "desk.lock").mkdir()  # the lock cannot be written, as on a read-only disk
    with pytest.raises(UserError, match="folder may not be written"):
        Desk.open(folder)


def test_a_change_in_bulk_is_told_to_watchers_too(desk):
    add(desk)
    seen = []
    desk.watch(lambda changes: seen.append(changes.tables))
    with desk.transaction("Ngozi", AT) as session:
        session.execute(insert(Unit), [{"id": uuid4(), "code": "B", "name": "Other"}])
    assert seen == [frozenset({"unit"})]
    with desk.transaction("Ngozi", AT) as session:
        session.scalars(select(Unit)).all()
    assert len(seen) == 1


def test_reading_is_one_statement_to_begin_and_writing_another(desk):
    begun = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("BEGIN"):
            begun.append(statement)

    event.listen(desk._engine, "before_cursor_execute", note)
    names(desk)
    add(desk)
    event.remove(desk._engine, "before_cursor_execute", note)
    assert begun == ["BEGIN", "BEGIN IMMEDIATE"]
