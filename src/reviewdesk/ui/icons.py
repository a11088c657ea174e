"""Lucide icons from ``resources/icons``, tinted by the theme, kept once drawn."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPixmap

from reviewdesk import resources
from reviewdesk.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

MIRRORED = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "undo-2",
        "redo-2",
        "corner-up-left",
        "log-out",
    }
)
"""Icons that point along the line of reading."""


def pixmap(name: str, colour: str, size: int, ratio: float = 2.0) -> QPixmap:
    """Return an icon in a colour (``#rrggbb``), ``size`` logical pixels wide."""
    return _drawn(name, colour, size, ratio)


def icon(name: str, tint: str, checked: str = "", *, enabled: bool = True) -> QIcon:
    """Return an icon in a token's colour, and in another one where it is checked.

    One that is not enabled is faded, and drawn only then: each picture costs the start its time.
    """
    look = theme.current()
    size = look.px(18)
    result = QIcon(pixmap(name, getattr(look.tokens, tint), size))
    if not enabled:
        faded = pixmap(name, look.tokens.faint, size)
        result.addPixmap(faded, QIcon.Mode.Disabled, QIcon.State.Off)
    if checked:
        on = pixmap(name, getattr(look.tokens, checked), size)
        result.addPixmap(on, QIcon.Mode.Normal, QIcon.State.On)
    return result


def draw(
    painter: QPainter, name: str, colour: str, where: QRectF, *, mirrored: bool = False
) -> None:
    """Paint an icon into a square; one that points turns round where text runs leftwards."""
    ratio = painter.device().devicePixelRatioF()
    picture = _drawn(name, colour, round(where.width()), max(1.0, ratio))
    if mirrored and name in MIRRORED:
        picture = QPixmap.fromImage(picture.toImage().flipped(Qt.Orientation.Horizontal))
    painter.drawPixmap(where, picture, QRectF(picture.rect()))


@cache
def _source(name: str) -> str:
    return resources.file(f"icons/{name}.svg").read_text(encoding="utf-8")


@cache
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    side = max(1, round(size * ratio))
    svg = (
        _source(name)
        .replace("currentColor", colour)
        .replace('stroke-width="2"', 'stroke-width="1.75"')
        .replace('width="24"', f'width="{side}"')
        .replace('height="24"', f'height="{side}"')
    )
    picture = QPixmap()
    picture.loadFromData(svg.encode(), "svg")
    picture.setDevicePixelRatio(side / size)
    return picture
