"""The parts of a plan as its scheme asks for them: sections of goals, weights of fixed entries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import scoring
from reviewdesk.domain.lifecycle import State
from reviewdesk.domain.permissions import Right
from reviewdesk.domain.scheme import EntrySource
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.standing import about_review, find_review, scheme_of
from reviewdesk.store.tables.reviews import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.goal import GoalText
    from reviewdesk.domain.scheme import Scheme, Section
    from reviewdesk.services.context import Context
    from reviewdesk.store.tables.reviews import Review


@dataclass(frozen=True, slots=True)
class WeightedEntry:
    """An entry of the scheme whose weight the plan sets."""

    name: str
    definition: str
    weight: Decimal | None
    """Per cent; None until it is set."""


@dataclass(frozen=True, slots=True)
class WeightedPart:
    """A section of fixed entries with weights, such as five elements that add up to 100 %."""

    section: str
    title: str
    total: Decimal
    left: Decimal
    entries: tuple[WeightedEntry, ...]


def section_of(scheme: Scheme, section_id: str) -> Section | None:
    """Return the section a goal belongs to: the one named, else the first that holds goals."""
    several = scheme.goal_sections()
    return next((one for one in several if one.id == section_id), several[0] if several else None)


def weighted_sections(scheme: Scheme) -> tuple[Section, ...]:
    """Return the sections of fixed entries whose weights the plan sets."""
    return tuple(
        one
        for one in scheme.sections
        if one.source is EntrySource.FIXED and one.weights is not None and one.fixed_entries
    )


def weighted_parts(session: Session, review: Review, scheme: Scheme) -> tuple[WeightedPart, ...]:
    """Return the weights of fixed entries as they stand."""
    sections = weighted_sections(scheme)
    if not sections:
        return ()
    rows = session.scalars(
        select(Entry).where(Entry.review_id == review.id, Entry.goal_id.is_(None))
    )
    given = {(row.section, row.name): _decimal(row.weight) for row in rows}
    parts = []
    for section in sections:
        entries = tuple(
            WeightedEntry(fixed.name, fixed.definition, given.get((section.id, fixed.name)))
            for fixed in section.fixed_entries
        )
        assert section.weights is not None
        total = section.weights.total
        done = sum((one.weight for one in entries if one.weight is not None), Decimal(0))
        parts.append(WeightedPart(section.id, section.title, total, total - done, entries))
    return tuple(parts)


def set_weights(
    ctx: Context, review_id: UUID, section_id: str, weights: Mapping[str, Decimal | None]
) -> None:
    """Write the weights of fixed entries of a draft plan; both have to agree again afterwards.

    Args:
        ctx: the desk and who acts.
        review_id: of the review.
        section_id: the section of the scheme.
        weights: per cent by the entry's name; a draft may be unbalanced.

    Raises:
        UserError: when the plan is agreed, or the scheme has no such section or entry.
    """
    with ctx.begin(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        if review.state is not State.PLAN:
            raise UserError(tr("This plan is agreed."), safe=tr("Nothing was changed."))
        scheme = scheme_of(session, review.cycle_id)
        section = next((one for one in weighted_sections(scheme) if one.id == section_id), None)
        names = {one.name for one in section.fixed_entries} if section else set()
        if weights.keys() - names:
            raise UserError(
                tr("The scheme has no such entry with a weight."), safe=tr("Nothing was changed.")
            )
        rows = session.scalars(
            select(Entry).where(Entry.review_id == review_id, Entry.section == section_id)
        )
        present = {row.name: row for row in rows}
        for name, weight in weights.items():
            row = present.get(name)
            if row is None:
                row = Entry(review_id=review_id, section=section_id, name=name)
                session.add(row)
            row.weight = "" if weight is None else str(weight)
        review.employee_agreed_at = None
        review.supervisor_agreed_at = None


def share_out_entries(ctx: Context, review_id: UUID, section_id: str) -> None:
    """Share what is left of a section's weight among its fixed entries."""
    with ctx.read(Right.SET_GOALS, about_review(ctx, review_id)) as session:
        review = find_review(session, review_id)
        scheme = scheme_of(session, review.cycle_id)
        part = next(
            one for one in weighted_parts(session, review, scheme) if one.section == section_id
        )
        names = [one.name for one in part.entries]
        shares = scoring.share_out(
            scheme.section(section_id), [one.weight for one in part.entries], names
        )
    set_weights(ctx, review_id, section_id, dict(zip(names, shares, strict=True)))


def plan_faults(
    scheme: Scheme, goals: Sequence[GoalText], weighted: Sequence[WeightedPart] = ()
) -> tuple[str, ...]:
    """Return what the scheme finds wrong with a plan as a whole, as sentences."""
    sections = scheme.goal_sections()
    found: list[str] = []
    for section in sections:
        mine = [one for one in goals if section_of(scheme, one.section) is section]
        of = f"{section.title}: " if len(sections) > 1 else ""
        if len(mine) < section.fewest:
            words = (
                tr("The scheme asks for at least {n} goals.").format(n=section.fewest)
                if section.fewest > 1
                else tr("Set at least one goal.")
            )
            found.append(of + words)
        if len(mine) > section.most:
            words = tr("The scheme allows at most {n} goals.").format(n=section.most)
            found.append(of + words)
        if section.weights is not None and mine:
            faults = scoring.weight_faults(section, [one.weight for one in mine])
            found.extend(of + one for one in faults)
    if sections and not goals and not any(one.fewest for one in sections):
        found.append(tr("Set at least one goal."))
    for part in weighted:
        section = scheme.section(part.section)
        entries = [
            scoring.Entry(section=part.section, name=one.name, weight=one.weight)
            for one in part.entries
        ]
        found.extend(
            f"{part.title}: {one}" for one in scoring.section_weight_faults(section, entries)
        )
    return tuple(found)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
