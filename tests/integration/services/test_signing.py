"""Signing in turn, refusing with a witness, and what stands still once somebody signed."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from builders import PASSPHRASE, PIN, a_desk, a_key, a_person, as_person, one_bit_changed
from desk_file import by_hand
from integration.services.parties import at, refused
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.scheme import Party
from reviewdesk.domain.signoff import SignatureKind, Stance
from reviewdesk.services import (
    accounts,
    amendments,
    certificates,
    checkins,
    form_pdf,
    goals,
    rating,
    signing,
    staff_entry,
    verifying,
)

INK = (((0.1, 0.5, 0.4), (0.5, 0.2, 0.9), (0.9, 0.5, 0.1)), ((0.3, 0.3, 0.5),))


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


@pytest.fixture
def parties(ctx):
    """Return a review that waits for its first signature, each with a key."""
    made = at(ctx, State.SIGNING)
    for who in (made.employee, made.boss, made.reviewer):
        a_key(ctx, who.actor.person_id)
    return made


def sign(parties, who, pin=PIN, **more):
    return signing.sign(who, parties.review, certificates.unlock(who, pin), **more)


def decline(parties, who, reason="She said the rating is unfair."):
    return signing.decline(who, parties.review, certificates.unlock(who, PIN), reason=reason)


def rows(ctx, query):
    with by_hand(ctx.desk.folder) as file:
        return file.execute(query).fetchall()


def test_three_sign_in_the_schemes_order_and_the_review_is_closed(parties):
    order = [one.party for one in signing.signing(parties.boss, parties.review).signers]
    assert order == [Party.SUPERVISOR, Party.REVIEWER, Party.EMPLOYEE]
    assert sign(parties, parties.boss) is State.SIGNING
    assert sign(parties, parties.reviewer) is State.SIGNING
    assert sign(parties, parties.employee, stance=Stance.DISAGREES, ink=INK) is State.CLOSED
    view = signing.signing(parties.employee, parties.review)
    assert [one.kind for one in view.signers] == [SignatureKind.SIGNED] * 3
    assert view.next_party is None
    assert not view.my_turn
    assert view.signers[2].stance is Stance.DISAGREES
    assert "I do not agree" in view.signers[2].meaning
    report = verifying.verify_review(parties.boss, parties.review)
    assert report.all_well, report
    assert len(report.signatures) == 3
    assert all(one.trusted and one.intact for one in report.signatures)


def test_nobody_signs_out_of_turn_or_twice(parties):
    fault = refused(sign, parties, parties.employee, stance=Stance.AGREES)
    assert parties.boss.actor.name in fault.happened
    refused(sign, parties, parties.reviewer)
    sign(parties, parties.boss)
    before = form_pdf.form_bytes(parties.boss, parties.review)
    fault = refused(sign, parties, parties.boss)
    assert parties.reviewer.actor.name in fault.happened
    assert form_pdf.form_bytes(parties.boss, parties.review) == before
    sign(parties, parties.reviewer)
    sign(parties, parties.employee, stance=Stance.AGREES)
    closed = form_pdf.form_bytes(parties.boss, parties.review)
    for who in (parties.boss, parties.reviewer, parties.employee):
        refused(sign, parties, who, stance=Stance.AGREES, says="not ready to be signed")
    assert form_pdf.form_bytes(parties.boss, parties.review) == closed
    assert rows(parties.office, "select count(*) from signature") == [(3,)]


@pytest.mark.parametrize("state", [one for one in State if one is not State.SIGNING])
def test_a_form_is_signed_only_when_it_is_ready(ctx, state):
    made = at(ctx, state)
    a_key(ctx, made.boss.actor.person_id)
    refused(sign, made, made.boss, says="not ready to be signed")
    refused(decline, made, made.boss)


def test_a_wrong_pin_signs_nothing(parties):
    for wrong in ("246811", "", PIN + " ", "２４６８１０", "\ud800"):
        refused(sign, parties, parties.boss, wrong, says="The PIN is not right.")
    assert rows(parties.office, "select count(*) from signature") == [(0,)]
    assert rows(parties.office, "select count(*) from document") == [(0,)]
    assert not signing.signing(parties.boss, parties.review).is_begun


def test_the_key_of_somebody_else_signs_nothing(parties):
    stolen = certificates.unlock(parties.reviewer, PIN)
    refused(signing.sign, parties.boss, parties.review, stolen, says="belongs to somebody else")
    sign(parties, parties.boss)
    sign(parties, parties.reviewer)
    refused(signing.decline, parties.boss, parties.review, stolen, reason="x", says="somebody else")
    refused(signing.sign, parties.outsider, parties.review, stolen)


def test_the_office_can_neither_sign_nor_witness(parties):
    clerk = a_person(parties.office, "Abena")
    accounts.give_role(parties.office, clerk, accounts.Role.HR)
    a_key(parties.office, clerk)
    officer = as_person(parties.office, clerk)
    key = certificates.unlock(officer, PIN)
    refused(signing.sign, officer, parties.review, key)
    refused(signing.decline, officer, parties.review, key, reason="She went home")
    refused(certificates.unlock, parties.office, PIN, says="may not do this")


def test_the_employee_says_agree_or_disagree_and_the_others_are_not_asked(parties):
    assert not signing.signing(parties.boss, parties.review).asks_stance
    sign(parties, parties.boss, stance=Stance.DISAGREES)
    sign(parties, parties.reviewer, stance=Stance.AGREES)
    view = signing.signing(parties.employee, parties.review)
    assert view.asks_stance
    assert [one.stance for one in view.signers] == [Stance.NONE] * 3
    refused(sign, parties, parties.employee, says="agree or disagree")
    assert sign(parties, parties.employee, stance=Stance.AGREES) is State.CLOSED
    view = signing.signing(parties.employee, parties.review)
    assert "I agree with this review." in view.signers[2].meaning


def test_a_refusal_is_witnessed_by_supervisor_or_reviewer(parties):
    refused(decline, parties, parties.boss)  # it is not the employee's turn yet
    sign(parties, parties.boss)
    sign(parties, parties.reviewer)
    refused(decline, parties, parties.employee, says="witnessed by the supervisor or the reviewer")
    refused(decline, parties, parties.boss, " \n", says="what the employee said")
    assert decline(parties, parties.reviewer, "“<b>Unfair</b>” & left \u202e") is State.CLOSED
    view = signing.signing(parties.employee, parties.review)
    last = view.signers[2]
    assert last.kind is SignatureKind.DECLINED
    assert last.name == parties.employee.actor.name
    assert f"Witnessed by {parties.reviewer.actor.name}." in last.meaning
    assert "<b>Unfair</b>" in last.meaning
    report = verifying.verify_review(parties.boss, parties.review)
    assert report.all_well
    refused(sign, parties, parties.employee, stance=Stance.AGREES)


def test_words_of_a_refusal_that_no_form_can_hold_are_refused(parties):
    sign(parties, parties.boss)
    sign(parties, parties.reviewer)
    refused(decline, parties, parties.boss, "x" * 5000, says="500")
    assert decline(parties, parties.boss, "w " * 250) is State.CLOSED
    assert verifying.verify_review(parties.boss, parties.review).all_well


def test_with_the_first_signature_the_form_stands_still(parties, ctx):
    sign(parties, parties.boss)
    form = form_pdf.form_bytes(parties.employee, parties.review)
    snapshot = rows(ctx, "select snapshot, snapshot_digest from document")
    entry = parties.entries(parties.boss)[0].id
    goal = goals.plan(ctx, parties.review).goals[0]
    refused(rating.rate, parties.boss, parties.review, entry, "5")
    refused(rating.write_narrative, parties.boss, parties.review, entry, "Later")
    refused(rating.write_self, parties.employee, parties.review, entry, "Later")
    refused(rating.write_comment, parties.employee, parties.review, "Later")
    refused(rating.move, parties.employee, parties.review, Move.TAKE_BACK)
    refused(goals.save_goal, parties.boss, parties.review, goal.text, goal.id)
    refused(goals.remove_goal, parties.boss, goal.id)
    refused(amendments.propose, parties.boss, goal.id, goal.text, "Later")
    person = parties.employee.actor.person_id
    page = replace(staff_entry.form_of(ctx, person), surname="Married")
    staff_entry.change_person(ctx, person, page)
    assert form_pdf.form_bytes(parties.employee, parties.review) == form
    sign(parties, parties.reviewer)
    assert rows(ctx, "select snapshot, snapshot_digest from document") == snapshot
    assert form_pdf.form_bytes(parties.employee, parties.review).startswith(form)
    digest = hashlib.sha256(form_pdf.form_bytes(parties.boss, parties.review)).hexdigest()
    assert rows(ctx, "select pdf_digest from document") == [(digest,)]


def test_a_talk_after_closing_changes_no_form(parties):
    sign(parties, parties.boss)
    sign(parties, parties.reviewer)
    sign(parties, parties.employee, stance=Stance.AGREES)
    form = form_pdf.form_bytes(parties.boss, parties.review)
    refused(
        checkins.hold,
        parties.boss,
        parties.review,
        held_on=parties.office.clock.today(),
        said="After the end",
    )
    assert form_pdf.form_bytes(parties.boss, parties.review) == form


def test_sending_back_makes_signatures_void_and_the_next_form_says_what_it_replaces(parties, ctx):
    sign(parties, parties.boss)
    rating.move(parties.reviewer, parties.review, Move.SEND_BACK, "A figure is wrong")
    assert not signing.signing(parties.boss, parties.review).is_begun
    rating.move(parties.boss, parties.review, Move.COMPLETE_RATING)
    rating.move(parties.reviewer, parties.review, Move.APPROVE)
    rating.move(parties.employee, parties.review, Move.FINISH_COMMENTS)
    sign(parties, parties.boss)
    assert rows(ctx, "select version, void from document order by version") == [(1, 1), (2, 0)]
    snapshot = rows(ctx, "select snapshot from document where version = 2")[0][0]
    assert "version 1" in snapshot


def test_a_desk_with_a_changed_form_is_noticed(parties, ctx):
    sign(parties, parties.boss)
    form = one_bit_changed(form_pdf.form_bytes(parties.boss, parties.review))
    with by_hand(ctx.desk.folder) as file:
        file.execute("update document set pdf = ?", [form])
    assert not verifying.verify_review(parties.boss, parties.review).all_well


def test_a_form_nobody_signed_cannot_be_checked(parties):
    refused(verifying.verify_review, parties.boss, parties.review, says="not signed yet")


def test_a_key_needs_the_office_passphrase_and_a_pin_of_six(ctx):
    person = a_person(ctx)
    owner = as_person(ctx, person)
    refused(certificates.unlock, owner, PIN, says="no signing key yet")
    refused(certificates.make_key, owner, person, PASSPHRASE, PIN, says="no authority yet")
    refused(certificates.make_authority, ctx, "seven77", says="at least 8")
    certificates.make_authority(ctx, PASSPHRASE)
    refused(certificates.make_authority, ctx, PASSPHRASE, says="already has its authority")
    refused(
        certificates.make_key, owner, person, "another office", PIN, says="passphrase is not right"
    )
    refused(certificates.make_key, owner, person, PASSPHRASE, "12345", says="at least 6")
    refused(certificates.unlock, owner, PIN, says="no signing key yet")
    certificates.make_key(owner, person, PASSPHRASE, PIN)
    assert certificates.unlock(owner, PIN).person_id == person
    refused(certificates.make_key, owner, a_person(ctx, "Kofi"), PASSPHRASE, PIN)


def test_a_new_key_takes_the_place_of_a_forgotten_pin_and_the_old_signature_stays_good(parties):
    sign(parties, parties.boss)
    person = parties.boss.actor.person_id
    certificates.make_key(parties.boss, person, PASSPHRASE, "a new pin")
    refused(certificates.unlock, parties.boss, PIN, says="PIN is not right")
    assert certificates.unlock(parties.boss, "a new pin").name == parties.boss.actor.name
    assert verifying.verify_review(parties.boss, parties.review).all_well


def test_neither_pin_nor_passphrase_lies_on_the_disk(parties, ctx):
    sign(parties, parties.boss)
    ctx.desk.close()
    for path in ctx.desk.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert PASSPHRASE.encode() not in content
            assert PIN.encode() not in content
