"""The plan of one review: its goals, who has agreed, what is left of the weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reviewdesk.domain.lifecycle import State, state_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.services import amendments, goal_copies, goal_links, goals
from reviewdesk.ui.actions import Action
from reviewdesk.ui.dialogs.history import history_action
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.agreement import (
    agreement_card,
    i_agreed,
    print_action,
    to_employee,
    weights_card,
)
from reviewdesk.ui.pages.entry_weights import EntryWeights
from reviewdesk.ui.pages.goal_card import GoalCard, ProposedGoalCard
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.words import isolate

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from reviewdesk.errors import UserError
    from reviewdesk.services.goal_copies import Copied, PlanRow
    from reviewdesk.services.goal_links import Links
    from reviewdesk.services.goals import GoalView, Plan, VersionView
    from reviewdesk.ui.pages.page import PageFrame


class PlanPanel(QObject):
    """Fills a page with one plan, and does what its cards ask."""

    def __init__(self, page: PageFrame) -> None:
        super().__init__(page)
        self._page, self._shell = page, page.shell
        self.review: UUID | None = None
        self.plan: Plan | None = None
        self.cards: list[GoalCard | ProposedGoalCard] = []
        self._next: Callable[[Plan, Links], None] | None = None

    def open(self, review: UUID) -> None:
        """Show the plan of a review."""
        if review != self.review:
            self.review, self.plan = review, None
            self._page.clear()
            self._page.set_title("")
            self._page.set_actions([])
        self.reload()

    def close(self) -> None:
        """Show nothing any more."""
        self.review = self.plan = None
        self.cards = []

    def reload(self) -> None:
        """Read the plan anew."""
        if self.review is not None:
            ctx, review = self._shell.ctx, self.review
            self._shell.tasks.run(
                lambda _progress: goals.plan(ctx, review), self._show, failed=self._refused
            )

    def add_goal(self) -> None:
        """Open the empty form."""
        self._with_links(lambda plan, links: self._editor(plan, links, None))

    def edit_goal(self, goal: GoalView) -> None:
        """Open the form of a draft goal."""
        self._with_links(lambda plan, links: self._editor(plan, links, goal))

    def amend_goal(self, goal: GoalView, *, drops: bool = False) -> None:
        """Ask for a change of an agreed goal, or to drop it."""

        def show(plan: Plan, links: Links) -> None:
            from reviewdesk.ui.dialogs.amendment import Amendment

            Amendment(self._page, self._shell, plan, goal, links, drops=drops).open()

        self._with_links(show)

    def propose_goal(self) -> None:
        """Ask for another goal in a plan that is agreed."""

        def show(plan: Plan, links: Links) -> None:
            from reviewdesk.ui.dialogs.amendment import Amendment

            Amendment(self._page, self._shell, plan, None, links).open()

        self._with_links(show)

    def move_goal(self, goal: GoalView, step: int) -> None:
        """Put a goal of a draft one place up (-1) or down (1)."""
        if self.plan is None:
            return
        order = [one.id for one in self.plan.goals]
        place = order.index(goal.id)
        order.insert(place + step, order.pop(place))
        ctx, review = self._shell.ctx, self.plan.review_id
        self._run(lambda: goals.reorder(ctx, review, order))

    def remove_goal(self, goal: GoalView) -> None:
        """Ask, then take a draft goal out."""
        ctx = self._shell.ctx
        self._shell.ask.confirm(
            self._page,
            tr("Remove this goal?"),
            goal.text.title,
            tr("Remove goal"),
            lambda: self._run(lambda: goals.remove_goal(ctx, goal.id)),
            danger=True,
        )

    def note_progress(self, goal: GoalView) -> None:
        """Ask what was reached."""
        from reviewdesk.ui.dialogs.note_progress import NoteProgress

        NoteProgress(self._page, self._shell, goal).open()

    def tick(self, milestone: UUID, done: bool) -> None:
        """Say that a milestone is done today, or is not."""
        ctx = self._shell.ctx
        day = ctx.clock.today() if done else None
        self._run(lambda: goals.set_milestone(ctx, milestone, day))

    def agree_change(self, version: VersionView) -> None:
        """Agree to a change."""
        ctx = self._shell.ctx
        self._run(lambda: amendments.agree(ctx, version.id))

    def withdraw_change(self, version: VersionView) -> None:
        """Take a change back, or decline it."""
        ctx = self._shell.ctx
        self._run(lambda: amendments.withdraw(ctx, version.id))

    def agree(self) -> None:
        """Agree to the plan for the person at the desk."""
        if self.review is not None:
            ctx, review = self._shell.ctx, self.review
            self._run(lambda: goals.agree(ctx, review))

    def share_out(self) -> None:
        """Share what is left of the weight."""
        if self.review is not None:
            ctx, review = self._shell.ctx, self.review
            self._run(lambda: goals.share_out(ctx, review))

    def copy_last_year(self) -> None:
        """Bring the goals of the year before into this draft."""
        if self.review is not None:
            ctx, review = self._shell.ctx, self.review
            self._shell.tasks.run(
                lambda _progress: goal_copies.copy_last_year(ctx, review),
                self._copied,
                essential=True,
            )

    def copy_to_many(self) -> None:
        """Ask whom these goals are copied to."""
        ctx = self._shell.ctx
        self._shell.tasks.run(lambda _progress: goal_copies.plans(ctx), self._choose_people)

    def _choose_people(self, rows: list[PlanRow]) -> None:
        from reviewdesk.ui.dialogs.copy_goals import CopyGoals

        if self.plan is not None:
            CopyGoals(self._page, self._shell, self.plan, rows).open()

    def _copied(self, copied: Copied) -> None:
        from reviewdesk.ui.dialogs.copy_goals import copied_words

        self._shell.ask.tell(self._page, *copied_words(copied))

    def _with_links(self, show: Callable[[Plan, Links], None]) -> None:
        plan = self.plan
        if plan is not None:
            ctx = self._shell.ctx
            self._next = show
            self._shell.tasks.run(
                lambda _progress: goal_links.links(ctx, plan.review_id), self._linked
            )

    def _linked(self, links: Links) -> None:
        show, self._next = self._next, None
        if show is not None and self.plan is not None:
            show(self.plan, links)

    def _editor(self, plan: Plan, links: Links, goal: GoalView | None) -> None:
        from reviewdesk.ui.dialogs.goal_editor import GoalEditor

        GoalEditor(self._page, self._shell, plan, links, goal).open()

    def _run(self, work: Callable[[], object]) -> None:
        """Do something on the desk; the page shows it anew when it is told of the change."""
        self._shell.tasks.run(lambda _progress: work(), failed=self._failed, essential=True)

    def _failed(self, fault: UserError) -> None:
        self._shell.ask.tell_error(self._page, fault)
        self.reload()

    def _refused(self, fault: UserError) -> None:
        self.plan = None
        self._page.clear()
        self._page.set_title(tr("Goals"))
        self._page.set_actions([])
        self._page.add(EmptyState("target", fault.happened, fault.remedy))

    def _show(self, plan: Plan) -> None:
        if plan.review_id != self.review:
            return
        self.plan = plan
        page = self._page
        bar = page.scroll_area.verticalScrollBar()
        place = bar.value()
        page.clear()
        what = plan.words.goals if plan.has_goals else ""
        subtitle = (what, plan.number, plan.cycle, plan.supervisor, state_words(plan.state))
        page.set_title(
            plan.employee, " · ".join(isolate(one) for one in subtitle if one), plan.employee
        )
        page.set_actions(self._actions(plan))
        today = self._shell.ctx.clock.today()
        self.cards = [
            GoalCard(number, goal, plan, today, self)
            for number, goal in enumerate(plan.goals, 1)
        ]  # fmt: skip
        self.cards += [ProposedGoalCard(goal, plan, self) for goal in plan.proposed]
        page.add(*self.cards)
        if not plan.goals and not plan.weighted:
            page.add(self._empty(plan))
        for part in plan.weighted:
            page.add(EntryWeights(self._shell, plan.review_id, part, may_edit=plan.may_edit))
        if plan.goals and plan.has_weights:
            page.add_side(weights_card(plan, self.share_out))
        page.add_side(agreement_card(plan))
        bar.setValue(place)

    def _actions(self, plan: Plan) -> list[Action]:
        found = [history_action(self._page, self._shell, "plan", lambda: self.review)]
        agreed = i_agreed(plan)
        ready = plan.may_agree and not plan.faults and not agreed
        if plan.may_edit and plan.has_goals:
            found.append(
                Action(
                    "plan.add",
                    tr("Add goal"),
                    self.add_goal,
                    "Ctrl+N",
                    "plus",
                    primary=not ready and bool(plan.goals),
                )
            )
            found.append(
                Action(
                    "plan.last-year",
                    tr("Copy last year's goals"),
                    self.copy_last_year,
                    icon="history",
                    right=Right.SEE_REVIEW,
                    shown=False,
                )
            )
        if plan.may_amend and plan.has_goals:
            words = tr("Propose a new goal")
            found.append(Action("plan.propose", words, self.propose_goal, icon="plus"))
        if plan.goals:
            found.append(
                Action(
                    "plan.copy",
                    tr("Copy goals to other people"),
                    self.copy_to_many,
                    icon="copy",
                    right=Right.SEE_REVIEW,
                    shown=False,
                )
            )
        found += to_employee(self._page, self._shell, plan)
        found.append(print_action(self._page, self._shell, plan))
        found.append(
            Action(
                "plan.review",
                tr("Open the review"),
                lambda: self._go("review"),
                icon="clipboard-check",
                shown=False,
            )
        )
        if plan.state is not State.PLAN:
            found.append(
                Action(
                    "plan.talks",
                    tr("Check-ins"),
                    lambda: self._go("checkins"),
                    icon="message-square-text",
                )
            )
        if ready:
            found.append(
                Action(
                    "plan.agree",
                    tr("Agree the plan"),
                    self.agree,
                    "Ctrl+Return",
                    "check",
                    primary=True,
                )
            )
        return found

    def _go(self, page: str) -> None:
        if self.review is not None:
            self._page.place_requested.emit(Place(page, str(self.review)))

    def _empty(self, plan: Plan) -> EmptyState:
        if not plan.has_goals:
            return EmptyState(
                "target",
                tr("This scheme has no goals"),
                tr(
                    "People of this cycle are reviewed on the scheme's own list, so there is "
                    "nothing to set. The plan only has to be agreed, so that the year can begin."
                ),
            )
        if not plan.may_edit:
            return EmptyState(
                "target",
                tr("No goals yet"),
                tr("{employee} and {supervisor} have not set any goals here.").format(
                    employee=isolate(plan.employee), supervisor=isolate(plan.supervisor)
                ),
            )
        return EmptyState(
            "target",
            tr("No goals yet"),
            tr(
                "A plan says what is to be reached this year and how it will be seen. Write the "
                "first goal, or begin with those of last year."
            ),
            Button(tr("Copy last year's goals"), self.copy_last_year, icon="history"),
            Button(tr("Write the first goal"), self.add_goal, look="primary", icon="plus"),
        )
