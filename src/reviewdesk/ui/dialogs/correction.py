"""Noting a correction beside a record, and answering one for the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.correction import LONGEST, noter_words
from reviewdesk.domain.lifecycle import Mover
from reviewdesk.i18n import tr
from reviewdesk.services import corrections
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.text_field import TextField
from reviewdesk.ui.widgets.words import isolate, label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.domain.correction import Part
    from reviewdesk.errors import UserError
    from reviewdesk.services.corrections import CorrectionView
    from reviewdesk.services.reviews import ReviewView
    from reviewdesk.ui.shell import Shell


class NoteCorrection(Dialog):
    """Asks what on the record is meant, what is right and why."""

    def __init__(
        self, parent: QWidget, shell: Shell, view: ReviewView, parts: tuple[Part, ...]
    ) -> None:
        super().__init__(parent, tr("Note a correction"), _lead(view))
        self._shell, self._id, self._parts = shell, view.id, parts
        self.part = ComboBox(tr("What is wrong?"))
        for one in parts:
            self.part.addItem(one.title, one.id)
        self.said = TextField(tr("What the record says"), lines=4, most_lines=4)
        self.said.set_read_only(True)
        self.corrected = TextField(tr("What is right"), longest=LONGEST, lines=2, most_lines=6)
        self.reason = TextField(
            tr("Why, or how it is known"), longest=LONGEST, lines=2, most_lines=6
        )
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(
            Labelled(tr("What is wrong?"), self.part),
            self.said, self.corrected, self.reason, self.fault,
        )  # fmt: skip
        self.part.currentIndexChanged.connect(self._show_said)
        self.set_buttons(tr("Note it"), self._save, icon="pen-line")
        self._show_said(self.part.currentIndex())
        self.part.setFocus()

    def _show_said(self, place: int) -> None:
        self.said.set_text(self._parts[place].said)

    def _save(self) -> None:
        for field, sentence in (
            (self.corrected, tr("Please say what is right.")),
            (self.reason, tr("Please say why, or how it is known.")),
        ):
            fault = "" if field.text().strip() else sentence
            field.show_fault(fault)
            if fault:
                self.adjustSize()
                field.setFocus()
                return
        ctx, review, part = self._shell.ctx, self._id, self.part.currentData()
        corrected, reason = self.corrected.text(), self.reason.text()
        self._shell.tasks.run(
            lambda _progress: corrections.note(ctx, review, part, corrected, reason),
            lambda _id: self.accept(),
            failed=self._refused,
            essential=True,
        )

    def _refused(self, fault: UserError) -> None:
        self.fault.setText(str(fault))
        self.fault.show()
        self.adjustSize()


def _lead(view: ReviewView) -> str:
    if view.parts == {Mover.OFFICE}:
        return tr(
            "The record stays as it is. What you note stands beside it as stated by the office, "
            "for everybody who may read the record."
        )
    return tr(
        "The record stays as it is. What you note stands beside it, for everybody who may read "
        "the record, and the HR officer answers it."
    )


class AnswerCorrection(Dialog):
    """Shows what is asked for and takes the office's answer; request and answer both stay."""

    def __init__(self, parent: QWidget, shell: Shell, asked: CorrectionView) -> None:
        super().__init__(
            parent,
            tr("Answer: {title}").format(title=isolate(asked.title)),
            noter_words(asked.noted_as, isolate(asked.noted_by)),
        )
        self._shell, self._id = shell, asked.id
        told = [
            (tr("What the record says"), asked.said),
            (tr("It should say"), asked.corrected),
            (tr("Why"), asked.reason),
        ]
        for title, text in told:
            field = TextField(title, lines=2, most_lines=4)
            field.set_text(text)
            field.set_read_only(True)
            field.setVisible(bool(text))
            self.add(field)
        self.words = TextField(
            tr("Answer of the office"),
            longest=LONGEST,
            lines=2,
            most_lines=6,
            hint=tr("Needed where you do not accept it"),
        )
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(self.words, self.fault)
        self.add_foot(Button(tr("Do not accept"), lambda: self._answer(accepted=False)))
        self.set_buttons(tr("Accept"), lambda: self._answer(accepted=True), icon="check")
        self.words.setFocus()

    def _answer(self, *, accepted: bool) -> None:
        ctx, correction, words = self._shell.ctx, self._id, self.words.text().strip()
        if not accepted and not words:
            self.words.show_fault(tr("Please say why the correction is not accepted."))
            self.adjustSize()
            self.words.setFocus()
            return
        self._shell.tasks.run(
            lambda _progress: corrections.answer(ctx, correction, accepted=accepted, words=words),
            lambda _done: self.accept(),
            failed=self._refused,
            essential=True,
        )

    def _refused(self, fault: UserError) -> None:
        self.fault.setText(str(fault))
        self.fault.show()
        self.adjustSize()
