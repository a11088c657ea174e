"""The head of a review: who it is about, and where it stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.domain import lifecycle
from reviewdesk.domain.days import day_words, short_day_words
from reviewdesk.domain.lifecycle import Move
from reviewdesk.domain.parties import Phase
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.ui.actions import Action
from reviewdesk.ui.pages.review_corrections import corrected_words
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.step_strip import Step
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from reviewdesk.domain.lifecycle import Rule
    from reviewdesk.errors import UserError
    from reviewdesk.services.reviews import ReviewView
    from reviewdesk.ui.shell import Shell


def facts(view: ReviewView) -> tuple[str, ...]:
    """Return what is said under the name."""
    period = f"{view.cycle}: {view.period}"
    return (view.employee_number, view.job, view.unit, period, corrected_words(view))


def steps(view: ReviewView) -> tuple[Step, ...]:
    """Return the steps of the strip: what is past, whose turn it is, what comes when."""
    phase = lifecycle.PHASE_OF[view.turn.state]
    ended = view.turn.state in lifecycle.ENDED_STATES
    order = [stop.phase for stop in view.stops]
    here = order.index(phase) if phase in order else len(order)
    if view.turn.state in lifecycle.PLANNED_STATES:
        next_ = Phase.SELF_ASSESSMENT if _is_talked_over(view) else Phase.PROGRESS
        here = order.index(next_) if next_ in order else 1
    found: list[Step] = []
    for place, stop in enumerate(view.stops):
        if ended or place < here:
            found.append(Step(stop.title, "", "done"))
        elif place == here:
            who = view.turn.holder_name or lifecycle.state_words(view.turn.state)
            found.append(
                Step(
                    stop.title,
                    tr("{who} since {since}, by {day}").format(
                        who=who,
                        since=short_day_words(view.turn.since),
                        day=short_day_words(stop.due),
                    ),
                    "now",
                )
            )
        else:
            found.append(Step(stop.title, short_day_words(stop.due), "todo"))
    return tuple(found)


def _is_talked_over(view: ReviewView) -> bool:
    """Return whether the talks of the year that the scheme asks for were held."""
    days = {one.day for one in view.evidence if one.kind == "check-in"}
    return len(days) >= max(view.scheme.discussions, 1)


FORWARD = (
    Move.HAND_IN_SELF,
    Move.COMPLETE_RATING,
    Move.APPROVE,
    Move.FINISH_COMMENTS,
    Move.ASK_SELF,
)
"""Moves that are the one primary button of the page, the first that is open."""


def said_card(words: str, title: str = "") -> Card:
    """Return a card of words alone: quiet ones, unless they have a title."""
    card = Card(title)
    card.add(label(words, quiet=not title, wrap=True))
    return card


def early_words(view: ReviewView | None, move: Move, today: date) -> str:
    """Return what to think of before the year is ended while it runs; empty for other moves."""
    if view is None or move is not Move.ASK_SELF or today > view.ends:
        return ""
    return tr(
        "The period ends on {day}. Talks and notes of progress belong to the time before. Only "
        "the supervisor can take this back, and only until something is written."
    ).format(day=day_words(view.ends))


def tell_unsaved(page: QWidget, shell: Shell, fault: UserError | None) -> None:
    """Say why a review stays where it is: some words on its page are not on disk."""
    why = "" if fault is None else f"{fault.happened} {fault.remedy}".strip()
    safe = tr("Your words are on this page and the review stays here.")
    shell.ask.tell(
        page,
        tr("Not everything you wrote is saved yet"),
        "\n".join(part for part in (why, safe) if part),
    )


def move_actions(view: ReviewView, call: Callable[[Rule], object]) -> list[Action]:
    """Return the moves that stand under More: all but the primary ones and those made elsewhere."""
    return [
        Action(
            f"review.{rule.move.value}",
            tr("{move} …").format(move=lifecycle.move_words(rule.move)),
            partial(call, rule),
            shown=False,
        )
        for rule in view.moves
        if rule.move not in (*FORWARD, Move.AGREE, Move.CLOSE, Move.SIGN_BY_PEN, Move.START)
    ]


def office_actions(view: ReviewView, page: QWidget, shell: Shell) -> list[Action]:
    """Return what the HR officer may put right in an open review."""
    if view.turn.state not in lifecycle.OPEN_STATES:
        return []

    def change_reviewer() -> None:
        from reviewdesk.ui.dialogs.change_reviewer import ChangeReviewer

        ChangeReviewer(page, shell, view).open()

    def correct_day() -> None:
        from reviewdesk.ui.dialogs.plan_day import CorrectPlanDay

        assert view.plan_since is not None
        CorrectPlanDay(page, shell, view.id, view.plan_since).open()

    actions = [("review.reviewer", tr("Change the reviewer …"), change_reviewer)]
    if view.plan_since is not None:
        actions.append(("review.day", tr("Correct the first day of the plan …"), correct_day))
    return [
        Action(name, words, call, right=Right.CHANGE_PEOPLE, shown=False)
        for name, words, call in actions
    ]


def paper_actions(view: ReviewView, page: QWidget, shell: Shell) -> list[Action]:
    """Return the papers about a review beside its form."""
    ctx = shell.ctx

    def by_hand() -> None:
        from reviewdesk.services import forms_to_fill
        from reviewdesk.ui.dialogs.paper_preview import open_paper

        title = tr("Form to fill in by hand")
        open_paper(page, shell, title, lambda size: forms_to_fill.form_to_fill(ctx, view.id, size))

    def improvement() -> None:
        from reviewdesk.services import papers
        from reviewdesk.ui.dialogs.paper_preview import open_paper

        title = tr("Improvement plan")
        open_paper(page, shell, title, lambda size: papers.improvement_plan(ctx, view.id, size))

    return [
        Action("review.by-hand", tr("Print the form to fill in by hand"), by_hand, shown=False),
        Action("review.improve", tr("Print an improvement plan"), improvement, shown=False),
    ]
