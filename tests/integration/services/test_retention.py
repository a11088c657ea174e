"""What is destroyed is gone from records and audit, and the desk still proves itself."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from builders import a_cycle, a_desk, a_person, a_review, as_person
from desk_file import by_hand, dump
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.retention import Kind
from reviewdesk.errors import CancelledError, UserError
from reviewdesk.services import checkins, desk_check, desks, destruction, rating, retention, reviews
from reviewdesk.services.context import FixedClock
from reviewdesk.store import chain
from reviewdesk.store.tables.audit import AuditLine

LATER = FixedClock(datetime(2034, 6, 1, 9, 0, tzinfo=UTC))
SECRET = "Said in confidence about the flood"


@pytest.fixture
def office(tmp_path):
    ctx = a_desk(tmp_path)
    top = a_person(ctx, "Top")
    boss = a_person(ctx, "Boss", top)
    ada = a_person(ctx, "Ada", boss)
    review = a_review(ctx, ada, state=State.IN_PROGRESS)
    seat = as_person(ctx, boss)
    checkins.hold(seat, review, held_on=date(2025, 9, 1), topic="Flood", said=SECRET)
    checkins.add_note(seat, review, f"Note. {SECRET}")
    before = a_cycle(ctx, "Before", starts=date(2024, 4, 1), ends=date(2025, 3, 31))
    closed = a_review(ctx, ada, cycle=before, state=State.CLOSED)
    yield ctx.__class__(ctx.desk, ctx.actor, LATER), ada, closed
    ctx.desk.close()


def all_of(kind, ctx):
    return tuple((one.what.kind, one.what.id) for one in retention.keeping(ctx).free
                 if one.what.kind is kind)  # fmt: skip


def raw(ctx):
    with by_hand(ctx.desk.folder) as file:
        return "\n".join(dump(file))


def test_nothing_has_a_time_until_the_office_gives_it_one(office):
    ctx, _ada, _closed = office
    assert retention.keeping(ctx).over == ()
    retention.keep_for(ctx, Kind.REVIEWS, 5)
    assert [one.what.kind for one in retention.keeping(ctx).over] == [Kind.REVIEWS]
    retention.keep_for(ctx, Kind.REVIEWS, 50)
    assert retention.keeping(ctx).over == ()
    retention.keep_for(ctx, Kind.REVIEWS, None)
    assert retention.keeping(ctx).years[Kind.REVIEWS] is None


def test_a_destroyed_review_is_gone_and_the_audit_still_holds(office, tmp_path):
    ctx, _ada, closed = office
    number = reviews.open_review(ctx, closed).number
    retention.keep_for(ctx, Kind.REVIEWS, 5)
    made = destruction.destroy(ctx, all_of(Kind.REVIEWS, ctx), "Schedule 7, records office")
    assert number not in {row.number for row in reviews.list_reviews(ctx)}
    report = desk_check.check(ctx)
    assert [part.findings for part in report.parts if part.findings] == []
    with ctx.desk.reading() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.record_id == closed)).all()
    assert [one.kind for one in lines][-1] == "removed"
    assert all(one.before.startswith("erased:") for one in lines[:-1])
    name, pdf = destruction.certificate(ctx, made)
    assert name.endswith("D-2034-00001")
    (tmp_path / "certificate.pdf").write_bytes(pdf)
    words = subprocess.run(
        ["pdftotext", str(tmp_path / "certificate.pdf"), "-"],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    assert number in words
    assert "Schedule 7, records office" in words
    assert "Ada" not in words


def test_talks_go_and_their_words_leave_the_audit_too(office):
    ctx, _ada, _closed = office
    review = next(row.id for row in reviews.list_reviews(ctx) if row.state is State.IN_PROGRESS)
    assert SECRET in raw(ctx)
    rating.move(ctx, review, Move.VOID, "Made by mistake")
    retention.keep_for(ctx, Kind.VOID, 0)
    destruction.destroy(ctx, all_of(Kind.VOID, ctx), "Schedule 7")
    assert SECRET not in raw(ctx)
    assert desk_check.check(ctx).all_well


def test_what_is_held_stays_and_the_hold_is_told(office):
    ctx, ada, closed = office
    retention.keep_for(ctx, Kind.REVIEWS, 5)
    wanted = all_of(Kind.REVIEWS, ctx)
    order = retention.hold(ctx, ada, "Tribunal 12/26")
    assert [one.hold for one in retention.keeping(ctx).over] == ["Tribunal 12/26"]
    with pytest.raises(UserError, match="held"):
        destruction.destroy(ctx, wanted, "Schedule 7")
    assert reviews.open_review(ctx, closed).number
    retention.lift(ctx, order, "Judgement of 3 May")
    with pytest.raises(UserError, match="already"):
        retention.lift(ctx, order, "Again")
    destruction.destroy(ctx, wanted, "Schedule 7")
    assert retention.keeping(ctx).over == ()


def test_one_that_is_stopped_destroys_nothing(office):
    ctx, _ada, closed = office
    retention.keep_for(ctx, Kind.REVIEWS, 5)

    def stop(_done, _total):
        raise CancelledError

    with pytest.raises(CancelledError):
        destruction.destroy(ctx, all_of(Kind.REVIEWS, ctx), "Schedule 7", stop)
    assert reviews.open_review(ctx, closed).number
    assert destruction.destroyed(ctx) == ()
    assert desk_check.check(ctx).all_well


def test_the_entry_of_somebody_who_left_goes_once_nothing_names_them(office):
    ctx, _ada, _closed = office
    gone = a_person(ctx, "Gone", surname="Away", ends=date(2021, 5, 1))
    retention.keep_for(ctx, Kind.PEOPLE, 10)
    assert [one.what.id for one in retention.keeping(ctx).free] == [gone]
    destruction.destroy(ctx, all_of(Kind.PEOPLE, ctx), "Schedule 9")
    assert "Away" not in raw(ctx)
    assert desk_check.check(ctx).all_well


def test_erasing_the_audit_without_destroying_is_found(office):
    ctx, _ada, closed = office
    with ctx.desk.reading() as session:
        line = session.scalars(
            select(AuditLine).where(AuditLine.record_id == closed).order_by(AuditLine.id)
        ).first()
    ctx.desk.close()
    with by_hand(ctx.desk.folder) as file:
        file.execute(
            "UPDATE audit_line SET before = ?, after = ?, salt = '' WHERE id = ?",
            (chain.erased(line.salt, line.before), chain.erased(line.salt, line.after), line.id),
        )
    again = desks.open_desk(ctx.desk.folder, LATER)
    try:
        report = desk_check.check(again)
        assert not report.all_well
        found = [one.sentence for part in report.parts for one in part.findings]
        assert any("no destruction is on record" in one for one in found)
    finally:
        again.desk.close()
