"""Many forms: exported by one process and by two, their memory, and LibreOffice beside us."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import desks, odt, paper
from benchmarks.measuring import Result, in_turns, last_number, seconds
from reviewdesk.services import desks as real_desks
from reviewdesk.services import exporting, records
from reviewdesk.store.tables.checkins import CheckIn

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from reviewdesk.documents.content import Content
    from reviewdesk.services.context import Context

FORMS = 1000
DOCUMENTS = 240
"""Converted by LibreOffice in one go, so that the starts are shared by all."""
SUBJECT = str(Path(__file__).with_name("subject.py"))
_TALKS = 18
"""Of each review, which fill four pages."""


def filled(folder: Path, forms: int) -> Path:
    """Make a desk whose first reviews have forms of four pages, and return its folder."""
    place = folder / "launched.reviewdesk"
    if not place.exists():
        place = desks.launched(folder)
    ctx = real_desks.open_desk(place)
    try:
        with ctx.desk.transaction("Benchmark", desks.CLOCK.now()) as session:
            session.add_all(
                CheckIn(
                    review_id=review_id,
                    held_on=date(2026, 4, 1 + talk),
                    topic="Backlog",
                    said=paper.SAID * 2,
                    recorded_by="Benchmark",
                    recorded_at=desks.CLOCK.now(),
                )
                for review_id in chosen(ctx, forms)
                for talk in range(_TALKS)
            )
    finally:
        ctx.desk.close()
    return place


def chosen(ctx: Context, forms: int) -> list[UUID]:
    """Return the reviews whose forms are exported."""
    rows = records.ordered(records.list_records(ctx), records.Order.NUMBER)
    return [one.id for one in rows[:forms]]


def export(place: Path, forms: int, jobs: int, out: Path) -> None:
    """Export the first forms of a desk into a new folder, and take it away again."""
    ctx = real_desks.open_desk(place)
    folder = out / uuid.uuid4().hex
    try:
        exporting.export(ctx, chosen(ctx, forms), folder, jobs=jobs)
    finally:
        ctx.desk.close()
        shutil.rmtree(folder)


def cores(folder: Path) -> Result:
    """A thousand forms of four pages exported by two processes, and by one."""
    place = filled(folder, FORMS)
    two, one = in_turns(
        lambda: seconds(lambda: export(place, FORMS, 2, folder)),
        lambda: seconds(lambda: export(place, FORMS, 1, folder)),
        1,
    )
    return Result(
        f"{FORMS:,} forms exported by two processes", "s", two, one, "one process", 1 / 1.8
    )


def memory(folder: Path) -> Result:
    """The most memory that an export of two hundred forms takes, and one of fifty."""
    few = folder / "few"
    few.mkdir()
    place = filled(few, 200)
    much, little = in_turns(
        lambda: last_number([SUBJECT, "batch-memory", str(place), "200"]),
        lambda: last_number([SUBJECT, "batch-memory", str(place), "50"]),
        2,
    )
    return Result("memory of an export of 200 forms", "MB", much, little, "of 50 forms", 1.1)


def office(folder: Path) -> Result:
    """A batch of forms drawn and signed by two processes, and one of equal ones by LibreOffice.

    LibreOffice draws without signing, by the one process that it is.
    """
    program = libreoffice()
    content = paper.content()
    paper.key()
    source = folder / "odt"
    source.mkdir()
    for number in range(DOCUMENTS):
        odt.write(source / f"form-{number}.odt", content)

    def theirs() -> float:
        out = folder / uuid.uuid4().hex
        profile = (folder / "profile").as_uri()
        words = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
        files = sorted(str(one) for one in source.iterdir())

        def convert() -> None:
            subprocess.run([*words, "--outdir", str(out), *files], check=True, capture_output=True)

        spent = seconds(convert)
        assert len(list(out.glob("*.pdf"))) == DOCUMENTS
        return spent / DOCUMENTS

    ours, other = in_turns(lambda: by_two(paper.signed, content), theirs, 3)
    name = f"one of {DOCUMENTS} such forms beside LibreOffice"
    words = "one of as many equal ones, unsigned, that LibreOffice makes in one batch"
    return Result(name, "s", ours, other, words, 1 / 2)


def by_two(make: Callable[[Content], bytes], content: Content) -> float:
    """Return the seconds that each of a batch takes by two processes, their start among them."""

    def work() -> None:
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            for pdf in pool.map(make, [content] * DOCUMENTS):
                assert pdf.startswith(b"%PDF")

    return seconds(work) / DOCUMENTS


def libreoffice() -> str:
    """Return the program, installed now where that may be done; else say how.

    It is needed for this one figure alone.
    """
    found = shutil.which("soffice")
    if found is None and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        wanted = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        subprocess.run([*wanted, "libreoffice-writer-nogui"], check=True, stdout=subprocess.DEVNULL)
        found = shutil.which("soffice")
    if found is None:
        sys.exit("For this figure: sudo apt-get install libreoffice-writer-nogui")
    return found
