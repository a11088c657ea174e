"""The fields of a goal: only those that its kind needs, each with its fault."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reviewdesk.domain import goal as rules
from reviewdesk.domain.goal import Direction, GoalKind, GoalText
from reviewdesk.i18n import tr
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.text_field import LineField, TextField
from reviewdesk.ui.widgets.typed_values import NotReadableError, number_in, read_day, read_number
from reviewdesk.ui.widgets.words import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from reviewdesk.services.goal_links import Links

_LONGEST_TITLE = 300


def kind_words(kind: GoalKind) -> str:
    """Return how a goal is measured, as people choose it."""
    return {
        GoalKind.NUMBER: tr("By a number"),
        GoalKind.MILESTONES: tr("By milestones"),
        GoalKind.YES_NO: tr("Done or not done"),
        GoalKind.WORDS: tr("In words"),
    }[kind]


def direction_words(direction: Direction) -> str:
    """Return which way a number should go."""
    return {
        Direction.UP: tr("More is better"),
        Direction.DOWN: tr("Less is better"),
        Direction.RANGE: tr("Stay within a range"),
    }[direction]


class GoalForm(QWidget):
    """Writes one goal.

    Signals:
        weight_changed(): the person typed another weight.
    """

    weight_changed = Signal()

    def __init__(
        self,
        text: GoalText,
        links: Links,
        *,
        weighed: bool,
        parent_title: str = "",
        sections: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__()
        self._weighed = weighed
        self.section = ComboBox(tr("Part of the form"))
        for section_id, title in sections:
            self.section.addItem(one_line(title), section_id)
        self._section = Labelled(tr("Part of the form"), self.section)
        self._section.setVisible(len(sections) > 1)
        self.kind = ComboBox(tr("How it is measured"))
        for kind in GoalKind:
            self.kind.addItem(kind_words(kind), kind.value)
        self.direction = ComboBox(tr("Direction"))
        for direction in Direction:
            self.direction.addItem(direction_words(direction), direction.value)
        self.title = LineField(
            tr("What is to be reached"),
            hint=tr("Such as: Cut the time from complaint to first visit"),
            longest=_LONGEST_TITLE,
        )
        self.measure = TextField(
            tr("How it will be seen"),
            hint=tr("Where the number comes from, or what done means"),
            lines=2,
        )
        self.baseline = LineField(tr("At the start"))
        self.target = LineField(tr("To be reached"))
        self.range_low = LineField(tr("From"))
        self.range_high = LineField(tr("To"))
        self.unit = LineField(tr("Unit"), hint=tr("days, %, visits"))
        self.milestones = TextField(tr("Milestones, one a line"), lines=3)
        self.due = LineField(tr("Due"), hint=tr("YYYY-MM-DD"))
        self.weight = LineField(tr("Weight in %"))
        self.objective = ComboBox(tr("Serves the objective"))
        self.objective.addItem(tr("None"), None)
        for one in links.objectives:
            words = f"{one.title} ({one.unit})" if one.unit else one.title
            self.objective.addItem(one_line(words), one.id.hex)
        self.parent_goal = ComboBox(tr("Serves the supervisor's goal"))
        self.parent_goal.addItem(tr("None"), None)
        parents = links.parents
        if text.parent_id and text.parent_id not in dict(parents):
            # A goal of an earlier supervisor, or of a year before: kept until it is changed.
            parents = (*parents, (text.parent_id, parent_title))
        for goal_id, title in parents:
            self.parent_goal.addItem(one_line(title), goal_id.hex)
        self._objective = Labelled(tr("Serves the objective"), self.objective)
        self._parent = Labelled(tr("Serves the supervisor's goal"), self.parent_goal)
        self._objective.setVisible(bool(links.objectives))
        self._parent.setVisible(bool(parents))
        self._ids = {one.id.hex: one.id for one in links.objectives}
        self._ids |= {goal_id.hex: goal_id for goal_id, _title in parents}
        self._lay_out()
        self._fill(text)
        self.kind.currentIndexChanged.connect(self._choose)
        self.direction.currentIndexChanged.connect(self._choose)
        self.weight.changed.connect(lambda _text: self.weight_changed.emit())
        self._choose()
        self.setFocusProxy(self.title)

    def typed_weight(self) -> Decimal:
        """Return the weight as far as it can be read while somebody types."""
        try:
            return number_in(self.weight.text()) or Decimal(0)
        except NotReadableError:
            return Decimal(0)

    def read(self) -> GoalText | None:
        """Return the goal; None where something is to be mended, which the fields then say."""
        fields: dict[str, LineField | TextField] = {
            "title": self.title,
            "milestones": self.milestones,
            **self._numbers(),
        }
        for field in fields.values():
            field.show_fault("")
        text = self._read()
        if text is None:
            return None
        faults = rules.field_faults(text)
        for name, sentence in faults:
            fields[name].show_fault(sentence)
        if faults:
            fields[faults[0][0]].setFocus()
            return None
        return text

    def _read(self) -> GoalText | None:
        kind, direction = self._kind(), self._direction()
        counts = kind is GoalKind.NUMBER
        in_range = counts and direction is Direction.RANGE
        try:
            return GoalText(
                title=self.title.text(),
                kind=kind,
                measure=self.measure.text().strip(),
                baseline=read_number(self.baseline) if counts else None,
                target=read_number(self.target) if counts and not in_range else None,
                range_low=read_number(self.range_low) if in_range else None,
                range_high=read_number(self.range_high) if in_range else None,
                direction=direction if counts else Direction.UP,
                unit=self.unit.text() if counts else "",
                due=read_day(self.due),
                weight=read_number(self.weight) if self._weighed else None,
                milestones=self._milestones() if kind is GoalKind.MILESTONES else (),
                parent_id=self._chosen(self.parent_goal),
                objective_id=self._chosen(self.objective),
                section=self.section.currentData() or "",
            )
        except NotReadableError:
            for field in (*self._numbers().values(), self.due, self.weight):
                if field.edit.property("wrong"):
                    field.setFocus()
                    break
            return None

    def _numbers(self) -> dict[str, LineField]:
        return {
            "baseline": self.baseline,
            "target": self.target,
            "range_low": self.range_low,
            "range_high": self.range_high,
        }

    def _milestones(self) -> tuple[str, ...]:
        lines = (line.strip() for line in self.milestones.text().splitlines())
        return tuple(line for line in lines if line)

    def _chosen(self, box: ComboBox) -> UUID | None:
        return self._ids.get(box.currentData())

    def _kind(self) -> GoalKind:
        return GoalKind(self.kind.currentData())

    def _direction(self) -> Direction:
        return Direction(self.direction.currentData())

    def _lay_out(self) -> None:
        px = theme.current().px
        self._grid = grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        self._way = Labelled(tr("Direction"), self.direction)
        grid.addWidget(Labelled(tr("How it is measured"), self.kind), 0, 0)
        grid.addWidget(self._way, 0, 1)
        grid.addWidget(self.baseline, 1, 0)
        grid.addWidget(self.target, 1, 1)
        grid.addWidget(self.range_low, 2, 0)
        grid.addWidget(self.range_high, 2, 1)
        grid.addWidget(self.unit, 3, 0)
        grid.addWidget(self.due, 3, 1)
        grid.addWidget(self.weight, 4, 0)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, px(8), 0)
        layout.setSpacing(px(10))
        layout.addWidget(self._section)
        layout.addWidget(self.title)
        layout.addWidget(self.measure)
        layout.addLayout(grid)
        layout.addWidget(self.milestones)
        layout.addWidget(self._objective)
        layout.addWidget(self._parent)
        layout.addStretch(1)

    def _fill(self, text: GoalText) -> None:
        self.kind.setCurrentIndex(self.kind.findData(text.kind.value))
        self.section.setCurrentIndex(max(0, self.section.findData(text.section)))
        self.direction.setCurrentIndex(self.direction.findData(text.direction.value))
        self.title.set_text(text.title)
        self.measure.set_text(text.measure)
        self.unit.set_text(text.unit)
        for name, field in (*self._numbers().items(), ("weight", self.weight)):
            field.set_text(rules.number_words(getattr(text, name)))
        self.due.set_text(text.due.isoformat() if text.due else "")
        self.milestones.set_text("\n".join(text.milestones))
        for box, wanted in (
            (self.objective, text.objective_id),
            (self.parent_goal, text.parent_id),
        ):
            box.setCurrentIndex(max(0, box.findData(wanted.hex) if wanted else 0))

    def _choose(self) -> None:
        """Show the fields that the kind needs."""
        kind, direction = self._kind(), self._direction()
        counts = kind is GoalKind.NUMBER
        in_range = counts and direction is Direction.RANGE
        self._way.setVisible(counts)
        self.baseline.setVisible(counts)
        self.target.setVisible(counts and not in_range)
        self.range_low.setVisible(in_range)
        self.range_high.setVisible(in_range)
        self.unit.setVisible(counts)
        self.milestones.setVisible(kind is GoalKind.MILESTONES)
        self.weight.setVisible(self._weighed)
