"""The talks of one review on their page: reading, writing up, keeping what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reviewdesk.domain.lifecycle import Mover, state_words
from reviewdesk.i18n import tr
from reviewdesk.services import checkins, drafts
from reviewdesk.ui.actions import Action
from reviewdesk.ui.autosave import Autosave
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.handing import hand_actions
from reviewdesk.ui.pages.talk_form import TalkForm
from reviewdesk.ui.pages.talks import HeldCard, NotesCard, Timeline
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.chip import Mark
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.typed_values import day_in
from reviewdesk.ui.widgets.words import isolate, label

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from reviewdesk.errors import UserError
    from reviewdesk.services.checkins import CheckIns
    from reviewdesk.ui.autosave import SaveState
    from reviewdesk.ui.pages.page import PageFrame


class TalkPanel(QObject):
    """Fills a page with the talks of one review."""

    def __init__(self, page: PageFrame) -> None:
        super().__init__(page)
        self._page, self._shell = page, page.shell
        self._ctx = page.shell.ctx  # what is typed belongs to whoever sits here now
        self.review: UUID | None = None
        self.view: CheckIns | None = None
        self.form: TalkForm | None = None
        self.notes: NotesCard | None = None
        self.timeline: Timeline | None = None
        self._held: HeldCard | None = None
        self._mark, self._saved_words = Mark("ok"), label("", "caption", quiet=True)
        self._finished: set[tuple[str, str]] = set()
        """Drafts that became records; a late save must not bring them back."""
        self.autosave = Autosave(page.shell.tasks, self._keep, self._ctx.clock.now, self)
        self.autosave.state_changed.connect(self._tell_saved)
        page.keep(self.autosave)

    def open(self, review: UUID) -> None:
        """Show the talks of a review."""
        if review != self.review:
            self.autosave.flush()
            self.close()
            self.review = review
            self._page.clear()
            self._page.set_title("")
            self._page.set_actions([])
        self.reload()

    def close(self) -> None:
        """Show nothing any more."""
        self.review = self.view = None
        self.form = self.notes = self.timeline = self._held = None
        self._page.set_foot(None)

    def reload(self) -> None:
        """Read the talks anew; what is being written stays."""
        if self.review is None:
            return
        ctx, review = self._ctx, self.review

        def read(_progress: object) -> tuple[CheckIns, str, str]:
            return (
                checkins.checkins(ctx, review),
                drafts.load(ctx, _talk_place(review)),
                drafts.load(ctx, _note_place(review)),
            )

        self._shell.tasks.run(read, self._show, failed=self._refused)

    def record(self) -> None:
        """Make a record of what is written."""
        form, review = self.form, self.review
        if form is None or review is None:
            return
        read = form.read()
        if read is None:
            return
        progress, actions = read
        ctx, day, topic, said = self._ctx, day_in(form.day), form.topic.text(), form.said.text()
        kept = form.content()
        self.autosave.flush()
        form.setEnabled(False)

        def work(_progress: object) -> None:
            checkins.hold(
                ctx,
                review,
                held_on=day,
                said=said,
                topic=topic,
                progress=progress,
                actions=actions,
            )
            self._finished.add((_talk_place(review), kept))

        self._shell.tasks.run(work, self._recorded, failed=self._not_recorded, essential=True)

    def print_talks(self, talk: UUID | None = None) -> None:
        """Show the paper of one talk, or of all."""
        from reviewdesk.services import papers
        from reviewdesk.ui.dialogs.paper_preview import open_paper

        ctx, review = self._ctx, self.review
        if review is not None:
            open_paper(
                self._page,
                self._shell,
                tr("Check-in records") if talk is None else tr("Check-in record"),
                lambda size: papers.checkin_record(ctx, review, talk, size),
            )

    def _recorded(self, _result: None) -> None:
        if self.form is not None:
            self.form.setEnabled(True)
            self.form.empty()
            self.form.said.setFocus()

    def _not_recorded(self, fault: UserError) -> None:
        if self.form is not None:
            self.form.setEnabled(True)
            self.form.show_fault(str(fault))

    def _keep(self, place: str, text: str) -> None:
        """Save a draft, on the desk thread."""
        if (place, text) in self._finished:
            return
        if text:
            drafts.save(self._ctx, place, text)
        else:
            drafts.drop(self._ctx, place)

    def _show(self, read: tuple[CheckIns, str, str]) -> None:
        view, talk_draft, note_draft = read
        if view.review_id != self.review:
            return
        first = self.view is None
        self.view = view
        today = self._ctx.clock.today()
        page = self._page
        subtitle = (view.supervisor, state_words(view.state))
        page.set_title(
            view.employee, " · ".join(isolate(one) for one in subtitle), view.employee
        )  # fmt: skip
        if first:
            self._build(view, talk_draft, note_draft)
        elif view.may_hold is not (self.form is not None):
            self._rebuild(view)
        assert self.timeline is not None
        assert self._held is not None
        self.timeline.show_view(view, today)
        self._held.show_view(view, today)
        if self.notes is not None:
            self.notes.show_view(view)

    def _rebuild(self, view: CheckIns) -> None:
        """Show other parts: the year has ended or begun while the page was open."""
        self.autosave.flush()
        self._page.clear()
        self.form = self.notes = None
        self._build(view, "", "")

    def _build(self, view: CheckIns, talk_draft: str, note_draft: str) -> None:
        page, review = self._page, view.review_id
        page.set_foot(None)
        if view.may_hold:
            self.form = TalkForm(view, self._ctx.clock.today())
            self.form.restore(talk_draft)
            place = _talk_place(review)
            self.form.typed.connect(lambda text: self.autosave.typed(place, text))
            self.form.left.connect(self.autosave.flush)
            page.add(self.form)
            self._foot()
        self.timeline, self._held = Timeline(), HeldCard()
        self.timeline.seen.connect(self._seen)
        self.timeline.finished.connect(self._finish)
        self.timeline.print_requested.connect(self.print_talks)
        self._held.finished.connect(self._finish)
        page.add(self.timeline)
        page.add_side(self._held)
        if view.keeps_notes:
            self.notes = NotesCard()
            self.notes.field.set_text(note_draft)
            self.notes.kept.connect(self._keep_note)
            self.notes.removed.connect(self._remove_note)
            self.autosave.watch(_note_place(review), self.notes.field)
            page.add_side(self.notes)
        page.set_actions(self._actions(view))

    def _actions(self, view: CheckIns) -> list[Action]:
        found = [
            Action(
                "talks.plan",
                tr("Goals"),
                lambda: self._page.place_requested.emit(Place("goals", str(view.review_id))),
                icon="target",
            )
        ]
        found.append(
            Action("talks.print", tr("Print the year's check-ins"), self.print_talks,
                   icon="printer", shown=False)
        )  # fmt: skip
        found += hand_actions(
            self._page,
            self._shell,
            view.review_id,
            {Mover.EMPLOYEE: (view.employee_id, view.employee)} if view.keeps_notes else {},
        )
        if view.may_hold:
            found.append(
                Action("talks.record", tr("Record the talk"), self.record, "Ctrl+Return",
                       shown=False)
            )  # fmt: skip
        return found

    def _foot(self) -> None:
        self._mark, self._saved_words = Mark("ok"), label("", "caption", quiet=True)
        self._mark.hide()
        self.button = Button(tr("Record the talk"), self.record, look="primary", icon="check")
        self._page.set_foot(row(self._mark, self._saved_words, None, self.button))

    def _tell_saved(self, state: SaveState) -> None:
        if self.form is None:
            return
        match state.kind:
            case "saved":
                assert state.at is not None
                words = tr("Draft saved {time}").format(time=f"{state.at:%H:%M}")
            case "failed":
                words = tr("Not saved yet: ReviewDesk goes on trying.")
            case "idle":
                words = ""
            case _:
                words = tr("Saving…")
        self._mark.set_status("bad" if state.kind == "failed" else "ok")
        self._mark.setVisible(state.kind in ("saved", "failed"))
        self._saved_words.setText(words)

    def _seen(self, talk: UUID) -> None:
        ctx = self._ctx
        self._run(lambda: checkins.mark_seen(ctx, talk))

    def _finish(self, action: UUID, done: bool) -> None:
        ctx = self._ctx
        day = ctx.clock.today() if done else None
        self._run(lambda: checkins.finish_action(ctx, action, day))

    def _keep_note(self, words: str) -> None:
        ctx, review = self._ctx, self.review
        if review is None or self.notes is None:
            return
        kept, place = self.notes.field.text(), _note_place(review)
        self.autosave.flush()

        def work() -> None:
            checkins.add_note(ctx, review, words)
            self._finished.add((place, kept))
            drafts.drop(ctx, place)

        self._run(work, self._note_kept)

    def _note_kept(self, _result: object) -> None:
        if self.notes is not None:
            self.notes.field.set_text("")

    def _remove_note(self, note: UUID) -> None:
        ctx = self._ctx
        self._shell.ask.confirm(
            self._page,
            tr("Throw this note away?"),
            tr("It is yours alone, and nobody can bring it back."),
            tr("Throw away"),
            lambda: self._run(lambda: checkins.remove_note(ctx, note)),
            danger=True,
        )

    def _run(
        self, work: Callable[[], object], done: Callable[[object], None] | None = None
    ) -> None:
        self._shell.tasks.run(lambda _progress: work(), done, failed=self._failed, essential=True)

    def _failed(self, fault: UserError) -> None:
        self._shell.ask.tell_error(self._page, fault)
        self.reload()

    def _refused(self, fault: UserError) -> None:
        self.view = None
        self.form = self.notes = self.timeline = self._held = None
        self._page.clear()
        self._page.set_foot(None)
        self._page.set_title(tr("Check-ins"))
        self._page.set_actions([])
        self._page.add(EmptyState("message-square-text", fault.happened, fault.remedy))


def _talk_place(review: UUID) -> str:
    return f"check-in/{review}"


def _note_place(review: UUID) -> str:
    return f"note/{review}"
