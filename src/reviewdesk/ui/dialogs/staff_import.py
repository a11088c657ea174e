"""A staff list before it is imported: its columns, every fault, what it would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import staff_import
from reviewdesk.ui import theme
from reviewdesk.ui.dialogs.hand_over_reviews import offer
from reviewdesk.ui.dialogs.staff_import_lists import ChangesList, FaultsList, FirstRows
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.tick_box import TickBox
from reviewdesk.ui.widgets.words import label, one_line

if TYPE_CHECKING:
    from pathlib import Path

    from reviewdesk.errors import UserError
    from reviewdesk.services.staff_import import Imported, Preview
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.tasks import Task

COLUMNS, FAULTS, CHANGES = range(3)


class StaffImport(Dialog):
    """Reads a file, shows what is in it, and imports it when the person says so."""

    def __init__(self, parent: QWidget | None, shell: Shell, path: Path) -> None:
        super().__init__(parent, tr("Import a staff list"))
        self._shell, self._path = shell, path
        self._task: Task | None = None
        self._password: str | None = None
        self._seen: Preview | None = None
        px = shell.theme.px
        self.resize(px(940), px(700))
        self.reading = label(one_line(path.name), quiet=True, wrap=True)
        self.verdict = label("", "strong", wrap=True)
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self._tabs = QButtonGroup(self)
        self.tab_buttons = [
            Button(text, look="pill") for text in (tr("Columns"), tr("Faults"), tr("Changes"))
        ]
        for place, button in enumerate(self.tab_buttons):
            self._tabs.addButton(button, place)
        self._tabs.setExclusive(True)
        self._tabs.idClicked.connect(self._turn_to)
        self.stack = QStackedWidget()
        self.rows = FirstRows()
        self.faults = FaultsList()
        self.changes = ChangesList()
        self.combos: dict[str, ComboBox] = {}
        for part in (self._columns_part(), self.faults, self.changes):
            self.stack.addWidget(part)
        self.skip = TickBox(tr("Leave the faulty rows out and import the others"))
        self.skip.toggled.connect(self._settle)
        self.skip.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self.stop_button = Button(tr("Stop"), self._stop, icon="x")
        self._lock_line = self._lock_part()
        busy = row(self.bar, self.stop_button)
        self._busy_line = QWidget()
        busy.setContentsMargins(0, 0, 0, 0)
        self._busy_line.setLayout(busy)
        self.add(self.reading, self.verdict, self.fault, self._lock_line, self._busy_line)
        self.add(row(*self.tab_buttons, None))
        self.body.addWidget(self.stack, 1)
        self.add(self.skip)
        self.set_buttons(tr("Import"), self._import, icon="upload")
        self._show_parts(shown=False)
        self._settle()
        self._read(None)

    @property
    def seen(self) -> Preview | None:
        """What was read, or None while nothing is."""
        return self._seen

    def _lock_part(self) -> QWidget:
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("Password of the spreadsheet"))
        self.password.returnPressed.connect(self._unlock)
        self.unlock_button = Button(tr("Unlock"), self._unlock, icon="lock-open")
        part = QWidget()
        lock = QVBoxLayout(part)
        lock.setContentsMargins(0, 0, 0, 0)
        lock.addWidget(label(tr("Password of the spreadsheet"), quiet=True, buddy=self.password))
        lock.addLayout(row(self.password, self.unlock_button))
        lock.addStretch(1)
        part.hide()
        return part

    def _columns_part(self) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.current().px(12))
        grid.setVerticalSpacing(theme.current().px(6))
        titles = staff_import.field_titles()
        half = -(-len(titles) // 2)
        for place, (name, title) in enumerate(titles.items()):
            combo = ComboBox(title)
            combo.activated.connect(self._remap)
            self.combos[name] = combo
            line, column = place % half, 2 * (place // half)
            grid.addWidget(label(title, quiet=True, buddy=combo), line, column)
            grid.addWidget(combo, line, column + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        layout.addLayout(grid)
        layout.addWidget(label(tr("First rows of the file"), quiet=True))
        layout.addWidget(self.rows, 1)
        return part

    def _read(self, columns: dict[str, int] | None) -> None:
        """Read the file on the other thread."""
        if self._task is not None:
            self._task.cancel()
        ctx, path, password = self._shell.ctx, self._path, self._password
        self.fault.hide()
        self._work(
            lambda progress: staff_import.preview(ctx, path, password, columns, progress),
            self._show,
            tr("Reading {name}…").format(name=one_line(path.name)),
        )

    def _work(self, work: Any, done: Any, words: str) -> None:
        self.verdict.setText(words)
        self.bar.setRange(0, 0)
        self._busy_line.show()
        self._settle(busy=True)
        self._task = self._shell.tasks.run(
            work, done, failed=self._refused, progress=self._progress
        )

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._busy_line.hide()
        self.verdict.setText(tr("Stopped. Nothing was imported."))
        self._settle()

    def _refused(self, fault: UserError) -> None:
        self._task = None
        self._busy_line.hide()
        self.verdict.setText("")
        locked = staff_import.needs_password(fault)
        self._lock_line.setVisible(locked)
        if locked:
            self.password.clear()
            self.password.setFocus()
        if locked and self._password is None:
            self.verdict.setText(fault.happened)
        else:
            self.fault.setText(str(fault))
            self.fault.show()
        self._settle()

    def _unlock(self) -> None:
        self._password = self.password.text()
        if self._password:
            self._lock_line.hide()
            self._read(None)

    def _show(self, seen: Preview) -> None:
        self._task = None
        self._seen = seen
        self._busy_line.hide()
        self._lock_line.hide()
        self._show_parts(shown=True)
        self.reading.setText(f"{one_line(seen.name)}: {seen.reading}")
        self._fill_combos(seen)
        self.rows.show_rows(seen.header, seen.first_rows)
        self.faults.show_faults(seen)
        self.changes.show_changes(seen)
        self.tab_buttons[FAULTS].setText(tr("Faults {n}").format(n=f"{len(seen.faults):,}"))
        changed = sum(one.kind != "absent" for one in seen.differences)  # these stay as they are
        self.tab_buttons[CHANGES].setText(tr("Changes {n}").format(n=f"{changed:,}"))
        self.skip.setVisible(bool(seen.errors))
        if not seen.is_mapped:
            self._turn_to(COLUMNS)
        elif seen.faults:
            self._turn_to(FAULTS)
        else:
            self._turn_to(CHANGES)
        self._settle()

    def _fill_combos(self, seen: Preview) -> None:
        for name, combo in self.combos.items():
            combo.blockSignals(True)
            combo.clear()
            combo.addItem(tr("not in this file"), -1)
            for place, heading in enumerate(seen.header):
                words = one_line(heading) or tr("column {n}").format(n=place + 1)
                combo.addItem(words, place)
            combo.setCurrentIndex(max(0, combo.findData(seen.columns.get(name, -1))))
            combo.blockSignals(False)

    def _remap(self) -> None:
        columns = {
            name: combo.currentData()
            for name, combo in self.combos.items()
            if combo.currentData() not in (None, -1)
        }
        self._read(columns)

    def _turn_to(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.tab_buttons[place].setChecked(True)

    def _show_parts(self, *, shown: bool) -> None:
        self.stack.setVisible(shown)
        for button in self.tab_buttons:
            button.setVisible(shown)

    def _settle(self, _on: bool = False, *, busy: bool = False) -> None:
        """Say whether the list can be imported, and let the button follow."""
        seen = self._seen
        ready = False
        if not busy and seen is not None and self._task is None:
            ready = seen.is_mapped and bool(seen.counts.people)
            ready = ready and (not seen.errors or self.skip.isChecked())
            self.verdict.setText(_verdict(seen, skipping=self.skip.isChecked()))
        if self.primary_button is not None:
            self.primary_button.setEnabled(ready)
            if seen is not None and ready:
                self.primary_button.setText(
                    tr_n("Import {n} person", "Import {n} people", seen.counts.people)
                )

    def _import(self) -> None:
        if self._seen is None:
            return
        ctx, seen, skip = self._shell.ctx, self._seen, self.skip.isChecked()
        self._work(
            lambda progress: staff_import.carry_out(ctx, seen, skip_faulty=skip, progress=progress),
            self._imported,
            tr("Importing…"),
        )

    def _imported(self, done: Imported) -> None:
        self._task = None
        behind, shell = self.parentWidget(), self._shell
        self.accept()
        told = shell.ask.tell(
            behind,
            tr("The staff list is imported"),
            done.sentence(),
            details="\n".join(done.orphans),
        )
        if behind is not None:
            told.finished.connect(lambda _result: offer(behind, shell))

    @override
    def reject(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        super().reject()


def _verdict(seen: Preview, *, skipping: bool) -> str:
    """Return in a sentence whether a list can come in."""
    if not seen.is_mapped:
        return tr("Say which columns hold the staff number and the surname.")
    rows = tr_n("{n} faulty row", "{n} faulty rows", seen.faulty_rows)
    if seen.errors and not skipping:
        return tr("{rows}: nothing is imported until the file is mended.").format(rows=rows)
    if seen.errors:
        return tr("{rows} will be left out, and {people} imported.").format(
            rows=rows, people=tr_n("{n} person", "{n} people", seen.counts.people)
        )
    if seen.warnings:
        return tr_n(
            "{n} warning: look at it; the list can be imported.",
            "{n} warnings: look at them; the list can be imported.",
            seen.warnings,
        )
    return tr("No faults: the list can be imported.")
