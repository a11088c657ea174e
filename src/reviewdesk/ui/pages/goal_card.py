"""One goal of a plan as a card: how far it is, how it changed, what may be done with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from reviewdesk.domain.days import day_words
from reviewdesk.domain.goal import GoalKind, VersionState, number_words
from reviewdesk.domain.lifecycle import Mover
from reviewdesk.i18n import tr
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.button import Button, IconButton, row
from reviewdesk.ui.widgets.card import Card, Sunk
from reviewdesk.ui.widgets.chip import Bar, Chip
from reviewdesk.ui.widgets.labelled import TickLine, marked
from reviewdesk.ui.widgets.words import isolate, label

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.goals import GoalView, Plan, VersionView
    from reviewdesk.ui.widgets.painting import Status

_MOST_ENTRIES = 4


class GoalActions(Protocol):
    """What a card asks of its page."""

    def edit_goal(self, goal: GoalView) -> None:
        """Open the form of a draft goal."""

    def remove_goal(self, goal: GoalView) -> None:
        """Ask, then take a draft goal out."""

    def note_progress(self, goal: GoalView) -> None:
        """Ask what was reached."""

    def move_goal(self, goal: GoalView, step: int) -> None:
        """Put a draft goal one place up or down."""

    def amend_goal(self, goal: GoalView, *, drops: bool = False) -> None:
        """Ask for a change of an agreed goal."""

    def tick(self, milestone: UUID, done: bool) -> None:
        """Say that a milestone is done."""

    def agree_change(self, version: VersionView) -> None:
        """Agree to a change."""

    def withdraw_change(self, version: VersionView) -> None:
        """Take a change back."""


def goal_chip(goal: GoalView, plan: Plan, today: date) -> tuple[str, Status]:
    """Return in a word where a goal stands."""
    if plan.may_edit or not (plan.may_note or goal.entries or goal.progress):
        return (tr("To complete"), "warn") if goal.faults else ("", "none")
    if goal.progress is not None and goal.progress >= 100:
        return tr("Target met"), "ok"
    if goal.text.due is not None and goal.text.due < today:
        return tr("Overdue"), "warn"
    if goal.text.kind is GoalKind.WORDS:
        return "", "none"
    if goal.progress is None:
        return tr("Nothing noted yet"), "none"
    return goal.progress_words, "info"


class _ChangingCard(Card):
    """A goal with what is proposed to change of it."""

    def __init__(
        self, title: str, goal: GoalView, plan: Plan, actions: GoalActions, *trailing: QWidget
    ) -> None:
        super().__init__(title, *trailing)
        self._goal, self._plan, self._ask = goal, plan, actions

    def _texts(self) -> None:
        self.add(label(self._goal.text.title, "strong", wrap=True))
        if self._goal.text.measure:
            self.add(label(self._goal.text.measure, quiet=True, wrap=True))

    def _facts(self) -> None:
        goal, facts = self._goal, []
        if goal.text.due:
            facts.append(tr("Due {day}").format(day=day_words(goal.text.due)))
        if goal.objective:
            facts.append(tr("Serves {objective}").format(objective=isolate(goal.objective)))
        if goal.parent:
            facts.append(tr("Part of {goal}").format(goal=isolate(goal.parent)))
        if facts:
            self.add(label(" · ".join(facts), "caption", quiet=True, wrap=True))

    def _pending(self, version: VersionView) -> None:
        mine = self._agreed_by_me(version)
        other = self._plan.supervisor if version.employee_agreed else self._plan.employee
        head = (
            tr("A change waits for {name} to agree").format(name=isolate(other))
            if mine or not self._plan.may_amend
            else tr("{name} proposes a change").format(name=isolate(version.proposed_by))
        )
        self.add(row(Chip(tr("Change proposed"), "warn"), None))
        words = "\n".join((head, *version.changes, tr("Why: {why}").format(why=version.reason)))
        self.add(Sunk(label(words, wrap=True)))
        if not self._plan.may_amend:
            return
        take_back = Button(
            tr("Take it back") if mine else tr("Decline"),
            partial(self._ask.withdraw_change, version),
        )
        if mine:
            self.add(row(take_back, None))
        else:
            agree = Button(
                tr("Agree to the change"), partial(self._ask.agree_change, version), icon="check"
            )
            self.add(row(agree, take_back, None))

    def _agreed_by_me(self, version: VersionView) -> bool:
        return (Mover.EMPLOYEE in self._plan.mine and version.employee_agreed) or (
            Mover.SUPERVISOR in self._plan.mine and version.supervisor_agreed
        )


def _weight_words(goal: GoalView) -> str:
    if goal.text.weight is None:
        return tr("no weight yet")
    return tr("weight {weight} %").format(weight=number_words(goal.text.weight))


class ProposedGoalCard(_ChangingCard):
    """Shows a new goal that one party proposes for an agreed plan."""

    def __init__(self, goal: GoalView, plan: Plan, actions: GoalActions) -> None:
        trailing = [label(_weight_words(goal), quiet=True)] if plan.has_weights else []
        super().__init__(tr("Proposed goal"), goal, plan, actions, *trailing)
        self._texts()
        if goal.text.kind is not GoalKind.WORDS:
            self.add(label(goal.measure_words, "caption", quiet=True))
        for one in goal.milestones:
            self.add(label(f"• {one.title}", wrap=True))
        self._facts()
        if goal.pending is not None:
            self._pending(goal.pending)


class GoalCard(_ChangingCard):
    """Shows a goal of the plan."""

    def __init__(
        self, place: int, goal: GoalView, plan: Plan, today: date, actions: GoalActions
    ) -> None:
        trailing: list[QWidget] = []
        if plan.has_weights:
            trailing.append(label(_weight_words(goal), quiet=True))
        chip = goal_chip(goal, plan, today)
        if chip[0]:
            trailing.append(Chip(*chip))
        title = tr("{word} {n}").format(word=plan.words.goal, n=place)
        super().__init__(title, goal, plan, actions, *trailing)
        self._place = place
        self._texts()
        self._progress()
        self._milestones()
        self._facts()
        for sentence in goal.faults:
            self.add(marked("warn", sentence))
        self._entries()
        self._changes()
        self._buttons()

    def _progress(self) -> None:
        goal = self._goal
        if goal.text.kind is GoalKind.WORDS:
            return
        words = label(goal.measure_words, "caption", quiet=True)
        if goal.text.kind is GoalKind.YES_NO and goal.progress is None:
            self.add(row(words, None))
            return
        bar = Bar(float(goal.progress or 0) / 100, goal.measure_words)
        line = row(bar, words)
        line.setStretch(0, 1)
        self.add(line)

    def _milestones(self) -> None:
        for one in self._goal.milestones:
            detail = tr("done {day}").format(day=day_words(one.done_on)) if one.done_on else ""
            call = partial(self._ask.tick, one.id) if self._plan.may_note else None
            self.add(TickLine(one.title, detail, checked=one.done_on is not None, call=call))

    def _entries(self) -> None:
        entries = self._goal.entries[:_MOST_ENTRIES]
        if not entries:
            return
        look = theme.current()
        table = QGridLayout()
        table.setHorizontalSpacing(look.px(16))
        table.setVerticalSpacing(look.px(6))
        table.setColumnStretch(1, 1)
        for place, one in enumerate(entries):
            said = " · ".join(part for part in (one.actual, one.note) if part)
            day = label(day_words(one.noted_on), "caption", quiet=True)
            table.addWidget(day, place, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(label(said, wrap=True), place, 1)
        self.add(table)

    def _changes(self) -> None:
        for version in self._goal.versions:
            if version.state is VersionState.PROPOSED:
                self._pending(version)
            elif version.state is VersionState.AGREED and version.reason:
                words = tr("Changed {day}: {changes}. {reason}").format(
                    day=day_words(version.proposed_on),
                    changes="; ".join(version.changes),
                    reason=version.reason,
                )
                self.add(label(words, "caption", quiet=True, wrap=True))

    def _buttons(self) -> None:
        goal, title = self._goal, self._goal.text.title
        buttons: list[QWidget] = []
        if self._plan.may_note:
            name = tr("Note progress of {goal}").format(goal=title)
            call = partial(self._ask.note_progress, goal)
            buttons.append(Button(tr("Note progress"), call, icon="pen-line", name=name))
        if self._plan.may_amend and goal.pending is None:
            name = tr("Change {goal}").format(goal=title)
            buttons.append(
                Button(tr("Change…"), partial(self._ask.amend_goal, goal), icon="pen", name=name)
            )
            drop = partial(self._ask.amend_goal, goal, drops=True)
            name = tr("Drop {goal}").format(goal=title)
            buttons.append(Button(tr("Drop…"), drop, look="link", name=name))
        if self._plan.may_edit:
            name = tr("Change {goal}").format(goal=title)
            edit = partial(self._ask.edit_goal, goal)
            buttons.append(Button(tr("Change…"), edit, icon="pen", name=name))
            if self._place > 1:
                name = tr("Move {goal} up").format(goal=title)
                buttons.append(
                    IconButton("chevron-up", name, partial(self._ask.move_goal, goal, -1))
                )
            if self._place < len(self._plan.goals):
                name = tr("Move {goal} down").format(goal=title)
                buttons.append(
                    IconButton("chevron-down", name, partial(self._ask.move_goal, goal, 1))
                )
            name = tr("Remove {goal}").format(goal=title)
            buttons.append(IconButton("trash-2", name, partial(self._ask.remove_goal, goal)))
        if buttons:
            self.add(row(*buttons, None))
