"""What a person does at a locked desk, and what they see there."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from reviewdesk.store.key_file import Cost
from reviewdesk.ui.dialogs.unlock import Unlock

CHEAP = Cost(memory=64, passes=1, lanes=1)
WORDS, OTHERS = "words of the officer", "words of the boss"


def unlock_page(made):
    found = made.window.findChildren(Unlock)
    return found[0] if found and found[0].isVisible() else None


def unlock(driver, words=WORDS, who=""):
    if who:
        driver.choose("Who are you?", who)
    driver.type("Passphrase", words)
    driver.press("Unlock")


def seen(made):
    return " ".join(one.text() for one in made.window.findChildren(QLabel) if one.isVisible())
