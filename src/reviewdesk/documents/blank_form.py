"""The form of a scheme to be filled by hand, where there is no laptop.

What is known already, such as the person and the goals, is printed; the rest is frames to
write in, squares to tick and lines to sign on.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reviewdesk.documents.content import (
    Box,
    Content,
    Facts,
    Grid,
    Heading,
    PenLine,
    Text,
    TickGrid,
    Ticks,
)
from reviewdesk.domain.days import day_words, period_words
from reviewdesk.domain.entry_weights import number_text
from reviewdesk.domain.parties import Party
from reviewdesk.domain.scheme import Block, EntrySource, ScaleKind
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.documents.content import Block as Part
    from reviewdesk.domain.scheme import Scale, Scheme, Section
    from reviewdesk.domain.snapshot import EntryLine, PersonLine, Snapshot

_GOALS = 4
"""Places for goals where a scheme leaves their number open."""
_MOST_GOALS = 8
_FEW = 2
"""Entries of a scheme that have more room each than in a table."""
_MOST_COLUMNS = 6
"""Choices that stand beside each other in a table."""


def blank_content(snapshot: Snapshot, scheme: Scheme) -> Content:
    """Return the form of a scheme with room to write; called in the form's language."""
    subtitle = tr("To be filled in by hand")
    if snapshot.period_start:
        subtitle = tr("{cycle}: {period}").format(
            cycle=snapshot.cycle,
            period=period_words(
                date.fromisoformat(snapshot.period_start), date.fromisoformat(snapshot.period_end)
            ),
        )
    number = snapshot.document_id
    return Content(
        title=scheme.form_title,
        subtitle=subtitle,
        office=snapshot.office,
        reference=tr("{number}, to fill in by hand").format(number=number)
        if number
        else tr("{scheme}, version {version}").format(scheme=scheme.name, version=scheme.version),
        language=snapshot.language,
        mark="",
        blocks=tuple(_blocks(snapshot, scheme)),
    )


def _blocks(snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    yield _people(snapshot, scheme)
    for section in scheme.sections:
        lines = [one for one in snapshot.entries if one.section == section.id]
        yield from _section(scheme, section, lines)
    yield from _result(scheme)
    yield Heading(scheme.heading(Block.COMMENTS) or tr("Comments"))
    for signatory in scheme.signatories:
        yield Box(tr("Comments: {who}").format(who=signatory.title), lines=4)
    if snapshot.appeal:
        yield Text(snapshot.appeal, quiet=True)
    yield Heading(scheme.heading(Block.SIGNATURES) or tr("Signatures"), room=150)
    names = {line.party: line.name for line in snapshot.signers}
    for one in scheme.signatories:
        yield PenLine(one.title, names.get(one.party.value, ""), one.meaning)


def _people(snapshot: Snapshot, scheme: Scheme) -> Grid:
    """Return who is reviewed by whom: what is known, else room to write it."""

    def row(title: str, person: PersonLine | None) -> tuple[str, str, str]:
        if person is None or not person.name:
            return title, "", ""
        post = ", ".join(filter(None, (person.job, person.unit, person.grade)))
        name = f"{person.name}\n{person.number}" if person.number else person.name
        return title, name, post

    rows = [
        row(scheme.words.party(Party.EMPLOYEE), snapshot.employee),
        row(scheme.words.party(Party.SUPERVISOR), snapshot.supervisor),
    ]
    if any(one.party.value == "reviewer" for one in scheme.signatories):
        rows.append(row(scheme.words.party(Party.REVIEWER), snapshot.reviewer))
    if not snapshot.period_start:
        rows.append((tr("Period"), tr("from"), tr("to")))
    header = (tr("Who"), tr("Name and staff number"), tr("Post, unit, grade"))
    return Grid(header, tuple(rows), (18, 41, 41), room=34)


def _section(scheme: Scheme, section: Section, lines: list[EntryLine]) -> Iterator[Part]:
    share = f"{section.share:f} %" if section.share is not None else ""
    yield Heading(section.title, aside=share, room=180)
    if section.guidance:
        yield Text(section.guidance, quiet=True)
    scale = scheme.scale(section)
    meanings = tuple(
        (f"{one.code} · {one.label}" if one.label != one.code else one.code, one.definition)
        for one in scale.levels
        if one.definition
    )
    if meanings:
        yield Facts(meanings)
    if section.source is EntrySource.FIXED and len(section.fixed_entries) > _FEW:
        if not scale.levels:
            yield from _number_table(scheme, section, lines)
            return
        if len(scale.levels) <= _MOST_COLUMNS and len(scheme.raters) < 2:
            yield from _table(section, scale)
            return
    known = {one.name: one for one in lines}
    for place, name in enumerate(_names(section, lines), 1):
        yield from _entry(scheme, section, place, known.get(name), name)


def _names(section: Section, lines: list[EntryLine]) -> list[str]:
    names = [one.name for one in lines] or [one.name for one in section.fixed_entries]
    if section.source is EntrySource.GOALS and not lines:
        names = [""] * min(max(section.fewest, _GOALS), section.most, _MOST_GOALS)
    return names or [""] * min(max(section.fewest, 3), section.most, _MOST_GOALS)


def _table(section: Section, scale: Scale) -> Iterator[Part]:
    names = tuple(
        f"{one.name}\n{one.definition}" if one.definition else one.name
        for one in section.fixed_entries
    )
    options = _columns(scale)
    for title in [one.title for one in section.dimensions] or [""]:
        if title:
            yield Text("", label=title)
        yield TickGrid(section.entry_word, options, names)
    if section.own_entries:
        yield Box(tr("Others of this kind, with their rating"), lines=2)
    yield Box(tr("What was seen: {section}").format(section=section.title), lines=5)


def _columns(scale: Scale) -> tuple[str, ...]:
    """Return the choices of a scale as headings of narrow columns."""
    options = tuple(
        f"{one.code}\n{one.label}" if one.label not in ("", one.code) else one.code
        for one in scale.levels
    )
    return (*options, tr("Not rated")) if scale.allows_not_rated else options


def _number_table(scheme: Scheme, section: Section, lines: list[EntryLine]) -> Iterator[Part]:
    """Yield entries that get a number as rows to write it in."""
    weights = {one.name: one.weight for one in lines}
    labels = [_asked(scheme.scale(section), label) for label in _labels(scheme, section)]
    before = (tr("Weight, per cent"),) if section.weights is not None else ()
    rows = tuple(
        (one.name, *(weights.get(one.name, "") for _title in before), *("",) * len(labels))
        for one in section.fixed_entries
    )
    header = (section.entry_word, *before, *labels)
    widths = (44, *(12,) * len(before), *(max(10, 44 // len(labels)),) * len(labels))
    yield Grid(header, rows, widths, room=28)
    if section.own_entries:
        yield Box(tr("Others of this kind, with their rating"), lines=2)
    yield Box(tr("What was seen: {section}").format(section=section.title), lines=5)


def _labels(scheme: Scheme, section: Section) -> list[str]:
    """Return what each rating of an entry is: whose, where there are several, and of what."""
    raters = [one.title for one in scheme.raters] if len(scheme.raters) > 1 else [""]
    return [
        ", ".join(filter(None, (rater, dimension))) or tr("Rating")
        for rater in raters
        for dimension in [one.title for one in section.dimensions] or [""]
    ]


def _entry(
    scheme: Scheme, section: Section, place: int, known: EntryLine | None, name: str
) -> Iterator[Part]:
    is_goal = section.source is EntrySource.GOALS
    title = f"{section.entry_word} {place}"
    yield Heading(f"{title}: {name}" if name else title, level=2, room=300 if is_goal else 190,
                  aside=known.weight if known else "")  # fmt: skip
    if not name:
        yield Box(section.entry_word, lines=2)
    weighted = section.weights is not None and not (known and known.weight)
    if is_goal:
        yield _measure_row(known, weighted=weighted)
    scale = scheme.scale(section)
    labels = _labels(scheme, section)
    numbers = [tr("Weight, per cent")] if weighted and not is_goal else []
    if scale.kind is ScaleKind.LEVELS and len(labels) > 1 and len(scale.levels) <= _MOST_COLUMNS:
        yield TickGrid(tr("Rating"), _columns(scale), tuple(labels))
    elif scale.kind is ScaleKind.LEVELS:
        for label in labels:
            options = tuple(_choice(one.code, one.label) for one in scale.levels)
            yield Ticks(label, (*options, tr("Not rated")) if scale.allows_not_rated else options)
    else:
        numbers += [_asked(scale, label) for label in labels]
    if numbers:
        yield Grid(tuple(numbers), (("",) * len(numbers),), (1,) * len(numbers), room=26)
    yield Box(tr("What was seen"), lines=3)


def _measure_row(known: EntryLine | None, *, weighted: bool) -> Grid:
    goal = known.goal if known else None

    def value(text: str, unit: str = "") -> str:
        return f"{text} {unit}".strip() if text else ""

    header: tuple[str, ...] = (
        tr("Measure"), tr("At the start"), tr("Target"), tr("Reached"), tr("Due"),
    )  # fmt: skip
    row: tuple[str, ...] = ("",) * 5
    if goal is not None:
        row = (
            goal.measure,
            value(goal.baseline, goal.unit),
            value(goal.target, goal.unit),
            value(goal.actual, goal.unit),
            day_words(date.fromisoformat(goal.due)) if goal.due else "",
        )
    widths: tuple[int, ...] = (34, 14, 14, 14, 14)
    if weighted:
        header, row, widths = (*header, tr("Weight")), (*row, ""), (*widths, 11)
    return Grid(header, (row,), widths, room=34)


def _asked(scale: Scale, label: str) -> str:
    """Return the heading over a number that is written by hand."""
    if scale.kind is ScaleKind.PERCENT:
        return tr("{label}, per cent").format(label=label)
    return tr("{label}, from {lowest} to {highest}").format(
        label=label,
        lowest=number_text(scale.lowest) if scale.lowest is not None else "0",
        highest=number_text(scale.highest) if scale.highest is not None else "",
    )


def _result(scheme: Scheme) -> Iterator[Part]:
    if not scheme.result.levels:
        return
    yield Heading(scheme.words.overall, room=130)
    meanings = tuple(
        (_choice(one.code, one.label), one.definition)
        for one in scheme.result.levels
        if one.definition
    )
    if meanings:
        yield Facts(meanings)
    if scheme.result.combination.value != "none":
        yield Grid((tr("Number"), tr("How it is worked out")), (("", ""),), (1, 3), room=30)
    yield Ticks(tr("Level"), tuple(_choice(one.code, one.label) for one in scheme.result.levels))


def _choice(code: str, label: str) -> str:
    return f"{code} · {label}" if label and label != code else code
