"""Another reviewer for one review, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.services import reviewer_changes
from reviewdesk.ui.dialogs.person_picker import PersonPicker
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import isolate, label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.services.reviews import ReviewView
    from reviewdesk.ui.shell import Shell


class ChangeReviewer(Dialog):
    """Asks the HR officer who reviews from now on, and why."""

    def __init__(self, parent: QWidget, shell: Shell, view: ReviewView) -> None:
        super().__init__(
            parent,
            tr("Change the reviewer"),
            tr("The reviewer of {employee} is {name}. The change stays on record.").format(
                employee=isolate(view.employee), name=isolate(view.reviewer) or tr("nobody")
            ),
        )
        self._shell, self._review_id = shell, view.id
        self.picker = PersonPicker(shell, tr("New reviewer"))
        self.reason = LineField(tr("Why"), longest=300)
        self._fault = label("", tone="bad", wrap=True)
        self._fault.hide()
        self.add(self.picker, self.reason, self._fault)
        self.set_buttons(tr("Change the reviewer"), self._change)

    def _change(self) -> None:
        person, reason = self.picker.person, self.reason.text()
        if person is None:
            self._tell(tr("Name the new reviewer."))
            return
        ctx, review = self._shell.ctx, self._review_id
        self._shell.tasks.run(
            lambda _progress: reviewer_changes.change_reviewer(ctx, review, person, reason),
            lambda _done: self.accept(),
            failed=self._refused,
            essential=True,
        )

    def _refused(self, fault: UserError) -> None:
        self._tell(f"{fault.happened} {error_text(fault)}".strip())

    def _tell(self, words: str) -> None:
        self._fault.setText(words)
        self._fault.show()
