"""Noting what was reached on a day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate

from reviewdesk.domain.goal import GoalKind
from reviewdesk.i18n import tr
from reviewdesk.services import goals
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, DateBox
from reviewdesk.ui.widgets.text_field import LineField, TextField
from reviewdesk.ui.widgets.typed_values import NotReadableError, day_in, read_number
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.services.goals import GoalView
    from reviewdesk.ui.shell import Shell


class NoteProgress(Dialog):
    """Asks for the day, the number where the goal has one, and a note."""

    def __init__(self, parent: QWidget, shell: Shell, goal: GoalView) -> None:
        super().__init__(parent, tr("Note progress"), goal.text.title)
        self._shell, self._goal = shell, goal
        today = shell.ctx.clock.today()
        self.day = DateBox(tr("On"))
        self.day.setDate(QDate(today.year, today.month, today.day))
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        unit = goal.text.unit
        self.number = LineField(
            tr("Reached, in {unit}").format(unit=unit) if unit else tr("Number reached")
        )
        self.number.setVisible(goal.text.kind is GoalKind.NUMBER)
        self.answer = ComboBox(tr("Is it done?"))
        for words, value in ((tr("Only a note"), None), (tr("Done"), 1), (tr("Not done yet"), 0)):
            self.answer.addItem(words, value)
        asked = Labelled(tr("Is it done?"), self.answer)
        asked.setVisible(goal.text.kind is GoalKind.YES_NO)
        self.note = TextField(tr("Note"), lines=3)
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(Labelled(tr("On"), self.day), self.number, asked, self.note, self.fault)
        self.set_buttons(tr("Note it"), self._save)
        (self.number if goal.text.kind is GoalKind.NUMBER else self.note).setFocus()

    def _save(self) -> None:
        kind, actual = self._goal.text.kind, None
        try:
            if kind is GoalKind.NUMBER:
                actual = read_number(self.number)
        except NotReadableError:
            self.number.setFocus()
            return
        if kind is GoalKind.YES_NO and self.answer.currentData() is not None:
            actual = Decimal(self.answer.currentData())
        ctx, goal, day, note = self._shell.ctx, self._goal.id, day_in(self.day), self.note.text()
        self._shell.tasks.run(
            lambda _progress: goals.note_progress(ctx, goal, day, actual, note),
            self._saved,
            failed=self._refused,
            essential=True,
        )

    def _saved(self, _result: None) -> None:
        self.accept()

    def _refused(self, fault: UserError) -> None:
        self.fault.setText(str(fault))
        self.fault.show()
