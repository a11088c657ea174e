"""Corrections stand beside a closed or void record: asked for, answered, withdrawn, all kept."""

from __future__ import annotations

import json
import subprocess

import pikepdf
import pytest

from builders import a_desk, a_person, as_person, days_later
from desk_file import by_hand, dump
from integration.services.parties import at, refused
from reviewdesk.domain.correction import Reply, Standing
from reviewdesk.domain.lifecycle import Move, Mover, State
from reviewdesk.domain.permissions import Role
from reviewdesk.domain.retention import Kind
from reviewdesk.services import (
    accounts,
    correction_papers,
    corrections,
    desk_check,
    destruction,
    exporting,
    form_pdf,
    glance,
    history,
    home,
    paper_kinds,
    people,
    person_files,
    rating,
    records,
    retention,
    reviews,
    verifying,
    volumes,
)

RIGHT = "The target was 8 days, by the letter of 2 May."


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


@pytest.fixture
def closed(ctx):
    return at(ctx, State.CLOSED)


def part(who, review, words):
    return next(one for one in corrections.choices(who, review) if words in one.title)


def noted(who, review, words="Answer letters", right=RIGHT):
    return corrections.note(who, review, part(who, review, words).id, right, "I have the letter.")


def one(who, review):
    (found,) = corrections.of_review(who, review)
    return found


def text_of(pdf, tmp_path):
    place = tmp_path / "paper.pdf"
    place.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(place), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return " ".join(done.stdout.split())


def test_a_request_is_kept_beside_the_record_which_stays_as_it_is(ctx, closed):
    before = form_pdf.form_bytes(ctx, closed.review)
    noted(closed.employee, closed.review)
    seen = one(closed.boss, closed.review)
    assert (seen.noted_as, seen.standing) == (Mover.EMPLOYEE, Standing.WAITING)
    assert seen.title == "Answer letters sooner"
    assert "Target: 9 days" in seen.said
    assert "Rating: 3 · Meets Expectations" in seen.said
    assert (seen.corrected, seen.reason) == (RIGHT, "I have the letter.")
    assert form_pdf.form_bytes(ctx, closed.review) == before
    for who in (closed.employee, closed.boss, closed.reviewer, closed.auditor, ctx):
        assert reviews.open_review(who, closed.review).corrections[0].corrected == RIGHT
    refused(corrections.of_review, closed.outsider, closed.review)
    refused(corrections.note, closed.outsider, closed.review, "record", "x", "y")


def test_every_part_of_the_record_can_be_meant(closed):
    found = {each.id: each for each in corrections.choices(closed.employee, closed.review)}
    assert {"record", "person", "parties", "entry-1", "result"} <= found.keys()
    assert "Name: Kofi Mensah" in found["person"].said
    assert "Period: 1 April 2025" in found["parties"].said
    assert "Meets Expectations" in found["result"].said


def test_what_the_record_says_is_what_was_signed_whatever_the_staff_list_says_by_now(ctx, closed):
    form = people_form(ctx, closed.employee.actor.person_id, surname="Newname")
    assert form
    assert "Kofi Mensah" in part(closed.employee, closed.review, "Details").said


def people_form(ctx, person, **changes):
    from dataclasses import replace

    from reviewdesk.services import staff_entry

    form = staff_entry.form_of(ctx, person)
    staff_entry.change_person(ctx, person, replace(form, **changes))
    return people.list_people(ctx)


def test_the_office_answers_and_both_stay(ctx, closed):
    first = noted(closed.employee, closed.review)
    second = noted(closed.boss, closed.review, "record")
    refused(corrections.answer, ctx, second, accepted=False, words=" ", says="say why")
    days_later(ctx, 1)
    corrections.answer(ctx, first, accepted=True)
    corrections.answer(ctx, second, accepted=False, words="The minutes say otherwise.")
    mine, theirs = corrections.of_review(closed.reviewer, closed.review)
    assert (mine.standing, theirs.standing) == (Standing.ACCEPTED, Standing.DECLINED)
    assert (mine.corrected, theirs.replies[0].words) == (RIGHT, "The minutes say otherwise.")
    assert "20 March 2026" in corrections.reply_words(theirs.replies[0])
    refused(corrections.answer, ctx, first, accepted=False, words="No", says="does not wait")
    refused(corrections.answer, closed.boss, first, accepted=True)


def test_what_the_officer_notes_is_stated_by_the_office_unless_it_is_their_own_review(ctx, closed):
    noted(ctx, closed.review)
    seen = one(ctx, closed.review)
    assert (seen.noted_as, seen.standing) == (Mover.OFFICE, Standing.STATED)
    assert not seen.may_answer
    refused(corrections.answer, ctx, seen.id, accepted=True, says="does not wait")
    accounts.give_role(ctx, closed.employee.actor.person_id, Role.HR)
    officer = as_person(ctx, closed.employee.actor.person_id)
    request = noted(officer, closed.review, "result")
    assert corrections.of_review(ctx, closed.review)[1].noted_as is Mover.EMPLOYEE
    assert not corrections.of_review(officer, closed.review)[1].may_answer
    refused(corrections.answer, officer, request, accepted=True, says="has a part")
    refused(corrections.withdraw, officer, seen.id, "Mistaken", says="Only whoever noted")
    for who, lines in ((officer, 0), (ctx, 1)):
        kinds = [item.kind for item in home.home(who).items]
        assert kinds.count("correction") == lines


def test_only_whoever_noted_it_withdraws_it_by_a_further_line(ctx, closed):
    request = noted(closed.employee, closed.review)
    for who in (closed.boss, ctx):
        refused(corrections.withdraw, who, request, "No", says="Only whoever noted")
    refused(corrections.withdraw, closed.employee, request, " ", says="say why")
    corrections.answer(ctx, request, accepted=False, words="The minutes say otherwise.")
    corrections.withdraw(closed.employee, request, "I found the minutes.")
    seen = one(ctx, closed.review)
    assert [reply.kind for reply in seen.replies] == [Reply.DECLINED, Reply.WITHDRAWN]
    assert (seen.standing, seen.corrected) == (Standing.WITHDRAWN, RIGHT)
    assert not seen.may_withdraw
    refused(corrections.withdraw, closed.employee, request, "Again", says="already")
    office = noted(ctx, closed.review)
    corrections.withdraw(ctx, office, "Wrong file")
    refused(corrections.withdraw, ctx, closed.review, "x", says="not on this desk")


def test_an_open_review_is_changed_not_corrected_and_a_correction_needs_its_words(ctx, closed):
    open_one = at(ctx, State.RATING, employee=a_person(ctx, "Akua", closed.boss.actor.person_id))
    refused(corrections.note, open_one.employee, open_one.review, "record", "x", "y", says="open")
    refused(corrections.choices, open_one.boss, open_one.review, says="still open")
    assert corrections.of_review(open_one.boss, open_one.review) == ()
    refused(corrections.note, closed.boss, closed.review, "record", " ", "y", says="what is right")
    refused(corrections.note, closed.boss, closed.review, "record", "x", "", says="say why")
    refused(corrections.note, closed.boss, closed.review, "x", "x", "y", says="no such part")
    long = "x" * 2001
    refused(corrections.note, closed.boss, closed.review, "record", long, "y", says="shorten")


def test_a_request_is_still_seen_and_answered_when_the_review_is_opened_again(ctx, closed):
    """Opening it is how the office often puts it right; Home must not lead to an empty page."""
    asked = noted(closed.employee, closed.review)
    rating.move(ctx, closed.review, Move.REOPEN, "The target was wrong")
    waits = [item for item in home.home(ctx).items if item.kind == "correction"]
    assert [item.id for item in waits] == [closed.review]
    assert one(ctx, closed.review).may_answer
    assert RIGHT in str(reviews.open_review(closed.employee, closed.review).corrections)
    corrections.answer(ctx, asked, accepted=True)
    assert one(closed.employee, closed.review).standing is Standing.ACCEPTED
    refused(corrections.choices, closed.employee, closed.review, says="still open")


def test_a_void_review_tells_nobody_more_than_all_may_read(ctx):
    parties = at(ctx, State.RATING)
    entry = parties.entries(parties.boss)[0]
    rating.rate(parties.boss, parties.review, entry.id, "5")
    rating.write_narrative(parties.boss, parties.review, entry.id, "Beyond all words")
    rating.move(ctx, parties.review, Move.VOID, "Made by mistake")
    noted(parties.boss, parties.review)
    seen = one(parties.employee, parties.review)
    assert "Beyond all words" not in seen.said
    assert "Target: 9 days" in seen.said
    assert not [each for each in corrections.choices(ctx, parties.review) if each.id == "result"]


def test_the_audit_tells_what_was_noted_and_proves_it(ctx, closed):
    request = noted(closed.employee, closed.review)
    corrections.answer(ctx, request, accepted=False, words="The minutes say otherwise.")
    corrections.withdraw(closed.employee, request, "Found them.")
    told = [line.sentence for line in history.of_review(closed.boss, closed.review).told[:3]]
    called = "the correction of “Answer letters sooner”"
    assert told == [
        f"On 19 March 2026 Kofi Mensah withdrew {called}. “Found them.”",
        f"On 19 March 2026 HR officer did not accept {called}. “The minutes say otherwise.”",
        f"On 19 March 2026 Kofi Mensah noted {called}: “{RIGHT}”",
    ]
    assert desk_check.check(ctx).all_well
    with by_hand(ctx.desk.folder) as file:
        file.execute("UPDATE correction SET corrected = 'Nothing'")
    assert not desk_check.check(ctx, with_forms=False).all_well


def test_home_of_the_officer_lists_what_waits_for_an_answer(ctx, closed):
    first = noted(closed.employee, closed.review)
    second = noted(closed.boss, closed.review, "record")
    noted(ctx, closed.review)

    def listed(who):
        return [item for item in home.home(who).items if item.kind == "correction"]

    (item,) = listed(ctx)
    assert item.title == "Answer a request to correct the review of Kofi Mensah"
    assert item.detail.startswith("2 requests since 19")
    assert (item.page, item.id) == ("review", closed.review)
    assert listed(closed.boss) == []
    corrections.answer(ctx, first, accepted=True)
    assert listed(ctx)[0].detail.startswith("1 request since")
    corrections.withdraw(closed.boss, second, "Mistaken")
    assert listed(ctx) == []


def test_home_of_who_asked_says_what_was_answered(ctx, closed):
    requests = [noted(closed.employee, closed.review) for _ in range(3)]
    other = noted(closed.boss, closed.review)

    def listed(who):
        return [item for item in home.home(who).items if item.kind == "answered"]

    assert listed(closed.employee) == []
    corrections.answer(ctx, requests[0], accepted=True)
    corrections.answer(ctx, requests[1], accepted=False, words="The minutes say otherwise.")
    told = sorted(item.detail for item in listed(closed.employee))
    assert [one.split(" on ")[0] for one in told] == ["Accepted", "Not accepted"]
    assert all(one.endswith("your review") for one in told)
    assert {(item.page, item.id) for item in listed(closed.employee)} == {("review", closed.review)}
    assert listed(closed.boss) == listed(ctx) == []
    corrections.answer(ctx, other, accepted=True)
    assert [one.detail.split(": ")[1] for one in listed(closed.boss)] == ["review of Kofi Mensah"]
    corrections.withdraw(closed.employee, requests[1], "I was wrong.")
    assert len(listed(closed.employee)) == 1
    days_later(ctx, glance.ANSWERS_FOR_DAYS + 1)
    assert listed(closed.employee) == []


def test_the_persons_file_has_the_corrections_on_paper_and_as_data(ctx, closed, tmp_path):
    request = noted(closed.employee, closed.review)
    corrections.answer(ctx, request, accepted=False, words="The minutes say otherwise.")
    file = person_files.whole_file(closed.employee, closed.employee.actor.person_id)
    (line,) = json.loads(file.data)["reviews"][0]["corrections"]
    assert line["by"] == "Disputed by Kofi Mensah, the employee"
    assert (line["standing"], line["corrected"]) == ("Not accepted", RIGHT)
    assert line["noted"] == "2026-03-19"
    text = text_of(file.pdf, tmp_path)
    for words in ("Correction 1: Answer letters sooner", RIGHT, "The minutes say otherwise."):
        assert words in text


def test_the_paper_of_corrections_goes_with_the_form_wherever_that_goes(ctx, closed, tmp_path):
    other = at(ctx, State.CLOSED, employee=a_person(ctx, "Akua", closed.boss.actor.person_id))
    rows = records.list_records(ctx)
    assert not any(row.has_corrections for row in rows)
    assert correction_papers.beside(ctx, closed.review) == b""
    empty = correction_papers.corrections_paper(ctx, closed.review)
    assert "No correction is noted." in text_of(empty.pdf, tmp_path)
    request = noted(closed.employee, closed.review)
    corrections.answer(ctx, request, accepted=True, words="So it was.")
    paper = correction_papers.corrections_paper(closed.employee, closed.review, "Letter")
    text = text_of(paper.pdf, tmp_path)
    digest = records_digest(closed)
    for words in ("Corrections to the review R-2026-00001", "Disputed by Kofi Mensah", RIGHT,
                  "Accepted by HR officer on 19 March 2026. So it was.", "never overwritten",
                  digest[:12]):  # fmt: skip
        assert words in text
    assert paper.name == "R-2026-00001 corrections Kofi Mensah.pdf"
    refused(correction_papers.corrections_paper, closed.outsider, closed.review)
    covers = paper_kinds.kind_named("corrections").covers
    assert [row.id for row in records.list_records(ctx) if covers(row)] == [closed.review]
    both = [closed.review, other.review]
    done = exporting.export(ctx, both, tmp_path / "out")
    assert [path.name for path in done.paths] == [
        "R-2026-00001 Kofi Mensah.pdf",
        "R-2026-00001 Kofi Mensah corrections.pdf",
        f"{other.view(ctx).number} Akua Mensah.pdf",
    ]
    assert exporting.export(ctx, both, tmp_path / "out").written == 0
    bound = volumes.bind(ctx, both, tmp_path / "bound.pdf")
    assert bound.forms == 2
    with pikepdf.open(bound.paths[0]) as pdf, pdf.open_outline() as outline:
        titles = [leaf.title for unit in outline.root for leaf in unit.children]
    assert any("Corrections" in title for title in titles)


def records_digest(parties):
    file = person_files.whole_file(parties.office, parties.employee.actor.person_id)
    return json.loads(file.data)["reviews"][0]["documents"][0]["digest"]


def test_verifying_a_form_says_that_corrections_are_noted(ctx, closed):
    assert verifying.verify_review(ctx, closed.review).all_well
    noted(closed.employee, closed.review)
    report = verifying.verify_review(closed.auditor, closed.review)
    assert report.all_well
    assert [each.kind for each in report.findings][-2:] == ["newest", "corrected"]
    assert report.findings[-1].words.startswith("1 correction is noted beside this record")


def test_a_destroyed_review_takes_its_corrections_along(ctx, closed):
    request = noted(closed.employee, closed.review)
    corrections.answer(ctx, request, accepted=False, words="Zebrafinch.")
    with by_hand(ctx.desk.folder) as file:
        assert RIGHT in "\n".join(dump(file))
    days_later(ctx, 4000)
    retention.keep_for(ctx, Kind.REVIEWS, 5)
    free = retention.keeping(ctx).free
    wanted = tuple((one.what.kind, one.what.id) for one in free if one.what.kind is Kind.REVIEWS)
    destruction.destroy(ctx, wanted, "Schedule 7")
    with by_hand(ctx.desk.folder) as file:
        everything = "\n".join(dump(file))
    assert RIGHT not in everything
    assert "Zebrafinch" not in everything
    assert desk_check.check(ctx).all_well
