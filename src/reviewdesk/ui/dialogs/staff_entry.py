"""The small form of one person on the staff list."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from reviewdesk.domain.days import day_of
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services import staff_entry
from reviewdesk.services.staff_entry import PersonForm
from reviewdesk.ui import theme
from reviewdesk.ui.dialogs.person_picker import PersonPicker
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.ui.shell import Shell


class StaffEntry(Dialog):
    """Adds a person, or changes one where ``form`` is given."""

    def __init__(
        self,
        parent: QWidget | None,
        shell: Shell,
        person_id: UUID | None = None,
        form: PersonForm | None = None,
    ) -> None:
        title = tr("Add a person") if form is None else tr("Change the entry")
        super().__init__(parent, title)
        self._shell, self._person_id = shell, person_id
        form = form or PersonForm("", "")
        day = tr("YYYY-MM-DD")
        longest = staff_entry.LONGEST
        self.number = LineField(tr("Staff number"), longest=longest)
        self.given = LineField(tr("Given names"), longest=longest)
        self.surname = LineField(tr("Surname"), longest=longest)
        self.job = LineField(tr("Job title"), longest=longest)
        self.grade = LineField(tr("Grade"), longest=longest)
        self.unit = LineField(tr("Unit"), longest=longest)
        self.email = LineField(tr("E-mail"), longest=longest)
        self.location = LineField(tr("Location"), longest=longest)
        self.starts = LineField(tr("First day"), hint=day)
        self.ends = LineField(tr("Last day"), hint=day)
        self.fte = LineField(tr("Share of full time"), hint=tr("1 is full time"))
        self.employment_type = LineField(tr("Employment type"), longest=longest)
        values = (
            (self.number, form.number),
            (self.unit, form.unit),
            (self.given, form.given),
            (self.surname, form.surname),
            (self.job, form.job),
            (self.grade, form.grade),
            (self.starts, form.starts.isoformat() if form.starts else ""),
            (self.ends, form.ends.isoformat() if form.ends else ""),
            (self.email, form.email),
            (self.location, form.location),
            (self.fte, str(form.fte) if form.fte is not None else ""),
            (self.employment_type, form.employment_type),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.current().px(16))
        grid.setVerticalSpacing(theme.current().px(8))
        for place, (field, value) in enumerate(values):
            field.set_text(value)
            grid.addWidget(field, place // 2, place % 2)
        self.add(grid)
        self.supervisor: PersonPicker | None = None
        if person_id is None:
            self.supervisor = PersonPicker(shell, tr("Supervisor"))
            self.add(self.supervisor)
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(self.fault)
        self.set_buttons(tr("Add person") if person_id is None else tr("Save"), self._save)
        self.number.setFocus()

    def _save(self) -> None:
        for field in (self.starts, self.ends, self.fte):
            field.show_fault("")
        try:
            form = PersonForm(
                number=self.number.text(),
                surname=self.surname.text(),
                given=self.given.text(),
                job=self.job.text(),
                grade=self.grade.text(),
                unit=self.unit.text(),
                email=self.email.text(),
                starts=_day(self.starts),
                ends=_day(self.ends),
                fte=_share(self.fte),
                location=self.location.text(),
                employment_type=self.employment_type.text(),
            )
        except UserError as fault:
            self._refused(fault)
            return
        ctx, person = self._shell.ctx, self._person_id
        above = self.supervisor.person if self.supervisor is not None else None

        def work(_progress: object) -> None:
            if person is None:
                staff_entry.add_person(ctx, form, above)
            else:
                staff_entry.change_person(ctx, person, form)

        self._shell.tasks.run(work, self._saved, failed=self._refused, essential=True)

    def _saved(self, _result: None) -> None:
        self.accept()

    def _refused(self, fault: UserError) -> None:
        self.fault.setText(str(fault))
        self.fault.show()


def _day(field: LineField) -> date | None:
    text = field.text()
    if not text:
        return None
    try:
        return day_of(text)
    except ValueError:
        sentence = tr("Write the day such as 31 March 2026 or 2026-03-31.")
        field.show_fault(sentence)
        field.setFocus()
        raise UserError(sentence) from None


def _share(field: LineField) -> Decimal | None:
    text = field.text().replace(",", ".")
    if not text:
        return None
    try:
        share = Decimal(text)
    except InvalidOperation:
        share = Decimal(-1)
    if not 0 <= share <= 2:
        sentence = tr("Write 1 for full time, 0.5 for half.")
        field.show_fault(sentence)
        field.setFocus()
        raise UserError(sentence)
    return share
