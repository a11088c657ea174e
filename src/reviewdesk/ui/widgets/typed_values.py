"""Numbers and days out of lines that people type; what cannot be read is said at the line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from reviewdesk.domain.days import day_of
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from reviewdesk.ui.widgets.quiet_inputs import DateBox
    from reviewdesk.ui.widgets.text_field import LineField

_LARGEST = Decimal(10) ** 15


class NotReadableError(Exception):
    """A line holds something else than it should; the line says so itself."""


def number_in(text: str) -> Decimal | None:
    """Return the number that somebody wrote, with a point or a comma; None for nothing.

    Raises:
        NotReadableError: when it is no number of a usual size.
    """
    plain = text.replace("\u00a0", "").replace(" ", "").removesuffix("%").replace(",", ".")
    if not plain:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise NotReadableError from None
    if not number.is_finite() or abs(number) > _LARGEST or len(plain) > 24:
        raise NotReadableError
    return number


def read_number(field: LineField) -> Decimal | None:
    """Return the number in a line; None for an empty one.

    Raises:
        NotReadableError: when it is no number.
    """
    field.show_fault("")
    try:
        return number_in(field.text())
    except NotReadableError:
        field.show_fault(tr("Write a number, such as 12 or 8.5."))
        raise


def read_day(field: LineField) -> date | None:
    """Return the day in a line; None for an empty one.

    Raises:
        NotReadableError: when it is no day.
    """
    field.show_fault("")
    if not field.text():
        return None
    try:
        return day_of(field.text())
    except ValueError:
        field.show_fault(tr("Write the day such as 31 March 2026 or 2026-03-31."))
        raise NotReadableError from None


def day_in(box: DateBox) -> date:
    """Return the day in a box."""
    day = box.date()
    return date(day.year(), day.month(), day.day())
