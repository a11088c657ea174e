"""The corrections beside a record: a paper of their own, for what was signed stays as it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reviewdesk.documents.content import Facts, Heading, Text
from reviewdesk.documents.plan_papers import paper_about
from reviewdesk.domain.days import day_words
from reviewdesk.i18n import language, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.documents.content import Block, Content
    from reviewdesk.domain.correction import CorrectionLine
    from reviewdesk.domain.paper_lines import CorrectionLines


def corrections_content(lines: CorrectionLines) -> Content:
    """Return what the paper of corrections says."""
    with language(lines.head.language):
        title = tr("Corrections to the review {number}").format(number=lines.head.number)
        return paper_about(lines.head, title, tuple(_blocks(lines)))


def _blocks(lines: CorrectionLines) -> Iterator[Block]:
    yield Text(
        tr(
            "The record itself is unchanged: what was signed or closed is never overwritten. "
            "Whoever reads it is to read these corrections with it."
        )
    )
    yield Facts(lines.record)
    if not lines.corrections:
        yield Text(tr("No correction is noted."))
    yield from correction_blocks(lines.corrections)


def correction_blocks(lines: tuple[CorrectionLine, ...], level: int = 1) -> Iterator[Block]:
    """Yield corrections with their answers, each under a heading of a level."""
    for place, one in enumerate(lines, 1):
        title = tr("Correction {n}: {part}").format(n=place, part=one.part)
        yield Heading(title, level, aside=one.standing)
        noted = day_words(date.fromisoformat(one.noted))
        yield Text(tr("{who}, {day}").format(who=one.by, day=noted), quiet=True)
        if one.said.strip():
            yield Text(one.said, label=tr("What the record says"))
        yield Text(one.corrected, label=tr("It should say"))
        yield Text(one.reason, label=tr("Why"))
        if one.replies:
            yield Text("\n".join(one.replies), label=tr("Answer"))
