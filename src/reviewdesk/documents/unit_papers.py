"""Papers about many people: the summary of a unit, the sheet of signatures, the charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.documents.content import (
    Content,
    Facts,
    Grid,
    Heading,
    PenLine,
    Picture,
    Text,
)
from reviewdesk.domain.days import day_words
from reviewdesk.domain.paper_lines import SMALLEST_GROUP
from reviewdesk.i18n import language, tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from reviewdesk.documents.content import Block
    from reviewdesk.domain.paper_lines import SheetLines, SummaryLines

_PEN_HEIGHT = 34
"""Points of a row that is signed by pen."""


@dataclass(frozen=True, slots=True)
class ChartPage:
    """A chart as a picture, what it shows in a sentence, and its table."""

    title: str
    subtitle: str
    finding: str
    image: bytes
    width: float
    height: float
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary_content(lines: SummaryLines) -> Content:
    """Return what the summary of a unit says."""
    with language(lines.language):
        return _about_many(
            tr("Unit summary"), (lines.cycle, lines.unit or tr("All units")), lines.office,
            lines.printed_on, lines.language, tuple(_summary(lines)),
        )  # fmt: skip


def sheet_content(lines: SheetLines) -> Content:
    """Return what the sheet of signatures says."""
    with language(lines.language):
        return _about_many(
            tr("Sign-off sheet"), (lines.cycle, lines.unit or tr("All units")), lines.office,
            lines.printed_on, lines.language, tuple(_sheet(lines)),
        )  # fmt: skip


def charts_content(
    charts: Sequence[ChartPage], about: str, office: str, reference: str, language: str = "en"
) -> Content:
    """Return charts, each with its table."""
    blocks: list[Block] = []
    for one in charts:
        blocks.append(Heading(one.title, room=320))
        blocks.append(Text(f"{one.subtitle}. {one.finding}", quiet=True))
        if one.image:
            said = "; ".join(", ".join(cell for cell in row if cell) for row in one.rows[:12])
            alt = tr("Chart: {title}. {finding} {rows}").format(
                title=one.title, finding=one.finding, rows=said
            )
            blocks.append(Picture(one.image, alt, one.width, one.height))
        if one.rows:
            wide = (6, *(2,) * (len(one.columns) - 1))
            blocks.append(Grid(one.columns, one.rows, wide, numbers_from=1))
    title = charts[0].title if len(charts) == 1 else tr("Dashboard")
    return Content(title, about, office, reference, language, mark="", blocks=tuple(blocks))


def _about_many(
    title: str, about: tuple[str, str], office: str, day: date, language: str,
    blocks: tuple[Block, ...],
) -> Content:  # fmt: skip
    reference = tr("{title}, {day}").format(title=title, day=day_words(day))
    return Content(title, " · ".join(about), office, reference, language, mark="", blocks=blocks)


def _summary(lines: SummaryLines) -> Iterator[Block]:
    if lines.total < SMALLEST_GROUP:
        yield Text(
            tr(
                "Fewer than {n} people are in this unit and those below it. Figures about so few "
                "would be figures about persons, so none are given."
            ).format(n=SMALLEST_GROUP)
        )
        return
    yield Facts(
        (
            (tr("Figures as of"), day_words(lines.printed_on)),
            (tr("Reviews"), f"{lines.total:,}"),
            (tr("Past their date"), f"{lines.late:,}"),
        )
    )
    yield Text(
        tr(
            "Units with fewer than {n} people are put together; ratings are given for {n} closed "
            "reviews or more."
        ).format(n=SMALLEST_GROUP),
        quiet=True,
    )
    yield Heading(tr("Where reviews stand"))
    header = (tr("Unit"), tr("Reviews"), *lines.groups)
    rows = [(one.name, *(f"{count:,}" for count in one.counts)) for one in lines.units]
    yield Grid(header, tuple(rows), (28, *(10,) * (len(header) - 1)), numbers_from=1)
    yield Heading(tr("How reviews were rated"), room=min(500, 90 + 20 * len(lines.levels)))
    if lines.levels:
        yield Text(
            tr_n("{n} review is closed.", "{n} reviews are closed.", lines.rated), quiet=True
        )
        yield Grid(
            (tr("Level"), tr("Reviews"), tr("Share")),
            tuple(
                (label, f"{count:,}", f"{(200 * count + lines.rated) // (2 * lines.rated)} %")
                for label, count in lines.levels
            ),
            (6, 2, 2),
            numbers_from=1,
        )
    else:
        yield Text(tr("Too few reviews are closed to show ratings without naming people."))


def _sheet(lines: SheetLines) -> Iterator[Block]:
    if not lines.rows:
        yield Text(tr("There is no review here to be signed."))
        return
    yield Text(
        tr(
            "Where a day is printed, the form was signed in ReviewDesk. An empty place is signed "
            "by pen: signature and day."
        ),
        quiet=True,
    )
    header = (tr("Employee"), tr("Step"), *lines.columns)
    yield Grid(
        header,
        tuple((f"{one.name}\n{one.number}", one.step, *one.signed) for one in lines.rows),
        (26, 15, *(22,) * len(lines.columns)),
        room=_PEN_HEIGHT,
    )
    yield Heading(tr("Complete"), room=130)
    yield PenLine(tr("HR officer"), meaning=tr("All forms named here are signed or explained."))
