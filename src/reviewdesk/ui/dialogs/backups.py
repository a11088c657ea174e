"""The backups of a desk: make one, put one back, and the second place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from reviewdesk.domain.days import moment_words
from reviewdesk.i18n import tr
from reviewdesk.services import backups
from reviewdesk.services.check_report import time_words
from reviewdesk.ui import ask
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.rows_view import RowsView
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from reviewdesk.progress import Progress
    from reviewdesk.services.backups import BackupRow, SecondPlace
    from reviewdesk.ui.shell import Shell


class Backups(Dialog):
    """A list of the backups and what can be done with them.

    Signals:
        restored(): the desk holds what a backup held; everything is to be read anew.
    """

    restored = Signal()

    def __init__(self, parent: QWidget, shell: Shell) -> None:
        super().__init__(
            parent,
            tr("Backups of this desk"),
            tr(
                "They are made when the desk is opened, every hour, and before an import, a launch "
                "or a new version. Older ones thin out to one a day, a week and a month."
            ),
        )
        self._shell = shell
        self._newest = ""
        self.model: RowsModel[BackupRow] = RowsModel(
            (
                Column(tr("Made"), lambda one: moment_words(one.at), lambda one: one.at, width=20),
                Column(tr("Why"), lambda one: one.reason, width=26),
                Column(tr("Size"), lambda one: _size(one.size), lambda one: one.size, "end",
                       width=10),
            ),
            lambda one: one.name,
        )  # fmt: skip
        self.view = RowsView(tr("Backups"), self.model, shell.settings)
        self.view.setMinimumHeight(shell.theme.px(190))
        self._second = label("", quiet=True, wrap=True)
        self._copy = Button(tr("Copy now"), self.copy, icon="copy")
        choose = Button(tr("Choose a second place"), self.choose, icon="folder-open")
        self.add(
            self.view,
            row(Button(tr("Back up now"), self.make, icon="save"), None),
            label(tr("Second place"), "strong"),
            self._second,
            row(choose, self._copy, None),
        )
        self.set_buttons(tr("Put this one back"), self.put_back, cancel=tr("Close"), danger=True)
        self.reload()

    def reload(self) -> None:
        """Read the list and the second place again."""
        ctx = self._shell.ctx

        def work(_progress: Progress) -> tuple[list[BackupRow], SecondPlace | None]:
            return backups.list_backups(ctx), backups.second_place(ctx)

        self._shell.tasks.run(work, self._show)

    def make(self) -> None:
        """Make a backup now."""
        ctx = self._shell.ctx
        self._shell.tasks.run(lambda _progress: backups.back_up(ctx), self._made, essential=True)

    def _made(self, one: BackupRow) -> None:
        self._newest = one.name
        self.reload()

    def copy(self) -> None:
        """Copy the newest backup to the second place."""
        ctx = self._shell.ctx
        self._shell.tasks.run(
            lambda _progress: backups.copy_to_second_place(ctx), lambda _done: self.reload()
        )

    def choose(self) -> None:
        """Ask for the second place and make the first copy there."""
        ctx = self._shell.ctx

        def chosen(folder: Path) -> None:
            self._shell.tasks.run(
                lambda _progress: backups.choose_second_place(ctx, folder),
                lambda _done: self.reload(),
            )

        ask.choose_folder(self, tr("Choose a second place"), chosen)

    def put_back(self) -> None:
        """Ask, then make the desk what the chosen backup holds."""
        one = self.view.current()
        if one is None:
            return
        ask.confirm(
            self,
            tr("Put back the desk of {time}?").format(time=time_words(one.at)),
            tr(
                "What was written since then leaves the desk. It is kept as a backup of its own, "
                "so that you can go back to it."
            ),
            tr("Put it back"),
            lambda: self._restore(one),
            danger=True,
        )

    def _restore(self, one: BackupRow) -> None:
        ctx = self._shell.ctx

        def done(_kept: BackupRow) -> None:
            self.accept()
            self.restored.emit()

        self._shell.tasks.run(
            lambda _progress: backups.restore(ctx, one.name), done, essential=True
        )

    def _show(self, found: tuple[list[BackupRow], SecondPlace | None]) -> None:
        rows, place = found
        self.model.set_rows(rows)
        if rows and self.view.current() is None:
            self.view.selectRow(0)
        if self._newest:
            self.view.show_row(self._newest)
            self._newest = ""
        if self.primary_button is not None:
            self.primary_button.setEnabled(bool(rows))
        self._copy.setEnabled(place is not None)
        self._second.setText(_place_words(place))


def _place_words(place: SecondPlace | None) -> str:
    if place is None:
        return tr(
            "None chosen yet. A copy on a USB stick or another drive is there when this computer "
            "is lost."
        )
    if place.last is None:
        return tr("{folder}: no copy yet.").format(folder=place.folder)
    words = tr("{folder}: last copy {time}.").format(
        folder=place.folder, time=time_words(place.last)
    )
    return words if place.is_there else tr("{words} It is not there now.").format(words=words)


def _size(size: int) -> str:
    if size < 1_000_000:
        return tr("{n} kB").format(n=max(1, size // 1000))
    return tr("{n} MB").format(n=f"{size / 1_000_000:,.1f}")
