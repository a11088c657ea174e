"""Many papers as single files, written whole, and only those that are not there already."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr, tr_n
from reviewdesk.progress import silent
from reviewdesk.services import correction_papers, pen, record_names, records
from reviewdesk.services.form_pdf import drawn, office_paper
from reviewdesk.services.paper_batch import each_paper
from reviewdesk.services.paper_kinds import kind_named
from reviewdesk.services.printing import make_folder, safe_name, save

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path, PurePath
    from uuid import UUID

    from reviewdesk.progress import Progress
    from reviewdesk.services.context import Context
    from reviewdesk.services.form_pdf import Undrawn

NOTES = ".reviewdesk-export"
"""In the folder of an export: what each draft there was drawn from, as digests."""
_FORMAT = "2"
"""Part of what a draft is known by; to be raised when papers are drawn otherwise."""
_LARGEST_NOTES = 20_000_000
_LARGEST_FILE = 100_000_000


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of an export."""

    paths: tuple[Path, ...]
    """All files in the order asked for, those that were there already too."""
    written: int

    @property
    def kept(self) -> int:
        """How many were there already, just as they would be written."""
        return len(self.paths) - self.written

    def sentence(self) -> str:
        """Return in words what was done."""
        words = tr_n("{n} file written", "{n} files written", self.written)
        if not self.kept:
            return tr("{written}.").format(written=words)
        return tr("{written}, {kept}.").format(
            written=words, kept=tr_n("{n} was there already", "{n} were there already", self.kept)
        )


def export(
    ctx: Context,
    review_ids: Collection[UUID],
    folder: Path,
    progress: Progress = silent,
    *,
    names: str = record_names.USUAL,
    kind: str = "form",
    paper: str = "",
    jobs: int = 0,
) -> Exported:
    """Save the papers of some reviews as PDF files; only what is missing or older is written.

    Signed forms are the signed bytes; the others are drafts and say so on every page. Beside
    the form of a review that was signed by pen lie its scans, byte for byte, and beside a form
    to which corrections are noted these as a paper of their own. Reviews whose form the actor
    may not print are refused.

    Args:
        ctx: the desk and who asks.
        review_ids: of which reviews.
        folder: made where it is missing.
        progress: told after each file.
        names: the pattern of ``record_names``.
        kind: of ``paper_kinds``.
        paper: one of ``PAPERS`` for drafts; without it that of the office.
        jobs: how many processes draw drafts; 0 takes as many as help.

    Raises:
        UserError: when the pattern or the folder cannot be used, or the disk is full; files
            written so far are whole and stay.
        CancelledError: when stopped; the same holds.
    """
    rows = records.rows_of(ctx, review_ids)
    paper_kind = kind_named(kind)
    besides = "" if paper_kind.is_form else paper_kind.title
    paths = record_names.file_names(rows, names, besides=besides)
    make_folder(folder)
    notes = _Notes(folder)
    stamps: dict[UUID, str] = {}

    def wanted(review_id: UUID, read: bytes | Undrawn) -> bool:
        stamps[review_id] = _stamp(read)
        return not notes.has(paths[review_id], stamps[review_id])

    written = 0
    made: list[Path] = []
    ids = [row.id for row in rows]
    size = paper or office_paper(ctx)
    scanned = pen.with_scans(ctx, ids) if paper_kind.is_form else frozenset()
    corrected = {row.id for row in rows if paper_kind.is_form and row.has_corrections}
    try:
        batch = each_paper(ctx, ids, kind=kind, paper=paper, jobs=jobs, wanted=wanted)
        for done, (review_id, content) in enumerate(batch, start=1):
            stamp = stamps.pop(review_id)
            if content is not None:
                path = folder / paths[review_id]
                make_folder(path.parent)
                save(path, content)
                notes.add(paths[review_id], stamp, content)
                written += 1
            made.append(folder / paths[review_id])
            form = paths[review_id]
            for name, beside in (
                *(_scans(ctx, review_id, form) if review_id in scanned else ()),
                *(_corrections(ctx, review_id, form, size) if review_id in corrected else ()),
            ):
                if not notes.has(name, stamp := _stamp(beside)):
                    one = drawn(beside)
                    save(folder / name, one)
                    notes.add(name, stamp, one)
                    written += 1
                made.append(folder / name)
            progress(done, len(rows))
    except UserError as fault:
        raise UserError(
            fault.happened,
            safe=tr("{files} and whole.").format(
                files=tr_n("{n} file is written", "{n} files are written", written)
            ),
            remedy=tr("{remedy} Then export again: only what is missing is written.").format(
                remedy=fault.remedy
            ),
        ) from fault
    notes.tidy()
    return Exported(tuple(made), written)


def _scans(ctx: Context, review_id: UUID, form: PurePath) -> Iterator[tuple[PurePath, bytes]]:
    """Yield the name and the bytes of each scan of a form."""
    for number, (content, ending) in enumerate(pen.scans(ctx, review_id), 1):
        name = tr("{name} signed by pen {n}").format(name=form.stem, n=number)
        yield form.with_name(f"{safe_name(name)}{ending}"), content


def _corrections(
    ctx: Context, review_id: UUID, form: PurePath, paper: str
) -> Iterator[tuple[PurePath, Undrawn]]:
    """Yield the name of the paper of corrections to a form, and what it says."""
    name = tr("{name} corrections").format(name=form.stem)
    yield form.with_name(f"{safe_name(name)}.pdf"), correction_papers.read(ctx, review_id, paper)


def _stamp(read: bytes | Undrawn) -> str:
    """Return by what it is known whether a paper has changed: all that is drawn on it."""
    if isinstance(read, bytes):
        return hashlib.sha256(read).hexdigest()
    words = f"{_FORMAT}\n{read.paper}\n{read.content!r}"
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


class _Notes:
    """What the files of a folder were made from; without notes, drafts are written again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / NOTES
        self._known: dict[str, tuple[str, str]] = {}
        self._read()

    def has(self, name: PurePath, stamp: str) -> bool:
        """Return whether a file is there just as it would be written."""
        try:
            path = self._folder / name
            if path.stat().st_size > _LARGEST_FILE:
                return False
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            return False
        return digest == stamp or self._known.get(name.as_posix()) == (stamp, digest)

    def add(self, name: PurePath, stamp: str, content: bytes) -> None:
        """Note down a file that is written now; a note that is lost costs one more drawing."""
        digest = hashlib.sha256(content).hexdigest()
        if digest == stamp:
            return
        self._known[name.as_posix()] = (stamp, digest)
        try:
            with self._path.open("a", encoding="utf-8", errors="surrogatepass") as stream:
                stream.write(_line(name.as_posix(), stamp, digest))
        except OSError:
            return

    def tidy(self) -> None:
        """Write the notes anew, each file once."""
        if self._known:
            lines = (_line(name, *both) for name, both in self._known.items())
            save(self._path, "".join(lines).encode("utf-8", "surrogatepass"))

    def _read(self) -> None:
        try:
            if self._path.stat().st_size > _LARGEST_NOTES:
                return
            text = self._path.read_text(encoding="utf-8", errors="surrogatepass")
        except (OSError, ValueError):
            return
        for line in text.splitlines():
            try:
                name, stamp, digest = json.loads(line)
            except (ValueError, TypeError, RecursionError):
                continue
            self._known[str(name)] = (str(stamp), str(digest))


def _line(name: str, stamp: str, digest: str) -> str:
    return json.dumps([name, stamp, digest]) + "\n"
