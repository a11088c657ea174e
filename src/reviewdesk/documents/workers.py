"""Papers drawn in other processes, so that many of them use every core.

A worker is given plain values and gives back bytes: it knows neither the desk nor a session,
and ends with the program that started it.
"""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process
from typing import TYPE_CHECKING

from reviewdesk import i18n
from reviewdesk.documents import layout
from reviewdesk.documents.fonts import register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewdesk.documents.content import Content


def pool(jobs: int) -> ProcessPoolExecutor:
    """Return as many processes, each started when there is work for it."""
    return ProcessPoolExecutor(jobs, get_context("spawn"), start, (i18n.in_use(),))


def start(language: str) -> None:
    """Make a new process ready; Ctrl+C is left to the one that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    i18n.use(language)
    register()


def draw(papers: Sequence[tuple[Content, str]]) -> list[bytes]:
    """Return some papers drawn, each on its size of paper."""
    return [layout.draw(content, paper=layout.Paper(size)).pdf for content, size in papers]


def _end_with_parent() -> None:
    """Wait for the end of the program, however it ends, and end too."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
