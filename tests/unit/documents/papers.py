"""Snapshots and keys for tests of the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from reviewdesk.documents import certificates, form, layout, signatures
from reviewdesk.domain.snapshot import (
    CheckInLine,
    CommentLine,
    EntryLine,
    GoalLine,
    PersonLine,
    SignerLine,
    Snapshot,
)
from reviewdesk.services.schemes import load_scheme

NOW = datetime(2026, 4, 9, 10, 42, tzinfo=UTC)
PARTIES = ("employee", "supervisor", "reviewer")
WORDS = "Reached nine days in May and held it through the flood season. "


def a_goal(**changes):
    goal = GoalLine(
        title="Cut the time from complaint to first visit",
        measure="Median days, from the complaints register",
        baseline="14",
        target="9",
        actual="8.5",
        unit="days",
        due="2026-03-31",
        progress="100 %",
        amended="",
    )
    return replace(goal, **changes)


def an_entry(section="goals", name="Cut the time from complaint to first visit", **changes):
    entry = EntryLine(
        section=section,
        name=name,
        weight="40 %" if section == "goals" else "",
        goal=a_goal() if section == "goals" else None,
        self_rating="4 · Exceeds Expectations",
        self_text="We met the target early.",
        ratings=(("", "5 · Outstanding"),),
        narrative=WORDS,
    )
    return replace(entry, **changes)


def a_snapshot(**changes):
    snapshot = Snapshot(
        document_id="R-2026-00012",
        version=1,
        replaces="",
        office="Lakeside District Office",
        scheme_id="general-five",
        scheme_version="2026.1",
        form_title="Performance Review",
        cycle="Annual review 2025/26",
        period_start="2025-04-01",
        period_end="2026-03-31",
        employee=PersonLine("Emily White", "LD-1002", "Inspector", "Inspection North", "Grade 6"),
        supervisor=PersonLine("Ngozi Bamidele", "LD-1001", "Team Leader", "Inspection North"),
        reviewer=PersonLine("Ade Falana", "LD-1000", "Head", "Field Services"),
        entries=(
            *(an_entry(name=f"Goal number {n}") for n in range(4)),
            *(an_entry("competencies", f"Competency {n}") for n in range(4)),
        ),
        check_ins=(
            CheckInLine(
                "2025-06-03", "Backlog", WORDS, ("Ask the workshop (Ngozi)",), "2025-06-05"
            ),
        ),
        result_score="3.84",
        result_level="4 · Exceeds Expectations",
        working=("Goals: 3.90 x 70 % = 2.73",),
        not_rated_reason="",
        comments=(CommentLine("employee", "Employee", "I agree."),),
        signers=tuple(
            SignerLine(party, party.title(), name, "I have read this review.")
            for party, name in zip(
                PARTIES, ("Emily White", "Ngozi Bamidele", "Ade Falana"), strict=True
            )
        ),
        appeal="You may appeal within 15 days.",
    )
    return replace(snapshot, **changes)


def drawn(snapshot=None, paper=layout.Paper.A4):
    scheme = load_scheme("general-five")
    return layout.draw(form.form_content(snapshot or a_snapshot(), scheme), paper=paper)


@cache
def keys():
    """Return the office authority's certificate and one unlocked key a party."""
    authority = certificates.new_authority("Lakeside District Office", "office words", NOW)
    unlocked = {}
    for party in PARTIES:
        signer = certificates.new_signer(
            authority, "office words", party.title(), f"LD-{party}", "123456", NOW
        )
        unlocked[party] = certificates.unlock(signer, "123456", authority.certificate_pem)
    return authority.certificate_pem, unlocked


def signed(snapshot=None, parties=PARTIES, ink=None, pdf=None):
    return sign_with(pdf or drawn(snapshot).pdf, parties, ink)


def sign_with(pdf, parties=PARTIES, ink=None, when=NOW, unlocked=None, certify=True):
    unlocked = unlocked or keys()[1]
    for place, party in enumerate(parties):
        pdf = signatures.sign(
            pdf,
            field=f"sig_{party}",
            key=unlocked[party],
            name=party.title(),
            role_title=party.title(),
            meaning="I have read this review.",
            when=when,
            ink=ink,
            certify=certify and place == 0,
        )
    return pdf
