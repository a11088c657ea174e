"""A rating as a row of choices with number and word, or as a number where there are no levels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reviewdesk.domain.scheme import NOT_RATED, ScaleKind
from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.quiet_inputs import mark_wrong
from reviewdesk.ui.widgets.tick_box import TickBox
from reviewdesk.ui.widgets.words import clean, label, one_line, tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

    from reviewdesk.domain.scheme import Scale


@dataclass(frozen=True, slots=True)
class RatingChoice:
    """One thing that may be chosen: what is kept, what is shown, what it means."""

    code: str
    text: str
    definition: str = ""


class _Segment(QRadioButton):
    def __init__(self, field: RatingField, choice: RatingChoice) -> None:
        super().__init__(clean(choice.text).replace("\n", " ").replace("&", "&&"))
        self._field = field
        self.code = choice.code
        self.setProperty("segment", True)
        self.setAccessibleName(one_line(choice.text))
        self.setAccessibleDescription(clean(choice.definition))
        tip(self, choice.definition)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        checked = self._field.checked_button()
        by_tab = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_tab and checked is not None and checked is not self:
            checked.setFocus(event.reason())
            return
        super().focusInEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._field.take_key(event):
            super().keyPressEvent(event)


class RatingField(QWidget):
    """Choice buttons, one beside the other, in columns where there is no room.

    Arrow keys move, the first letter or digit of a choice takes it, Delete takes it back.

    Signals:
        rated(str): the person chose; the code, ``not-rated``, or nothing.
    """

    rated = Signal(str)

    def __init__(self, title: str, choices: Sequence[RatingChoice]) -> None:
        super().__init__()
        self.setAccessibleName(clean(title))
        self._code = ""
        self._group = QButtonGroup(self)
        self._buttons = [_Segment(self, choice) for choice in choices]
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.current().px(6))
        outer.addWidget(label(title, quiet=True))
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.current().px(6))
        for button in self._buttons:
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setAccessibleName(f"{clean(title)}: {button.accessibleName()}")
            self._group.addButton(button)
            button.clicked.connect(self._take)
        outer.addLayout(self._grid)
        self._arrange(len(self._buttons))
        if self._buttons:
            self.setFocusProxy(self._buttons[0])
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def code(self) -> str:
        """Return what is chosen, or nothing."""
        return self._code

    def set_code(self, code: str) -> None:
        """Show a choice that was not made here."""
        self._code = code
        self._group.setExclusive(False)
        for button in self._buttons:
            button.setChecked(button.code == code)
        self._group.setExclusive(True)
        self.setFocusProxy(self.checked_button() or self._buttons[0])

    def set_read_only(self, read_only: bool) -> None:
        """Show the choice without letting it be changed."""
        for button in self._buttons:
            button.setEnabled(not read_only)

    def checked_button(self) -> QRadioButton | None:
        """Return the button that is chosen; Tab lands on it."""
        return next((one for one in self._buttons if one.isChecked()), None)

    def take_key(self, event: QKeyEvent) -> bool:
        """Choose by a key; return whether it meant anything here."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self._code:
                self.set_code("")
                self.rated.emit("")
            return True
        typed = event.text().casefold()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if typed.isalnum() and plain:
            for button in self._buttons:
                if button.text().casefold().startswith(typed):
                    button.setFocus(Qt.FocusReason.ShortcutFocusReason)
                    button.click()
                    return True
        return False

    def _take(self) -> None:
        checked = self.checked_button()
        if isinstance(checked, _Segment) and checked.code != self._code:
            self._code = checked.code
            self.setFocusProxy(checked)
            self.rated.emit(self._code)

    def _fold(self) -> None:
        """Put the choices in one row, or in as many equal columns as there is room for."""
        gap = self._grid.horizontalSpacing()
        widths = [one.sizeHint().width() for one in self._buttons]
        columns = len(widths)
        if sum(widths) + gap * (columns - 1) > self.width():
            widest = max(widths)
            columns = max(1, min(columns - 1, (self.width() + gap) // (widest + gap)))
            rows = math.ceil(len(widths) / columns)
            columns = math.ceil(len(widths) / rows)  # three and two rather than four and one
        if columns != self._columns:
            self._arrange(columns)
            self.updateGeometry()

    def _arrange(self, columns: int) -> None:
        beside = columns == len(self._buttons)
        across = QSizePolicy.Policy.Fixed if beside else QSizePolicy.Policy.Expanding
        for place, button in enumerate(self._buttons):
            self._grid.removeWidget(button)
            button.setSizePolicy(across, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(button, place // columns, place % columns)
        for column in range(len(self._buttons) + 1):
            equal = not beside and column < columns
            rest = beside and column == columns
            self._grid.setColumnStretch(column, 1 if equal or rest else 0)
        self._columns = columns

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    @override
    def minimumSizeHint(self) -> QSize:
        widest = max((one.sizeHint().width() for one in self._buttons), default=0)
        return QSize(widest, super().minimumSizeHint().height())


class NumberRatingField(QWidget):
    """A rating typed as a number, for scales without levels.

    Signals:
        rated(str): a number within the scale, ``not-rated``, or nothing.
    """

    rated = Signal(str)

    def __init__(self, title: str, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        self._code = ""
        self.setAccessibleName(clean(title))
        self.edit = QLineEdit()
        self.edit.setAccessibleName(clean(title))
        digits = QRegularExpression(r"-?\d{0,6}([.,]\d{0,4})?")
        self.edit.setValidator(QRegularExpressionValidator(digits, self.edit))
        self.edit.setMaximumWidth(theme.current().px(110))
        self.skip_box = TickBox(tr("Not rated"))
        self.skip_box.setAccessibleName(tr("{field}: not rated").format(field=clean(title)))
        self.skip_box.setVisible(scale.allows_not_rated)
        self._fault = label("", "caption", tone="bad", wrap=True)
        self._fault.hide()
        line = QHBoxLayout()
        line.setSpacing(theme.current().px(8))
        line.addWidget(self.edit)
        unit = "%" if scale.kind is ScaleKind.PERCENT else ""
        line.addWidget(label(" ".join(one for one in (unit, self._range()) if one), quiet=True))
        line.addWidget(self.skip_box)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(6))
        layout.addWidget(label(title, quiet=True, buddy=self.edit))
        layout.addLayout(line)
        layout.addWidget(self._fault)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._typed)
        self.skip_box.toggled.connect(self._skip)

    def code(self) -> str:
        """Return the rating as it is kept, or nothing."""
        return self._code

    def set_code(self, code: str) -> None:
        """Show a rating that was not made here."""
        self._code = code
        self.skip_box.blockSignals(True)
        self.skip_box.setChecked(code == NOT_RATED)
        self.skip_box.blockSignals(False)
        self.edit.setEnabled(code != NOT_RATED)
        self.edit.setText("" if code == NOT_RATED else code)
        self._say("")

    def set_read_only(self, read_only: bool) -> None:
        """Show the rating without letting it be changed."""
        self.edit.setReadOnly(read_only)
        self.skip_box.setEnabled(not read_only)

    def _range(self) -> str:
        low, high = self._scale.lowest, self._scale.highest
        if low is not None and high is not None:
            return tr("from {low} to {high}").format(low=low, high=high)
        return ""

    def _typed(self, text: str) -> None:
        value = self._value(text)
        if text and value is None:
            self._say(self._sentence())
            return
        self._say("")
        self._tell("" if value is None else f"{value:f}")

    def _value(self, text: str) -> Decimal | None:
        try:
            value = Decimal(text.replace(",", "."))
        except InvalidOperation:
            return None
        low, high, step = self._scale.lowest, self._scale.highest, self._scale.step
        if low is None and self._scale.kind is ScaleKind.PERCENT:
            low = Decimal(0)
        outside = (low is not None and value < low) or (high is not None and value > high)
        between = step is not None and (value - (low or Decimal(0))) % step != 0
        return None if outside or between else value

    def _sentence(self) -> str:
        step = self._scale.step
        if self._range() and step is not None:
            return tr("Please write a number {range}, in steps of {step}.").format(
                range=self._range(), step=step
            )
        if self._range():
            return tr("Please write a number {range}.").format(range=self._range())
        return tr("Please write a number that is not below 0.")

    def _say(self, sentence: str) -> None:
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))
        self.edit.setAccessibleDescription(sentence)
        mark_wrong(self.edit, bool(sentence))

    def _skip(self, skipped: bool) -> None:
        self.edit.setEnabled(not skipped)
        if skipped:
            self.edit.clear()
            self._say("")
        self._tell(NOT_RATED if skipped else "")

    def _tell(self, code: str) -> None:
        if code != self._code:
            self._code = code
            self.rated.emit(code)


def rating_field(scale: Scale, title: str) -> RatingField | NumberRatingField:
    """Return the field that fits a scale of a scheme."""
    if scale.kind is not ScaleKind.LEVELS:
        return NumberRatingField(title, scale)
    choices = [
        RatingChoice(level.code, _level_text(level.code, level.label), level.definition)
        for level in scale.levels
    ]
    if scale.allows_not_rated:
        choices.append(RatingChoice(NOT_RATED, tr("Not rated")))
    return RatingField(title, choices)


def _level_text(code: str, words: str) -> str:
    return words if code.casefold() == words.casefold() or not words else f"{code}  {words}"
