"""Writing up a talk: day, topic, what was said, each goal, what was promised."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reviewdesk.domain.goal import GoalKind
from reviewdesk.i18n import tr
from reviewdesk.services.checkins import NewAction, NewProgress
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.button import Button, IconButton, row
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, DateBox
from reviewdesk.ui.widgets.text_field import LineField, TextField
from reviewdesk.ui.widgets.typed_values import NotReadableError, day_in, read_day, read_number
from reviewdesk.ui.widgets.words import label, one_line

if TYPE_CHECKING:
    from decimal import Decimal

    from reviewdesk.services.checkins import CheckIns, TalkGoal


class GoalLine(QWidget):
    """A number and a note on one goal."""

    def __init__(self, goal: TalkGoal) -> None:
        super().__init__()
        self.goal = goal
        self.number = LineField(goal.unit or tr("Number"), hint=tr("reached"))
        self.number.setVisible(goal.kind is GoalKind.NUMBER)
        self.number.setFixedWidth(theme.current().px(120))
        self.note = LineField(tr("What was said of it"))
        self.number.edit.setAccessibleName(
            tr("Number reached of {goal}").format(goal=one_line(goal.title))
        )
        self.note.edit.setAccessibleName(
            tr("What was said of {goal}").format(goal=one_line(goal.title))
        )
        line = row(self.number, self.note)
        line.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(2))
        layout.addWidget(label(goal.title, "strong", wrap=True))
        layout.addLayout(line)


class PromiseLine(QWidget):
    """Something promised: what, who, until when."""

    def __init__(self, owners: list[tuple[UUID, str]], call: Any) -> None:
        super().__init__()
        self.what = LineField(tr("What is to be done"))
        self.owner = ComboBox(tr("Who does it"))
        for person, name in owners:
            self.owner.addItem(one_line(name), person.hex)
        self.due = LineField(tr("Until"), hint=tr("YYYY-MM-DD"))
        self.remove = IconButton("x", tr("Take this line away"), lambda: call(self))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.current().px(8))
        grid.addWidget(self.what, 0, 0, 1, 3)
        grid.addWidget(Labelled(tr("Who does it"), self.owner), 1, 0)
        grid.addWidget(self.due, 1, 1)
        grid.addWidget(self.remove, 1, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)


class TalkForm(Card):
    """The form of a talk.

    Signals:
        typed(str): something changed; the whole form as text to keep.
        left(): a field lost the focus.
    """

    typed = Signal(str)
    left = Signal()

    def __init__(self, view: CheckIns, today: date) -> None:
        super().__init__(tr("Write up a talk"))
        self._owners = [(view.employee_id, view.employee), (view.supervisor_id, view.supervisor)]
        self._today, self._quiet = today, False
        self.day = DateBox(tr("Held on"))
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        self.day.dateChanged.connect(self._tell)
        self.topic = LineField(tr("Topic"), hint=tr("Such as: backlog in the north"))
        self.said = TextField(
            tr("What was said"),
            hint=tr("What went well, what stood in the way, what was agreed"),
            lines=5,
        )
        px = theme.current().px
        head = row(Labelled(tr("Held on"), self.day), self.topic, gap=12)
        head.setStretch(1, 1)
        self.add(head, self.said)
        self.goals = [GoalLine(goal) for goal in view.goals]
        if self.goals:
            self.add(label(tr("The goals, where they were spoken of"), quiet=True))
            self.add(*self.goals)
        self.promises: list[PromiseLine] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(10))
        self.add(label(tr("What was promised"), quiet=True), self._lines)
        self.more = Button(tr("Add an action"), self.add_promise, icon="plus")
        self.add(row(self.more, None))
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(self.fault)
        for field in (self.topic, self.said):
            self._watch(field)
        for line in self.goals:
            self._watch(line.number)
            self._watch(line.note)
        self.empty()

    def add_promise(self) -> PromiseLine:
        """Add an empty line for something promised."""
        line = PromiseLine(self._owners, self._take_away)
        self.promises.append(line)
        self._lines.addWidget(line)
        self._watch(line.what)
        self._watch(line.due)
        line.owner.currentIndexChanged.connect(self._tell)
        if not self._quiet:
            line.what.setFocus()
        return line

    def empty(self) -> None:
        """Show a form without words."""
        self._quiet = True
        self.day.setDate(QDate(self._today.year, self._today.month, self._today.day))
        self.topic.set_text("")
        self.said.set_text("")
        for line in self.goals:
            line.number.set_text("")
            line.note.set_text("")
        for promise in tuple(self.promises):
            self._take_away(promise)
        self.fault.hide()
        self._quiet = False

    def is_empty(self) -> bool:
        """Return whether nothing was written."""
        fields: list[LineField | TextField] = [self.topic, self.said]
        fields += [field for line in self.goals for field in (line.number, line.note)]
        fields += [field for line in self.promises for field in (line.what, line.due)]
        return not any(field.text().strip() for field in fields)

    def content(self) -> str:
        """Return the whole form as text to keep; nothing where nothing was written."""
        if self.is_empty():
            return ""
        kept = {
            "day": day_in(self.day).isoformat(),
            "topic": self.topic.text(),
            "said": self.said.text(),
            "goals": {
                line.goal.id.hex: [line.number.text(), line.note.text()] for line in self.goals
            },
            "promises": [
                [line.what.text(), line.owner.currentData(), line.due.text()]
                for line in self.promises
            ],
        }
        return json.dumps(kept, ensure_ascii=False)

    def restore(self, text: str) -> None:
        """Show what was kept; words kept in another way become what was said."""
        if not text:
            return
        self._quiet = True
        try:
            self._fill(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError):
            self.said.set_text(text)
        self._quiet = False

    def read(self) -> tuple[list[NewProgress], list[NewAction]] | None:
        """Return progress and promises; None where something is to be mended."""
        self.fault.hide()
        self.said.show_fault("")
        if not self.said.text().strip():
            self.said.show_fault(tr("Please write what was said."))
            self.said.setFocus()
            return None
        try:
            progress = [
                NewProgress(line.goal.id, self._number(line), line.note.text())
                for line in self.goals
            ]
            actions = [
                NewAction(line.what.text(), UUID(hex=line.owner.currentData()), read_day(line.due))
                for line in self.promises
                if line.what.text()
            ]
        except NotReadableError:
            return None
        return progress, actions

    def show_fault(self, sentence: str) -> None:
        """Say what the desk refused."""
        self.fault.setText(sentence)
        self.fault.show()

    def _number(self, line: GoalLine) -> Decimal | None:
        return read_number(line.number) if line.goal.kind is GoalKind.NUMBER else None

    def _fill(self, kept: dict[str, Any]) -> None:
        day = date.fromisoformat(kept["day"])
        self.day.setDate(QDate(day.year, day.month, day.day))
        self.topic.set_text(kept["topic"])
        self.said.set_text(kept["said"])
        for line in self.goals:
            number, note = kept["goals"].get(line.goal.id.hex, ("", ""))
            line.number.set_text(number)
            line.note.set_text(note)
        for what, owner, due in kept["promises"]:
            promise = self.add_promise()
            promise.what.set_text(what)
            promise.due.set_text(due)
            promise.owner.setCurrentIndex(max(0, promise.owner.findData(owner)))

    def _take_away(self, line: PromiseLine) -> None:
        self.promises.remove(line)
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._tell()

    def _watch(self, field: TextField | LineField) -> None:
        field.changed.connect(self._tell)
        field.left.connect(self.left)

    def _tell(self) -> None:
        if not self._quiet:
            self.typed.emit(self.content())
