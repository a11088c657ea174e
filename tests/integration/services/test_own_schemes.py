"""Schemes of an office's own on a real desk: drafts, versions that never change, files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from builders import a_desk
from reviewdesk.domain import scheme_draft, scheme_file
from reviewdesk.errors import UserError
from reviewdesk.services import cycles, own_schemes, schemes


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def a_copy(ctx, name="Our own"):
    return own_schemes.make(ctx, name, text=schemes.scheme_text("general-five"))


def a_cycle_of(ctx, scheme_id, name="Annual"):
    starts, ends = date(2026, 4, 1), date(2027, 3, 31)
    return cycles.create(ctx, name=name, scheme_id=scheme_id, starts=starts, ends=ends)


def test_a_draft_keeps_its_faults_and_is_offered_to_no_cycle_until_it_is_finished(ctx):
    own = own_schemes.make(ctx, "  Harbour   board ")
    found = own_schemes.draft(ctx, own)
    assert (found.id, found.name, found.version) == ("harbour-board", "Harbour board", "1")
    with pytest.raises(UserError, match="3 things in this scheme are still to settle"):
        own_schemes.finish(ctx, own)
    assert "harbour-board" not in [card.id for card in own_schemes.for_cycles(ctx)]
    with pytest.raises(UserError, match="There is no scheme “harbour-board”"):
        a_cycle_of(ctx, "harbour-board")
    copied = a_copy(ctx)
    own_schemes.finish(ctx, copied)
    assert "our-own" in [card.id for card in own_schemes.for_cycles(ctx)]
    a_cycle_of(ctx, "our-own")


def test_a_finished_version_never_changes_and_says_which_cycles_keep_it(ctx):
    own = a_copy(ctx)
    own_schemes.finish(ctx, own)
    page = cycles.cycle(ctx, a_cycle_of(ctx, "our-own"))
    before = own_schemes.scheme_text(ctx, "our-own", own)
    with pytest.raises(UserError, match="Version 1 is finished and does not change any more"):
        own_schemes.save(ctx, own, scheme_draft.blank("Other"))
    with pytest.raises(UserError, match="This version is in use: Annual"):
        own_schemes.remove(ctx, own)
    newer, sentence = own_schemes.next_version(ctx, own)
    assert sentence == "1 cycle keeps version 1: Annual."
    with pytest.raises(UserError, match="Version 2 of this scheme is being written already"):
        own_schemes.next_version(ctx, own)
    changed = replace(own_schemes.draft(ctx, newer), discussions=4)
    own_schemes.save(ctx, newer, changed)
    own_schemes.finish(ctx, newer)
    later = cycles.cycle(ctx, a_cycle_of(ctx, "our-own", "Later"))
    assert (page.scheme_version, later.scheme_version) == ("1", "2")
    assert own_schemes.scheme_text(ctx, "our-own", own) == before
    rows = {row.card.version: row.cycles for row in own_schemes.list_all(ctx) if row.own}
    assert rows == {"1": ("Annual",), "2": ("Later",)}


def test_a_scheme_goes_to_another_office_as_a_file(ctx, tmp_path):
    own = a_copy(ctx)
    own_schemes.finish(ctx, own)
    place = tmp_path / "Our ünï scheme.toml"
    own_schemes.export(ctx, "our-own", own, place)
    with pytest.raises(UserError, match="There is already a scheme “our-own”, version 1"):
        own_schemes.take_in(ctx, place)
    own_schemes.remove(ctx, own)
    taken = own_schemes.take_in(ctx, place)
    text = own_schemes.scheme_text(ctx, "our-own", taken)
    assert scheme_file.read(text) == scheme_file.read(place.read_text(encoding="utf-8"))
    place.write_text("id = 1\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"11 faults\. Line 1: “check_before_use”"):
        own_schemes.take_in(ctx, place)


@pytest.mark.parametrize("name", [card.id for card in schemes.list_schemes()])
def test_a_shipped_scheme_is_taken_over_without_a_loss(name):
    scheme = schemes.load_scheme(name)
    draft = scheme_draft.read_draft(scheme_file.write(scheme))
    assert draft == scheme
    assert scheme_draft.faults(draft) == ()
    path = ("sections", 0, "title")
    other = scheme_draft.with_part(draft, path, "")
    assert [fault.path for fault in scheme_draft.faults(other)] == [path]
    assert scheme_draft.with_part(other, path, scheme_draft.part(draft, path)) == draft
