"""Many papers in one print job: read on the desk's lane, painted on the computing lane.

While one paper is painted the next one is read; no more than these two are in memory, and
of them one page at a time as a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtPrintSupport import QPrinter

from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.ui.widgets.pdf_pages import draw_page, page_sizes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewdesk.progress import Progress
    from reviewdesk.ui.tasks import Task, Tasks

_FINEST = 300
"""Dots per inch of a page's picture; a page of 1,200 would take half a gigabyte."""
_POINTS = 72


@dataclass(frozen=True, slots=True)
class Piece:
    """One paper of a job."""

    read: Callable[[], bytes]
    """Returns its PDF; called on the desk's lane."""
    before: tuple[str, ...] = ()
    """Lines of a separator sheet that is printed before it; none without."""


class PrintJob(QObject):
    """Prints papers one after the other; keep it until it is finished, stopped or failed.

    Signals:
        advanced(int, int): papers printed, and in all.
        finished(int): everything was handed to the printer; the number of its pages.
        failed(UserError): it was given up; what was printed so far is with the printer.
    """

    advanced = Signal(int, int)
    finished = Signal(int)
    failed = Signal(object)

    def __init__(
        self, tasks: Tasks, printer: QPrinter, pieces: Sequence[Piece], *, duplex: bool = False
    ) -> None:
        """Take in ``duplex`` what was wished; the printer that was chosen knows better."""
        super().__init__()
        self._tasks = tasks
        self._pieces = list(pieces)
        self._press = _Press(printer, duplex=duplex)
        self._read_to = 0
        self._painted = 0
        self._ready: bytes | None = None
        self._reading: Task | None = None
        self._painting: Task | None = None
        self._ended = False

    def start(self) -> None:
        """Begin."""
        self._read_next()

    def stop(self) -> None:
        """Stop after the page that is being painted, and take the job from the printer."""
        if self._ended:
            return
        self._ended = True
        for task in (self._reading, self._painting):
            if task is not None:
                task.cancel()
        self._tasks.run(lambda _progress: self._press.abort(), lane="compute", essential=True)

    def _read_next(self) -> None:
        if self._reading is not None or self._ready is not None or self._ended:
            return
        if self._read_to >= len(self._pieces):
            return
        read = self._pieces[self._read_to].read
        self._read_to += 1
        self._reading = self._tasks.run(lambda _progress: read(), self._got, failed=self._fail)

    def _got(self, content: bytes) -> None:
        self._reading, self._ready = None, content
        self._paint_next()

    def _paint_next(self) -> None:
        if self._painting is not None or self._ready is None or self._ended:
            return
        content, self._ready = self._ready, None
        press, before = self._press, self._pieces[self._painted].before

        def work(progress: Progress) -> None:
            press.paper(content, before, progress)

        self._painting = self._tasks.run(work, self._done, failed=self._fail, lane="compute")
        self._read_next()

    def _done(self, _nothing: None) -> None:
        self._painting = None
        self._painted += 1
        self.advanced.emit(self._painted, len(self._pieces))
        if self._painted < len(self._pieces):
            self._paint_next()
            return
        self._ended = True
        self._tasks.run(
            lambda _progress: self._press.end(), self.finished.emit, lane="compute", essential=True
        )

    def _fail(self, fault: UserError) -> None:
        self.stop()
        self.failed.emit(fault)


class _Press:
    """The printer while it prints; used by the computing lane's one thread."""

    def __init__(self, printer: QPrinter, *, duplex: bool) -> None:
        self._printer = printer
        if printer.outputFormat() is QPrinter.OutputFormat.NativeFormat:
            duplex = printer.duplex() is not QPrinter.DuplexMode.DuplexNone
        self._duplex = duplex
        self._painter: QPainter | None = None
        self._pages = 0

    def paper(self, content: bytes, before: tuple[str, ...], progress: Progress) -> None:
        """Print a paper, on a new sheet, after its separator sheet."""
        try:
            if before:
                self._separator(before)
                self._fill_sheet()
            sizes = page_sizes(content)
            for page, size in enumerate(sizes):
                self._page(content, page, size)
                progress(page + 1, len(sizes))
            self._fill_sheet()
        except BaseException:  # stopped, or refused: the printer is let go in every case
            self.abort()
            raise

    def end(self) -> int:
        """Hand everything over and return how many pages it was."""
        if self._painter is not None:
            self._painter.end()
            self._painter = None
        return self._pages

    def abort(self) -> None:
        """Give the job up."""
        if self._painter is not None:
            self._printer.abort()
            self._painter.end()
            self._painter = None

    def _new_page(self) -> QPainter:
        if self._painter is None:
            self._printer.setFullPage(True)
            painter = QPainter()
            if not painter.begin(self._printer):
                raise _refused()
            self._painter = painter
        elif not self._printer.newPage():
            raise _refused()
        self._pages += 1
        return self._painter

    def _fill_sheet(self) -> None:
        """Leave the back of a sheet empty, so that what follows begins on a new one."""
        if self._duplex and self._pages % 2:
            self._new_page()

    def _page(self, content: bytes, page: int, size: tuple[float, float]) -> None:
        painter = self._new_page()
        sheet = QRectF(self._printer.paperRect(QPrinter.Unit.DevicePixel))
        dots = self._printer.resolution() / _POINTS
        scale = min(sheet.width() / size[0], sheet.height() / size[1], dots)
        where = QRectF(0, 0, size[0] * scale, size[1] * scale)
        where.moveCenter(QRectF(0, 0, sheet.width(), sheet.height()).center())
        grey = self._printer.colorMode() is QPrinter.ColorMode.GrayScale
        finest = round(size[0] * _FINEST / _POINTS)
        drawn = draw_page(content, page, min(round(where.width()), finest), grey=grey)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # letters stay sharp
        painter.drawImage(where, drawn.image())

    def _separator(self, lines: tuple[str, ...]) -> None:
        painter = self._new_page()
        sheet = QRectF(self._printer.paperRect(QPrinter.Unit.DevicePixel))
        room = QRectF(0, 0, sheet.width(), sheet.height()).adjusted(
            sheet.width() * 0.1, sheet.height() * 0.3, -sheet.width() * 0.1, 0
        )
        painter.setPen(Qt.GlobalColor.black)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        for place, line in enumerate(lines):
            font = QFont()
            font.setPointSizeF(15 if place else 28)
            painter.setFont(font)
            taken = painter.boundingRect(room, flags, line)
            painter.drawText(room, flags, line)
            room.setTop(taken.bottom() + sheet.height() * 0.02)


def _refused() -> UserError:
    return UserError(
        tr("The printer does not take the job."),
        safe=tr("The forms are unchanged."),
        remedy=tr("Look whether it is on and has paper, or choose another."),
    )
