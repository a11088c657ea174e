"""Keeping and destroying: how long what is kept, legal holds, and what could go today."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reviewdesk.domain import retention as rules
from reviewdesk.domain.days import day_words
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.retention import Kind, kind_words
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import destruction, printing, retention
from reviewdesk.ui.actions import Action
from reviewdesk.ui.models.rows import Column, RowsModel
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.rows_view import RowsPanel, RowsView
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from reviewdesk.domain.retention import Over
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Changes
    from reviewdesk.services.destruction import DestructionView
    from reviewdesk.services.retention import HoldView, Keeping
    from reviewdesk.ui.navigation import Place
    from reviewdesk.ui.shell import Shell

_TABLES = frozenset({"retention_rule", "legal_hold", "destruction", "review", "person", "move"})
_YEARS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100)


class Page(PageFrame):
    """What the HR officer decides and the auditor reads; nothing goes by itself."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.set_title(tr("Keeping and destroying"), tr("Nothing is destroyed by itself"))
        self.keeping: Keeping | None = None
        self.model: RowsModel[Over] = RowsModel(_columns(), lambda one: one.what.name, self)

    @override
    def show_place(self, place: Place) -> None:
        self._reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        if changes.tables & _TABLES:
            self._reload()

    def place_hold(self) -> None:
        """Ask about whom nothing may be destroyed, and why."""
        from reviewdesk.ui.dialogs.legal_hold import LegalHold

        LegalHold(self, self.shell).open()

    def destroy_over(self) -> None:
        """Ask by which order what is over is destroyed."""
        if self.keeping is None or not self.keeping.free:
            return
        wanted = tuple((one.what.kind, one.what.id) for one in self.keeping.free)
        count = tr_n("{n} record", "{n} records", len(wanted))
        self.shell.ask.text(
            self,
            tr("Destroy {count}").format(count=count),
            tr("By which order"),
            lambda reason: self._confirm(wanted, count, reason),
            lead=tr(
                "They are removed from this desk for good, and what they said is erased from its "
                "audit. A certificate says what went. Backups made before hold them until they "
                "are replaced."
            ),
            longest=300,
        )

    def _confirm(self, wanted: tuple[tuple[Kind, UUID], ...], count: str, reason: str) -> None:
        self.shell.ask.confirm(
            self,
            tr("Destroy {count} for good?").format(count=count),
            tr("Order: {reason}").format(reason=reason),
            tr("Destroy {count}").format(count=count),
            lambda: self._destroy(wanted, reason),
            danger=True,
        )

    def _destroy(self, wanted: tuple[tuple[Kind, UUID], ...], reason: str) -> None:
        ctx = self.ctx
        self.shell.tasks.run(
            lambda progress: destruction.destroy(ctx, wanted, reason, progress),
            self.save_certificate,
        )

    def save_certificate(self, made: UUID) -> None:
        """Ask where a certificate is to be saved."""
        ctx = self.ctx

        def ask(found: tuple[str, bytes]) -> None:
            name, pdf = found

            def chosen(path: Path) -> None:
                def work(_progress: Progress) -> None:
                    printing.save(path, pdf)

                self.shell.tasks.run(work)

            self.shell.ask.choose_save_file(
                self, tr("Save the certificate"), "PDF (*.pdf)", chosen, name=f"{name}.pdf"
            )

        self.shell.tasks.run(lambda _progress: destruction.certificate(ctx, made), ask)

    def _reload(self) -> None:
        ctx = self.ctx

        def work(_progress: Progress) -> tuple[Keeping, tuple[DestructionView, ...]]:
            return retention.keeping(ctx), destruction.destroyed(ctx)

        self.shell.tasks.run(work, self._show)

    def _show(self, found: tuple[Keeping, tuple[DestructionView, ...]]) -> None:
        self.keeping, gone = found
        place = self.scroll_area.verticalScrollBar().value()
        self.clear()
        free = len(self.keeping.free)
        words = tr_n("Destroy {n} record …", "Destroy {n} records …", free)
        right = Right.DESTROY_RECORDS
        actions = [
            Action("retention.hold", tr("Place a hold …"), self.place_hold, "", "lock", right)
        ]
        if free:
            actions.append(
                Action("retention.destroy", words, self.destroy_over, "", "trash-2", right)
            )
        self.set_actions(actions)
        self.add(self._rules(self.keeping), self._over(self.keeping))
        self.add_side(self._holds(self.keeping), self._gone(gone))
        self.scroll_area.verticalScrollBar().setValue(place)

    def _rules(self, keeping: Keeping) -> Card:
        card = Card(
            tr("How long what is kept"),
            note=tr("The law of your country says how long; until you do, all is kept for good."),
        )
        grid = QGridLayout()
        px = self.shell.theme.px
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(10))
        may = self.ctx.may(Right.DESTROY_RECORDS)
        for place, kind in enumerate(Kind):
            box = ComboBox(kind_words(kind))
            box.addItem(tr("For good"), None)
            years = keeping.years[kind]
            for one in sorted({*_YEARS, *((years,) if years is not None else ())}):
                box.addItem(tr_n("{n} year", "{n} years", one), one)
            box.setCurrentIndex(0 if years is None else box.findData(years))
            box.setEnabled(may)
            box.activated.connect(partial(self._keep_for, kind, box))
            words = QVBoxLayout()
            words.setSpacing(px(1))
            words.addWidget(label(kind_words(kind), wrap=True, buddy=box))
            words.addWidget(label(rules.begins_words(kind), "caption", quiet=True, wrap=True))
            grid.addLayout(words, place, 0)
            grid.addWidget(box, place, 1)
        grid.setColumnStretch(0, 1)
        card.add(grid)
        return card

    def _keep_for(self, kind: Kind, box: ComboBox, _place: int) -> None:
        ctx, years = self.ctx, box.currentData()
        self.shell.tasks.run(lambda _progress: retention.keep_for(ctx, kind, years))

    def _over(self, keeping: Keeping) -> Card:
        card = Card(
            tr("What is over today"),
            note=tr("A dry run: nothing is changed by looking. What is held stays."),
        )
        if not keeping.over:
            card.add(label(tr("Nothing is over by these rules."), quiet=True, wrap=True))
            return card
        self.model.set_rows(keeping.over)
        view = RowsView(tr("What is over today"), self.model, self.shell.settings, "over")
        view.setMinimumHeight(self.shell.theme.px(280))
        card.add(RowsPanel(view, self.model, ""))
        return card

    def _holds(self, keeping: Keeping) -> Card:
        card = Card(tr("Legal holds"))
        if not keeping.holds:
            card.add(label(tr("Nothing is held."), quiet=True, wrap=True))
        for one in keeping.holds:
            card.add(self._hold(one))
        return card

    def _hold(self, one: HoldView) -> QWidget:
        detail = tr("{reason} · since {day}, {name}").format(
            reason=one.reason, day=day_words(one.placed_at.date()), name=one.placed_by
        )
        if one.lifted_at is not None:
            lifted = tr("Lifted {day}: {reason}").format(
                day=day_words(one.lifted_at.date()), reason=one.lift_reason
            )
            return _told(one.who, detail, label(lifted, "caption", wrap=True))
        if not self.ctx.may(Right.DESTROY_RECORDS):
            return _told(one.who, detail)
        name = tr("Lift the hold on {who}").format(who=one.who)
        lift = Button(tr("Lift …"), partial(self._lift, one), look="link", name=name)
        return _told(one.who, detail, lift)

    def _lift(self, one: HoldView) -> None:
        ctx = self.ctx
        self.shell.ask.text(
            self,
            tr("Lift the hold"),
            tr("Why it need not be kept any more"),
            lambda reason: self.shell.tasks.run(
                lambda _progress: retention.lift(ctx, one.id, reason)
            ),
            lead=one.who,
            longest=300,
        )

    def _gone(self, gone: tuple[DestructionView, ...]) -> Card:
        card = Card(tr("Destroyed so far"))
        if not gone:
            card.add(label(tr("Nothing yet."), quiet=True))
        for one in gone:
            count = tr_n("{n} record", "{n} records", one.count)
            detail = f"{count} · {day_words(one.made_at.date())} · {one.reason}"
            save = Button(
                tr("Certificate"),
                partial(self.save_certificate, one.id),
                look="link",
                name=tr("Save the certificate {number}").format(number=one.number),
            )
            card.add(_told(one.number, detail, save))
        return card


def _told(title: str, detail: str, *below: QWidget) -> QWidget:
    """Return an entry of the narrow column: its words whole, what can be done under them."""
    told = QWidget()
    layout = QVBoxLayout(told)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    layout.addWidget(label(title, "strong", wrap=True))
    layout.addWidget(label(detail, "caption", quiet=True, wrap=True))
    for one in below:
        layout.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft)
    return told


def _columns() -> tuple[Column[Over], ...]:
    return (
        Column(tr("Record"), lambda one: one.what.name, width=24),
        Column(tr("Kind"), lambda one: kind_words(one.what.kind), width=22, rank=1),
        Column(tr("Over since"), lambda one: day_words(one.on), width=14, rank=2),
        Column(tr("Held by"), lambda one: one.hold, width=18),
    )
