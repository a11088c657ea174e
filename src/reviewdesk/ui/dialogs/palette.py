"""Ctrl+K: find a person, a review or an action by a few letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
)

from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.ui import icons, theme
from reviewdesk.ui.models.rows import fold
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.widgets.dialog import Veil
from reviewdesk.ui.widgets.quiet_inputs import SearchBox
from reviewdesk.ui.widgets.words import label, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import (
        QStyleOptionViewItem,
        QWidget,
    )

    from reviewdesk.ui.actions import Action
    from reviewdesk.ui.shell import Hit, Shell

_ENTRY = int(Qt.ItemDataRole.UserRole) + 1
_MOST_ACTIONS = 8
_LISTED = 9
"""Lines the window has room for before it scrolls."""


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str
    detail: str
    icon: str
    key: str
    call: Callable[[], object] | None


class _Line(QStyledItemDelegate):
    """Paints a line: icon, title, quiet detail, key."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        entry = index.data(_ENTRY)
        return QSize(0, theme.current().px(36 if entry.call is not None else 26))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        look = theme.current()
        entry: _Entry = index.data(_ENTRY)
        rtl = option.direction is Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pad = look.px(8)
        room = option.rect.adjusted(pad, 0, -pad, 0)
        lead = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.setLayoutDirection(option.direction)
        if entry.call is None:
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("mute"))
            painter.drawText(room, lead, entry.title)
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("selection"))
            painter.drawRoundedRect(QRectF(option.rect), look.px(6), look.px(6))
        side = look.px(17)
        left = room.right() - side if rtl else room.left() + 2
        where = QRectF(left, room.center().y() - side / 2 + 1, side, side)
        icons.draw(painter, entry.icon, look.tokens.mute, where, mirrored=rtl)
        room = self._after(room, side + look.px(12), rtl=rtl)
        if entry.key:
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("mute"))
            painter.drawText(
                room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing, entry.key
            )
        font = QFont(look.font("body"))
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(look.colour("ink"))
        metrics = QFontMetrics(font)
        words = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, lead, words)
        rest = self._after(room, metrics.horizontalAdvance(words) + look.px(11), rtl=rtl)
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("mute"))
        small = QFontMetrics(look.font("caption"))
        free = rest.width() - small.horizontalAdvance(entry.key) - look.px(12)
        detail = small.elidedText(entry.detail, Qt.TextElideMode.ElideRight, max(0, free))
        painter.drawText(rest, lead, detail)
        painter.restore()

    @staticmethod
    def _after(room: QRect, width: int, *, rtl: bool) -> QRect:
        return room.adjusted(0, 0, -width, 0) if rtl else room.adjusted(width, 0, 0, 0)


class Palette(QDialog):
    """One line to type in and what fits it.

    Signals:
        place_requested(Place): the person chose somebody or something to look at.
    """

    place_requested = Signal(object)

    def __init__(self, window: QWidget, shell: Shell, actions: Sequence[Action]) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._shell = shell
        self._actions = list(actions)
        self._asked = ""
        self._veil: Veil | None = None
        px = shell.theme.px
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setProperty("palette", True)
        self.setWindowTitle(tr("Find"))
        self.setAccessibleName(tr("Find a person, a review or an action"))
        self._box = SearchBox(tr("Find a person, a review or an action"))
        self._list = QListWidget()
        self._list.setAccessibleName(tr("What was found"))
        self._list.setItemDelegate(_Line(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._none = label(tr("Nothing fits these letters."), quiet=True)
        self._none.setContentsMargins(px(8), px(8), px(8), px(8))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(9), px(9), px(9), px(9))
        layout.setSpacing(px(4))
        layout.addWidget(self._box)
        layout.addWidget(self._none)
        layout.addWidget(self._list)
        width = min(px(600), window.width() - px(32))
        self.setFixedWidth(width)
        self._wait = QTimer(self, singleShot=True, interval=60)
        self._wait.timeout.connect(self._search)
        self._box.textChanged.connect(self._typed)
        self._box.installEventFilter(self)
        self._list.itemClicked.connect(self._take)
        self._show([])
        at = window.mapToGlobal(window.rect().topLeft())
        self.move(at.x() + (window.width() - width) // 2, at.y() + px(90))

    def type_words(self, text: str) -> None:
        """Put words into the line, as if they were typed."""
        self._box.setText(text)

    def titles(self) -> list[str]:
        """Return what is offered now."""
        rows = range(self._list.count())
        entries = [self._list.item(row).data(_ENTRY) for row in rows]
        return [entry.title for entry in entries if entry.call is not None]

    def take_current(self) -> None:
        """Do what the marked line says."""
        item = self._list.currentItem()
        if item is not None:
            self._take(item)

    def _typed(self) -> None:
        self._show([])
        self._wait.start()

    def _search(self) -> None:
        text = self._box.text().strip()
        self._asked = text
        if not text or not self._shell.link.is_open:
            return
        ctx, search = self._shell.ctx, self._shell.search

        def work(_progress: object) -> list[Hit]:
            return search(ctx, text)

        self._shell.tasks.run(work, self._found)

    def _found(self, hits: list[Hit]) -> None:
        if self._box.text().strip() == self._asked:
            self._show(hits)

    def _show(self, hits: Sequence[Hit]) -> None:
        words = fold(self._box.text()).split()
        self._list.clear()
        group = ""
        for hit in hits:
            if hit.group != group:
                group = hit.group
                self._add(_Entry(group, "", "", "", None))
            place = Place(hit.page, hit.id)
            call = partial(self.place_requested.emit, place)
            detail = one_line(hit.detail)
            self._add(_Entry(one_line(hit.title), detail, hit.icon, "", call))
        fitting = [one for one in self._actions if all(word in fold(one.title) for word in words)][
            : _MOST_ACTIONS if words else _LISTED
        ]
        if fitting:
            self._add(_Entry(tr("Actions"), "", "", "", None))
        for one in fitting:
            key = QKeySequence(one.key).toString(QKeySequence.SequenceFormat.NativeText)
            self._add(_Entry(one.title, "", one.icon or "circle", key, one.call))
        self._mark(0, 1)
        found = self._list.count() > 0
        self._none.setHidden(found)
        self._list.setVisible(found)
        rows = range(min(self._list.count(), _LISTED + 3))
        height = sum(self._list.sizeHintForRow(row) for row in rows)
        self._list.setFixedHeight(height + 2)
        self.adjustSize()

    def _add(self, entry: _Entry) -> None:
        item = QListWidgetItem(entry.title)
        item.setData(_ENTRY, entry)
        if entry.call is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._list.addItem(item)

    def _mark(self, start: int, step: int) -> None:
        row = start
        while 0 <= row < self._list.count():
            if self._list.item(row).data(_ENTRY).call is not None:
                self._list.setCurrentRow(row)
                self._box.setAccessibleDescription(self._list.item(row).text())
                return
            row += step

    def _take(self, item: QListWidgetItem) -> None:
        entry: _Entry = item.data(_ENTRY)
        if entry.call is not None:
            self.accept()
            entry.call()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        match event.key():
            case Qt.Key.Key_Down:
                self._mark(self._list.currentRow() + 1, 1)
            case Qt.Key.Key_Up:
                self._mark(self._list.currentRow() - 1, -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.take_current()
            case _:
                return False
        return True

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        behind = self.parentWidget()
        if behind is not None and self._veil is None:
            self._veil = Veil(behind)
        self._box.setFocus()

    @override
    def done(self, result: int) -> None:
        if self._veil is not None:
            self._veil.hide()
            self._veil.deleteLater()
            self._veil = None
        super().done(result)
