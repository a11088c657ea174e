"""The list of people: searched, filtered, sorted; the way to each and to the import."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from reviewdesk.domain import unit_tree
from reviewdesk.domain.lifecycle import State, state_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import people
from reviewdesk.services.people import Presence, presence_words
from reviewdesk.ui import settings
from reviewdesk.ui.actions import Action
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.filter_line import FilterLine
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, SearchBox
from reviewdesk.ui.widgets.rows_card import RowsCard
from reviewdesk.ui.widgets.rows_view import RowsView
from reviewdesk.ui.widgets.words import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from reviewdesk.services.context import Changes
    from reviewdesk.services.people import PersonRow, UnitRow
    from reviewdesk.ui.shell import Shell

_TABLES = frozenset({"person", "unit", "assignment", "review"})
FILES = "(*.csv *.xlsx *.txt *.tsv);;(*)"

_PRESENCE_STATUS = {Presence.HERE: "ok", Presence.COMING: "info", Presence.LEFT: "none"}
_STEP_STATUS = {State.CLOSED: "ok", State.VOID: "none", State.PLAN: "warn"}


def columns() -> tuple[Column[PersonRow], ...]:
    """Return the columns of the list."""
    return (
        Column(tr("Name"), lambda one: one.name, width=22),
        Column(tr("Staff no."), lambda one: one.number, width=10),
        Column(tr("Unit"), lambda one: one.unit, width=22, rank=1),
        Column(tr("Grade"), lambda one: one.grade, width=12, rank=4),
        Column(tr("Supervisor"), lambda one: one.supervisor, width=18, rank=2),
        Column(tr("Location"), lambda one: one.location, width=11, rank=5),
        Column(
            tr("Review"),
            lambda one: state_words(one.step) if one.step else "",
            kind="chip",
            status=lambda one: _STEP_STATUS.get(one.step, "info") if one.step else "none",
            width=18,
            rank=3,
            searched=False,
        ),
        Column(
            tr("State"),
            lambda one: presence_words(one.state),
            kind="chip",
            status=lambda one: _PRESENCE_STATUS[one.state],
            width=14,
            searched=False,
        ),
    )


def _counted(n: int) -> str:
    return tr_n("{n} person", "{n} people", n)


class Page(PageFrame):
    """Everybody the person at the desk may see."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.set_title(tr("People"))
        self._units: dict[UUID, UnitRow] = {}
        self._loaded = False
        self.model: RowsModel[PersonRow] = RowsModel(columns(), parent=self)
        self.view = RowsView(tr("People"), self.model, shell.settings, "people")
        self.view.opened.connect(self._open)
        self.box = SearchBox(
            tr("Search people"), tr("Search name, staff number, unit or supervisor")
        )
        self.box.textChanged.connect(self._filter)
        self.box.returnPressed.connect(self._to_list)
        self.unit = ComboBox(tr("Unit"))
        self.unit.setMinimumContentsLength(18)
        self.unit.currentIndexChanged.connect(self._filter)
        self.state = ComboBox(tr("State"))
        self.state.addItem(tr("Everybody"), None)
        for presence in Presence:
            self.state.addItem(presence_words(presence), presence.value)
        self.state.currentIndexChanged.connect(self._filter)
        self.band.addWidget(FilterLine(self.box, self.unit, self.state))
        hint = tr("Enter opens a person · Ctrl+F searches")
        self.card = RowsCard(self.view, self.model, self._empty_state(), hint, _counted)
        self.add(self.card, stretch=1)
        self.set_actions(
            [
                Action("people.search", tr("Search people"), self.box.begin, "Ctrl+F", shown=False),
                Action(
                    "people.retention",
                    tr("Keeping and destroying"),
                    lambda: self.place_requested.emit(Place("retention")),
                    icon="history",
                    right=Right.SEE_RETENTION,
                    shown=False,
                ),
                Action(
                    "people.import",
                    tr("Import…"),
                    self.choose_file,
                    "Ctrl+I",
                    "upload",
                    Right.CHANGE_PEOPLE,
                ),
                Action(
                    "people.add",
                    tr("Add person"),
                    self.add_person,
                    "Ctrl+N",
                    "plus",
                    Right.CHANGE_PEOPLE,
                    primary=True,
                ),
            ]
        )
        self._unit_choices([])

    @override
    def show_place(self, place: Place) -> None:
        """Read the list anew."""
        self._reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        """Read the list anew where it may be different."""
        if changes.tables & _TABLES:
            self._reload()

    def choose_file(self) -> None:
        """Ask for a staff list and show what is in it."""
        from pathlib import Path as FilePath

        kept = self.shell.settings.get(settings.LAST_FOLDER)
        self.shell.ask.choose_open_file(
            self,
            tr("Choose a staff list"),
            tr("Staff lists") + " " + FILES,
            self.import_file,
            folder=FilePath(kept) if kept else None,
        )

    def import_file(self, path: Path) -> None:
        """Show what is in a staff list and what importing it would change."""
        from reviewdesk.ui.dialogs.staff_import import StaffImport

        self.shell.settings.set(settings.LAST_FOLDER, str(path.parent))
        StaffImport(self, self.shell, path).open()

    def add_person(self) -> None:
        """Show the small form."""
        from reviewdesk.ui.dialogs.staff_entry import StaffEntry

        StaffEntry(self, self.shell).open()

    def _empty_state(self) -> EmptyState:
        buttons = []
        if self.ctx.may(Right.CHANGE_PEOPLE):
            buttons = [
                Button(tr("Import a staff list"), self.choose_file, look="primary", icon="upload"),
                Button(tr("Add one person"), self.add_person, icon="plus"),
            ]
        return EmptyState(
            "users",
            tr("Nobody is on this desk yet"),
            tr(
                "Here stands everybody whose reviews you keep. Bring them in with a list from "
                "the personnel system, as CSV or XLSX: you see every fault and change first."
            ),
            *buttons,
        )

    def _reload(self) -> None:
        ctx = self.ctx
        self.shell.tasks.run(
            lambda _progress: (people.list_people(ctx), people.units(ctx)), self._show
        )

    def _show(self, answer: tuple[list[PersonRow], list[UnitRow]]) -> None:
        rows, units = answer
        self._loaded = True
        self._unit_choices(units)
        self.model.set_rows(rows)
        self.card.show_list(bool(rows))
        self.set_title(
            tr("People"),
            tr("{people} in {units}").format(
                people=_counted(len(rows)),
                units=tr_n("{n} unit", "{n} units", len({one.unit_id for one in rows})),
            )
            if rows
            else "",
        )

    def _unit_choices(self, units: list[UnitRow]) -> None:
        chosen = self.unit.currentData()
        self._units = {one.id: one for one in units}
        self.unit.blockSignals(True)
        self.unit.clear()
        self.unit.addItem(tr("All units"), None)
        for one in units:
            self.unit.addItem(one_line(one.name), str(one.id))
        self.unit.setCurrentIndex(max(0, self.unit.findData(chosen)))
        self.unit.blockSignals(False)

    def _filter(self) -> None:
        unit, state = self.unit.currentData(), self.state.currentData()
        keep = None
        if unit or state:
            keep = partial(_keeps, self._with_below(unit), state)
        self.model.set_filter(self.box.text(), keep)

    def _with_below(self, unit: str | None) -> frozenset[UUID] | None:
        """Return a unit and all below it; None for all units."""
        if unit is None:
            return None
        parents = {one.id: one.parent_id for one in self._units.values()}
        return unit_tree.below(parents, UUID(unit))

    def _open(self, one: PersonRow) -> None:
        self.place_requested.emit(Place("person", str(one.id)))

    def _to_list(self) -> None:
        """Go from the search line to the first row; open it where it is the only one."""
        if self.model.rowCount() == 1:
            self._open(self.model.row(0))
        elif self.model.rowCount():
            self.view.setFocus()
            if self.view.current() is None:
                self.view.selectRow(0)


def _keeps(units: frozenset[UUID] | None, state: str | None, one: PersonRow) -> bool:
    return (units is None or one.unit_id in units) and (state is None or one.state == state)
