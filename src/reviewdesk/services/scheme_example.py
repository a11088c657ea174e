"""An invented person's form under a scheme: scored and drawn while the scheme is written.

These functions touch no desk and no record of a person, so they need no context.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewdesk.domain import scoring, signoff
from reviewdesk.domain.cycle import default_period
from reviewdesk.domain.days import appeal_words
from reviewdesk.domain.entry_weights import number_text, share_out
from reviewdesk.domain.rating import rating_label
from reviewdesk.domain.result_words import level_shown
from reviewdesk.domain.scheme import Column, EntrySource
from reviewdesk.domain.snapshot import (
    CheckInLine,
    CommentLine,
    EntryLine,
    GoalLine,
    PersonLine,
    SignerLine,
    Snapshot,
)
from reviewdesk.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from reviewdesk.domain.scheme import Scheme, Section

FEW = 3
"""Entries of a section of goals, where the scheme leaves their number open."""


@dataclass(frozen=True, slots=True)
class ExampleEntry:
    """An entry of the invented form."""

    section: Section
    name: str
    weight: Decimal | None


def entries(scheme: Scheme) -> tuple[ExampleEntry, ...]:
    """Return the entries of the invented form. Needs no context: no desk is touched."""
    found = []
    for section in scheme.sections:
        names = [each.name for each in section.fixed_entries] or [
            f"{section.entry_word} {place + 1}"
            for place in range(min(max(section.fewest, min(FEW, section.most)), section.most))
        ]
        weights: tuple[Decimal | None, ...] = (None,) * len(names)
        if section.weights is not None:
            weights = tuple(share_out(section, weights, names) or weights)
        found += [
            ExampleEntry(section, name, weight) for name, weight in zip(names, weights, strict=True)
        ]
    return tuple(found)


def score(scheme: Scheme, given: Mapping[tuple[str, str, str], str]) -> scoring.SoFar:
    """Return the result of the invented form. Needs no context: no desk is touched."""
    return scoring.score_so_far(
        scheme,
        [
            scoring.Entry(each.section.id, each.name, each.weight, _ratings(each, given))
            for each in entries(scheme)
        ],
    )


def form(scheme: Scheme, given: Mapping[tuple[str, str, str], str], today: date) -> bytes:
    """Return the invented form as a PDF. Needs no context: no desk is touched."""
    from reviewdesk.documents import form as forms
    from reviewdesk.documents import layout

    return layout.draw(forms.form_content(_snapshot(scheme, given, today), scheme)).pdf


def _snapshot(scheme: Scheme, given: Mapping[tuple[str, str, str], str], today: date) -> Snapshot:
    starts, ends = default_period(today, scheme.period)
    result = score(scheme, given).result
    people = {
        "employee": PersonLine(tr("Example Employee"), "0001", tr("Clerk"), tr("Records")),
        "supervisor": PersonLine(tr("Example Supervisor"), "0002", tr("Head"), tr("Records")),
        "reviewer": PersonLine(tr("Example Reviewer"), "0003", tr("Director"), tr("Records")),
    }
    level = ""
    if result is not None:
        level = level_shown(result.level or "", result.label or "")
    return Snapshot(
        document_id=tr("EXAMPLE"),
        version=1,
        replaces="",
        office=scheme.office,
        scheme_id=scheme.id,
        scheme_version=scheme.version,
        form_title=scheme.form_title,
        cycle=tr("Example"),
        period_start=starts.isoformat(),
        period_end=ends.isoformat(),
        entries=tuple(_line(scheme, each, given) for each in entries(scheme)),
        check_ins=tuple(
            CheckInLine(
                held_on=(starts + (ends - starts) * place / (scheme.discussions + 1)).isoformat(),
                topic="",
                said=tr("Here stands what was said."),
                actions=(),
                seen_on=ends.isoformat(),
            )
            for place in range(1, scheme.discussions + 1)
        ),
        result_score=(result.score or "") if result is not None else "",
        result_level=level,
        working=tuple(f"{step.title}: {step.working}" for step in result.steps)
        if result is not None
        else (),
        not_rated_reason="",
        comments=tuple(
            CommentLine(one.party.value, one.title, tr("Here stands what this party writes."))
            for one in scheme.signatories
        ),
        signers=tuple(
            SignerLine(one.party.value, one.title, people[one.party.value].name, one.meaning)
            for one in signoff.order(scheme, has_reviewer=True)
        ),
        appeal=appeal_words(scheme.appeal_days),
        state="draft",
        employee=people["employee"],
        supervisor=people["supervisor"],
        reviewer=people["reviewer"],
    )


def _line(
    scheme: Scheme, entry: ExampleEntry, given: Mapping[tuple[str, str, str], str]
) -> EntryLine:
    titles = {each.id: each.title for each in entry.section.dimensions} or {"": ""}
    ratings = _ratings(entry, given)
    rated = [
        (title, rating_label(scheme, entry.section, ratings[key]))
        for key, title in titles.items()
        if ratings.get(key)
    ]
    mean = scoring.average_words(scheme, entry.section, ratings)
    if mean:
        rated.append((scheme.words.average or tr("Average"), mean))
    goal = None
    if entry.section.source is EntrySource.GOALS:
        goal = GoalLine(
            title=entry.name,
            measure=tr("What is counted"),
            baseline="10",
            target="20",
            actual="18",
            unit="",
            due="",
            progress="80 %",
            amended="",
        )
    own = rated[0][1] if rated else ""
    return EntryLine(
        section=entry.section.id,
        name=entry.name,
        weight="" if entry.weight is None else f"{number_text(entry.weight)} %",
        goal=goal,
        self_rating=own if Column.SELF_RATING in entry.section.columns else "",
        self_text=tr("Here stands the person's own account.")
        if Column.SELF_TEXT in entry.section.columns
        else "",
        ratings=tuple(rated),
        narrative=tr("Here stands what was seen.")
        if ratings and Column.NARRATIVE in (entry.section.columns or (Column.NARRATIVE,))
        else "",
    )


def _ratings(entry: ExampleEntry, given: Mapping[tuple[str, str, str], str]) -> dict[str, str]:
    keys = [each.id for each in entry.section.dimensions] or [""]
    found = {key: given.get((entry.section.id, entry.name, key), "") for key in keys}
    return {key: code for key, code in found.items() if code}
