"""Every action as data: menus, header buttons, keys and Ctrl+K read the same list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QWidget

    from reviewdesk.domain.permissions import Right
    from reviewdesk.services.context import Context


class Action(NamedTuple):
    """Something a person can do here.

    Args:
        id: dotted, such as ``people.import``.
        title: already translated, as an order.
        call: what it does.
        key: keyboard shortcut as Qt writes it, or nothing.
        icon: of Lucide, or nothing.
        right: without it the action is not offered.
        primary: the one button of the page that stands out.
        shown: whether it has a button in the header; else it is under More and in Ctrl+K.
    """

    id: str
    title: str
    call: Callable[[], object]
    key: str = ""
    icon: str = ""
    right: Right | None = None
    primary: bool = False
    shown: bool = True


def allowed(actions: Iterable[Action], ctx: Context | None) -> list[Action]:
    """Return the actions whose right the person at the desk has."""
    return [one for one in actions if one.right is None or (ctx is not None and ctx.may(one.right))]


def bind(widget: QWidget, actions: Iterable[Action]) -> None:
    """Let the keys of actions work while the focus is inside a widget; old ones go."""
    for old in widget.actions():
        if old.objectName().startswith("bound:"):
            widget.removeAction(old)
            old.deleteLater()
    for action in actions:
        if action.key:
            bound = QAction(action.title, widget)
            bound.setObjectName(f"bound:{action.id}")
            bound.setShortcut(QKeySequence(action.key))
            bound.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            bound.triggered.connect(lambda _checked=False, call=action.call: call())
            widget.addAction(bound)
