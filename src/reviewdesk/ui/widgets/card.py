"""The white card that holds one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from reviewdesk.ui import theme
from reviewdesk.ui.widgets.chip import Bar, IconTile
from reviewdesk.ui.widgets.words import ElidedLabel, clean, label, line, one_line

if TYPE_CHECKING:
    from reviewdesk.ui.widgets.painting import Status


class Card(QFrame):
    """A heading, what stands at its right, and a body of widgets under each other."""

    def __init__(self, title: str = "", *trailing: QWidget, note: str = "") -> None:
        super().__init__()
        look = theme.current()
        self.setProperty("card", True)
        self.setAccessibleName(clean(title))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(18))
        self.body.setSpacing(look.px(10))
        self.heading = label(title, "heading", wrap=True)
        self._head = QHBoxLayout()
        self._head.setSpacing(look.px(8))
        self._head.addWidget(self.heading, 1)
        for widget in trailing:
            self._head.addWidget(widget)
        if title or trailing:
            self.body.addLayout(self._head)
        if note:
            self.body.addWidget(label(note, "caption", quiet=True, wrap=True))

    def add(self, *widgets: QWidget | QLayout) -> None:
        """Put widgets or layouts under what is there."""
        for widget in widgets:
            if isinstance(widget, QLayout):
                self.body.addLayout(widget)
            else:
                self.body.addWidget(widget)

    def add_trailing(self, widget: QWidget) -> None:
        """Put a widget at the right of the heading."""
        self._head.addWidget(widget)


class Sunk(QFrame):
    """A quiet ground inside a card, for words that were written elsewhere."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        look = theme.current()
        self.setProperty("sunk", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        layout.setSpacing(look.px(8))
        for place, widget in enumerate(widgets):
            layout.addWidget(widget, 1 if place == len(widgets) - 1 else 0)


class Line(QWidget):
    """One line of a list in a card: tile or avatar, two lines of words, what follows."""

    def __init__(
        self,
        title: str,
        detail: str = "",
        *trailing: QWidget,
        head: QWidget | None = None,
        ruled: bool = False,
    ) -> None:
        super().__init__()
        look = theme.current()
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addWidget(ElidedLabel(title, "strong"))
        if detail:
            words.addWidget(ElidedLabel(detail, "caption", quiet=True))
        across = QHBoxLayout()
        across.setSpacing(look.px(12))
        if head is not None:
            across.addWidget(head)
        across.addLayout(words, 1)
        for widget in trailing:
            across.addWidget(widget, 2 if isinstance(widget, Bar) else 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(8))
        layout.addLayout(across)
        if ruled:
            layout.addWidget(line())


def tile(icon: str, status: Status = "info") -> IconTile:
    """Return the tinted square before a ``Line``."""
    return IconTile(icon, status)


class Figure(Card):
    """A large number with the words that say what it counts."""

    def __init__(self, number: str, words: str, *trailing: QWidget) -> None:
        super().__init__()
        look = theme.current()
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        self._number = label(number, "figure")
        top.addWidget(self._number, 1)
        for widget in trailing:
            top.addWidget(widget)
        self._words = label(words, quiet=True, wrap=True)
        self.body.setSpacing(look.px(2))
        self.add(top, self._words)
        self.set_value(number, words)

    def set_value(self, number: str, words: str) -> None:
        """Show another number."""
        self._number.setText(one_line(number))
        self._words.setText(one_line(words))
        self.setAccessibleName(f"{one_line(number)} {one_line(words)}")
