"""The letterhead: logo, address, footer and classification, set once by the HR officer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from reviewdesk.i18n import tr
from reviewdesk.services import form_pdf, letterheads
from reviewdesk.services.desks import PAPERS, use_paper
from reviewdesk.ui.widgets.button import Button, row
from reviewdesk.ui.widgets.dialog import Dialog, error_text
from reviewdesk.ui.widgets.labelled import Labelled
from reviewdesk.ui.widgets.quiet_inputs import ComboBox
from reviewdesk.ui.widgets.text_field import LineField, TextField
from reviewdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.services.letterheads import Letterhead
    from reviewdesk.ui.shell import Shell

_PICTURES = "PNG, JPEG (*.png *.jpg *.jpeg)"


class LetterheadDialog(Dialog):
    """Asks what stands on every paper of this office, and shows the logo as it will be printed."""

    def __init__(self, parent: QWidget, shell: Shell) -> None:
        super().__init__(
            parent,
            tr("Letterhead"),
            tr(
                "This stands on every form and paper that is drawn from now on. Forms that are "
                "being signed, or are signed, stay as they are."
            ),
        )
        self._shell = shell
        self._logo = b""
        self.picture = label("", quiet=True)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        choose = Button(tr("Choose a logo …"), self._choose, icon="upload")
        self.without = Button(tr("No logo"), self._drop)
        self.lines = TextField(
            tr("Address, telephone and the like, a line each"), lines=3, most_lines=6
        )
        self.footer = LineField(tr("Footer"), longest=letterheads.LONGEST_FOOTER)
        self.classification = LineField(
            tr("Classification, at the top and the foot of every page"),
            longest=letterheads.LONGEST_CLASSIFICATION,
        )
        self.paper = ComboBox(tr("Papers are printed on"))
        for name in PAPERS:
            self.paper.addItem(name, name)
        self.fault = label("", tone="bad", wrap=True)
        self.fault.hide()
        self.add(
            row(self.picture, None, choose, self.without), self.lines, self.footer,
            self.classification, Labelled(tr("Papers are printed on"), self.paper), self.fault,
        )  # fmt: skip
        self._keep = self.set_buttons(tr("Keep the letterhead"), self._save)
        self._keep.setEnabled(False)
        ctx = shell.ctx
        shell.tasks.run(
            lambda _progress: (letterheads.letterhead(ctx), form_pdf.office_paper(ctx)),
            self._show,
        )
        self.lines.setFocus()

    def _show(self, found: tuple[Letterhead, str]) -> None:
        head, paper = found
        self.lines.set_text("\n".join(head.lines))
        self.footer.set_text(head.footer)
        self.classification.set_text(head.classification)
        self.paper.setCurrentIndex(self.paper.findData(paper))
        self._show_logo(head.logo)
        self._keep.setEnabled(True)

    def _show_logo(self, logo: bytes) -> None:
        self._logo = logo
        picture = QPixmap()
        picture.loadFromData(logo)
        self.without.setEnabled(bool(logo))
        self.fault.hide()
        if picture.isNull():
            self.picture.setText(tr("There is no logo."))
            return
        px = self._shell.theme.px
        picture = picture.scaled(
            px(200), px(56), Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )  # fmt: skip
        self.picture.setPixmap(picture)
        self.picture.setAccessibleName(tr("The logo of the office"))

    def _drop(self) -> None:
        self._show_logo(b"")

    def _choose(self) -> None:
        def chosen(path: Path) -> None:
            self._shell.tasks.run(
                lambda _progress: letterheads.read_logo(path),
                self._show_logo,
                failed=self._refused,
                lane="compute",
            )

        self._shell.ask.choose_open_file(self, tr("Choose a logo"), _PICTURES, chosen)

    def _save(self) -> None:
        ctx, logo = self._shell.ctx, self._logo
        lines, footer = self.lines.text(), self.footer.text()
        classification, paper = self.classification.text(), self.paper.currentData()

        def work(_progress: object) -> None:
            letterheads.set_letterhead(
                ctx, lines=lines, footer=footer, classification=classification, logo=logo
            )
            use_paper(ctx, paper)

        self._shell.tasks.run(
            work, lambda _done: self.accept(), failed=self._refused, essential=True
        )

    def _refused(self, fault: UserError) -> None:
        self.fault.setText(f"{fault.happened} {error_text(fault)}".strip())
        self.fault.show()
