"""The pages of a PDF on the screen, drawn on the computing thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeySequence,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QAbstractScrollArea

from reviewdesk.overriding import override
from reviewdesk.ui import theme
from reviewdesk.ui.widgets.pdf_pages import draw_page, page_sizes
from reviewdesk.ui.widgets.words import clean

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QImage,
        QKeyEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from reviewdesk.errors import UserError
    from reviewdesk.progress import Progress
    from reviewdesk.ui.tasks import Task, Tasks
    from reviewdesk.ui.widgets.pdf_pages import Picture

_KEPT_PAGES = 12
"""Drawn pages kept in memory."""
_ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)


class PdfView(QAbstractScrollArea):
    """Scrolls through a document; only pages in view are drawn.

    Signals:
        loaded(int): the number of pages.
        failed(UserError): the bytes are not a PDF.
        page_changed(int): another page is at the top, from 1.
    """

    loaded = Signal(int)
    failed = Signal(object)
    page_changed = Signal(int)

    def __init__(self, tasks: Tasks, name: str) -> None:
        super().__init__()
        self._tasks = tasks
        self._content = b""
        self._generation = 0
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._drawn: dict[tuple[int, int], tuple[QImage, bytes]] = {}
        self._asked: tuple[int, int] | None = None
        self._task: Task | None = None
        self._zoom = 1.0
        self._page = 0
        self.setAccessibleName(clean(name))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.viewport().setAutoFillBackground(False)

    def show_bytes(self, content: bytes) -> None:
        """Show a document."""
        self._generation += 1
        self._content, self._sizes, self._page = content, (), 0
        self._drawn.clear()
        self._asked = None
        generation = self._generation

        def done(sizes: tuple[tuple[float, float], ...]) -> None:
            self._opened(generation, sizes)

        self._run(lambda _progress: page_sizes(content), done)
        self.viewport().update()

    @property
    def page_count(self) -> int:
        """Number of pages, 0 until the document is read."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page at the top, from 1."""
        return self._page + 1

    def show_page(self, page: int) -> None:
        """Scroll to a page, from 1."""
        if 0 < page <= self.page_count:
            self.verticalScrollBar().setValue(round(self._rects()[page - 1].top()) - self._gap())

    def zoom_in(self) -> None:
        """Show pages larger."""
        self._set_zoom(min((one for one in _ZOOMS if one > self._zoom), default=_ZOOMS[-1]))

    def zoom_out(self) -> None:
        """Show pages smaller."""
        self._set_zoom(max((one for one in _ZOOMS if one < self._zoom), default=_ZOOMS[0]))

    def fit_width(self) -> None:
        """Show pages as wide as the view."""
        self._set_zoom(1.0)

    def _set_zoom(self, zoom: float) -> None:
        page = self.page
        self._zoom = zoom
        self._drawn.clear()
        self._measure()
        self.show_page(page)
        self.viewport().update()

    def _run(self, work: object, done: object) -> None:
        self._task = self._tasks.run(
            work,  # type: ignore[arg-type]
            done,  # type: ignore[arg-type]
            failed=self._refused,
            lane="compute",
        )

    def _refused(self, fault: UserError) -> None:
        self.failed.emit(fault)

    def _opened(self, generation: int, sizes: tuple[tuple[float, float], ...]) -> None:
        if generation == self._generation:
            self._sizes = sizes
            self._measure()
            self.verticalScrollBar().setValue(0)
            self.viewport().update()
            self.loaded.emit(len(sizes))

    def _gap(self) -> int:
        return theme.current().px(16)

    def _page_width(self) -> float:
        fit = min(self.viewport().width() - 2 * self._gap(), theme.current().px(900))
        return max(80.0, fit * self._zoom)

    def _rects(self) -> list[QRectF]:
        width, top, gap = self._page_width(), float(self._gap()), self._gap()
        left = max(float(gap), (self.viewport().width() - width) / 2)
        result = []
        widest = max((size[0] for size in self._sizes), default=1.0)
        for across, down in self._sizes:
            own = width * across / widest
            result.append(QRectF(left + (width - own) / 2, top, own, own * down / across))
            top = result[-1].bottom() + gap
        return result

    def _measure(self) -> None:
        rects = self._rects()
        height = rects[-1].bottom() + self._gap() if rects else 0
        width = self._page_width() + 2 * self._gap()
        view = self.viewport().size()
        self.verticalScrollBar().setRange(0, max(0, round(height - view.height())))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(theme.current().px(40))
        self.horizontalScrollBar().setRange(0, max(0, round(width - view.width())))
        self.horizontalScrollBar().setPageStep(view.width())

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 3
        page = next((n for n, rect in enumerate(self._rects()) if rect.bottom() >= middle), 0)
        if page != self._page:
            self._page = page
            self.page_changed.emit(page + 1)
        self.viewport().update()

    def _ask_for(self, page: int, width: int) -> None:
        if self._asked is not None:
            return
        self._asked = (page, width)
        content, generation = self._content, self._generation

        def work(_progress: Progress) -> Picture:
            return draw_page(content, page, width)

        def done(picture: Picture) -> None:
            self._take(generation, (page, width), picture)

        self._run(work, done)

    def _take(self, generation: int, key: tuple[int, int], picture: Picture) -> None:
        if generation != self._generation:
            return
        self._asked = None
        self._drawn[key] = (picture.image(), picture.pixels)
        while len(self._drawn) > _KEPT_PAGES:
            del self._drawn[next(iter(self._drawn))]
        self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), look.colour("sunk"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        offset = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        view = QRectF(self.viewport().rect())
        wanted: tuple[int, int] | None = None
        for page, rect in enumerate(self._rects()):
            place = rect.translated(-offset)
            if not place.intersects(view):
                continue
            width = round(place.width() * self.devicePixelRatioF())
            painter.fillRect(place, QColor("#ffffff"))
            drawn = self._drawn.get((page, width))
            if drawn is not None:
                painter.drawImage(place, drawn[0])
            elif wanted is None:
                wanted = (page, width)
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawRect(place)
        if wanted is not None:
            page, width = wanted
            QTimer.singleShot(0, self, lambda: self._ask_for(page, width))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        standard = QKeySequence.StandardKey
        if event.matches(standard.ZoomIn) or event.text() == "+":
            self.zoom_in()
        elif event.matches(standard.ZoomOut) or event.text() == "-":
            self.zoom_out()
        elif event.matches(standard.MoveToStartOfDocument) or event.text() == "0":
            self.fit_width()
        else:
            super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px(640), look.px(720))
