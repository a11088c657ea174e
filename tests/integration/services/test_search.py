"""Ctrl+K: what is found by a few words, and by whom."""

from __future__ import annotations

import pytest

from builders import a_cycle, a_desk, a_person, a_review, as_auditor, as_person
from integration.services.parties import Parties
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.permissions import Actor, Role
from reviewdesk.services import rating, reviews, search


@pytest.fixture
def ctx(tmp_path, clock):
    context = a_desk(tmp_path, clock)
    yield context
    context.desk.close()


@pytest.fixture
def parties(ctx):
    return Parties(ctx, a_review(ctx, cycle=a_cycle(ctx, "Spring 100%"), state=State.PLAN))


def found(who, words, **more):
    return [(one.kind, one.title) for one in search.find(who, words, **more)]


KOFI = ("person", "Kofi Mensah")
REVIEW = ("review", "Review of Kofi Mensah, Spring 100%")


def test_people_come_first_then_their_reviews(ctx, parties):
    assert found(ctx, "kofi") == [KOFI, REVIEW]
    assert found(ctx, "  MENSAH   kof ") == [KOFI, REVIEW]
    person, review = search.find(ctx, "kofi")
    number = parties.view(ctx).number
    assert review.id == parties.review
    assert review.detail == f"{number} · Plan"
    assert person.detail.endswith("Roads")
    assert [one.id for one in search.find_people(ctx, "kofi")] == [person.id]


def test_a_review_is_found_by_its_number_and_its_cycle(ctx, parties):
    number = parties.view(ctx).number
    mine = ("review", "Review of Yaw Mensah, Spring 100%")
    assert found(ctx, number.lower()) in ([REVIEW], [mine])
    assert set(found(ctx, "spring")) == {REVIEW, mine}
    assert found(ctx, "spring kofi") == [REVIEW]
    assert set(found(ctx, "100%")) == {REVIEW, mine}


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "k_fi", "'; drop table person", "\ud800"])
def test_words_are_only_words(ctx, parties, words):
    assert (set(found(ctx, words)) - {REVIEW, ("review", "Review of Yaw Mensah, Spring 100%")}
            == set())  # fmt: skip
    assert search.find_people(ctx, words) == ()


def test_letters_with_and_without_marks_are_the_same(ctx):
    a_person(ctx, "Céline", surname="Ünsal")
    assert found(ctx, "celine unsal") == found(ctx, "CÉLINE") == [("person", "Céline Ünsal")]


def test_each_finds_only_whom_they_may_see(ctx, parties):
    assert found(parties.boss, "kofi") == found(parties.reviewer, "kofi") == [KOFI, REVIEW]
    assert found(parties.employee, "mensah") == [KOFI, REVIEW]
    assert found(parties.outsider, "mensah") == []
    assert found(as_auditor(ctx), "kofi") == [KOFI, REVIEW]
    assert found(ctx.acting_as(Actor("Administrator", Role.ADMINISTRATOR)), "kofi") == [KOFI]


def test_a_reviewer_out_of_the_line_finds_whom_they_review(ctx, parties):
    from reviewdesk.services import reviewer_changes

    new = as_person(ctx, a_person(ctx, "Adwoa"))
    assert found(new, "kofi") == []
    reviewer_changes.change_reviewer(ctx, parties.review, new.actor.person_id, "On leave")
    assert found(new, "kofi") == [KOFI, REVIEW]


def test_a_void_review_is_not_found(ctx, parties):
    rating.move(ctx, parties.review, Move.VOID, "Made by mistake")
    assert found(ctx, "kofi") == [KOFI]


def test_no_more_than_asked_for(ctx):
    boss = a_person(ctx, "Yaw", a_person(ctx, "Esi"))
    for number in range(15):
        a_person(ctx, f"Kofi {number:02d}", boss)
    a_review(ctx, a_person(ctx, "Kofi last", boss))
    assert len(reviews.list_reviews(ctx)) == 17
    for who in (ctx, as_person(ctx, boss)):
        assert [kind for kind, _title in found(who, "kofi")] == ["person"] * 12 + ["review"] * 12
        assert len(search.find(who, "kofi", limit=3)) == 6
        assert len(search.find_people(who, "kofi", limit=5)) == 5
        assert search.find(who, "kofi", limit=0) == ()
        assert search.find_people(who, "kofi", limit=0) == ()
