"""A list in a card of its own, or what is said where there is nothing to list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget

from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.rows_view import RowsPanel, rows_counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from reviewdesk.ui.models.rows import RowsModel
    from reviewdesk.ui.widgets.rows_view import RowsView


class RowsCard(QStackedWidget):
    """Fills a page; the list is shown until it is told to be empty.

    Args:
        view: the list.
        model: its rows.
        empty: what is shown in its place.
        hint: under the list, what its keys do.
        counted: says a number of its rows.
    """

    def __init__(
        self,
        view: RowsView,
        model: RowsModel[Any],
        empty: QWidget,
        hint: str = "",
        counted: Callable[[int], str] = rows_counted,
    ) -> None:
        super().__init__()
        card = Card()
        card.body.setContentsMargins(1, 1, 1, 0)
        self.panel = RowsPanel(view, model, hint, counted)
        card.body.addWidget(self.panel, 1)
        self.addWidget(card)
        self.addWidget(empty)

    def show_list(self, filled: bool) -> None:
        """Show the list, or what is said where there is none."""
        self.setCurrentIndex(0 if filled else 1)
