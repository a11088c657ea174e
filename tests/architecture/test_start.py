"""Starting is light: what is heavy waits until the window is painted or a command needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from builders import a_desk, a_review
from reviewdesk import __main__
from reviewdesk.services import passphrases
from reviewdesk.store.key_file import Cost

HEAVY = {
    "alembic",
    "cryptography",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pyhanko",
    "pypdfium2",
    "reportlab",
    "sqlalchemy",
}

LATE = HEAVY | {"argparse", "concurrent", "dataclasses", "inspect", "socket"}
"""What the window needs too, but not before it is painted."""

FIRST_PAINT = f"""
import sys
from pathlib import Path

from reviewdesk.ui import unread

unread.spare()

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel

from reviewdesk.ui.application import Application, Start

LATE = {LATE!r}


class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            heavy = {{name.partition(".")[0] for name in sys.modules}} & LATE
            print("heavy:", *sorted(heavy))
            for one in program.window.findChildren(QLabel):
                if one.isVisible():
                    print(one.text())
            sys.stdout.flush()
            program.tasks.shutdown()
            QApplication.exit(0)
            watched.removeEventFilter(self)
        return False


app = QApplication(sys.argv[:1])
desk = Path(sys.argv[2]) if len(sys.argv) > 2 else None
program = Application(app, Start(desk=desk, directory=Path(sys.argv[1])))
program.show()
painted = Painted()
program.window.installEventFilter(painted)
sys.exit(app.exec())
"""


def python(*words):
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_welcome_is_painted_before_anything_heavy_is_loaded(tmp_path):
    heavy, *words = python("-c", FIRST_PAINT, str(tmp_path)).splitlines()

    assert heavy == "heavy:"
    assert "Welcome to ReviewDesk" in words


def test_home_of_a_desk_is_painted_before_anything_heavy_is_loaded(tmp_path):
    ctx = a_desk(tmp_path)
    a_review(ctx)
    ctx.desk.close()

    heavy, *words = python("-c", FIRST_PAINT, str(tmp_path), str(ctx.desk.folder)).splitlines()

    assert heavy == "heavy:"
    assert "To do" in words
    assert "Working offline" in words


def test_a_locked_desk_asks_for_its_passphrase_before_anything_heavy_is_loaded(tmp_path):
    ctx = a_desk(tmp_path)
    a_review(ctx)
    passphrases.lock(ctx, "words of the officer", Cost(memory=64, passes=1, lanes=1))
    ctx.desk.close()

    heavy, *words = python("-c", FIRST_PAINT, str(tmp_path), str(ctx.desk.folder)).splitlines()

    assert heavy == "heavy:"
    assert "This desk is locked" in words
    assert "To do" not in words


def loaded_after(statement):
    out = python("-c", f"{statement}\nimport sys\nprint(*sys.modules)")
    return {name.partition(".")[0] for name in out.splitlines()[-1].split()}


def test_pyside_reads_no_source_at_imports():
    out = python(
        "-c",
        "from reviewdesk.ui import unread\n"
        "unread.spare()\n"
        "import linecache\n"
        "import reviewdesk.ui.application\n"
        "print('read:', *(one for one in linecache.cache if 'reviewdesk' in one))",
    )

    assert out.strip() == "read:"


def test_pyside_compiles_what_explains_a_wrong_call_when_one_is_made():
    out = python(
        "-c",
        "import sys\n"
        "from reviewdesk.ui import unread\n"
        "unread.spare()\n"
        "from PySide6.QtCore import QSize\n"
        "waits = lambda: '_load' in vars(sys.modules['shibokensupport.signature.parser'])\n"
        "assert waits()\n"
        "try:\n"
        "    QSize('wide')\n"
        "except TypeError as error:\n"
        "    print(error)\n"
        "assert not waits()\n",
    )

    assert "QSize.__init__(w: int, h: int, /)" in out


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ([], (None, False)),
        (["--desk", "office"], (Path("office"), False)),
        (["--desk=office", "--startup-trace"], (Path("office"), True)),
    ],
)
def test_the_window_is_opened_on_the_desk_that_is_named(monkeypatch, words, shown):
    monkeypatch.setattr(sys, "argv", ["reviewdesk", *words])
    opened = []
    monkeypatch.setattr(
        __main__, "show_window", lambda desk, *, trace: opened.append((desk, trace)) or 0
    )

    assert __main__.main() == 0
    assert opened == [shown]


@pytest.mark.parametrize("words", [["--desk"], ["--desk="], ["--desk", "a", "b"], ["--other"]])
def test_other_words_are_a_commands(monkeypatch, capsys, words):
    monkeypatch.setattr(sys, "argv", ["reviewdesk", *words])

    with pytest.raises(SystemExit) as ended:
        __main__.main()

    assert ended.value.code == 2
    assert "usage: reviewdesk" in capsys.readouterr().err


def test_the_entry_is_light():
    assert not loaded_after("import reviewdesk.__main__") & {*HEAVY, "PySide6", "argparse"}


def test_the_list_of_commands_is_light():
    loaded = loaded_after("from reviewdesk.cli import main; main.parser_for(['--help'])")

    assert not loaded & {*HEAVY, "PySide6"}


def test_a_command_loads_no_window_and_no_charts():
    loaded = loaded_after("from reviewdesk.cli import main; main.parser_for(['import'])")

    assert not loaded & {"PySide6", "matplotlib", "numpy", "reportlab", "pyhanko"}
