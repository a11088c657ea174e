"""The scheme editor: its parts, what is still wrong, the form and an example beside them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication

from reviewdesk.domain import scheme_draft
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.result_words import level_shown, score_shown
from reviewdesk.domain.scheme_write import write
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import own_schemes, scheme_example
from reviewdesk.ui.actions import Action
from reviewdesk.ui.autosave import Autosave
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.pages.scheme_form import SchemeForm
from reviewdesk.ui.pages.scheme_parts import parts
from reviewdesk.ui.widgets.button import Button, IconButton, row
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.labelled import marked
from reviewdesk.ui.widgets.pdf_view import PdfView
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.rating_field import rating_field
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.domain.scheme_faults import Fault
    from reviewdesk.domain.scoring import SoFar
    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.ui.pages.scheme_parts import Part
    from reviewdesk.ui.shell import Shell

AFTER_CHANGE = 300
"""Milliseconds of quiet before the form is drawn anew."""


class Page(PageFrame):
    """One draft; every change is kept, checked and shown on the form beside it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._own: UUID | None = None
        self._given: dict[tuple[str, str, str], str] = {}
        self._faults: tuple[Fault, ...] = ()
        self._parts = parts()
        self.form = SchemeForm()
        self.form.changed.connect(self._changed)
        self.example = Card(tr("Try it"), note=tr("Rate an invented person."))
        self.chooser = ComboBox(tr("Part of the scheme"))
        for part in self._parts:
            self.chooser.addItem(part.title)
        self.chooser.addItem(tr("Try it"))
        self.chooser.currentIndexChanged.connect(lambda _place: self._show_part())
        before = IconButton("chevron-left", tr("Part before"), partial(self._step, -1))
        after = IconButton("chevron-right", tr("Next part"), partial(self._step, 1))
        across = row(before, self.chooser, after)
        across.setStretch(1, 1)
        self.band.addLayout(across)
        self._wrong = Card(tr("Still to settle"))
        self._result = Card(tr("Result of the example"))
        self.pages = PdfView(shell.tasks, tr("Pages of the form"))
        self.pages.setMinimumHeight(shell.theme.px(380))
        self._paper = Card(tr("The form"))
        self._paper.add(self.pages)
        self.add(self.form, self.example)
        self.add_side(self._wrong, self._result, self._paper)
        self.autosave = Autosave(shell.tasks, self._save, shell.ctx.clock.now, self)
        self.keep(self.autosave)
        self._later = QTimer(self, singleShot=True, interval=AFTER_CHANGE)
        self._later.timeout.connect(self._judge)

    @override
    def show_place(self, place: Place) -> None:
        self._own = UUID(place.id)
        self._given.clear()
        own, ctx = self._own, self.ctx
        self.shell.tasks.run(lambda _progress: own_schemes.draft(ctx, own), self._show)

    def _show(self, draft: Scheme) -> None:
        self.form.draft = draft
        version = tr("Draft of version {version}").format(version=draft.version)
        self.set_title(draft.name, version)
        right = Right.CHANGE_SCHEMES
        back, end, delete = tr("All schemes"), tr("Finish this version"), tr("Delete this draft")
        self.set_actions(
            [
                Action("scheme.all", back, self._back, "Alt+Up", "arrow-left"),
                Action("scheme.delete", delete, self._ask_delete, right=right, shown=False),
                Action("scheme.finish", end, self._finish, "", "check", right, primary=True),
            ]
        )
        self._show_part()
        self._judge()

    def _step(self, by: int) -> None:
        place = self.chooser.currentIndex() + by
        if 0 <= place < self.chooser.count():
            self.chooser.setCurrentIndex(place)

    def _show_part(self) -> None:
        draft, place = self.form.draft, self.chooser.currentIndex()
        trying = place == len(self._parts)
        self.form.setVisible(not trying)
        self.example.setVisible(trying)
        if draft is None:
            return
        if trying:
            self._show_example(draft)
        else:
            self.form.show_part(draft, self._parts[place])
            self.form.show_faults(self._faults)

    def _show_example(self, draft: Scheme) -> None:
        head = self.example.body.count()
        while head > 2:  # heading and note stay
            head -= 1
            item = self.example.body.takeAt(head)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        if scheme_draft.faults(draft):
            words = tr("Settle what is still wrong first.")
            self.example.add(label(words, wrap=True))
            return
        for entry in scheme_example.entries(draft):
            for dimension in entry.section.dimensions or (None,):
                key = (entry.section.id, entry.name, dimension.id if dimension else "")
                title = f"{entry.name}, {dimension.title}" if dimension else entry.name
                field = rating_field(draft.scale(entry.section), title)
                field.set_code(self._given.get(key, ""))
                field.rated.connect(partial(self._rated, key))
                self.example.add(field)

    def _rated(self, key: tuple[str, str, str], code: str) -> None:
        self._given[key] = code
        self._judge()

    def _changed(self) -> None:
        draft = self.form.draft
        assert draft is not None
        assert self._own is not None
        self.autosave.typed(self._own.hex, write(draft))
        self._later.start()

    def _save(self, key: str, text: str) -> None:
        own_schemes.save(self.ctx, UUID(key), scheme_draft.read_draft(text))

    def _judge(self) -> None:
        """Check the draft; draw the form of an example where nothing is wrong."""
        draft, given, today = self.form.draft, dict(self._given), self.ctx.clock.today()
        assert draft is not None

        def work(_progress: Progress) -> tuple[tuple[Fault, ...], SoFar | None, bytes]:
            wrong = scheme_draft.faults(draft)
            if wrong:
                return wrong, None, b""
            so_far = scheme_example.score(draft, given)
            return (), so_far, scheme_example.form(draft, given, today)

        self.shell.tasks.run(work, self._judged)

    def _judged(self, found: tuple[tuple[Fault, ...], SoFar | None, bytes]) -> None:
        wrong, so_far, content = found
        self._faults = wrong
        draft = self.form.draft
        if draft is not None:
            version = tr("Draft of version {version}").format(version=draft.version)
            self.set_title(draft.name, version)
        _only_heading(self._wrong)
        self._wrong.setVisible(bool(wrong))
        self.form.show_faults(wrong)
        for fault in wrong[:12]:
            part = _part_of(fault, self._parts)
            where = f"{part.title}:" if part is not None else ""
            self._wrong.add(marked("warn", f"{where} {fault.message} {fault.remedy}".strip()))
            if part is not None:
                name = tr("Go to {part}: {fault}").format(part=part.title, fault=fault.message)
                call = partial(self._go_to, part, fault)
                self._wrong.add(row(Button(tr("Go there"), call, look="link", name=name), None))
        if len(wrong) > 12:
            more = tr_n("{n} more", "{n} more", len(wrong) - 12)
            self._wrong.add(label(more, quiet=True))
        _only_heading(self._result)
        self._result.setVisible(so_far is not None and so_far.result is not None)
        if so_far is not None and so_far.result is not None:
            result = so_far.result
            assert draft is not None
            score = score_shown(draft, result.score or "")
            level = level_shown(result.level or "", result.label or "")
            words = " · ".join(one for one in (score, level) if one)
            self._result.add(label(words, "strong", wrap=True))
            for step in result.steps:
                self._result.add(label(f"{step.title}: {step.working}", quiet=True, wrap=True))
        if content:
            self.pages.show_bytes(content)

    def _go_to(self, part: Part, fault: Fault) -> None:
        self.chooser.setCurrentIndex(self._parts.index(part))
        field = self.form.go_to(fault.path)
        if field is not None:
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self.scroll_area.ensureWidgetVisible(field, 0, 40)
            for wait in (0, 100):  # wrapped words take their heights one after the other
                QTimer.singleShot(
                    wait, field, lambda: self.scroll_area.ensureWidgetVisible(field, 0, 40)
                )

    def _finish(self) -> None:
        self.autosave.when_saved(self._finish_now, self._not_saved)

    def _not_saved(self, fault: UserError | None) -> None:
        title = tr("Not everything you wrote is saved yet")
        self.shell.ask.tell(self, title, "" if fault is None else fault.happened)

    def _finish_now(self) -> None:
        own, ctx = self._own, self.ctx
        assert own is not None

        def done(_done: object) -> None:
            self.place_requested.emit(Place("schemes", own.hex))

        self.shell.tasks.run(lambda _progress: own_schemes.finish(ctx, own), done)

    def _ask_delete(self) -> None:
        own, ctx = self._own, self.ctx
        assert own is not None

        def yes() -> None:
            self.autosave.flush()
            self.shell.tasks.run(
                lambda _progress: own_schemes.remove(ctx, own), lambda _done: self._back()
            )

        title, text = tr("Delete this draft?"), tr("What was written in it is gone for good.")
        self.shell.ask.confirm(self, title, text, tr("Delete"), yes, danger=True)

    def _back(self) -> None:
        self.place_requested.emit(Place("schemes"))


def _only_heading(card: Card) -> None:
    while card.body.count() > 1:
        item = card.body.takeAt(1)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


def _part_of(fault: Fault, every: Sequence[Part]) -> Part | None:
    """Return the part of the editor where a fault stands."""
    for part in every:
        names = {field.name for field in part.fields}
        inside = part.path and fault.path[: len(part.path)] == part.path
        if inside or (not part.path and fault.path and fault.path[0] in names):
            return part
    return None
