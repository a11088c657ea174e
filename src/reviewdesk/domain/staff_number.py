"""Staff numbers: what people type and spreadsheets keep of them differs, and means the same."""

from __future__ import annotations


def key_of(number: str) -> str:
    """Return a staff number as it is compared: without case and spaces."""
    return "".join(number.split()).casefold()
