"""Nothing changes without its line, and the lines come to what the records hold."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from builders import a_desk, a_review
from desk_file import BY_HAND, by_hand
from reviewdesk.domain.lifecycle import State
from reviewdesk.store import audit, replay
from reviewdesk.store.desk import Desk
from reviewdesk.store.tables.audit import TRIGGERS, AuditLine
from reviewdesk.store.tables.checkins import PrivateNote
from reviewdesk.store.tables.people import Unit
from reviewdesk.store.tables.reviews import Draft

AT = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    made = Desk.create(tmp_path / "office.reviewdesk")
    yield made
    made.close()


def lines(desk):
    with desk.reading() as session:
        return list(session.scalars(select(AuditLine).order_by(AuditLine.id)))


def worked_out(folder):
    """Return numbers and hashes, worked out from the docstring of ``store/chain.py`` alone."""
    former, made = "0" * 64, []
    with by_hand(folder) as file:
        for number, *rest, before, after, salt in file.execute(
            "SELECT id, at, actor, person_id, kind, subject, record_id, before, after, salt"
            " FROM audit_line ORDER BY id"
        ):
            digests = [
                hashlib.sha256(f"{salt}\n{one}".encode()).hexdigest() for one in (before, after)
            ]
            content = json.dumps(
                [number, *rest, *digests], ensure_ascii=False, separators=(",", ":")
            )
            former = hashlib.sha256(f"{former}\n{content}".encode()).hexdigest()
            made.append((number, former))
    return made


def test_the_chain_is_what_its_description_says(desk):
    person = uuid4()
    with desk.transaction("Ngozi Ọká \ud800", AT, person) as session:
        session.add_all([Unit(code="A", name="Field \U0001f33e"), Unit(code="B", name="\udfff")])
    with desk.transaction("Amina", AT) as session:
        session.scalars(select(Unit).where(Unit.code == "A")).one().name = "Works"
    found = lines(desk)
    assert [one.id for one in found] == [1, 2, 3]
    assert found[0].person_id == person
    assert [(one.id, one.hash) for one in found] == worked_out(desk.folder)


def test_a_whole_year_leaves_no_record_that_the_lines_do_not_know(tmp_path, clock):
    ctx = a_desk(tmp_path, clock)
    for state in (State.CLOSED, State.VOID, State.SELF_ASSESSMENT):
        a_review(ctx, state=state)
    with ctx.desk._engine.connect() as connection:
        assert list(replay.differences(connection)) == []
    found = lines(ctx.desk)
    assert [(one.id, one.hash) for one in found] == worked_out(ctx.desk.folder)
    ctx.desk.close()


@pytest.mark.parametrize(
    "statement",
    [
        update(Unit).values(name="Other"),
        delete(Unit),
        insert(Unit).values(id=uuid4(), code="B", name="Other"),
        text("UPDATE unit SET name = 'Other'"),
        text("  delete from \"unit\" where code = 'A'"),
        text("INSERT OR REPLACE INTO unit (id) VALUES ('x')"),
        text("WITH a AS (SELECT 1) UPDATE unit SET name = 'Other'"),
    ],
    ids=str,
)
def test_a_statement_that_would_slip_past_is_refused(desk, statement):
    with desk.transaction("Ngozi", AT) as session:
        session.add(Unit(code="A", name="Field"))
    for way in ("session", "connection"):
        with pytest.raises(audit.UnrecordedError), desk.transaction("Ngozi", AT) as session:
            target = session if way == "session" else session.connection()
            target.execute(statement)
    with desk.reading() as session:
        assert session.scalars(select(Unit.name)).all() == ["Field"]


def test_drafts_may_be_written_in_any_way(desk):
    with desk.transaction("Ngozi", AT) as session:
        session.add(Draft(author="a", place="b", text="c", typed_at=AT))
        session.flush()
        session.execute(update(Draft).values(text="d"))
    assert lines(desk) == []


def test_rows_in_bulk_have_lines_with_all_they_hold(desk):
    rows = [{"id": uuid4(), "code": str(n), "name": "Field"} for n in range(3)]
    with desk.transaction("Ngozi", AT) as session:
        session.execute(insert(Unit), rows)
    assert [json.loads(one.after)["code"] for one in lines(desk)] == ["0", "1", "2"]
    with desk._engine.connect() as connection:
        assert list(replay.differences(connection)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_line SET actor = 'Nobody'",
        "DELETE FROM audit_line",
        "INSERT OR REPLACE INTO audit_line SELECT * FROM audit_line WHERE id = 1",
        (
            "INSERT INTO audit_line "
            "(id, at, actor, kind, subject, record_id, before, after, salt, hash) "
            "SELECT id + 2, at, actor, kind, subject, record_id, before, after, salt, hash "
            "FROM audit_line"
        ),
    ],
)
def test_the_file_itself_refuses_to_touch_the_lines(desk, statement):
    with desk.transaction("Ngozi", AT) as session:
        session.add(Unit(code="A", name="Field"))
    before = worked_out(desk.folder)
    with pytest.raises(IntegrityError, match=r"never|gap"), desk._engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert worked_out(desk.folder) == before


def test_private_words_are_proven_and_not_told(tmp_path, clock):
    ctx = a_desk(tmp_path, clock)
    review = a_review(ctx, state=State.IN_PROGRESS)
    with ctx.desk.reading() as session:
        someone = session.execute(text("SELECT supervisor_id FROM review LIMIT 1")).scalar_one()
    words = "Late again"

    def add(session):
        from uuid import UUID

        note = PrivateNote(review_id=review, author_id=UUID(someone), noted_at=AT, text=words)
        session.add(note)
        return note

    with ctx.desk.transaction("Boss", AT) as session:
        one, other = add(session), add(session)
    with ctx.desk.transaction("Boss", AT) as session:
        session.get_one(PrivateNote, one.id).text = "Late"
    told = [found for found in lines(ctx.desk) if found.subject == "private_note"]
    assert words not in str([(found.before, found.after) for found in told])
    first, second, third = (json.loads(found.after)["text"] for found in told)
    assert len({first, second, third}) == 3  # the same words of two notes do not show as such
    assert json.loads(told[2].before)["text"] == first
    with ctx.desk._engine.connect() as connection:
        assert list(replay.differences(connection)) == []
        salt = "SELECT count(*) FROM salt WHERE record_id = ?"
        assert connection.exec_driver_sql(salt, (one.id.hex,)).scalar_one() == 1
    with ctx.desk.transaction("Boss", AT) as session:
        session.delete(session.get_one(PrivateNote, one.id))
    with ctx.desk._engine.connect() as connection:
        assert connection.exec_driver_sql(salt, (one.id.hex,)).scalar_one() == 0
        assert list(replay.differences(connection)) == []
        connection.exec_driver_sql(
            "UPDATE private_note SET text = 'Never late' WHERE id = ?", (other.id.hex,)
        )
        (found,) = replay.differences(connection)
        assert (found.record_id, found.fields) == (other.id, ("text",))
    ctx.desk.close()


def test_a_clock_that_was_set_back_is_noted_in_the_chain_and_told_once(desk):
    seen = []
    desk.watch(lambda changes: seen.append(changes.clock_was))
    for n, at in enumerate((AT, AT - timedelta(seconds=90), AT - timedelta(days=2))):
        with desk.transaction("Ngozi", at) as session:
            session.add(Unit(code=f"A{n}", name="Field"))
    with desk.transaction("Ngozi", AT - timedelta(days=1)) as session:
        session.add(Unit(code="B", name="Field"))
    assert [one.kind for one in lines(desk)] == ["added", "added", "clock", "added", "added"]
    assert seen == ["", "", audit.stored(AT - timedelta(seconds=90)), ""]


def test_zero_and_nothing_are_two_things():
    assert [audit.is_empty(one) for one in (None, False, "", 0, b"", "0", date.min)] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip


def test_the_triggers_are_those_of_a_migrated_desk(desk, tmp_path):
    from reviewdesk.store.engine import make_engine
    from reviewdesk.store.migrations.upgrade import upgrade
    from reviewdesk.store.schema import SCHEMA_VERSION

    migrated = make_engine(tmp_path / "migrated.sqlite", BY_HAND)
    upgrade(migrated, SCHEMA_VERSION)
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    with migrated.connect() as one, desk._engine.connect() as other:
        old, new = one.exec_driver_sql(query).all(), other.exec_driver_sql(query).all()
    assert old == new
    assert dict(new) == {name: f"CREATE TRIGGER {name} {body}" for name, body in TRIGGERS.items()}
    migrated.dispose()
