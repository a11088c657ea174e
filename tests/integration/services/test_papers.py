"""The papers beside the form: whose they are, what they say, and what never stands on them."""

from __future__ import annotations

import subprocess
from datetime import date

import pytest

from builders import a_cycle, a_desk, a_goal, a_person, a_review, as_person
from integration.services.parties import at, refused
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.verdict import Agreement
from reviewdesk.services import (
    amendments,
    checkins,
    forms_to_fill,
    goals,
    letterheads,
    papers,
    unit_papers,
    verifying,
)
from unit.documents.other_papers import a_picture

SECRET = "Zebrafinch"


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def text_of(paper, tmp_path):
    place = tmp_path / "paper.pdf"
    place.write_bytes(paper.pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(place), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return " ".join(done.stdout.split())


def test_a_goal_agreement_has_what_was_agreed_and_the_old_text(ctx, tmp_path):
    parties = at(ctx, State.PLAN)
    draft = papers.goal_agreement(parties.employee, parties.review)
    assert "This plan is not agreed yet" in text_of(draft, tmp_path)
    goals.agree(parties.boss, parties.review)
    goals.agree(parties.employee, parties.review)
    first = goals.plan(ctx, parties.review).goals[0]
    changed = a_goal("Answer letters within a week", weight=50, target=7)
    amendments.propose(parties.boss, first.id, changed, "A new law")
    pending = goals.plan(ctx, parties.review).goals[0].pending
    amendments.agree(parties.employee, pending.id)
    paper = papers.goal_agreement(parties.boss, parties.review, "Letter")
    text = text_of(paper, tmp_path)
    for words in ("1. Answer letters within a week", "7 days", "Answer letters sooner →",
                  "A new law", "Both agreed.", "agreed on 19 March 2026"):  # fmt: skip
        assert words in text
    assert "not agreed yet" not in text
    assert paper.name == "R-2026-00001 goal agreement Kofi Mensah.pdf"
    for who in (parties.auditor, ctx, parties.reviewer):
        assert papers.goal_agreement(who, parties.review).pdf
    refused(papers.goal_agreement, parties.outsider, parties.review)


def test_talks_are_on_paper_and_private_notes_are_not(ctx, tmp_path):
    parties = at(ctx, State.IN_PROGRESS)
    for day, said in ((date(2025, 6, 2), "On course."), (date(2025, 9, 2), "Late again.")):
        checkins.hold(parties.boss, parties.review, held_on=day, said=said)
    checkins.add_note(parties.boss, parties.review, SECRET)
    year = text_of(papers.checkin_record(parties.boss, parties.review), tmp_path)
    assert year.index("On course.") < year.index("Late again.")
    assert SECRET not in year
    talk = checkins.checkins(parties.boss, parties.review).held[0]
    one = papers.checkin_record(parties.employee, parties.review, talk.id)
    assert "Late again." in text_of(one, tmp_path)
    assert "On course." not in text_of(one, tmp_path)
    assert "2025-09-02" in one.name
    refused(papers.checkin_record, parties.boss, parties.review, parties.review, says="This talk")
    refused(papers.checkin_record, parties.outsider, parties.review)


def test_an_improvement_plan_shows_ratings_only_to_whom_they_are_open(ctx, tmp_path):
    parties = at(ctx, State.REVIEWER, rated="2")
    boss = text_of(papers.improvement_plan(parties.boss, parties.review), tmp_path)
    assert "2 · Needs Improvement" in boss
    assert "Train twelve inspectors" in boss
    employee = text_of(papers.improvement_plan(parties.employee, parties.review), tmp_path)
    assert "Needs Improvement" not in employee
    assert "Point 3" in employee


def test_a_form_to_fill_has_the_goals_of_the_plan(ctx, tmp_path):
    parties = at(ctx, State.IN_PROGRESS)
    text = text_of(forms_to_fill.form_to_fill(parties.boss, parties.review), tmp_path)
    for words in ("Goal 1: Answer letters sooner", "50 %", "Kofi Mensah", "Signature"):
        assert words in text
    blank = forms_to_fill.blank_form(parties.employee, "us-va-0750")
    assert "Critical element 1" in text_of(blank, tmp_path)


def test_the_summary_hides_few_people_and_the_sheet_says_who_signed(ctx, tmp_path):
    top = a_person(ctx, "Esi", unit="Bridges")
    boss = a_person(ctx, "Yaw", top, unit="Bridges")
    staff = [a_person(ctx, f"Kofi{place}", boss) for place in range(5)]
    cycle = a_cycle(ctx)
    closed = a_review(ctx, staff[0], cycle=cycle, state=State.CLOSED)
    for one in staff[1:]:
        a_review(ctx, one, cycle=cycle, state=State.SIGNING)
    text = text_of(unit_papers.unit_summary(ctx, cycle), tmp_path)
    assert "Too few reviews are closed" in text
    assert "Bridges" not in text  # two people
    mine = unit_papers.unit_summary(as_person(ctx, staff[0]), cycle)
    assert "Fewer than 5 people" in text_of(mine, tmp_path)
    sheet = text_of(unit_papers.sign_off_sheet(ctx, cycle), tmp_path)
    assert sheet.count("19 March 2026") == 3 + 1  # three signatures, and the day of printing
    own = text_of(unit_papers.sign_off_sheet(as_person(ctx, staff[1]), cycle), tmp_path)
    assert "Kofi1" in own
    assert "Kofi2" not in own
    refused(unit_papers.unit_summary, ctx, closed, says="This cycle is not on this desk")


def test_the_letterhead_is_on_papers_and_signed_forms_keep_theirs(ctx, tmp_path):
    picture = tmp_path / "logo.png"
    picture.write_bytes(a_picture())
    parties = at(ctx, State.CLOSED)
    before = papers.Paper("", signed_form(ctx, parties))
    letterheads.set_letterhead(
        ctx, lines="12 Harbour Road\n\n  Lakeside ", footer="Public body", classification="SECRET",
        logo=letterheads.read_logo(picture),
    )  # fmt: skip
    assert letterheads.letterhead(ctx).lines == ("12 Harbour Road", "Lakeside")
    text = text_of(papers.goal_agreement(ctx, parties.review), tmp_path)
    for words in ("12 Harbour Road", "Public body", "SECRET", "Office of Works"):
        assert words in text
    assert signed_form(ctx, parties) == before.pdf
    assert "SECRET" not in text_of(before, tmp_path)
    other = at(ctx, State.CLOSED, employee=a_person(ctx, "Adjoa", parties.boss.actor.person_id))
    assert "SECRET" in text_of(papers.Paper("", signed_form(ctx, other)), tmp_path)
    report = verifying.verify_review(ctx, other.review)
    assert report.all_well
    assert report.data is Agreement.PAGES


def signed_form(ctx, parties):
    from reviewdesk.services import form_pdf

    return form_pdf.form_bytes(ctx, parties.review)


def test_a_letterhead_that_does_not_fit_is_refused_in_words(ctx, tmp_path):
    def try_(lines="", footer="", classification=""):
        return {"lines": lines, "footer": footer, "classification": classification}

    refused(letterheads.set_letterhead, ctx, **try_(lines="x" * 91), says="A line of the address")
    refused(letterheads.set_letterhead, ctx, **try_(lines="x\n" * 7), says="room for 6 lines")
    refused(letterheads.set_letterhead, ctx, **try_(footer="x" * 131), says="The footer")
    refused(letterheads.set_letterhead, ctx, **try_(classification="x" * 61), says="classification")
    refused(letterheads.read_logo, tmp_path / "none.png", says="cannot be read")
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    refused(letterheads.read_logo, tmp_path / "bad.png", says="no picture that can be read")
    (tmp_path / "huge.png").write_bytes(b"x" * 5_000_001)
    fault = refused(letterheads.read_logo, tmp_path / "huge.png", says="too big for a logo")
    assert "16 million pixels" in fault.remedy
