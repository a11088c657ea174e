"""The recovery code, shown this once: to print and to keep in the safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase

from reviewdesk.i18n import tr
from reviewdesk.overriding import override
from reviewdesk.ui import clipboard
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.card import Sunk
from reviewdesk.ui.widgets.dialog import Dialog
from reviewdesk.ui.widgets.tick_box import TickBox
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget


class RecoveryCode(Dialog):
    """Shows the code until somebody says that it is kept."""

    def __init__(self, parent: QWidget | None, office: str, code: str) -> None:
        super().__init__(
            parent,
            tr("Print the recovery code"),
            tr(
                "With this code the desk can be opened when a passphrase is forgotten. It is "
                "shown only now. Keep it on paper in the safe, never beside the computer: "
                "whoever has it can read everything."
            ),
        )
        self._office, self._code = office, code
        shown = label(code, "strong", wrap=True)
        font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        font.setPointSizeF(shown.font().pointSizeF() * 1.2)
        shown.setFont(font)
        shown.setAccessibleName(" ".join(code.replace("-", " ")))
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.kept = TickBox(tr("I have it on paper"))
        self.kept.toggled.connect(self._may_go)
        self.add(
            Sunk(shown),
            row(
                Button(tr("Print …"), self._print, icon="printer"),
                Button(tr("Copy"), lambda: clipboard.copy(code), icon="copy"),
                None,
            ),
            self.kept,
        )
        self.set_buttons(tr("Done"), self.accept, icon="check", cancel="")
        self._may_go(kept=False)

    def print_on(self, printer: QPrinter) -> None:
        """Print the code with the office's name."""
        from PySide6.QtGui import QTextDocument

        document = QTextDocument()
        document.setPlainText(
            "\n\n".join(
                (
                    self._office,
                    tr("Recovery code of this office's ReviewDesk"),
                    self._code,
                    tr("Keep it in the safe. Whoever has it can open the desk."),
                )
            )
        )
        font = QFont("Inter")
        font.setPointSize(14)
        document.setDefaultFont(font)
        document.print_(printer)

    @override
    def reject(self) -> None:
        """Stay until the code is kept: it cannot be shown again."""
        if self.kept.isChecked():
            super().reject()

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def _may_go(self, kept: bool) -> None:
        assert self.primary_button is not None
        self.primary_button.setEnabled(kept)
