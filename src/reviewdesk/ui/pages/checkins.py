"""Check-ins: how it stands with everybody's talks, and the talks of one review."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.domain.days import short_day_words
from reviewdesk.domain.lifecycle import ENDED_STATES, PLANNED_STATES
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import checkins
from reviewdesk.ui.actions import Action
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.listed import ListedPage
from reviewdesk.ui.pages.talk_panel import TalkPanel
from reviewdesk.ui.pages.talks import held_words
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.filter_line import FilterLine
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, SearchBox
from reviewdesk.ui.widgets.rows_card import RowsCard
from reviewdesk.ui.widgets.rows_view import RowsView

if TYPE_CHECKING:
    from reviewdesk.services.checkins import CheckInRow
    from reviewdesk.ui.shell import Shell

_LONG_AGO = 120
"""Days without a talk after which the list says so."""


def columns() -> tuple[Column[CheckInRow], ...]:
    """Return the columns of the list."""
    return (
        Column(tr("Employee"), lambda one: one.employee, width=20),
        Column(tr("Unit"), lambda one: one.unit, width=20, rank=4),
        Column(tr("Cycle"), lambda one: one.cycle, width=25, rank=3),
        Column(
            tr("Last talk"),
            lambda one: short_day_words(one.last) if one.last else tr("none yet"),
            key=lambda one: one.last,
            width=14,
            searched=False,
        ),
        Column(
            tr("Days ago"),
            lambda one: f"{one.days_ago:,}" if one.days_ago is not None else "",
            key=lambda one: one.days_ago,
            align="end",
            width=10,
            rank=2,
            searched=False,
        ),
        Column(
            tr("Talks"),
            lambda one: held_words(one.held, one.required)[0],
            key=lambda one: one.held,
            kind="chip",
            status=lambda one: held_words(one.held, one.required)[1],
            width=17,
            searched=False,
        ),
        Column(
            tr("Open actions"),
            lambda one: f"{one.open_actions}" if one.open_actions else "",
            key=lambda one: one.open_actions,
            align="end",
            width=16,
            rank=1,
            searched=False,
        ),
        Column(
            tr("Not seen"),
            lambda one: f"{one.unseen}" if one.unseen else "",
            key=lambda one: one.unseen,
            align="end",
            width=11,
            rank=5,
            searched=False,
        ),
    )


def _counted(n: int) -> str:
    return tr_n("{n} review", "{n} reviews", n)


class Page(ListedPage):
    """The talks the person at the desk may see, or those of one review."""

    tables = frozenset({"check_in", "action", "private_note", "review", "progress_entry", "goal"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.model: RowsModel[CheckInRow] = RowsModel(columns(), parent=self)
        self.view = RowsView(tr("Check-ins"), self.model, shell.settings, "checkins")
        self.view.opened.connect(self._open)
        self.box = SearchBox(tr("Search check-ins"), tr("Search name, unit or cycle"))
        self.box.textChanged.connect(self._filter)
        self.which = ComboBox(tr("Which"))
        self.which.setMinimumContentsLength(22)
        for words, value in (
            (tr("Reviews under way"), "open"),
            (tr("Talks still to be held"), "missing"),
            (tr("No talk for {n} days").format(n=_LONG_AGO), "long"),
            (tr("Open actions"), "actions"),
            (tr("Not seen by the employee"), "unseen"),
            (tr("All reviews"), None),
        ):
            self.which.addItem(words, value)
        self.which.currentIndexChanged.connect(self._filter)
        empty = EmptyState(
            "message-square-text",
            tr("There is nothing to talk about yet"),
            tr(
                "Here stand the talks through the year: what was said, what was promised. "
                "They begin when a plan is agreed."
            ),
        )
        hint = tr("Enter opens the talks · Ctrl+F searches")
        self.hold(
            FilterLine(self.box, self.which), RowsCard(self.view, self.model, empty, hint, _counted)
        )
        self.panel = TalkPanel(self)

    @override
    def show_head(self) -> None:
        self.set_title(tr("Check-ins"))
        self.set_actions(
            [Action("checkins.search", tr("Search check-ins"), self.box.begin, "Ctrl+F",
                    shown=False)]
        )  # fmt: skip

    @override
    def read_rows(self) -> None:
        ctx = self.ctx
        self.shell.tasks.run(lambda _progress: checkins.list_checkins(ctx), self._show)

    def _show(self, rows: list[CheckInRow]) -> None:
        if self.panel.review is not None:
            return
        self.model.set_rows(rows)
        self._filter()
        self.show_filled(bool(rows))
        missing = sum(1 for one in rows if _keeps("missing", one))
        words = (
            tr_n("{n} review still needs a talk", "{n} reviews still need a talk", missing)
            if missing
            else tr("All talks that are asked for were held")
        )
        self.set_title(tr("Check-ins"), words if rows else "")

    def _filter(self) -> None:
        which = self.which.currentData()
        self.model.set_filter(self.box.text(), partial(_keeps, which) if which else None)

    def _open(self, one: CheckInRow) -> None:
        self.place_requested.emit(Place("checkins", str(one.id)))


def _keeps(which: str, one: CheckInRow) -> bool:
    match which:
        case "missing":
            return one.state in PLANNED_STATES and one.held < one.required
        case "long":
            return one.state in PLANNED_STATES and (
                one.days_ago is None or one.days_ago >= _LONG_AGO
            )
        case "actions":
            return one.open_actions > 0
        case "unseen":
            return one.unseen > 0
        case _:
            return one.state not in ENDED_STATES
