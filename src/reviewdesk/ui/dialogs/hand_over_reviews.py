"""Open reviews whose supervisor is another one by now: tick those that go on with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr, tr_n
from reviewdesk.services import hand_overs
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.ticked_list import TickedList
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.hand_overs import OpenReview
    from reviewdesk.ui.shell import Shell


class HandOverReviews(Dialog):
    """Hands the ticked reviews to the supervisors on record."""

    def __init__(
        self, parent: QWidget, shell: Shell, found: Sequence[OpenReview], reason: str = ""
    ) -> None:
        super().__init__(
            parent,
            tr_n(
                "{n} open review is with the supervisor before",
                "{n} open reviews are with the supervisor before",
                len(found),
            ),
            tr(
                "The reporting lines say somebody else by now. Whoever supervised long enough is "
                "asked for an interim assessment of their days."
            ),
        )
        self._shell = shell
        self._found = {one.id: one for one in found}
        lines = [
            (
                one.id,
                tr("{employee}: {before} → {after} ({number}, {cycle})").format(
                    employee=one.employee,
                    before=one.supervisor,
                    after=one.successor,
                    number=one.number,
                    cycle=one.cycle,
                ),
            )
            for one in found
        ]
        self.list = TickedList(tr("Reviews to hand over"), lines, set(self._found))
        self.list.setMinimumHeight(theme.current().px(220))
        self.reason = LineField(tr("Why"), longest=300)
        self.reason.set_text(reason or tr("The reporting line changed"))
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(self.list, self.reason, self.fault)
        self.add_foot(Button(tr("Tick none"), self.list.clear_ticks))
        self.set_buttons(tr("Hand over"), self._hand_over)

    def _hand_over(self) -> None:
        picked = [self._found[one] for one in self.list.picked()]
        if not picked:
            self._tell(tr("Tick the reviews that go on with another supervisor."))
            return
        ctx, reason = self._shell.ctx, self.reason.text()

        def work(progress: Progress) -> None:
            for done, one in enumerate(picked):
                hand_overs.hand_over_review(ctx, one.id, one.successor_id, reason, one.first_day)
                progress(done + 1, len(picked))

        self._shell.tasks.run(
            work, lambda _done: self.accept(), failed=self._refused, essential=True
        )

    def _refused(self, fault: UserError) -> None:
        self._tell(str(fault))

    def _tell(self, words: str) -> None:
        self.fault.setText(words)
        self.fault.show()


def offer(parent: QWidget, shell: Shell) -> None:
    """Ask about the open reviews that went astray, where there are any."""
    ctx = shell.ctx

    def found(several: tuple[OpenReview, ...]) -> None:
        if several:
            HandOverReviews(parent, shell, several).open()

    shell.tasks.run(lambda _progress: hand_overs.astray(ctx), found)
