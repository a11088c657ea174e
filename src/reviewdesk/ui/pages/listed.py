"""A page that lists reviews, and in the place of the list shows what belongs to one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from reviewdesk.overriding import override
from reviewdesk.ui.pages.page import PageFrame

if TYPE_CHECKING:
    from typing import Protocol

    from reviewdesk.services.context import Changes
    from reviewdesk.ui.navigation import Place
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.widgets.filter_line import FilterLine
    from reviewdesk.ui.widgets.rows_card import RowsCard

    class Panel(Protocol):
        """What belongs to one review; it fills the page."""

        review: UUID | None
        """None while none is open."""

        def open(self, review: UUID) -> None:
            """Show what belongs to a review."""

        def reload(self) -> None:
            """Read anew what may be different."""

        def close(self) -> None:
            """Let go of the review."""


class ListedPage(PageFrame):
    """Base of the pages of goals and of check-ins."""

    tables: frozenset[str]
    """What its rows are read from."""
    panel: Panel

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._search: FilterLine
        self._card: RowsCard

    def hold(self, search: FilterLine, card: RowsCard) -> None:
        """Take the line of the search and the list, which is not shown yet."""
        self._search, self._card = search, card
        self.band.addWidget(search)
        card.setParent(self)
        card.hide()

    def show_head(self) -> None:
        """Say in the header what the list is, and offer what can be done there."""

    def read_rows(self) -> None:
        """Read the rows in the background and show them."""

    def show_filled(self, filled: bool) -> None:
        """Show the list, or what is said where there is nothing in it."""
        self._card.show_list(filled)
        self._search.setEnabled(filled)

    @override
    def show_place(self, place: Place) -> None:
        """Show the list, or what belongs to the review that is asked for."""
        if place.id:
            self._put_away_list()
            self.panel.open(UUID(place.id))
        else:
            self.panel.close()
            self._take_out_list()
            self.read_rows()

    @override
    def on_changes(self, changes: Changes) -> None:
        """Read anew what may be different; what is being written stays as it is."""
        if changes.tables & self.tables:
            if self.panel.review is not None:
                self.panel.reload()
            else:
                self.read_rows()

    def _put_away_list(self) -> None:
        self._search.hide()
        if self.body.indexOf(self._card) >= 0:
            self.body.removeWidget(self._card)
            self._card.hide()
            self._card.setParent(self)
            self.clear()

    def _take_out_list(self) -> None:
        self._search.show()
        if self.body.indexOf(self._card) < 0:
            self.clear()
            self.add(self._card, stretch=1)
            self._card.show()
        self.show_head()
