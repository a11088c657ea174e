"""Records: forms found by cycle, unit, state and person, and printed or saved many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from reviewdesk.domain import unit_tree
from reviewdesk.domain.lifecycle import State, state_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import people, records
from reviewdesk.services.paper_kinds import kind_named, kinds
from reviewdesk.services.records import Kind
from reviewdesk.ui.actions import Action
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.filter_line import FilterLine
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, SearchBox
from reviewdesk.ui.widgets.rows_card import RowsCard
from reviewdesk.ui.widgets.rows_view import RowsView
from reviewdesk.ui.widgets.words import label, one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewdesk.services.context import Changes
    from reviewdesk.services.people import UnitRow
    from reviewdesk.services.records import Pages, RecordRow
    from reviewdesk.ui.shell import Shell

_TABLES = frozenset({"review", "person", "unit", "cycle", "document", "signature"})
_STATUS = {Kind.SIGNED: "ok", Kind.SIGNING: "info", Kind.DRAFT: "none"}


def columns(ticked: Callable[[RecordRow], bool]) -> tuple[Column[RecordRow], ...]:
    """Return the columns of the list; ``ticked`` tells whether a row is chosen."""
    return (
        Column(
            tr("Tick"),
            lambda one: tr("yes") if ticked(one) else tr("no"),
            key=lambda one: not ticked(one),
            kind="tick",
            ticked=ticked,
            width=5,
            searched=False,
        ),
        Column(tr("Name"), lambda one: one.name, width=20),
        Column(tr("Staff no."), lambda one: one.staff_number, width=10, rank=4),
        Column(tr("Unit"), lambda one: one.unit, width=20, rank=2),
        Column(tr("Cycle"), lambda one: one.cycle, width=18, rank=6),
        Column(
            tr("Step"),
            lambda one: state_words(one.state),
            key=lambda one: list(State).index(one.state),
            width=16,
            rank=5,
            searched=False,
        ),
        Column(
            tr("Form"),
            lambda one: records.kind_words(one.kind),
            kind="chip",
            status=lambda one: _STATUS[one.kind],
            width=11,
            searched=False,
        ),
        Column(tr("Number"), lambda one: one.number, width=16),
    )


class Page(PageFrame):
    """All forms that the person at the desk may print."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._ticked: set[UUID] = set()
        self._rows: list[RecordRow] = []
        self._parents: dict[UUID, UUID | None] = {}
        self._counting = False
        self._said = ""
        self.model: RowsModel[RecordRow] = RowsModel(
            columns(lambda one: one.id in self._ticked), parent=self
        )
        self.view = RowsView(tr("Forms"), self.model, shell.settings, "records")
        self.view.opened.connect(lambda one: self.place_requested.emit(Place("review", one.id.hex)))
        self.view.tick_requested.connect(self._tick)
        self.box = SearchBox(tr("Search forms"), tr("Search name, staff number or form number"))
        self.box.returnPressed.connect(self._to_list)
        self.cycle, self.unit = ComboBox(tr("Cycle")), ComboBox(tr("Unit"))
        self.form_kind = ComboBox(tr("Signed or draft"))
        self.form_kind.addItem(tr("All forms"), None)
        for kind in Kind:
            self.form_kind.addItem(records.kind_words(kind), kind.value)
        self.paper_kind = ComboBox(tr("Kind of paper"))
        for paper in kinds():
            self.paper_kind.addItem(paper.title, paper.id)
        self.paper_kind.currentIndexChanged.connect(self._filter)
        filters = (self.cycle, self.unit, self.form_kind)
        self.box.textChanged.connect(self._filter)
        for combo in filters:
            combo.setMinimumContentsLength(6)
            combo.currentIndexChanged.connect(self._filter)
        self.band.addWidget(FilterLine(self.box, *filters, self.paper_kind))
        self.words = label("", "strong", wrap=True)
        self.tick_all = Button(tr("Tick all shown"), self._tick_shown, icon="list-checks")
        self.untick = Button(tr("Untick all"), self._untick, icon="x")
        chosen = row(self.words, self.tick_all, self.untick)
        chosen.setStretch(0, 1)
        self.band.addLayout(chosen)
        hint = tr("Space ticks the selected rows · Enter opens a review")
        self._card = RowsCard(self.view, self.model, self._empty_state(), hint)
        self.add(self._card, stretch=1)
        self.set_title(tr("Records"), tr("Print or save many forms at once"))
        self._offer()

    @override
    def show_place(self, place: Place) -> None:
        self._reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        if changes.tables & _TABLES:
            self._reload()

    def chosen(self) -> list[RecordRow]:
        """Return the forms that are ticked, or all that are shown where none is."""
        covers = kind_named(self.paper_kind.currentData()).covers
        ticked = [one for one in self._rows if one.id in self._ticked and covers(one)]
        return ticked or self.model.shown()

    def print_chosen(self) -> None:
        """Ask how the chosen forms are printed."""
        from reviewdesk.ui.dialogs.print_records import PrintRecords

        if rows := self.chosen():
            PrintRecords(self, self.shell, rows, self._said, self.paper_kind.currentData()).open()

    def save_chosen(self) -> None:
        """Ask how the chosen forms are saved."""
        from reviewdesk.ui.dialogs.save_records import SaveRecords

        if rows := self.chosen():
            SaveRecords(self, self.shell, rows, self._said, self.paper_kind.currentData()).open()

    def blank_forms(self) -> None:
        """Ask which scheme's empty form is printed or saved."""
        from reviewdesk.ui.dialogs.blank_forms import BlankForms

        BlankForms(self, self.shell).open()

    def _offer(self) -> None:
        found = [
            Action("records.search", tr("Search forms"), self.box.begin, "Ctrl+F", shown=False),
            Action("records.blank", tr("Blank forms …"), self.blank_forms, icon="file-text"),
        ]
        if self._rows:
            right = Right.PRINT_FORM
            found += [
                Action(
                    "records.save", tr("Save as files …"), self.save_chosen, "Ctrl+S", "download",
                    right,
                ),
                Action(
                    "records.print", tr("Print …"), self.print_chosen, "Ctrl+P", "printer",
                    right, primary=True,
                ),
            ]  # fmt: skip
        self.set_actions(found)

    def _empty_state(self) -> EmptyState:
        return EmptyState(
            "printer",
            tr("There are no forms yet"),
            tr(
                "Here every form can be found and many printed or saved at once. They appear "
                "when a cycle is launched; until then there are blank forms to fill by hand."
            ),
            Button(tr("Blank forms …"), self.blank_forms, look="primary", icon="file-text"),
        )

    def _reload(self) -> None:
        ctx = self.ctx
        self.shell.tasks.run(
            lambda _progress: (records.list_records(ctx), people.units(ctx)), self._show
        )

    def _show(self, answer: tuple[list[RecordRow], list[UnitRow]]) -> None:
        first = not self._rows
        self._rows, units = answer
        self._ticked &= {one.id for one in self._rows}
        self._parents = {one.id: one.parent_id for one in units}
        cycles = {one.cycle_id: one.cycle for one in self._rows}
        _fill(self.cycle, tr("All cycles"), list(cycles.items()))
        if first and cycles:
            self.cycle.blockSignals(True)
            self.cycle.setCurrentIndex(1)  # the newest
            self.cycle.blockSignals(False)
        known = self._with_above({one.unit_id for one in self._rows})
        _fill(self.unit, tr("All units"), [(one.id, one.name) for one in units if one.id in known])
        self.model.set_rows(self._rows)
        self._card.show_list(bool(self._rows))
        for widget in (
            self.box, self.cycle, self.unit, self.form_kind, self.paper_kind, self.words,
        ):  # fmt: skip
            widget.setVisible(bool(self._rows))
        self._offer()
        self._filter()

    def _with_above(self, units: set[UUID]) -> set[UUID]:
        """Return units and all above them, which find those below too."""
        found: set[UUID] = set()
        for unit in units:
            one: UUID | None = unit
            while one is not None and one not in found:
                found.add(one)
                one = self._parents.get(one)
        return found

    def _filter(self) -> None:
        cycle, unit, kind = (one.currentData() for one in (self.cycle, self.unit, self.form_kind))
        covers = kind_named(self.paper_kind.currentData()).covers
        below = unit_tree.below(self._parents, UUID(unit)) if unit else None

        def keep(one: RecordRow) -> bool:
            return (
                (cycle is None or str(one.cycle_id) == cycle)
                and (below is None or one.unit_id in below)
                and (kind is None or one.kind == kind)
                and covers(one)
            )

        self.model.set_filter(self.box.text(), keep)
        self._tell()

    def _tick(self, rows: list[RecordRow]) -> None:
        ids = {one.id for one in rows}
        if ids <= self._ticked:
            self._ticked -= ids
        else:
            self._ticked |= ids
        self._ticks_changed()

    def _tick_shown(self) -> None:
        self._ticked |= {one.id for one in self.model.shown()}
        self._ticks_changed()

    def _untick(self) -> None:
        self._ticked.clear()
        self._ticks_changed()

    def _ticks_changed(self) -> None:
        self.model.repaint()
        self._tell()

    def _tell(self, pages: Pages | None = None) -> None:
        """Say in words what will be printed, with its pages once they are counted."""
        rows = self.chosen()
        self._said = records.words(rows, pages)
        ticked = len(rows) if self._ticked else 0
        hidden = ticked - sum(1 for one in self.model.shown() if one.id in self._ticked)
        how = tr_n("{n} is ticked", "{n} are ticked", ticked) if ticked else tr("All shown")
        if ticked and hidden:
            how = tr("{ticked}, {n} of them not shown").format(ticked=how, n=f"{hidden:,}")
        said = tr("{how}: {what}.").format(how=how, what=self._said)
        self.words.setText(said if rows else tr("No form fits. Choose other filters."))
        self.untick.setVisible(bool(self._ticked))
        self.tick_all.setVisible(bool(self.model.shown()))
        if pages is None and rows and not self._counting:
            self._count(rows)

    def _count(self, rows: list[RecordRow]) -> None:
        """Count pages; when another choice was made meanwhile, count again."""
        ctx = self.ctx
        self._counting = True

        def done(pages: Pages) -> None:
            self._counting = False
            now = self.chosen()
            if [one.id for one in now] == [one.id for one in rows]:
                self._tell(pages)
            elif now:
                self._count(now)

        def failed(_fault: object) -> None:
            self._counting = False  # the words stand without pages

        self.shell.tasks.run(lambda _progress: records.count_pages(ctx, rows), done, failed=failed)

    def _to_list(self) -> None:
        if self.model.rowCount():
            self.view.setFocus()
            if self.view.current() is None:
                self.view.selectRow(0)


def _fill(combo: ComboBox, every: str, choices: list[tuple[UUID, str]]) -> None:
    """Offer other choices and keep the one that was made, where it is still there."""
    kept = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    combo.addItem(every, None)
    for one, name in choices:
        combo.addItem(one_line(name), str(one))
    combo.setCurrentIndex(max(0, combo.findData(kept)))
    combo.blockSignals(False)
