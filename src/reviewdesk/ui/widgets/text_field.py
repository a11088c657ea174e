"""Words of a person: label, text area that grows, counter, and the fault at the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRegularExpression, Qt, Signal
from PySide6.QtGui import QFocusEvent, QRegularExpressionValidator, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.quiet_inputs import TextArea, mark_wrong
from reviewdesk.ui.widgets.words import clean, label

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QResizeEvent


class TextField(QWidget):
    """A text area with its label.

    Signals:
        changed(str): the person typed; the whole text.
        left(): the field lost the focus.
    """

    changed = Signal(str)
    left = Signal()

    def __init__(
        self,
        title: str,
        *,
        longest: int | None = None,
        hint: str = "",
        lines: int = 3,
        most_lines: int = 16,
    ) -> None:
        super().__init__()
        self._longest, self._lines, self._most_lines = longest, lines, most_lines
        self._quiet = False
        self.area = TextArea(title)
        self.area.setPlaceholderText(clean(hint))
        self._counter = label("", "caption", quiet=True)
        self._fault = label("", "caption", tone="bad", wrap=True)
        self._fault.hide()
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(label(title, quiet=True, buddy=self.area), 1)
        head.addWidget(self._counter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(6))
        layout.addLayout(head)
        layout.addWidget(self.area)
        layout.addWidget(self._fault)
        self.setFocusProxy(self.area)
        self.area.textChanged.connect(self._typed)
        self.area.installEventFilter(self)
        self._count()

    def text(self) -> str:
        """Return the whole text."""
        return self.area.toPlainText()

    def set_text(self, text: str) -> None:
        """Show text that the person did not type here; Ctrl+Z still brings the old one back."""
        if text == self.text():
            return
        self._quiet = True
        if self.area.document().isUndoAvailable() or self.text():
            cursor = QTextCursor(self.area.document())
            cursor.beginEditBlock()
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)
            cursor.endEditBlock()
        else:
            self.area.setPlainText(text)
        self._quiet = False
        self._count()
        self._grow()

    def counter_text(self) -> str:
        """Return what the counter says."""
        return self._counter.text()

    def set_read_only(self, read_only: bool) -> None:
        """Let the text be read and copied, not changed."""
        self.area.setReadOnly(read_only)

    def show_fault(self, sentence: str) -> None:
        """Say at the field what is wrong with it; an empty sentence takes it back."""
        self._fault.setText(clean(sentence))
        self._fault.setVisible(bool(sentence))
        self.area.setAccessibleDescription(clean(sentence))
        mark_wrong(self.area, bool(sentence))

    def _typed(self) -> None:
        self._grow()
        if not self._quiet:
            self._count()
            self.changed.emit(self.text())

    def _count(self) -> None:
        if self._longest is None:
            self._counter.hide()
            return
        length = len(self.text())
        over = length - self._longest
        if over > 0:
            words = tr("{n} too many").format(n=f"{over:,}")
        else:
            words = tr("{n} of {most}").format(n=f"{length:,}", most=f"{self._longest:,}")
        self._counter.setText(words)
        tone = "bad" if over > 0 else ""
        if self._counter.property("tone") != tone:
            self._counter.setProperty("tone", tone)
            self._counter.setProperty("quiet", not tone)
            self._counter.style().unpolish(self._counter)
            self._counter.style().polish(self._counter)

    def _grow(self) -> None:
        """Give the area the height of its text, within bounds."""
        lines = round(self.area.document().size().height())
        shown = max(self._lines, min(self._most_lines, lines))
        extra = 2 * theme.current().px(6) + round(2 * self.area.document().documentMargin()) + 4
        height = shown * self.area.fontMetrics().lineSpacing() + extra
        if self.area.height() != height or self.area.minimumHeight() != height:
            self.area.setFixedHeight(height)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._grow()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() is not Qt.FocusReason.PopupFocusReason:
                self.left.emit()
        elif event.type() is QEvent.Type.Resize:
            self._grow()
        return False


class LineField(QWidget):
    """One line of text with its label.

    Signals:
        changed(str): the person typed; the whole text.
        left(): the field lost the focus or Enter was pressed.
    """

    changed = Signal(str)
    left = Signal()

    def __init__(
        self, title: str, *, hint: str = "", longest: int = 0, pattern: str = "", note: str = ""
    ) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(clean(title))
        self.edit.setPlaceholderText(clean(hint))
        if longest:
            self.edit.setMaxLength(longest)
        if pattern:
            expression = QRegularExpression(pattern)
            self.edit.setValidator(QRegularExpressionValidator(expression, self.edit))
        self._fault = label("", "caption", tone="bad", wrap=True)
        self._fault.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(6))
        layout.addWidget(label(title, quiet=True, buddy=self.edit))
        layout.addWidget(self.edit)
        if note:
            layout.addWidget(label(note, "caption", quiet=True, wrap=True))
        layout.addWidget(self._fault)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self.changed)
        self.edit.editingFinished.connect(self.left)

    def text(self) -> str:
        """Return the text without spaces round it."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text != self.edit.text():
            self.edit.setText(clean(text))

    def show_fault(self, sentence: str) -> None:
        """Say at the field what is wrong with it; an empty sentence takes it back."""
        self._fault.setText(clean(sentence))
        self._fault.setVisible(bool(sentence))
        self.edit.setAccessibleDescription(clean(sentence))
        mark_wrong(self.edit, bool(sentence))
