"""Schemes: the list of them, and one in words; a draft opens in its editor."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.domain.permissions import Right
from reviewdesk.i18n import tr, tr_n
from reviewdesk.overriding import override
from reviewdesk.services import own_schemes, scheme_sheet
from reviewdesk.services.standing import read_scheme
from reviewdesk.ui.actions import Action
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.page import PageFrame
from reviewdesk.ui.widgets.button import Button
from reviewdesk.ui.widgets.card import Card, Line, tile
from reviewdesk.ui.widgets.chip import Chip
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Changes
    from reviewdesk.services.own_schemes import SchemeRow
    from reviewdesk.ui.shell import Shell

_FILES = "TOML (*.toml)"


class Page(PageFrame):
    """The list where no scheme is named, else that scheme in words."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._id = ""

    @override
    def show_place(self, place: Place) -> None:
        self._id = place.id or ""
        self.reload()

    @override
    def on_changes(self, changes: Changes) -> None:
        if changes.tables & {"own_scheme", "cycle"}:
            self.reload()

    def reload(self) -> None:
        """Read the list, or the scheme, again."""
        ctx = self.ctx
        if not self._id:
            self.shell.tasks.run(lambda _progress: own_schemes.list_all(ctx), self._show_list)
            return
        wanted = self._id

        def work(_progress: Progress) -> tuple[SchemeRow, Scheme] | None:
            row = next((one for one in own_schemes.list_all(ctx) if _key(one) == wanted), None)
            if row is None:
                return None
            return row, read_scheme(own_schemes.scheme_text(ctx, row.card.id, row.own))

        self.shell.tasks.run(work, self._show_one)

    def _show_list(self, rows: list[SchemeRow]) -> None:
        if self._id:
            return
        self.clear()
        self.set_title(tr("Schemes"), tr("By which rules this office appraises"))
        right = Right.CHANGE_SCHEMES
        new = tr("New scheme")
        take_in = tr("Take in a file")
        self.set_actions(
            [
                Action("schemes.import", take_in, self._take_in, icon="download", right=right),
                Action("schemes.new", new, self._new, "Ctrl+N", "plus", right, primary=True),
            ]
        )
        own = [one for one in rows if one.own is not None]
        if own:
            self.add(self._list_card(tr("Of this office"), own))
        shipped = [one for one in rows if one.own is None]
        self.add(self._list_card(tr("Shipped with ReviewDesk"), shipped))

    def _list_card(self, title: str, rows: list[SchemeRow]) -> Card:
        card = Card(title)
        for one in rows:
            trailing: list[QWidget] = [
                label(tr_n("{n} cycle", "{n} cycles", len(one.cycles)), quiet=True)
            ]
            if one.own is not None:
                done = one.finished
                trailing.append(Chip(tr("Finished"), "ok") if done else Chip(tr("Draft"), "warn"))
            name = tr("Open {name}").format(name=one.card.name)
            details = f"{one.card.office} · " if one.card.office else ""
            card.add(
                Line(
                    one.card.name,
                    details + tr("Version {version}").format(version=one.card.version),
                    *trailing,
                    Button(tr("Open"), partial(self._open, one), name=name),
                    head=tile("book-open", "info" if one.finished else "warn"),
                )
            )
        return card

    def _open(self, one: SchemeRow) -> None:
        if one.own is not None and not one.finished:
            self._edit(one.own)
        else:
            self.place_requested.emit(Place("schemes", _key(one)))

    def _edit(self, own: UUID) -> None:
        self.place_requested.emit(Place("scheme", own.hex))

    def _show_one(self, found: tuple[SchemeRow, Scheme] | None) -> None:
        if found is None or _key(found[0]) != self._id:
            return
        one, scheme = found
        self.clear()
        version = tr("Version {version}").format(version=one.card.version)
        self.set_title(scheme.name, version)
        self.set_actions(self._actions_for(one, scheme))
        if one.cycles:
            card = Card(tr("In use"))
            names = ", ".join(one.cycles)
            card.add(label(tr("Cycles made from it: {names}.").format(names=names), wrap=True))
            self.add(card)
        for chapter in scheme_sheet.chapters(scheme):
            if chapter.lines:
                card = Card(chapter.title)
                for line in chapter.lines:
                    card.add(label(line, wrap=True))
                self.add(card)

    def _actions_for(self, one: SchemeRow, scheme: Scheme) -> list[Action]:
        right = Right.CHANGE_SCHEMES
        back, save = tr("All schemes"), tr("Save as a file")
        found = [
            Action("schemes.all", back, self._back, "Alt+Up", "arrow-left"),
            Action(
                "schemes.blank", tr("Print a blank form"), partial(self._blank, one), icon="printer"
            ),
            Action("schemes.export", save, partial(self._export, one), icon="upload", shown=False),
        ]
        if one.own is not None:
            version = partial(self._next_version, one.own)
            found.append(
                Action("schemes.version", tr("New version"), version, icon="pen", right=right)
            )
            if not one.cycles:
                gone = partial(self._ask_remove, one.own)
                found.append(Action("schemes.remove", tr("Delete"), gone, right=right, shown=False))
        copy = partial(self._copy, one, scheme)
        title = tr("Copy and change")
        found.append(Action("schemes.copy", title, copy, "", "copy", right, primary=True))
        return found

    def _blank(self, one: SchemeRow) -> None:
        from reviewdesk.services import forms_to_fill
        from reviewdesk.ui.dialogs.paper_preview import open_paper

        ctx = self.ctx
        open_paper(
            self,
            self.shell,
            tr("Blank form"),
            lambda size: forms_to_fill.blank_form(ctx, one.card.id, one.own, size),
        )

    def _new(self) -> None:
        self.shell.ask.text(
            self,
            tr("New scheme"),
            tr("Name of the scheme"),
            partial(self._make, text=""),
            lead=tr("It starts with the usual steps and nothing to rate by."),
            action_text=tr("Make the scheme"),
        )

    def _copy(self, one: SchemeRow, scheme: Scheme) -> None:
        ctx = self.ctx

        def named(name: str) -> None:
            def work(_progress: Progress) -> UUID:
                text = own_schemes.scheme_text(ctx, one.card.id, one.own)
                return own_schemes.make(ctx, name, text=text)

            self.shell.tasks.run(work, self._edit)

        self.shell.ask.text(
            self,
            tr("Copy and change"),
            tr("Name of the scheme"),
            named,
            initial=tr("{name}, our own").format(name=scheme.name),
            action_text=tr("Make the scheme"),
        )

    def _make(self, name: str, *, text: str) -> None:
        ctx = self.ctx
        self.shell.tasks.run(lambda _progress: own_schemes.make(ctx, name, text=text), self._edit)

    def _next_version(self, own: UUID) -> None:
        ctx = self.ctx

        def made(found: tuple[UUID, str]) -> None:
            self._edit(found[0])
            self.shell.ask.tell(self, tr("A new version is begun"), found[1])

        self.shell.tasks.run(lambda _progress: own_schemes.next_version(ctx, own), made)

    def _ask_remove(self, own: UUID) -> None:
        ctx = self.ctx

        def yes() -> None:
            self.shell.tasks.run(
                lambda _progress: own_schemes.remove(ctx, own), lambda _done: self._back()
            )

        self.shell.ask.confirm(
            self,
            tr("Delete this version?"),
            tr("No cycle was made from it."),
            tr("Delete"),
            yes,
            danger=True,
        )

    def _export(self, one: SchemeRow) -> None:
        ctx = self.ctx

        def chosen(path: Path) -> None:
            self.shell.tasks.run(
                lambda _progress: own_schemes.export(ctx, one.card.id, one.own, path)
            )

        name = f"{one.card.id}.toml"
        self.shell.ask.choose_save_file(self, tr("Save as a file"), _FILES, chosen, name=name)

    def _take_in(self) -> None:
        ctx = self.ctx

        def chosen(path: Path) -> None:
            self.shell.tasks.run(lambda _progress: own_schemes.take_in(ctx, path))

        self.shell.ask.choose_open_file(self, tr("Take in a file"), _FILES, chosen)

    def _back(self) -> None:
        self.place_requested.emit(Place("schemes"))


def _key(one: SchemeRow) -> str:
    return one.card.id if one.own is None else one.own.hex
