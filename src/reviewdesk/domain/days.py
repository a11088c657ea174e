"""Days, months and periods in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from datetime import date


def month_words(month: int) -> str:
    """Return the name of a month, 1 to 12, in the current language."""
    return (
        tr("January"),
        tr("February"),
        tr("March"),
        tr("April"),
        tr("May"),
        tr("June"),
        tr("July"),
        tr("August"),
        tr("September"),
        tr("October"),
        tr("November"),
        tr("December"),
    )[month - 1]


def day_words(day: date) -> str:
    """Return a date in words that no country can misread, such as "9 March 2026"."""
    return tr("{day} {month} {year}").format(
        day=day.day, month=month_words(day.month), year=day.year
    )


def short_day_words(day: date) -> str:
    """Return a date with a short month, such as "9 Mar 2026"."""
    months = tr("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    month = months[day.month - 1] if len(months) == 12 else month_words(day.month)
    return tr("{day} {month} {year}").format(day=day.day, month=month, year=day.year)


def period_words(starts: date, ends: date) -> str:
    """Return a period in words with both dates."""
    return tr("{starts} to {ends}").format(starts=day_words(starts), ends=day_words(ends))


def appeal_words(days: int | None) -> str:
    """Return the sentence about the right to appeal; empty where a scheme names no time."""
    if not days:
        return ""
    return tr("You may appeal in writing within {days} days after you received this form.").format(
        days=days
    )
