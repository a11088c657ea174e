"""One person: unit, supervisor on record, reviews, history."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QGridLayout

from reviewdesk.domain.days import day_words
from reviewdesk.domain.lifecycle import ENDED_STATES, State, state_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.services import person_files, person_page, staff_entry
from reviewdesk.services.people import Presence, presence_words
from reviewdesk.ui.actions import Action
from reviewdesk.ui.dialogs.history import history_action
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.card import Card, Line, tile
from reviewdesk.ui.widgets.chip import Avatar, Chip
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.words import isolate, label

if TYPE_CHECKING:
    from pathlib import Path

    from reviewdesk.errors import UserError
    from reviewdesk.services.context import Changes
    from reviewdesk.services.person_history import ReportingLine
    from reviewdesk.services.person_page import PersonPage, PersonReview
    from reviewdesk.services.staff_entry import PersonForm
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.widgets.painting import Status

_TABLES = frozenset({"person", "unit", "assignment", "review", "cycle"})
_MOST_HISTORY = 30
_MOST_REPORTS = 40


class Page(PageFrame):
    """Everything the desk knows of one person that may be seen here."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._id: UUID | None = None
        self.page: PersonPage | None = None

    @override
    def show_place(self, place: Place) -> None:
        """Show another person."""
        wanted = UUID(place.id) if place.id else None
        if wanted != self._id:
            self.clear()
            self.set_title("")
        self._id = wanted
        self._reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        """Read the person anew where they may be different."""
        if changes.tables & _TABLES:
            self._reload()

    def correct_supervisor(self) -> None:
        """Ask who the right supervisor is, from which day."""
        from reviewdesk.ui.dialogs.correct_supervisor import CorrectSupervisor

        if self.page is not None:
            CorrectSupervisor(self, self.shell, self.page).open()

    def change_entry(self) -> None:
        """Show the small form with what is known."""
        if self._id is not None:
            ctx, person = self.ctx, self._id
            self.shell.tasks.run(lambda _progress: staff_entry.form_of(ctx, person), self._change)

    def save_file(self) -> None:
        """Ask where everything the desk holds about the person is to be saved."""
        if self.page is None:
            return
        person = self.page.id
        self.shell.ask.choose_save_file(
            self,
            tr("Save the whole file"),
            "PDF (*.pdf)",
            lambda path: self._save_file(person, path),
            name=person_files.file_name(self.page.name, self.page.number) + ".pdf",
        )

    def _save_file(self, person: UUID, path: Path) -> None:
        ctx = self.ctx

        def told(data: Path) -> None:
            self.shell.ask.tell(
                self,
                tr("The whole file is saved."),
                tr("{paper} is to be read; {data} says the same to other programs.").format(
                    paper=path.name, data=data.name
                ),
            )

        self.shell.tasks.run(lambda _progress: person_files.save(ctx, person, path), told)

    def _change(self, form: PersonForm) -> None:
        from reviewdesk.ui.dialogs.staff_entry import StaffEntry

        StaffEntry(self, self.shell, self._id, form).open()

    def _reload(self) -> None:
        if self._id is None:
            return
        ctx, person = self.ctx, self._id
        self.shell.tasks.run(
            lambda _progress: person_page.person(ctx, person), self._show, failed=self._refused
        )

    def _refused(self, fault: UserError) -> None:
        self.page = None
        self.clear()
        self.set_actions([])
        self.set_title(tr("Person"))
        self.add(EmptyState("user", fault.happened, fault.remedy))

    def _show(self, page: PersonPage) -> None:
        if page.id != self._id:
            return
        self.page = page
        place = self.scroll_area.verticalScrollBar().value()
        self.clear()
        history = history_action(self, self.shell, "person", lambda: self._id)
        self.set_actions([*self._changes(), history, *self._taking(page)])
        subtitle = " · ".join(isolate(text) for text in (page.number, page.job) if text)
        if page.state is not Presence.HERE:
            subtitle = " · ".join((subtitle, presence_words(page.state)))
        self.set_title(page.name, subtitle, page.name)
        self.add(self._facts(page), self._lines(page), self._reviews(page))
        if page.reports:
            self.add(self._reports(page))
        self.add_side(self._place(page), self._history(page))
        self.scroll_area.verticalScrollBar().setValue(place)

    def _changes(self) -> list[Action]:
        return [
            Action(
                "person.change",
                tr("Change entry"),
                self.change_entry,
                "Ctrl+E",
                "pen",
                Right.CHANGE_PEOPLE,
            ),
            Action(
                "person.supervisor",
                tr("Correct supervisor"),
                self.correct_supervisor,
                "Ctrl+Shift+S",
                "user-check",
                Right.CHANGE_PEOPLE,
                primary=True,
            ),
        ]

    def _taking(self, page: PersonPage) -> list[Action]:
        if not page.may_take_file:
            return []
        title = tr("Save the whole file …")
        return [Action("person.file", title, self.save_file, "Ctrl+Shift+F", shown=False)]

    def _facts(self, page: PersonPage) -> Card:
        card = Card(tr("Details"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.shell.theme.px(16))
        grid.setVerticalSpacing(self.shell.theme.px(8))
        for place, (name, value) in enumerate(page.facts):
            line, column = divmod(place, 2)
            grid.addWidget(label(name, "caption", quiet=True), 2 * line, column)
            grid.addWidget(label(value, wrap=True), 2 * line + 1, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        card.add(grid)
        return card

    def _place(self, page: PersonPage) -> Card:
        card = Card(tr("Where they stand"))
        card.add(label(tr("Unit"), "caption", quiet=True))
        for depth, name in enumerate(page.unit_path):
            last = depth == len(page.unit_path) - 1
            words = label(name, "strong" if last else "body", quiet=not last, wrap=True)
            card.add(words)
        card.add(label(tr("Supervisor"), "caption", quiet=True))
        if page.supervisor is None:
            card.add(Chip(tr("Nobody"), "warn"))
        else:
            above = page.supervisor
            card.add(
                Line(
                    above.name,
                    above.job,
                    self._opener(above.id, above.name),
                    head=Avatar(above.name, 32),
                )
            )
        return card

    def _opener(self, person: UUID, name: str) -> Button:
        return Button(
            tr("Open"),
            partial(self._go, "person", person),
            look="link",
            name=tr("Open {name}").format(name=name),
        )

    def _go(self, page: str, record: UUID) -> None:
        self.place_requested.emit(Place(page, str(record)))

    def _lines(self, page: PersonPage) -> Card:
        card = Card(tr("Supervisors on record"))
        for line in page.lines:
            card.add(self._line(line, ruled=line is not page.lines[-1]))
        if not page.lines:
            card.add(label(tr("No supervisor is on record yet."), quiet=True, wrap=True))
        return card

    def _line(self, line: ReportingLine, *, ruled: bool) -> Line:
        detail = line.period()
        if line.reason:
            detail = f"{detail} · {line.reason}"
        trailing = []
        if line.is_withdrawn:
            detail = " · ".join((detail, tr("withdrawn by {name}").format(name=line.withdrawn_by)))
            trailing = [Chip(tr("Withdrawn"), "none", "undo-2")]
        head = tile("user-check", "none" if line.is_withdrawn else "info")
        return Line(line.supervisor, detail, *trailing, head=head, ruled=ruled)

    def _reviews(self, page: PersonPage) -> Card:
        card = Card(tr("Reviews"))
        for review in page.reviews:
            card.add(self._review(review, ruled=review is not page.reviews[-1]))
        if not page.reviews:
            card.add(label(tr("There is no review of this person yet."), quiet=True, wrap=True))
        return card

    def _review(self, review: PersonReview, *, ruled: bool) -> Line:
        words = review.result or state_words(review.state)
        status: Status = "info"
        if review.state in ENDED_STATES:
            status = "ok" if review.state is State.CLOSED else "none"
        return Line(
            review.cycle,
            f"{review.number} · {review.period} · {review.supervisor}",
            Chip(words, status),
            Button(
                tr("Open"),
                partial(self._go, "review", review.id),
                look="link",
                name=tr("Open review {number}").format(number=review.number),
            ),
            head=tile("clipboard-check"),
            ruled=ruled,
        )

    def _reports(self, page: PersonPage) -> Card:
        card = Card(tr("People they supervise"))
        for one in page.reports[:_MOST_REPORTS]:
            card.add(
                Line(one.name, one.job, self._opener(one.id, one.name), head=Avatar(one.name, 28))
            )
        return card

    def _history(self, page: PersonPage) -> Card:
        card = Card(tr("History"))
        for one in page.history[:_MOST_HISTORY]:
            when = tr("{day}, {name}").format(day=day_words(one.at.date()), name=one.by)
            card.add(label(one.sentence, wrap=True), label(when, "caption", quiet=True))
        return card
