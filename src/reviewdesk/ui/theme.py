"""Colours, sizes and fonts as tokens; the one place that gives them to Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from reviewdesk.ui.style import sheet
from reviewdesk.ui.tokens import DARK, HIGH, LIGHT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.ui.tokens import Tokens

Choice = Literal["system", "light", "dark", "high"]
Role = Literal["caption", "body", "strong", "lead", "heading", "title", "figure"]

DRESSED = "dressed"
"""Property of an application that was started in the Fusion style by its arguments;
``setStyle`` wraps the style it returns, which costs 20 ms before the first paint."""
NORMAL_PIXELS = 13.34
"""Pixel size of a 10 pt font at 96 dpi, on which all sizes are drawn up."""


class _Lettering(NamedTuple):
    size: float
    weight: QFont.Weight


LETTERING: dict[str, _Lettering] = {
    "caption": _Lettering(0.9, QFont.Weight.Normal),
    "body": _Lettering(1.0, QFont.Weight.Normal),
    "strong": _Lettering(1.0, QFont.Weight.DemiBold),
    "lead": _Lettering(1.1, QFont.Weight.Normal),
    "heading": _Lettering(1.2, QFont.Weight.DemiBold),
    "title": _Lettering(1.75, QFont.Weight.DemiBold),
    "figure": _Lettering(1.95, QFont.Weight.DemiBold),
}


class Theme(QObject):
    """The look in force.

    Signals:
        changed(): colours or sizes are different; painted widgets repaint by themselves.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._base = QFont(app.font())
        if self._base.pointSizeF() <= 0:
            self._base.setPointSizeF(10.0)
        self._choice: Choice = "system"
        self._percent = 100
        self._applied: tuple[Tokens, int] | None = None
        self.tokens: Tokens = LIGHT
        self.scale = 1.0

    def start(self) -> None:
        """Dress the application and follow the system from now on."""
        if not self._app.property(DRESSED):
            self._app.setStyle("Fusion")
        self._app.styleHints().colorSchemeChanged.connect(self._apply)
        self._app.focusChanged.connect(self._first_focus)
        self.choose("system")

    def _first_focus(self) -> None:
        """Leave the first control without a ring: the window gave it the focus, no person."""
        self._app.focusChanged.disconnect(self._first_focus)
        self._app.focusChanged.connect(_mark_keyboard_focus)

    @property
    def choice(self) -> Choice:
        """Which theme the person chose; ``system`` follows the system's."""
        return self._choice

    @property
    def text_percent(self) -> int:
        """Size of text in per cent of the system's, 80 to 200."""
        return self._percent

    def choose(self, choice: Choice, text_percent: int | None = None) -> None:
        """Take another theme or text size and show it at once."""
        self._choice = choice
        if text_percent is not None:
            self._percent = max(80, min(200, text_percent))
        hints = self._app.styleHints()
        match choice:
            case "system":
                hints.unsetColorScheme()
            case "dark":
                hints.setColorScheme(Qt.ColorScheme.Dark)
            case "light" | "high":
                hints.setColorScheme(Qt.ColorScheme.Light)
        self._apply()

    def px(self, size: float) -> int:
        """Return a length drawn up at 10 pt in pixels of the present text size."""
        return round(size * self.scale)

    def font(self, role: Role = "body") -> QFont:
        """Return the font of a role."""
        lettering = LETTERING[role]
        font = QFont(self._app.font())
        font.setPointSizeF(font.pointSizeF() * lettering.size)
        font.setWeight(lettering.weight)
        return font

    def colour(self, name: str) -> QColor:
        """Return a token as a colour."""
        return QColor(getattr(self.tokens, name))

    def _wanted(self) -> Tokens:
        match self._choice:
            case "light":
                return LIGHT
            case "dark":
                return DARK
            case "high":
                return HIGH
            case "system":
                pass
        hints = self._app.styleHints()
        contrast = getattr(hints, "accessibility", None)
        if contrast is not None and contrast().contrastPreference().name == "HighContrast":
            return HIGH
        return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT

    def _apply(self) -> None:
        wanted = (self._wanted(), self._percent)
        if wanted == self._applied:
            return
        self._applied = wanted
        self.tokens = wanted[0]
        font = QFont(self._base)
        font.setPointSizeF(self._base.pointSizeF() * self._percent / 100)
        self.scale = max(0.8, QFontInfo(font).pixelSize() / NORMAL_PIXELS)
        self._app.setFont(font)
        self._app.setPalette(_palette(self.tokens))
        sizes = {role: font.pointSizeF() * one.size for role, one in LETTERING.items()}
        self._app.setStyleSheet(sheet(self.tokens, self.scale, sizes))
        self.changed.emit()


_current: Theme | None = None


def current() -> Theme:
    """Return the theme of the running application, made at the first call."""
    global _current  # noqa: PLW0603
    if _current is None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        _current = Theme(app)  # kept first: dressing makes widgets ask for it
        _current.start()
    return _current


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, value in (
        (role.Window, tokens.window),
        (role.WindowText, tokens.ink),
        (role.Base, tokens.card),
        (role.AlternateBase, tokens.sunk),
        (role.Text, tokens.ink),
        (role.Button, tokens.card),
        (role.ButtonText, tokens.ink),
        (role.BrightText, tokens.bad),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Accent, tokens.accent),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.ToolTipBase, tokens.card),
        (role.ToolTipText, tokens.ink),
        (role.PlaceholderText, tokens.faint),
        (role.Light, tokens.line),
        (role.Midlight, tokens.line),
        (role.Mid, tokens.edge),
        (role.Dark, tokens.edge),
        (role.Shadow, tokens.edge),
    ):
        palette.setColor(which, QColor(value))
    off = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(off, which, QColor(tokens.faint))
    return palette


def _mark_keyboard_focus(old: QWidget | None, new: QWidget | None) -> None:
    """Put the ring on the focused control, unless a mouse button brought the focus."""
    by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
    for widget, ring in ((old, False), (new, not by_mouse)):
        if widget is not None and bool(widget.property("kbd")) is not ring:
            widget.setProperty("kbd", ring)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
            widget.update()
