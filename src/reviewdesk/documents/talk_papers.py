"""The record of one talk, or of a year's talks; private notes are never in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewdesk.documents.content import Facts, Heading, PenLine, Points, Text
from reviewdesk.documents.plan_papers import paper_about
from reviewdesk.domain.days import day_words
from reviewdesk.i18n import language, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reviewdesk.documents.content import Block, Content
    from reviewdesk.domain.paper_lines import TalkLine, TalkLines


def talks_content(lines: TalkLines) -> Content:
    """Return what the paper of talks says."""
    with language(lines.head.language):
        title = tr("Check-in records") if lines.counter else tr("Check-in record")
        return paper_about(lines.head, title, tuple(_talks(lines)))


def _talks(lines: TalkLines) -> Iterator[Block]:
    if lines.counter:
        yield Text(f"{lines.counter}.", quiet=True)
    if not lines.talks:
        yield Text(tr("No talk is recorded yet."))
    for talk in lines.talks:
        yield from _talk(talk)
    if lines.still_open:
        yield Heading(tr("Still open"))
        yield Points(lines.still_open)
    yield Heading(tr("Signatures"), room=150)
    yield PenLine(tr("Employee"), lines.head.employee.name, tr("I have read this record."))
    yield PenLine(tr("Supervisor"), lines.head.supervisor.name)


def _talk(talk: TalkLine) -> Iterator[Block]:
    yield Heading(day_words(talk.held_on))
    seen = day_words(talk.seen_on) if talk.seen_on else tr("not yet marked as seen")
    facts = (
        (tr("Topic"), talk.topic),
        (tr("Written by"), talk.recorded_by),
        (tr("Seen by employee"), seen),
    )
    yield Facts(tuple((label, value) for label, value in facts if value.strip()))
    if talk.said.strip():
        yield Text(talk.said, label=tr("What was said"))
    said_of = tuple(
        tr("{goal}: {words}").format(goal=goal, words=words) for goal, words in talk.progress
    )
    yield Points(said_of, label=tr("Progress on goals"))
    yield Points(talk.actions, label=tr("Agreed actions"))
