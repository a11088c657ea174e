"""Verify: drop the PDF of a form and read who signed it and whether it was changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reviewdesk.domain.days import day_words
from reviewdesk.domain.trust import reason_words
from reviewdesk.domain.verdict import Standing, standing_words
from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.services import verifying
from reviewdesk.ui.actions import Action
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.chip import Chip, Mark
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from reviewdesk.domain.verdict import Report, SignatureReport
    from reviewdesk.errors import UserError
    from reviewdesk.ui.navigation import Place
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.widgets.painting import Status


class Page(PageFrame):
    """Shows what there is to say of one file at a time."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.setAcceptDrops(True)
        self._asked = 0
        self.set_title(tr("Verify a form"), tr("Who signed it, and whether it was changed since"))
        self._show_empty()

    @override
    def show_place(self, place: Place) -> None:
        self.set_actions(
            [
                Action(
                    "verify.paper", tr("Prove a paper copy …"), self.prove_paper, "Ctrl+P",
                    "file-check",
                ),
                Action(
                    "verify.choose", tr("Choose a file …"), self.choose, "Ctrl+O", "folder-open",
                    primary=True,
                )
            ]
        )  # fmt: skip

    def prove_paper(self) -> None:
        """Ask for the code on a paper copy."""
        from reviewdesk.ui.dialogs.prove_paper import ProvePaper

        ProvePaper(self, self.shell).open()

    def choose(self) -> None:
        """Ask for the file to verify."""
        self.shell.ask.choose_open_file(
            self, tr("Choose the PDF of a form"), "PDF (*.pdf)", self.check
        )

    def check(self, path: Path) -> None:
        """Verify a file and show what was found."""
        ctx = self.ctx
        self._asked += 1
        asked = self._asked

        def show(report: Report) -> None:
            if asked == self._asked:
                self._show(path.name, report)

        def refuse(fault: UserError) -> None:
            if asked == self._asked:
                self._refuse(path.name, fault)

        self._wait(path.name)
        self.shell.tasks.run(
            lambda _progress: verifying.verify_here(ctx, path), show, failed=refuse
        )

    def _wait(self, name: str) -> None:
        self.clear()
        card = Card(name)
        card.add(label(tr("Checking …"), quiet=True))
        self.add(card)

    def _show_empty(self) -> None:
        self.clear()
        self.add(
            EmptyState(
                "shield-check",
                tr("Is this form genuine?"),
                tr(
                    "Drop the PDF of a signed form here, or choose it. You read who signed, when "
                    "and by whose authority, what was changed since, and whether this desk knows "
                    "a newer one. The file is not kept."
                ),
                Button(tr("Choose a file …"), self.choose, icon="folder-open"),
            ),
            stretch=1,
        )

    def _refuse(self, name: str, fault: UserError) -> None:
        self.clear()
        card = Card(name, Chip(tr("Cannot be checked"), "bad"))
        card.add(label(str(fault), wrap=True))
        self.add(card)

    def _show(self, name: str, report: Report) -> None:
        self.clear()
        sure = report.all_well and report.proven and not report.looks_unproven
        status: Status = "ok" if sure else "warn"
        if not report.all_well:
            status = "bad"
        if any(one.kind == "scan" for one in report.findings):
            status = "info"
        verdict = verifying.verdict(report)
        seen = status == "warn" and report.proven
        card = Card(name, Chip(tr("Look at the pages") if seen else _short(status), status))
        card.add(label(verdict, "lead", wrap=True))
        if report.number:
            words = tr("Document {number}, version {version}").format(
                number=report.number, version=report.version
            )
            card.add(label(words, quiet=True, wrap=True))
        for one in report.findings:
            line = row(Mark("bad" if one.is_grave else "info"), label(one.words, wrap=True))
            line.setStretch(1, 1)
            card.add(line)
        self.add(card, *(_signature_card(one) for one in report.signatures))
        card.setFocus()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.check(Path(event.mimeData().urls()[0].toLocalFile()))


def _signature_card(one: SignatureReport) -> Card:
    status: Status = "bad"
    words = tr("Not well")
    if one.is_well:
        status, words = ("ok", tr("Well")) if one.trusted else ("warn", tr("Not proven"))
    card = Card(f"{one.role or one.field}: {one.name}", Chip(words, status))
    if one.signed_at is not None:
        when = tr("{day}, {time}, by the clock of the signer's own computer").format(
            day=day_words(one.signed_at.date()), time=one.signed_at.strftime("%H:%M %Z").strip()
        )
    else:
        when = tr("It does not say when it was signed.")
    good = one.standing in (Standing.GOOD, Standing.REVOKED_LATER)
    unknown = one.standing is Standing.UNCHECKED
    lines: list[tuple[Status, str]] = [
        ("info", when),
        ("ok" if one.intact else "bad", one.changes),
        ("ok" if good else "warn" if unknown else "bad", standing_words(one)),
    ]
    if one.revoked_reason is not None:
        lines.append(("info", reason_words(one.revoked_reason)))
    for mark, text in lines:
        line = row(Mark(mark), label(text, wrap=True))
        line.setStretch(1, 1)
        card.add(line)
    return card


def _short(status: Status) -> str:
    return {
        "ok": tr("All is well"),
        "warn": tr("Not proven"),
        "bad": tr("Not well"),
        "info": tr("Signed by pen"),
    }[status]
