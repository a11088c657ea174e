"""Saving many papers: single files named by a pattern, or one bound volume."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QMenu

from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import exporting, record_names, volumes
from reviewdesk.services.paper_kinds import kind_named
from reviewdesk.ui import settings
from reviewdesk.ui.widgets.busy_line import BusyLine
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.choice import Choice
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.records import RecordRow
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.tasks import Task


class SaveRecords(Dialog):
    """Asks how and where to, saves, and tells what was done."""

    def __init__(
        self,
        parent: QWidget | None,
        shell: Shell,
        rows: Sequence[RecordRow],
        said: str,
        kind: str = "form",
    ) -> None:
        title = (
            tr_n("Save {n} form", "Save {n} forms", len(rows))
            if kind_named(kind).is_form
            else tr_n("Save {n} paper", "Save {n} papers", len(rows))
        )
        super().__init__(parent, title, tr("{what}.").format(what=said))
        self._shell, self._rows, self._kind = shell, list(rows), kind
        self._task: Task | None = None
        self.single = Choice(tr("Single files, one for each form"))
        self.bound = Choice(tr("One bound volume with bookmarks by unit and person"))
        self._ways = QButtonGroup(self)
        for button in (self.single, self.bound):
            self._ways.addButton(button)
            button.toggled.connect(self._shown)
        self.pattern = LineField(tr("File names"), longest=200)
        self.pattern.set_text(shell.settings.get(settings.FILE_NAMES) or record_names.USUAL)
        self.pattern.edit.textChanged.connect(self._shown)
        self.fields = Button(tr("Insert a field"), self._offer_fields, icon="plus")
        self.example = label("", "caption", quiet=True, wrap=True)
        self.bound_note = label(
            tr(
                "The signed files are attached to the volume, so that their signatures can "
                "still be proven. Of more than {n} forms several volumes are made."
            ).format(n=f"{volumes.MOST:,}"),
            "caption",
            quiet=True,
            wrap=True,
        )
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.busy = BusyLine(self._stop)
        self.add(
            self.single, self.pattern, row(self.fields, None), self.example,
            self.bound, self.bound_note, self.fault, self.busy,
        )  # fmt: skip
        self.save_button = self.set_buttons(tr("Choose where …"), self._choose, icon="download")
        self.single.setChecked(True)
        self._shown()
        self.save_button.setFocus()

    @override
    def reject(self) -> None:
        self._stop()
        super().reject()

    def _shown(self) -> None:
        """Show what the names come to, or what is wrong with the pattern."""
        single = self.single.isChecked()
        sentence = record_names.fault(self.pattern.text()) if single else ""
        self.pattern.show_fault(sentence)
        for part in (self.pattern, self.fields, self.example):
            part.setVisible(single)
        self.bound_note.setVisible(not single)
        self.save_button.setEnabled(not sentence)
        if not sentence:
            first = self._rows[0]
            name = record_names.file_names([first], self.pattern.text())[first.id]
            self.example.setText(tr("For example: {name}").format(name=name))

    def _offer_fields(self) -> None:
        menu = QMenu(self)
        for one in record_names.fields():
            entry = menu.addAction(one.title)
            entry.triggered.connect(partial(self._insert, "{" + one.name + "}"))
        menu.popup(self.fields.mapToGlobal(self.fields.rect().bottomLeft()))

    def _insert(self, words: str, _checked: bool = False) -> None:
        self.pattern.edit.insert(words)
        self.pattern.setFocus()

    def _choose(self) -> None:
        kept = self._shell.settings.get(settings.LAST_FOLDER)
        folder = Path(kept) if kept else None
        if self.single.isChecked():
            self._shell.settings.set(settings.FILE_NAMES, self.pattern.text())
            self._shell.ask.choose_folder(
                self, tr("Save the forms in"), self._save_single, folder=folder
            )
        else:
            self._shell.ask.choose_save_file(
                self, tr("Save the volume"), "PDF (*.pdf)", self._save_bound,
                name=tr("Forms") + ".pdf", folder=folder,
            )  # fmt: skip

    def _save_single(self, folder: Path) -> None:
        self._shell.settings.set(settings.LAST_FOLDER, str(folder))
        ctx, ids, names = self._shell.ctx, [one.id for one in self._rows], self.pattern.text()
        kind = self._kind

        def work(progress: Progress) -> str:
            done = exporting.export(ctx, ids, folder, progress, names=names, kind=kind)
            return done.sentence()

        self._run(work)

    def _save_bound(self, path: Path) -> None:
        self._shell.settings.set(settings.LAST_FOLDER, str(path.parent))
        ctx, ids, kind = self._shell.ctx, [one.id for one in self._rows], self._kind

        def work(progress: Progress) -> str:
            done = volumes.bind(ctx, ids, path, progress, kind=kind)
            return tr("{pages} in {volumes}.").format(
                pages=tr_n("{n} page", "{n} pages", done.pages),
                volumes=tr_n("{n} volume", "{n} volumes", len(done.paths)),
            )

        self._run(work)

    def _run(self, work: Callable[[Progress], str]) -> None:
        self.fault.hide()
        self._settle(busy=True)
        self.busy.begin(len(self._rows))
        self._task = self._shell.tasks.run(
            work, self._done, failed=self._failed, progress=self.busy.show_done
        )

    def _done(self, sentence: str) -> None:
        self._task = None
        self.accept()
        self._shell.ask.tell(self.parentWidget(), tr("The forms are saved"), sentence)

    def _failed(self, fault: UserError) -> None:
        self._task = None
        self._settle(busy=False)
        self.fault.setText("\n".join((fault.happened, error_text(fault))))
        self.fault.show()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._settle(busy=False)
            self.fault.setText(
                tr("Stopped. What is saved is whole; saving again does only the rest.")
            )
            self.fault.show()

    def _settle(self, *, busy: bool) -> None:
        parts = (self.single, self.bound, self.pattern, self.fields, self.save_button)
        for widget in parts:
            widget.setEnabled(not busy)
        if not busy:
            self.busy.end()
            self.save_button.setFocus()
