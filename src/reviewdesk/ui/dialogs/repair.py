"""A damaged desk: what it can be mended from, and the choice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from reviewdesk.i18n import tr
from reviewdesk.services import repairs
from reviewdesk.services.repairs import Way
from reviewdesk.ui import ask
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import tile
from reviewdesk.ui.widgets.chip import Bar
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.services.repairs import Candidate, Hurt, Mended, WayIn
    from reviewdesk.ui.shell import Shell


class Repair(Dialog):
    """Looks at the damaged file and its backups, and mends by the way that is chosen.

    Signals:
        mended(Path): the desk can be opened again.
    """

    mended = Signal(object)

    def __init__(
        self, parent: QWidget, shell: Shell, place: Path, way_in: WayIn | None = None
    ) -> None:
        super().__init__(
            parent,
            tr("The desk {name} is damaged").format(name=place.stem),
            tr(
                "Its file cannot be read as it should, perhaps after a fault of the disk. Nothing "
                "is changed until you choose, and the damaged file is kept in any case."
            ),
        )
        self._shell, self._place, self._way_in = shell, place, way_in
        self._bar = Bar(0, tr("Looking at what can be read"))
        self._words = label(tr("Looking at what can be read …"), quiet=True)
        self.add(self._words, self._bar)
        self.add_foot(Button(tr("Close"), self.reject))
        self._task = shell.tasks.run(
            lambda progress: repairs.look(place, progress, way_in),
            self._show,
            failed=self._refused,
            progress=lambda done, total: self._bar.set_value(done / total if total else 0),
        )
        self.rejected.connect(self._task.cancel)

    def _show(self, hurt: Hurt) -> None:
        self._bar.hide()
        if not hurt.candidates:
            self._words.setText(
                tr("No backup is there and nothing can be read. Put the desk's folder back from a "
                   "copy that you have elsewhere, such as a USB stick.")
            )  # fmt: skip
            return
        self._words.setText(tr("It can be mended like this; the first holds more:"))
        for place, one in enumerate(hurt.candidates):
            icon = "history" if one.way is Way.BACKUP else "table-2"
            sentence = label(one.sentence(), wrap=True)
            line = row(tile(icon, "info"), sentence)
            line.setStretch(1, 1)
            way = (
                tr("Put the backup back") if one.way is Way.BACKUP else tr("Keep what can be read")
            )
            look = "primary" if place == 0 else "plain"
            button = Button(way, partial(self._mend, one), look=look)  # type: ignore[arg-type]
            self.add(line, row(None, button))

    def _mend(self, one: Candidate) -> None:
        place, way_in = self._place, self._way_in
        self._shell.tasks.run(
            lambda _progress: repairs.mend(place, one, way_in=way_in),
            self._done,
            failed=self._refused,
            essential=True,
        )

    def _done(self, mended: Mended) -> None:
        self.accept()
        ask.tell(self.parentWidget(), tr("The desk was mended"), mended.sentence)
        self.mended.emit(self._place)

    def _refused(self, fault: UserError) -> None:
        self.reject()
        ask.tell_error(self.parentWidget(), fault)
