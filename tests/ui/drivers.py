"""Drives the real window by the words that people see."""

from __future__ import annotations

from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from reviewdesk.services import accounts
from reviewdesk.ui import ask, theme
from reviewdesk.ui.desk_link import DeskLink
from reviewdesk.ui.main_window import MainWindow
from reviewdesk.ui.navigation import Place
from reviewdesk.ui.settings import Settings
from reviewdesk.ui.shell import Shell
from reviewdesk.ui.tasks import Tasks

PATIENCE = 20_000
"""Milliseconds until something that should come is given up."""


@contextmanager
def desk_window(qtbot, ctx, folder):
    """Yield a driver of the program's window on an open desk."""
    link, tasks = DeskLink(), Tasks(lambda fault: ask.tell_error(None, fault))
    shell = Shell(link, tasks, Settings(folder / "settings.ini"), theme.current())
    window = MainWindow(shell)
    window.resize(1280, 800)
    window.show()
    link.open(ctx)
    try:
        yield Driver(qtbot, window, shell)
    finally:
        window.leaving.save()
        qtbot.waitUntil(tasks.idle, timeout=PATIENCE)
        link.close()
        window.close()
        tasks.shutdown()
        window.deleteLater()
        QApplication.processEvents()


class Driver:
    """What a person does with the window: go, press, type, choose, read."""

    def __init__(self, qtbot, window, shell):
        self.qtbot, self.window, self.shell = qtbot, window, shell

    def go(self, page, record=None):
        self.window.go(Place(page, record.hex if record else None))
        self.settle()

    def sit(self, person):
        self.shell.link.seat(accounts.actor_for_person(self.shell.ctx, person))
        self.settle()

    def settle(self):
        """Wait until nothing is being read or written and what came of it is shown."""
        self.qtbot.waitUntil(self.shell.tasks.idle, timeout=PATIENCE)
        QApplication.processEvents()

    def front(self):
        """Return the dialog in front, or the window."""
        modal = QApplication.activeModalWidget()  # the one opened last
        return modal if isinstance(modal, QDialog) and modal.isVisible() else self.window

    def find(self, kind, words):
        def fits(one):
            if not isinstance(one, kind) or not one.isVisible():
                return False
            named = {one.accessibleName().casefold()}
            if isinstance(one, QAbstractButton):
                named.add(one.text().replace("&", "").strip().casefold())
            return words.casefold() in named

        found = []

        def look():
            found[:] = [one for one in self.front().findChildren(QWidget) if fits(one)]
            return bool(found)

        self.qtbot.waitUntil(look, timeout=PATIENCE)
        return found

    def press(self, words):
        button = self.find(QAbstractButton, words)[0]
        self.qtbot.waitUntil(button.isEnabled, timeout=PATIENCE)
        QApplication.processEvents()  # a dialog just filled is laid out first
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def type(self, words, text, place=0):
        field = self.find((QLineEdit, QPlainTextEdit), words)[place]
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.clear()
            self.qtbot.keyClicks(field, text)
        else:
            field.selectAll()
            field.insertPlainText(text)
        return field

    def choose(self, words, choice):
        combo = self.find(QComboBox, words)[0]
        self.qtbot.waitUntil(lambda: combo.findText(choice) >= 0, timeout=PATIENCE)
        combo.setCurrentIndex(combo.findText(choice))
        combo.activated.emit(combo.currentIndex())
        self.settle()

    def rate(self, words):
        """Choose the same rating in every rating field that is shown, top to bottom."""
        buttons = []

        def look():
            buttons[:] = [
                one
                for one in self.window.findChildren(QAbstractButton)
                if one.isVisible() and one.text().strip() == words and one.isCheckable()
            ]
            return bool(buttons)

        self.qtbot.waitUntil(look, timeout=PATIENCE)
        for button in buttons:
            button.click()
            self.settle()
        return len(buttons)

    def rows(self):
        """Return how many rows the list in front shows."""
        views = [one for one in self.front().findChildren(QAbstractItemView) if one.isVisible()]
        return views[0].model().rowCount()

    def texts(self):
        return [one.text() for one in self.front().findChildren(QLabel) if one.isVisible()]

    def shown(self, words):
        """Return the texts in front that hold these words."""
        return [one for one in self.texts() if words in one]

    def sees(self, words):
        def shown():
            return any(words in text for text in self.texts()) or any(
                words in one.text()
                for one in self.front().findChildren(QAbstractButton)
                if one.isVisible()
            )

        self.qtbot.waitUntil(shown, timeout=PATIENCE)

    def close_dialog(self):
        front = self.front()
        assert isinstance(front, QDialog)
        front.reject()
        self.settle()

    def page(self) -> QWidget:
        return self.window.page()
