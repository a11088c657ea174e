"""Goals: the plans of all, and the plan of one review."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.domain.goal import number_words
from reviewdesk.domain.lifecycle import State, state_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import goal_copies
from reviewdesk.services.goal_copies import Relation
from reviewdesk.ui.actions import Action
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.listed import ListedPage
from reviewdesk.ui.pages.plan import PlanPanel
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.filter_line import FilterLine
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, SearchBox
from reviewdesk.ui.widgets.rows_card import RowsCard
from reviewdesk.ui.widgets.rows_view import RowsView
from reviewdesk.ui.widgets.words import one_line

if TYPE_CHECKING:
    from reviewdesk.services.goal_copies import PlanRow
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.widgets.painting import Status


def agreed_words(one: PlanRow) -> tuple[str, Status]:
    """Return who has agreed to a plan."""
    if one.state is not State.PLAN:
        return tr("Both agreed"), "ok"
    if one.employee_agreed:
        return tr("Employee agreed"), "info"
    if one.supervisor_agreed:
        return tr("Supervisor agreed"), "info"
    if not one.goals and one.has_goals:
        return tr("No goals yet"), "warn"
    return tr("Nobody yet"), "none"


def columns() -> tuple[Column[PlanRow], ...]:
    """Return the columns of the list."""
    return (
        Column(tr("Employee"), lambda one: one.employee, width=20),
        Column(tr("Unit"), lambda one: one.unit, width=20, rank=4),
        Column(tr("Cycle"), lambda one: one.cycle, width=25, rank=1),
        Column(
            tr("Goals"),
            lambda one: f"{one.goals}" if one.has_goals else tr("none needed"),
            key=lambda one: one.goals,
            width=8,
            searched=False,
        ),
        Column(
            tr("Weight given"),
            lambda one: f"{number_words(one.weight_given)} %" if one.weight_total else "",
            key=lambda one: one.weight_given if one.weight_total else None,
            kind="bar",
            fraction=lambda one: (
                float(one.weight_given / one.weight_total) if one.weight_total else 0.0
            ),
            width=15,
            rank=2,
            searched=False,
        ),
        Column(
            tr("Agreed"),
            lambda one: agreed_words(one)[0],
            kind="chip",
            status=lambda one: agreed_words(one)[1],
            width=18,
        ),
        Column(
            tr("Step"),
            lambda one: state_words(one.state),
            kind="chip",
            status=lambda one: "warn" if one.state is State.PLAN else "info",
            width=16,
            rank=3,
            searched=False,
        ),
    )


def _counted(n: int) -> str:
    return tr_n("{n} plan", "{n} plans", n)


class Page(ListedPage):
    """The plans the person at the desk may see, or one of them."""

    tables = frozenset(
        {"goal", "goal_version", "milestone", "progress_entry", "review", "objective", "person"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.model: RowsModel[PlanRow] = RowsModel(columns(), parent=self)
        self.view = RowsView(tr("Goals"), self.model, shell.settings, "goals")
        self.view.opened.connect(self._open)
        self.box = SearchBox(tr("Search plans"), tr("Search name, unit or cycle"))
        self.box.textChanged.connect(self._filter)
        self.cycle = ComboBox(tr("Cycle"))
        self.cycle.setMinimumContentsLength(18)
        self.state = ComboBox(tr("Plans"))
        for words, value in (
            (tr("All plans"), None),
            (tr("Drafts"), "draft"),
            (tr("Agreed"), "agreed"),
        ):
            self.state.addItem(words, value)
        self.whose = ComboBox(tr("Whose plans"))
        for words, relation in (
            (tr("Everybody's"), None),
            (tr("My own"), Relation.OWN),
            (tr("My reports'"), Relation.REPORT),
        ):
            self.whose.addItem(words, relation)
        self.state.currentIndexChanged.connect(self._filter)
        self.whose.currentIndexChanged.connect(self._filter)
        self.cycle.currentIndexChanged.connect(self._filter)
        empty = EmptyState(
            "target",
            tr("There are no plans yet"),
            tr(
                "Here stand the goals of everybody whose reviews you may see. Plans appear "
                "when a cycle is launched."
            ),
        )
        hint = tr("Enter opens a plan · Ctrl+F searches")
        card = RowsCard(self.view, self.model, empty, hint, _counted)
        self.hold(FilterLine(self.box, self.whose, self.cycle, self.state), card)
        self.panel = PlanPanel(self)

    def add_objective(self) -> None:
        """Ask for an aim that goals can serve."""
        ctx = self.ctx
        self.shell.ask.text(
            self,
            tr("Add an objective"),
            tr("What the office wants to reach"),
            lambda words: self.shell.tasks.run(
                lambda _progress: goal_copies.add_objective(ctx, words), essential=True
            ),
            lead=tr("Goals can then say which objective they serve."),
            action_text=tr("Add objective"),
            longest=300,
        )

    @override
    def show_head(self) -> None:
        self.set_title(tr("Goals"))
        self.set_actions(
            [
                Action("goals.search", tr("Search plans"), self.box.begin, "Ctrl+F", shown=False),
                Action(
                    "goals.objective",
                    tr("Add objective"),
                    self.add_objective,
                    icon="flag",
                    right=Right.RUN_CYCLES,
                ),
            ]
        )

    @override
    def read_rows(self) -> None:
        ctx = self.ctx
        self.shell.tasks.run(lambda _progress: goal_copies.plans(ctx), self._show)

    def _show(self, rows: list[PlanRow]) -> None:
        if self.panel.review is not None:
            return
        chosen = self.cycle.currentData()
        self.cycle.blockSignals(True)
        self.cycle.clear()
        self.cycle.addItem(tr("All cycles"), None)
        for name in dict.fromkeys(one.cycle for one in rows):
            self.cycle.addItem(one_line(name), name)
        self.cycle.setCurrentIndex(max(0, self.cycle.findData(chosen)))
        self.cycle.blockSignals(False)
        self.model.set_rows(rows)
        self._filter()
        self.show_filled(bool(rows))
        drafts = sum(1 for one in rows if one.state is State.PLAN)
        words = tr("{plans}, {drafts}").format(
            plans=_counted(len(rows)),
            drafts=tr_n("{n} not agreed yet", "{n} not agreed yet", drafts),
        )
        self.set_title(tr("Goals"), words if rows else "")

    def _filter(self) -> None:
        chosen = [box.currentData() for box in (self.whose, self.cycle, self.state)]
        keep = partial(_keeps, *chosen) if any(chosen) else None
        self.model.set_filter(self.box.text(), keep)

    def _open(self, one: PlanRow) -> None:
        self.place_requested.emit(Place("goals", str(one.id)))


def _keeps(whose: Relation | None, cycle: str | None, state: str | None, one: PlanRow) -> bool:
    draft = one.state is State.PLAN
    if whose is not None and one.relation != whose:
        return False
    return (cycle is None or one.cycle == cycle) and (state is None or draft is (state == "draft"))
