"""How much of the weight is given: a bar, and what is left in words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewdesk.domain.goal import number_words
from reviewdesk.i18n import tr
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.chip import Bar, Chip
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewdesk.ui.widgets.painting import Status


def left_words(left: Decimal) -> tuple[str, Status]:
    """Return what is left to give in words, and whether that is right."""
    number = number_words(abs(left))
    if left > 0:
        return tr("{left} % left").format(left=number), "warn"
    if left < 0:
        return tr("{over} % too much").format(over=number), "bad"
    return tr("All given"), "ok"


class WeightMeter(QWidget):
    """Shows weights against their total, as they are typed."""

    def __init__(self, total: Decimal, share_out: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._total = total
        self.bar = Bar()
        self.words = label("", "caption", quiet=True)
        self.chip = Chip()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(4))
        layout.addLayout(row(self.words, None, self.chip))
        layout.addWidget(self.bar)
        if share_out is not None:
            self.button = Button(tr("Share out the rest"), share_out, icon="sliders-horizontal")
            layout.addSpacing(theme.current().px(4))
            layout.addLayout(row(self.button, None))
        self.set_given(Decimal(0))

    def set_given(self, given: Decimal) -> None:
        """Show how much is given, in per cent."""
        self.words.setText(
            tr("{given} of {total} % given").format(
                given=number_words(given), total=number_words(self._total)
            )
        )
        words, status = left_words(self._total - given)
        self.chip.set_state(words, status)
        self.bar.set_value(float(given / self._total) if self._total else 0.0, words)
