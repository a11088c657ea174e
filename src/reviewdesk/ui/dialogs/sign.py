"""Signing: what is signed, what changed since it was last seen, what it means, the PIN."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QScrollArea, QVBoxLayout, QWidget

from reviewdesk.domain.permissions import Right
from reviewdesk.domain.signoff import SignatureKind, Stance
from reviewdesk.i18n import tr
from reviewdesk.services import certificates, form_pdf, review_changes, signing
from reviewdesk.ui.dialogs.office_authority import OfficeAuthority, secret
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Sunk
from reviewdesk.ui.widgets.chip import Mark
from reviewdesk.ui.widgets.choice import Choice
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.emptying import empty
from reviewdesk.ui.widgets.pdf_view import PdfView
from reviewdesk.ui.widgets.scrolled import scrolled
from reviewdesk.ui.widgets.signature_pad import SignaturePad
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.signing import SigningView
    from reviewdesk.ui.shell import Shell

_CHANGES_AT_ONCE = 6
"""Changes for which there is room; more are scrolled, none is left out."""


class Sign(Dialog):
    """The conversation in which one person signs, or a refusal is witnessed."""

    def __init__(
        self, parent: QWidget, shell: Shell, review_id: UUID, on_done: Callable[[], object]
    ) -> None:
        super().__init__(parent, tr("Sign the form"))
        self._shell, self._review_id, self._on_done = shell, review_id, on_done
        self._view: SigningView | None = None
        px = shell.theme.px
        self.pages = PdfView(shell.tasks, tr("Pages of the form"))
        room = parent.window()
        self.pages.setMinimumSize(
            min(px(340), round(room.width() * 0.4)), min(px(360), round(room.height() * 0.5))
        )
        self._column = QVBoxLayout()
        self._column.setSpacing(px(10))
        self._column.setContentsMargins(0, 0, px(8), 0)
        inside = QWidget()
        inside.setLayout(self._column)
        self._right = right = scrolled(inside)
        right.setMinimumWidth(min(px(396), round(room.width() * 0.5)))
        right.setMinimumHeight(min(px(440), room.height() - px(150)))
        across = row(self.pages, right)
        across.setStretch(0, 1)
        self.add(across)
        self._fault = label("", tone="bad", wrap=True)
        self._fault.hide()
        self.passphrase = secret(LineField(tr("Office passphrase")))
        self.pin = secret(LineField(tr("Your PIN")))
        self.pin_again = secret(LineField(tr("Your PIN once more")))
        self.agree = Choice(tr("I received this and agree"))
        self.disagree = Choice(tr("I received this and do not agree"))
        self.refusal = LineField(tr("What the employee said"), longest=signing.LONGEST_REFUSAL)
        self.pad = SignaturePad()
        self._stances = QButtonGroup(self)
        self._stances.addButton(self.agree)
        self._stances.addButton(self.disagree)
        self._action = self.set_buttons(tr("Sign"), self._go, icon="signature")
        self._action.setEnabled(False)
        ctx = shell.ctx
        shell.tasks.run(
            lambda _progress: form_pdf.form_bytes(ctx, review_id), self.pages.show_bytes
        )
        self._read()

    def _read(self) -> None:
        ctx, review_id = self._shell.ctx, self._review_id

        def work(_progress: Progress) -> tuple[SigningView, tuple[str, ...]]:
            return signing.signing(ctx, review_id), review_changes.changes_since_seen(
                ctx, review_id
            )

        self._shell.tasks.run(work, self._show)

    def _show(self, found: tuple[SigningView, tuple[str, ...]]) -> None:
        view, changes = found
        self._view = view
        for widget in (
            self.passphrase, self.pin, self.pin_again, self.agree, self.disagree, self.refusal,
            self.pad, self._fault,
        ):  # fmt: skip
            widget.hide()
            widget.setParent(None)  # so that Tab comes to it in the order of the column
        empty(self._column)
        self._chain(view)
        if view.my_turn and view.has_key:
            self._changes(changes)
            self._meaning(view)
        elif view.my_turn:
            self._first_key(view)
        elif self._may_witness(view):
            self._witness(view)
        else:
            self._action.setEnabled(False)
        self._column.addWidget(self._fault)
        self._column.addStretch(1)
        self._order_tab()
        QTimer.singleShot(0, self._show_field)  # once the column has its places

    def _show_field(self) -> None:
        """Let nobody type into a field that is out of sight."""
        if self._right.isAncestorOf(self.focusWidget()):
            self._right.ensureWidgetVisible(self.focusWidget())

    def _order_tab(self) -> None:
        """Let Tab come to the buttons after the column."""
        last = self.pin if self.pin_again.isHidden() else self.pin_again
        if last.isHidden() or self.cancel_button is None:
            return
        for one, following in pairwise([last.edit, self.cancel_button, self._action]):
            QWidget.setTabOrder(one, following)

    def _chain(self, view: SigningView) -> None:
        for one in view.signers:
            if one.kind is SignatureKind.SIGNED:
                words, mark = tr("signed"), "ok"
            elif one.kind is SignatureKind.DECLINED:
                words, mark = tr("declined, witnessed"), "warn"
            else:
                words, mark = (tr("next"), "info") if one.is_next else (tr("later"), "none")
            text = tr("{title}: {name}, {state}").format(
                title=one.title, name=one.name, state=words
            )
            line = row(Mark(mark), label(text, wrap=True))  # type: ignore[arg-type]
            line.setStretch(1, 1)
            self._column.addLayout(line)

    def _changes(self, changes: tuple[str, ...]) -> None:
        self._column.addWidget(label(tr("What changed since you last saw it"), "strong"))
        text = "\n".join(changes) or tr("Nothing was changed by others.")
        words = label(text, "caption", wrap=True)
        if len(changes) <= _CHANGES_AT_ONCE:
            self._column.addWidget(Sunk(words))
            return
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFixedHeight(self._shell.theme.px(150))
        area.setAccessibleName(tr("What changed since you last saw it"))
        area.setWidget(words)
        self._column.addWidget(area)

    def _meaning(self, view: SigningView) -> None:
        mine = next(one for one in view.signers if one.is_next)
        self._column.addWidget(label(tr("What your signature says"), "strong"))
        self._column.addWidget(label(mine.meaning, wrap=True))
        if view.asks_stance:
            self._put(self.agree, self.disagree)
        self._column.addWidget(label(tr("Draw your signature, if you like"), "caption", quiet=True))
        self._put(self.pad, self.pin)
        self._column.addLayout(row(self._forgotten(view), None))
        self._column.addLayout(row(self._another_key(), None))
        self._action.setText(tr("Sign"))
        self._action.setEnabled(True)
        self.pin.setFocus()

    def _first_key(self, view: SigningView) -> None:
        self._column.addWidget(label(tr("Your signing key"), "strong"))
        if not view.office_has_authority:
            self._no_authority()
            return
        words = tr(
            "You need a signing key. The HR officer types the office passphrase, then you "
            "choose a PIN that only you know. An earlier key stays on record, so that what it "
            "signed can be checked."
        )
        self._column.addWidget(label(words, wrap=True))
        self._put(self.passphrase, self.pin, self.pin_again)
        self._column.addLayout(row(self._another_key(), None))
        self._action.setText(tr("Make my key"))
        self._action.setEnabled(True)
        self.passphrase.setFocus()

    def _forgotten(self, view: SigningView) -> Button:
        """Return the way to another key for whoever cannot unlock theirs any more."""

        def renew() -> None:
            self._show((replace(view, has_key=False), ()))

        return Button(tr("I do not know my PIN any more"), renew, look="link")

    def _another_key(self) -> Button:
        """Return the way to a key of a person's own, in a file or on a card."""

        def another() -> None:
            from reviewdesk.ui.dialogs.own_key import OwnKey

            OwnKey(self, self._shell, self._read).open()

        return Button(tr("Use a key from a file or a card …"), another, look="link")

    def _no_authority(self) -> None:
        """Say who makes the office authority, without which nobody has a key."""
        words = tr("This office has no authority yet, so that nobody can have a signing key.")
        self._column.addWidget(label(words, wrap=True))
        self._column.addLayout(row(self._another_key(), None))
        self._action.setEnabled(False)
        if self._shell.ctx.may(Right.MAKE_AUTHORITY):
            make = Button(tr("Make the office authority"), self._make_authority, icon="key")
            self._column.addLayout(row(make, None))
            make.setFocus()
            return
        words = tr(
            "The HR officer makes it: they take the seat with Ctrl+Shift+P and choose "
            "“Make the office authority” with Ctrl+K."
        )
        self._column.addWidget(label(words, quiet=True, wrap=True))

    def _make_authority(self) -> None:
        OfficeAuthority(self, self._shell, self._read).open()

    def _may_witness(self, view: SigningView) -> bool:
        following = next((one for one in view.signers if one.is_next), None)
        me = self._shell.ctx.actor.person_id
        return (
            following is not None
            and view.asks_stance
            and following.may_decline
            and me in [person for person, _name in view.witnesses]
        )

    def _witness(self, view: SigningView) -> None:
        self._column.addWidget(label(tr("If the employee declines to sign"), "strong"))
        self._column.addWidget(
            label(
                tr(
                    "{name} signs next. If {name} was shown the form and will not sign, you can "
                    "witness that with your own signature."
                ).format(name=view.employee),
                wrap=True,
            )
        )
        if not view.has_key:
            self._first_key(view)
            return
        self._put(self.refusal, self.pin)
        self._column.addLayout(row(self._forgotten(view), None))
        self._action.setText(tr("Witness the refusal"))
        self._action.setEnabled(True)

    def _put(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._column.addWidget(widget)
            widget.show()

    def _go(self) -> None:
        view = self._view
        if view is None:
            return
        self._fault.hide()
        if not view.has_key:
            self._make_key()
            return
        ctx, review_id, pin = self._shell.ctx, self._review_id, self.pin.edit.text()
        ink = self.pad.strokes()
        reason = self.refusal.text()
        stance = Stance.NONE
        if self.agree.isChecked():
            stance = Stance.AGREES
        elif self.disagree.isChecked():
            stance = Stance.DISAGREES

        def work(_progress: Progress) -> None:
            key = certificates.unlock(ctx, pin)
            if view.my_turn:
                signing.sign(ctx, review_id, key, stance=stance, ink=ink)
            else:
                signing.decline(ctx, review_id, key, reason=reason)
            review_changes.mark_seen(ctx, review_id)

        self._action.setEnabled(False)
        self._shell.tasks.run(work, self._signed, failed=self._refused, essential=True)

    def _make_key(self) -> None:
        if self.pin.edit.text() != self.pin_again.edit.text():
            self._tell(tr("The two PINs are not the same."))
            return
        fault = certificates.pin_fault(self.pin.edit.text())
        if fault:
            self._tell(fault)
            return
        ctx, person = self._shell.ctx, self._shell.ctx.actor.person_id
        passphrase, pin = self.passphrase.edit.text(), self.pin.edit.text()
        assert person is not None

        def work(_progress: Progress) -> None:
            certificates.make_key(ctx, person, passphrase, pin)

        def made(_nothing: None) -> None:
            for field in (self.passphrase, self.pin, self.pin_again):
                field.edit.clear()
            self._read()

        self._action.setEnabled(False)
        self._shell.tasks.run(work, made, failed=self._refused)

    def _signed(self, _nothing: None) -> None:
        self.accept()
        self._on_done()

    def _refused(self, fault: UserError) -> None:
        self._action.setEnabled(True)
        self._tell(f"{fault.happened} {error_text(fault)}".strip())
        self.pin.edit.selectAll()
        self.pin.setFocus()

    def _tell(self, words: str) -> None:
        self._fault.setText(words)
        self._fault.show()


def open_sign(
    parent: QWidget, shell: Shell, review_id: UUID, on_done: Callable[[], object]
) -> Sign:
    """Begin the conversation; ``on_done`` is called after a signature."""
    dialog = Sign(parent, shell, review_id, on_done)
    dialog.open()
    return dialog
