"""Where the time comes from: the computer, or a clock that a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """Return this instant with the zone of this computer."""

    def today(self) -> date:
        """Return the day it is where this computer stands."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return this instant with the zone of this computer."""
        return datetime.now(UTC).astimezone()  # noqa: TID251 - the one place that asks the computer

    def today(self) -> date:
        """Return the day it is where this computer stands."""
        return self.now().date()


class FixedClock:
    """A clock that stands still until it is moved: for tests and the demonstration."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        """Return the instant it stands at."""
        return self.instant

    def today(self) -> date:
        """Return the day it stands at."""
        return self.instant.date()

    def forward(self, *, days: int = 0, minutes: int = 0) -> None:
        """Move the clock on."""
        self.instant += timedelta(days=days, minutes=minutes)

    def move_to(self, instant: datetime) -> None:
        """Put the clock to another instant."""
        self.instant = instant
