"""At which line of a TOML text each value stands, which ``tomllib`` does not tell.

Only for texts that ``tomllib`` has read: their grammar is taken for granted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Keys and places in arrays from the top, such as ``("sections", 0, "title")``."""

_TRIPLE = ('"""', "'''")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)


@dataclass(slots=True)
class Lines:
    """The line of each path; a path that has none takes its nearest parent's."""

    found: dict[Path, int] = field(default_factory=dict)

    def at(self, path: Path) -> int:
        """Return the line, from 1, of a path or of its nearest parent."""
        while path:
            if path in self.found:
                return self.found[path]
            path = path[:-1]
        return 1


def find(text: str) -> Lines:
    """Return the line of every key, table and array element of a correct TOML text."""
    return _Walk(text).run()


class _Walk:
    """Goes once through the text; ``_place`` and ``_line`` move together."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._place = 0
        self._line = 1
        self._lines = Lines()
        self._counts: dict[Path, int] = {}
        self._table: Path = ()

    def run(self) -> Lines:
        while self._skip():
            if self._now() == "[":
                self._header()
            else:
                self._pair(self._table)
        return self._lines

    def _now(self) -> str:
        return self._text[self._place : self._place + 1]

    def _move(self, count: int = 1) -> None:
        self._line += self._text.count("\n", self._place, self._place + count)
        self._place += count

    def _skip(self) -> bool:
        """Move over spaces, line ends and comments; whether anything is left."""
        while char := self._now():
            if char == "#":
                end = self._text.find("\n", self._place)
                self._place = len(self._text) if end < 0 else end
            elif char in " \t\n":
                self._move()
            else:
                return True
        return False

    def _note(self, path: Path) -> None:
        self._lines.found.setdefault(path, self._line)

    def _header(self) -> None:
        double = self._text.startswith("[[", self._place)
        self._move(2 if double else 1)
        keys = self._keys()
        self._move(2 if double else 1)
        path: Path = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        self._note(path)
        if double:
            count = self._counts.get(path, 0)
            self._counts[path] = count + 1
            path = (*path, count)
            self._note(path)
        self._table = path

    def _inside(self, path: Path) -> Path:
        """Return the path itself, or its last element where it is an array of tables."""
        count = self._counts.get(path, 0)
        return (*path, count - 1) if count else path

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip()
            if self._now() in "\"'":
                keys.append(self._string())
            else:
                match = _BARE.match(self._text, self._place)
                assert match is not None
                keys.append(match.group())
                self._move(len(match.group()))
            self._skip()
            if self._now() != ".":
                return keys
            self._move()

    def _pair(self, table: Path) -> None:
        line = self._line
        path = (*table, *self._keys())
        self._lines.found.setdefault(path, line)
        self._move()  # the sign of equality
        self._skip()
        self._value(path)

    def _value(self, path: Path) -> None:
        char = self._now()
        if char in "\"'":
            self._string()
        elif char == "[":
            self._array(path)
        elif char == "{":
            self._inline(path)
        else:
            while self._now() not in ",]}#\n":  # the empty text at the end is in every text
                self._move()

    def _string(self) -> str:
        """Move over a string of any kind and return it as a key would read."""
        quote = self._now()
        triple = self._text[self._place : self._place + 3]
        mark = triple if triple in _TRIPLE else quote
        self._move(len(mark))
        start = self._place
        while not self._text.startswith(mark, self._place):
            self._move(2 if self._now() == "\\" and quote == '"' else 1)
        if len(mark) == 3:
            while self._text.startswith(quote, self._place + 3):  # up to two quotes belong inside
                self._move()
        raw = self._text[start : self._place]
        self._move(len(mark))
        return _ESCAPES.sub(_unescape, raw) if quote == '"' else raw

    def _array(self, path: Path) -> None:
        self._move()
        count = 0
        while self._skip() and self._now() != "]":
            if self._now() == ",":
                self._move()
                continue
            self._note((*path, count))
            self._value((*path, count))
            count += 1
        self._move()

    def _inline(self, path: Path) -> None:
        self._move()
        while self._skip() and self._now() != "}":
            if self._now() == ",":
                self._move()
                continue
            self._pair(path)
        self._move()


def _unescape(match: re.Match[str]) -> str:
    digits = match.group(1) or match.group(2)
    return chr(int(digits, 16)) if digits else match.group(3)
