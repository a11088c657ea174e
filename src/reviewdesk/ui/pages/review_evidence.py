"""Beside the rating: the result so far with its working, the outline, the year's evidence."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reviewdesk.domain.days import month_words, short_day_words
from reviewdesk.domain.interim import state_words as interim_words
from reviewdesk.domain.lifecycle import ENDED_STATES
from reviewdesk.domain.result_words import level_shown, score_shown
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.ui import theme
from reviewdesk.ui.pages.review_rating import is_done
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.chip import Chip, Mark
from reviewdesk.ui.widgets.scrolled import scrolled
from reviewdesk.ui.widgets.words import label, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QScrollArea

    from reviewdesk.services.evidence import Evidence
    from reviewdesk.services.reviews import ReviewView
    from reviewdesk.ui.shell import Shell

_LETTERS = 400
"""Letters of one piece of evidence that are shown; all of it is one click away."""
_STEPS = 6
"""Lines of the working that have room; the last say how the sections make the result."""


def result_card(view: ReviewView, shell: Shell, parent: QWidget) -> Card | None:
    """Return the result so far with its working, or None where it may not be seen."""
    if not view.sees_rating or (
        view.result is None
        and not view.not_rated
        and not view.edits_rating
        and not view.edits_second
    ):
        return None
    ended = view.turn.state in ENDED_STATES
    card = Card(tr("Result") if ended or view.not_rated else tr("Result so far"))
    if view.not_rated:
        card.add(label(tr("Not rated"), "figure"), label(view.not_rated, quiet=True, wrap=True))
        return card
    if view.missing:
        card.add_trailing(Chip(tr_n("{n} left", "{n} left", len(view.missing)), "warn"))
    result = view.result
    steps = []
    if result is None:
        card.add(label(tr("Nothing is rated yet."), quiet=True, wrap=True))
    else:
        score = score_shown(view.scheme, result.score or "")
        card.add(label(score or result.label or "", "figure"))
        level = ""
        if result.score and result.label:
            level = level_shown(result.level or "", result.label or "")
            card.add(label(level, quiet=True, wrap=True))
        if view.sees_second:
            words = tr("The grades of the {rater} count.").format(rater=view.second_rater)
            card.add(label(words, quiet=True, wrap=True))
        steps = [one for one in result.steps if one.working not in (result.score, score, level)]
        for step in steps[-_STEPS:]:
            line = row(label(step.title, "caption", quiet=True, wrap=True),
                       label(step.working, "caption", wrap=True))  # fmt: skip
            line.setStretch(0, 2)
            line.setStretch(1, 3)
            card.add(line)

    def show_working() -> None:
        lines = [f"{step.title}: {step.working}" for step in result.steps] if result else []
        missing = [one.what for one in view.missing]
        shell.ask.tell(parent, tr("How this is worked out"), "\n".join([*lines, "", *missing]))

    if view.missing or len(steps) > _STEPS:
        words = tr("What is missing") if view.missing else tr("How this is worked out")
        card.add(row(Button(words, show_working, look="link"), None))
    return card


def waiting_card(go: Callable[[str], object]) -> Card:
    """Return what stands where there is nothing to rate yet, with the ways to the year."""
    card = Card(tr("The year is under way"))
    words = tr(
        "Goals and check-ins are written on their own pages. The entries to rate appear here "
        "with the self-assessment."
    )
    card.add(
        label(words, wrap=True),
        row(
            Button(tr("Open the goals"), partial(go, "goals")),
            Button(tr("Open the check-ins"), partial(go, "checkins")),
            None,
        ),
    )
    return card


class _Stop(Button):
    """A link to an entry, as much of its name as there is room for."""

    def __init__(self, name: str, call: Callable[[], object]) -> None:
        super().__init__("", call, look="link", name=name)
        self._whole = one_line(name)
        self.setProperty("outline", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - theme.current().px(8)
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))


def outline_card(view: ReviewView, go: Callable[[UUID], object]) -> Card:
    """Return the entries of the page, each done or to do; a click goes there."""
    card = Card(tr("On this page"))
    card.body.setSpacing(4)
    writing = view.edits_self or view.edits_rating or view.edits_second
    for section in view.sections:
        for entry in section.entries:
            done = is_done(view, section, entry)
            button = _Stop(entry.name, partial(go, entry.id))
            state = label(tr("done") if done else tr("to do"), "caption", quiet=True)
            line = row(Mark("ok" if done else "warn"), button, state if writing else None)
            line.setStretch(1, 1)
            card.add(line)
    return card


def not_rated_card(view: ReviewView) -> Card:
    """Return why there is nothing to rate, and what can still be said."""
    card = Card(tr("This review ends without a rating"))
    words = tr(
        "Write what you saw all the same: the person reads it. If the plan was agreed on paper "
        "before, the HR officer can correct the day from which it counts."
    )
    card.add(label(view.not_rated, wrap=True), label(words, quiet=True, wrap=True))
    return card


def periods_card(view: ReviewView, go: Callable[[UUID], object]) -> Card:
    """Return who supervised when, each with the way to what they wrote."""
    card = Card(tr("Who supervised when"))
    for one in view.periods:
        days = tr_n("{n} day under the plan", "{n} days under the plan", one.days)
        detail = [one.period, days]
        if one.state is not None:
            detail.append(interim_words(one.state))
        name = label(one.supervisor, "strong", wrap=True)
        if one.interim_id is None:
            card.add(name)
        else:
            words = tr("Open the part of {name}").format(name=one.supervisor)
            open_it = partial(go, one.interim_id)
            line = row(name, Button(tr("Open"), open_it, look="link", name=words))
            line.setStretch(0, 1)
            card.add(line)
        card.add(label(" · ".join(detail), "caption", quiet=True, wrap=True))
    return card


def year_card(evidence: Sequence[Evidence], shell: Shell, parent: QWidget) -> Card:
    """Return the evidence of the whole year by month, so that the last does not outweigh it."""
    card = Card(tr("From the year"))
    if not evidence:
        card.add(label(tr("No check-in or progress was noted."), quiet=True, wrap=True))
        return card

    def show_all() -> None:
        lines = [f"{short_day_words(one.day)}: {_words(one)}" for one in evidence]
        shell.ask.tell(parent, tr("From the year"), details="\n\n".join(lines))

    every = tr_n("All {n}", "All {n}", len(evidence))
    card.add_trailing(Button(every, show_all, look="link"))
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, shell.theme.px(8), 0)
    column.setSpacing(shell.theme.px(6))
    for (year, month), several in groupby(evidence, lambda one: (one.day.year, one.day.month)):
        title = tr("{month} {year}").format(month=month_words(month), year=year)
        column.addWidget(label(title, "caption", quiet=True))
        for one in several:
            words = _words(one)
            shown = words if len(words) <= _LETTERS else f"{words[: _LETTERS - 1].rstrip()}…"
            column.addWidget(label(shown, wrap=True))
    column.addStretch(1)
    card.add(_scrolling(inside, shell.theme.px(320)))
    return card


def _scrolling(inside: QWidget, most: int) -> QScrollArea:
    area = scrolled(inside)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # it is read with the arrow keys
    area.setAccessibleName(tr("From the year"))
    area.setFixedHeight(min(most, inside.sizeHint().height() + 4))
    return area


def _words(one: Evidence) -> str:
    kind = {
        "check-in": tr("Check-in"),
        "progress": tr("Progress"),
        "amendment": tr("Goal changed"),
        "action": tr("Action"),
        "note": tr("Private note, only you see it"),
    }[one.kind]
    about = f" ({one.goal})" if one.goal else ""
    return f"{kind}{about}: {one.text}"


def history_words(view: ReviewView) -> str:
    """Return the hand-overs so far, a line each with its reason."""
    lines = [
        f"{short_day_words(one.made_at.date())}: {one.sentence}"
        + (f"\n    {one.reason}" if one.reason else "")
        for one in view.history
    ]
    return "\n".join(lines) or tr("Nobody has handed this review on yet.")
