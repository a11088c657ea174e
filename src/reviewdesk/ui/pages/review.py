"""One review: where it stands, its entries, the evidence beside them, and its moves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from reviewdesk.domain import lifecycle
from reviewdesk.domain.lifecycle import State
from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.services import rating, reviews, second_rating
from reviewdesk.ui.actions import Action
from reviewdesk.ui.autosave import Autosave
from reviewdesk.ui.dialogs.history import history_action
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.handing import hands_of_review
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.pages.review_corrections import correction_actions, corrections_card
from reviewdesk.ui.pages.review_evidence import (
    history_words,
    not_rated_card,
    outline_card,
    periods_card,
    result_card,
    waiting_card,
    year_card,
)
from reviewdesk.ui.pages.review_head import (
    FORWARD,
    early_words,
    facts,
    move_actions,
    office_actions,
    paper_actions,
    said_card,
    steps,
    tell_unsaved,
)
from reviewdesk.ui.pages.review_pen import add_scan_card, pen_actions
from reviewdesk.ui.pages.review_rating import (
    CommentCard,
    EntryCard,
    comment_cards,
    guidance_for,
    section_head,
)
from reviewdesk.ui.pages.review_writing import save_rating, save_text
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.chip import Mark
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.step_strip import StepStrip
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtWidgets import QWidget

    from reviewdesk.domain.lifecycle import Move, Rule
    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Changes
    from reviewdesk.services.reviews import EntryView, ReviewView
    from reviewdesk.ui.autosave import SaveState
    from reviewdesk.ui.shell import Shell

_TABLES = frozenset(
    {"review", "entry", "signature", "goal", "progress_entry", "check_in", "interim",
     "correction", "correction_reply"}
)  # fmt: skip


class Page(PageFrame):
    """Shows a review; what may be edited follows from whose turn it is."""

    side_stays = True  # the result and the evidence are beside whatever is rated

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._id: UUID | None = None
        self._writer = shell.ctx
        """Who types here: another person at the desk gets another page."""
        self.view: ReviewView | None = None
        self.cards: list[EntryCard] = []
        self._stops: list[tuple[QWidget, QWidget]] = []
        """Where something is to be written: the card and its first field."""
        self.strip = StepStrip()
        self.band.addWidget(self.strip)
        self.autosave = Autosave(shell.tasks, self._save, self._now, self)
        self.autosave.state_changed.connect(self._tell_saved)
        self.keep(self.autosave)
        self._mark, self._saved = Mark("ok"), label("", "caption", quiet=True, wrap=True)

    @override
    def show_place(self, place: Place) -> None:
        wanted = UUID(place.id) if place.id else None
        if wanted != self._id:
            self.autosave.flush()
            self.clear()
            self.cards, self.view, self._id = [], None, wanted
        self.reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        if changes.tables & _TABLES:
            self.reload()

    def reload(self) -> None:
        """Read the review again; fields that are being written keep their words."""
        if self._id is None:
            return
        ctx, review_id = self.ctx, self._id
        self.shell.tasks.run(lambda _progress: reviews.open_review(ctx, review_id), self._show)

    def _show(self, view: ReviewView) -> None:
        if view.id != self._id:
            return
        before, self.view = self.view, view
        subtitle = " · ".join(one for one in facts(view) if one)
        self.set_title(view.employee, subtitle, avatar=view.employee)
        self.strip.set_steps(steps(view))
        self.set_actions(self._actions_for(view))
        same = (
            before is not None
            and before.turn.state is view.turn.state
            and before.parts == view.parts
            and before.not_rated == view.not_rated
            and view.writes
        )
        if same:
            self._refresh_side(view)
        else:
            self._build(view)

    def _build(self, view: ReviewView) -> None:
        at = self.scroll_area.verticalScrollBar().value()
        self.clear()
        self.cards = []
        if view.void_reason and view.turn.state is State.VOID:
            self.add(said_card(view.void_reason, tr("This review is void")))
        if guidance := guidance_for(view):
            self.add(said_card(guidance))
        if view.not_rated and view.edits_rating:
            self.add(not_rated_card(view))
        if not any(section.entries for section in view.sections):
            self.add(waiting_card(partial(self._go, view=view)))
        for section in view.sections:
            self.add(*section_head(view, section))
            for entry in section.entries:
                card_ = EntryCard(view, section, entry, self.autosave)
                card_.rated.connect(self._rate)
                self.cards.append(card_)
                self.add(card_)
        comments = comment_cards(view, self.autosave)
        self.add(*comments)
        self._stops = [(card, card.fields[0]) for card in self.cards if card.fields]
        self._stops += [(one, one.field) for one in comments if isinstance(one, CommentCard)]
        self._refresh_side(view)
        self._build_foot(view)
        QTimer.singleShot(0, self, lambda: self.scroll_area.verticalScrollBar().setValue(at))

    def _go(self, page: str, view: ReviewView) -> None:
        self.place_requested.emit(Place(page, view.id.hex))

    def _refresh_side(self, view: ReviewView) -> None:
        empty(self.side)
        for card in self.cards:
            card.tell_lacking(view)
        add_scan_card(self, view, lambda: self.view is view)
        cards = corrections_card(view, self, self.shell), result_card(view, self.shell, self)
        self.add_side(*filter(None, cards))
        if any(section.entries for section in view.sections):
            self.add_side(outline_card(view, self.go_to))
        if view.periods:
            self.add_side(periods_card(view, self._open_part))
        self.add_side(year_card(view.evidence, self.shell, self))

    def _open_part(self, interim_id: UUID) -> None:
        self.place_requested.emit(Place("interim", interim_id.hex))

    def _build_foot(self, view: ReviewView) -> None:
        self._mark, self._saved = Mark("ok"), label("", "caption", quiet=True, wrap=True)
        writing = view.writes
        primary = self._primary(view)
        if not writing and primary is None:
            self.set_foot(None)
            return
        parts: list[QWidget | None] = [self._mark, self._saved, None] if writing else [None]
        if writing:
            if view.edits_second:
                parts.append(Button(tr("Take over the other grades"), self._take_over))
            parts += [
                Button(tr("Previous"), partial(self._step, -1)),
                Button(tr("Next"), partial(self._step, 1)),
            ]
        foot = row(*parts, primary)
        if writing:
            foot.setStretch(1, 1)
            self._saved.setText(tr("Everything you write is saved as you type."))
        self.set_foot(foot)

    def _primary(self, view: ReviewView) -> Button | None:
        if view.turn.state is State.SIGNING and view.turn.holder in view.parts:
            return Button(tr("Sign …"), self._sign, look="primary", icon="signature")
        rules = {rule.move: rule for rule in view.moves}
        for move in FORWARD:
            if move in rules:
                words = lifecycle.move_words(move)
                return Button(words, partial(self._move, rules[move]), look="primary")
        return None

    def _actions_for(self, view: ReviewView) -> list[Action]:
        talks = partial(self._go, "checkins", view)
        actions = [
            Action("review.preview", tr("Preview form"), self._preview, "Ctrl+P", "file-text"),
            Action("review.goals", tr("Goals"), partial(self._go, "goals", view), shown=False),
            Action("review.checkins", tr("Check-ins"), talks, shown=False),
            Action("review.history", tr("Hand-overs so far"), self._history, shown=False),
            history_action(self, self.shell, "review", lambda: view.id),
        ]
        actions += move_actions(view, self._move) + office_actions(view, self, self.shell)
        for others in (hands_of_review, correction_actions, paper_actions):
            actions += others(view, self, self.shell)
        if view.turn.state is State.SIGNING and view.turn.holder not in view.parts:
            actions.append(Action("review.sign", tr("Signatures …"), self._sign, shown=False))
        return actions + pen_actions(view, self, self.shell, self.reload)

    def _move(self, rule: Rule) -> None:
        """Hand the review on, once every word is on disk: afterwards it cannot be written."""
        self.autosave.when_saved(
            partial(self._ask_move, rule), partial(tell_unsaved, self, self.shell)
        )

    def _not_saved(self, fault: UserError | None) -> None:
        tell_unsaved(self, self.shell, fault)

    def _ask_move(self, rule: Rule) -> None:
        words = lifecycle.move_words(rule.move)
        if rule.needs_reason:
            self.shell.ask.text(
                self,
                words,
                tr("Why?"),
                partial(self._make, rule.move),
                lead=tr("The reason stays on record with the review."),
                multiline=True,
                action_text=words,
                longest=1000,
            )
        elif why := early_words(self.view, rule.move, self.ctx.clock.today()):
            call = partial(self._make, rule.move, "")
            self.shell.ask.confirm(self, tr("{move}?").format(move=words), why, words, call)
        else:
            self._make(rule.move, "")

    def _make(self, move: Move, reason: str) -> None:
        assert self._id is not None
        ctx, review_id = self.ctx, self._id
        self.shell.tasks.run(
            lambda _progress: rating.move(ctx, review_id, move, reason),
            lambda _state: self.reload(),
        )

    def _rate(self, entry: EntryView, dimension: str, code: str) -> None:
        assert self._id is not None
        assert self.view is not None
        ctx, view = self.ctx, self.view

        def work(_progress: Progress) -> None:
            save_rating(ctx, view, entry.id, dimension, code)

        self.shell.tasks.run(work, lambda _done: self.reload(), essential=True)

    def _take_over(self) -> None:
        """Grade as the supervisor did where the reviewer has not graded yet."""
        assert self._id is not None
        ctx, review_id = self.ctx, self._id

        def taken(_count: int) -> None:
            self.view = None  # the fields show what was taken over
            self.reload()

        self.autosave.when_saved(
            lambda: self.shell.tasks.run(
                lambda _progress: second_rating.take_over(ctx, review_id), taken, essential=True
            ),
            self._not_saved,
        )

    def _save(self, key: str, text: str) -> None:
        """Save one text as whoever typed it; called on the desk thread."""
        save_text(self._writer, key, text)

    def _now(self) -> datetime:
        return self._writer.clock.now()

    def _tell_saved(self, state: SaveState) -> None:
        if state.kind == "failed" and state.error is not None:
            self._mark.set_status("bad")
            self._saved.setText(f"{state.error.happened} {state.error.safe}")
        elif state.kind == "saved" and state.at is not None:
            self._mark.set_status("ok")
            self._saved.setText(tr("Saved {time}").format(time=state.at.strftime("%H:%M")))
        elif state.kind in ("waiting", "saving"):
            self._saved.setText(tr("Saving …"))

    def go_to(self, entry_id: UUID) -> None:
        """Bring an entry into view and put the cursor into its first field."""
        card = next((one for one in self.cards if one.entry.id == entry_id), None)
        if card is not None:
            self.scroll_area.ensureWidgetVisible(card, 0, 40)
            if card.fields:
                card.fields[0].setFocus()

    def _step(self, by: int) -> None:
        if not self._stops:
            return
        focus = QApplication.focusWidget()
        here = -1
        for place, (card, _field) in enumerate(self._stops):
            if focus is not None and card.isAncestorOf(focus):
                here = place
        card, field = self._stops[min(max(here + by, 0), len(self._stops) - 1)]
        self.scroll_area.ensureWidgetVisible(card, 0, 40)
        field.setFocus()

    def _history(self) -> None:
        assert self.view is not None
        self.shell.ask.tell(self, tr("Hand-overs so far"), details=history_words(self.view))

    def _preview(self) -> None:
        from reviewdesk.ui.dialogs.form_preview import open_preview

        assert self._id is not None
        call = partial(open_preview, self, self.shell, self._id)
        self.autosave.when_saved(call, self._not_saved)

    def _sign(self) -> None:
        from reviewdesk.ui.dialogs.sign import open_sign

        assert self._id is not None
        call = partial(open_sign, self, self.shell, self._id, self.reload)
        self.autosave.when_saved(call, self._not_saved)
