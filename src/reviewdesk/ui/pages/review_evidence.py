"""Beside the rating: the result so far with its working, the outline, the year's evidence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.domain.days import short_day_words
from reviewdesk.i18n import tr, tr_n
from reviewdesk.ui.pages.review_rating import is_done
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.chip import Chip, Mark
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.evidence import Evidence
    from reviewdesk.services.reviews import ReviewView
    from reviewdesk.ui.shell import Shell

_SHOWN = 6
_NAME = 24
"""Letters of an entry's name that fit the outline."""


def result_card(view: ReviewView, shell: Shell, parent: QWidget) -> Card | None:
    """Return the result so far, or None where it may not be seen or there is none."""
    if not view.sees_rating or view.result is None:
        return None
    card = Card(tr("Result so far"))
    if view.missing:
        card.add_trailing(Chip(tr_n("{n} left", "{n} left", len(view.missing)), "warn"))
    result = view.result
    score = result.score or result.label or ""
    card.add(label(score, "figure"))
    if result.score and result.label:
        level = f"{result.level} · {result.label}" if result.level else result.label
        card.add(label(level, quiet=True, wrap=True))

    def show_working() -> None:
        lines = [f"{step.title}: {step.working}" for step in result.steps]
        missing = [one.what for one in view.missing]
        shell.ask.tell(parent, tr("How this is worked out"), "\n".join([*lines, "", *missing]))

    if result.steps:
        card.add(row(Button(tr("How this is worked out"), show_working, look="link"), None))
    return card


def outline_card(view: ReviewView, go: Callable[[UUID], object]) -> Card:
    """Return the entries of the page, each done or to do; a click goes there."""
    card = Card(tr("On this page"))
    card.body.setSpacing(4)
    writing = view.edits_self or view.edits_rating
    for section in view.sections:
        for entry in section.entries:
            done = is_done(view, section, entry)
            name = entry.name if len(entry.name) <= _NAME else f"{entry.name[:_NAME].rstrip()}…"
            words = name.replace("&", "&&")
            button = Button(words, partial(go, entry.id), look="link", name=entry.name)
            button.setProperty("outline", True)
            state = label(tr("done") if done else tr("to do"), "caption", quiet=True)
            line = row(Mark("ok" if done else "warn"), button, state if writing else None)
            line.setStretch(1, 1)
            card.add(line)
    return card


def year_card(view: ReviewView, shell: Shell, parent: QWidget) -> Card:
    """Return the newest evidence of the year, with the way to all of it."""
    card = Card(tr("From the year"))
    if not view.evidence:
        card.add(label(tr("No check-in or progress was noted."), quiet=True, wrap=True))
        return card

    def show_all() -> None:
        lines = [f"{short_day_words(one.day)}: {_words(one)}" for one in view.evidence]
        shell.ask.tell(parent, tr("From the year"), details="\n\n".join(lines))

    every = tr_n("All {n}", "All {n}", len(view.evidence))
    card.add_trailing(Button(every, show_all, look="link"))
    for one in view.evidence[-_SHOWN:]:
        words = _words(one)
        shown = words if len(words) <= 110 else f"{words[:109].rstrip()}…"
        card.add(label(short_day_words(one.day), "caption", quiet=True), label(shown, wrap=True))
    return card


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
