"""What every page is given: the desk, the other thread, settings, theme, questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reviewdesk.ui import ask as ask_module

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from reviewdesk.services.context import Actor, Context
    from reviewdesk.ui.desk_link import DeskLink
    from reviewdesk.ui.settings import Settings
    from reviewdesk.ui.tasks import Tasks
    from reviewdesk.ui.theme import Theme


class Hit(NamedTuple):
    """Something that Ctrl+K found: a person, a review, and the page that shows it."""

    group: str
    title: str
    detail: str
    page: str
    id: str
    icon: str = "user"


def _nothing(_ctx: Context, _text: str) -> list[Hit]:
    """Find nothing: no desk is open."""
    return []


def _nowhere() -> None:
    """Do nothing: no window has taken this over yet."""


def _to_nobody(_guest: Actor) -> None:
    """Hand the computer to nobody: no window has taken this over yet."""


class Shell:
    """The program round a page."""

    def __init__(self, link: DeskLink, tasks: Tasks, settings: Settings, theme: Theme) -> None:
        self.link, self.tasks, self.settings, self.theme = link, tasks, settings, theme
        self.ask: ModuleType = ask_module
        self.find: Callable[[], None] = _nowhere
        """Opens the Ctrl+K window; the main window sets it."""
        self.lock: Callable[[], None] = _nowhere
        """Locks the desk, or gives it its first lock; the main window sets it."""
        self.hand_computer: Callable[[Actor], None] = _to_nobody
        """Lets somebody have the computer for one review; the application sets it."""
        self.search: Callable[[Context, str], list[Hit]] = _nothing
        """Finds people and reviews, on the desk thread; the application sets it."""

    @property
    def ctx(self) -> Context:
        """The open desk, the person at it, the clock.

        Raises:
            UserError: when no desk is open.
        """
        return self.link.ctx
