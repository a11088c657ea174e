"""What the lock protects and what it does not, as it is written for the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTextBrowser

from reviewdesk import resources
from reviewdesk.i18n import tr
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class SecurityHelp(Dialog):
    """Shows the page; it can be read and copied by keyboard alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tr("What the lock protects"))
        room = parent.window()
        look = theme.current()
        text = QTextBrowser()
        text.setAccessibleName(tr("What the lock protects"))
        text.setOpenLinks(False)
        text.setMarkdown(resources.file("help/security.md").read_text(encoding="utf-8"))
        text.setMinimumSize(look.px(300), look.px(180))
        self.add(text)
        self.set_buttons(tr("Close"), self.accept, cancel="")
        self.resize(min(look.px(860), room.width() - 80), min(look.px(720), room.height() - 60))
        text.setFocus()
