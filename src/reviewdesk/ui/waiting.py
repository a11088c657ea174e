"""How much waits on each page for the person who sits here, beside its name on the rail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewdesk.services.glance import Home
    from reviewdesk.ui.rail import Rail
    from reviewdesk.ui.shell import Shell


class Waiting:
    """The counts of the rail."""

    def __init__(self, shell: Shell, rail: Rail, names: tuple[str, ...]) -> None:
        self._shell = shell
        self._rail = rail
        self._names = names
        self._counting = False

    def show(self, home: Home) -> None:
        """Show the counts of a Home that has been read."""
        waiting = dict(home.waiting_on)
        for name in self._names:
            self._rail.set_count(name, waiting.get(name, 0))
        self._rail.set_count("home", home.overdue)

    def forget(self) -> None:
        """Show no counts: nobody sits here."""
        for name in self._names:
            self._rail.set_count(name, 0)

    def count(self) -> None:
        """Read the counts again, unless they are being read."""
        if self._counting or "home" not in self._names:
            return
        self._counting = True
        ctx = self._shell.ctx

        def work(_progress: object) -> Home:
            from reviewdesk.services import home

            return home.home(ctx)

        def ended() -> None:
            self._counting = False

        self._shell.tasks.run(work, self.show, ended=ended)
