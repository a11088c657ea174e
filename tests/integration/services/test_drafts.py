"""Words that are no record yet: kept as typed, for the one who typed them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_desk, a_person, as_person, days_later
from reviewdesk.services import drafts


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


def test_the_last_words_count_until_they_are_thrown_away(ctx):
    assert drafts.load(ctx, "check-in/1") == ""
    drafts.save(ctx, "check-in/1", "Nine d")
    drafts.save(ctx, "check-in/1", "Nine days\nin May")
    assert drafts.load(ctx, "check-in/1") == "Nine days\nin May"
    drafts.drop(ctx, "check-in/1")
    drafts.drop(ctx, "check-in/1")
    assert drafts.load(ctx, "check-in/1") == ""


def test_everybody_has_their_own(ctx):
    one, other = (as_person(ctx, a_person(ctx, name)) for name in ("Ama", "Kofi"))
    drafts.save(one, "check-in/1", "mine")
    drafts.save(other, "check-in/1", "yours")
    drafts.save(ctx, "check-in/1", "the office's")

    assert [drafts.load(seat, "check-in/1") for seat in (one, other, ctx)] == [
        "mine",
        "yours",
        "the office's",
    ]
    drafts.drop(one, "check-in/1")
    assert drafts.load(other, "check-in/1") == "yours"


def test_the_list_names_places_with_words_newest_first(ctx):
    for place, words in (("check-in/1", "a"), ("check-in/2", "b"), ("check-in/3", "")):
        drafts.save(ctx, place, words)
        days_later(ctx, 1)
    drafts.save(ctx, "check-in/1", "a and more")

    assert [one.place for one in drafts.places(ctx)] == ["check-in/1", "check-in/2"]
    assert drafts.places(as_person(ctx, a_person(ctx))) == []


@given(words=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_words_come_back_as_they_were_typed(ctx, words):
    drafts.save(ctx, "check-in/1", words)

    assert drafts.load(ctx, "check-in/1") == words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("half a \ud83d face", "half a \ufffd face"),
        ("the other \ude00 half", "the other \ufffd half"),
        ("halves \ud83d\ude00 whole", "halves 😀 whole"),
        ("\x00 and <b>&amp;</b> \u202e", "\x00 and <b>&amp;</b> \u202e"),
    ],
)
def test_half_a_letter_never_stops_the_rest_from_being_kept(ctx, typed, kept):
    drafts.save(ctx, "check-in/1", typed)

    assert drafts.load(ctx, "check-in/1") == kept
