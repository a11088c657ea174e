"""Chips, bars and icons as they are painted, on a widget or in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from reviewdesk.ui import icons, theme

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF, QRect

Status = Literal["ok", "warn", "bad", "info", "none"]

STATUS_ICONS: dict[str, str] = {
    "ok": "check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "info": "circle-dot",
    "none": "circle-dashed",
}
MARK_ICONS = {**STATUS_ICONS, "ok": "circle-check", "warn": "circle-alert", "none": "circle"}
"""Icons of a status that stands alone before a line."""


def chip_font() -> QFont:
    """Return the font of chips."""
    font = theme.current().font("caption")
    font.setWeight(QFont.Weight.DemiBold)
    return font


def chip_size(text: str) -> QSize:
    """Return the room a chip with this text takes."""
    look = theme.current()
    metrics = QFontMetrics(chip_font())
    return QSize(metrics.horizontalAdvance(text) + look.px(32), max(look.px(20), metrics.height()))


def draw_chip(
    painter: QPainter,
    where: QRect,
    text: str,
    status: str,
    *,
    rtl: bool = False,
    on_selection: bool = False,
    icon: str = "",
) -> None:
    """Paint a chip at the leading edge of ``where``, cut to its width."""
    look = theme.current()
    tokens = look.tokens
    size = chip_size(text)
    width = min(size.width(), where.width())
    left = where.right() + 1 - width if rtl else where.left()
    box = QRectF(left, where.center().y() + 1 - size.height() / 2, width, size.height())
    ink = getattr(tokens, status)
    ground = tokens.card if on_selection else getattr(tokens, f"{status}_soft")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ink), 1) if tokens.outlined else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    radius = box.height() / 2
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    side = look.px(12)
    pad = look.px(9)
    icon_left = box.right() - pad - side if rtl else box.left() + pad
    name = icon or STATUS_ICONS[status]
    icons.draw(painter, name, ink, QRectF(icon_left, box.center().y() - side / 2, side, side))
    painter.setPen(QColor(ink))
    painter.setFont(chip_font())
    gap = pad + side + look.px(3)
    words = box.adjusted(pad - 2, 0, -gap, 0) if rtl else box.adjusted(gap, 0, -pad + 2, 0)
    cut = QFontMetrics(chip_font()).elidedText(
        text, Qt.TextElideMode.ElideRight, int(words.width()) + 1
    )
    painter.drawText(words, _leading(rtl=rtl), cut)
    painter.restore()


def draw_bar(painter: QPainter, where: QRectF, fraction: float, *, rtl: bool = False) -> None:
    """Paint a bar filled from the leading edge; ``fraction`` is 0 to 1."""
    tokens = theme.current().tokens
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = where.height() / 2
    painter.setPen(QPen(QColor(tokens.edge), 1) if tokens.outlined else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.track))
    painter.drawRoundedRect(where, radius, radius)
    filled = min(1.0, max(0.0, fraction)) * where.width()
    if filled > 0:
        filled = max(filled, where.height())
        left = where.right() - filled if rtl else where.left()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(QRectF(left, where.top(), filled, where.height()), radius, radius)
    painter.restore()


def draw_tick(painter: QPainter, where: QRect, *, on: bool, enabled: bool = True) -> None:
    """Paint a box to tick in the middle of ``where``."""
    look = theme.current()
    box = _box(painter, where, on=on, enabled=enabled, radius=look.px(4))
    if on:
        inner = box.adjusted(look.px(2), look.px(2), -look.px(2), -look.px(2))
        icons.draw(painter, "check", look.tokens.on_accent if enabled else look.tokens.mute, inner)


def draw_choice(painter: QPainter, where: QRect, *, on: bool, enabled: bool = True) -> None:
    """Paint the round mark of one of several choices in the middle of ``where``."""
    look = theme.current()
    box = _box(painter, where, on=on, enabled=enabled, radius=look.px(9))
    if on:
        colour = look.tokens.on_accent if enabled else look.tokens.mute
        dot(painter, box.center(), look.px(4), colour)


def _box(painter: QPainter, where: QRect, *, on: bool, enabled: bool, radius: float) -> QRectF:
    """Paint what is ticked or chosen, without its mark, and return where it stands."""
    look = theme.current()
    side = look.px(18)
    box = QRectF(0, 0, side, side)
    box.moveCenter(QRectF(where).center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour("accent" if on and enabled else "edge"), 1.2))
    painter.setBrush(look.colour(("accent" if on else "card") if enabled else "sunk"))
    painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), radius, radius)
    painter.restore()
    return box


def draw_focus(painter: QPainter, where: QRectF, radius: float) -> None:
    """Paint the focus ring just inside ``where``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.current().tokens.accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(where.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def dot(painter: QPainter, centre: QPointF, radius: float, fill: str, edge: str = "") -> None:
    """Paint a small disc, with a rim where ``edge`` is given."""
    painter.setPen(QPen(QColor(edge), 2) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawEllipse(centre, radius, radius)


def _leading(*, rtl: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
