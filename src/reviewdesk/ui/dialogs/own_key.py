"""Using a key of one's own: from a file, or on a smart card or token."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup

from reviewdesk.i18n import tr
from reviewdesk.services import certificates, own_keys
from reviewdesk.services.authority import read_bounded
from reviewdesk.ui.dialogs.office_authority import secret
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.choice import Choice
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.text_field import LineField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.services.own_keys import OwnKeyView
    from reviewdesk.ui.shell import Shell


class OwnKey(Dialog):
    """Asks where the key is, shows who issued it, and takes it into use."""

    def __init__(self, parent: QWidget, shell: Shell, on_done: Callable[[], object]) -> None:
        super().__init__(
            parent,
            tr("Use a key of your own"),
            tr(
                "If a public authority gave you a key to sign with, you can use it here. It must "
                "have been issued by an authority that this office trusts."
            ),
        )
        self._shell, self._on_done = shell, on_done
        self._content = b""
        self.from_file = Choice(tr("It is in a file (.p12 or .pfx)"))
        self.from_card = Choice(tr("It is on a card or token"))
        group = QButtonGroup(self)
        group.addButton(self.from_file)
        group.addButton(self.from_card)
        self.choose = Button(tr("Choose the file …"), self._choose_file, icon="folder-open")
        self.password = secret(LineField(tr("Password of the file")))
        self.pin = secret(LineField(tr("A PIN for signing here, at least 6 characters")))
        self.pin_again = secret(LineField(tr("The PIN once more")))
        self.driver = ComboBox(tr("Driver of the card"))
        self.driver.setMinimumContentsLength(30)
        self.other = Button(tr("Another driver …"), self._choose_driver)
        self.look = Button(tr("Look at the card"), self._look_at_card, icon="refresh-cw")
        self.keys = ComboBox(tr("Key on the card"))
        self.keys.setMinimumContentsLength(30)
        self.card_pin = secret(LineField(tr("PIN of the card")))
        self._driver_line = Labelled(tr("Driver of the card"), self.driver)
        self._keys_line = Labelled(tr("Key on the card"), self.keys)
        self._facts = label("", wrap=True)
        self._fault = label("", tone="bad", wrap=True)
        self._files: tuple[QWidget, ...] = (self.choose, self.password, self.pin, self.pin_again)
        self._cards: tuple[QWidget, ...] = (
            self._driver_line, self.other, self.look, self._keys_line, self.card_pin,
        )  # fmt: skip
        self.add(self.from_file, self.from_card, row(self.choose, None))
        self.add(self._driver_line, row(self.other, self.look, None), self._keys_line)
        self.add(self.password, self.pin, self.pin_again, self.card_pin, self._facts, self._fault)
        self._action = self.set_buttons(tr("Use this key"), self._go, icon="key")
        for path in own_keys.known_drivers(shell.ctx):
            self.driver.addItem(Path(path).name, path)
        self.from_file.toggled.connect(self._show_parts)
        self.keys.currentIndexChanged.connect(self._show_key)
        self.from_file.setChecked(True)
        self._show_parts()

    def _show_parts(self) -> None:
        in_file = self.from_file.isChecked()
        for part in self._files:
            part.setVisible(in_file)
        for part in self._cards:
            part.setVisible(not in_file)
        self._tell("")
        self._say(None)
        self.adjustSize()

    def _choose_file(self) -> None:
        def chosen(path: Path) -> None:
            self._shell.tasks.run(
                lambda _progress: read_bounded(path),
                lambda content: self._take_file(content, path.name),
                failed=self._refused,
            )

        self._shell.ask.choose_open_file(
            self, tr("Choose the file"), tr("Key files (*.p12 *.pfx)"), chosen
        )

    def _take_file(self, content: bytes, name: str) -> None:
        self._content = content
        self._tell("")
        self._facts.setText(tr("{name} is chosen. Type its password.").format(name=name))
        self._facts.show()
        self.password.setFocus()

    def _choose_driver(self) -> None:
        def chosen(path: Path) -> None:
            self.driver.addItem(path.name, str(path))
            self.driver.setCurrentIndex(self.driver.count() - 1)

        libraries = tr("Drivers (*.dll *.so *.dylib)")
        self._shell.ask.choose_open_file(self, tr("Driver of the card"), libraries, chosen)

    def _look_at_card(self) -> None:
        ctx, driver = self._shell.ctx, self.driver.currentData()
        if not driver:
            self._tell(tr("No driver for cards is known here. Choose the one that came with it."))
            return
        self._tell("")
        self._shell.tasks.run(
            lambda _progress: own_keys.look_at_cards(ctx, driver),
            self._show_keys,
            failed=self._refused,
        )

    def _show_keys(self, found: tuple[OwnKeyView, ...]) -> None:
        self.keys.clear()
        for one in found:
            self.keys.addItem(one.name, one)
        self.card_pin.setFocus()

    def _show_key(self) -> None:
        self._say(self.keys.currentData())

    def _say(self, one: OwnKeyView | None) -> None:
        """Show who issued a key and whether that is trusted here."""
        self._facts.setVisible(one is not None)
        if one is None:
            return
        trust = (
            tr("This office trusts {name}.").format(name=one.trusted_by)
            if one.trusted_by
            else tr("This office does not trust whoever issued it.")
        )
        words = tr("{name}, issued by {issuer}, valid until {day} ({kind}). {trust}")
        self._facts.setText(
            words.format(
                name=one.name,
                issuer=one.issuer,
                day=one.ends.date().isoformat(),
                kind=one.algorithm,
                trust=trust,
            )
        )

    def _go(self) -> None:
        ctx = self._shell.ctx
        if self.from_card.isChecked():
            chosen: OwnKeyView | None = self.keys.currentData()
            if chosen is None or chosen.card is None:
                self._tell(tr("Look at the card first and choose the key."))
                return
            card, card_pin = chosen.card, self.card_pin.edit.text()
            self._run(lambda _progress: own_keys.take_card(ctx, card, card_pin))
            return
        pin, password, content = self.pin.edit.text(), self.password.edit.text(), self._content
        if not content:
            self._tell(tr("Choose the file first."))
        elif pin != self.pin_again.edit.text():
            self._tell(tr("The two PINs are not the same."))
        elif fault := certificates.pin_fault(pin):
            self._tell(fault)
        else:

            def work(_progress: Progress) -> None:
                own_keys.take_in_file(ctx, content, password, pin)

            self._run(work)

    def _run(self, work: Callable[[Progress], object]) -> None:
        self._action.setEnabled(False)
        self._shell.tasks.run(work, self._done, failed=self._refused, essential=True)

    def _done(self, _nothing: object) -> None:
        self.accept()
        self._on_done()

    def _refused(self, fault: UserError) -> None:
        self._action.setEnabled(True)
        self._tell(f"{fault.happened} {error_text(fault)}".strip())

    def _tell(self, words: str) -> None:
        self._fault.setText(words)
        self._fault.setVisible(bool(words))
