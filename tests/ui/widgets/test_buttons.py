"""Buttons: their icons."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewdesk.ui import icons, theme
from reviewdesk.ui.widgets.button import Button, IconButton


def drawn(button, mode):
    return button.icon().pixmap(button.iconSize(), 2.0, mode, QIcon.State.Off).toImage()


@pytest.mark.parametrize(
    ("make", "token"),
    [
        (lambda: Button("Print", icon="printer"), "ink"),
        (lambda: IconButton("printer", "Print"), "mute"),
    ],
)
def test_an_icon_fades_with_its_button_and_with_what_holds_it(qtbot, make, token):
    holder = QWidget()
    qtbot.addWidget(holder)
    button = make()
    QVBoxLayout(holder).addWidget(button)
    holder.show()

    def fades():
        look = theme.current().tokens
        plain = QIcon(icons.pixmap("printer", getattr(look, token), theme.current().px(18)))
        faint = QIcon(icons.pixmap("printer", look.faint, theme.current().px(18)))
        size = button.iconSize()
        assert plain.pixmap(size, 2.0).toImage() != faint.pixmap(size, 2.0).toImage()
        if not button.isEnabled():
            assert drawn(button, QIcon.Mode.Disabled) == faint.pixmap(size, 2.0).toImage()
        return drawn(button, QIcon.Mode.Normal) == plain.pixmap(size, 2.0).toImage()

    assert fades()
    holder.setEnabled(False)
    assert not button.isEnabled()
    assert fades()
    holder.setEnabled(True)
    button.setEnabled(False)
    assert fades()
    button.setEnabled(True)
    assert fades()
