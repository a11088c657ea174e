"""Every signer's key as a line, found by name or number, with the button that revokes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewdesk.domain.days import short_day_words
from reviewdesk.domain.trust import reason_words, source_words
from reviewdesk.i18n import tr, tr_n
from reviewdesk.ui import theme
from reviewdesk.ui.models.rows import fold
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card, Line, tile
from reviewdesk.ui.widgets.chip import Chip
from reviewdesk.ui.widgets.quiet_inputs import SearchBox
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewdesk.services.authority import CertificateRow

_AT_ONCE = 60
"""Keys for which there are lines; the rest is found by name."""
_FEW = 12
"""Keys among which nobody searches."""
_PAUSE = 150
"""Milliseconds after the last letter until it is searched for."""


@dataclass
class KeyFilter:
    """Which keys are wanted; it outlives the card, which is made anew after each change."""

    words: str = ""
    earlier: bool = False
    """Whether replaced keys and those out of date are shown too."""


class KeysCard(Card):
    """The keys of the office."""

    def __init__(
        self,
        keys: Sequence[CertificateRow],
        wanted: KeyFilter,
        revoke: Callable[[CertificateRow], None] | None,
    ) -> None:
        super().__init__(tr("Keys of the signers"))
        self._keys = keys
        self._wanted = wanted
        self._revoke = revoke
        self.has_search = len(keys) > _FEW
        """Whether there are so many that one is searched for."""
        self._box = SearchBox(tr("Search keys"), tr("Search name or staff number"))
        self._box.setText(wanted.words)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._fill)
        self._box.textChanged.connect(self._typed)
        self._box.returnPressed.connect(self._fill)
        self.add(self._box)
        self._box.setVisible(self.has_search)  # not before: it would be a window of its own
        self._lines = QWidget()
        self.add(self._lines)
        self._fill()

    def to_search(self) -> None:
        """Go to the search."""
        self._box.setFocus()
        self._box.selectAll()

    def _typed(self, words: str) -> None:
        self._wanted.words = words
        self._pause.start()

    def _fill(self) -> None:
        self._pause.stop()
        lines = QWidget()
        under = QVBoxLayout(lines)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(theme.current().px(10))
        for one in self._shown():
            under.addWidget(one)
        self.body.replaceWidget(self._lines, lines)
        self._lines.hide()
        self._lines.deleteLater()
        self._lines = lines

    def _shown(self) -> list[QWidget]:
        """Return what stands under the search."""
        if not self._keys:
            words = tr("Nobody has a key yet. It is made when somebody signs for the first time.")
            return [label(words, quiet=True, wrap=True)]
        sought = fold(self._wanted.words).split()
        found = [
            one
            for one in self._keys
            if all(word in fold(f"{one.person} {one.number}") for word in sought)
        ]
        rows = [
            one
            for one in found
            if self._wanted.earlier or one.revoked_at or not (one.is_replaced or one.is_over)
        ]
        shown: list[QWidget] = [self._line(one) for one in rows[:_AT_ONCE]]
        if not rows:
            shown.append(label(tr("No key is found."), quiet=True, wrap=True))
        if len(rows) > _AT_ONCE:
            more = tr_n(
                "{n} more key is found by its person's name or number.",
                "{n} more keys are found by their persons' names or numbers.",
                len(rows) - _AT_ONCE,
            )
            shown.append(label(more, quiet=True, wrap=True))
        hidden = len(found) - len(rows)
        if hidden or self._wanted.earlier:
            words = (
                tr("Only keys in use")
                if self._wanted.earlier
                else tr_n("Show {n} earlier key", "Show {n} earlier keys", hidden)
            )
            holder = QWidget()
            across = row(Button(words, self._turn_earlier, look="link"), None)
            across.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(across)
            shown.append(holder)
        return shown

    def _turn_earlier(self) -> None:
        self._wanted.earlier = not self._wanted.earlier
        self._fill()

    def _line(self, one: CertificateRow) -> Line:
        status, words = "ok", tr("In force")
        if one.revoked_at is not None:
            day = short_day_words(one.revoked_at.date())
            status, words = "bad", tr("Revoked since {day}").format(day=day)
        elif one.is_over:
            status, words = "warn", tr("Out of date")
        elif one.is_replaced:
            status, words = "none", tr("Replaced")
        detail = tr("{start} to {end} · {source} · issued by {issuer}").format(
            start=short_day_words(one.starts.date()),
            end=short_day_words(one.ends.date()),
            source=source_words(one.source),
            issuer=one.issuer,
        )
        if one.revoked_reason is not None:
            detail = f"{reason_words(one.revoked_reason)} · {detail}"
        trailing: list[QWidget] = [Chip(words, status)]  # type: ignore[arg-type]
        if one.revoked_at is None and self._revoke is not None:
            name = tr("Revoke the key of {name}").format(name=one.person)
            trailing.append(Button(tr("Revoke …"), partial(self._revoke, one), name=name))
        return Line(f"{one.person} ({one.number})", detail, *trailing, head=tile("key"))
