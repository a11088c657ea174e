"""The navigation rail: pages with counts, who is at the desk; 56 px of icons where it is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout

from reviewdesk.domain.permissions import Role, allows
from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.ui import icons, theme
from reviewdesk.ui.widgets.chip import initials
from reviewdesk.ui.widgets.painting import draw_focus
from reviewdesk.ui.widgets.words import clean, line, one_line, tip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent

    from reviewdesk.domain.permissions import Actor
    from reviewdesk.ui.navigation import PageEntry

OPEN, FOLDED = 228, 56
"""Widths of the rail at a 10 pt font."""


class _Entry(QAbstractButton):
    """One page: icon, name, count."""

    def __init__(self, entry: PageEntry) -> None:
        super().__init__()
        self.entry = entry
        self._count = 0
        self.folded = False
        self.setText(entry.title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        self._count = count
        title = self.entry.title
        waiting = tr("{page}, {n} waiting").format(page=title, n=f"{count:,}")
        self.setAccessibleName(waiting if count else title)
        tip(self, f"{title} ({self.entry.key})" if self.entry.key else title)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(FOLDED - 24), look.px(37))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        tokens = look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        box = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            painter.setPen(
                QPen(look.colour("accent"), 1)
                if tokens.outlined and self.isChecked()
                else Qt.PenStyle.NoPen
            )
            painter.setBrush(look.colour("accent_soft" if self.isChecked() else "hover"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.px(6), look.px(6))
        ink = tokens.accent if self.isChecked() else tokens.mute
        side = look.px(18)
        lead = (box.width() - side) / 2 if self.folded else look.px(12)
        left = box.width() - lead - side if rtl else lead
        where = QRectF(left, (box.height() - side) / 2, side, side)
        icons.draw(painter, self.entry.icon, ink, where, mirrored=rtl)
        if self._count:
            self._badge(painter, rtl=rtl)
        if not self.folded:
            font = QFont(look.font("body"))
            demi, medium = QFont.Weight.DemiBold, QFont.Weight.Medium
            font.setWeight(demi if self.isChecked() else medium)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            gap = look.px(39)
            end = look.px(44 if self._count else 8)
            words = self.rect().adjusted(end if rtl else gap, 0, -(gap if rtl else end), 0)
            text = QFontMetrics(font).elidedText(
                self.entry.title, Qt.TextElideMode.ElideRight, words.width()
            )
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus() and self.property("kbd"):
            draw_focus(painter, box, look.px(6))

    def _badge(self, painter: QPainter, *, rtl: bool) -> None:
        look = theme.current()
        if self.folded:
            radius = look.px(3.5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            across = look.px(7) if rtl else self.width() - look.px(7)
            painter.drawEllipse(QRectF(across - radius, look.px(5), 2 * radius, 2 * radius))
            return
        text = f"{self._count:,}" if self._count < 1000 else tr("999+")
        font = QFont(look.font("caption"))
        font.setWeight(QFont.Weight.DemiBold)
        width = max(look.px(19), QFontMetrics(font).horizontalAdvance(text) + look.px(12))
        tall = look.px(17)
        left = look.px(10) if rtl else self.width() - width - look.px(10)
        pill = QRectF(left, (self.height() - tall) / 2, width, tall)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent" if self.isChecked() else "none_soft"))
        painter.drawRoundedRect(pill, tall / 2, tall / 2)
        painter.setFont(font)
        painter.setPen(look.colour("on_accent" if self.isChecked() else "mute"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


class _Badge(QAbstractButton):
    """Two lines of words with a disc or a tile before them, at the ends of the rail."""

    def __init__(self, *, tile: bool) -> None:
        super().__init__()
        self._tile = tile
        self._detail = ""
        self.folded = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy = Qt.FocusPolicy
        self.setFocusPolicy(policy.NoFocus if tile else policy.StrongFocus)

    def set_words(self, title: str, detail: str, name: str) -> None:
        self.setText(one_line(title))
        self._detail = one_line(detail)
        self.setAccessibleName(clean(name))
        tip(self, name)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(FOLDED - 24), look.px(42))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        tokens = look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if not self._tile and self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("hover"))
            painter.drawRoundedRect(QRectF(self.rect()), look.px(6), look.px(6))
        side = look.px(34 if self._tile else 32)
        lead = (self.width() - side) / 2 if self.folded else look.px(4)
        left = self.width() - lead - side if rtl else lead
        box = QRectF(left, (self.height() - side) / 2, side, side)
        outline = QPen(look.colour("accent"), 1)
        painter.setPen(outline if tokens.outlined else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent_soft"))
        radius = look.px(7) if self._tile else side / 2
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if self._tile:
            mark = look.px(19)
            where = QRectF(0, 0, mark, mark)
            where.moveCenter(box.center())
            icons.draw(painter, "clipboard-check", tokens.accent, where)
        else:
            font = QFont(look.font("caption"))
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(look.colour("accent"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials(self.text()))
        if not self.folded:
            self._words(painter, look.px(4) + side + look.px(10), rtl=rtl)
        if self.hasFocus() and self.property("kbd"):
            draw_focus(painter, QRectF(self.rect()), look.px(6))

    def _words(self, painter: QPainter, gap: int, *, rtl: bool) -> None:
        look = theme.current()
        room = self.rect().adjusted(4 if rtl else gap, 0, -(gap if rtl else 4), 0)
        bold, small = look.font("strong"), look.font("caption")
        heights = QFontMetrics(bold).height(), QFontMetrics(small).height()
        top = (self.height() - sum(heights) - look.px(1)) // 2
        lead = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        for font, text, token, down, tall in (
            (bold, self.text(), "ink", top, heights[0]),
            (small, self._detail, "mute", top + heights[0] + look.px(1), heights[1]),
        ):
            painter.setFont(font)
            painter.setPen(look.colour(token))
            cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(QRect(room.left(), down, room.width(), tall), lead, cut)


class Rail(QFrame):
    """The pages at the side of the window.

    Signals:
        page_requested(str): a page was chosen; its name.
        seat_requested(): the person wants to let somebody else sit down.
    """

    page_requested = Signal(str)
    seat_requested = Signal()

    def __init__(self, entries: Iterable[PageEntry]) -> None:
        super().__init__()
        look = theme.current()
        self.setProperty("rail", True)
        self.setAccessibleName(tr("Pages"))
        self._folded = False
        self._brand = _Badge(tile=True)
        self._person = _Badge(tile=False)
        self._entries: dict[str, _Entry] = {}
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(8))
        layout.setSpacing(look.px(3))
        layout.addWidget(self._brand)
        layout.addSpacing(look.px(6))
        for entry in entries:
            if entry.rail == "top":
                button = _Entry(entry)
                button.clicked.connect(
                    lambda _checked=False, name=entry.name: self.page_requested.emit(name)
                )
                self._entries[entry.name] = button
                layout.addWidget(button)
        layout.addStretch(1)
        layout.addWidget(line())
        layout.addSpacing(look.px(3))
        layout.addWidget(self._person)
        self._person.clicked.connect(lambda _checked=False: self.seat_requested.emit())
        self.set_office("")
        self.set_person("", "")
        self.fold(folded=False)

    def set_office(self, office: str) -> None:
        """Say whose desk is open."""
        self._brand.set_words("ReviewDesk", office, f"ReviewDesk {office}".strip())

    def set_person(self, name: str, role: str) -> None:
        """Say who is at the desk."""
        words = tr("{name}, {role}. Switch person.").format(name=name, role=role)
        self._person.set_words(name, role, words)
        self._person.setVisible(bool(name))

    def set_count(self, page: str, count: int) -> None:
        """Show how much waits on a page; 0 shows nothing."""
        if page in self._entries:
            self._entries[page].set_count(count)

    def offer(self, actor: Actor) -> None:
        """Show the pages that somebody has the right to."""
        for button in self._entries.values():
            right = button.entry.right
            button.setVisible(right is None or allows(right, actor))

    def light(self, page: str) -> None:
        """Mark the page that is shown."""
        if page in self._entries:
            self._entries[page].setChecked(True)

    def fold(self, *, folded: bool) -> None:
        """Show icons only, or names too."""
        look = theme.current()
        self.setFixedWidth(look.px(FOLDED if folded else OPEN))
        self._folded = folded
        edge = look.px(8 if folded else 12)
        self._column.setContentsMargins(edge, look.px(12), edge, look.px(8))
        badges: list[_Entry | _Badge] = [self._brand, self._person, *self._entries.values()]
        for badge in badges:
            badge.folded = folded
            badge.updateGeometry()
            badge.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(theme.current().colour("line"))
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        across = 0 if rtl else self.width() - 1
        painter.drawLine(across, 0, across, self.height())


def role_name(role: Role) -> str:
    """Return the role in words, as it stands under the person's name."""
    return {
        Role.HR: tr("HR officer"),
        Role.ADMINISTRATOR: tr("Administrator"),
        Role.AUDITOR: tr("Auditor"),
    }.get(role, tr("Member of staff"))
