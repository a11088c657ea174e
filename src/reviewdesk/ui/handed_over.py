"""The bar over the one review that somebody sees to whom the computer was handed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from reviewdesk.i18n import tr
from reviewdesk.ui import theme
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.words import isolate, label

if TYPE_CHECKING:
    from collections.abc import Callable

_PAGES = ("review", "goals", "checkins")
_LONGEST = 60
"""Characters of a name for which the bar has room."""


class HandedOver(QFrame):
    """Says who has the computer and for what, and has the button that gives it back.

    Signals:
        given_back(): the person is done.
        place_requested(Place): another part of the review is wanted.
    """

    given_back = Signal()
    place_requested = Signal(object)

    def __init__(self, name: str, review_id: UUID) -> None:
        super().__init__()
        self._id = review_id
        self.review = Place("review", review_id.hex)
        """Where whoever has the computer begins."""
        self.setProperty("handed", True)
        said = tr("{name} has the computer for this review. Nothing else is open.")
        short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        words = label(said.format(name=isolate(short)), "strong", wrap=True)
        self.setAccessibleName(words.text())
        px = theme.current().px
        layout = row(
            words,
            Button(tr("Goals"), self._to("goals"), look="link", icon="target"),
            Button(tr("Check-ins"), self._to("checkins"), look="link", icon="message-square-text"),
            Button(tr("Review"), self._to("review"), look="link", icon="clipboard-check"),
            Button(tr("Give the computer back"), self.given_back.emit, icon="lock"),
        )
        layout.setStretch(0, 1)
        layout.setContentsMargins(px(28), px(8), px(28), px(8))
        self.setLayout(layout)

    def shows(self, place: Place) -> bool:
        """Return whether a place belongs to the review."""
        if place.page == "interim":
            return True  # it is reached from the review; the services decide
        return place.page in _PAGES and place.id is not None and UUID(place.id) == self._id

    def _to(self, page: str) -> Callable[[], None]:
        return lambda: self.place_requested.emit(Place(page, self.review.id))
