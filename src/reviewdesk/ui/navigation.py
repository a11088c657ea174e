"""Places of the program, the pages that show them, and the way back."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr


class Place(NamedTuple):
    """Where a person is: a page, the record it shows, and a part of it."""

    page: str
    id: str | None = None
    section: str | None = None


class PageEntry(NamedTuple):
    """A page of the program.

    Args:
        name: by which places name it.
        title: already translated.
        module: dotted name; its class ``Page`` is made at the first visit.
        icon: of Lucide.
        key: keyboard shortcut, or nothing.
        rail: ``top`` of the rail, or ``none`` for a page reached from others.
        parent: the entry of the rail that is lit while this page is shown.
        right: without it the page is not offered.
    """

    name: str
    title: str
    module: str
    icon: str
    key: str = ""
    rail: Literal["top", "none"] = "top"
    parent: str = ""
    right: Right | None = None


def pages() -> tuple[PageEntry, ...]:
    """Return all pages in the order of the rail, in the person's language."""
    room = "reviewdesk.ui.pages"
    return (
        PageEntry("home", tr("Home"), f"{room}.home", "house", "Ctrl+1"),
        PageEntry("people", tr("People"), f"{room}.people", "users", "Ctrl+2"),
        PageEntry("goals", tr("Goals"), f"{room}.goals", "target", "Ctrl+3"),
        PageEntry("checkins", tr("Check-ins"), f"{room}.checkins", "message-square-text", "Ctrl+4"),
        PageEntry("reviews", tr("Reviews"), f"{room}.reviews", "clipboard-check", "Ctrl+5"),
        PageEntry("cycles", tr("Cycles"), f"{room}.cycles", "calendar-range", "Ctrl+6"),
        PageEntry("dashboard", tr("Dashboard"), f"{room}.dashboard", "chart-column", "Ctrl+7"),
        PageEntry("schemes", tr("Schemes"), f"{room}.schemes", "book-open", "Ctrl+8"),
        PageEntry("records", tr("Records"), f"{room}.records", "printer", "Ctrl+9"),
        PageEntry(
            "audit",
            tr("Audit"),
            f"{room}.audit",
            "shield-check",
            "Ctrl+0",
            right=Right.CHECK_DESK,
        ),
        PageEntry(
            "scheme", tr("Scheme"), f"{room}.scheme", "book-open", rail="none", parent="schemes"
        ),
        PageEntry(
            "verify",
            tr("Verify a form"),
            f"{room}.verify",
            "shield-check",
            "Ctrl+Shift+V",
            rail="none",
            parent="reviews",
        ),
        PageEntry(
            "authority",
            tr("Office authority"),
            f"{room}.authority",
            "key",
            rail="none",
            parent="cycles",
        ),
        PageEntry("person", tr("Person"), f"{room}.person", "user", rail="none", parent="people"),
        PageEntry(
            "review",
            tr("Review"),
            f"{room}.review",
            "clipboard-check",
            rail="none",
            parent="reviews",
        ),
        PageEntry(
            "retention",
            tr("Keeping and destroying"),
            f"{room}.retention",
            "history",
            rail="none",
            parent="people",
        ),
        PageEntry(
            "interim",
            tr("Interim assessment"),
            f"{room}.interim",
            "clipboard-check",
            rail="none",
            parent="reviews",
        ),
    )


class Navigation(QObject):
    """Keeps where the person is and was.

    Signals:
        moved(Place): another place is to be shown.
    """

    moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._back: list[Place] = []
        self._forward: list[Place] = []
        self._here: Place | None = None

    @property
    def here(self) -> Place | None:
        """The place that is shown."""
        return self._here

    def go(self, place: Place) -> None:
        """Go to a place; going where one is shows it anew."""
        if self._here is not None and self._here != place:
            self._back.append(self._here)
            self._forward.clear()
        self._here = place
        self.moved.emit(place)

    def can_go_back(self) -> bool:
        """Return whether there is a place before this one."""
        return bool(self._back)

    def back(self) -> None:
        """Go to the place before."""
        if self._back and self._here is not None:
            self._forward.append(self._here)
            self._here = self._back.pop()
            self.moved.emit(self._here)

    def forward(self) -> None:
        """Go again to the place one came back from."""
        if self._forward and self._here is not None:
            self._back.append(self._here)
            self._here = self._forward.pop()
            self.moved.emit(self._here)

    def forget(self) -> None:
        """Drop the way back: another desk was opened or another person sat down."""
        self._back.clear()
        self._forward.clear()
        self._here = None
