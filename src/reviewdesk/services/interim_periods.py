"""Who supervised in which part of a review, and what is still asked of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from reviewdesk.domain import interim as rules
from reviewdesk.domain import scoring
from reviewdesk.domain.days import period_words
from reviewdesk.domain.interim import InterimState
from reviewdesk.domain.snapshot import PeriodLine
from reviewdesk.errors import UserError
from reviewdesk.i18n import tr
from reviewdesk.services.plan_days import last_day, plan_since
from reviewdesk.services.standing import name_of, scheme_of
from reviewdesk.store.tables.cycles import Cycle
from reviewdesk.store.tables.interims import Interim

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from reviewdesk.domain.scheme import Scheme
    from reviewdesk.store.tables.reviews import Review


@dataclass(frozen=True, slots=True)
class PeriodView:
    """Who supervised in which part of a review."""

    interim_id: UUID | None
    """None for the present supervisor."""
    supervisor: str
    period: str
    days: int
    state: InterimState | None


def close_part(
    session: Session, review: Review, successor: UUID, first_day: date
) -> Interim | None:
    """Note the days of the supervisor who leaves a review; None when there were none.

    Giving a review back before the other had a day undoes what was asked for.
    """
    before = _interims(session, review.id)
    last = before[-1] if before else None
    span = rules.outgoing_period(review.starts, review.ends, last.ends if last else None, first_day)
    if span is None:
        if last and last.supervisor_id == successor and last.state is not InterimState.HANDED_IN:
            session.delete(last)
        return None
    days = rules.days_under_plan(*span, plan_since(session, review))
    made = Interim(
        review_id=review.id,
        supervisor_id=review.supervisor_id,
        starts=span[0],
        ends=span[1],
        state=rules.first_state(days, session.get_one(Cycle, review.cycle_id).minimum_days),
    )
    session.add(made)
    return made


def demand_closed(session: Session, review: Review) -> None:
    """Refuse to complete a rating while an outgoing supervisor's part is open.

    Raises:
        UserError: naming who is asked.
    """
    due = [one for one in _interims(session, review.id) if one.state is InterimState.DUE]
    if due:
        raise UserError(
            tr("An interim assessment is still due: {names}.").format(
                names="; ".join(
                    tr("{name}, {period}").format(
                        name=name_of(session, one.supervisor_id),
                        period=period_words(one.starts, one.ends),
                    )
                    for one in due
                )
            ),
            safe=tr("What you wrote is saved."),
            remedy=tr("Ask for it, or ask the HR officer to do without it."),
        )


def periods_of(session: Session, review: Review) -> tuple[PeriodView, ...]:
    """Return who supervised when; empty where it was one person all the time."""
    parts = _interims(session, review.id)
    if not parts:
        return ()
    views = [
        PeriodView(
            one.id,
            name_of(session, one.supervisor_id),
            period_words(one.starts, one.ends),
            days_of(session, review, one.starts, one.ends),
            one.state,
        )
        for one in parts
    ]
    span = _present(review, parts)
    if span is not None:
        days = days_of(session, review, *span)
        name = name_of(session, review.supervisor_id)
        views.append(PeriodView(None, name, period_words(*span), days, None))
    return tuple(views)


def period_lines(session: Session, review: Review) -> tuple[PeriodLine, ...]:
    """Return the periods as the form prints them."""
    scheme = scheme_of(session, review.cycle_id)
    parts = _interims(session, review.id)
    lines = [
        PeriodLine(
            supervisor=name_of(session, one.supervisor_id),
            starts=one.starts.isoformat(),
            ends=one.ends.isoformat(),
            days=days_of(session, review, one.starts, one.ends),
            ratings=tuple(_printed(scheme, one)) if _is_in(one) else (),
            text=one.text if _is_in(one) else "",
            note="" if _is_in(one) else _note(one),
        )
        for one in parts
    ]
    span = _present(review, parts) if parts else None
    if span is not None:
        lines.append(
            PeriodLine(
                supervisor=name_of(session, review.supervisor_id),
                starts=span[0].isoformat(),
                ends=span[1].isoformat(),
                days=days_of(session, review, *span),
                ratings=(),
                text="",
                note=tr("Rates this review."),
            )
        )
    return tuple(lines)


def _interims(session: Session, review_id: UUID) -> list[Interim]:
    query = select(Interim).where(Interim.review_id == review_id).order_by(Interim.starts)
    return list(session.scalars(query))


def _is_in(one: Interim) -> bool:
    return one.state is InterimState.HANDED_IN


def _note(one: Interim) -> str:
    words = rules.state_words(one.state)
    return f"{words}: {one.reason}" if one.reason else f"{words}."


def _present(review: Review, parts: list[Interim]) -> tuple[date, date] | None:
    starts = parts[-1].ends + timedelta(days=1)
    return (starts, review.ends) if starts <= review.ends else None


def days_of(session: Session, review: Review, starts: date, ends: date) -> int:
    """Return the days of a part on which an agreed plan was in force."""
    last = min(ends, last_day(session, review))
    return rules.days_under_plan(starts, last, plan_since(session, review))


def _printed(scheme: Scheme, found: Interim) -> Iterator[tuple[str, str]]:
    """Yield entry and rating with its label, in the scheme's order, as they were handed in."""
    kept = list(json.loads(found.ratings).values())
    for section in scheme.sections:
        titles = {one.id: one.title for one in section.dimensions}
        for entry in kept:
            if entry["section"] != section.id:
                continue
            for dimension, code in entry["ratings"].items():
                name = ", ".join(part for part in (entry["name"], titles.get(dimension)) if part)
                yield name, scoring.rating_label(scheme, section, code)
