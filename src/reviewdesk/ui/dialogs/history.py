"""What happened to a record, in sentences, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.domain.days import moment_words
from reviewdesk.i18n import tr, tr_n
from reviewdesk.services import history
from reviewdesk.ui.actions import Action
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.quiet_inputs import SearchBox, TextArea
from reviewdesk.ui.widgets.rows_view import RowsView
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.context import Context
    from reviewdesk.services.history import History, Told
    from reviewdesk.ui.shell import Shell

    Read = Callable[[Context, UUID], History]

KEY = "Ctrl+H"


class HistoryDialog(Dialog):
    """A list with a search line; the sentence that is chosen stands below in full."""

    def __init__(self, parent: QWidget, shell: Shell, found: History) -> None:
        count = tr_n("{n} entry", "{n} entries", len(found.told))
        super().__init__(parent, tr("History of {name}").format(name=found.title), count)
        self.box = SearchBox(tr("Search in this history"))
        self.model: RowsModel[Told] = RowsModel(
            (
                Column(tr("When"), lambda one: moment_words(one.at), lambda one: one.at, width=18),
                Column(tr("What"), lambda one: one.sentence, width=60),
            ),
            lambda one: (one.line, one.sentence),
        )
        self.model.set_rows(found.told)
        self.view = RowsView(tr("History"), self.model, shell.settings)
        self.view.setMinimumSize(min(shell.theme.px(640), 660), shell.theme.px(240))
        self.box.textEdited.connect(self.model.set_filter)
        self.whole = TextArea(tr("The chosen entry"))
        self.whole.setReadOnly(True)
        self.whole.setFixedHeight(shell.theme.px(84))
        self.view.picked.connect(self._show)
        if found.told:
            self.add(self.box, self.view, self.whole)
        else:
            self.add(label(tr("Nothing was changed here yet."), quiet=True))
        self.set_buttons(tr("Close"), self.accept, cancel="")
        self.view.selectRow(0)

    def _show(self, one: Told | None) -> None:
        self.whole.setPlainText(one.sentence if one is not None else "")


def open_history(parent: QWidget, shell: Shell, read: Read, record_id: UUID) -> None:
    """Read the history of a record and show it."""
    ctx = shell.ctx
    shell.tasks.run(
        lambda _progress: read(ctx, record_id),
        lambda found: HistoryDialog(parent, shell, found).open(),
    )


def history_action(
    parent: QWidget, shell: Shell, kind: str, record_id: Callable[[], UUID | None]
) -> Action:
    """Return the action that opens the history of what a page shows.

    Args:
        parent: the page.
        shell: of the program.
        kind: ``person``, ``review``, ``plan`` or ``cycle``.
        record_id: what is shown when it is called.
    """
    reads: dict[str, Read] = {
        "person": history.of_person,
        "review": history.of_review,
        "plan": history.of_plan,
        "cycle": history.of_cycle,
    }

    def call() -> None:
        wanted = record_id()
        if wanted is not None:
            open_history(parent, shell, reads[kind], wanted)

    return Action(f"{kind}.changes", tr("History"), call, KEY, "history")
