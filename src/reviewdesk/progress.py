"""The protocol by which long work reports how far it is and is stopped."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A function that long work calls after each piece.

    Raises:
        CancelledError: when the person asked to stop; the work must let it pass.
    """

    def __call__(self, done: int, total: int) -> None:
        """Report that ``done`` of ``total`` pieces are finished."""


def silent(done: int, total: int) -> None:
    """Report to nobody."""
