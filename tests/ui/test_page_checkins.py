from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from builders import a_desk, a_review, as_person
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import checkins, drafts, goals
from reviewdesk.services.checkins import NewAction
from reviewdesk.ui import theme
from reviewdesk.ui.desk_link import DeskLink
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.pages.checkins import Page
from reviewdesk.ui.settings import Settings
from reviewdesk.ui.shell import Shell
from reviewdesk.ui.tasks import Tasks


@pytest.fixture
def shell(qapp, tmp_path):
    ctx = a_desk(tmp_path)
    link, tasks = DeskLink(), Tasks()
    link.open(ctx)
    yield Shell(link, tasks, Settings(tmp_path / "settings.ini"), theme.current())
    tasks.shutdown()
    link.close()
    ctx.desk.close()


@pytest.fixture
def year(shell):
    ctx = shell.ctx
    review = a_review(ctx, state=State.AGREED)
    plan = goals.plan(ctx, review)
    return review, as_person(ctx, plan.supervisor_id), as_person(ctx, plan.employee_id)


def show(qtbot, shell, place):
    page = Page(shell)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    shell.link.changed.connect(page.on_changes)
    page.show()
    page.show_place(place)
    qtbot.waitUntil(shell.tasks.idle)
    return page


def talks(qtbot, shell, review, ctx):
    shell.link.seat(ctx.actor)
    page = show(qtbot, shell, Place("checkins", str(review)))
    qtbot.waitUntil(lambda: page.panel.view is not None)
    return page


def texts(page):
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def is_shown(page, text):
    buttons = page.findChildren(QAbstractButton)
    return any(one.text().strip() == text and one.isVisible() for one in buttons)


def button(page, text):
    return next(
        one
        for one in page.findChildren(QAbstractButton)
        if one.text().strip() == text and one.isVisible()
    )


def test_the_list_opens_the_talks_of_one(qtbot, shell, year):
    review, _boss, _employee = year
    page = show(qtbot, shell, Place("checkins"))
    assert page.model.rowCount() == 1
    assert "0 of 2 talks held" in page.model.columns[5].text(page.model.row(0))
    page.which.setCurrentIndex(page.which.findData("actions"))
    assert page.model.rowCount() == 0
    page.which.setCurrentIndex(page.which.findData("missing"))
    page.view.selectRow(0)
    with qtbot.waitSignal(page.place_requested) as asked:
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert asked.args[0] == Place("checkins", str(review))


def test_a_talk_is_written_up(qtbot, shell, year):
    review, boss, _employee = year
    page = talks(qtbot, shell, review, boss)
    form = page.panel.form
    page.panel.record()
    assert "what was said" in form.said.area.accessibleDescription()
    qtbot.keyClicks(form.said.area, "Nine days <b>reached</b>")
    form.goals[0].number.set_text("many")
    page.panel.record()
    assert "number" in form.goals[0].number.edit.accessibleDescription()
    form.goals[0].number.set_text("9")
    promise = form.add_promise()
    promise.what.set_text("Write the rota")
    promise.due.set_text("2026-05-01")
    page.panel.record()
    qtbot.waitUntil(lambda: len(page.panel.view.held) == 1)
    assert form.is_empty()
    qtbot.waitUntil(lambda: "1 of 2 talks held" in texts(page))
    qtbot.waitUntil(lambda: "Nine days <b>reached</b>" in texts(page))
    view = checkins.checkins(boss, review)
    assert view.open_actions[0].due == date(2026, 5, 1)
    qtbot.waitUntil(lambda: not page.unsaved() and shell.tasks.idle())
    assert drafts.load(boss, f"check-in/{review}") == ""


def test_words_typed_are_kept_and_come_back(qtbot, shell, year):
    review, boss, _employee = year
    page = talks(qtbot, shell, review, boss)
    qtbot.keyClicks(page.panel.form.said.area, "Half a sentence")
    page.panel.form.add_promise().what.set_text("Rota")
    page.panel.notes.field.area.setPlainText("Thank her")
    page.leave()
    qtbot.waitUntil(lambda: not page.unsaved() and shell.tasks.idle())
    again = talks(qtbot, shell, review, boss)
    assert again.panel.form.said.text() == "Half a sentence"
    assert again.panel.notes.field.text() == "Thank her"
    drafts.save(boss, f"check-in/{review}", "plain words of long ago")
    third = talks(qtbot, shell, review, boss)
    assert third.panel.form.said.text() == "plain words of long ago"


def test_what_is_being_written_stays_while_the_desk_changes(qtbot, shell, year):
    review, boss, _employee = year
    page = talks(qtbot, shell, review, boss)
    qtbot.keyClicks(page.panel.form.said.area, "Half")
    checkins.hold(boss, review, held_on=date(2026, 1, 12), said="Another")
    qtbot.waitUntil(lambda: len(page.panel.view.held) == 1)
    assert page.panel.form.said.text() == "Half"
    page.leave()
    qtbot.waitUntil(lambda: not page.unsaved() and shell.tasks.idle())


def test_the_employee_reads_ticks_and_sees_no_private_notes(qtbot, shell, year):
    review, boss, employee = year
    checkins.add_note(boss, review, "Secret thanks")
    action = NewAction("Write the rota", goals.plan(boss, review).employee_id)
    checkins.hold(boss, review, held_on=date(2026, 1, 12), said="Said", actions=[action])
    page = talks(qtbot, shell, review, employee)
    assert page.panel.form is None
    assert page.panel.notes is None
    assert not any("Secret" in one for one in texts(page))
    qtbot.waitUntil(lambda: is_shown(page, "I have read this"))
    button(page, "I have read this").click()
    qtbot.waitUntil(lambda: page.panel.view.held[0].seen_at is not None)
    page.panel.timeline.finished.emit(page.panel.view.open_actions[0].id, True)
    qtbot.waitUntil(lambda: page.panel.view.open_actions == ())


def test_private_notes_stand_apart(qtbot, shell, year):
    review, boss, _employee = year
    page = talks(qtbot, shell, review, boss)
    qtbot.waitUntil(lambda: "Only you see this; it is never printed." in texts(page))
    page.panel.notes.field.set_text("Thank her")
    button(page, "Keep note").click()
    qtbot.waitUntil(lambda: len(page.panel.view.notes) == 1)
    assert page.panel.notes.field.text() == ""
