"""What holds for every page and dialog: each control has a name, and Tab comes to all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

_KINDS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)
_WHOLE = (QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QScrollBar)
"""What Qt makes of several parts, such as the corner of a table."""
_MOST = 400


def controls(front):
    """Return what a person can use in a window, without the inner parts of Qt's own controls."""
    return [
        one
        for one in front.findChildren(QWidget)
        if isinstance(one, _KINDS)
        and one.isVisible()
        and one.isEnabled()
        and one.window() is front
        and not isinstance(one, QHeaderView)
        and not isinstance(one.parent(), _WHOLE)
        and not one.objectName().startswith("qt_")
    ]


def unnamed(front):
    """Return the controls that a screen reader could not name."""
    found = []
    for one in controls(front):
        interface = QAccessible.queryAccessibleInterface(one)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(one).__name__} in {type(one.parent()).__name__}")
    return found


def tab_order(qtbot, front):
    """Press Tab until it has gone round, and return what it came to, in order."""
    front.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is front)
    if front.focusWidget() is None:
        front.setFocus()
    reached, again = [], 0
    for _press in range(_MOST):
        at = QApplication.focusWidget()
        again = again + 1 if at in reached else 0
        if at is not None and at not in reached:
            reached.append(at)
        if again > 2:
            break
        qtbot.keyClick(at or front, Qt.Key.Key_Tab)
    return reached


def unreached(qtbot, front):
    """Return the controls that Tab does not come to."""
    reached = tab_order(qtbot, front)
    groups = [one.group() or one.parent() for one in reached if isinstance(one, QAbstractButton)]
    return [
        f"{type(one).__name__} “{one.accessibleName()}”"
        for one in controls(front)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one not in reached
        and not any(one.isAncestorOf(inner) for inner in reached)
        and not (
            isinstance(one, QAbstractButton)
            and one.isCheckable()
            and (one.group() or one.parent()) in groups
        )
    ]


def is_sound(qtbot, front):
    """Demand that every control has a name and that Tab comes to it."""
    nameless = unnamed(front)
    assert not nameless, f"without a name: {nameless}"
    missed = unreached(qtbot, front)
    assert not missed, f"Tab does not come to: {missed}"
