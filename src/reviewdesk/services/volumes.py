"""Many papers bound into one PDF with bookmarks, by unit and person.

A signature covers the bytes of its own file and cannot live on in another, so the signed
files are attached to the volume as they are: whoever has the volume can prove them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.domain.days import day_words
from reviewdesk.i18n import tr
from reviewdesk.progress import silent
from reviewdesk.services import correction_papers, desks, record_names, records
from reviewdesk.services.form_pdf import office_paper
from reviewdesk.services.paper_batch import each_paper
from reviewdesk.services.paper_kinds import kind_named
from reviewdesk.services.printing import make_folder, save_by

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path
    from typing import BinaryIO
    from uuid import UUID

    from reviewdesk.documents.content import Content
    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Context
    from reviewdesk.services.records import RecordRow

MOST = 500
"""Forms of one volume; more make several, so that an old computer has memory for each."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What was bound."""

    paths: tuple[Path, ...]
    forms: int
    pages: int


def bind(
    ctx: Context,
    review_ids: Collection[UUID],
    path: Path,
    progress: Progress = silent,
    *,
    kind: str = "form",
    paper: str = "",
    jobs: int = 0,
) -> Bound:
    """Save the papers of some reviews in one PDF, in the order of unit and name.

    Of more than ``MOST`` several volumes are made, each named by its number.

    Args:
        ctx: the desk and who asks.
        review_ids: of which reviews.
        path: of the volume.
        progress: told after each paper.
        kind: of ``paper_kinds``.
        paper: one of ``PAPERS`` for drafts; without it that of the office.
        jobs: how many processes draw drafts; 0 takes as many as help.

    Raises:
        UserError: when the file cannot be written; nothing is written half.
        CancelledError: when stopped; volumes written so far are whole and stay.
    """
    rows = records.ordered(records.rows_of(ctx, review_ids), records.Order.UNIT)
    size = paper or office_paper(ctx)
    count = -(-len(rows) // MOST)
    each = -(-len(rows) // count)
    make_folder(path.parent)
    paths: list[Path] = []
    pages = 0
    for number in range(count):
        part = rows[number * each : (number + 1) * each]
        place = path
        if count > 1:
            words = tr("{name}, volume {n} of {count}")
            stem = words.format(name=path.stem, n=number + 1, count=count)
            place = path.with_name(f"{stem}{path.suffix}")
        report = _from(progress, number * each, len(rows))
        pages += _bind(ctx, part, place, report, kind, size, jobs)
        paths.append(place)
    return Bound(tuple(paths), len(rows), pages)


def _from(progress: Progress, before: int, whole: int) -> Progress:
    """Return how a volume reports that comes after others."""

    def report(done: int, total: int) -> None:
        progress(before + done, max(total, whole))

    return report


def _bind(
    ctx: Context,
    rows: Sequence[RecordRow],
    path: Path,
    progress: Progress,
    kind: str,
    paper: str,
    jobs: int,
) -> int:
    from reviewdesk.documents.binding import Leaf, Volume

    names = record_names.file_names(rows)
    is_form = kind_named(kind).is_form
    volume = Volume()
    begins: list[int] = []
    batch = each_paper(ctx, [row.id for row in rows], kind=kind, paper=paper, jobs=jobs)
    for row, (_review_id, content) in zip(rows, batch, strict=True):
        assert content is not None
        signed = is_form and row.kind is not records.Kind.DRAFT
        original = names[row.id].name if signed else ""
        title = f"{row.name}, {row.number}"
        begins.append(volume.add(Leaf(content, title, row.unit, original)))
        if is_form and row.has_corrections:
            beside = correction_papers.corrections_paper(ctx, row.id, paper).pdf
            volume.add(Leaf(beside, tr("Corrections to {title}").format(title=title), row.unit))
        progress(len(begins), len(rows))
    opening = _opening(ctx, rows, begins, kind_named(kind).title)
    pages = 0

    def write(stream: BinaryIO) -> None:
        nonlocal pages
        pages = volume.write(stream, opening, paper)

    save_by(path, write)
    return pages


def _opening(ctx: Context, rows: Sequence[RecordRow], begins: Sequence[int], kind: str) -> Content:
    """Return the first pages: what is bound, what it proves, and where each paper begins."""
    from reviewdesk.documents.content import Content, Facts, Grid, Heading, Text

    cycles = list(dict.fromkeys(row.cycle for row in rows))
    units = list(dict.fromkeys(row.unit for row in rows))
    day = day_words(ctx.clock.today())
    named = "; ".join(cycles[:3]) + (" …" if len(cycles) > 3 else "")
    proof = tr(
        "These pages show the forms as they stood on {day}. They prove no signature, for a "
        "signature holds only for its own file. Each signed form is therefore attached to this "
        "volume as the file that was signed: open the attachments, save the one in question, "
        "and check it as any signed form. Drafts have no attachment."
    ).format(day=day)
    lines = [
        (row.name, row.unit, row.number, records.kind_words(row.kind), str(begin))
        for row, begin in zip(rows, begins, strict=True)
    ]
    head = (tr("Name"), tr("Unit"), tr("Number"), tr("Form"), tr("Page"))
    return Content(
        title=tr("Bound volume: {kind}").format(kind=kind),
        subtitle=named,
        office=desks.office_name(ctx),
        reference=tr("Bound on {day}").format(day=day),
        language="en",
        mark="",
        blocks=(
            Facts(
                (
                    (tr("Holds"), records.words(rows)),
                    (tr("Units"), "; ".join(units[:6]) + (" …" if len(units) > 6 else "")),
                )
            ),
            Heading(tr("What this volume proves")),
            Text(proof),
            Heading(tr("What is in it")),
            Grid(head, tuple(lines), (30, 30, 18, 14, 8)),
        ),
    )
