"""Every public function of the services, called by everybody: the one table decides.

What each function asks for is written down here by hand; who may is worked out from
``domain/permissions.py``. Whoever may not is told so, and the file has not changed.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from builders import PASSPHRASE, PIN, a_goal
from desk_file import by_hand
from integration.services import rights_world
from reviewdesk import services
from reviewdesk.analytics.charts import Bar, Chart, Shape
from reviewdesk.documents.cards import Card
from reviewdesk.documents.page_code import page_text
from reviewdesk.domain import scheme_draft
from reviewdesk.domain.cycle import Population
from reviewdesk.domain.lifecycle import Move
from reviewdesk.domain.permissions import Actor, Right, Role, Scope, allows, scopes, sees_office
from reviewdesk.domain.retention import Kind
from reviewdesk.domain.signoff import Stance
from reviewdesk.domain.trust import RevocationReason
from reviewdesk.errors import UserError
from reviewdesk.services import backups, goals, people, schemes
from reviewdesk.services import dashboard as dashboards
from reviewdesk.services.backups import Reason
from reviewdesk.services.staff_entry import PersonForm
from reviewdesk.store import backup
from reviewdesk.store.key_file import Cost

if TYPE_CHECKING:
    from collections.abc import Callable

REFUSED = "may not do this here"
PERIOD = {"starts": date(2028, 4, 1), "ends": date(2029, 3, 31)}
FORM = PersonForm(number="N-1", surname="New", given="Nana", unit="Roads")


@dataclass(frozen=True, slots=True)
class Call:
    """One use case: what it asks for, towards whom, and how it is called here."""

    rights: tuple[Right, ...]
    about: str
    """The review it is about; empty for what is about nobody or about the whole office."""
    arguments: Callable
    of_person: bool = False
    """Whether it is about the employee as a person, not about the review."""
    at_all: tuple[Right, ...] = ()
    """What it asks for before it looks at whom it is about."""


def about(name, right, *others, **named):
    """Return a call about a review; ``others`` are further rights it asks for."""

    def made(arguments):
        return Call((right, *others), name, arguments, **named)

    return made


def about_employee(name, right):
    """Return a call about the employee of a review."""
    return about(name, right, of_person=True)


def office(right, arguments=lambda w, **_: ((), {})):
    return Call((right,), "", arguments)


def with_(*values, **named):
    """Return the arguments of a call that are the same in every world."""
    return lambda w, **_: (values, named)


def of(read, *values, **named):
    """Return the arguments of a call: something of the world, then plain values."""
    return lambda w, **_: ((read(w), *values), named)


def of_both(one, other, *values):
    return lambda w, **_: ((one(w), other(w), *values), {})


def review(name):
    return lambda w: w.reviews[name].id


def entry(name):
    return lambda w: w.reviews[name].entry


def goal(name):
    return lambda w: w.reviews[name].goal


def other_goal(name):
    return lambda w: w.reviews[name].other_goal


def employee(name):
    return lambda w: w.reviews[name].employee


def cycle(w):
    return w.cycle


def correction(w):
    return w.correction


def next_cycle(w):
    return w.next_cycle


def with_key(name, **named):
    return lambda w, ctx, **_: ((w.reviews[name].id, w.key(ctx, name)), named)


def a_scheme_file(folder):
    place = folder / "taken.toml"
    text = schemes.scheme_text("general-five")
    place.write_text(text.replace('"general-five"', '"taken"'), encoding="utf-8")
    return place


def a_chart():
    return Chart(
        "standing", "Where", "By step", "One.", Shape.ROWS, (Bar("a", "A", 1),), ("A", "N")
    )


OPEN = office(Right.OPEN_DESK)
USE = office(Right.USE_DESK)
USE_TO = office(Right.USE_DESK, with_(Actor("Auditor", Role.AUDITOR)))
CHEAP = Cost(memory=64, passes=1, lanes=1)
"""Passphrases here are guessed by nobody."""
CALLS = {
    "passphrases.is_locked": OPEN,
    "passphrases.logins": USE,
    "passphrases.lock": office(Right.MANAGE_ACCOUNTS, with_(PASSPHRASE, CHEAP)),
    "passphrases.give": office(Right.MANAGE_ACCOUNTS, of(employee("plan"), PASSPHRASE, CHEAP)),
    "passphrases.change_own": office(Right.USE_DESK, with_(PASSPHRASE, "other words", CHEAP)),
    "passphrases.take_away": office(Right.MANAGE_ACCOUNTS, with_(UUID(int=1))),
    "passphrases.new_recovery_code": office(Right.MANAGE_ACCOUNTS, with_(CHEAP)),
    "seats.needs_passphrase": USE_TO,
    "seats.take_seat": USE_TO,
    "passphrases.has_own": office(Right.OPEN_DESK, with_(Actor("Auditor", Role.AUDITOR))),
    "passphrases.prove": office(Right.OPEN_DESK, with_(Actor("Auditor", Role.AUDITOR), "")),
    "seats.asks_passphrase": about("year", Right.MOVE_REVIEW)(
        of_both(review("year"), employee("year"))
    ),
    "seats.hand_computer": about("year", Right.MOVE_REVIEW)(
        of_both(review("year"), employee("year"))
    ),
    "accounts.who_can_sit": USE,
    "accounts.actor_for_person": office(Right.USE_DESK, of(employee("plan"))),
    "accounts.resume": office(Right.USE_DESK, with_("0" * 32)),
    "accounts.give_role": office(Right.MANAGE_ACCOUNTS, of(employee("plan"), Role.AUDITOR)),
    "amendments.propose": about("year", Right.SET_GOALS)(
        of(
            other_goal("year"),
            replace(rights_world.STEPS, milestones=("Pack", "Move", "Unpack")),
            "A new law",
        )
    ),
    "amendments.propose_new": about("year", Right.SET_GOALS)(
        lambda w, **_: (
            (w.reviews["year"].id, a_goal("Fourth", 20), "A new law"),
            {"weights": {w.reviews["year"].goal: Decimal(20)}},
        )
    ),
    "amendments.propose_drop": about("year", Right.SET_GOALS)(
        lambda w, **_: (
            (w.reviews["year"].other_goal, "No longer ours"),
            {"weights": {w.reviews["year"].goal: Decimal(60)}},
        )
    ),
    "amendments.agree": about("year", Right.AGREE_GOALS)(of(lambda w: w.version)),
    "amendments.withdraw": about("year", Right.SET_GOALS)(of(lambda w: w.version)),
    "authority.overview": office(Right.SEE_CERTIFICATES),
    "authority.save_certificate": office(
        Right.USE_DESK, lambda w, folder, **_: ((folder / "f.pem",), {})
    ),
    "authority.renew": office(Right.MAKE_AUTHORITY, with_(PASSPHRASE)),
    "authority.back_up": office(
        Right.MAKE_AUTHORITY, lambda w, folder, **_: ((PASSPHRASE, folder / "f.p12"), {})
    ),
    "authority.restore": office(
        Right.MAKE_AUTHORITY, lambda w, folder, **_: ((folder / "none.p12", PASSPHRASE), {})
    ),
    "authority.trust": office(
        Right.MAKE_AUTHORITY,
        lambda w, folder, **_: ((rights_world.another_authority(folder),), {}),
    ),
    "authority.no_longer_trust": office(Right.MAKE_AUTHORITY, of(lambda w: w.trusted)),
    "backups.by_itself": office(Right.OPEN_DESK, with_(Reason.HOUR)),
    "backups.before": office(Right.OPEN_DESK, with_(Reason.IMPORT)),
    "backups.back_up": office(Right.KEEP_BACKUPS),
    "backups.list_backups": office(Right.KEEP_BACKUPS),
    "backups.restore": office(
        Right.KEEP_BACKUPS,
        lambda w, ctx, **_: ((backup.make(ctx.desk, "asked", rights_world.NOW).path.name,), {}),
    ),
    "backups.second_place": office(Right.OPEN_DESK),
    "backups.reminder": office(Right.OPEN_DESK),
    "backups.choose_second_place": office(
        Right.KEEP_BACKUPS, lambda w, folder, **_: ((folder,), {})
    ),
    "backups.copy_to_second_place": office(
        Right.KEEP_BACKUPS,
        lambda w, ctx, folder, **_: (backups.choose_second_place(ctx, folder), ((), {}))[1],
    ),
    "certificates.make_authority": office(Right.MAKE_AUTHORITY, with_(PASSPHRASE)),
    "certificates.make_key": about_employee("plan", Right.ISSUE_CERTIFICATES)(
        of(employee("plan"), PASSPHRASE, PIN)
    ),
    "certificates.unlock": office(Right.SIGN, with_(PIN)),
    "certificates.trusted_roots": OPEN,
    "checkin_list.list_checkins": office(Right.SEE_REVIEW),
    "checkin_views.checkins": about("year", Right.SEE_REVIEW)(of(review("year"))),
    "checkins.hold": about("year", Right.HOLD_CHECK_IN)(
        of(review("year"), held_on=date(2025, 10, 1), said="Well.")
    ),
    "checkins.mark_seen": about("year", Right.MARK_SEEN)(of(lambda w: w.talk)),
    "checkins.finish_action": about("year", Right.NOTE_PROGRESS)(
        of(lambda w: w.action, date(2025, 10, 1))
    ),
    "checkins.add_note": about("year", Right.KEEP_PRIVATE_NOTES)(of(review("year"), "Mine")),
    "checkins.remove_note": about("year", Right.KEEP_PRIVATE_NOTES)(of(lambda w: w.note)),
    "corrections.choices": about("closed", Right.NOTE_CORRECTION)(of(review("closed"))),
    "corrections.note": about("closed", Right.NOTE_CORRECTION)(
        of(review("closed"), "record", "9 days", "The letter says so")
    ),
    "corrections.answer": about("closed", Right.ANSWER_CORRECTION)(
        of(correction, accepted=False, words="The record is right")
    ),
    "corrections.withdraw": about("closed", Right.NOTE_CORRECTION)(of(correction, "Mistaken")),
    "corrections.of_review": about("closed", Right.SEE_REVIEW)(of(review("closed"))),
    "correction_papers.read": about("closed", Right.PRINT_FORM)(of(review("closed"), "A4")),
    "correction_papers.corrections_paper": about("closed", Right.PRINT_FORM)(of(review("closed"))),
    "correction_papers.beside": about("closed", Right.PRINT_FORM)(of(review("closed"))),
    "correction_papers.with_corrections": office(
        Right.PRINT_FORM, lambda w, **_: (((w.reviews["closed"].id,),), {})
    ),
    "cycles.population_choices": office(Right.RUN_CYCLES),
    "cycles.list_cycles": office(Right.SEE_CYCLES),
    "cycles.cycle": office(Right.SEE_CYCLES, of(cycle)),
    "cycles.named": office(Right.SEE_CYCLES, with_("  this  YEAR ")),
    "cycles.create": office(
        Right.RUN_CYCLES, with_(name="Far ahead", scheme_id="general-five", **PERIOD)
    ),
    "cycles.change": office(
        Right.RUN_CYCLES,
        of(next_cycle, name="Renamed", population=Population(), minimum_days=9, dates={}),
    ),
    "cycles.close": office(Right.RUN_CYCLES, of(next_cycle)),
    "dashboard.choices": office(Right.SEE_DASHBOARD),
    "dashboard.dashboard": office(
        Right.SEE_DASHBOARD, lambda w, **_: ((dashboards.Filters(w.cycle),), {})
    ),
    "dashboard.chart_file": office(Right.SEE_DASHBOARD, with_((a_chart(),), "pdf")),
    "dashboard.save_charts": office(
        Right.SEE_DASHBOARD, lambda w, folder, **_: (((a_chart(),), folder / "chart.pdf"), {})
    ),
    "desks.office_name": OPEN,
    "desks.use_paper": office(Right.RUN_CYCLES, with_("Letter")),
    "audit_log.newest": office(Right.CHECK_DESK),
    "desk_check.check": office(Right.CHECK_DESK),
    "drafts.save": office(Right.OPEN_DESK, with_("somewhere", "words")),
    "drafts.load": office(Right.OPEN_DESK, with_("somewhere")),
    "drafts.places": OPEN,
    "drafts.drop": office(Right.OPEN_DESK, with_("somewhere")),
    "drafts.author": OPEN,
    "form_pdf.office_paper": OPEN,
    "form_pdf.form_bytes": about("year", Right.PRINT_FORM)(of(review("year"))),
    "forms_to_fill.blank_form": office(Right.SEE_CYCLES, with_("general-five")),
    "forms_to_fill.form_to_fill": about("year", Right.PRINT_FORM)(of(review("year"))),
    "goal_copies.plans": office(Right.SEE_REVIEW),
    "goal_copies.copy_last_year": about("plan", Right.SET_GOALS, at_all=(Right.SEE_REVIEW,))(
        of(review("plan"))
    ),
    "goal_copies.copy_to_many": about("year", Right.SEE_REVIEW)(
        lambda w, **_: (([w.reviews["year"].goal], []), {})
    ),
    "goal_links.objectives": office(Right.SEE_CYCLES),
    "goal_links.add_objective": office(Right.RUN_CYCLES, with_("Shorter queues")),
    "goal_links.links": about("year", Right.SEE_REVIEW)(of(review("year"))),
    "goal_progress.note_progress": about("year", Right.NOTE_PROGRESS)(
        of(goal("year"), date(2025, 9, 9), Decimal(10), "Counted")
    ),
    "goal_progress.set_milestone": about("year", Right.NOTE_PROGRESS)(
        of(lambda w: w.milestone, date(2025, 9, 9))
    ),
    "goal_progress.review_of": office(Right.OPEN_DESK, of(goal("year"))),
    "goals.plan": about("year", Right.SEE_REVIEW)(of(review("year"))),
    "goals.save_goal": about("plan", Right.SET_GOALS)(of(review("plan"), a_goal("Another", 5))),
    "goals.remove_goal": about("plan", Right.SET_GOALS)(of(goal("plan"))),
    "goals.reorder": about("plan", Right.SET_GOALS)(
        lambda w, **_: (
            (w.reviews["plan"].id, [w.reviews["plan"].other_goal, w.reviews["plan"].goal]),
            {},
        )
    ),
    "goals.share_out": about("plan", Right.SET_GOALS)(of(review("plan"))),
    "goals.agree": about("plan", Right.AGREE_GOALS)(of(review("plan"))),
    "history.of_person": about_employee("plan", Right.SEE_PEOPLE)(of(employee("plan"))),
    "history.of_cycle": office(Right.SEE_CYCLES, of(lambda w: w.cycle)),
    "history.of_review": about("closed", Right.SEE_REVIEW)(of(review("closed"))),
    "history.of_plan": about("plan", Right.SEE_REVIEW)(of(review("plan"))),
    "home.home": USE,
    "launching.launch": office(Right.RUN_CYCLES, of(next_cycle, leave_out_unready=True)),
    "letterheads.letterhead": OPEN,
    "letterheads.set_letterhead": office(
        Right.RUN_CYCLES, with_(lines="1 Road", footer="", classification="SECRET")
    ),
    "papers.goal_agreement": about("year", Right.PRINT_FORM, Right.SEE_REVIEW)(of(review("year"))),
    "papers.checkin_record": about("year", Right.PRINT_FORM, Right.SEE_REVIEW)(of(review("year"))),
    "papers.improvement_plan": about("year", Right.PRINT_FORM)(of(review("year"))),
    "own_keys.known_drivers": OPEN,
    "own_keys.look_at_cards": office(Right.OPEN_DESK, with_("no driver")),
    "own_keys.look_at_file": office(Right.OPEN_DESK, with_(b"no key", "")),
    "own_keys.take_card": office(
        Right.ISSUE_CERTIFICATES, with_(Card("no driver", "token", "1", "a1"), PIN)
    ),
    "own_keys.take_in_file": office(Right.ISSUE_CERTIFICATES, with_(b"no key", "", PIN)),
    "pen.paper_to_sign": about("pen", Right.ATTACH_SCAN)(of(review("pen"))),
    "pen.attach": about("pen", Right.ATTACH_SCAN)(
        lambda w, folder, **_: ((w.reviews["pen"].id, rights_world.a_scan(folder)), {})
    ),
    "pen.with_scans": office(Right.PRINT_FORM, lambda w, **_: (((),), {})),
    "pen.scans": about("penned", Right.PRINT_FORM)(of(review("penned"))),
    "pen.scan": about("penned", Right.SEE_REVIEW)(of(review("penned"))),
    "pen.scan_bytes": about("penned", Right.PRINT_FORM)(of(review("penned"))),
    "pen.save_scan": about("penned", Right.PRINT_FORM)(
        lambda w, folder, **_: ((w.reviews["penned"].id, folder / "f.png"), {})
    ),
    "revocations.revoke": office(
        Right.MAKE_AUTHORITY, of(lambda w: w.certificate, RevocationReason.LEFT)
    ),
    "revocations.revoked": OPEN,
    "revocations.save_list": office(
        Right.MAKE_AUTHORITY, lambda w, folder, **_: ((PASSPHRASE, folder / "f.crl"), {})
    ),
    "participants.choose": office(
        Right.RUN_CYCLES,
        lambda w, **_: (
            (w.next_cycle, w.reviews["plan"].employee),
            {"left_out": True, "reason": "On leave"},
        ),
    ),
    "own_schemes.list_all": office(Right.SEE_CYCLES),
    "own_schemes.for_cycles": office(Right.SEE_CYCLES),
    "own_schemes.text_for_cycle": office(Right.SEE_CYCLES, with_("general-five")),
    "own_schemes.scheme_text": office(
        Right.SEE_CYCLES, of_both(lambda _w: "own", lambda w: w.own_scheme)
    ),
    "own_schemes.draft": office(Right.CHANGE_SCHEMES, of(lambda w: w.own_scheme)),
    "own_schemes.make": office(Right.CHANGE_SCHEMES, with_("Twentieth")),
    "own_schemes.next_version": office(Right.CHANGE_SCHEMES, of(lambda w: w.finished_scheme)),
    "own_schemes.save": office(
        Right.CHANGE_SCHEMES, of(lambda w: w.own_scheme, scheme_draft.blank("Own"))
    ),
    "own_schemes.finish": office(Right.CHANGE_SCHEMES, of(lambda w: w.own_scheme)),
    "own_schemes.remove": office(Right.CHANGE_SCHEMES, of(lambda w: w.finished_scheme)),
    "own_schemes.export": office(
        Right.SEE_CYCLES,
        lambda w, folder, **_: (("own", w.own_scheme, folder / "f.toml"), {}),
    ),
    "own_schemes.take_in": office(
        Right.CHANGE_SCHEMES, lambda w, folder, **_: ((a_scheme_file(folder),), {})
    ),
    "participants.take_in": office(Right.RUN_CYCLES, of_both(next_cycle, employee("plan"))),
    "people.list_people": office(Right.SEE_PEOPLE),
    "people.units": USE,
    "people.supervisor_on": about_employee("year", Right.SEE_PEOPLE)(
        of(employee("year"), date(2025, 9, 9))
    ),
    "people.about": office(Right.OPEN_DESK, of(employee("plan"))),
    "person_files.whole_file": about_employee("closed", Right.TAKE_PERSON_FILE)(
        of(employee("closed"))
    ),
    "person_files.save": about_employee("closed", Right.TAKE_PERSON_FILE)(
        lambda w, folder, **_: ((employee("closed")(w), folder / "file.pdf"), {})
    ),
    "person_page.person": about_employee("year", Right.SEE_PEOPLE)(of(employee("year"))),
    "plan_parts.set_weights": about("weights", Right.SET_GOALS)(
        of(review("weights"), "elements", {})
    ),
    "plan_parts.share_out_entries": about("weights", Right.SET_GOALS)(
        lambda w, ctx, **_: (
            (w.reviews["weights"].id, weighted_section(ctx, w.reviews["weights"].id)),
            {},
        )
    ),
    "exporting.export": about("year", Right.PRINT_FORM, at_all=(Right.PRINT_FORM,))(
        lambda w, folder, **_: (([w.reviews["year"].id], folder / "forms"), {})
    ),
    "paper_batch.each_paper": office(Right.PRINT_FORM, with_(())),
    "form_pdf.read_form": about("year", Right.PRINT_FORM)(of(review("year"), "A4")),
    "records.list_records": office(Right.PRINT_FORM),
    "records.rows_of": about("year", Right.PRINT_FORM, at_all=(Right.PRINT_FORM,))(
        lambda w, **_: (([w.reviews["year"].id],), {})
    ),
    "records.units_below": office(
        Right.USE_DESK, lambda w, ctx, **_: ((people.units(ctx)[0].id,), {})
    ),
    "records.count_pages": office(Right.PRINT_FORM, with_(())),
    "volumes.bind": about("year", Right.PRINT_FORM, at_all=(Right.PRINT_FORM,))(
        lambda w, folder, **_: (([w.reviews["year"].id], folder / "forms.pdf"), {})
    ),
    "printing.save_form": about("year", Right.PRINT_FORM)(
        lambda w, folder, **_: ((w.reviews["year"].id, folder / "form.pdf"), {})
    ),
    "printing.form_name": about("year", Right.PRINT_FORM)(of(review("year"))),
    "proof_sheets.proof_sheet": about("closed", Right.PRINT_FORM)(of(review("closed"))),
    "proof_sheets.printed_copy": about("closed", Right.PRINT_FORM)(of(review("closed"))),
    "proof_sheets.has_proof": about("year", Right.PRINT_FORM)(of(review("year"))),
    "proving.prove_here": office(Right.OPEN_DESK, with_((page_text("R-1", 1, "00" * 32),))),
    "rating.write_self": about("self", Right.ASSESS_SELF)(
        of_both(review("self"), entry("self"), "I did it")
    ),
    "rating.rate_self": about("self", Right.ASSESS_SELF)(
        of_both(review("self"), entry("self"), "4")
    ),
    "rating.write_narrative": about("rating", Right.RATE)(
        of_both(review("rating"), entry("rating"), "Seen")
    ),
    "rating.rate": about("rating", Right.RATE)(of_both(review("rating"), entry("rating"), "4")),
    "rating.write_comment": about("reviewer", Right.COMMENT_REVIEW)(
        of(review("reviewer"), "I agree")
    ),
    "rating.move": about("reviewer", Right.MOVE_REVIEW)(of(review("reviewer"), Move.APPROVE)),
    "rating.move (void)": about("year", Right.VOID_REVIEW)(
        of(review("year"), Move.VOID, "Made by mistake")
    ),
    "rating.move (reopen)": about("closed", Right.VOID_REVIEW)(
        of(review("closed"), Move.REOPEN, "A figure was wrong")
    ),
    "readiness.readiness": office(Right.RUN_CYCLES, of(next_cycle)),
    "reporting_lines.correct_supervisor": office(
        Right.CHANGE_PEOPLE,
        of_both(employee("plan"), lambda w: w.line["reviewer"], date(2025, 9, 9)),
    ),
    "hand_overs.hand_over_review": office(
        Right.CHANGE_PEOPLE, of_both(review("plan"), lambda w: w.line["reviewer"])
    ),
    "hand_overs.astray": office(Right.CHANGE_PEOPLE),
    "interims.interim": about("handed", Right.SEE_REVIEW)(of(lambda w: w.interim)),
    "interims.write": about("handed", Right.ASSESS_INTERIM)(of(lambda w: w.interim, "Went well")),
    "interims.rate": about("handed", Right.ASSESS_INTERIM)(
        lambda w, **_: ((w.interim, w.reviews["handed"].goal.hex, "4"), {})
    ),
    "interims.hand_in": about("done", Right.ASSESS_INTERIM)(of(lambda w: w.written_interim)),
    "interims.decide": office(
        Right.CHANGE_PEOPLE, of(lambda w: w.interim, "On long leave", wanted=False)
    ),
    "interims.about_interim": office(Right.OPEN_DESK, of(lambda w: w.interim)),
    "plan_days.correct_plan_day": office(
        Right.CHANGE_PEOPLE, of(review("late"), date(2021, 4, 7), "Signed on paper")
    ),
    "review_changes.changes_since_seen": about("year", Right.SEE_REVIEW)(of(review("year"))),
    "review_changes.mark_seen": about("year", Right.SEE_REVIEW)(of(review("year"))),
    "reviewer_changes.change_reviewer": office(
        Right.CHANGE_PEOPLE, of_both(review("plan"), lambda w: w.line["top"], "On leave")
    ),
    "retention.keeping": office(Right.SEE_RETENTION),
    "retention.keep_for": office(Right.DESTROY_RECORDS, with_(Kind.TALKS, 7)),
    "retention.hold": office(Right.DESTROY_RECORDS, of(employee("year"), "Tribunal")),
    "retention.lift": office(
        Right.DESTROY_RECORDS, lambda w, ctx, **_: ((rights_world.a_hold(w, ctx), "Over"), {})
    ),
    "destruction.destroyed": office(Right.SEE_RETENTION),
    "destruction.destroy": office(
        Right.DESTROY_RECORDS, lambda w, ctx, **_: ((rights_world.what_is_over(w, ctx), "7"), {})
    ),
    "destruction.certificate": office(
        Right.SEE_RETENTION, lambda w, ctx, **_: ((rights_world.a_destruction(w, ctx),), {})
    ),
    "reviews.open_review": about("rating", Right.SEE_REVIEW)(of(review("rating"))),
    "reviews.list_reviews": office(Right.SEE_REVIEW),
    "search.find": office(Right.SEE_PEOPLE, with_("boss")),
    "search.find_people": office(Right.SEE_PEOPLE, with_("boss")),
    "second_rating.rate_again": about("grades", Right.RATE_AGAIN)(
        of_both(review("grades"), entry("grades"), "8")
    ),
    "second_rating.write_reason": about("grades", Right.RATE_AGAIN)(
        of_both(review("grades"), entry("grades"), "Seen on a visit")
    ),
    "second_rating.take_over": about("grades", Right.RATE_AGAIN)(of(review("grades"))),
    "signing.signing": about("sign", Right.SEE_REVIEW)(of(review("sign"))),
    "signing.sign": about("sign", Right.SIGN)(with_key("sign", stance=Stance.AGREES)),
    "signing.decline": about("refuse", Right.SIGN)(with_key("refuse", reason="Read, said no")),
    "staff_entry.form_of": office(Right.CHANGE_PEOPLE, of(employee("plan"))),
    "staff_entry.add_person": office(Right.CHANGE_PEOPLE, with_(FORM)),
    "staff_entry.change_person": office(Right.CHANGE_PEOPLE, of(employee("plan"), FORM)),
    "staff_import.preview": office(
        Right.CHANGE_PEOPLE, lambda w, folder, **_: ((rights_world.staff_list(folder),), {})
    ),
    "staff_import.carry_out": office(
        Right.CHANGE_PEOPLE, lambda w, ctx, folder, **_: ((rights_world.preview(ctx, folder),), {})
    ),
    "unit_papers.unit_summary": office(Right.SEE_DASHBOARD, of(cycle)),
    "unit_papers.sign_off_sheet": office(Right.PRINT_FORM, of(cycle)),
    "standing.about_review": office(Right.OPEN_DESK, of(review("plan"))),
    "standing.about_person": office(Right.OPEN_DESK, of(employee("plan"))),
    "verifying.verify_here": office(
        Right.OPEN_DESK, lambda w, folder, **_: ((rights_world.a_form(w, folder),), {})
    ),
    "verifying.verify_review": about("closed", Right.PRINT_FORM, Right.SEE_REVIEW)(
        of(review("closed"))
    ),
}
REFUSES_ALL = {
    "authority.restore",
    "certificates.make_authority",
    "own_keys.look_at_cards",
    "own_keys.look_at_file",
    "own_keys.take_card",
    "own_keys.take_in_file",
    "passphrases.give",
    "passphrases.change_own",
    "passphrases.prove",
    "passphrases.take_away",
    "passphrases.new_recovery_code",
}
"""What nobody can do in this office, for there is no such card, file or need, or because the
desk is not locked: the refusal is another one."""


def weighted_section(ctx, review_id):
    return goals.plan(ctx, review_id).weighted[0].section


def named(name):
    module, _, function = name.partition(" ")[0].partition(".")
    return getattr(importlib.import_module(f"reviewdesk.services.{module}"), function)


def public_functions():
    """Return every public function that starts with the context and opens its own session."""
    found = set()
    for module in pkgutil.iter_modules(services.__path__):
        loaded = importlib.import_module(f"reviewdesk.services.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters.values())
            if (
                function.__module__ == loaded.__name__
                and not name.startswith("_")
                and parameters
                and parameters[0].annotation == "Context"
                and not any(one.annotation in ("Session", "Review") for one in parameters)
            ):
                found.add(f"{module.name}.{name}")
    return found


def test_no_function_is_left_out():
    known = {name.partition(" ")[0] for name in CALLS}
    found = public_functions()
    assert found - known == set(), "say in CALLS which right these ask for"
    assert known - found == set(), "these are gone: take them from CALLS"


def test_every_right_of_the_table_is_asked_for_somewhere():
    assert {right for call in CALLS.values() for right in call.rights} == set(Right)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return rights_world.make(tmp_path_factory.mktemp("rights"))


def version(connection):
    """Return a number that changes when another connection commits."""
    return connection.execute("PRAGMA data_version").fetchone()[0]


def carried_out(function, seated, arguments, options):
    """Return whether somebody who may did it, or was told why not now."""
    try:
        function(seated, *arguments, **options)
    except UserError as fault:
        if REFUSED in fault.happened:
            raise
        return False
    return True


@pytest.mark.parametrize("name", CALLS)
def test_whoever_may_not_is_refused_and_nothing_is_written(world, tmp_path, name):
    call = CALLS[name]
    function = named(name)
    whom = world.about(call.about) if call.about else None
    if whom is not None and call.of_person:
        whom = whom._replace(review_id=None)
    actors = world.actors(call.about or "plan")
    may = {
        who: all(allows(right, actor, whom) for right in call.rights)
        and all(allows(right, actor) for right in call.at_all)
        for who, actor in actors.items()
    }
    ctx = world.opened(tmp_path)
    try:
        arguments, options = call.arguments(world, ctx=ctx, folder=tmp_path)
        with by_hand(ctx.desk.folder) as file:
            before = version(file)
            for who, actor in actors.items():
                if not may[who]:
                    with pytest.raises(UserError, match=REFUSED) as caught:
                        function(ctx.acting_as(actor), *arguments, **options)
                    assert actor.name in caught.value.happened, who
            assert version(file) == before
            assert list(tmp_path.glob("f*")) == []  # nor a form written
        done = [
            who
            for who, actor in actors.items()
            if may[who] and carried_out(function, ctx.acting_as(actor), arguments, options)
        ]
    finally:
        ctx.desk.close()
    assert bool(done) is (name not in REFUSES_ALL)


@pytest.mark.parametrize("right", list(Right))
def test_the_office_wide_rights_are_for_those_the_table_names(right):
    """A right over everybody is never given to staff, but for the desk itself and its cycles."""
    if right in (Right.OPEN_DESK, Right.USE_DESK, Right.SEE_CYCLES):
        return
    assert Scope.OFFICE not in scopes(right, Role.STAFF)


def test_whom_the_computer_was_handed_for_a_review_reaches_that_review_alone(world):
    """The table gives rights; this law takes away what is not about the one review."""
    for name in ("year", "sign"):
        here = world.about(name)
        person = here._replace(review_id=None)
        guest = world.actors(name)["guest"]
        elsewhere = world.actors(name)["guest of another"]
        free = guest._replace(only_review=None)
        for right in Right:
            assert allows(right, guest, here) is allows(right, free, here)
            assert not allows(right, elsewhere, here)
            needed = right in (Right.OPEN_DESK, Right.SIGN, Right.ISSUE_CERTIFICATES)
            assert allows(right, guest) is needed
            assert allows(right, guest, person) is (needed and allows(right, free, person))
            assert not sees_office(right, guest)


def test_goals_are_copied_to_nobody_whose_plan_one_may_not_write(world, tmp_path):
    ctx = world.opened(tmp_path)
    try:
        actors = world.actors("plan")
        for who in ("top", "reviewer", "officer", "auditor"):
            seated = ctx.acting_as(actors[who])
            done = goals_copied(seated, world)
            assert (done.copied, len(done.skipped)) == (0, 1), who
            assert REFUSED in done.skipped[0][1]
        assert goals_copied(ctx.acting_as(actors["boss"]), world).copied == 1
    finally:
        ctx.desk.close()


def goals_copied(seated, world):
    from reviewdesk.services import goal_copies

    source = world.third_goal
    return goal_copies.copy_to_many(seated, [source], [world.reviews["plan"].id])
