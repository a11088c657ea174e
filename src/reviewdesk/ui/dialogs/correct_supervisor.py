"""Putting a supervisor right: who, from which day, why; then the open reviews."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QVBoxLayout

from reviewdesk.i18n import tr
from reviewdesk.services import reporting_lines
from reviewdesk.ui import theme
from reviewdesk.ui.dialogs.hand_over_reviews import HandOverReviews
from reviewdesk.ui.dialogs.person_picker import PersonPicker
from reviewdesk.ui.widgets.button import row
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.quiet_inputs import ComboBox, DateBox
from reviewdesk.ui.widgets.tick_box import TickBox
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.services.person_page import PersonPage
    from reviewdesk.services.reporting_lines import Corrected
    from reviewdesk.ui.shell import Shell


def to_date(box: DateBox) -> date:
    """Return the day in a box."""
    day = box.date()
    return date(day.year(), day.month(), day.day())


class CorrectSupervisor(Dialog):
    """Asks who supervises a person from which day, and offers to hand open reviews over."""

    def __init__(self, parent: QWidget | None, shell: Shell, page: PersonPage) -> None:
        now = page.supervisor.name if page.supervisor else tr("nobody")
        super().__init__(
            parent,
            tr("Correct the supervisor of {name}").format(name=page.name),
            tr("Recorded today: {name}. What was recorded before stays on record.").format(
                name=now
            ),
        )
        self._shell, self._page = shell, page
        today = shell.ctx.clock.today()
        self.picker = PersonPicker(shell, tr("Right supervisor"))
        self.nobody = TickBox(tr("Nobody supervises this person"))
        self.nobody.toggled.connect(self._nobody_toggled)
        self.starts = DateBox(tr("From"))
        self.starts.setDate(QDate(today.year, today.month, today.day))
        self.ends = DateBox(tr("To"))
        self.ends.setDate(QDate(today.year, today.month, today.day))
        self.ends.setEnabled(False)
        self.has_end = TickBox(tr("Only until"))
        self.has_end.toggled.connect(self.ends.setEnabled)
        self.reason = ComboBox(tr("Reason"))
        self.reason.setEditable(True)
        self.reason.addItems(
            [
                tr("The staff list was wrong"),
                tr("Moved to another team"),
                tr("The supervisor left or is away"),
                tr("The office was reorganised"),
            ]
        )
        days = row(
            label(tr("From"), quiet=True, buddy=self.starts),
            self.starts,
            self.has_end,
            self.ends,
            None,
        )
        words = QVBoxLayout()
        words.setSpacing(theme.current().px(6))
        words.addWidget(label(tr("Reason"), quiet=True, buddy=self.reason))
        words.addWidget(self.reason)
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(self.picker, self.nobody, days, words, self.fault)
        self.set_buttons(tr("Record supervisor"), self._record)
        self.picker.setFocus()

    def _nobody_toggled(self, nobody: bool) -> None:
        self.picker.setEnabled(not nobody)
        self.picker.show_fault("")

    def _record(self) -> None:
        supervisor = None if self.nobody.isChecked() else self.picker.person
        if supervisor is None and not self.nobody.isChecked():
            self.picker.show_fault(tr("Choose somebody from the list."))
            self.picker.setFocus()
            return
        starts = to_date(self.starts)
        ends = to_date(self.ends) if self.has_end.isChecked() else None
        reason, ctx, person = self.reason.currentText(), self._shell.ctx, self._page.id
        self._busy(busy=True)

        self._shell.tasks.run(
            lambda _progress: reporting_lines.correct_supervisor(
                ctx, person, supervisor, starts, ends, reason
            ),
            self._recorded,
            failed=self._refused,
            essential=True,
        )

    def _busy(self, *, busy: bool) -> None:
        if self.primary_button is not None:
            self.primary_button.setEnabled(not busy)

    def _refused(self, fault: UserError) -> None:
        self._busy(busy=False)
        self.fault.setText(str(fault))
        self.fault.show()

    def _recorded(self, corrected: Corrected) -> None:
        shell, behind = self._shell, self.parentWidget()
        self.accept()
        if corrected.open_reviews and behind is not None:
            HandOverReviews(behind, shell, corrected.open_reviews, corrected.reason).open()
