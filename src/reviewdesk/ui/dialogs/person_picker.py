"""Choosing one person by typing a few letters of the name or number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.services import search
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.quiet_inputs import SearchBox, mark_wrong
from reviewdesk.ui.widgets.words import clean, label, one_line

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtCore import QObject

    from reviewdesk.services.search import Found
    from reviewdesk.ui.shell import Shell

_MOST = 8
_FOUND = int(Qt.ItemDataRole.UserRole) + 1


class PersonPicker(QWidget):
    """A search line with the people that fit under it; Down, Up and Enter choose.

    Signals:
        picked(UUID): somebody was chosen; ``person`` is their id.
    """

    picked = Signal(object)

    def __init__(self, shell: Shell, title: str) -> None:
        super().__init__()
        self._shell = shell
        self._asked = ""
        self._person: UUID | None = None
        self.box = SearchBox(title, tr("Type a name or staff number"))
        self.box.textEdited.connect(self._typed)
        self.box.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("People found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._take)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.hide()
        self._fault = label("", "caption", tone="bad", wrap=True)
        self._fault.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(6))
        layout.addWidget(label(title, quiet=True, buddy=self.box))
        layout.addWidget(self.box)
        layout.addWidget(self._fault)
        layout.addWidget(self.list)
        self.setFocusProxy(self.box)

    @property
    def person(self) -> UUID | None:
        """Who is chosen."""
        return self._person

    def choose(self, person_id: UUID | None, name: str) -> None:
        """Show somebody as chosen."""
        self._person = person_id
        self.box.setText(one_line(name))
        self.list.hide()
        self.show_fault("")

    def show_fault(self, sentence: str) -> None:
        """Say at the field what is wrong; an empty sentence takes it back."""
        self._fault.setText(clean(sentence))
        self._fault.setVisible(bool(sentence))
        mark_wrong(self.box, bool(sentence))

    def _typed(self, text: str) -> None:
        self._person = None
        self._asked = text
        self.show_fault("")
        if not text.strip():
            self.list.hide()
            return
        ctx = self._shell.ctx
        self._shell.tasks.run(
            lambda _progress: (text, search.find_people(ctx, text, _MOST)), self._show
        )

    def _show(self, answer: tuple[str, tuple[Found, ...]]) -> None:
        text, found = answer
        if text != self._asked or self._person is not None:
            return
        self.list.clear()
        for one in found:
            item = QListWidgetItem(one_line(f"{one.title}  ·  {one.detail}"))
            item.setData(_FOUND, one)
            item.setSizeHint(QSize(0, theme.current().px(30)))
            self.list.addItem(item)
        if not found:
            item = QListWidgetItem(tr("Nobody fits these letters."))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0 if found else -1)
        lines = min(5, max(1, len(found)))
        self.list.setFixedHeight(theme.current().px(30 * lines + 10))
        self.list.show()

    def _take(self, item: QListWidgetItem | None) -> None:
        found = item.data(_FOUND) if item is not None else None
        if found is not None:
            self.choose(found.id, found.title)
            self.picked.emit(found.id)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self.list.isHidden():
            return False
        match event.key():
            case Qt.Key.Key_Down:
                self.list.setCurrentRow(min(self.list.currentRow() + 1, self.list.count() - 1))
            case Qt.Key.Key_Up:
                self.list.setCurrentRow(max(self.list.currentRow() - 1, 0))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take(self.list.currentItem())
            case Qt.Key.Key_Escape:
                self.list.hide()
            case _:
                return False
        return True
