"""Many forms as files: named by a pattern, resumed, drawn on every core, bound in one."""

from __future__ import annotations

import errno
import gc
import io
import os
import subprocess
import tracemalloc
from pathlib import PurePath
from uuid import uuid4

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_cycle, a_desk, a_person, a_review, as_auditor
from integration.services.parties import Parties, at, refused
from reviewdesk.domain import unit_tree
from reviewdesk.domain.lifecycle import State
from reviewdesk.errors import CancelledError, UserError
from reviewdesk.services import (
    exporting,
    form_pdf,
    forms_to_fill,
    own_schemes,
    paper_batch,
    rating,
    record_names,
    records,
    schemes,
    verifying,
    volumes,
)
from reviewdesk.services.records import Kind, Order, RecordRow


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


@pytest.fixture
def cycle(ctx):
    """Return a cycle with names that no file system likes, at several steps."""
    made = a_cycle(ctx)
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    states = (State.CLOSED, State.RATING, State.VOID, State.PLAN)
    names = ("../../etc/passwd", 'C:\\x<y>:"|?*', "NUL", "\u202eAma\x00\n" + "\u1208" * 90)
    staff = [a_person(ctx, name, boss, surname="O/Neil.") for name in names]
    reviews = [
        a_review(ctx, one, cycle=made, state=state)
        for one, state in zip(staff, states, strict=True)
    ]
    return made, reviews


def ids(ctx, cycle_id=None):
    return [one.id for one in records.find(records.list_records(ctx), cycle=cycle_id)]


def a_row(number="R-1", surname="Mensah", given="Ama", unit="Roads", **more):
    values = {
        "id": uuid4(), "staff_number": "7", "unit_id": uuid4(), "cycle_id": uuid4(),
        "cycle": "2026", "state": State.CLOSED, "kind": Kind.SIGNED,
    }  # fmt: skip
    return RecordRow(number=number, surname=surname, given=given, unit=unit, **(values | more))


def test_all_forms_of_a_cycle_are_saved_under_safe_names(ctx, cycle, tmp_path):
    made, reviews = cycle
    folder = tmp_path / "forms" / "2026"
    reports = []
    done = exporting.export(ctx, ids(ctx, made), folder, lambda *step: reports.append(step))
    assert sorted(done.paths) == sorted(folder.glob("[!.]*"))
    assert len(done.paths) == 5  # three of four, another for whose was void, and the supervisor's
    assert reports == [(n, 5) for n in range(1, 6)]
    for path in done.paths:
        assert path.parent == folder
        assert path.read_bytes().startswith(b"%PDF")
        assert not set(path.name) & set('<>:"/\\|?*\x00\n\u202e')
        assert len(path.name.encode()) <= 255
    numbers = {one.name.split()[0] for one in done.paths}
    assert Parties(ctx, reviews[2]).view(ctx).number not in numbers
    closed = Parties(ctx, reviews[0])
    signed = next(one for one in done.paths if one.name.startswith(closed.view(ctx).number))
    assert signed.read_bytes() == form_pdf.form_bytes(ctx, reviews[0])
    report = verifying.verify_file(signed)
    assert report.all_well
    assert len(report.signatures) == 3


def test_everybody_finds_only_the_forms_that_they_may_print(ctx, cycle, tmp_path):
    _made, reviews = cycle
    parties = Parties(ctx, reviews[0])
    everything = ids(ctx)
    assert ids(as_auditor(ctx)) == everything
    mine = {row.id for row in records.list_records(parties.boss)}
    assert {reviews[0], reviews[1], reviews[3]} < mine  # and the boss's own
    assert mine <= set(everything)
    assert ids(parties.employee) == [reviews[0]]
    for row in records.list_records(parties.employee):
        assert records.count_pages(parties.employee, [row]).exact
    refused(exporting.export, parties.employee, everything, tmp_path / "no")
    refused(volumes.bind, parties.employee, everything, tmp_path / "no.pdf")
    assert not (tmp_path / "no").exists()
    assert not (tmp_path / "no.pdf").exists()
    assert exporting.export(parties.employee, [reviews[0]], tmp_path / "mine").written == 1
    with pytest.raises(UserError):
        list(paper_batch.each_paper(parties.employee, [reviews[1]]))


def test_a_stop_leaves_whole_files_and_the_next_run_does_the_rest(ctx, cycle, tmp_path):
    made, _reviews = cycle
    folder = tmp_path / "forms"

    def stop(done, _total):
        if done == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        exporting.export(ctx, ids(ctx, made), folder, stop)
    left = list(folder.glob("[!.]*"))
    assert len(left) == 2
    for path in left:
        assert path.suffix == ".pdf"
        assert path.read_bytes().rstrip().endswith(b"%%EOF")
    again = exporting.export(ctx, ids(ctx, made), folder)
    assert (again.written, again.kept) == (3, 2)
    assert again.sentence() == "3 files written, 2 were there already."
    assert exporting.export(ctx, ids(ctx, made), folder).written == 0


def test_what_is_older_or_damaged_is_written_again(ctx, tmp_path):
    parties = at(ctx, State.RATING)
    chosen = ids(ctx)
    folder = tmp_path / "forms"
    first = exporting.export(ctx, chosen, folder)
    place = next(one for one in first.paths if "Kofi" in one.name)
    place.write_bytes(place.read_bytes()[:-9])
    assert exporting.export(ctx, chosen, folder).written == 1
    place.unlink()
    assert exporting.export(ctx, chosen, folder).written == 1
    before = place.read_bytes()
    for section in parties.view(parties.boss).sections:
        for entry in section.entries:
            rating.rate(parties.boss, parties.review, entry.id, "4")
            rating.write_narrative(parties.boss, parties.review, entry.id, "Other words.")
    assert exporting.export(parties.boss, [parties.review], folder).written == 1
    assert place.read_bytes() != before
    assert exporting.export(parties.boss, [parties.review], folder, paper="Letter").written == 1


@pytest.mark.parametrize(
    "notes", [b"\xff\xfe", b"[1]\n{}\n[" + b"[" * 9000, b'["a", "b", "c"]\n', b"\x00" * 99]
)
def test_notes_that_make_no_sense_only_cost_another_drawing(ctx, tmp_path, notes):
    at(ctx, State.RATING)
    folder = tmp_path / "forms"
    count = exporting.export(ctx, ids(ctx), folder).written
    (folder / exporting.NOTES).write_bytes(notes)
    assert exporting.export(ctx, ids(ctx), folder).written == count
    assert exporting.export(ctx, ids(ctx), folder).written == 0


def test_the_notes_hold_no_word_of_a_form(ctx, tmp_path):
    at(ctx, State.RATING)
    exporting.export(ctx, ids(ctx), tmp_path / "forms", names="{number}")
    notes = (tmp_path / "forms" / exporting.NOTES).read_text(encoding="utf-8")
    assert "Mensah" not in notes


def test_a_full_disk_stops_with_a_sentence_and_is_resumed(ctx, cycle, tmp_path, monkeypatch):
    made, _reviews = cycle
    folder = tmp_path / "forms"
    real, calls = os.fsync, []

    def full(number):
        calls.append(number)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(number)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError) as caught:
        exporting.export(ctx, ids(ctx, made), folder)
    monkeypatch.setattr(os, "fsync", real)
    assert "could not be saved" in caught.value.happened
    assert caught.value.safe == "2 files are written and whole."
    assert "export again" in caught.value.remedy
    assert len(list(folder.glob("[!.]*"))) == 2
    assert not list(folder.glob(".*.part"))
    assert exporting.export(ctx, ids(ctx, made), folder).written == 3


def test_other_processes_draw_just_the_same(ctx, cycle, tmp_path):
    made, _reviews = cycle
    alone = exporting.export(ctx, ids(ctx, made), tmp_path / "alone", jobs=1)
    helped = exporting.export(ctx, ids(ctx, made), tmp_path / "helped", jobs=2)
    assert [one.name for one in helped.paths] == [one.name for one in alone.paths]
    for one, other in zip(alone.paths, helped.paths, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_where_no_process_can_be_started_it_is_drawn_here(ctx, cycle, tmp_path, monkeypatch):
    made, _reviews = cycle

    def refuse(*_all):
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    assert exporting.export(ctx, ids(ctx, made), tmp_path / "one", jobs=2).written == 5

    class Missing:
        def __init__(self, *_all):
            raise NotImplementedError

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Missing)
    assert exporting.export(ctx, ids(ctx, made), tmp_path / "two", jobs=2).written == 5


def test_where_a_process_dies_the_rest_is_drawn_here(ctx, cycle, tmp_path, monkeypatch):
    made, _reviews = cycle
    monkeypatch.setattr("reviewdesk.documents.workers.start", os._exit)
    monkeypatch.setattr("reviewdesk.i18n.in_use", lambda: 3)  # what it is given to start with
    assert exporting.export(ctx, ids(ctx, made), tmp_path / "forms", jobs=2).written == 5


def test_names_follow_the_pattern_and_clashes_are_numbered():
    rows = [a_row("R-2"), a_row("R-1"), a_row("R-3", surname="MENSAH"), a_row("R-4", unit="a/b..")]
    names = record_names.file_names(rows, "{unit}/{surname}")
    assert [str(names[row.id].as_posix()) for row in rows] == [
        "Roads/Mensah (2).pdf",
        "Roads/Mensah.pdf",
        "Roads/MENSAH (3).pdf",
        "a b/Mensah.pdf",
    ]
    usual = record_names.file_names(rows)
    assert usual[rows[0].id] == PurePath("R-2 Ama Mensah.pdf")


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("", "Write how"),
        (" / ", "Write how"),
        ("{name}", "no field {name}"),
        ("{number", "brace is left over"),
        ("a/b/c/d/e/f", "at most 4 folders"),
        ("{number.__class__}", "no field"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_told(pattern, says):
    assert says in record_names.fault(pattern)
    with pytest.raises(UserError):
        record_names.file_names([a_row()], pattern)


@given(texts=st.lists(st.text(max_size=80), min_size=3, max_size=3))
def test_no_name_leads_out_of_the_folder_and_no_two_are_the_same(texts):
    surname, given_name, unit = texts
    rows = [a_row(f"R-{n}", surname=surname, given=given_name, unit=unit) for n in range(3)]
    names = record_names.file_names(rows, "{unit}/{surname}{given}")
    assert len({str(one).casefold() for one in names.values()}) == 3
    for one in names.values():
        assert not one.is_absolute()
        assert len(one.parts) == 2
        assert not {".", ".."} & set(one.parts)


def test_orders_and_words():
    water = uuid4()
    rows = [
        a_row("R-3", "Addo", unit="Water", unit_id=water, state=State.RATING, kind=Kind.DRAFT),
        a_row("R-1", "Zuma", unit="Roads"),
        a_row("R-2", "Mensah", unit="Water", unit_id=water),
    ]

    def numbers(order):
        return [one.number for one in records.ordered(rows, order)]

    assert numbers(Order.NAME) == ["R-3", "R-2", "R-1"]
    assert numbers(Order.UNIT) == ["R-1", "R-3", "R-2"]
    assert numbers(Order.NUMBER) == ["R-1", "R-2", "R-3"]
    assert numbers(Order.STATE) == ["R-2", "R-1", "R-3"]
    assert records.words(rows) == "3 forms; 1 is a draft"
    assert records.words(rows, records.Pages(12, exact=False)) == (
        "3 forms, about 12 pages; 1 is a draft"
    )
    assert {one.kind for one in records.find(rows, kind=Kind.DRAFT)} == {Kind.DRAFT}


def test_pages_of_signed_forms_are_counted_and_those_of_drafts_are_not(ctx, cycle):
    _made, reviews = cycle
    rows = records.list_records(ctx)
    signed = [one for one in rows if one.kind is Kind.SIGNED]
    assert [one.id for one in signed] == [reviews[0]]
    with pikepdf.open(io.BytesIO(form_pdf.form_bytes(ctx, reviews[0]))) as file:
        pages = len(file.pages)
    assert records.count_pages(ctx, signed) == records.Pages(pages, exact=True)
    assert records.count_pages(ctx, rows) == records.Pages(pages * len(rows), exact=False)


def test_a_unit_comes_with_those_below(ctx):
    at(ctx, State.RATING)
    unit = records.list_records(ctx)[0].unit_id
    below = records.units_below(ctx, unit)
    assert unit in below
    assert len(records.find(records.list_records(ctx), units=below)) >= 1
    assert records.find(records.list_records(ctx), units=frozenset()) == []
    assert unit_tree.below({1: None, 2: 1, 3: 2, 4: None}, 1) == {1, 2, 3}
    assert unit_tree.below({1: 2, 2: 1}, 1) == {1, 2}


def text_of(path):
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout


def test_a_bound_volume_has_bookmarks_and_the_signed_files(ctx, cycle, tmp_path):
    made, reviews = cycle
    path = tmp_path / "volumes" / "2026.pdf"
    bound = volumes.bind(ctx, ids(ctx, made), path)
    assert bound.paths == (path,)
    assert bound.forms == 5
    with pikepdf.open(path) as file:
        assert len(file.pages) == bound.pages
        with file.open_outline() as outline:
            units = [one.title for one in outline.root]
            people = [one.title for one in outline.root[1].children]
        assert units[1:] == ["Roads"]
        assert len(people) == 5
        (attached,) = file.attachments.values()
        original = attached.get_file().read_bytes()
    assert original == form_pdf.form_bytes(ctx, reviews[0])
    text = text_of(path)
    assert "They prove no signature" in text
    assert "version 1, draft" in text
    saved = tmp_path / "original.pdf"
    saved.write_bytes(original)
    assert verifying.verify_file(saved).all_well


def test_a_volume_that_is_stopped_is_not_there_and_large_ones_are_several(
    ctx, cycle, tmp_path, monkeypatch
):
    made, _reviews = cycle

    def stop(done, _total):
        if done == 2:
            raise CancelledError

    folder = tmp_path / "v"
    with pytest.raises(CancelledError):
        volumes.bind(ctx, ids(ctx, made), folder / "all.pdf", stop)
    assert list(folder.iterdir()) == []
    monkeypatch.setattr(volumes, "MOST", 2)
    reports = []
    bound = volumes.bind(ctx, ids(ctx, made), folder / "all.pdf", lambda *one: reports.append(one))
    assert [one.name for one in bound.paths] == [f"all, volume {n} of 3.pdf" for n in (1, 2, 3)]
    assert sorted(folder.iterdir()) == sorted(bound.paths)
    assert reports == [(n, 5) for n in range(1, 6)]


def test_nothing_chosen_is_told(ctx, tmp_path):
    refused(exporting.export, ctx, [], tmp_path / "no", says="No forms are chosen")
    refused(volumes.bind, ctx, [], tmp_path / "no.pdf", says="No forms are chosen")


def test_blank_forms_of_every_scheme_hold_lines_and_nobody(ctx, tmp_path):
    path = tmp_path / "blank.pdf"
    for card in own_schemes.for_cycles(ctx):
        path.write_bytes(forms_to_fill.blank_form(ctx, card.id, paper="Letter").pdf)
        text = text_of(path)
        assert "DRAFT" not in text
        words = " ".join(text.split())
        for one in schemes.load_scheme(card.id).signatories:
            assert one.title in words
        assert "Mensah" not in text
    refused(forms_to_fill.blank_form, ctx, "no-such-scheme")


def test_memory_is_flat_however_many_forms_there_are(ctx):
    parties = at(ctx, State.RATING)

    def most(count):
        """Return the most bytes that Python held while it drew so many forms."""
        tracemalloc.start()
        for _one, content in paper_batch.each_paper(ctx, [parties.review] * count, jobs=1):
            assert content is not None
            gc.collect()  # what waits to be collected comes and goes
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    gc.freeze()  # only what is made from here on is looked through
    try:
        most(3)  # what is loaded once
        assert most(24) < 1.5 * most(6)  # each form that stayed would be a tenth of it
    finally:
        gc.unfreeze()


def test_few_papers_wait_at_a_time_for_other_processes(ctx, monkeypatch):
    parties = at(ctx, State.RATING)
    waiting = [0]
    most = [0]

    def wanted(_review_id, _read):
        waiting[0] += 1
        most[0] = max(most[0], waiting[0])
        return True

    batch = paper_batch.each_paper(ctx, [parties.review] * 40, jobs=2, wanted=wanted)
    for _one in batch:
        waiting[0] -= 1
    assert waiting == [0]
    assert most[0] <= 4 * (2 * 2 + 1)  # four at a time, two times for each of two
