"""The fields of one part of a scheme, made from its description; rows stand in cards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from reviewdesk.domain import scheme_draft
from reviewdesk.domain.rating import scale_words
from reviewdesk.domain.scheme_values import stand_in
from reviewdesk.i18n import tr
from reviewdesk.ui import theme
from reviewdesk.ui.pages.scheme_parts import fields_of
from reviewdesk.ui.pages.scheme_words import choice_words, row_word
from reviewdesk.ui.widgets.button import Button, IconButton, row
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.labelled import Labelled, TickLine
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.text_field import LineField, TextField
from reviewdesk.ui.widgets.ticked_list import SeveralButton
from reviewdesk.ui.widgets.told import Told
from reviewdesk.ui.widgets.typed_values import NotReadableError, number_in
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.domain.scheme_faults import Fault
    from reviewdesk.domain.scheme_lines import Path
    from reviewdesk.ui.pages.scheme_parts import Field, Part


_SHORT = frozenset({"line", "number", "whole", "choice", "scale", "level", "section"})
_BESIDE = 3
"""Short fields in one line."""
_LARGE_TEXT = 1.4
"""Size of text from which each field has a line of its own."""


class SchemeForm(QWidget):
    """Shows one part of a draft and keeps the draft as it is changed.

    Signals:
        changed(): the draft is another.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.draft: Scheme | None = None
        self._part: Part | None = None
        self._fields: dict[Path, LineField | TextField | Told] = {}
        self._wrong: set[Path] = set()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(12))

    def show_part(self, draft: Scheme, part: Part) -> None:
        """Show a part of a draft."""
        self.draft, self._part = draft, part
        self._fields.clear()
        self._wrong.clear()
        empty(self._column)
        card = Card(part.title, note=part.note)
        if part.path:
            card.add(self._told(part.path))
        self._fill(card.body, part.path, part.fields)
        self._column.addWidget(card)

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Say at each field what is wrong with it, and take back what no longer is."""
        found: dict[Path, list[str]] = {}
        for fault in faults:
            at = self._place(fault.path)
            if at is not None:
                found.setdefault(at, []).append(f"{fault.message} {fault.remedy}")
        for at in self._wrong - found.keys():
            self._fields[at].show_fault("")
        for at, sentences in found.items():
            self._fields[at].show_fault(" ".join(dict.fromkeys(sentences)))
        self._wrong = set(found)

    def go_to(self, path: Path) -> QWidget | None:
        """Put the keyboard where a fault is told, and return that field."""
        at = self._place(path)
        if at is None:
            return None
        self._fields[at].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return self._fields[at]

    def _place(self, path: Path) -> Path | None:
        """Return the field at a path, or the nearest that holds it."""
        while path and path not in self._fields:
            path = path[:-1]
        return path or None

    def _told(self, path: Path, control: QWidget | None = None) -> Told:
        told = Told(control)
        self._fields[path] = told
        return told

    def _fill(self, column: QVBoxLayout, path: Path, fields: Sequence[Field]) -> None:
        beside: list[QWidget] = []
        room = _BESIDE if path and theme.current().scale < _LARGE_TEXT else 1
        for field in fields:
            widget = self._widget((*path, field.name), field)
            if field.kind in _SHORT:
                beside.append(widget)
            if field.kind not in _SHORT or len(beside) == room:
                _add_beside(column, beside)
            if field.kind not in _SHORT:
                column.addWidget(widget)
        _add_beside(column, beside)

    def _widget(self, path: Path, field: Field) -> QWidget:
        """Return a field with a place for what is wrong with it."""
        widget = self._control(path, field)
        if isinstance(widget, LineField | TextField):
            self._fields[path] = widget
            return widget
        return self._told(path, widget)

    def _control(self, path: Path, field: Field) -> QWidget:
        value = scheme_draft.part(self.draft, path)
        if field.kind == "tick":
            return TickLine(field.title, checked=value, call=partial(self._set, path))
        if field.kind == "line":
            line = LineField(field.title, note=field.note)
            line.set_text(value)
            line.changed.connect(partial(self._set, path))
            return line
        makers = {
            "text": self._text,
            "lines": self._text,
            "number": self._number,
            "whole": self._number,
            "sections": self._several,
            "ratings": self._several,
            "order": self._order,
            "rows": self._rows,
            "table": self._table,
        }
        return makers.get(field.kind, self._choice)(path, field, value)

    def _text(self, path: Path, field: Field, value: Any) -> QWidget:
        area = TextField(field.title, hint=field.note, lines=2)
        if field.kind == "text":
            area.set_text(value)
            area.changed.connect(partial(self._set, path))
        else:
            area.set_text("\n".join(value))
            area.changed.connect(lambda text: self._set(path, _lines(text)))
        return area

    def _number(self, path: Path, field: Field, value: Any) -> QWidget:
        line = LineField(field.title, note=field.note)
        whole = field.kind == "whole"
        if value is not None:
            line.set_text(str(value) if whole else f"{value:f}")

        def typed(text: str) -> None:
            try:
                number = number_in(text)
            except NotReadableError:
                line.show_fault(tr("Write a number, such as 12 or 8.5."))
                return
            if whole and number is not None and number != int(number):
                line.show_fault(tr("Write a whole number."))
                return
            if number is None and not field.empty:
                line.show_fault(tr("A number is needed here."))
                return
            line.show_fault("")
            self._set(path, int(number) if whole and number is not None else number)

        line.changed.connect(typed)
        return line

    def _choice(self, path: Path, field: Field, value: Any) -> QWidget:
        combo = ComboBox(field.title)
        for key, words in self._choices(field):
            combo.addItem(words, key)
        combo.setCurrentIndex(combo.findData(str(value)))
        kind = field.of if field.kind == "choice" else str
        assert kind is not None
        combo.activated.connect(lambda _place: self._set(path, kind(combo.currentData())))
        return Labelled(field.title, combo)

    def _choices(self, field: Field) -> list[tuple[str, str]]:
        draft = self.draft
        assert draft is not None
        if field.kind == "scale":
            return [(one.id, f"{one.id}: {scale_words(one)}") for one in draft.scales]
        if field.kind in ("section", "sections"):
            return [(one.id, one.title or one.id) for one in draft.sections]
        if field.kind == "level":
            levels = draft.result.levels
            return [("", tr("None")), *((one.code, f"{one.code} {one.label}") for one in levels)]
        if field.kind == "ratings":
            codes = {level.code: level.label for scale in draft.scales for level in scale.levels}
            return [("*", tr("Every rating")), *((one, f"{one} {codes[one]}") for one in codes)]
        return [(str(one.value), choice_words(one)) for one in _members(field)]

    def _several(self, path: Path, field: Field, value: tuple[str, ...]) -> QWidget:
        button = SeveralButton(field.title, tr("None chosen"))
        known = self._choices(field)
        gone = [(one, one) for one in value if one not in dict(known)]
        button.offer([*known, *gone], value)
        button.chosen.connect(lambda: self._set(path, tuple(button.keys)))
        return Labelled(field.title, button)

    def _order(self, path: Path, field: Field, value: tuple[StrEnum, ...]) -> QWidget:
        listed = QListWidget()
        listed.setAccessibleName(field.title)
        high = theme.current().px(24)
        for one in (*value, *(each for each in _members(field) if each not in value)):
            item = QListWidgetItem(choice_words(one))
            item.setData(Qt.ItemDataRole.UserRole, str(one.value))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Checked if one in value else Qt.CheckState.Unchecked
            item.setCheckState(state)
            item.setSizeHint(QSize(0, high))
            listed.addItem(item)
        listed.setFixedHeight(high * listed.count() + theme.current().px(4))
        kind = cast("Any", field.of)

        def take() -> None:
            items = [listed.item(place) for place in range(listed.count())]
            ticked = [one for one in items if one.checkState() is Qt.CheckState.Checked]
            keys = tuple(kind(one.data(Qt.ItemDataRole.UserRole)) for one in ticked)
            self._set(path, keys)

        def move(by: int) -> None:
            at = listed.currentRow()
            if at >= 0 and 0 <= at + by < listed.count():
                listed.insertItem(at + by, listed.takeItem(at))
                listed.setCurrentRow(at + by)
                take()

        listed.itemChanged.connect(lambda _item: take())
        up = Button(tr("Move up"), lambda: move(-1), icon="chevron-up")
        down = Button(tr("Move down"), lambda: move(1), icon="chevron-down")
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(field.title, quiet=True, buddy=listed))
        column.addWidget(listed)
        column.addLayout(row(up, down, None))
        return both

    def _rows(self, path: Path, field: Field, value: tuple[Any, ...]) -> QWidget:
        kind = field.of
        assert kind is not None
        word = row_word(kind)
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(8))
        column.addWidget(label(field.title, "strong", wrap=True))
        for place in range(len(value)):
            name = f"{word} {place + 1}"
            up = IconButton("chevron-up", tr("Move {row} up").format(row=name))
            down = IconButton("chevron-down", tr("Move {row} down").format(row=name))
            off = IconButton("trash-2", tr("Remove {row}").format(row=name))
            up.clicked.connect(partial(self._moved, path, place, -1))
            down.clicked.connect(partial(self._moved, path, place, 1))
            off.clicked.connect(partial(self._removed, path, place))
            up.setEnabled(place > 0)
            down.setEnabled(place + 1 < len(value))
            card = Card(name[:1].upper() + name[1:], up, down, off)
            card.add(self._told((*path, place)))
            self._fill(card.body, (*path, place), fields_of(kind))
            column.addWidget(card)
        add = Button(
            tr("Add a row: {word}").format(word=word), partial(self._added, path, kind), icon="plus"
        )
        column.addLayout(row(add, None))
        return group

    def _table(self, path: Path, field: Field, value: Any) -> QWidget:
        kind = field.of
        assert kind is not None
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)

        def tick(on: bool) -> None:
            self._put(path, stand_in(kind) if on else None)

        column.addWidget(TickLine(field.title, checked=value is not None, call=tick))
        if value is not None:
            self._fill(column, path, fields_of(kind))
        return group

    def _added(self, path: Path, kind: type) -> None:
        assert self.draft is not None
        rows = scheme_draft.part(self.draft, path)
        self._put(path, (*rows, scheme_draft.row_for(kind, rows, self.draft)))

    def _removed(self, path: Path, place: int, _checked: bool = False) -> None:
        rows = scheme_draft.part(self.draft, path)
        self._put(path, (*rows[:place], *rows[place + 1 :]))

    def _moved(self, path: Path, place: int, by: int, _checked: bool = False) -> None:
        rows = list(scheme_draft.part(self.draft, path))
        rows.insert(place + by, rows.pop(place))
        self._put(path, tuple(rows))

    def _set(self, path: Path, value: Any) -> None:
        """Keep a value; the fields stay as they are."""
        self.draft = scheme_draft.with_part(self.draft, path, value)
        self.changed.emit()

    def _put(self, path: Path, value: Any) -> None:
        """Keep a value that brings other fields with it."""
        self._set(path, value)
        assert self.draft is not None
        assert self._part is not None
        self.show_part(self.draft, self._part)


def _add_beside(column: QVBoxLayout, widgets: list[QWidget]) -> None:
    """Put short fields into one line, and forget them."""
    across = row(*widgets)
    for place, widget in enumerate(widgets):
        across.setStretch(place, 1)
        across.setAlignment(widget, Qt.AlignmentFlag.AlignTop)  # one may have a fault under it
    if widgets:
        column.addLayout(across)
    widgets.clear()


def _members(field: Field) -> list[StrEnum]:
    return list(cast("Any", field.of))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.splitlines() if one.strip())
