"""Making a new desk: the office's name and the place; or the demonstration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QProgressBar

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.places import desks_folder
from reviewdesk.ui import ask
from reviewdesk.ui.dialogs.recovery_code import RecoveryCode
from reviewdesk.ui.dialogs.secret_dialog import secret
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.progress import Progress
    from reviewdesk.ui.shell import Shell


class NewDesk(Dialog):
    """Asks for office and place and makes the desk off the main thread.

    Signals:
        made(Path): the folder of the desk that was made.
    """

    made = Signal(object)

    def __init__(self, parent: QWidget | None, shell: Shell) -> None:
        super().__init__(
            parent,
            tr("New desk"),
            tr("A desk is one folder on this computer with everything of one office in it."),
        )
        self._shell = shell
        self.office = LineField(tr("Name of the office"), longest=120)
        self.place = LineField(tr("Folder"), note=tr("The desk's folder ends in .reviewdesk."))
        self.paper = ComboBox(tr("Forms are printed on"))
        self.paper.addItems(["A4", "Letter"])
        if QLocale.system().measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem:
            self.paper.setCurrentText("Letter")
        self.passphrase = secret(
            tr("Passphrase"), tr("Without one, anyone who can read the folder can read the desk.")
        )
        self.again = secret(tr("Passphrase once more"))
        self._by_hand = False
        self._fault = label("", tone="bad", wrap=True)
        self._fault.hide()
        self._bar = QProgressBar()
        self._bar.setAccessibleName(tr("Progress"))
        self._bar.hide()
        self.office.changed.connect(self._propose)
        self.place.changed.connect(self._moved)
        self.demo_button = Button(tr("Make the demonstration instead"), self._make_demo)
        self.add(
            self.office,
            self.place,
            Labelled(tr("Forms are printed on"), self.paper),
            row(Button(tr("Choose a folder"), self._choose, icon="folder-open"), None),
            self.passphrase,
            self.again,
            self._bar,
            self._fault,
        )
        self.add_foot(self.demo_button)
        self.make_button = self.set_buttons(tr("Make the desk"), self._make, icon="plus")
        self._propose("")
        self.office.setFocus()

    def _propose(self, _text: str) -> None:
        if not self._by_hand:
            name = self.office.text() or tr("Office")
            safe = "".join(one if one.isalnum() or one in " -_" else " " for one in name)
            folder = desks_folder() / f"{' '.join(safe.split()) or 'Office'}.reviewdesk"
            self.place.edit.setText(str(folder))

    def _moved(self, _text: str) -> None:
        self._by_hand = True

    def _choose(self) -> None:
        def chosen(folder: Path) -> None:
            self._by_hand = True
            name = Path(self.place.text()).name or "Office.reviewdesk"
            self.place.edit.setText(str(folder / name))

        ask.choose_folder(self, tr("Choose a folder"), chosen)

    def _make(self) -> None:
        place, office = Path(self.place.text()), self.office.text()
        paper, words = self.paper.currentText(), self.passphrase.edit.text()
        if words != self.again.edit.text():
            self._tell(tr("The two passphrases are not the same."))
            return

        def work(_progress: Progress) -> tuple[Path, str, str]:
            from reviewdesk.services import desks, passphrases

            if words and (fault := passphrases.passphrase_fault(words)):
                raise UserError(fault, safe=tr("No desk was made."))
            ctx = desks.create(place, office, paper=paper)
            try:
                code = passphrases.lock(ctx, words) if words else ""
                return ctx.desk.folder, desks.office_name(ctx), code
            finally:
                ctx.desk.close()

        self._busy(busy=True)
        self._shell.tasks.run(work, self._made, failed=self._refused)

    def _made(self, desk: tuple[Path, str, str]) -> None:
        folder, office, code = desk
        if not code:
            self._finished(folder)
            return
        dialog = RecoveryCode(self, office, code)
        dialog.accepted.connect(lambda: self._finished(folder))
        dialog.open()

    def _make_demo(self) -> None:
        place = desks_folder() / "Demonstration.reviewdesk"

        def work(progress: Progress) -> Path:
            from reviewdesk.services import demonstration
            from reviewdesk.services.context import SystemClock

            if place.exists():
                return place
            ctx = demonstration.build(place, SystemClock(), progress)
            ctx.desk.close()
            return place

        self._busy(busy=True)
        self._bar.show()
        self._shell.tasks.run(work, self._finished, failed=self._refused, progress=self._report)

    def _report(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _finished(self, folder: Path) -> None:
        self.accept()
        self.made.emit(folder)

    def _refused(self, fault: UserError) -> None:
        self._busy(busy=False)
        self._tell(f"{fault.happened}\n{error_text(fault)}".strip())

    def _tell(self, words: str) -> None:
        self._fault.setText(words)
        self._fault.show()

    def _busy(self, *, busy: bool) -> None:
        self._fault.hide()
        fields = (self.office, self.place, self.passphrase, self.again)
        for widget in (self.make_button, self.demo_button, *fields):
            widget.setEnabled(not busy)
        if not busy:
            self._bar.hide()
