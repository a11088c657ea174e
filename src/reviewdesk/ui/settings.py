"""This person's settings, declared with type and default, kept as an INI file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast

from PySide6.QtCore import QSettings

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T", str, int, bool, dict[str, int])


class Setting(NamedTuple, Generic[T]):
    """One setting; its type is that of its default."""

    key: str
    default: T
    allowed: tuple[T, ...] = ()
    """The values it may have; empty means any."""


THEME = Setting("look/theme", "system", ("system", "light", "dark", "high"))
TEXT_PERCENT = Setting("look/text_percent", 100)
LANGUAGE = Setting("look/language", "")
LAST_DESK = Setting("desk/last", "")
LAST_PERSON = Setting("desk/person", "")
REMINDED = Setting("desk/reminded", "")
"""The day on which the second place of backups was asked for last."""
LOCK_MINUTES = Setting("desk/lock_minutes", 10, (2, 5, 10, 20, 60))
"""After how many minutes without anybody there a locked desk locks again."""
WINDOW = Setting("window/geometry", "")
"""Hexadecimal bytes of Qt's saved geometry."""
LAST_PAGE = Setting("window/page", "home")
LAST_FOLDER = Setting("files/folder", "")
FILE_NAMES = Setting("files/names", "")
"""The pattern by which many forms are named; empty for the usual one."""
PRINT_ORDER = Setting("print/order", "unit")
PRINT_SEPARATORS = Setting("print/separators", "", ("", "unit", "person"))
PRINT_DUPLEX = Setting("print/duplex", default=False)
PRINT_GREY = Setting("print/grey", default=False)
PRINT_PROOF = Setting("print/proof", default=True)


def column_widths(table: str) -> Setting[dict[str, int]]:
    """Return the setting that keeps the widths of a table's columns, in pixels by title."""
    return Setting[dict[str, int]](f"columns/{table}", {})


ALL = (
    THEME, TEXT_PERCENT, LANGUAGE, LAST_DESK, LAST_PERSON, LOCK_MINUTES, WINDOW, LAST_PAGE,
    LAST_FOLDER, REMINDED, FILE_NAMES, PRINT_ORDER, PRINT_SEPARATORS, PRINT_DUPLEX, PRINT_GREY,
    PRINT_PROOF,
)  # fmt: skip


class Settings:
    """Reads and writes settings; what is missing or damaged reads as its default."""

    def __init__(self, path: Path) -> None:
        self._file = QSettings(str(path), QSettings.Format.IniFormat)

    def get(self, setting: Setting[T]) -> T:
        """Return the value of a setting."""
        kept = self._file.value(setting.key)
        if not isinstance(kept, str):
            return setting.default
        value = _read(kept, setting.default)
        if setting.allowed and value not in setting.allowed:
            return setting.default
        return cast("T", value)

    def set(self, setting: Setting[T], value: T) -> None:
        """Keep a value; it is on disk at the latest when the program ends."""
        if isinstance(value, bool):
            self._file.setValue(setting.key, "yes" if value else "no")
        elif isinstance(value, dict):
            import json

            self._file.setValue(setting.key, json.dumps(value))
        else:
            self._file.setValue(setting.key, str(value))

    def sync(self) -> None:
        """Write the file now."""
        self._file.sync()


def _read(kept: str, default: object) -> object:
    match default:
        case bool():
            return kept == "yes"
        case int():
            return int(kept) if kept.lstrip("-").isdecimal() else default
        case dict():
            import json

            try:
                value = json.loads(kept)
            except ValueError:
                return default
            return value if isinstance(value, dict) else default
        case _:
            return kept
