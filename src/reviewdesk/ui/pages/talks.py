"""The talks of one review: what was said, what is still promised, one's own notes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewdesk.domain.days import day_words
from reviewdesk.i18n import tr, tr_n
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.button import Button, IconButton, row
from reviewdesk.ui.widgets.card import Card, Sunk
from reviewdesk.ui.widgets.chip import Bar, Chip
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.labelled import TickLine
from reviewdesk.ui.widgets.text_field import TextField
from reviewdesk.ui.widgets.words import isolate, label

if TYPE_CHECKING:
    from datetime import date

    from reviewdesk.services.checkins import ActionView, CheckIns, CheckInView
    from reviewdesk.ui.widgets.painting import Status


def action_words(one: ActionView, today: date) -> str:
    """Return who does something until when."""
    words = [isolate(one.owner)]
    if one.done_on:
        words.append(tr("done {day}").format(day=day_words(one.done_on)))
    elif one.due:
        late = one.due < today
        words.append(
            tr("was due {day}").format(day=day_words(one.due))
            if late
            else tr("due {day}").format(day=day_words(one.due))
        )
    return " · ".join(words)


def held_words(held: int, required: int) -> tuple[str, Status]:
    """Return how many talks were held, and of how many while the scheme asks for more."""
    if not required or held > required:
        status: Status = "ok" if required else "info" if held else "none"
        return tr_n("{n} talk held", "{n} talks held", held), status
    words = tr("{held} of {required} talks held").format(held=held, required=required)
    return words, "ok" if held >= required else "warn"


class Timeline(QWidget):
    """All talks, newest first.

    Signals:
        seen(UUID): the employee has read the record of a talk.
        finished(UUID, bool): a promise was ticked.
        print_requested(UUID): the record of a talk is wanted on paper.
    """

    seen = Signal(object)
    print_requested = Signal(object)
    finished = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.current().px(16))

    def show_view(self, view: CheckIns, today: date) -> None:
        """Show the talks of a review."""
        empty(self._layout)
        for talk in view.held:
            self._layout.addWidget(self._talk(talk, view, today))
        if not view.held:
            card = Card(tr("No talk yet"))
            words = (
                tr("Short notes through the year make the rating at its end fair and easy.")
                if view.may_hold
                else tr("When {name} has written up a talk, it stands here.").format(
                    name=isolate(view.supervisor)
                )
            )
            card.add(label(words, quiet=True, wrap=True))
            self._layout.addWidget(card)
        self._layout.addStretch(1)

    def _talk(self, talk: CheckInView, view: CheckIns, today: date) -> Card:
        chip = (
            Chip(tr("Seen {day}").format(day=day_words(talk.seen_at.date())), "ok", "eye")
            if talk.seen_at
            else Chip(tr("Not seen yet"), "none", "eye")
        )
        note = tr("written by {name}").format(name=isolate(talk.recorded_by))
        words = tr("Print the talk of {day}").format(day=day_words(talk.held_on))
        paper = IconButton("printer", words, partial(self.print_requested.emit, talk.id))
        card = Card(day_words(talk.held_on), chip, paper, note=note)
        if talk.topic:
            card.add(label(talk.topic, "strong", wrap=True))
        card.add(label(talk.said, wrap=True))
        for title, said in talk.progress:
            card.add(Sunk(label(f"{title}: {said}", wrap=True)))
        for one in talk.actions:
            card.add(
                TickLine(
                    one.text,
                    action_words(one, today),
                    checked=one.done_on is not None,
                    call=partial(self.finished.emit, one.id) if view.may_finish else None,
                )
            )
        if view.may_mark_seen and talk.seen_at is None:
            name = tr("I have read the talk of {day}").format(day=day_words(talk.held_on))
            read = partial(self.seen.emit, talk.id)
            card.add(row(Button(tr("I have read this"), read, icon="eye", name=name), None))
        return card


class HeldCard(Card):
    """How many talks were held, and what is still promised.

    Signals:
        finished(UUID, bool): a promise was ticked.
    """

    finished = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__(tr("Talks"))
        self._inside = QVBoxLayout()
        self._inside.setSpacing(theme.current().px(10))
        self.add(self._inside)

    def show_view(self, view: CheckIns, today: date) -> None:
        """Show how it stands."""
        empty(self._inside)
        words, status = held_words(len(view.held), view.required)
        self._inside.addLayout(row(Chip(words, status), None))
        if view.required:
            self._inside.addWidget(Bar(min(1.0, len(view.held) / view.required), words))
        self._inside.addWidget(label(tr("Still open"), "strong"))
        for one in view.open_actions:
            call = partial(self.finished.emit, one.id) if view.may_finish else None
            self._inside.addWidget(TickLine(one.text, action_words(one, today), call=call))
        if not view.open_actions:
            nothing = tr("Nothing that was promised is open.")
            self._inside.addWidget(label(nothing, quiet=True, wrap=True))


class NotesCard(Card):
    """The supervisor's own reminders.

    Signals:
        kept(str): a note is to be kept.
        removed(UUID): a note is to be thrown away.
    """

    kept = Signal(str)
    removed = Signal(object)

    def __init__(self) -> None:
        super().__init__(
            tr("Private notes"),
            Chip(tr("Only you"), "none", "lock"),
            note=tr("Only you see this; it is never printed."),
        )
        self.field = TextField(tr("New note"), lines=2)
        self._inside = QVBoxLayout()
        self._inside.setSpacing(theme.current().px(10))
        self.add(self.field, row(Button(tr("Keep note"), self._keep), None), self._inside)

    def show_view(self, view: CheckIns) -> None:
        """Show the notes of the person at the desk."""
        empty(self._inside)
        for note in view.notes:
            day = day_words(note.noted_at.date())
            away = IconButton(
                "trash-2",
                tr("Throw the note of {day} away").format(day=day),
                partial(self.removed.emit, note.id),
            )
            self._inside.addLayout(row(label(day, "caption", quiet=True), None, away))
            self._inside.addWidget(label(note.text, wrap=True))

    def _keep(self) -> None:
        words = self.field.text().strip()
        self.field.show_fault("" if words else tr("The note is empty."))
        if words:
            self.kept.emit(words)
