"""Proving a paper copy: a code typed or scanned, or a picture, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewdesk.i18n import tr
from reviewdesk.services import proving
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.chip import Mark
from reviewdesk.ui.widgets.dialog import error_text
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.scrolled import scrolled
from reviewdesk.ui.widgets.text_field import TextField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.proving import PaperReport
    from reviewdesk.ui.shell import Shell

_LONGEST = 6_000
"""Characters of the longest code, with its spaces."""


class PaperProof(QWidget):
    """Takes the code off a paper copy and tells whether it is proven, and what it must say."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        px = shell.theme.px
        self.code = TextField(
            tr("Code from the paper"),
            longest=_LONGEST,
            hint=tr("Type its groups, scan it into this field, or choose a picture"),
            lines=3,
            most_lines=5,
        )
        self._picture = Button(tr("From a picture …"), self._choose, icon="paperclip")
        self._inside = QWidget()
        self._results = QVBoxLayout(self._inside)
        self._results.setContentsMargins(0, 0, px(8), 0)
        self._results.setSpacing(px(5))
        self._scroll = scrolled(self._inside)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # it is read with the arrow keys
        self._scroll.setAccessibleName(tr("What came of it"))
        self._scroll.setMinimumHeight(px(200))
        self._scroll.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(12))
        layout.addWidget(self.code)
        layout.addLayout(row(self._picture, None))
        layout.addWidget(self._scroll, 1)
        self.setFocusProxy(self.code)

    def prove(self) -> None:
        """Prove what is in the field."""
        text = self.code.text().strip()
        if not text:
            self.code.show_fault(tr("Please write something here."))
            self.code.setFocus()
            return
        self._run(lambda: (text,))

    def _choose(self) -> None:
        def chosen(path: Path) -> None:
            self._run(lambda: proving.codes_of(path))

        self._shell.ask.choose_open_file(
            self,
            tr("Choose a picture or scan of the paper"),
            tr("Pictures and scans (*.png *.jpg *.jpeg *.pdf)"),
            chosen,
        )

    def _run(self, codes: Callable[[], tuple[str, ...]]) -> None:
        ctx = self._shell.ctx

        def work(_progress: Progress) -> PaperReport:
            return proving.prove_here(ctx, codes())

        self._picture.setEnabled(False)
        self._shell.tasks.run(work, self._show, failed=self._refused)

    def _show(self, report: PaperReport) -> None:
        self._begin("ok" if report.proven else "warn", report.verdict)
        if report.office:
            signer = tr("Signed with the key of {name}, for whom {office} vouches.")
            words = signer.format(name=report.signer, office=report.office)
            self._results.addWidget(label(words, quiet=True, wrap=True))
        for finding in report.findings:
            self._results.addWidget(label(finding, tone="bad", wrap=True))
        for remark in report.remarks:
            self._results.addWidget(label(remark, wrap=True))
        for title, words in report.rows:
            named = label(title, quiet=True)
            named.setMinimumWidth(self._shell.theme.px(110))
            line = row(named, label(words, wrap=True))
            line.setStretch(1, 1)
            self._results.addLayout(line)
        self._results.addStretch(1)

    def _refused(self, fault: UserError) -> None:
        self._begin("warn", fault.happened)
        if more := error_text(fault):
            self._results.addWidget(label(more, wrap=True))
        self._results.addStretch(1)

    def _begin(self, mark: str, verdict: str) -> None:
        """Show a verdict and nothing of before."""
        self._picture.setEnabled(True)
        empty(self._results)
        line = row(Mark(mark), label(verdict, "strong", wrap=True))  # type: ignore[arg-type]
        line.setStretch(1, 1)
        self._results.addLayout(line)
        self._scroll.show()
        self._scroll.verticalScrollBar().setValue(0)
