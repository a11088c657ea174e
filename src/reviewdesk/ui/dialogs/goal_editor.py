"""Writing a goal of a draft plan."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from reviewdesk.domain.goal import GoalText
from reviewdesk.i18n import tr
from reviewdesk.services import goals
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.goal_form import GoalForm
from reviewdesk.ui.widgets.weight_meter import WeightMeter
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.services.goal_links import Links
    from reviewdesk.services.goals import GoalView, Plan
    from reviewdesk.ui.shell import Shell


class GoalEditor(Dialog):
    """Adds a goal to a plan, or changes one where ``goal`` is given."""

    def __init__(
        self,
        parent: QWidget,
        shell: Shell,
        plan: Plan,
        links: Links,
        goal: GoalView | None = None,
    ) -> None:
        super().__init__(
            parent,
            tr("Add a goal") if goal is None else tr("Change the goal"),
            ""
            if goal is None or not (plan.employee_agreed or plan.supervisor_agreed)
            else tr("Who has agreed to the plan is asked again."),
        )
        self._shell, self._plan = shell, plan
        self._goal_id: UUID | None = goal.id if goal else None
        self.form = GoalForm(
            goal.text if goal else GoalText(""),
            links,
            weighed=plan.has_weights,
            parent_title=goal.parent if goal else "",
            sections=plan.sections,
        )
        others = [one.text.weight for one in plan.goals if one.id != self._goal_id]
        self._others = sum((one for one in others if one is not None), Decimal(0))
        self.add(self.form)
        self.meter: WeightMeter | None = None
        if plan.has_weights:
            self.meter = WeightMeter(plan.total)
            self.add(self.meter)
            self.form.weight_changed.connect(self._weigh)
            self._weigh()
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(self.fault)
        self.set_buttons(tr("Add goal") if goal is None else tr("Save goal"), self._save)
        self.form.setFocus()

    def _weigh(self) -> None:
        if self.meter is not None:
            self.meter.set_given(self._others + self.form.typed_weight())

    def _save(self) -> None:
        text = self.form.read()
        if text is None:
            return
        ctx, review, goal = self._shell.ctx, self._plan.review_id, self._goal_id
        self._shell.tasks.run(
            lambda _progress: goals.save_goal(ctx, review, text, goal),
            self._saved,
            failed=self._refused,
            essential=True,
        )

    def _saved(self, _goal_id: UUID) -> None:
        self.accept()

    def _refused(self, fault: UserError) -> None:
        self.fault.setText(str(fault))
        self.fault.show()
