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
            tr_n("At least {n} day of service", "At least {n} days of service", page.minimum_days)
        ),
    )
    return card
