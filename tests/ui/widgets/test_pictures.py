"""Signature pad, charts and PDF pages."""

from __future__ import annotations

from io import BytesIO

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor

from reviewdesk.analytics.charts import HitArea, Picture
from reviewdesk.ui.tasks import Tasks
from reviewdesk.ui.widgets.chart_card import ChartCard
from reviewdesk.ui.widgets.pdf_view import PdfView
from reviewdesk.ui.widgets.signature_pad import SignaturePad


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    made.shutdown()


def draw(qtbot, pad, *points):
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(pad, left, pos=QPoint(*points[0]))
    for point in points[1:]:
        qtbot.mouseMove(pad, QPoint(*point))
    qtbot.mouseRelease(pad, left, pos=QPoint(*points[-1]))


def test_ink_is_kept_as_fractions_and_taken_back(qtbot):
    pad = SignaturePad()
    qtbot.addWidget(pad)
    pad.resize(340, 100)
    pad.show()
    said = []
    pad.changed.connect(said.append)
    draw(qtbot, pad, (34, 50), (170, 20), (306, 80))
    draw(qtbot, pad, (10, 10), (20, 20))
    first, second = pad.strokes()
    assert first[0] == (0.1, 0.5, 0.5)
    assert first[-1][:2] == (0.9, 0.8)
    assert all(0 <= part <= 1 for point in second for part in point)
    qtbot.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pad.strokes() == (first,)
    qtbot.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.is_empty()
    assert said[0] is True
    assert said[-1] is False


def test_kept_ink_is_painted(qtbot):
    pad = SignaturePad()
    qtbot.addWidget(pad)
    pad.resize(340, 100)
    empty = pad.grab().toImage()
    pad.set_strokes((((0.1, 0.2, 0.5), (0.5, 0.6, 0.5), (0.9, 0.1, 0.5)),))
    assert pad.grab().toImage() != empty


AREAS = (
    HitArea(0.0, 0.2, 0.3, 0.8, "low", "Low: 4 reviews"),
    HitArea(0.4, 0.1, 0.3, 0.9, "high", "High: 9 reviews"),
)


@pytest.fixture
def card(qtbot):
    card = ChartCard("Ratings given", "13 reviews")
    qtbot.addWidget(card)
    card.resize(400, 320)
    card.show()
    card.activateWindow()
    qtbot.waitUntil(card.isActiveWindow)
    width, height = card.chart.width(), card.chart.height()
    pixels = bytes([26, 92, 168, 255]) * (width * height)
    card.chart.set_picture(Picture(width, height, pixels, AREAS), "Most are high.")
    card.set_table(("Level", "Reviews"), (("Low", "4"), ("High", "9")))
    return card


def test_a_chart_asks_for_its_picture_when_shown(qtbot):
    card = ChartCard("Ratings given")
    qtbot.addWidget(card)
    assert not card.chart.is_ready()
    with qtbot.waitSignal(card.chart.size_wanted) as caught:
        card.show()
    assert caught.args[0] == card.chart.width()


def test_a_chart_is_read_by_keyboard(card, qtbot):
    chart = card.chart
    chart.setFocus()
    assert chart.accessibleName() == "Ratings given. Most are high."
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.accessibleDescription() == "Low: 4 reviews"
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.current_text() == "High: 9 reviews"
    with qtbot.waitSignal(card.picked) as caught:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert caught.args == ["high"]


def test_a_click_on_a_bar_tells_its_key(card, qtbot):
    chart = card.chart
    at = QPointF(0.15 * chart.width(), 0.6 * chart.height()).toPoint()
    with qtbot.waitSignal(card.picked) as caught:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at)
    assert caught.args == ["low"]


def test_t_turns_the_chart_into_its_table_and_back(card, qtbot):
    qtbot.keyClick(card.chart, Qt.Key.Key_T)
    assert card.shows_table()
    card.turn()
    assert not card.shows_table()


def pdf_of(pages):
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for page in range(pages):
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, 0, 595, 842, stroke=0, fill=1)
        canvas.drawString(72, 720, f"Page {page + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_pdf_is_shown_and_scrolled(tasks, qtbot):
    view = PdfView(tasks, "The form")
    qtbot.addWidget(view)
    view.resize(500, 500)
    view.show()
    with qtbot.waitSignal(view.loaded) as caught:
        view.show_bytes(pdf_of(6))
    assert caught.args == [6]

    def red():
        image = view.viewport().grab().toImage()
        colour = QColor(image.pixel(250, 250))
        return tasks.idle() and colour.red() > 200 and colour.green() < 60

    qtbot.waitUntil(red)
    with qtbot.waitSignal(view.page_changed):
        view.show_page(5)
    assert view.page == 5
    view.zoom_in()
    assert view.page == 5
    qtbot.waitUntil(tasks.idle)


def test_what_is_no_pdf_is_refused_kindly(tasks, qtbot):
    view = PdfView(tasks, "The form")
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.failed) as caught:
        view.show_bytes(b"not a form")
    assert "PDF" in caught.args[0].happened
