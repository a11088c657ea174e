"""The one error a person may see, and the one by which work is stopped."""

from __future__ import annotations

from reviewdesk.overriding import override


class UserError(Exception):
    """Something the world refuses, told so that a person can act on it.

    Everything else that is raised is a bug and ends in the crash file.
    All three sentences are already translated when the error is raised.

    Args:
        happened: what happened, as one plain sentence.
        safe: what is safe all the same, or empty when nothing was at risk.
        remedy: what the person can do, or empty when there is nothing to do.
    """

    def __init__(self, happened: str, *, safe: str = "", remedy: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.safe = safe
        self.remedy = remedy

    @override
    def __str__(self) -> str:
        """Return the sentences that are set, in reading order, as one line."""
        return " ".join(part for part in (self.happened, self.safe, self.remedy) if part)


class InUseError(UserError):
    """Somebody else has the desk open for writing; it can be read all the same."""


class HurtError(UserError):
    """The desk's file is damaged; it can be mended."""


class CancelledError(Exception):
    """The person stopped a piece of long work; its transaction rolls back."""
