"""Proving a paper copy, from anywhere in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.i18n import tr
from reviewdesk.ui.dialogs.paper_proof import PaperProof
from reviewdesk.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewdesk.ui.shell import Shell


class ProvePaper(Dialog):
    """Asks for the code on a paper copy and tells whether it is proven."""

    def __init__(self, parent: QWidget, shell: Shell) -> None:
        super().__init__(
            parent,
            tr("Prove a paper copy"),
            tr(
                "The proof sheet of a form proves it against this office. The code in the margin "
                "of any page, or the three groups of letters at its foot, are looked up among the "
                "forms of this desk."
            ),
        )
        self.proof = PaperProof(shell)
        self.add(self.proof)
        self.set_buttons(tr("Prove"), self.proof.prove, icon="shield-check", cancel=tr("Close"))
        self.proof.setFocus()
