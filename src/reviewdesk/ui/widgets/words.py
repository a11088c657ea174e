"""Labels that take any text as it is: people's words are data, never markup."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

from reviewdesk.overriding import override

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from reviewdesk.ui.theme import Role

_ISOLATE, _POP = "\u2068", "\u2069"
_KEPT = frozenset("\n\t\u200c\u200d\u2066\u2067\u2068\u2069\u200e\u200f")


def clean(text: str) -> str:
    """Return text without control characters and lone surrogates, which fonts cannot show."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        one if one in _KEPT or unicodedata.category(one) not in {"Cc", "Cs"} else "\ufffd"
        for one in text
    )


def isolate(text: str) -> str:
    """Return a piece of text that keeps its own direction inside another one's."""
    return text if text.isascii() and not text[:1].isdigit() else f"{_ISOLATE}{text}{_POP}"


def one_line(text: str) -> str:
    """Return text for a place that has one line."""
    return " ".join(clean(text).split())


def tip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip of plain text."""
    plain = clean(text).replace("&", "&amp;").replace("<", "&lt;")
    widget.setToolTip(f"<qt>{plain}</qt>" if text else "")


class PlainLabel(QLabel):
    """Plain text that begins where lines of this window begin, whatever its own direction."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(clean(text))
        self.place_text()

    def place_text(self, side: Qt.AlignmentFlag | None = None) -> None:
        """Put the text at the start of the line, or where ``side`` says."""
        if side is None:
            rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        upright = self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | upright)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            centred = bool(self.alignment() & Qt.AlignmentFlag.AlignHCenter)
            self.place_text(Qt.AlignmentFlag.AlignHCenter if centred else None)


def label(
    text: str,
    role: Role = "body",
    *,
    quiet: bool = False,
    wrap: bool = False,
    tone: str = "",
    buddy: QWidget | None = None,
) -> PlainLabel:
    """Return a label of plain text in one of the theme's roles."""
    result = PlainLabel(text)
    result.setProperty("role", role)
    if quiet:
        result.setProperty("quiet", True)
    if tone:
        result.setProperty("tone", tone)
    if wrap:
        result.setWordWrap(True)
        result.setMinimumWidth(1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        result.setSizePolicy(policy)
    if buddy is not None:
        result.setBuddy(buddy)
    return result


class ElidedLabel(QLabel):
    """One line of text that is cut with … where it has no room; the tooltip has all of it."""

    def __init__(self, text: str = "", role: Role = "body", *, quiet: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if quiet:
            self.setProperty("quiet", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self.setText(one_line(text))
        tip(self, text)

    @override
    def minimumSizeHint(self) -> QSize:
        letters = min(8, len(self.text()))
        return QSize(self.fontMetrics().averageCharWidth() * letters, super().sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        text = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, side, text)


def line() -> QFrame:
    """Return a hairline across."""
    result = QFrame()
    result.setProperty("line", True)
    return result
