"""The sections of a form: a table with the scheme's columns, then the words of each entry.

Columns decide how a form looks, not what it holds: whatever was agreed, rated or written
about an entry and has no column stands under the table.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reviewdesk.documents.content import Grid, Heading, Text
from reviewdesk.domain.days import day_words
from reviewdesk.domain.rating import rating_words
from reviewdesk.domain.scheme import Column
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reviewdesk.documents.content import Block
    from reviewdesk.domain.scheme import Scale, Scheme, Section
    from reviewdesk.domain.snapshot import EntryLine, Snapshot

_USUAL = (Column.NAME, Column.WEIGHT, Column.SELF_RATING, Column.RATING)
_WIDTHS = {Column.NAME: 34, Column.MEASURE: 26, Column.WEIGHT: 9, Column.SELF_RATING: 18,
           Column.SELF_TEXT: 34, Column.NARRATIVE: 30}  # fmt: skip
_WIDTH = 14
_RATING_WIDTHS = {1: 20, 2: 15}
"""By how many columns of ratings there are; more are narrow ones."""
_MOST_WITH_LABELS = 2
"""Columns of ratings that have room for words; where there are more, codes stand there."""
_TEXTS = (Column.SELF_TEXT, Column.NARRATIVE)
_FACTS = (Column.MEASURE, Column.BASELINE, Column.TARGET, Column.ACTUAL, Column.DUE)


def sections(snapshot: Snapshot, scheme: Scheme) -> Iterator[Block]:
    """Yield every section of a form with its entries."""
    for section in scheme.sections:
        aside = [f"{section.share:f} %"] if section.share is not None else []
        if section.critical:
            mixed = not all(one.critical for one in scheme.sections)
            aside.append(tr("* critical") if mixed else tr("critical"))
        yield Heading(section.title, aside=" · ".join(aside))
        if section.guidance:
            yield Text(section.guidance, quiet=True)
        lines = [line for line in snapshot.entries if line.section == section.id]
        if not lines:
            yield Text(tr("Nothing is entered here."), quiet=True)
        else:
            columns = _columns(section, lines)
            ratings = _rating_titles(lines)
            yield _grid(section, scheme, lines, columns, ratings)
            if len(ratings) > _MOST_WITH_LABELS:
                yield from _legend(scheme.scale(section))
            for line in lines:
                yield from _words(line, scheme, section, columns)


def _columns(section: Section, lines: Sequence[EntryLine]) -> tuple[Column, ...]:
    """Return the columns of the table that have something to show, name and rating always.

    Words stand below it, unless the scheme puts them into the table.
    """
    wanted = [
        one for one in section.columns or _USUAL if section.words_in_table or one not in _TEXTS
    ]
    if Column.NAME not in wanted:
        wanted.insert(0, Column.NAME)
    if Column.SELF_RATING not in wanted and any(line.self_rating for line in lines):
        wanted.append(Column.SELF_RATING)
    if Column.RATING not in wanted:
        wanted.append(Column.RATING)
    always = (Column.NAME, Column.RATING)
    return tuple(one for one in wanted if one in always or any(_value(line, one) for line in lines))


def _rating_titles(lines: Sequence[EntryLine]) -> list[str]:
    return list(dict.fromkeys(title for line in lines for title, _ in line.ratings)) or [""]


def _grid(
    section: Section,
    scheme: Scheme,
    lines: Sequence[EntryLine],
    columns: Sequence[Column],
    ratings: Sequence[str],
) -> Grid:
    scale = scheme.scale(section)
    short: dict[str, str] = {}
    if len(ratings) > _MOST_WITH_LABELS:
        short = {rating_words(scale, one.code): one.code for one in scale.levels}
    header: list[str] = []
    widths: list[int] = []
    for column in columns:
        if column is Column.RATING:
            header += [title or scheme.words.rating or tr("Rating") for title in ratings]
            widths += [_RATING_WIDTHS.get(len(ratings), 14)] * len(ratings)
        else:
            header.append(_title(column, section, scheme))
            widths.append(_WIDTHS.get(column, _WIDTH))
    starred = section.critical and not all(one.critical for one in scheme.sections)
    rows = []
    for line in lines:
        given = dict(line.ratings)
        row: list[str] = []
        for column in columns:
            if column is Column.NAME:
                row.append(f"{line.name} *" if starred else line.name)
            elif column is Column.RATING:
                shown = [given.get(title, "") for title in ratings]
                row += [short.get(one, one) for one in shown]
            else:
                row.append(_value(line, column))
        rows.append(tuple(row))
    meant = {one.name: one.definition for one in section.fixed_entries}
    notes = tuple(meant.get(line.name, "") for line in lines)
    return Grid(tuple(header), tuple(rows), tuple(widths), notes if any(notes) else ())


def _legend(scale: Scale) -> Iterator[Block]:
    """Yield what the codes in a table mean, best first."""
    words = ", ".join(rating_words(scale, one.code) for one in reversed(scale.levels))
    if words:
        yield Text(words, quiet=True)


def _title(column: Column, section: Section, scheme: Scheme) -> str:
    if column is Column.NAME:
        return section.entry_word
    return {
        Column.MEASURE: scheme.words.measure or tr("Measure"),
        Column.BASELINE: tr("At the start"),
        Column.TARGET: scheme.words.target or tr("Target"),
        Column.ACTUAL: scheme.words.actual or tr("Reached"),
        Column.DUE: tr("Due"),
        Column.WEIGHT: tr("Weight"),
        Column.SELF_RATING: scheme.words.self_rating or scheme.words.self_assessment,
        Column.SELF_TEXT: scheme.words.self_assessment,
        Column.NARRATIVE: scheme.words.narrative,
    }[column]


def _value(line: EntryLine, column: Column) -> str:
    own = {
        Column.NAME: line.name,
        Column.WEIGHT: line.weight,
        Column.SELF_RATING: line.self_rating,
        Column.SELF_TEXT: line.self_text,
        Column.NARRATIVE: line.narrative,
    }
    if column in own:
        return own[column]
    goal = line.goal
    if goal is None:
        return ""

    def with_unit(value: str) -> str:
        return f"{value} {goal.unit}".strip() if value else ""

    return {
        Column.MEASURE: goal.measure,
        Column.BASELINE: with_unit(goal.baseline),
        Column.TARGET: with_unit(goal.target),
        Column.ACTUAL: with_unit(goal.actual),
        Column.DUE: day_words(date.fromisoformat(goal.due)) if goal.due else "",
    }.get(column, "")


def _words(
    line: EntryLine, scheme: Scheme, section: Section, columns: Sequence[Column]
) -> Iterator[Block]:
    """Yield what an entry has beside its row: other facts of its goal, and the texts."""
    facts = [
        (_title(one, section, scheme), _value(line, one)) for one in _FACTS if one not in columns
    ]
    if Column.WEIGHT not in columns:
        facts.append((tr("Weight"), line.weight))
    if line.goal is not None:
        facts += [(tr("Progress"), line.goal.progress), (tr("Amended"), line.goal.amended)]
    beside = " · ".join(f"{title}: {value}" for title, value in facts if value)
    texts = {
        Column.SELF_TEXT: (scheme.words.self_assessment, line.self_text),
        Column.NARRATIVE: (scheme.words.narrative, line.narrative),
    }
    below = [one for one in texts if one not in columns]
    order = [one for one in section.columns if one in below]
    said = [texts[one] for one in (*(one for one in below if one not in order), *order)]
    said = [(title, text) for title, text in said if text.strip()]
    if not beside and not said:
        return
    yield Heading(line.name, level=2)
    if beside:
        yield Text(beside, quiet=True)
    for title, text in said:
        yield Text(text, label=title)
