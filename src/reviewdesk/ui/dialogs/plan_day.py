"""From which day a plan is in force, put right by the HR officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate

from reviewdesk.i18n import tr
from reviewdesk.services import plan_days
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import DateBox
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.typed_values import day_in
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.ui.shell import Shell


class CorrectPlanDay(Dialog):
    """Asks for the day on which a plan was agreed on paper, and how it is known."""

    def __init__(self, parent: QWidget, shell: Shell, review_id: UUID, since: date) -> None:
        super().__init__(
            parent,
            tr("Correct the first day of the plan"),
            tr(
                "Whoever is under a plan for too few days is not rated. If this one was agreed "
                "on paper before it was written here, say from when it counts."
            ),
        )
        self._shell, self._review_id = shell, review_id
        self.day = DateBox(tr("In force since"))
        self.day.setDate(QDate(since.year, since.month, since.day))
        self.reason = LineField(tr("How the day is known"), longest=300)
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(Labelled(tr("In force since"), self.day), self.reason, self.fault)
        self.set_buttons(tr("Correct the day"), self._save)
        self.day.setFocus()

    def _save(self) -> None:
        ctx, review, day = self._shell.ctx, self._review_id, day_in(self.day)
        reason = self.reason.text()
        self._shell.tasks.run(
            lambda _progress: plan_days.correct_plan_day(ctx, review, day, reason),
            lambda _done: self.accept(),
            failed=self._refused,
            essential=True,
        )

    def _refused(self, fault: UserError) -> None:
        self.fault.setText(str(fault))
        self.fault.show()
