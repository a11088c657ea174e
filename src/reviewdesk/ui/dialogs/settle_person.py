"""One person of a cycle before the launch: name somebody, or leave them out with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.services import participants
from reviewdesk.ui.dialogs.person_picker import PersonPicker
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.readiness import PersonRow
    from reviewdesk.ui.shell import Shell


class SettlePerson(Dialog):
    """Names a supervisor or a reviewer for this cycle, or leaves the person out."""

    def __init__(self, parent: QWidget, shell: Shell, cycle_id: UUID, one: PersonRow) -> None:
        super().__init__(parent, one.name, "\n".join(found.sentence for found in one.findings))
        self._shell = shell
        self._cycle_id, self._person_id = cycle_id, one.person
        self.supervisor = PersonPicker(shell, tr("Supervisor for this cycle"))
        self.reviewer = PersonPicker(shell, tr("Reviewer for this cycle"))
        self.reason = LineField(tr("Why the person is left out"), longest=300)
        self._fault = label("", tone="bad", wrap=True)
        self._fault.hide()
        self.add(self.supervisor, self.reviewer, self.reason, self._fault)
        self.add_foot(Button(tr("Leave out"), self._leave_out))
        self.set_buttons(tr("Keep this choice"), self._choose)

    def _choose(self) -> None:
        supervisor, reviewer = self.supervisor.person, self.reviewer.person
        if supervisor is None and reviewer is None:
            self._tell(tr("Name a supervisor or a reviewer, or leave the person out."))
            return
        self._run(
            lambda: participants.choose(
                self._shell.ctx,
                self._cycle_id,
                self._person_id,
                supervisor_id=supervisor,
                reviewer_id=reviewer,
            )
        )

    def _leave_out(self) -> None:
        reason = self.reason.text()
        self._run(
            lambda: participants.choose(
                self._shell.ctx, self._cycle_id, self._person_id, left_out=True, reason=reason
            )
        )

    def _run(self, call: object) -> None:
        assert callable(call)

        def work(_progress: Progress) -> None:
            call()

        self._shell.tasks.run(work, lambda _done: self.accept(), failed=self._refused)

    def _refused(self, fault: UserError) -> None:
        self._tell(f"{fault.happened} {error_text(fault)}".strip())

    def _tell(self, words: str) -> None:
        self._fault.setText(words)
        self._fault.show()
