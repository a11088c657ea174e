"""Beside a plan: its weights, who has agreed, and the paper that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.days import day_words
from reviewdesk.domain.lifecycle import Mover, State
from reviewdesk.i18n import tr, tr_n
from reviewdesk.ui.actions import Action
from reviewdesk.ui.pages.handing import hand_actions
from reviewdesk.ui.widgets.card import Card, Line
from reviewdesk.ui.widgets.chip import Avatar, Chip
from reviewdesk.ui.widgets.labelled import marked
from reviewdesk.ui.widgets.weight_meter import WeightMeter
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.goals import Plan
    from reviewdesk.ui.shell import Shell


def i_agreed(plan: Plan) -> bool:
    """Return whether the person at the desk has agreed."""
    return (Mover.EMPLOYEE in plan.mine and plan.employee_agreed) or (
        Mover.SUPERVISOR in plan.mine and plan.supervisor_agreed
    )


def to_employee(page: QWidget, shell: Shell, plan: Plan) -> list[Action]:
    """Return the way to hand the computer to the employee, who has to agree too."""
    people = {Mover.EMPLOYEE: (plan.employee_id, plan.employee)} if plan.mine else {}
    waits = plan.state is State.PLAN and plan.supervisor_agreed and not plan.employee_agreed
    return hand_actions(page, shell, plan.review_id, people, Mover.EMPLOYEE if waits else None)


def weights_card(plan: Plan, share_out: Callable[[], object]) -> Card:
    """Return how much of the weight is given, and the way to share out the rest."""
    card = Card(tr("Weights"))
    may = plan.may_edit and plan.weight_left != 0
    meter = WeightMeter(plan.total, share_out if may else None)
    meter.set_given(plan.total - plan.weight_left)
    card.add(meter)
    return card


def agreement_card(plan: Plan) -> Card:
    """Return who has agreed, and what keeps the plan from being agreed."""
    agreed = plan.state is not State.PLAN
    card = Card(tr("Agreement"))
    for name, part, done in (
        (plan.employee, tr("Employee"), plan.employee_agreed or agreed),
        (plan.supervisor, tr("Supervisor"), plan.supervisor_agreed or agreed),
    ):
        chip = Chip(tr("Agreed"), "ok") if done else Chip(tr("Not yet"), "none")
        card.add(Line(name, part, chip, head=Avatar(name, 28)))
    if plan.since is not None:
        words = tr("In force since {day}").format(day=day_words(plan.since))
        card.add(label(words, quiet=True, wrap=True))
    if not agreed:
        for fault in plan.faults:
            card.add(marked("warn", fault))
        if not plan.faults and i_agreed(plan):
            card.add(label(tr("You have agreed. The other has to agree too."), wrap=True))
    changing = (*plan.goals, *plan.proposed)
    waiting = sum(1 for one in changing if one.pending is not None)
    if waiting:
        words = tr_n("{n} change waits to be agreed.", "{n} changes wait to be agreed.", waiting)
        card.add(marked("warn", words))
    return card


def print_action(page: QWidget, shell: Shell, plan: Plan) -> Action:
    """Return the way to the paper of a plan."""
    ctx, review = shell.ctx, plan.review_id

    def show() -> None:
        from reviewdesk.services import papers
        from reviewdesk.ui.dialogs.paper_preview import open_paper

        title = tr("Goal agreement")
        open_paper(page, shell, title, lambda size: papers.goal_agreement(ctx, review, size))

    return Action("plan.print", tr("Print the goal agreement"), show, icon="printer", shown=False)
