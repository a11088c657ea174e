"""The interim assessment: how a supervisor who leaves a review closes their part of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from reviewdesk.domain import scoring
from reviewdesk.domain.interim import LONGEST, InterimState, state_words
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import interims
from reviewdesk.ui.actions import Action
from reviewdesk.ui.autosave import Autosave
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.pages.review_evidence import year_card
from reviewdesk.ui.pages.review_rating import goal_parts
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.chip import Chip, Mark
from reviewdesk.ui.widgets.rating_field import rating_field
from reviewdesk.ui.widgets.text_field import TextField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from datetime import datetime

    from reviewdesk.errors import UserError
    from reviewdesk.services.context import Changes
    from reviewdesk.services.interims import InterimEntry, InterimView
    from reviewdesk.ui.autosave import SaveState
    from reviewdesk.ui.shell import Shell

_TABLES = frozenset({"interim", "review"})


class Page(PageFrame):
    """One part of a review; its author writes and rates until it is handed in."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._id: UUID | None = None
        self._writer = shell.ctx
        self.view: InterimView | None = None
        self.autosave = Autosave(shell.tasks, self._save, self._now, self)
        self.autosave.state_changed.connect(self._tell_saved)
        self.keep(self.autosave)
        self._mark = Mark("ok")
        self._saved = label("", "caption", quiet=True, wrap=True)

    @override
    def show_place(self, place: Place) -> None:
        wanted = UUID(place.id) if place.id else None
        if wanted != self._id:
            self.autosave.flush()
            self.clear()
            self.view, self._id = None, wanted
        self.reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        if changes.tables & _TABLES:
            self.reload()

    def reload(self) -> None:
        """Read it again; what is being written keeps its words."""
        if self._id is None:
            return
        ctx, interim_id = self.ctx, self._id
        self.shell.tasks.run(lambda _progress: interims.interim(ctx, interim_id), self._show)

    def _show(self, view: InterimView) -> None:
        if view.id != self._id:
            return
        before, self.view = self.view, view
        days = tr_n("{n} day under the plan", "{n} days under the plan", view.days)
        self.set_title(
            tr("Interim assessment of {name}").format(name=view.employee),
            f"{view.supervisor} · {view.period} · {days}",
            avatar=view.employee,
        )
        self.set_actions(self._actions_for(view))
        if before is None or not (before.writes and view.writes):
            self._build(view)

    def _build(self, view: InterimView) -> None:
        self.clear()
        self.add(self._head_card(view))
        if view.writes or view.state is InterimState.HANDED_IN:
            self.add(self._words_card(view))
            for entry in view.entries:
                if view.writes or entry.ratings:
                    self.add(self._entry_card(view, entry))
        self.add_side(year_card(view.evidence, self.shell, self))
        self._build_foot(view)

    def _head_card(self, view: InterimView) -> Card:
        status = {InterimState.DUE: "warn", InterimState.HANDED_IN: "ok"}.get(view.state, "none")
        card = Card(view.cycle, Chip(state_words(view.state), status))  # type: ignore[arg-type]
        if view.writes:
            words = tr(
                "Say what you saw in your time with {name}; whoever goes on reads it and the "
                "form prints it. Rate what you could observe and leave the rest."
            ).format(name=view.employee)
        elif view.state is InterimState.DUE:
            words = tr("{name} is asked to write it; nobody else reads it before.").format(
                name=view.supervisor
            )
        else:
            words = view.reason
        if words:
            card.add(label(words, quiet=not view.reason, wrap=True))
        go = partial(self._go_to_review, view)
        card.add(row(Button(tr("Open the review"), go, look="link"), None))
        return card

    def _entry_card(self, view: InterimView, entry: InterimEntry) -> Card:
        card = Card(entry.name, label(entry.section.title, quiet=True))
        if entry.goal is not None:
            for part in goal_parts(entry.goal):
                card.add(part)
        titles = [(one.id, one.title) for one in entry.section.dimensions] or [("", "")]
        scale = view.scheme.scale(entry.section)
        for dimension, title in titles:
            given = entry.ratings.get(dimension, "")
            if view.writes:
                field = rating_field(scale, title or tr("How you rate it, if you can"))
                field.set_code(given)
                field.rated.connect(partial(self._rate, entry.key, dimension))
                card.add(field)
            elif given:
                words = scoring.rating_label(view.scheme, entry.section, given)
                card.add(label(f"{title or tr('Rating')}: {words}", "strong", wrap=True))
        return card

    def _words_card(self, view: InterimView) -> Card:
        card = Card(tr("The time as a whole"))
        if view.writes:
            field = TextField(tr("What you saw"), longest=LONGEST)
            field.set_text(view.text)
            self.autosave.watch(view.id.hex, field)
            card.add(field)
        else:
            card.add(label(view.text, wrap=True))
        return card

    def _build_foot(self, view: InterimView) -> None:
        if not view.writes:
            self.set_foot(None)
            return
        self._mark = Mark("ok")
        words = tr("Everything you write is saved as you type.")
        self._saved = label(words, "caption", quiet=True, wrap=True)
        button = Button(tr("Hand in"), self._hand_in, look="primary")
        foot = row(self._mark, self._saved, None, button)
        foot.setStretch(1, 1)
        self.set_foot(foot)

    def _actions_for(self, view: InterimView) -> list[Action]:
        if not view.decides:
            return []
        if view.state is InterimState.DUE:
            words, wanted = tr("Do without it …"), False
        else:
            words, wanted = tr("Ask for it …"), True
        return [Action("interim.decide", words, partial(self._ask_why, words, wanted=wanted))]

    def _ask_why(self, words: str, *, wanted: bool) -> None:
        self.shell.ask.text(
            self,
            words.removesuffix(" …"),
            tr("Why?"),
            lambda reason: self._do(
                lambda ctx, one: interims.decide(ctx, one, reason, wanted=wanted)
            ),
            lead=tr("The reason stays on record with the review."),
            multiline=True,
            action_text=words.removesuffix(" …"),
            longest=1000,
        )

    def _hand_in(self) -> None:
        self.autosave.when_saved(lambda: self._do(interims.hand_in), self._not_saved)

    def _not_saved(self, fault: UserError | None) -> None:
        why = "" if fault is None else f"{fault.happened} {fault.remedy}".strip()
        title = tr("Not everything you wrote is saved yet")
        self.shell.ask.tell(self, title, why or tr("Your words are on this page."))

    def _do(self, call: object) -> None:
        assert self._id is not None
        assert callable(call)
        ctx, interim_id, work = self.ctx, self._id, call
        self.shell.tasks.run(
            lambda _progress: work(ctx, interim_id), lambda _done: self.reload(), essential=True
        )

    def _rate(self, key: str, dimension: str, code: str) -> None:
        self._do(lambda ctx, one: interims.rate(ctx, one, key, code, dimension))

    def _save(self, key: str, text: str) -> None:
        interims.write(self._writer, UUID(hex=key), text)

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

    def _go_to_review(self, view: InterimView) -> None:
        self.place_requested.emit(Place("review", view.review_id.hex))
