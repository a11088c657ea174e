"""What is wrong among the people of a list: doubles, managers, circles, odd grades."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from reviewdesk.domain.reporting_line import circles
from reviewdesk.domain.staff_number import key_of
from reviewdesk.exchange.staff_cells import is_email
from reviewdesk.exchange.staff_faults import clip
from reviewdesk.exchange.staff_line import Field

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from reviewdesk.exchange.staff_rows import Row

_FRESH = timedelta(days=62)  # a list whose newest person began since then is today's
_FEWEST_FOR_HABITS = 20  # people with a grade, before anything counts as a habit
_IN_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*$")


def _loose(key: str) -> str:
    """Return a key without what spreadsheets add and take away: leading zeros, ``.0``."""
    return re.sub(r"(?<=\d)\.0$", "", key).lstrip("0")


def blame_doubles(rows: list[Row]) -> dict[str, Row]:
    """Blame repeated rows, staff numbers and addresses; return the people by key."""
    whole: dict[tuple[str, ...], Row] = {}
    people: dict[str, Row] = {}
    addresses: dict[str, Row] = {}
    for row in rows:
        key = key_of(row.number)
        if not row.whole:
            if key:
                people.setdefault(key, row)
            continue
        content = tuple(row.texts.get(each, "") for each in Field)
        first = whole.setdefault(content, row)
        if first is not row:
            row.faults.clear()
            row.whole = False
            row.blame(Field.NUMBER, "row-repeated", row.number, other=first.line)
            continue
        holder = people.setdefault(key, row) if key else row
        if holder is not row:
            row.blame(Field.NUMBER, "duplicate-staff-number", row.number, other=holder.line)
        address = row.texts.get(Field.EMAIL, "")
        if address and not row.is_blamed(Field.EMAIL):
            holder = addresses.setdefault(address.casefold(), row)
            if holder is not row:
                row.blame(Field.EMAIL, "duplicate-e-mail", address, other=holder.line)
    return people


class _Managers:
    """Finds the person a manager's cell means."""

    def __init__(self, people: dict[str, Row], known: Collection[str]) -> None:
        self.people = people
        self.known = {key_of(number): number for number in known}
        self.loose: defaultdict[str, set[str]] = defaultdict(set)
        for key in (*people, *self.known):
            self.loose[_loose(key)].add(key)
        self.addresses: dict[str, str] = {}
        self.names: set[str] = set()
        for key, row in people.items():
            self.addresses.setdefault(row.texts.get(Field.EMAIL, "").casefold(), key)
            words = (row.texts.get(Field.GIVEN, ""), row.texts.get(Field.SURNAME, ""))
            self.names.add(self._words(" ".join(words)))
        digits = sum(any(letter.isdigit() for letter in key) for key in people)
        self.numbers_have_digits = digits * 10 >= len(people) * 9

    @staticmethod
    def _words(name: str) -> str:
        return " ".join(sorted(name.replace(",", " ").casefold().split()))

    def find(self, text: str) -> str:
        """Return the key of the manager, or nothing."""
        bracketed = _IN_BRACKETS.search(text)
        for one in (text, bracketed[1] if bracketed else ""):
            key = key_of(one)
            if key and (key in self.people or key in self.known):
                return key
            alike = self.loose.get(_loose(key), set()) if key else set()
            if len(alike) == 1:
                return next(iter(alike))
            if is_email(one) and one.casefold() in self.addresses:
                return self.addresses[one.casefold()]
        return ""

    def number(self, key: str) -> str:
        """Return the staff number of a key as the list or the desk writes it."""
        return self.people[key].number if key in self.people else self.known[key]

    def is_name(self, text: str) -> bool:
        """Say whether text is the name of a person rather than a number."""
        if self._words(text) in self.names:
            return True
        letters = not any(letter.isdigit() for letter in text)
        return letters and self.numbers_have_digits and len(text.split()) > 1


def blame_managers(
    rows: list[Row], people: dict[str, Row], known: Collection[str], day: date
) -> None:
    """Blame managers who are not there, are names, oneself, circles, or have left by ``day``."""
    managers = _Managers(people, known)
    above: dict[str, str] = {}
    for row in rows:
        if not row.whole or not row.manager or row.is_blamed(Field.MANAGER):
            continue
        key = managers.find(row.manager)
        own = key_of(row.number)
        if not key:
            kind = "manager-is-a-name" if managers.is_name(row.manager) else "manager-not-found"
            row.blame(Field.MANAGER, kind, row.manager)
        elif key == own:
            row.blame(Field.MANAGER, "own-manager", row.manager)
        else:
            row.texts[Field.MANAGER] = managers.number(key)
            if people.get(own) is row:
                above[own] = key
    for circle in circles(above):
        names = ", ".join(people[key].number for key in circle[:6])
        if len(circle) > 6:
            names += ", …"
        for key in circle:
            people[key].blame(Field.MANAGER, "reporting-loop", other=names)
    _blame_left(people, above, day)


def _blame_left(people: dict[str, Row], above: dict[str, str], day: date) -> None:
    """Blame each manager once who left on or before ``day`` while people stay under them."""
    reports: Counter[str] = Counter()
    for key, manager in above.items():
        end = people[key].end
        if end is None or end > day:
            reports[manager] += 1
    for key, count in reports.items():
        row = people.get(key)
        if row and row.end and row.end <= day and not row.is_blamed(Field.START, Field.END):
            row.blame(Field.END, "manager-has-left", row.end.isoformat(), other=count)


def day_of_list(rows: list[Row], as_at: date) -> date:
    """Return the day by which the list shows who has left: ``as_at``, unless it is older.

    An old list names planned ends that have passed since; that is no fault of
    the list. It is old when nobody began for two months before ``as_at`` and for
    three times as long as its five newest people took to begin; then the day the
    newest person began is as late as the list surely reaches.
    """
    starts = sorted((row.start for row in rows if row.start and row.start <= as_at), reverse=True)
    if not starts:
        return as_at
    newest = starts[0]
    usual = newest - starts[min(4, len(starts) - 1)]
    return newest if as_at - newest > max(_FRESH, 3 * usual) else as_at


def _stem_and_number(grade: str) -> tuple[str, int | None]:
    """Return the words and the first number of a grade's level, its part before a dash."""
    level = re.split(r"\s[-\u2013\u2014/:|]\s", grade, maxsplit=1)[0].casefold()
    number = re.search(r"\d{1,6}", level)
    stem = level[: number.start()] if number else level
    return "".join(letter for letter in stem if letter.isalpha()), int(
        number[0]
    ) if number else None


def blame_grades(rows: list[Row], known: Collection[str] | None) -> None:
    """Blame grades that are not known or, if none are, that fit no other grade.

    Without known grades, the list itself must tell. A grade is its level (the
    part before a dash), and a level is words and a number: ``SCS2``, ``Grade 7``.
    Real lists hold many grades with a single person, so that alone says nothing.
    Odd is a level of one person with a number where either nobody else has such
    words (``Grade 99`` among bands A to F), or all others with these words have
    numbers far from it (``Grade 99`` beside Grades 6 and 7): further than three
    steps and than all of theirs are apart. With fewer than twenty grades given,
    or if more than one in fifty would be odd, the list has no habit to break.
    """
    graded = [
        (row, row.texts[Field.GRADE])
        for row in rows
        if row.whole and row.texts.get(Field.GRADE) and not row.is_blamed(Field.GRADE)
    ]
    if known:
        usual = {" ".join(grade.split()).casefold() for grade in known}
        odd = [(row, grade) for row, grade in graded if grade.casefold() not in usual]
    else:
        levels = Counter(_stem_and_number(grade) for _, grade in graded)
        numbers: defaultdict[str, set[int]] = defaultdict(set)
        for stem, number in levels:
            if number is not None:
                numbers[stem].add(number)
        stems = Counter(_stem_and_number(grade)[0] for _, grade in graded)
        odd = []
        for row, grade in graded:
            stem, number = _stem_and_number(grade)
            if number is None or levels[stem, number] > 1:
                continue
            others = numbers[stem] - {number}
            if not others and stems[stem] > 1:
                continue
            distance = min((abs(number - other) for other in others), default=10**6)
            if distance > max(3, max(others, default=0) - min(others, default=0)):
                odd.append((row, grade))
        if len(graded) < _FEWEST_FOR_HABITS or len(odd) > max(1, len(graded) // 50):
            odd = []
    for row, grade in odd:
        row.blame(Field.GRADE, "unknown-grade", clip(grade))
