"""Many papers one after the other: read from the desk here, drawn on every core.

At no time are more than a few of them in memory, however many there are.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import BrokenExecutor
from itertools import islice
from typing import TYPE_CHECKING

from reviewdesk.domain.permissions import Right
from reviewdesk.services.form_pdf import Undrawn, drawn, office_paper
from reviewdesk.services.paper_kinds import kind_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future
    from uuid import UUID

    from reviewdesk.services.context import Context

    Read = bytes | Undrawn
    _Some = list[tuple[UUID, Read | None]]

_MOST_JOBS = 8
_FEW = 16
"""Papers that are drawn sooner than another process has started."""
_TOGETHER = 4
"""Papers that are handed to a process at once: each handing over wakes three threads."""
_AHEAD = 2
"""How many times that many are read for each process before they are needed."""


def usual_jobs(papers: int) -> int:
    """Return how many processes draw that many papers best. Needs no context."""
    if papers <= _FEW:
        return 1
    return max(1, min(_MOST_JOBS, os.cpu_count() or 1))


def each_paper(
    ctx: Context,
    review_ids: Sequence[UUID],
    *,
    kind: str = "form",
    paper: str = "",
    jobs: int = 0,
    wanted: Callable[[UUID, Read], bool] | None = None,
) -> Iterator[tuple[UUID, bytes | None]]:
    """Return the paper of each review in the order given, made as it is asked for.

    Args:
        ctx: the desk and who asks; the right to each review is checked as it is read.
        review_ids: of whom.
        kind: of ``paper_kinds``.
        paper: one of ``PAPERS``; without it that of the office.
        jobs: how many processes draw; 1 draws here, 0 takes as many as help.
        wanted: asked before a paper is drawn; what is not wanted comes as None.
    """
    ctx.demand(Right.PRINT_FORM)
    read, size = kind_named(kind).read, paper or office_paper(ctx)

    def reads() -> Iterator[tuple[UUID, Read | None]]:
        for review_id in review_ids:
            found = read(ctx, review_id, size)
            yield review_id, found if wanted is None or wanted(review_id, found) else None

    jobs = jobs or usual_jobs(len(review_ids))
    if jobs > 1:
        return _on_every_core(reads(), jobs)
    return ((one, None if found is None else drawn(found)) for one, found in reads())


def _on_every_core(
    reads: Iterator[tuple[UUID, Read | None]], jobs: int
) -> Iterator[tuple[UUID, bytes | None]]:
    workers = _Workers(jobs)
    waiting: deque[tuple[_Some, Future[list[bytes]] | None]] = deque()
    try:
        while some := list(islice(reads, _TOGETHER)):
            waiting.append((some, workers.draw(some)))
            while len(waiting) > jobs * _AHEAD or (waiting and _is_ready(waiting[0][1])):
                yield from workers.drawn(*waiting.popleft())
        while waiting:
            yield from workers.drawn(*waiting.popleft())
    finally:
        workers.end()


def _is_ready(begun: Future[list[bytes]] | None) -> bool:
    return begun is None or begun.done()


class _Workers:
    """The processes that draw; where none can be started, or one dies, it is done here."""

    def __init__(self, jobs: int) -> None:
        self._pool: Executor | None = None
        try:
            from reviewdesk.documents import workers

            self._pool = workers.pool(jobs)
        except (ImportError, RuntimeError, OSError):  # a system without semaphores
            self._pool = None

    def draw(self, some: _Some) -> Future[list[bytes]] | None:
        """Begin to draw some papers in another process, where that can be done."""
        undrawn = [(read.content, read.paper) for _, read in some if isinstance(read, Undrawn)]
        if self._pool is None or not undrawn:
            return None
        from reviewdesk.documents import workers

        try:
            return self._pool.submit(workers.draw, undrawn)
        except (BrokenExecutor, OSError):
            self.end()
            return None

    def drawn(
        self, some: _Some, begun: Future[list[bytes]] | None
    ) -> Iterator[tuple[UUID, bytes | None]]:
        """Return some papers when they are drawn."""
        made: list[bytes] = []
        if begun is not None:
            try:
                made = begun.result()[::-1]
            except BrokenExecutor:
                self.end()
        for review_id, read in some:
            if made and isinstance(read, Undrawn):
                yield review_id, made.pop()
            else:
                yield review_id, None if read is None else drawn(read)

    def end(self) -> None:
        """End the processes; what they have begun is thrown away."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
