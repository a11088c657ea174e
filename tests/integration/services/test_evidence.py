"""The evidence beside a rating: every kind of it in words, by its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from builders import a_desk, a_goal
from integration.services.parties import at
from reviewdesk.domain.goal import Direction
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import amendments, checkins, goal_progress, goals, reviews
from reviewdesk.services.checkins import NewAction


def test_the_year_is_told_in_words_by_its_days(tmp_path, clock):
    ctx = a_desk(tmp_path, clock)
    try:
        second = a_goal("Train inspectors", direction=Direction.UP, target=20)
        parties = at(ctx, State.IN_PROGRESS, plan=(a_goal(), second))
        boss, me, review = parties.boss, parties.employee, parties.review
        goal = goals.plan(boss, review).goals[0]
        checkins.hold(
            boss, review, held_on=date(2025, 6, 1), said="On course.", topic="Letters",
            actions=[NewAction("Ask for a clerk", me.actor.person_id)],
        )  # fmt: skip
        goal_progress.note_progress(me, goal.id, date(2025, 7, 1), Decimal("11.50"), "in June")
        goal_progress.note_progress(me, goal.id, date(2025, 8, 1), None, "Two are ill")
        (action,) = checkins.checkins(boss, review).open_actions
        checkins.finish_action(me, action.id, date(2025, 9, 1))
        checkins.add_note(boss, review, "Ask about the move")
        version = amendments.propose(me, goal.id, replace(goal.text, target=Decimal(8)), "New law")
        amendments.agree(boss, version)
        waits = goals.plan(boss, review).goals[1]
        refused = amendments.propose(
            me, waits.id, replace(waits.text, target=Decimal(25)), "Too few"
        )
        amendments.withdraw(boss, refused)
        found = reviews.open_review(boss, review).evidence
        today = clock.today()
        assert [(one.day, one.kind, one.text, one.goal) for one in found] == [
            (date(2025, 6, 1), "check-in", "Letters: On course.", ""),
            (date(2025, 7, 1), "progress", "11.5 days · in June", goal.text.title),
            (date(2025, 8, 1), "progress", "Two are ill", goal.text.title),
            (date(2025, 9, 1), "action", "Done: Ask for a clerk (Kofi Mensah)", ""),
            (today, "amendment", "New law", goal.text.title),
            (today, "note", "Ask about the move", ""),
        ]
        assert [one.kind for one in found if one.private] == ["note"]
        theirs = reviews.open_review(me, review).evidence
        assert theirs == tuple(one for one in found if not one.private)
    finally:
        ctx.desk.close()
