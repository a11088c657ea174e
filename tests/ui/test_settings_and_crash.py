"""Settings keep their types; a crash is told once and holds no words of people."""

from __future__ import annotations

import sys
import threading

from PySide6.QtCore import QObject

from reviewdesk.ui import ask, settings
from reviewdesk.ui.crash import CrashDesk
from reviewdesk.ui.settings import Settings, column_widths


def test_settings_come_back_with_their_types(tmp_path):
    path = tmp_path / "settings.ini"
    first = Settings(path)
    first.set(settings.TEXT_PERCENT, 150)
    first.set(settings.THEME, "dark")
    first.set(settings.LAST_DESK, "/offices/Ünit, 1; 2.reviewdesk")
    first.set(column_widths("people"), {"Name": 200})
    first.sync()
    again = Settings(path)
    assert again.get(settings.TEXT_PERCENT) == 150
    assert again.get(settings.THEME) == "dark"
    assert again.get(settings.LAST_DESK) == "/offices/Ünit, 1; 2.reviewdesk"
    assert again.get(column_widths("people")) == {"Name": 200}


def test_damaged_settings_read_as_their_defaults(tmp_path):
    path = tmp_path / "settings.ini"
    path.write_text(
        "[look]\ntheme=plaid\ntext_percent=much\n[columns]\npeople={\n", encoding="utf-8"
    )
    read = Settings(path)
    for one in settings.ALL:
        assert read.get(one) == one.default
    assert read.get(column_widths("people")) == {}


def test_a_crash_is_written_and_told_once(qtbot, tmp_path, monkeypatch):
    told, rescued = [], []
    monkeypatch.setattr(ask, "tell", lambda *args, **_kw: told.append(args))
    owner = QObject()
    desk = CrashDesk(tmp_path, lambda: rescued.append(True), owner)

    def fail():
        try:
            int("Emily White is rated 2")
        except ValueError:
            desk.take(*sys.exc_info())

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    fail()
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1
    assert rescued == [True]
    (file,) = tmp_path.glob("crash-*.txt")
    assert "ValueError" in file.read_text(encoding="utf-8")
    assert "Emily" not in file.read_text(encoding="utf-8")
