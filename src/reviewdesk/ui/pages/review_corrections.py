"""The corrections beside a review that has ended: what is noted, the way to note and to answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reviewdesk.domain.correction import LONGEST, Standing, noter_words, standing_words
from reviewdesk.domain.days import short_day_words
from reviewdesk.domain.lifecycle import ENDED_STATES
from reviewdesk.i18n import tr, tr_n
from reviewdesk.services import corrections
from reviewdesk.ui.actions import Action
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Card
from reviewdesk.ui.widgets.chip import Chip
from reviewdesk.ui.widgets.words import label, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from reviewdesk.domain.correction import Part
    from reviewdesk.services.corrections import CorrectionView
    from reviewdesk.services.reviews import ReviewView
    from reviewdesk.ui.shell import Shell
    from reviewdesk.ui.widgets.painting import Status

_SHOWN = 200
"""Characters of each text on the card; the rest is one press away."""
_STATUS: dict[Standing, Status] = {
    Standing.STATED: "info",
    Standing.WAITING: "warn",
    Standing.ACCEPTED: "ok",
    Standing.DECLINED: "none",
    Standing.WITHDRAWN: "none",
}


def corrected_words(view: ReviewView) -> str:
    """Return what the head of a review says of its corrections; nothing where there are none."""
    if not view.corrections:
        return ""
    return tr_n("{n} correction noted", "{n} corrections noted", len(view.corrections))


def correction_actions(view: ReviewView, page: QWidget, shell: Shell) -> list[Action]:
    """Return the way to note a correction and to print what is noted, on reviews that ended."""
    if view.turn.state not in ENDED_STATES:
        return []
    ctx = shell.ctx

    def begin() -> None:
        shell.tasks.run(lambda _progress: corrections.choices(ctx, view.id), ask)

    def ask(parts: tuple[Part, ...]) -> None:
        from reviewdesk.ui.dialogs.correction import NoteCorrection

        NoteCorrection(page, shell, view, parts).open()

    def show() -> None:
        from reviewdesk.services import correction_papers
        from reviewdesk.ui.dialogs.paper_preview import open_paper

        open_paper(
            page,
            shell,
            tr("Corrections"),
            lambda size: correction_papers.corrections_paper(ctx, view.id, size),
        )

    actions = []
    if view.parts:
        actions.append(Action("review.correct", tr("Note a correction …"), begin, shown=False))
    if view.corrections:
        words = tr("Print the corrections")
        actions.append(Action("review.corrections", words, show, shown=False))
    return actions


def corrections_card(view: ReviewView, page: QWidget, shell: Shell) -> Card | None:
    """Return what is noted beside the record, or None where nothing is."""
    if not view.corrections:
        return None
    card = Card(tr("Corrections"), note=tr("The record itself is unchanged. Read these beside it."))
    for place, one in enumerate(view.corrections):
        if place:
            card.add(line())
        _fill(card, one, page, shell)
    return card


def _fill(card: Card, one: CorrectionView, page: QWidget, shell: Shell) -> None:
    card.add(
        label(one.title, "strong", wrap=True),
        row(Chip(standing_words(one.standing), _STATUS[one.standing]), None),
    )
    is_cut = False
    for title, text in _told(one):
        plain = "; ".join(text.splitlines())
        short = plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN].rsplit(maxsplit=1)[0]} …"
        is_cut = is_cut or short != plain
        words = tr("{title}: {words}").format(title=title, words=short)
        is_right = text == one.corrected
        card.add(label(words, "body" if is_right else "caption", quiet=not is_right, wrap=True))
    noted = tr("{who}, {day}").format(
        who=noter_words(one.noted_as, one.noted_by), day=short_day_words(one.noted_at.date())
    )
    card.add(label(noted, "caption", quiet=True, wrap=True))
    for reply in one.replies:
        card.add(label(corrections.reply_words(reply), wrap=True))
    buttons: list[QWidget | None] = []
    if one.may_answer:
        buttons.append(_button(tr("Answer …"), one, partial(_answer, one, page, shell)))
    if is_cut:
        buttons.append(_button(tr("Read it all"), one, partial(_read, one, page, shell)))
    if one.may_withdraw:
        buttons.append(_button(tr("Withdraw …"), one, partial(_withdraw, one, page, shell)))
    if buttons:
        card.add(row(*buttons, None))


def _button(words: str, one: CorrectionView, call: partial[None]) -> Button:
    """Return a button whose name says which correction it is about."""
    name = tr("{words} {title}").format(words=words, title=one.title)
    return Button(words, call, look="link", name=name)


def _told(one: CorrectionView) -> Iterator[tuple[str, str]]:
    if one.said.strip():
        yield tr("The record says"), one.said
    yield tr("It should say"), one.corrected
    yield tr("Why"), one.reason


def _read(one: CorrectionView, page: QWidget, shell: Shell) -> None:
    told = "\n\n".join(f"{title}\n{text}" for title, text in _told(one))
    shell.ask.tell(page, one.title, details=told)


def _answer(one: CorrectionView, page: QWidget, shell: Shell) -> None:
    from reviewdesk.ui.dialogs.correction import AnswerCorrection

    AnswerCorrection(page, shell, one).open()


def _withdraw(one: CorrectionView, page: QWidget, shell: Shell) -> None:
    ctx = shell.ctx

    def take_back(reason: str) -> None:
        shell.tasks.run(lambda _progress: corrections.withdraw(ctx, one.id, reason), essential=True)

    shell.ask.text(
        page,
        tr("Withdraw the correction"),
        tr("Why?"),
        take_back,
        lead=tr("It stays beside the record and is marked as withdrawn, with your reason."),
        multiline=True,
        action_text=tr("Withdraw it"),
        longest=LONGEST,
    )
