"""The only door to questions, file choosers and messages; nothing here waits for the answer.

Pages call these functions through the module (``ask.confirm(…)``), so that a test can put
its own in their place. What they draw is loaded when something is asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from reviewdesk.i18n import tr
from reviewdesk.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QFileDialog, QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.ui.widgets.dialog import Dialog
    from reviewdesk.ui.widgets.text_field import LineField, TextField


def confirm(
    parent: QWidget | None,
    title: str,
    text: str,
    action_text: str,
    on_yes: Callable[[], object],
    *,
    danger: bool = False,
) -> Dialog:
    """Ask whether to go on; ``action_text`` names what will be done."""
    from reviewdesk.ui.widgets.dialog import Dialog

    dialog = Dialog(_over(parent), title, text)

    def yes() -> None:
        dialog.accept()
        on_yes()

    dialog.set_buttons(action_text, yes, danger=danger)
    if danger and dialog.cancel_button is not None:
        dialog.cancel_button.setFocus()
    dialog.open()
    return dialog


def text(  # noqa: PLR0913 - each is one part of the question
    parent: QWidget | None,
    title: str,
    label: str,
    on_text: Callable[[str], object],
    *,
    lead: str = "",
    required: bool = True,
    multiline: bool = False,
    initial: str = "",
    action_text: str = "",
    longest: int | None = None,
) -> Dialog:
    """Ask for words; where they are required, an empty answer is refused at the field."""
    from reviewdesk.ui.widgets.dialog import Dialog
    from reviewdesk.ui.widgets.text_field import LineField, TextField

    dialog = Dialog(_over(parent), title, lead)
    field: TextField | LineField
    field = TextField(label, longest=longest) if multiline else LineField(label)
    field.set_text(initial)
    dialog.add(field)

    def take() -> None:
        words = field.text().strip()
        if required and not words:
            field.show_fault(tr("Please write something here."))
            field.setFocus()
        elif longest is not None and len(words) > longest:
            field.show_fault(tr("Please shorten this to {n} characters.").format(n=f"{longest:,}"))
        else:
            dialog.accept()
            on_text(words)

    dialog.set_buttons(action_text or tr("Continue"), take)
    field.setFocus()
    dialog.open()
    return dialog


def choose_open_file(
    parent: QWidget | None,
    title: str,
    filter: str,  # noqa: A002 - Qt's word
    on_path: Callable[[Path], object],
    *,
    folder: Path | None = None,
) -> QFileDialog:
    """Ask which file to read; ``filter`` is Qt's, such as ``Lists (*.csv *.xlsx)``."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(_over(parent), title, str(folder or ""), filter)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _shown(dialog, on_path)


def choose_save_file(
    parent: QWidget | None,
    title: str,
    filter: str,  # noqa: A002 - Qt's word
    on_path: Callable[[Path], object],
    *,
    name: str = "",
    folder: Path | None = None,
) -> QFileDialog:
    """Ask where to write a file; the ending of ``name`` is added where it is missing."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(_over(parent), title, str(folder or ""), filter)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.selectFile(name)
    return _shown(dialog, on_path)


def choose_folder(
    parent: QWidget | None,
    title: str,
    on_path: Callable[[Path], object],
    *,
    folder: Path | None = None,
) -> QFileDialog:
    """Ask for a folder."""
    from PySide6.QtWidgets import QFileDialog

    dialog = QFileDialog(_over(parent), title, str(folder or ""))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _shown(dialog, on_path)


def choose_printer(
    parent: QWidget | None,
    on_printer: Callable[[QPrinter], object],
    *,
    name: str = "",
    duplex: bool = False,
    grey: bool = False,
) -> None:
    """Let a printer be chosen in the system's own dialog, which shows what was wished before.

    Args:
        parent: over what it stands.
        on_printer: called with the printer, whose settings are those chosen at last.
        name: of the job, as the printer's list shows it; no person's name.
        duplex: whether both sides of the sheet are wished.
        grey: whether no colours are wished.
    """
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    printer.setFullPage(True)
    if duplex:
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    if grey:
        printer.setColorMode(QPrinter.ColorMode.GrayScale)
    dialog = QPrintDialog(printer, _over(parent))
    dialog.accepted.connect(lambda: on_printer(printer))
    dialog.finished.connect(dialog.deleteLater)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.show()


def tell(parent: QWidget | None, title: str, text: str = "", *, details: str = "") -> Dialog:
    """Tell something that has to be read."""
    from reviewdesk.ui.widgets.button import Button
    from reviewdesk.ui.widgets.dialog import Dialog
    from reviewdesk.ui.widgets.quiet_inputs import TextArea

    dialog = Dialog(_over(parent), title, text)
    if details:
        area = TextArea(tr("Details"))
        area.setReadOnly(True)
        area.setPlainText(details)
        area.setMinimumHeight(theme.current().px(140))
        dialog.add(area)
        dialog.add_foot(
            Button(tr("Copy details"), lambda: QApplication.clipboard().setText(details))
        )
    dialog.set_buttons(tr("Close"), dialog.accept, cancel="")
    dialog.open()
    return dialog


def tell_error(parent: QWidget | None, fault: UserError) -> Dialog:
    """Tell what happened, what is safe and what to do."""
    from reviewdesk.ui.widgets.dialog import error_text

    return tell(parent, fault.happened, error_text(fault))


def _over(parent: QWidget | None) -> QWidget | None:
    """Return the window a dialog belongs to."""
    return parent if parent is not None else QApplication.activeWindow()


def _shown(dialog: QFileDialog, on_path: Callable[[Path], object]) -> QFileDialog:
    dialog.fileSelected.connect(lambda path: on_path(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
