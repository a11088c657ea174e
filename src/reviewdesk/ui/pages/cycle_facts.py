"""Beside a cycle: its due dates and its scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.days import day_words
from reviewdesk.i18n import tr, tr_n
from reviewdesk.ui.widgets.card import Card, Line

if TYPE_CHECKING:
    from reviewdesk.services.cycles import CyclePage


def dates_card(page: CyclePage) -> Card:
    """Return when each phase is due."""
    card = Card(tr("Due dates"))
    for _phase, title, due in page.phases:
        card.add(Line(title, day_words(due)))
    return card


def facts_card(page: CyclePage) -> Card:
    """Return by which scheme the cycle goes."""
    card = Card(tr("Scheme"))
    card.add(
        Line(page.row.scheme, tr("Version {version}").format(version=page.scheme_version)),
        Line(
            tr_n(
                "Rated from {n} day under a plan",
                "Rated from {n} days under a plan",
                page.minimum_days,
            ),
            tr("Plans count from the first day of the period")
            if page.plans_from_start
            else tr("Plans count from the day they are agreed"),
        ),
    )
    return card
