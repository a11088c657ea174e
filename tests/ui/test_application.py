"""The start of the program: Home at once, the desk after it, and whoever sat there last."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication

from builders import a_desk, a_review
from reviewdesk import logs
from reviewdesk.domain.lifecycle import State
from reviewdesk.services import accounts, goals
from reviewdesk.ui import ask, settings
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.settings import Settings


@pytest.fixture
def closed_desk(tmp_path):
    ctx = a_desk(tmp_path)
    review = a_review(ctx, state=State.IN_PROGRESS)
    boss = goals.plan(ctx, review).supervisor_id
    ctx.desk.close()
    return ctx.desk.folder, boss


def opened(qtbot, program):
    qtbot.waitUntil(lambda: program.shell.link.is_open and program.tasks.idle())
    QApplication.processEvents()


def test_home_is_there_before_the_desk_and_stays_when_it_opens(qtbot, program, closed_desk):
    with program(closed_desk[0]) as made:
        home = made.window.page()
        assert not made.shell.link.is_open
        assert home.title == "Good day"
        opened(qtbot, made)
        assert made.window.page() is home


def test_what_is_asked_for_while_the_desk_opens_is_shown_then(qtbot, program, closed_desk):
    with program(closed_desk[0]) as made:
        made.window.go(Place("people"))
        made.window.go(Place("reviews"))
        opened(qtbot, made)
        assert made.window.page().title == "Reviews"


def test_who_sat_there_last_sits_there_again(qtbot, program, closed_desk):
    folder, boss = closed_desk
    with program(folder) as made:
        opened(qtbot, made)
        ctx = made.shell.ctx
        made.shell.link.seat(accounts.actor_for_person(ctx, boss))
        opened(qtbot, made)
        assert made.window.page().title == "Good day, Yaw"
    with program() as made:
        assert made.window.page().title == "Good day, Yaw"
        opened(qtbot, made)
        assert made.shell.ctx.actor.person_id == boss


def test_a_seat_of_nobody_here_falls_back_to_the_office(qtbot, program, closed_desk, tmp_path):
    kept = Settings(tmp_path / "kept" / "settings.ini")
    kept.set(settings.LAST_DESK, str(closed_desk[0]))
    kept.set(settings.LAST_PERSON, "no-id")
    kept.sync()
    with program(closed_desk[0]) as made:
        assert made.window.page().title == "Good day"
        opened(qtbot, made)
        assert made.shell.ctx.actor.person_id is None


def test_a_desk_in_use_is_refused_and_can_be_read(qtbot, program, closed_desk, monkeypatch):
    asked, refused = [], []
    monkeypatch.setattr(ask, "confirm", lambda *words, **_more: asked.append(words))
    monkeypatch.setattr(ask, "tell_error", lambda _parent, fault: refused.append(fault))
    with program(closed_desk[0]) as first:
        opened(qtbot, first)
        with program(closed_desk[0]) as second:
            qtbot.waitUntil(lambda: bool(asked))
            assert not second.shell.link.is_open
            assert second.window.rail.isHidden()
            second.window.go(Place("people"))  # goes nowhere, and nothing falls over
            assert second.window.page() is None
            _parent, happened, _text, words, read = asked[0]
            assert "already open (by " in happened
            assert words == "Open it to read"
            read()
            opened(qtbot, second)
            assert second.shell.ctx.desk.is_read_only
            assert second.window.page().title == "People"
            assert not refused
            boss = accounts.actor_for_person(second.shell.ctx, closed_desk[1])
            second.shell.link.seat(boss)
            opened(qtbot, second)
            assert first.shell.link.is_open


def test_a_damaged_desk_is_mended_on_the_way(qtbot, program, closed_desk, monkeypatch):
    told = []
    monkeypatch.setattr(ask, "tell", lambda *words, **_more: told.append(words))
    with program(closed_desk[0]) as made:
        opened(qtbot, made)
    assert list((closed_desk[0] / "backups").glob("*-open.sqlite"))
    (closed_desk[0] / "desk.sqlite").write_bytes(b"\0" * 9000)
    with program(closed_desk[0]) as made:
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
        dialog = QApplication.activeModalWidget()

        def way():
            return [
                one
                for one in dialog.findChildren(QAbstractButton)
                if one.text() == "Put the backup back" and one.isVisible()
            ]

        qtbot.waitUntil(lambda: bool(way()))
        way()[0].click()
        opened(qtbot, made)
        assert "The newest good backup" in told[0][2]
        assert made.window.page().title == "Good day"


def test_a_folder_that_is_no_desk_is_refused(qtbot, program, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "desk.sqlite").write_bytes(b"SQLite format 3\0" + bytes(200))
    with program(tmp_path / "other") as made:
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
        qtbot.waitUntil(made.tasks.idle)
        assert not made.shell.link.is_open
        QApplication.activeModalWidget().reject()


def test_the_search_finds_people_and_reviews(qtbot, program, closed_desk):
    with program(closed_desk[0]) as made:
        opened(qtbot, made)
        hits = made.shell.search(made.shell.ctx, "kofi")
        assert {hit.page for hit in hits} == {"person", "review"}


def test_the_rail_says_how_much_waits(qtbot, program, closed_desk):
    with program(closed_desk[0]) as made:
        opened(qtbot, made)
        names = [one.accessibleName() for one in made.window.rail.findChildren(QAbstractButton)]
        assert "Home, 2 waiting" in names


def test_a_death_of_the_last_run_is_told_once(qtbot, program, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(ask, "tell", lambda *words, **_more: told.append(words))
    monkeypatch.setattr(logs.faulthandler, "enable", lambda _stream: None)
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "fault.log").write_text("Fatal Python error: Aborted\n", encoding="utf-8")
    fault = logs.watch_for_death(folder)
    assert fault.read_text(encoding="utf-8").startswith("Fatal")
    with program(fault=fault):
        qtbot.waitUntil(lambda: bool(told))
    assert logs.watch_for_death(folder) is None
    logs._fault_stream.close()
