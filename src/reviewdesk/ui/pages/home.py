"""Home: what is due, overdue and waiting for whoever sits at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewdesk.domain.days import day_words, month_words
from reviewdesk.domain.lifecycle import state_words
from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.ui import theme
from reviewdesk.ui.actions import Action
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card, Line, tile
from reviewdesk.ui.widgets.chip import Avatar, Bar, Chip
from reviewdesk.ui.widgets.empty_state import EmptyState
from reviewdesk.ui.widgets.labelled import marked
from reviewdesk.ui.widgets.step_strip import Step, StepStrip
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from datetime import date

    from reviewdesk.services.context import Changes
    from reviewdesk.services.glance import Coming, Home, Item, TeamLine
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.widgets.painting import Status

_ICONS = {
    "plan": "target",
    "self-assessment": "pen-line",
    "rating": "clipboard-check",
    "reviewer": "eye",
    "employee": "message-square-text",
    "signing": "signature",
    "check-in": "message-square-text",
    "seen": "eye",
    "amendment": "target",
    "interim": "pen-line",
    "astray": "user-check",
    "correction": "pen-line",
    "answered": "eye",
    "draft": "pen",
    "launch": "send",
    "late": "triangle-alert",
}
_TEAM_SHOWN = 6


class Page(PageFrame):
    """Shows a ``Home`` value, from the glance at the start or from the open desk."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.set_title(tr("Home"))
        self._home: Home | None = None

    @override
    def show_place(self, place: Place) -> None:
        if self.shell.link.is_open:
            self.reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        self.reload()

    def reload(self) -> None:
        """Read Home again from the open desk."""
        from reviewdesk.services import home

        self.shell.tasks.run(lambda _progress: home.home(self.ctx), self.show_home)

    def show_home(self, home: Home) -> None:
        """Show what there is to do; the same value twice changes nothing."""
        if home == self._home:
            return
        self._home = home
        self.clear()
        today = tr("{day}").format(day=day_words(home.today))
        first = home.name.split()[0] if home.name else ""
        self.set_title(
            tr("Good day, {name}").format(name=first) if first else tr("Good day"),
            " · ".join(part for part in (today, home.headline) if part),
        )
        self.set_actions(self._actions_for())
        if not home.people:
            self.add(self._no_people(), stretch=1)
            self.add_side(self._computer(home))
        elif not home.cycles:
            self.add(self._no_cycle(), stretch=1)
            self.add_side(self._computer(home))
        else:
            self._fill(home)

    def _actions_for(self) -> list[Action]:
        return [
            Action("home.find", tr("Find …"), self.shell.find, "", "search"),
            Action(
                "home.reviews",
                tr("All reviews"),
                lambda: self._go("reviews"),
                icon="clipboard-list",
                primary=True,
            ),
        ]

    def _fill(self, home: Home) -> None:
        if home.steps:
            strip = Card()
            strip.add(StepStrip(_steps(home)))
            self.add(strip)
        self.add(self._to_do(home))
        if home.team:
            self.add(self._team(home.team))
        if home.coming:
            self.add_side(_coming(home.coming))
        self.add_side(self._computer(home))

    def _to_do(self, home: Home) -> Card:
        card = Card(tr("To do"))
        if home.overdue:
            card.add_trailing(Chip(tr_n("{n} overdue", "{n} overdue", home.overdue), "bad"))
        if not home.items:
            card.add(
                label(tr("Nothing waits for you today."), quiet=True, wrap=True),
            )
        for place, item in enumerate(home.items):
            card.add(self._line(item, home.today, ruled=place < len(home.items) - 1))
        if home.waiting > len(home.items):
            card.add(
                label(
                    tr_n("and {n} more", "and {n} more", home.waiting - len(home.items)),
                    "caption",
                    quiet=True,
                )
            )
        return card

    def _line(self, item: Item, today: date, *, ruled: bool) -> QWidget:
        words, status = _due_words(item, today)
        button = Button(
            _verb(item.kind),
            lambda: self._go(item.page, item.id.hex if item.id else None),
            look="primary" if item.late_days else "plain",
            name=f"{_verb(item.kind)}: {item.title}",
        )
        button.setMinimumWidth(theme.current().px(104))
        trailing: list[QWidget] = [button]
        if words:
            trailing.insert(0, Chip(words, status))
        icon = tile(_ICONS.get(item.kind, "circle-dot"), status if words else "info")
        return Line(item.title, item.detail, *trailing, head=icon, ruled=ruled)

    def _team(self, team: tuple[TeamLine, ...]) -> Card:
        every = Button(
            tr_n("All {n} person", "All {n} people", len(team)),
            lambda: self._go("reviews"),
            look="link",
        )
        card = Card(tr("My team"), every, note=tr("Furthest behind first"))
        for one in team[:_TEAM_SHOWN]:
            open_it = Button(
                tr("Open"),
                lambda one=one: self._go("review", one.review_id.hex),  # type: ignore[misc]
                look="link",
                name=tr("Open the review of {name}").format(name=one.name),
            )
            card.add(
                Line(
                    one.name,
                    one.unit,
                    Bar(one.percent / 100, f"{one.name}: {one.percent} %"),
                    _column(label(f"{one.percent} %", quiet=True), 44),
                    _column(
                        Chip(state_words(one.state), "ok" if one.percent == 100 else "info"), 148
                    ),
                    open_it,
                    head=Avatar(one.name),
                )
            )
        return card

    def _computer(self, home: Home) -> Card:
        card = Card(tr("This computer"))
        people = tr_n("{n} person on the list", "{n} people on the list", home.people)
        card.add(
            Line(home.office, people, head=tile("building-2", "info")),
            Line(
                tr("Working offline"),
                tr("Nothing leaves this computer"),
                head=tile("wifi-off", "none"),
            ),
        )
        if home.is_locked:
            detail = tr("Only a passphrase opens it")
            card.add(Line(tr("Locked"), detail, head=tile("lock", "ok")))
        else:
            words = tr("Not locked: anyone who can read this folder can read it")
            card.add(marked("warn", words))
            if not self.shell.link.is_open or self.ctx.may(Right.MANAGE_ACCOUNTS):
                card.add(row(None, Button(tr("Lock it"), self.shell.lock, icon="lock")))
        return card

    def _no_people(self) -> QWidget:
        may = not self.shell.link.is_open or self.ctx.may(Right.CHANGE_PEOPLE)
        buttons = (
            [Button(tr("Import the staff list"), lambda: self._go("people"), look="primary")]
            if may
            else []
        )
        return EmptyState(
            "users",
            tr("Begin with the people"),
            tr(
                "Import the staff list from a spreadsheet: every fault is shown at its line "
                "before anything is kept."
            ),
            *buttons,
        )

    def _no_cycle(self) -> QWidget:
        return EmptyState(
            "calendar-range",
            tr("Make the first cycle"),
            tr(
                "A cycle gives everybody who takes part a review for one period, with the "
                "scheme your office uses."
            ),
            Button(tr("Go to the cycles"), lambda: self._go("cycles"), look="primary"),
        )

    def _go(self, page: str, record: str | None = None) -> None:
        self.place_requested.emit(Place(page, record))


def _column(widget: QWidget, width: float) -> QWidget:
    """Return a widget as wide in every line, so that what stands before it ends alike."""
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget)
    layout.addStretch(1)
    box.setFixedWidth(theme.current().px(width))
    return box


def _steps(home: Home) -> tuple[Step, ...]:
    steps: list[Step] = []
    now_shown = False
    for step in home.steps:
        state = "done" if step.done == step.total else "todo"
        if state == "todo" and not now_shown:
            state, now_shown = "now", True
        detail = tr("{done} of {total}").format(done=f"{step.done:,}", total=f"{step.total:,}")
        steps.append(Step(step.title, detail, state))  # type: ignore[arg-type]
    return tuple(steps)


def _coming(coming: tuple[Coming, ...]) -> Card:
    card = Card(tr("Coming up"))
    for one in coming:
        line = QHBoxLayout()
        line.setSpacing(theme.current().px(12))
        day = QVBoxLayout()
        day.setSpacing(0)
        middle = Qt.AlignmentFlag.AlignHCenter
        day.addWidget(label(str(one.due.day), "lead"), 0, middle)
        day.addWidget(label(month_words(one.due.month)[:3], "caption", quiet=True), 0, middle)
        box = QWidget()
        box.setProperty("sunk", True)
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box.setFixedWidth(theme.current().px(46))
        box.setLayout(day)
        line.addWidget(box)
        line.addWidget(Line(one.title, one.detail), 1)
        card.add(line)
    return card


def _due_words(item: Item, today: date) -> tuple[str, Status]:
    if item.late_days:
        return tr_n("{n} day late", "{n} days late", item.late_days), "bad"
    if item.due is None:
        return "", "info"
    left = (item.due - today).days
    if left == 0:
        return tr("Due today"), "warn"
    if left <= 14:
        return tr_n("Due in {n} day", "Due in {n} days", left), "warn"
    return tr("Due {day}").format(day=day_words(item.due)), "none"


def _verb(kind: str) -> str:
    return {
        "plan": tr("Open plan"),
        "self-assessment": tr("Write"),
        "rating": tr("Rate"),
        "reviewer": tr("Read"),
        "employee": tr("Read"),
        "signing": tr("Sign"),
        "check-in": tr("Write up"),
        "seen": tr("Read"),
        "amendment": tr("Look"),
        "interim": tr("Write"),
        "astray": tr("Look"),
        "correction": tr("Answer"),
        "answered": tr("Read"),
        "draft": tr("Finish"),
        "launch": tr("Prepare"),
    }.get(kind, tr("Show"))
