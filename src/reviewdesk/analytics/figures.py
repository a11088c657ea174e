"""Charts drawn by matplotlib: a picture with its hit areas, or a file to keep.

Figure and Agg only: no pyplot, no Qt backend, so a worker thread may draw. One lock
guards matplotlib's global font state.
"""

from __future__ import annotations

import csv
import io
import logging
import threading
from typing import TYPE_CHECKING, Any

from matplotlib import font_manager, rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from reviewdesk import resources
from reviewdesk.analytics.charts import HitArea, Ink, Picture, Shape, share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

    from reviewdesk.analytics.charts import Bar, Chart

logging.getLogger("matplotlib").setLevel(logging.ERROR)
_drawing = threading.Lock()
_DPI = 100
_PRINT_SCALE = 3
"""Pixels of paper for one of the screen: 300 to the inch at the size that papers give it."""
_LONGEST_LABEL = 24
_HATCH = "////"
_FONTS: Any = {"font.family": ["Noto Sans", "DejaVu Sans"]}
for _name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):  # the look must not hang on a system
    font_manager.fontManager.addfont(str(resources.file(f"fonts/{_name}")))


def picture(chart: Chart, width: int, height: int, scale: float, ink: Ink) -> Picture:
    """Draw a chart for the screen.

    Args:
        chart: what to draw.
        width: logical pixels.
        height: logical pixels.
        scale: device pixels for a logical pixel.
        ink: colours and text size of the theme.
    """
    with _drawing, rc_context(_FONTS):
        figure, patches = _draw(chart, max(width, 80), max(height, 60), ink)
        figure.set_dpi(_DPI * scale)
        canvas: Any = FigureCanvasAgg(figure)  # its methods carry no types
        canvas.draw()
        wide, high = canvas.get_width_height()
        areas = tuple(_area(bar, patch, wide, high, chart) for bar, patch in patches)
        return Picture(wide, high, bytes(canvas.buffer_rgba()), areas)


def print_picture(chart: Chart, width: int, height: int) -> bytes:
    """Return a chart as an opaque PNG, fine enough for paper, in the light colours."""
    drawn = picture(chart, width, height, _PRINT_SCALE, Ink())
    image = Image.frombytes("RGBA", (drawn.width, drawn.height), drawn.pixels).convert("RGB")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def save(charts: tuple[Chart, ...], kind: str) -> bytes:
    """Return charts as a file to keep, in the light colours.

    Args:
        charts: one or several, one below the other.
        kind: ``png`` or ``csv``.

    Raises:
        ValueError: for another kind.
    """
    if kind == "csv":
        return _csv(charts)
    if kind != "png":
        message = f"no such kind of chart file: {kind}"
        raise ValueError(message)
    with _drawing, rc_context(_FONTS):
        figure = Figure(figsize=(8, 4.2 * len(charts)), dpi=_DPI, facecolor="#ffffff")
        ink = Ink()
        for place, chart in enumerate(charts):
            top = 1 - place / len(charts)
            high = 1 / len(charts)
            figure.text(
                0.04,
                top - 0.09 * high,
                chart.title,
                size=14,
                weight="bold",
                color=ink.text,
                parse_math=False,
            )
            figure.text(
                0.04, top - 0.16 * high, chart.finding, size=10, color=ink.quiet, parse_math=False
            )
            axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
            _fill(axes, chart, 800, 420, ink)
            left, bottom, wide, tall = _frame(chart, 800, 420, ink)
            axes.set_position((left, top - high + bottom * high, wide, tall * 0.76 * high))
        stream = io.BytesIO()
        figure.savefig(stream, format=kind, dpi=150)
        return stream.getvalue()


def _csv(charts: tuple[Chart, ...]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for chart in charts:
        writer.writerow([_inert(chart.title)])
        writer.writerow([_inert(one) for one in chart.columns])
        writer.writerows([_inert(cell) for cell in row] for row in chart.table())
        writer.writerow([])
    return stream.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _draw(
    chart: Chart, width: int, height: int, ink: Ink
) -> tuple[Figure, list[tuple[Bar, Rectangle]]]:
    figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=ink.ground)
    axes = figure.add_axes(_frame(chart, width, height, ink))
    return figure, _fill(axes, chart, width, height, ink)


def _frame(chart: Chart, width: int, height: int, ink: Ink) -> tuple[float, float, float, float]:
    """Return fixed margins in pixels as shares, so that text never leaves the picture."""
    em = ink.points / 10
    if chart.shape is Shape.COLUMNS:
        bottom, top = 40 * em / height, 22 * em / height
        return 0.02, bottom, 0.96, max(0.1, 1 - bottom - top)
    longest = max((len(_short(bar.label)) for bar in chart.shown), default=0)
    left = min(0.5, (longest * 6.6 * em + 16) / width)
    right = 64 * em / width
    return left, 0.02, max(0.1, 1 - left - right), 0.96


def _fill(
    axes: Axes, chart: Chart, width: int, height: int, ink: Ink
) -> list[tuple[Bar, Rectangle]]:
    axes.set_facecolor(ink.ground)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0, labelsize=ink.points * 0.9, colors=ink.quiet)
    if chart.shape is Shape.COLUMNS:
        return _columns(axes, chart, width, ink)
    return _rows(axes, chart, height, ink)


def _columns(axes: Axes, chart: Chart, width: int, ink: Ink) -> list[tuple[Bar, Rectangle]]:
    room = int(width / max(len(chart.shown), 1) / (ink.points * 0.74))
    drawn = axes.bar(
        range(len(chart.shown)),
        [bar.value for bar in chart.shown],
        width=0.62,
        color=[ink.second if bar.weak else ink.first for bar in chart.shown],
    )
    highest = max((bar.value for bar in chart.shown), default=0) or 1
    axes.set_ylim(0, highest * 1.02)
    axes.set_xlim(-0.6, max(len(chart.shown), 1) - 0.4)
    axes.set_yticks([])
    axes.set_xticks(range(len(chart.shown)))
    for tick, bar in zip(
        axes.set_xticklabels([_fold(bar.label, room) for bar in chart.shown]),
        chart.shown,
        strict=True,
    ):
        tick.set_parse_math(False)
        tick.set_color(ink.text if bar.value else ink.quiet)
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_color(ink.line)
    for place, bar in enumerate(chart.shown):
        axes.annotate(
            f"{bar.value:,}",
            (place, bar.value),
            (0, 3),
            textcoords="offset points",
            ha="center",
            size=ink.points * 0.95,
            color=ink.text,
            weight="bold",
        )
    return _hatched(chart, drawn, ink)


def _rows(axes: Axes, chart: Chart, height: int, ink: Ink) -> list[tuple[Bar, Rectangle]]:
    places = range(len(chart.shown))
    shares = chart.shape is Shape.SHARES
    values = [share(bar) if shares else bar.value for bar in chart.shown]
    highest = 100 if shares else (max(values, default=0) or 1)
    thick = min(0.62, 22 * len(chart.shown) / max(height, 1))
    if shares:
        axes.barh(places, [100] * len(values), height=thick, color=ink.line)
    drawn = axes.barh(
        places,
        values,
        height=thick,
        color=[ink.second if bar.weak else ink.first for bar in chart.shown],
    )
    axes.set_xlim(0, highest)
    axes.set_ylim(max(len(chart.shown), 1) - 0.4, -0.6)
    axes.set_xticks([])
    axes.set_yticks(places)
    for tick in axes.set_yticklabels([_short(bar.label) for bar in chart.shown]):
        tick.set_parse_math(False)
        tick.set_color(ink.text)
    for place, value in enumerate(values):
        axes.annotate(
            f"{value} %" if shares else f"{value:,}",
            (highest if shares else value, place),
            (6, 0),
            textcoords="offset points",
            va="center",
            size=ink.points * 0.95,
            color=ink.text,
            weight="bold",
        )
    return _hatched(chart, drawn, ink)


def _hatched(chart: Chart, drawn: Any, ink: Ink) -> list[tuple[Bar, Rectangle]]:
    patches = list(zip(chart.shown, drawn.patches, strict=True))
    for bar, patch in patches:
        if bar.weak:
            patch.set_hatch(_HATCH)
            patch.set_edgecolor(ink.ground)
            patch.set_linewidth(0)
    return patches


def _area(bar: Bar, patch: Rectangle, wide: int, high: int, chart: Chart) -> HitArea:
    box = patch.get_window_extent()
    least = 14.0  # an empty bar can still be pointed at
    left, width = box.x0, box.width
    bottom, height = box.y0, box.height
    if chart.shape is Shape.COLUMNS:
        height = max(height, least)
    else:
        width = max(width, least)
    number = f"{bar.value} / {bar.whole} ({share(bar)} %)" if bar.whole else f"{bar.value:,}"
    return HitArea(
        left=left / wide,
        top=1 - (bottom + height) / high,
        width=width / wide,
        height=height / high,
        key=bar.key,
        words=f"{bar.label}: {number}",
    )


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1].rstrip() + "…"


def _fold(label: str, room: int) -> str:
    """Return a label on at most two lines of about ``room`` letters."""
    room = max(room, 4)
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    shown = [line if len(line) <= room + 4 else line[:room] + "…" for line in lines[:2]]
    return "\n".join(shown) + ("…" if len(lines) > 2 else "")
