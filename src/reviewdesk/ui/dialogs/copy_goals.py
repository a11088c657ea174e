"""Copying goals of one plan to many people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar

from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import goal_copies
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.quiet_inputs import SearchBox
from reviewdesk.ui.widgets.ticked_list import TickedList
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.services.goal_copies import Copied, PlanRow
    from reviewdesk.services.goals import Plan
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.tasks import Task

_MOST_LINES = 40


class CopyGoals(Dialog):
    """Asks which goals go to whom; people without an open draft plan are not offered."""

    def __init__(self, parent: QWidget, shell: Shell, plan: Plan, rows: list[PlanRow]) -> None:
        super().__init__(
            parent,
            tr("Copy goals to other people"),
            tr("They come into draft plans, where each can be changed. What was reached stays."),
        )
        self._shell = shell
        look = theme.current()
        mine = [(one.id, one.text.title) for one in plan.goals]
        self.goals = TickedList(tr("Goals"), mine, [key for key, _title in mine])
        self.goals.setFixedHeight(look.px(min(4, len(plan.goals)) * 30 + 10))
        people = [one for one in rows if one.may_set and one.id != plan.review_id]
        self.people = TickedList(
            tr("People"),
            [(one.id, f"{one.employee}  ·  {one.unit}  ·  {one.cycle}") for one in people],
        )
        self.people.setMinimumHeight(look.px(140))
        self.box = SearchBox(tr("Search people"), tr("Search name or unit"))
        self.box.textChanged.connect(self.people.search)
        self.all = Button(tr("Tick all shown"), self.people.tick_shown)
        self.count = label("", "caption", quiet=True)
        self.people.itemChanged.connect(self._tell)
        self.goals.itemChanged.connect(self._tell)
        self._task: Task | None = None
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("People done"))
        self.bar.hide()
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(
            label(tr("Goals"), quiet=True, buddy=self.goals),
            self.goals,
            row(self.box, self.all),
            self.people,
            self.count,
            self.bar,
            self.fault,
        )
        self.set_buttons(tr("Copy goals"), self._copy)
        self._tell()
        self.box.setFocus()

    def chosen(self) -> tuple[list[UUID], list[UUID]]:
        """Return the ids of the ticked goals and of the reviews of the ticked people."""
        return self.goals.picked(), self.people.picked()

    def _tell(self) -> None:
        goals, people = self.chosen()
        if not self.people.count():
            words = tr("Nobody else has a draft plan that you may write.")
        else:
            words = tr("{goals} to {people}").format(
                goals=tr_n("{n} goal", "{n} goals", len(goals)),
                people=tr_n("{n} person", "{n} people", len(people)),
            )
        self.count.setText(words)
        if self.primary_button is not None:
            self.primary_button.setEnabled(bool(goals and people))

    def _copy(self) -> None:
        goals, people = self.chosen()
        ctx = self._shell.ctx
        if self.primary_button is not None:
            self.primary_button.setEnabled(False)
        self.fault.hide()
        self.bar.setRange(0, len(people))
        self.bar.show()
        self._task = self._shell.tasks.run(
            lambda progress: goal_copies.copy_to_many(ctx, goals, people, progress),
            self._copied,
            failed=self._refused,
            progress=self._report,
            ended=self._ended,
        )

    def _report(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _ended(self) -> None:
        self._task = None
        self.bar.hide()
        self._tell()

    @override
    def reject(self) -> None:
        """Stop the copying; when nothing is being copied, close."""
        if self._task is not None:
            self._task.cancel()
            self.fault.setText(tr("Stopped. Plans that were done until then keep the goals."))
            self.fault.show()
        else:
            super().reject()

    def _copied(self, copied: Copied) -> None:
        behind = self.parentWidget()
        self.accept()
        self._shell.ask.tell(behind, *copied_words(copied))

    def _refused(self, fault: UserError) -> None:
        self.fault.setText(str(fault))
        self.fault.show()


def copied_words(copied: Copied) -> tuple[str, str]:
    """Return a title and the lines that say what was copied and what was not."""
    title = tr_n("{n} goal was copied", "{n} goals were copied", copied.copied)
    lines = [
        tr("{name}: {why}").format(name=name, why=why) for name, why in copied.skipped[:_MOST_LINES]
    ]
    more = len(copied.skipped) - len(lines)
    if more > 0:
        lines.append(tr_n("and {n} more", "and {n} more", more))
    if lines:
        lines.insert(0, tr("Not copied:"))
    return title, "\n".join(lines)
