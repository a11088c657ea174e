"""A secret on the clipboard: taken back when the desk is locked or closed."""

from __future__ import annotations

_copied: set[bytes] = set()
"""Digests of what this program put there."""


def copy(secret: str) -> None:
    """Put a secret on the clipboard."""
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().setText(secret)
    _copied.add(_digest(secret))


def clear() -> None:
    """Empty the clipboard when a secret of ours is still on it."""
    if _copied:
        from PySide6.QtGui import QGuiApplication

        board = QGuiApplication.clipboard()
        if _digest(board.text()) in _copied:
            board.clear()
        _copied.clear()


def _digest(text: str) -> bytes:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
