"""A desk with people and a shell round it, for the tests of the people pages."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

from reviewdesk.services import desks, staff_import
from reviewdesk.ui import theme
from reviewdesk.ui.desk_link import DeskLink
from reviewdesk.ui.settings import Settings
from reviewdesk.ui.shell import Shell
from reviewdesk.ui.tasks import Tasks

DATA = Path(__file__).parents[1] / "data"


@contextmanager
def shell_on(tmp_path, clock, staff_list=None):
    """Yield a shell with an open desk, filled from a staff list."""
    ctx = desks.create(tmp_path / "office", "Office of Works", clock)
    if staff_list:
        staff_import.carry_out(ctx, staff_import.preview(ctx, DATA / staff_list))
    link, tasks = DeskLink(), Tasks()
    link.open(ctx)
    try:
        yield Shell(link, tasks, Settings(tmp_path / "settings.ini"), theme.current())
    finally:
        tasks.shutdown()
        link.close()
        ctx.desk.close()
