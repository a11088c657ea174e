"""Changing an agreed plan: a goal changed, added or dropped, the weights, the reason."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewdesk.domain.goal import Direction, GoalKind, GoalText, number_words
from reviewdesk.i18n import tr
from reviewdesk.services import amendments
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.goal_form import GoalForm, direction_words, kind_words
from reviewdesk.ui.widgets.text_field import LineField, TextField
from reviewdesk.ui.widgets.typed_values import NotReadableError, number_in, read_number
from reviewdesk.ui.widgets.weight_meter import WeightMeter
from reviewdesk.ui.widgets.words import isolate, label

if TYPE_CHECKING:
    from uuid import UUID

    from reviewdesk.errors import UserError
    from reviewdesk.services.goal_links import Links
    from reviewdesk.services.goals import GoalView, Plan
    from reviewdesk.ui.shell import Shell


def goal_lines(text: GoalText) -> list[tuple[str, str]]:
    """Return what a goal says, as titles and values; empty ones are left out."""
    lines = [
        (tr("What is to be reached"), text.title),
        (tr("How it will be seen"), text.measure),
        (tr("How it is measured"), kind_words(text.kind)),
    ]
    if text.kind is GoalKind.NUMBER:
        lines += [
            (tr("Direction"), direction_words(text.direction)),
            (tr("At the start"), number_words(text.baseline)),
        ]
        if text.direction is Direction.RANGE:
            lines += [
                (tr("From"), number_words(text.range_low)),
                (tr("To"), number_words(text.range_high)),
            ]
        else:
            lines.append((tr("To be reached"), number_words(text.target)))
        lines.append((tr("Unit"), text.unit))
    lines += [
        (tr("Milestones"), "\n".join(text.milestones)),
        (tr("Due"), text.due.isoformat() if text.due else ""),
        (tr("Weight in %"), number_words(text.weight)),
    ]
    return [(title, value) for title, value in lines if value]


class OtherWeights(QWidget):
    """The weights of the other goals, so that the plan adds up again."""

    def __init__(self, plan: Plan, goal: GoalView | None) -> None:
        super().__init__()
        others = [one for one in plan.goals if goal is None or one.id != goal.id]
        self._before = {one.id: one.text.weight for one in others}
        self.fields: dict[UUID, LineField] = {}
        self.meter = WeightMeter(plan.total)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().px(8))
        layout.addWidget(label(tr("Weights of the other goals"), "strong"))
        for one in others:
            field = LineField(one.text.title)
            field.set_text(number_words(one.text.weight))
            self.fields[one.id] = field
            layout.addWidget(field)
        layout.addWidget(self.meter)

    def typed(self) -> Decimal:
        """Return the sum as far as it can be read while somebody types."""
        total = Decimal(0)
        for field in self.fields.values():
            try:
                total += number_in(field.text()) or Decimal(0)
            except NotReadableError:
                continue
        return total

    def read(self) -> dict[UUID, Decimal]:
        """Return the weights that are others than before.

        Raises:
            NotReadableError: when a line holds no number.
        """
        found = {goal: read_number(field) for goal, field in self.fields.items()}
        return {
            goal: weight
            for goal, weight in found.items()
            if weight is not None and weight != self._before[goal]
        }


def _title(goal: GoalView | None, *, drops: bool) -> str:
    if goal is None:
        return tr("Propose a new goal")
    return tr("Drop the goal") if drops else tr("Change an agreed goal")


def _proposal(goal: GoalView | None, *, drops: bool) -> str:
    if goal is None:
        return tr("Propose the goal")
    return tr("Propose to drop it") if drops else tr("Propose the change")


class Amendment(Dialog):
    """Proposes another text for a goal, that it leaves the plan (``drops``), or a new one."""

    def __init__(
        self,
        parent: QWidget,
        shell: Shell,
        plan: Plan,
        goal: GoalView | None,
        links: Links,
        *,
        drops: bool = False,
    ) -> None:
        mine = plan.employee_id == shell.ctx.actor.person_id
        super().__init__(
            parent,
            _title(goal, drops=drops),
            tr("It takes effect when {name} agrees too. What was agreed before stays on record.")
            .format(name=isolate(plan.supervisor if mine else plan.employee)),
        )  # fmt: skip
        self._shell, self._goal, self._plan = shell, goal, plan
        look = theme.current()
        self.form: GoalForm | None = None
        self.weights: OtherWeights | None = None
        inside = QWidget()
        across = QHBoxLayout()
        across.setSpacing(look.px(16))
        if goal is not None:
            across.addWidget(self._old(goal), 2, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(look.px(12))
        if not drops:
            text = goal.text if goal is not None else GoalText("")
            parent_title = goal.parent if goal is not None else ""
            self.form = GoalForm(
                text,
                links,
                weighed=plan.has_weights,
                parent_title=parent_title,
                sections=plan.sections,
            )
            right.addWidget(self.form)
        if plan.has_weights and any(goal is None or one.id != goal.id for one in plan.goals):
            self.weights = OtherWeights(plan, goal)
            right.addWidget(self.weights)
            for field in self.weights.fields.values():
                field.changed.connect(lambda _text: self._weigh())
            if self.form is not None:
                self.form.weight_changed.connect(self._weigh)
            self._weigh()
        right.addStretch(1)
        across.addLayout(right, 3)
        inside.setLayout(across)
        across.setContentsMargins(0, 0, look.px(8), 0)
        self.setMinimumWidth(min(look.px(860), parent.window().width() - look.px(48)))
        self.add(inside)
        self.reason = TextField(tr("Why"), lines=2)
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(self.reason, self.fault)
        self.set_buttons(
            _proposal(goal, drops=drops),
            self._propose,
            danger=drops,
        )

    def _old(self, goal: GoalView) -> Card:
        card = Card(tr("As agreed"))
        for title, value in goal_lines(goal.text):
            card.add(label(title, "caption", quiet=True), label(value, wrap=True))
        return card

    def _weigh(self) -> None:
        if self.weights is not None:
            own = self.form.typed_weight() if self.form is not None else Decimal(0)
            self.weights.meter.set_given(own + self.weights.typed())

    def _propose(self) -> None:
        self.reason.show_fault("")
        try:
            weights = self.weights.read() if self.weights is not None else {}
        except NotReadableError:
            return
        text = self.form.read() if self.form is not None else None
        if self.form is not None and text is None:
            return
        reason = self.reason.text().strip()
        if not reason:
            self.reason.show_fault(tr("Please say why the plan changes."))
            self.reason.setFocus()
            return
        ctx, review = self._shell.ctx, self._plan.review_id
        goal = self._goal.id if self._goal is not None else None

        def work(_progress: object) -> UUID:
            if goal is None:
                assert text is not None
                return amendments.propose_new(ctx, review, text, reason, weights)
            if text is None:
                return amendments.propose_drop(ctx, goal, reason, weights)
            return amendments.propose(ctx, goal, text, reason, weights)

        self._shell.tasks.run(work, self._proposed, failed=self._refused, essential=True)

    def _proposed(self, _version: UUID) -> None:
        self.accept()

    def _refused(self, fault: UserError) -> None:
        self.fault.setText(str(fault))
        self.fault.show()
