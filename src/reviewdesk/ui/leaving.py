"""What ends the pages waits until what was typed is on disk, or asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from reviewdesk.i18n import tr
from reviewdesk.ui import ask

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

_PATIENCE = 1200
"""Milliseconds for words on their way to the disk."""


class Leaving:
    """Looks after what was typed on any page of the window."""

    def __init__(self, window: QWidget, pages: Mapping[str, Any]) -> None:
        self._window, self._pages = window, pages

    def save(self) -> None:
        """Save what was typed anywhere."""
        for page in self._pages.values():
            page.leave()

    def unsaved(self) -> bool:
        """Return whether words are not on disk yet; they are sent on their way."""
        self.save()
        return any(page.unsaved() for page in self._pages.values())

    def at_last(self, call: Callable[[list[str]], object]) -> None:
        """Do what ends the pages and cannot wait, with the words that are not on disk by then."""

        def again() -> None:
            self.save()
            call([words for page in self._pages.values() for words in page.unsaved_words()])

        QTimer.singleShot(_PATIENCE if self.unsaved() else 0, self._window, again)

    def when_saved(self, losing: str, call: Callable[[], object]) -> None:
        """Do what ends the pages once all is on disk; else ask, ``losing`` on the button."""
        if not self.unsaved():
            call()
            return

        def again() -> None:
            if not self.unsaved():
                call()
                return
            ask.confirm(
                self._window,
                tr("Some of what you typed is not saved yet"),
                tr("ReviewDesk cannot write it just now and goes on trying."),
                losing,
                call,
                danger=True,
            )

        QTimer.singleShot(_PATIENCE, self._window, again)
