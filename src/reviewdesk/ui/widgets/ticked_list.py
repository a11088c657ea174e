"""A list of lines to tick, and a button that opens one to choose several of many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from reviewdesk.i18n import tr
from reviewdesk.ui import theme
from reviewdesk.ui.models.rows import fold
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.quiet_inputs import SearchBox
from reviewdesk.ui.widgets.words import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from PySide6.QtWidgets import QWidget

_KEY = int(Qt.ItemDataRole.UserRole) + 1


class TickedList(QListWidget):
    """Lines to tick; Space ticks the one with the cursor."""

    def __init__(
        self, name: str, rows: Sequence[tuple[Any, str]], ticked: Collection[Any] = ()
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for key, words in rows:
            item = QListWidgetItem(one_line(words))
            item.setData(_KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked
            item.setCheckState(state)
            item.setSizeHint(QSize(0, theme.current().px(30)))
            self.addItem(item)

    def lines(self) -> list[QListWidgetItem]:
        """Return all lines."""
        return [self.item(place) for place in range(self.count())]

    def picked(self) -> list[Any]:
        """Return the keys of the ticked lines, in their order."""
        return [one.data(_KEY) for one in self.lines() if one.checkState() is Qt.CheckState.Checked]

    def search(self, text: str) -> None:
        """Show the lines that hold every word."""
        words = fold(text).split()
        for item in self.lines():
            blob = fold(item.text())
            item.setHidden(not all(word in blob for word in words))

    def tick_shown(self) -> None:
        """Tick every line that is shown."""
        for item in self.lines():
            if not item.isHidden():
                item.setCheckState(Qt.CheckState.Checked)

    def clear_ticks(self) -> None:
        """Tick nothing."""
        for item in self.lines():
            item.setCheckState(Qt.CheckState.Unchecked)


class _ChooseSeveral(Dialog):
    """The list behind a ``SeveralButton``."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        rows: Sequence[tuple[Any, str]],
        ticked: Collection[Any],
        done: Callable[[list[Any]], object],
    ) -> None:
        super().__init__(parent, title, tr("Tick those meant; with none ticked, all are meant."))
        self._chosen = done
        self.list = TickedList(title, rows, ticked)
        self.list.setMinimumHeight(theme.current().px(240))
        box = SearchBox(tr("Search in this list"))
        box.textChanged.connect(self.list.search)
        self.add(row(box, Button(tr("Tick all shown"), self.list.tick_shown)), self.list)
        self.add_foot(Button(tr("Tick none"), self.list.clear_ticks))
        self.set_buttons(tr("Choose"), self._take)
        box.setFocus()

    def _take(self) -> None:
        picked = self.list.picked()
        self.accept()
        self._chosen(picked)


class SeveralButton(Button):
    """Says what is chosen, and opens the list to choose from; nothing chosen means all.

    Signals:
        chosen(): the choice is another.
    """

    chosen = Signal()

    def __init__(self, title: str, all_words: str) -> None:
        super().__init__(all_words, self._open, icon="list-checks", name=title)
        self._title, self._all = title, all_words
        self._rows: Sequence[tuple[Any, str]] = ()
        self.keys: list[Any] = []

    def offer(self, rows: Sequence[tuple[Any, str]], keys: Collection[Any] = ()) -> None:
        """Say what there is to choose from, and what is chosen."""
        self._rows = rows
        self._take([key for key, _words in rows if key in keys])

    def _open(self) -> None:
        _ChooseSeveral(self, self._title, self._rows, self.keys, self._take).open()

    def _take(self, keys: list[Any]) -> None:
        self.keys = keys
        names = [words for key, words in self._rows if key in keys]
        if not names:
            words = self._all
        elif len(names) == 1:
            words = names[0]
        else:
            words = tr("{first} and {n} more").format(first=names[0], n=len(names) - 1)
        shown = one_line(words)
        self.setText(" " + (shown if len(shown) <= 30 else f"{shown[:29]}…").replace("&", "&&"))
        self.setAccessibleName(f"{self._title}: {one_line(words)}")
        self.chosen.emit()
