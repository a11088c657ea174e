"""A review's snapshot and its scheme into the content of the form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reviewdesk.documents.blank_form import blank_content
from reviewdesk.documents.content import (
    Content,
    Facts,
    Heading,
    Points,
    Ratings,
    Result,
    SignatureBlock,
    Text,
)
from reviewdesk.documents.form_sections import sections
from reviewdesk.domain.days import day_words, period_words
from reviewdesk.i18n import language, tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reviewdesk.documents.content import (
        Block,
    )
    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.domain.snapshot import PersonLine, Snapshot

USUAL_BLOCKS = (
    "people",
    "sections",
    "check-ins",
    "result",
    "working",
    "comments",
    "appeal",
    "signatures",
)
"""The order of the form's blocks where the scheme names none."""

_PERIODS = "periods"
"""Always printed before the result, where a review had several supervisors."""


def form_content(snapshot: Snapshot, scheme: Scheme) -> Content:
    """Return what the form of a review says, in the scheme's own words and order."""
    with language(snapshot.language):
        if snapshot.state == "blank":
            return blank_content(snapshot, scheme)
        writers: dict[str, Callable[[Snapshot, Scheme], Iterator[Block]]] = {
            "people": _people,
            "sections": sections,
            "check-ins": _check_ins,
            _PERIODS: _periods,
            "result": _result,
            "working": _working,
            "comments": _comments,
            "appeal": _appeal,
            "levels": _levels,
            "guidance": _guidance,
            "signatures": _signatures,
        }
        wanted: list[str] = [name for name in scheme.blocks if name in writers] or list(
            USUAL_BLOCKS
        )
        if "signatures" not in wanted:
            wanted.append("signatures")
        wanted.insert(wanted.index("result" if "result" in wanted else "signatures"), _PERIODS)
        blocks = tuple(block for name in wanted for block in writers[name](snapshot, scheme))
        start, end = _day(snapshot.period_start), _day(snapshot.period_end)
        return Content(
            title=snapshot.form_title,
            subtitle=tr("{cycle}: {period}").format(
                cycle=snapshot.cycle, period=period_words(start, end)
            ),
            office=snapshot.office,
            reference=_reference(snapshot),
            language=snapshot.language,
            mark=tr("DRAFT") if snapshot.state == "draft" else "",
            blocks=blocks,
        )


def _reference(snapshot: Snapshot) -> str:
    words = (
        tr("{number}, version {version}, draft")
        if snapshot.state == "draft"
        else tr("{number}, version {version}")
    )
    return words.format(number=snapshot.document_id, version=snapshot.version)


def _people(snapshot: Snapshot, scheme: Scheme) -> Iterator[Block]:
    rows = [
        (tr("Employee"), _person(snapshot.employee)),
        (tr("Staff number"), snapshot.employee.number),
        (tr("Post"), snapshot.employee.job),
        (tr("Grade"), snapshot.employee.grade),
        (tr("Unit"), snapshot.employee.unit),
        (tr("Supervisor"), _person_and_post(snapshot.supervisor)),
    ]
    if snapshot.reviewer is not None:
        rows.append((tr("Reviewer"), _person_and_post(snapshot.reviewer)))
    rows.append(
        (
            tr("Scheme"),
            tr("{name}, version {version}").format(name=scheme.name, version=scheme.version),
        )
    )
    if snapshot.replaces:
        rows.append((tr("Replaces"), snapshot.replaces))
    yield Facts(tuple((label, value) for label, value in rows if value))


def _check_ins(snapshot: Snapshot, scheme: Scheme) -> Iterator[Block]:
    if not snapshot.check_ins:
        return
    yield Heading(tr("{word} record").format(word=scheme.words.check_in))
    for line in snapshot.check_ins:
        seen = (
            tr("seen by the employee on {day}").format(day=day_words(_day(line.seen_on)))
            if line.seen_on
            else tr("not yet marked as seen")
        )
        title = day_words(_day(line.held_on))
        yield Heading(f"{title} · {line.topic}" if line.topic else title, level=2, aside=seen)
        if line.said.strip():
            yield Text(line.said)
        if line.actions:
            yield Points(line.actions, label=tr("Agreed actions"))


def _periods(snapshot: Snapshot, _scheme: Scheme) -> Iterator[Block]:
    if not snapshot.periods:
        return
    yield Heading(tr("Who supervised when"))
    for line in snapshot.periods:
        days = tr_n("{n} day under the plan", "{n} days under the plan", line.days)
        yield Heading(line.supervisor, level=2, aside=days)
        period = period_words(_day(line.starts), _day(line.ends))
        yield Text(f"{period}. {line.note}".strip(), quiet=True)
        if line.ratings:
            yield Ratings(line.ratings)
        if line.text.strip():
            yield Text(line.text, label=tr("Interim assessment"))


def _result(snapshot: Snapshot, scheme: Scheme) -> Iterator[Block]:
    if snapshot.not_rated_reason:
        yield Heading(scheme.words.overall)
        yield Text(tr("Not rated: {why}").format(why=snapshot.not_rated_reason))
    elif snapshot.result_level or snapshot.result_score:
        yield Result(scheme.words.overall, snapshot.result_score, snapshot.result_level)


def _working(snapshot: Snapshot, _scheme: Scheme) -> Iterator[Block]:
    if snapshot.working:
        yield Points(snapshot.working, label=tr("How the result is worked out"))


def _levels(_snapshot: Snapshot, scheme: Scheme) -> Iterator[Block]:
    rows = tuple((f"{one.code} · {one.label}", one.definition) for one in scheme.result.levels)
    if any(definition for _, definition in rows):
        yield Heading(tr("What the levels mean"))
        yield Facts(rows)


def _guidance(_snapshot: Snapshot, scheme: Scheme) -> Iterator[Block]:
    for one in scheme.guidance:
        yield Text(one.text, quiet=True)


def _appeal(snapshot: Snapshot, _scheme: Scheme) -> Iterator[Block]:
    if snapshot.appeal:
        yield Text(snapshot.appeal, quiet=True)


def _comments(snapshot: Snapshot, _scheme: Scheme) -> Iterator[Block]:
    if snapshot.comments:
        yield Heading(tr("Comments"))
        for line in snapshot.comments:
            yield Text(line.text, label=line.title)


def _signatures(snapshot: Snapshot, _scheme: Scheme) -> Iterator[Block]:
    yield Heading(tr("Signatures"), room=160)  # with the first of them
    for line in snapshot.signers:
        yield SignatureBlock(f"sig_{line.party}", line.title, line.name, line.meaning)


def _person(person: PersonLine) -> str:
    return person.name


def _person_and_post(person: PersonLine) -> str:
    return f"{person.name}, {person.job}" if person.job else person.name


def _day(text: str) -> date:
    return date.fromisoformat(text)
