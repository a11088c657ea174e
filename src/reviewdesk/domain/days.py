"""Days, months and periods in words."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from datetime import datetime

_DOTTED = r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})"
_WORDED = r"(\d{1,2})\.?\s+([^\W\d_]+)\.?,?\s+(\d{4})"


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
    month = _short_months()[day.month - 1]
    return tr("{day} {month} {year}").format(day=day.day, month=month, year=day.year)


def moment_words(at: datetime) -> str:
    """Return a moment by the clock of this computer, such as "9 Mar 2026, 14:30"."""
    here = at.astimezone()
    return tr("{day}, {time}").format(day=short_day_words(here.date()), time=f"{here:%H:%M}")


def day_of(text: str) -> date:
    """Return the day that somebody wrote: 2026-03-09, 9.3.2026, 9 March 2026 or 9 Mar 2026.

    Strokes are not read: countries differ on whether the day or the month comes first.

    Raises:
        ValueError: when it is no day.
    """
    text = text.strip()
    if found := re.fullmatch(_DOTTED, text):
        day, month, year = map(int, found.groups())
        return date(year, month, day)
    if found := re.fullmatch(_WORDED, text):
        wanted = found[2].casefold()
        for month, short in enumerate(_short_months(), start=1):
            if wanted in (short.casefold(), month_words(month).casefold()):
                return date(int(found[3]), month, int(found[1]))
    return date.fromisoformat(text)


def _short_months() -> list[str]:
    months = tr("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return months if len(months) == 12 else [month_words(month) for month in range(1, 13)]


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
