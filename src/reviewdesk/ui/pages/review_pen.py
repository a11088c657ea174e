"""A review signed by pen: the way to it, and afterwards the scan with who attached it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.domain.days import short_day_words
from reviewdesk.domain.lifecycle import Move, State
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr
from reviewdesk.services import pen, printing
from reviewdesk.ui.actions import Action
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.chip import Chip
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.services.pen import ScanView
    from reviewdesk.services.reviews import ReviewView
    from reviewdesk.ui.pages.page import PageFrame
    from reviewdesk.ui.shell import Shell


def pen_actions(
    view: ReviewView, page: QWidget, shell: Shell, on_done: Callable[[], object]
) -> list[Action]:
    """Return the way to sign by pen, for those who may attach the scan while it is possible."""
    if not any(rule.move is Move.SIGN_BY_PEN for rule in view.moves):
        return []

    def begin() -> None:
        from reviewdesk.ui.dialogs.signed_by_pen import SignedByPen

        SignedByPen(page, shell, view.id, on_done).open()

    return [
        Action(
            "review.pen", tr("Sign by pen …"), begin, icon="pen-line", right=Right.ATTACH_SCAN,
            shown=False,
        )
    ]  # fmt: skip


def add_scan_card(page: PageFrame, view: ReviewView, is_shown: Callable[[], bool]) -> None:
    """Put a card about the scan into the side column, once it is known that there is one.

    Args:
        page: the page of the review.
        view: the review as it is shown.
        is_shown: whether the page still shows it when the scan is found.
    """
    if view.turn.state is not State.CLOSED:
        return
    ctx = page.ctx

    def show(found: ScanView | None) -> None:
        if found is not None and is_shown():
            card = Card(tr("Signed by pen"), Chip(tr("Scan attached"), "ok"))
            _fill(card, found, page, view.id)
            page.side.insertWidget(0, card)

    page.shell.tasks.run(lambda _progress: pen.scan(ctx, view.id), show)


def _fill(card: Card, found: ScanView, page: PageFrame, review_id: UUID) -> None:
    words = tr("{name} attached it on {day}.").format(
        name=found.attached_by, day=short_day_words(found.attached_at.date())
    )
    card.add(label(words, wrap=True))
    if found.note:
        card.add(label(found.note, wrap=True))
    groups = " ".join(found.digest[place : place + 8] for place in range(0, 64, 8))
    digest = tr("SHA-256 of the scan: {digits}").format(digits=groups)
    card.add(label(digest, "caption", quiet=True, wrap=True))
    save = Button(tr("Save the scan …"), partial(_save, found, page, review_id), icon="download")
    card.add(row(save, None))


def _save(found: ScanView, page: PageFrame, review_id: UUID) -> None:
    ctx, shell = page.ctx, page.shell
    ending = printing.SCAN_ENDINGS[found.kind]

    def chosen(path: Path) -> None:
        shell.tasks.run(lambda _progress: pen.save_scan(ctx, review_id, path))

    shell.ask.choose_save_file(
        page, tr("Save the scan"), f"{found.kind.upper()} (*{ending})", chosen,
        name=f"{found.number}{ending}",
    )  # fmt: skip
