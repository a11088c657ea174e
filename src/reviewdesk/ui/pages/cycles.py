"""Cycles: the list of them, and one with its dates, its readiness and its launch."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QProgressBar, QStackedWidget

from reviewdesk.domain.cycle import CycleState
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import cycles, launching, participants, readiness
from reviewdesk.ui.actions import Action
from reviewdesk.ui.dialogs.history import history_action
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.cycle_facts import dates_card, facts_card
from reviewdesk.ui.pages.cycle_people import CyclePeople
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card, Line, tile
from reviewdesk.ui.widgets.chip import Chip
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Changes
    from reviewdesk.services.cycles import CyclePage, CycleRow
    from reviewdesk.services.launching import Launched
    from reviewdesk.services.readiness import Check, PersonRow
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.tasks import Task
    from reviewdesk.ui.widgets.painting import Status

_TABLES = frozenset({"cycle", "review", "choice", "person", "assignment", "phase_date"})


def state_words(state: CycleState) -> tuple[str, Status]:
    """Return a cycle's state in words and how it is tinted."""
    match state:
        case CycleState.PREPARING:
            return tr("In preparation"), "warn"
        case CycleState.OPEN:
            return tr("Running"), "info"
        case CycleState.CLOSED:
            return tr("Closed"), "ok"


class Page(PageFrame):
    """The list where no cycle is named, else that cycle."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._id: UUID | None = None
        self._task: Task | None = None
        self._report = ""
        self._bar = QProgressBar()
        self._bar.setAccessibleName(tr("Reviews made"))
        self._stop = Button(tr("Stop"), self._cancel)
        self.people = CyclePeople(shell)
        self.people.settle.connect(self._settle)
        self.people.take_in.connect(self._take_in)
        self._keep = QStackedWidget(self)
        self._keep.hide()

    @override
    def show_place(self, place: Place) -> None:
        self._id = UUID(place.id) if place.id else None
        self._report = ""
        self.reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        if changes.tables & _TABLES and self._task is None:
            self.reload()

    def reload(self) -> None:
        """Read the list or the cycle again."""
        if self._id is None:
            self.shell.tasks.run(lambda _progress: cycles.list_cycles(self.ctx), self._show_list)
            return
        wanted, may = self._id, self.ctx.may(Right.RUN_CYCLES)

        def work(_progress: Progress) -> tuple[CyclePage, Check | None]:
            page = cycles.cycle(self.ctx, wanted)
            open_ = page.row.state is not CycleState.CLOSED
            return page, readiness.readiness(self.ctx, wanted) if may and open_ else None

        self.shell.tasks.run(work, self._show_cycle)

    def _show_list(self, rows: list[CycleRow]) -> None:
        if self._id is not None:
            return
        self.clear()
        self.set_title(tr("Cycles"), tr("Each cycle gives everybody a review for one period"))
        self.set_actions(
            [
                Action(
                    "cycles.new",
                    tr("New cycle"),
                    self._new,
                    "Ctrl+N",
                    "plus",
                    Right.RUN_CYCLES,
                    primary=True,
                )
            ]
        )
        if not rows:
            self.add(
                EmptyState(
                    "calendar-range",
                    tr("There is no cycle yet"),
                    tr("Choose a scheme and a period; the readiness check says who is missing."),
                ),
                stretch=1,
            )
        for one in rows:
            words, status = state_words(one.state)
            count = tr_n("{n} review", "{n} reviews", one.reviews)
            closed = tr("{n} closed").format(n=f"{one.closed:,}")
            card = Card()
            card.add(
                Line(
                    one.name,
                    f"{one.period} · {one.scheme}",
                    label(f"{count}, {closed}", quiet=True),
                    Chip(words, status),
                    Button(
                        tr("Open"),
                        partial(self._open, one.id),
                        name=tr("Open {cycle}").format(cycle=one.name),
                    ),
                    head=tile("calendar-range", status),
                )
            )
            self.add(card)

    def _open(self, cycle_id: UUID) -> None:
        self.place_requested.emit(Place("cycles", cycle_id.hex))

    def _show_cycle(self, found: tuple[CyclePage, Check | None]) -> None:
        page, check = found
        if page.row.id != self._id:
            return
        self._park()
        self.clear()
        words, _status = state_words(page.row.state)
        self.set_title(page.row.name, f"{page.row.period} · {words}")
        self.set_actions(self._actions_for(page, check))
        if self._report:
            self.add(self._report_card())
        if not page.can_be_signed and self.ctx.may(Right.MAKE_AUTHORITY):
            self.add(self._authority_card())
        if check is not None:
            self.add(self._readiness_card(check))
        else:
            self.add(
                Card(
                    tr("Reviews"),
                    note=tr_n("{n} review", "{n} reviews", page.row.reviews),
                )
            )
        self.add_side(dates_card(page), facts_card(page))

    def _actions_for(self, page: CyclePage, check: Check | None) -> list[Action]:
        actions = [
            Action("cycles.all", tr("All cycles"), self._back, "Alt+Up", "arrow-left"),
            history_action(self, self.shell, "cycle", lambda: self._id),
        ]
        if page.row.state is not CycleState.CLOSED:
            actions.append(
                Action(
                    "cycles.change",
                    tr("Change this cycle"),
                    partial(self._change, page),
                    icon="pen",
                    right=Right.RUN_CYCLES,
                )
            )
            actions.append(
                Action(
                    "cycles.close",
                    tr("Close this cycle"),
                    self._close,
                    shown=False,
                    right=Right.RUN_CYCLES,
                )
            )
        if check is not None and (check.ready or page.row.state is CycleState.PREPARING):
            title = (
                tr("Launch")
                if page.row.state is CycleState.PREPARING
                else tr("Launch those missing")
            )
            actions.append(
                Action(
                    "cycles.launch",
                    title,
                    partial(self._ask_launch, check),
                    icon="send",
                    right=Right.RUN_CYCLES,
                    primary=True,
                )
            )
        return actions

    def _authority_card(self) -> Card:
        card = Card(tr("Signing"), Chip(tr("To do"), "warn"))
        words = tr(
            "This office has no authority yet. Until it is made, nobody can have a signing key "
            "and no form can be signed."
        )
        make = Button(tr("Make the office authority"), self._make_authority, icon="key")
        card.add(label(words, wrap=True), row(make, None))
        return card

    def _make_authority(self) -> None:
        from reviewdesk.ui.dialogs.office_authority import OfficeAuthority

        OfficeAuthority(self, self.shell, self.reload).open()

    def _report_card(self) -> Card:
        card = Card(tr("What the launch did"))
        card.add(label(self._report, wrap=True))
        return card

    def _readiness_card(self, check: Check) -> Card:
        ready = tr_n("{n} ready", "{n} ready", len(check.ready))
        card = Card(tr("Readiness"), Chip(ready, "ok" if check.ready else "none"))
        if check.problems:
            card.add_trailing(
                Chip(tr_n("{n} to settle", "{n} to settle", len(check.problems)), "warn")
            )
        words = tr_n(
            "{n} review is there already", "{n} reviews are there already", check.already_there
        )
        card.add(label(f"{words}.", quiet=True, wrap=True))
        across = row(self._bar, self._stop)
        across.setStretch(0, 1)
        card.add(across)
        self._bar.hide()
        self._stop.hide()
        if check.people:
            card.add(self.people)
            self.people.show_check(check)
            self.people.show()
        return card

    def _park(self) -> None:
        """Keep what lives longer than one showing of the page."""
        for widget in (self.people, self._bar, self._stop):
            self._keep.addWidget(widget)

    def _settle(self, one: PersonRow) -> None:
        from reviewdesk.ui.dialogs.settle_person import SettlePerson

        assert self._id is not None
        SettlePerson(self, self.shell, self._id, one).open()

    def _take_in(self, one: PersonRow) -> None:
        assert self._id is not None
        ctx, cycle_id = self.ctx, self._id
        self.shell.tasks.run(
            lambda _progress: participants.take_in(ctx, cycle_id, one.person), essential=True
        )

    def _change(self, page: CyclePage) -> None:
        from reviewdesk.ui.dialogs.new_cycle import NewCycle

        NewCycle(self, self.shell, page).open()

    def _new(self) -> None:
        from reviewdesk.ui.dialogs.new_cycle import NewCycle

        dialog = NewCycle(self, self.shell)
        dialog.made.connect(self._open)
        dialog.open()

    def _back(self) -> None:
        self.place_requested.emit(Place("cycles"))

    def _ask_launch(self, check: Check) -> None:
        ready = tr_n("{n} person gets a review.", "{n} people get a review.", len(check.ready))
        out = tr_n(
            "{n} person is not ready and is left out for now.",
            "{n} people are not ready and are left out for now.",
            len(check.problems),
        )
        text = f"{ready} {out}" if check.problems else ready
        self.shell.ask.confirm(self, tr("Launch this cycle?"), text, tr("Launch"), self._launch)

    def _launch(self) -> None:
        assert self._id is not None
        cycle_id = self._id
        self._bar.setRange(0, 0)
        self._bar.show()
        self._stop.show()

        def work(progress: Progress) -> Launched:
            return launching.launch(self.ctx, cycle_id, leave_out_unready=True, progress=progress)

        self._task = self.shell.tasks.run(
            work, self._launched, progress=self._progress, ended=self._ended
        )

    def _progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _launched(self, done: Launched) -> None:
        names = [f"{name}: {reason}" for name, reason in done.left_out]
        self._report = "\n".join([done.sentence(), *names])

    def _ended(self) -> None:
        self._task = None
        self._bar.hide()
        self._stop.hide()
        self.reload()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _close(self) -> None:
        assert self._id is not None
        cycle_id = self._id
        self.shell.ask.confirm(
            self,
            tr("Close this cycle?"),
            tr("Its reviews stay readable; nothing can be launched in it any more."),
            tr("Close the cycle"),
            lambda: self.shell.tasks.run(
                lambda _progress: cycles.close(self.ctx, cycle_id), lambda _done: self.reload()
            ),
        )
