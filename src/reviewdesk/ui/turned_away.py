"""A desk that does not open: read beside whoever has it, or mended when it is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.errors import HurtError, InUseError
from reviewdesk.i18n import tr
from reviewdesk.ui import ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from reviewdesk.errors import UserError
    from reviewdesk.services.repairs import WayIn
    from reviewdesk.ui.shell import Shell


def offer(
    window: QWidget,
    shell: Shell,
    place: Path,
    fault: UserError,
    again: Callable[[bool], None],
    way_in: WayIn | None = None,
) -> bool:
    """Offer what can be done about a refusal; return whether there is anything.

    Args:
        window: before which it is asked.
        shell: threads and settings.
        place: the desk's folder.
        fault: why it did not open.
        again: opens it once more; told whether only to read.
        way_in: what unlocks it, when it is locked.
    """
    if isinstance(fault, InUseError):
        ask.confirm(
            window,
            fault.happened,
            tr("It can be read here meanwhile; what you would write is refused."),
            tr("Open it to read"),
            lambda: again(True),
        )
        return True
    if isinstance(fault, HurtError):
        from reviewdesk.ui.dialogs.repair import Repair

        dialog = Repair(window, shell, place, way_in)
        dialog.mended.connect(lambda _place: again(False))
        dialog.open()
        return True
    return False
