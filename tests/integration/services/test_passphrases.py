"""Who can unlock a desk, and whose seat may be taken at one that is locked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from builders import a_desk, a_person, as_person, days_later
from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.errors import UserError
from reviewdesk.services import accounts, desks, locks, passphrases, seats
from reviewdesk.services.context import FixedClock
from reviewdesk.store import opening
from reviewdesk.store.key_file import Cost
from reviewdesk.store.tables.audit import AuditLine
from reviewdesk.store.tables.people import Person

CHEAP = Cost(memory=64, passes=1, lanes=1)
WORDS, OTHERS = "words of the officer", "words of somebody else"
OFFICER = Actor("HR officer", Role.HR)


@pytest.fixture
def ctx(tmp_path):
    made = a_desk(tmp_path)
    yield made
    made.desk.close()


@pytest.fixture
def locked(ctx):
    passphrases.lock(ctx, WORDS, CHEAP)
    return ctx


def refused(call, *arguments, says):
    with pytest.raises(UserError, match=says) as caught:
        call(*arguments)
    return caught.value


@pytest.mark.parametrize(
    ("words", "says"),
    [("", "at least 8"), ("1234567", "at least 8"), ("aaaaaaaaaaaa", "repeats"),
     ("abcabcabcabc", "repeats"), ("with \x00 nothing", "no text"), ("a\ud800bcdefgh", "no text"),
     ("long enough " * 100, "more than 1000")],
)  # fmt: skip
def test_a_passphrase_that_protects_nothing_is_not_taken(ctx, words, says):
    told = refused(passphrases.lock, ctx, words, CHEAP, says=says)
    assert told.safe == "Nothing was changed."
    assert not passphrases.is_locked(ctx)


def test_a_desk_is_locked_once(locked):
    refused(passphrases.lock, locked, OTHERS, CHEAP, says="locked already")
    assert passphrases.logins(locked) == [locks.Login(account(locked), "HR officer", is_own=True)]


def account(ctx, which=0):
    return locks.locks_of(ctx.desk.folder).logins[which].account


def test_whoever_unlocks_is_the_actor_with_their_own_role(locked):
    person = a_person(locked, "Efua")
    auditor = a_person(locked, "Aba")
    accounts.give_role(locked, auditor, Role.AUDITOR)
    passphrases.give(locked, person, OTHERS, CHEAP)
    passphrases.give(locked, auditor, "words of the auditor", CHEAP)
    locked.desk.close()
    for which, words, wanted in (
        (0, WORDS, OFFICER),
        (1, OTHERS, Actor("Efua Mensah", Role.STAFF, person)),
        (2, "words of the auditor", Actor("Aba Mensah", Role.AUDITOR, auditor)),
    ):
        id_ = account(locked, which)
        again = desks.open_desk(locked.desk.folder, passphrase=words, account=id_)
        again.desk.close()
        assert again.actor == wanted


def test_the_audit_says_who_could_unlock_since_when(locked):
    auditor, person = a_person(locked, "Aba"), a_person(locked, "Efua")
    accounts.give_role(locked, auditor, Role.AUDITOR)
    for one in (auditor, person):
        passphrases.take_away(locked, passphrases.give(locked, one, OTHERS, CHEAP))
    days_later(locked, 1)
    passphrases.change_own(locked, WORDS, "entirely new", CHEAP)
    with locked.desk.reading() as session:
        lines = session.scalars(
            select(AuditLine).where(AuditLine.subject == "account").order_by(AuditLine.id)
        ).all()
        told = [(one.kind, "since" in one.before, "since" in one.after) for one in lines]
        assert WORDS not in str([(one.before, one.after) for one in lines])
    changed = ("changed", True, True)
    assert told == [
        ("added", False, False),  # the HR officer, when the desk was made
        changed,  # the desk is locked
        ("added", False, False),  # the auditor's post
        changed,
        changed,
        ("added", False, True),
        ("removed", True, False),
        changed,  # the officer's own
    ]


def test_two_of_one_name_are_told_apart(locked):
    for number in ("A-1", "A-2"):
        passphrases.give(locked, a_person(locked, "Efua", number=number), OTHERS, CHEAP)
    names = [one.name for one in passphrases.logins(locked)]
    assert names == ["HR officer", "Efua Mensah", "Efua Mensah (A-2)"]


def test_a_forgotten_passphrase_is_replaced_by_hr(locked):
    person = a_person(locked, "Efua")
    first = passphrases.give(locked, person, OTHERS, CHEAP)
    assert passphrases.give(locked, person, "words given anew", CHEAP) == first
    assert len(passphrases.logins(locked)) == 2
    seat = accounts.actor_for_person(locked, person)
    refused(seats.take_seat, locked, seat, OTHERS, says="not right")
    assert seats.take_seat(locked, seat, "words given anew").actor == seat


def test_ones_own_is_changed_with_the_old_one_only(locked):
    seated = as_person(locked, a_person(locked, "Efua"))
    refused(passphrases.change_own, seated, WORDS, OTHERS, CHEAP, says="has no passphrase here")
    passphrases.give(locked, seated.actor.person_id, OTHERS, CHEAP)
    refused(passphrases.change_own, seated, WORDS, "entirely new", CHEAP, says="not right")
    refused(passphrases.change_own, seated, OTHERS, "short", CHEAP, says="at least 8")
    passphrases.change_own(seated, OTHERS, "entirely new", CHEAP)
    assert seats.take_seat(locked, seated.actor, "entirely new").actor == seated.actor


def test_a_forgotten_passphrase_of_hr_is_changed_with_the_recovery_code(locked):
    code = passphrases.new_recovery_code(locked, CHEAP)
    folder = locked.desk.folder
    locked.desk.close()
    ctx = desks.open_desk(folder, passphrase=code)
    other = code[:-1] + ("A" if code[-1] != "A" else "B")
    refused(passphrases.change_own, ctx, other, "entirely new", CHEAP, says="not right")
    passphrases.change_own(ctx, code.lower(), "entirely new", CHEAP)
    ctx.desk.close()
    (hr,) = locks.locks_of(folder).logins
    again = desks.open_desk(folder, passphrase="entirely new", account=hr.account)
    again.desk.close()
    assert again.actor == OFFICER


def test_nobody_takes_their_own_passphrase_away(locked):
    refused(passphrases.take_away, locked, account(locked), says="your own")


def test_taking_away_leaves_a_post_but_not_an_account_made_for_the_passphrase(locked):
    auditor, person = a_person(locked, "Aba"), a_person(locked, "Efua")
    accounts.give_role(locked, auditor, Role.AUDITOR)
    for one in (auditor, person):
        passphrases.take_away(locked, passphrases.give(locked, one, OTHERS, CHEAP))
    assert accounts.actor_for_person(locked, auditor).role is Role.AUDITOR
    assert len(passphrases.logins(locked)) == 1
    refused(passphrases.take_away, locked, account(locked).__class__(int=1), says="any more")


def test_the_recovery_code_before_opens_nothing(locked):
    old = passphrases.new_recovery_code(locked, CHEAP)
    new = passphrases.new_recovery_code(locked, CHEAP)
    folder = locked.desk.folder
    locked.desk.close()
    refused(passphrases.unlock, folder, old, says="not the one of this desk")
    again = desks.open_desk(folder, passphrase=new)
    again.desk.close()
    assert again.actor == OFFICER


def test_at_a_desk_that_nobody_locked_every_seat_is_free(ctx):
    person = a_person(ctx, "Efua")
    seat = accounts.actor_for_person(ctx, person)
    assert not seats.needs_passphrase(ctx, seat)
    assert seats.take_seat(ctx, seat).actor == seat
    refused(passphrases.give, ctx, person, OTHERS, CHEAP, says="not locked")
    refused(passphrases.new_recovery_code, ctx, CHEAP, says="not locked")


def test_at_a_locked_desk_only_the_hr_officer_lets_in_whoever_has_no_passphrase(locked):
    efua, aba = a_person(locked, "Efua"), a_person(locked, "Aba")
    free = accounts.actor_for_person(locked, a_person(locked, "Kofi"))
    accounts.give_role(locked, aba, Role.ADMINISTRATOR)
    passphrases.give(locked, efua, OTHERS, CHEAP)
    staff = as_person(locked, efua)
    post = accounts.actor_for_person(locked, aba)
    let_in = seats.take_seat(locked, free).actor
    assert let_in == free._replace(lender="HR officer")  # and the audit will say so
    refused(seats.take_seat, staff, free, says="has no passphrase on this desk yet")
    assert seats.take_seat(locked, post).actor == post._replace(lender="HR officer")
    refused(seats.take_seat, staff, post, says="has no passphrase on this desk yet")
    refused(seats.take_seat, staff, OFFICER, says="not right")
    refused(seats.take_seat, locked, staff.actor, says="not right")
    assert seats.take_seat(staff, OFFICER, WORDS).actor == OFFICER
    assert seats.take_seat(locked, staff.actor, OTHERS).actor == staff.actor
    assert seats.take_seat(staff, staff.actor) == staff
    assert not seats.needs_passphrase(staff, staff.actor)


def test_wrong_ones_slow_down_and_a_right_one_ends_it(locked):
    assert isinstance(locked.clock, FixedClock)
    for _again in range(3):
        refused(passphrases.change_own, locked, "wrong words", OTHERS, CHEAP, says="not right")
    told = refused(passphrases.change_own, locked, WORDS, OTHERS, CHEAP, says="several times")
    assert told.remedy == "Wait 2 seconds, then try again."
    locked.clock.instant += timedelta(seconds=5)
    folder, id_ = locked.desk.folder, account(locked)
    refused(passphrases.unlock, folder, WORDS, id_, locked.clock, says="several times")


def test_a_mistyped_recovery_code_is_no_wrong_try(locked):
    for _again in range(9):
        refused(passphrases.unlock, locked.desk.folder, "AAAAA", says="35 characters|Group 1")
    assert not (locked.desk.folder / "tries.json").exists()


def test_an_account_that_is_gone_unlocks_nothing(locked):
    person = a_person(locked, "Efua")
    gone = passphrases.give(locked, person, OTHERS, CHEAP)
    kept = (locked.desk.folder / "keys.json").read_bytes()
    passphrases.take_away(locked, gone)
    folder = locked.desk.folder
    locked.desk.close()
    refused(passphrases.unlock, folder, OTHERS, gone, says="any more")
    (folder / "keys.json").write_bytes(kept)
    with pytest.raises(UserError, match="do not open its records"):
        desks.open_desk(folder, passphrase=OTHERS, account=gone)


def test_a_locked_desk_is_read_beside_who_writes_by_its_passphrase_too(locked):
    folder, id_ = locked.desk.folder, account(locked)
    with pytest.raises(UserError, match="locked"):
        desks.open_desk(folder, locked.clock, read_only=True)
    with pytest.raises(UserError, match="not right"):
        desks.open_desk(folder, locked.clock, passphrase=OTHERS, account=id_, read_only=True)
    tries = folder / "tries.json"
    tries.unlink()
    before = {path.name for path in folder.iterdir()}
    beside = desks.open_desk(folder, locked.clock, passphrase=WORDS, account=id_, read_only=True)
    try:
        a_person(locked, "Efua")
        with beside.desk.reading() as session:
            assert "Efua" in session.scalars(select(Person.given)).all()
        for call in (
            lambda: passphrases.change_own(beside, WORDS, OTHERS, CHEAP),
            lambda: passphrases.new_recovery_code(beside, CHEAP),
            lambda: a_person(beside, "Nobody"),
        ):
            with pytest.raises(UserError, match="reading only"):
                call()
    finally:
        beside.desk.close()
    assert {path.name for path in folder.iterdir()} == before


def test_a_locked_desk_on_a_disk_that_is_locked_is_read(locked, monkeypatch):
    folder, id_ = locked.desk.folder, account(locked)
    locked.desk.close()
    monkeypatch.setattr(opening.os, "access", lambda *_: False)
    before = {path.name for path in folder.iterdir()}
    ctx = desks.open_desk(folder, locked.clock, passphrase=WORDS, account=id_, read_only=True)
    assert desks.office_name(ctx)
    ctx.desk.close()
    assert {path.name for path in folder.iterdir()} == before
