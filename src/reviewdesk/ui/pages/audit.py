"""The auditor's page: check the whole desk, and who changed what, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import audit_log, desk_check
from reviewdesk.ui.actions import Action
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card, tile
from reviewdesk.ui.widgets.chip import Bar
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.quiet_inputs import SearchBox
from reviewdesk.ui.widgets.rows_view import RowsPanel, RowsView
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from reviewdesk.progress import Progress
    from reviewdesk.services.audit_log import Log, LogLine
    from reviewdesk.services.check_report import Part, Report
    from reviewdesk.services.context import Changes
    from reviewdesk.ui.navigation import Place
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.tasks import Task

_SHOWN = 20
"""Findings of one part that stand on the page; the command prints more."""


class Page(PageFrame):
    """A card with the last check, and the list of audit lines."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.report: Report | None = None
        self._task: Task | None = None
        self._bar: Bar | None = None
        self.model: RowsModel[LogLine] = RowsModel(
            (
                Column(tr("Line"), lambda one: f"{one.number:,}", lambda one: one.number, "end",
                       width=8),
                Column(tr("When"), lambda one: f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}",
                       width=18),
                Column(tr("Who"), lambda one: one.actor, width=18),
                Column(tr("Did"), lambda one: one.kind, width=12),
                Column(tr("What"), lambda one: one.subject, width=20),
                Column(tr("Hash"), lambda one: one.hash[:16], width=16, rank=2),
            ),
            lambda one: one.number,
        )  # fmt: skip
        self.view = RowsView(tr("Audit lines"), self.model, shell.settings, "audit")
        self.view.setMinimumHeight(shell.theme.px(260))
        self._panel = RowsPanel(self.view, self.model, tr("Newest first. Ctrl+C copies."))
        self._box = SearchBox(tr("Search in the newest lines"))
        self._box.textEdited.connect(self.model.set_filter)
        self._result = QWidget()
        self._cards = QVBoxLayout(self._result)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(shell.theme.px(16))
        self._lines = Card(tr("Changes"))
        self._lines.add(self._box, self._panel)
        self.add(self._result)
        self.add(self._lines, stretch=1)
        self._show_result()

    @override
    def show_place(self, place: Place) -> None:
        self.set_title(tr("Audit"), tr("Who changed what, and whether the desk is whole"))
        self._offer()
        self.reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        self.reload()

    def reload(self) -> None:
        """Read the newest lines again."""
        ctx = self.ctx
        self.shell.tasks.run(lambda _progress: audit_log.newest(ctx), self._show_log)

    def check(self) -> None:
        """Check the whole desk."""
        ctx = self.ctx

        def work(progress: Progress) -> Report:
            return desk_check.check(ctx, progress)

        self._task = self.shell.tasks.run(
            work, self._checked, progress=self._progress, ended=self._ended
        )
        self._show_result()
        self._offer()

    def stop(self) -> None:
        """Stop the check that runs."""
        if self._task is not None:
            self._task.cancel()

    @override
    def leave(self) -> None:
        super().leave()
        self.stop()

    def _offer(self) -> None:
        if self._task is None:
            check = tr("Check the desk")
            self.set_actions(
                [Action("audit.check", check, self.check, "Ctrl+Return", "shield-check",
                        primary=True)]
            )  # fmt: skip
        else:
            self.set_actions([Action("audit.stop", tr("Stop the check"), self.stop, "Escape", "x")])

    def _progress(self, done: int, total: int) -> None:
        share = done / total if total else 0
        if self._bar is not None:
            self._bar.set_value(share, tr("{percent} % checked").format(percent=int(100 * share)))

    def _ended(self) -> None:
        self._task = None
        self._show_result()
        self._offer()

    def _checked(self, report: Report) -> None:
        self.report = report
        self._show_result()

    def _show_log(self, log: Log) -> None:
        self.model.set_rows(log.lines)
        lines = tr_n("{n} line", "{n} lines", log.total)
        marks = tr_n("signed by its signers {n} time", "signed by its signers {n} times", log.marks)
        self.set_title(tr("Audit"), tr("{lines}, {marks}").format(lines=lines, marks=marks))

    def _show_result(self) -> None:
        empty(self._cards)
        self._bar = None
        if self._task is not None:
            card = Card(tr("Checking the desk …"))
            self._bar = Bar()
            card.add(row(self._bar, Button(tr("Stop"), self.stop)))
            self._cards.addWidget(card)
        elif self.report is None:
            self._cards.addWidget(
                Card(
                    tr("Not checked yet"),
                    note=tr(
                        "The check looks at the file, the chain of the audit, the marks that "
                        "signers put on it, every record beside the audit, and the signed forms."
                    ),
                )
            )
        else:
            self._cards.addWidget(_report_card(self.report))


def _report_card(report: Report) -> Card:
    card = Card(report.verdict())
    if report.first is not None:
        card.add(label(report.first.sentence, "strong", wrap=True))
    for part in report.parts:
        card.add(_part_line(part))
    for one in report.remarks:
        remark = row(tile("info", "info"), label(one.sentence, quiet=True, wrap=True))
        remark.setStretch(1, 1)
        card.add(remark)
    if report.head:
        card.add(
            label(
                tr("Line {line}: {hash}. Two copies of this desk are the same as far as this line "
                   "when they show the same signs for it.").format(
                    line=f"{report.lines:,}", hash=report.head
                ),
                "caption", quiet=True, wrap=True,
            )
        )  # fmt: skip
    return card


def _part_line(part: Part) -> QWidget:
    well = part.all_well
    told = QWidget()
    words = QVBoxLayout(told)
    words.setContentsMargins(0, 0, 0, 0)
    words.addWidget(label(part.title, "strong", wrap=True))
    words.addWidget(label(part.result, quiet=True, wrap=True))
    for one in part.findings[:_SHOWN]:
        words.addWidget(label(one.sentence, wrap=True))
    left = len(part.findings[_SHOWN:]) + part.more
    if left:
        words.addWidget(label(tr("and {n} more").format(n=left), quiet=True))
    holder = QWidget()
    line = row(tile("circle-check" if well else "triangle-alert", "ok" if well else "bad"), told)
    line.setStretch(1, 1)
    holder.setLayout(line)
    return holder
