"""The check of a desk against those who change its file with other programs."""

from __future__ import annotations

import json
import random
import shutil
from datetime import UTC, datetime

import pytest

from builders import a_desk, a_review, days_later
from desk_file import by_hand, secret_of
from integration.services import parties
from nightly import rounds
from reviewdesk.cli import main
from reviewdesk.domain.lifecycle import State
from reviewdesk.errors import CancelledError
from reviewdesk.services import desk_check, desks
from reviewdesk.services.context import FixedClock
from reviewdesk.store import chain, replay
from reviewdesk.store.tables.audit import TRIGGERS

NOW = datetime(2026, 3, 19, 8, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A desk with two signed forms, closed; each test works on a copy."""
    ctx = a_desk(tmp_path_factory.mktemp("check"), FixedClock(NOW))
    a_review(ctx, state=State.CLOSED)
    days_later(ctx, 1)
    parties.walk_on(parties.at(ctx, State.IN_PROGRESS), State.CLOSED)
    days_later(ctx, 1)
    a_review(ctx, state=State.RATING)
    ctx.desk.close()
    return ctx.desk.folder


@pytest.fixture
def folder(kept, tmp_path):
    shutil.copytree(kept, tmp_path / kept.name)
    return tmp_path / kept.name


def attack(folder, *statements):
    """Change the file as somebody would who knows it well: without the triggers."""
    with by_hand(folder) as file:
        for name in TRIGGERS:
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            if callable(statement):
                statement(file)
            else:
                file.execute(statement)
        for name, body in TRIGGERS.items():
            file.execute(f"CREATE TRIGGER {name} {body}")


def chained_anew(file):
    former = "0" * 64
    for row in file.execute(f"SELECT {chain.COLUMNS} FROM audit_line ORDER BY id").fetchall():
        former = chain.link(former, row)
        file.execute("UPDATE audit_line SET hash = ? WHERE id = ?", (former, row[0]))


def checked(folder, *, with_forms=False, **named):
    ctx = desks.open_desk(folder, FixedClock(NOW))
    try:
        return desk_check.check(ctx, with_forms=with_forms, **named)
    finally:
        ctx.desk.close()


def wrong(report):
    return {part.name for part in report.parts if not part.all_well}


def test_a_desk_that_nobody_touched_is_well(folder):
    report = checked(folder, with_forms=True)
    assert report.all_well, report.first
    assert report.remarks == ()
    assert [part.looked_at > 0 for part in report.parts if part.name != "records"] == [True] * 4
    assert [part.result for part in report.parts][-1] == "2 forms, all unchanged."


def test_a_line_that_was_taken_out_is_missed(folder):
    attack(folder, "DELETE FROM audit_line WHERE id = 40")
    report = checked(folder)
    assert report.first.line == 40
    assert "Line 40 of the audit is missing" in report.first.sentence
    assert "19 March 2026" in report.first.sentence


def test_lines_taken_out_and_the_rest_moved_up_break_the_chain(folder):
    attack(
        folder,
        "DELETE FROM audit_line WHERE id = 40",
        "UPDATE audit_line SET id = id - 1 WHERE id > 40",
    )
    report = checked(folder)
    assert "chain" in wrong(report)
    assert report.first.line == 40


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'Nobody'",
        "after = replace(after, '{', '{ ')",
        "before = '{}x'",
        "at = '2026-03-18 08:12:00.000000'",
        "person_id = '00000000000000000000000000000000'",
        "kind = 'removed'",
        "subject = 'unit'",
        "record_id = '00000000000000000000000000000000'",
        "actor = x'ff00'",
        "hash = ''",
    ],
)
def test_a_line_that_was_changed_is_found_with_its_place_and_time(folder, change):
    attack(folder, f"UPDATE audit_line SET {change} WHERE id = 30")
    report = checked(folder)
    assert report.first.line in (30, 31)  # a hash that is gone breaks the link after it too
    assert "2026" in report.first.sentence


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_whatever_is_changed_in_the_audit_the_first_break_is_at_it(kept, tmp_path):
    """One character of any column of any line, by somebody who has the key."""
    chance = random.Random(2026)
    folder = shutil.copytree(kept, tmp_path / "changed.reviewdesk")
    with by_hand(folder) as file:
        lines = file.execute("SELECT max(id) FROM audit_line").fetchone()[0]
    for _turn in range(rounds(15, 500)):
        line = chance.randint(1, lines)
        column = chance.choice(chain.COLUMNS.removeprefix("id, ").split(", "))
        before = []

        def change(file, line=line, column=column, before=before):
            of_line = f"FROM audit_line WHERE id = {line}"
            (value,) = file.execute(f"SELECT {column} {of_line}").fetchone()
            before.append(value)
            changed = other(chance, value)
            file.execute(f"UPDATE audit_line SET {column} = ? WHERE id = ?", (changed, line))

        attack(folder, change)
        report = checked(folder)
        assert report.first is not None, (line, column)
        assert report.first.line == line, (line, column, report.first)
        with by_hand(folder) as file:  # as it was, for the next turn
            for name in TRIGGERS:
                file.execute(f"DROP TRIGGER {name}")
            file.execute(f"UPDATE audit_line SET {column} = ? WHERE id = ?", (before[0], line))
            for name, body in TRIGGERS.items():
                file.execute(f"CREATE TRIGGER {name} {body}")
    assert checked(folder).all_well


def other(chance, value):
    """Return a value that is another one by a single character, or something for nothing."""
    if not value:
        return "x" if isinstance(value, str | None) else b"x"
    place = chance.randrange(len(value))
    if isinstance(value, bytes):
        return value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
    return value[:place] + ("a" if value[place] != "a" else "b") + value[place + 1 :]


def test_two_lines_that_changed_places_are_found(folder):
    attack(
        folder,
        "UPDATE audit_line SET id = -1 WHERE id = 20",
        "UPDATE audit_line SET id = 20 WHERE id = 21",
        "UPDATE audit_line SET id = 21 WHERE id = -1",
    )
    report = checked(folder)
    assert report.first.line == 20
    assert "not in its place" in report.first.sentence


def test_a_line_put_before_the_first_is_found(folder):
    attack(
        folder,
        "INSERT INTO audit_line"
        " (id, at, actor, kind, subject, record_id, before, after, salt, hash)"
        " SELECT -3, at, actor, kind, subject, record_id, before, after, salt, hash FROM audit_line"
        " WHERE id = 1",
    )
    assert "chain" in wrong(checked(folder))


def test_a_missing_trigger_is_told(folder):
    with by_hand(folder) as file:
        file.execute("DROP TRIGGER audit_line_no_update")
    report = checked(folder)
    assert "audit_line_no_update" in report.first.sentence


def test_a_trigger_that_does_nothing_is_told(folder):
    with by_hand(folder) as file:
        file.execute("DROP TRIGGER audit_line_no_update")
        file.execute(
            "CREATE TRIGGER audit_line_no_update BEFORE UPDATE ON audit_line BEGIN SELECT 1; END"
        )
    assert wrong(checked(folder)) == {"chain"}


def test_a_chain_written_anew_is_not_what_the_signers_signed(folder):
    attack(folder, "UPDATE audit_line SET actor = 'Nobody' WHERE id = 30", chained_anew)
    report = checked(folder)
    assert wrong(report) == {"marks", "forms"}
    assert "not the one that" in report.first.sentence


def test_it_is_not_what_the_forms_name_either(folder):
    """Without the marks, which lie beside the audit, the forms are witnesses."""
    attack(
        folder,
        "UPDATE audit_line SET actor = 'Nobody' WHERE id = 30",
        chained_anew,
        "DELETE FROM checkpoint",
    )
    told = {part.name: part.findings for part in checked(folder).parts}
    assert [one.sentence[:33] for one in told["forms"]] == ["The audit is not the one that the"] * 2


def test_an_end_that_was_cut_off_is_missed_by_the_signers(folder):
    """Everything since the last form was signed is undone, lines and records and all."""

    def cut(file):
        last = file.execute("SELECT max(line) FROM checkpoint").fetchone()[0]
        file.execute("DELETE FROM audit_line WHERE id >= ?", (last - 3,))

    attack(folder, cut)
    report = checked(folder)
    assert {"marks", "records"} <= wrong(report)
    assert any("cut off" in one.sentence for part in report.parts for one in part.findings)


@pytest.mark.parametrize(
    "change",
    ["signature = x'00'", "certificate = x'00'", "line = line - 1", "signed_at = '2020-01-01'"],
)
def test_a_mark_that_was_changed_is_found(folder, change):
    attack(folder, f"UPDATE checkpoint SET {change}")
    assert wrong(checked(folder)) >= {"marks", "records"}


def test_marks_of_another_office_are_not_believed(folder, tmp_path):
    other = a_desk(tmp_path, FixedClock(NOW))
    a_review(other, state=State.CLOSED)
    other.desk.close()

    def swap(file):
        path, key = other.desk.folder / "desk.sqlite", secret_of(other.desk.folder).words()
        file.execute("ATTACH ? AS other KEY ?", (str(path), key))
        file.execute(
            "UPDATE checkpoint SET (line, hash, signed_at, certificate, signature) ="
            " (SELECT line, hash, signed_at, certificate, signature FROM other.checkpoint LIMIT 1)"
        )

    attack(folder, swap)
    report = checked(folder)
    told = next(part for part in report.parts if part.name == "marks").findings
    assert "not this office's" in told[0].sentence


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE goal SET target = '10' WHERE rowid = 1", "changed without a line"),
        ("UPDATE entry SET ratings = '{\"rating\": \"5\"}' WHERE rowid = 1", "changed without"),
        ("UPDATE review SET state = 'void', void_reason = 'x' WHERE rowid = 1", "changed without"),
        ("DELETE FROM move WHERE rowid = 1", "gone without a line"),
        ("INSERT INTO unit (id, revision, code, name) SELECT hex(randomblob(16)), 1, 'X', 'X'",
         "came without a line"),
        ("UPDATE certificate SET key = x'00' WHERE rowid = 1", "changed without a line"),
        ("DELETE FROM salt", "changed without a line"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("at_once", [10, 250_000])
def test_a_record_changed_behind_the_audit_is_found(folder, monkeypatch, statement, says, at_once):
    monkeypatch.setattr(replay, "_AT_ONCE", at_once)  # a large desk is compared in parts
    attack(folder, statement)
    report = checked(folder)
    assert "records" in wrong(report)
    told = next(part for part in report.parts if part.name == "records").findings
    assert says in told[0].sentence


@pytest.mark.parametrize("id_", ["'~~'", "''", "x'ffff'", "x'00'"])
@pytest.mark.parametrize("at_once", [10, 250_000])
def test_a_record_with_an_id_that_is_none_is_not_overlooked(folder, monkeypatch, id_, at_once):
    monkeypatch.setattr(replay, "_AT_ONCE", at_once)
    attack(folder, f"INSERT INTO unit (id, revision, code, name) SELECT {id_}, 1, 'X', 'X'")
    assert "records" in wrong(checked(folder))


def test_a_form_that_was_changed_is_found(folder):
    def swap(file):
        rows = file.execute("SELECT id, pdf FROM document ORDER BY number").fetchall()
        file.execute("UPDATE document SET pdf = ? WHERE id = ?", (rows[1][1], rows[0][0]))

    attack(folder, swap)
    report = checked(folder)
    assert wrong(report) == {"records", "forms"}


def test_a_form_changed_with_its_digest_is_found_by_its_signatures(folder):
    import hashlib

    def change(file):
        id_, pdf = file.execute("SELECT id, pdf FROM document").fetchone()
        pdf = pdf[:-9] + b"% " + pdf[-9:]
        file.execute(
            "UPDATE document SET pdf = ?, pdf_digest = ? WHERE id = ?",
            (pdf, hashlib.sha256(pdf).hexdigest(), id_),
        )

    attack(folder, change)
    assert wrong(checked(folder, with_forms=True)) == {"records", "forms"}
    assert wrong(checked(folder)) == {"records"}


def test_a_reference_that_leads_nowhere_is_found(folder):
    attack(folder, "DELETE FROM unit")
    assert wrong(checked(folder)) == {"file"}


def test_a_check_can_be_stopped_everywhere(folder):
    total = 0

    def count(_done, _total):
        nonlocal total
        total += 1

    assert checked(folder, progress=count).all_well
    for stop in range(total):
        left = stop

        def ask(_done, _total):
            nonlocal left
            if left == 0:
                raise CancelledError
            left -= 1

        with pytest.raises(CancelledError):
            checked(folder, progress=ask)


def test_the_command_says_so_too(folder, capsys):
    assert main.run(["check", str(folder)]) == 0
    assert "All is well." in capsys.readouterr().out
    attack(folder, "DELETE FROM audit_line WHERE id = 40")
    assert main.run(["check", str(folder), "--quick"]) == 1
    assert "First of all: Line 40 of the audit is missing" in capsys.readouterr().out
    assert main.run(["check", str(folder), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["all_well"] is False
    assert told["first"]["line"] == 40


def test_a_clock_that_goes_back_all_the_time_is_told_in_few_words(tmp_path):
    from builders import a_person

    ctx = a_desk(tmp_path, FixedClock(NOW))
    for _ in range(5):
        days_later(ctx, -1)
        a_person(ctx)
    report = desk_check.check(ctx)
    assert report.all_well
    told = [one.sentence for one in report.remarks]
    assert len(told) == 4
    assert "to 14 March 2026, 08:12" in told[0]
    assert told[-1] == "This happened 2 times before."
    ctx.desk.close()
