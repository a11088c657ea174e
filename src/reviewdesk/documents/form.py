"""A review's snapshot and its scheme into the content of the form."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from reviewdesk.documents.attachment import DATA, SCHEME
from reviewdesk.documents.blank_form import blank_content
from reviewdesk.documents.content import (
    Attachment,
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
from reviewdesk.documents.page_code import page_text, short_code
from reviewdesk.domain import scheme_write
from reviewdesk.domain.days import day_words, period_words
from reviewdesk.domain.rating import rating_words
from reviewdesk.domain.result_words import level_shown, score_shown
from reviewdesk.domain.scheme import Block, Party
from reviewdesk.domain.snapshot import to_bytes
from reviewdesk.i18n import language, tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reviewdesk.documents.content import Block as Part
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

WORDING = 3
"""Of the forms; one more with every change of what a form says or in which order. A form made
with another is compared with its data by the values alone (``documents/attached_data.py``)."""

_PERIODS = "periods"
"""Always printed before the result, where a review had several supervisors."""


def form_content(snapshot: Snapshot, scheme: Scheme) -> Content:
    """Return what the form of a review says, in the scheme's own words and order."""
    with language(snapshot.language):
        if snapshot.state == "blank":
            return blank_content(snapshot, scheme)
        writers: dict[str, Callable[[Snapshot, Scheme], Iterator[Part]]] = {
            "people": _people,
            "sections": sections,
            "check-ins": _check_ins,
            _PERIODS: _periods,
            "result": _result,
            "working": _working,
            "comments": _comments,
            "appeal": _appeal,
            "levels": _levels,
            "scales": _scales,
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
        is_final = snapshot.state == "final"
        data = to_bytes(snapshot) if is_final else b""
        digest = hashlib.sha256(data).hexdigest() if is_final else ""
        start, end = _day(snapshot.period_start), _day(snapshot.period_end)
        return Content(
            title=snapshot.form_title,
            subtitle=tr("{cycle}: {period}").format(
                cycle=snapshot.cycle, period=period_words(start, end)
            ),
            office=snapshot.office,
            reference=_reference(snapshot, digest),
            language=snapshot.language,
            mark=tr("DRAFT") if snapshot.state == "draft" else "",
            blocks=blocks,
            landscape=scheme.landscape,
            attachments=_attachments(data, scheme) if is_final else (),
            code=page_text(snapshot.document_id, snapshot.version, digest) if is_final else "",
        )


def _reference(snapshot: Snapshot, digest: str) -> str:
    words = (
        tr("{number}, version {version}, draft")
        if snapshot.state == "draft"
        else tr("{number}, version {version}")
    )
    line = words.format(number=snapshot.document_id, version=snapshot.version)
    return f"{line} · {short_code(digest)}" if digest else line


def _attachments(data: bytes, scheme: Scheme) -> tuple[Attachment, ...]:
    """Return what another program needs to read the form, and another desk to draw it again."""
    return (
        Attachment(
            DATA,
            "application/json",
            "Data",
            f"What this form says, as data: schema review-1, wording {WORDING}",
            data,
        ),
        Attachment(
            SCHEME,
            "application/toml",
            "Supplement",
            "The scheme that this form follows",
            _scheme_text(scheme),
        ),
    )


@lru_cache(maxsize=16)
def _scheme_text(scheme: Scheme) -> bytes:
    return scheme_write.write(scheme).encode()


def _heading(scheme: Scheme, block: Block, usual: str = "", room: int = 0) -> Iterator[Heading]:
    """Yield the heading of a block: the scheme's own, or the usual one if there is any."""
    title = scheme.heading(block) or usual
    if title:
        yield Heading(title, room=room)


def _people(snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    yield from _heading(scheme, Block.PEOPLE)
    rows = [
        (scheme.words.party(Party.EMPLOYEE), _person(snapshot.employee)),
        (tr("Staff number"), snapshot.employee.number),
        (tr("Post"), snapshot.employee.job),
        (tr("Grade"), snapshot.employee.grade),
        (tr("Unit"), snapshot.employee.unit),
        (scheme.words.party(Party.SUPERVISOR), _person_and_post(snapshot.supervisor)),
    ]
    if snapshot.reviewer is not None:
        title = scheme.words.party(Party.REVIEWER)
        rows.append((title, _person_and_post(snapshot.reviewer)))
    rows.append(
        (
            tr("Scheme"),
            tr("{name}, version {version}").format(name=scheme.name, version=scheme.version),
        )
    )
    if snapshot.replaces:
        rows.append((tr("Replaces"), snapshot.replaces))
    yield Facts(tuple((label, value) for label, value in rows if value))


def _check_ins(snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    if not snapshot.check_ins:
        return
    usual = tr("{word} record").format(word=scheme.words.check_in)
    yield from _heading(scheme, Block.CHECK_INS, usual)
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


def _periods(snapshot: Snapshot, _scheme: Scheme) -> Iterator[Part]:
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


def _result(snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    if snapshot.not_rated_reason or snapshot.result_level or snapshot.result_score:
        yield from _heading(scheme, Block.RESULT, room=150)
    if snapshot.not_rated_reason:
        yield Heading(scheme.words.overall)
        yield Text(tr("Not rated: {why}").format(why=snapshot.not_rated_reason))
    elif snapshot.result_level or snapshot.result_score:
        score = score_shown(scheme, snapshot.result_score)
        yield Result(scheme.words.overall, score, snapshot.result_level)


def _working(snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    if not snapshot.working:
        return
    own = [*_heading(scheme, Block.WORKING)]
    yield from own
    label = "" if own else tr("How the result is worked out")
    yield Points(snapshot.working, label=label)


def _levels(_snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    rows = tuple(
        (level_shown(one.code, one.label), one.definition) for one in reversed(scheme.result.levels)
    )
    if any(definition for _, definition in rows):
        yield from _heading(scheme, Block.LEVELS, tr("What the levels mean"))
        yield Facts(rows)


def _scales(_snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    used = {section.scale for section in scheme.sections}
    scales = [one for one in scheme.scales if one.id in used and one.levels]
    if scales:
        yield from _heading(scheme, Block.SCALES, tr("What the ratings mean"))
    for scale in scales:
        yield Facts(
            tuple((rating_words(scale, one.code), one.definition) for one in reversed(scale.levels))
        )


def _guidance(_snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    yield from _heading(scheme, Block.GUIDANCE)
    for one in scheme.guidance:
        yield Text(one.text, label=scheme.words.party(one.party), quiet=True)


def _appeal(snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    if snapshot.appeal:
        yield from _heading(scheme, Block.APPEAL)
        yield Text(snapshot.appeal, quiet=True)


def _comments(snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    if snapshot.comments:
        yield from _heading(scheme, Block.COMMENTS, tr("Comments"))
        for line in snapshot.comments:
            yield Text(line.text, label=line.title)


def _signatures(snapshot: Snapshot, scheme: Scheme) -> Iterator[Part]:
    # with the first of them
    yield from _heading(scheme, Block.SIGNATURES, tr("Signatures"), room=160)
    if snapshot.audit is not None:
        said = tr(
            "Before this form was made, the audit ended with line {line}, whose hash begins with "
            "{hash}."
        ).format(line=snapshot.audit.line, hash=snapshot.audit.hash[:16])  # as the Audit page does
        yield Text(said, quiet=True)
    for line in snapshot.signers:
        yield SignatureBlock(f"sig_{line.party}", line.title, line.name, line.meaning)


def _person(person: PersonLine) -> str:
    return person.name


def _person_and_post(person: PersonLine) -> str:
    return f"{person.name}, {person.job}" if person.job else person.name


def _day(text: str) -> date:
    return date.fromisoformat(text)
