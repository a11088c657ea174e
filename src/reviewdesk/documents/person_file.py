"""A person's whole file into the content of a paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reviewdesk.documents.content import Content, Facts, Grid, Heading, SignatureBlock, Text
from reviewdesk.documents.correction_papers import correction_blocks
from reviewdesk.documents.form import form_content
from reviewdesk.domain.days import day_words, period_words
from reviewdesk.i18n import tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reviewdesk.documents.content import Block
    from reviewdesk.domain.person_file import EventLine, GoalVersionLine, PersonFile, ReviewFile
    from reviewdesk.domain.scheme import Scheme


def person_content(file: PersonFile, schemes: Mapping[str, Scheme]) -> Content:
    """Return what a person's file says.

    Args:
        file: everything about the person.
        schemes: by review number, the scheme whose words its form is in.
    """
    return Content(
        title=tr("File of {name}").format(name=file.name),
        subtitle=tr("Everything this desk holds about you on {day}, made by {name}").format(
            day=_day(file.made), name=file.made_by
        ),
        office=file.office,
        reference=tr("File of {number}, {day}").format(number=file.number, day=_day(file.made)),
        language="en",
        mark="",
        blocks=tuple(_blocks(file, schemes)),
    )


def _blocks(file: PersonFile, schemes: Mapping[str, Scheme]) -> Iterator[Block]:
    yield Facts(file.facts)
    yield Heading(tr("Supervisors on record"))
    if file.supervisors:
        yield Grid(
            (tr("Supervisor"), tr("From"), tr("To"), tr("Reason")),
            tuple(
                (
                    tr("{name} (withdrawn)").format(name=one.name) if one.withdrawn else one.name,
                    _day(one.starts),
                    _day(one.ends),
                    one.reason,
                )
                for one in file.supervisors
            ),
            (32, 18, 18, 32),
        )
    else:
        yield Text(tr("No supervisor is on record."), quiet=True)
    for review in file.reviews:
        yield from _review(review, schemes[review.number])
    yield Heading(tr("History of the staff list entry"))
    yield from _events(file.history)


def _review(review: ReviewFile, scheme: Scheme) -> Iterator[Block]:
    period = period_words(date.fromisoformat(review.starts), date.fromisoformat(review.ends))
    yield Heading(
        tr("{number}, {cycle}").format(number=review.number, cycle=review.cycle),
        aside=review.state,
    )
    yield Text(period, quiet=True)
    for block in form_content(review.content, scheme).blocks:
        match block:
            case SignatureBlock():
                continue
            case Heading(level=1) if block.text == tr("Signatures"):
                continue
            case Heading(level=1):
                yield Heading(block.text, level=2, aside=block.aside)
            case _:
                yield block
    for document in review.documents:
        title = tr("{number}, version {version}").format(
            number=document.number, version=document.version
        )
        yield Heading(
            tr("Signed form {title}").format(title=title),
            level=2,
            aside=tr("void") if document.void else "",
        )
        if document.signatures:
            yield Text("\n".join(document.signatures))
        yield Text(tr("SHA-256 of the file: {digest}").format(digest=document.digest), quiet=True)
    yield from correction_blocks(review.corrections, level=2)
    if review.versions:
        yield Heading(tr("Texts of the goals"), level=2)
        yield Grid(
            (tr("Goal"), tr("Proposed"), tr("By"), tr("What and why")),
            tuple(
                (
                    one.goal,
                    _day(one.proposed),
                    one.proposed_by,
                    "\n".join(_said(one)),
                )
                for one in review.versions
            ),
            (28, 19, 17, 36),
        )
    if review.progress:
        yield Heading(tr("Progress noted"), level=2)
        yield Grid(
            (tr("Goal"), tr("Day"), tr("Reached"), tr("Note")),
            tuple((one.goal, _day(one.day), one.reached, one.note) for one in review.progress),
            (30, 19, 15, 36),
        )
    yield Heading(tr("How it went from hand to hand"), level=2)
    yield from _events(review.moves)
    if review.private_notes:
        yield Text(
            tr_n(
                "Besides, there is {n} private note of a supervisor; it is its author's alone.",
                "Besides, there are {n} private notes of supervisors; they are their authors' "
                "alone.",
                review.private_notes,
            ),
            quiet=True,
        )


def _said(version: GoalVersionLine) -> Iterator[str]:
    yield version.state
    if version.changes:
        yield from version.changes
    else:
        numbers = " → ".join(one for one in (version.baseline, version.target) if one)
        facts = (
            version.measure,
            f"{numbers} {version.unit}".strip(),
            tr("Weight: {weight} %").format(weight=version.weight) if version.weight else "",
            tr("Due: {day}").format(day=_day(version.due)) if version.due else "",
        )
        yield from (one for one in facts if one)
    if version.reason:
        yield tr("Reason: {reason}").format(reason=version.reason)


def _events(events: tuple[EventLine, ...]) -> Iterator[Block]:
    if not events:
        yield Text(tr("Nothing happened yet."), quiet=True)
        return
    yield Facts(
        tuple(
            (_day(one.day), f"{one.sentence} ({one.by})" if one.by else one.sentence)
            for one in events
        )
    )


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text)) if text else ""
