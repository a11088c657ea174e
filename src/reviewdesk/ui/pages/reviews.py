"""The list of reviews: whose turn each is, and by when."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from reviewdesk.domain.days import short_day_words
from reviewdesk.domain.lifecycle import OPEN_STATES, State, state_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import hand_overs, reviews
from reviewdesk.ui.actions import Action
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.filter_line import FilterLine
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, SearchBox
from reviewdesk.ui.widgets.rows_card import RowsCard
from reviewdesk.ui.widgets.rows_view import RowsView
from reviewdesk.ui.widgets.words import one_line

if TYPE_CHECKING:
    from reviewdesk.services.context import Changes
    from reviewdesk.services.hand_overs import OpenReview
    from reviewdesk.services.reviews import ReviewRow
    from reviewdesk.ui.shell import Shell

_TABLES = frozenset({"review", "person", "cycle", "signature", "phase_date", "assignment"})


def due_words(one: ReviewRow) -> str:
    """Return by when the present step is due, and how late it is."""
    if one.due is None:
        return ""
    if one.late_days:
        return tr_n("{n} day late", "{n} days late", one.late_days)
    return short_day_words(one.due)


def columns() -> tuple[Column[ReviewRow], ...]:
    """Return the columns of the list."""
    return (
        Column(tr("Name"), lambda one: one.employee, width=18),
        Column(tr("Unit"), lambda one: one.unit, width=18, rank=2),
        Column(tr("Cycle"), lambda one: one.cycle, width=25, rank=1),
        Column(
            tr("Step"),
            lambda one: state_words(one.state),
            key=lambda one: list(State).index(one.state),
            kind="chip",
            status=lambda one: "ok" if one.state is State.CLOSED else "info",
            width=18,
        ),
        Column(tr("Whose turn"), lambda one: one.holder, width=15, rank=3),
        Column(
            tr("Due"),
            due_words,
            key=lambda one: one.due.toordinal() if one.due else 0,
            kind="chip",
            status=lambda one: "bad" if one.late_days else "none",
            width=15,
        ),
        Column(tr("Result"), lambda one: one.level, width=17, rank=4),
        Column(tr("Number"), lambda one: one.number, width=15, rank=5),
    )


def _counted(n: int) -> str:
    return tr_n("{n} review", "{n} reviews", n)


class Page(PageFrame):
    """All reviews the person at the desk may see."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.model: RowsModel[ReviewRow] = RowsModel(columns(), parent=self)
        self.view = RowsView(tr("Reviews"), self.model, shell.settings, "reviews")
        self.view.opened.connect(self._open)
        self.box = SearchBox(tr("Search reviews"), tr("Search name, unit or number"))
        self.cycle, self.state = ComboBox(tr("Cycle")), ComboBox(tr("Which reviews"))
        self.cycle.setMinimumContentsLength(18)
        self.state.setMinimumContentsLength(14)
        for words, value in (
            (tr("All reviews"), ""),
            (tr("My turn"), "mine"),
            (tr("Late"), "late"),
            (tr("Still open"), "open"),
            (tr("Closed"), "closed"),
        ):
            self.state.addItem(words, value)
        self.box.textChanged.connect(self._filter)
        self.cycle.currentIndexChanged.connect(self._filter)
        self.state.currentIndexChanged.connect(self._filter)
        self._wanted: str | None = None
        self.band.addWidget(FilterLine(self.box, self.cycle, self.state))
        empty = EmptyState(
            "clipboard-check",
            tr("There are no reviews yet"),
            tr("They appear here when the HR officer launches a cycle you take part in."),
        )
        hint = tr("Enter opens a review · Ctrl+F searches")
        self._card = RowsCard(self.view, self.model, empty, hint, _counted)
        self.add(self._card, stretch=1)
        self.set_title(tr("Reviews"))
        self.set_actions([])

    @override
    def set_actions(self, actions: list[Action]) -> None:
        search = Action(
            "reviews.search", tr("Search reviews"), self.box.begin, "Ctrl+F", shown=False
        )
        verify = Action("reviews.verify", tr("Verify a file …"), self._verify, icon="shield-check")
        super().set_actions([search, verify, *actions])

    def _verify(self) -> None:
        self.place_requested.emit(Place("verify"))

    @override
    def show_place(self, place: Place) -> None:
        self._wanted = UUID(place.id).hex if place.id else None
        self._reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        if changes.tables & _TABLES:
            self._reload()

    def _reload(self) -> None:
        ctx = self.ctx
        self.shell.tasks.run(lambda _progress: reviews.list_reviews(ctx), self._show)
        if ctx.may(Right.CHANGE_PEOPLE):
            self.shell.tasks.run(lambda _progress: hand_overs.astray(ctx), self._show_astray)

    def _show_astray(self, found: tuple[OpenReview, ...]) -> None:
        words = tr_n("Hand over {n} review …", "Hand over {n} reviews …", len(found))
        act = Action("reviews.hand-over", words, partial(self._hand_over, found), icon="user-check")
        self.set_actions([act] if found else [])

    def _hand_over(self, found: tuple[OpenReview, ...]) -> None:
        from reviewdesk.ui.dialogs.hand_over_reviews import HandOverReviews

        HandOverReviews(self, self.shell, found).open()

    def _show(self, rows: list[ReviewRow]) -> None:
        chosen = self._wanted or self.cycle.currentData()
        self.cycle.blockSignals(True)
        self.cycle.clear()
        self.cycle.addItem(tr("All cycles"), None)
        for cycle_id, name in {one.cycle_id: one.cycle for one in rows}.items():
            self.cycle.addItem(one_line(name), cycle_id.hex)
        self.cycle.setCurrentIndex(max(0, self.cycle.findData(chosen)))
        self.cycle.blockSignals(False)
        if self._wanted is not None:
            self.state.setCurrentIndex(self.state.findData("late"))
            self._wanted = None
        self.model.set_rows(rows)
        self._filter()
        self._card.show_list(bool(rows))
        waiting = sum(1 for one in rows if one.mine)
        turns = tr_n("{n} is your turn", "{n} are your turn", waiting)
        self.set_title(tr("Reviews"), turns if waiting else tr("None is your turn now"))

    def _filter(self) -> None:
        cycle, state = self.cycle.currentData(), self.state.currentData()

        def keep(one: ReviewRow) -> bool:
            fits = {
                "": True,
                "mine": one.mine,
                "late": one.late_days > 0,
                "open": one.state in OPEN_STATES,
                "closed": one.state is State.CLOSED,
            }[state or ""]
            return fits and (cycle is None or one.cycle_id.hex == cycle)

        self.model.set_filter(self.box.text(), keep if cycle or state else None)

    def _open(self, one: ReviewRow) -> None:
        self.place_requested.emit(Place("review", one.id.hex))
